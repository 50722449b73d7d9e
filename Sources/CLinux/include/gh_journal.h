#ifndef GH_JOURNAL_H
#define GH_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

// CRC-32C (Castagnoli, reflected 0x82F63B78) of `length` bytes, continued from `crc`; begin with 0. It is C for the
// instruction of SSE 4.2, which is fifteen times as fast as a table.
uint32_t gh_crc32c(uint32_t crc, const void *bytes, size_t length);

#endif
