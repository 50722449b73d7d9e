#ifndef GH_CZLIB_SHIM_H
#define GH_CZLIB_SHIM_H
#include <zlib.h>

/* inflateInit2 and deflateInit2 are function-like macros, which Swift cannot import. */
static inline int gh_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}

static inline int gh_deflate_init(z_stream *stream, int level, int window_bits) {
    return deflateInit2(stream, level, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY);
}
#endif
