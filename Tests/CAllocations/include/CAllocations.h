#ifndef GH_CALLOCATIONS_H
#define GH_CALLOCATIONS_H

#include <stdint.h>

// Counts the allocations of the calling thread. The test binary's own malloc stands before the C library's, for the
// binary and for all libraries that it loads (the hooks of malloc.h are gone since glibc 2.34).

// How many blocks the calling thread has asked for since it started; calls of malloc, calloc, realloc and the aligned
// ones. Not counted under a sanitizer, which brings its own malloc: gh_allocations_are_counted says so.
uint64_t gh_allocations(void);
int gh_allocations_are_counted(void);

#endif
