#ifndef GH_JOURNAL_H
#define GH_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

// CRC-32C (Castagnoli, reflected 0x82F63B78) of `length` bytes, continued from `crc`; begin with 0. It is C for the
// instruction of SSE 4.2, which is fifteen times as fast as a table.
uint32_t gh_crc32c(uint32_t crc, const void *bytes, size_t length);

// 1 if all bytes are zero, as those of blocks that were never written; 0 if not. A whole segment is looked at in a go.
int gh_is_zero(const void *bytes, size_t length);

// ---- files: open(2) is variadic, O_DIRECT is hidden from Swift, and every call wants its errno at once --------------

enum gh_file_flags {
    GH_FILE_WRITE = 1,      // for reading and writing; without it, for reading
    GH_FILE_CREATE = 2,     // made with mode 0640 if it is not there
    GH_FILE_TRUNCATE = 4,   // emptied
    GH_FILE_DIRECT = 8,     // past the page cache: buffers, lengths and offsets in whole blocks
    GH_FILE_DIRECTORY = 16, // a directory, to sync it
    GH_FILE_PRIVATE = 32,   // with CREATE: mode 0600
};

// All return -errno on failure, and are made again when a signal interrupted them.
int gh_file_open(const char *path, int flags);
int gh_file_close(int fd);
int64_t gh_file_write_at(int fd, const void *bytes, size_t length, int64_t offset);
int64_t gh_file_read_at(int fd, void *bytes, size_t length, int64_t offset);
int gh_file_datasync(int fd);
int gh_file_sync(int fd);
int64_t gh_file_size(int fd);
int gh_file_rename(const char *from, const char *to);
int gh_file_unlink(const char *path);
int gh_file_mkdir(const char *path);

// ---- a doorbell: an eventfd that the journal's threads block on (the loop's own never block) --------------------------

int gh_doorbell_create(void);
int gh_doorbell_ring(int fd);
int gh_doorbell_wait(int fd);

// Names the calling thread, for top and gdb; GNU only, therefore hidden from Swift.
void gh_thread_name(const char *name);

#endif
