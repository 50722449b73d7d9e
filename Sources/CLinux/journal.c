#define _GNU_SOURCE
#include "gh_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

static uint32_t crc32c_table(uint32_t crc, const uint8_t *bytes, size_t length) {
    // One nibble at a time: sixteen entries need no initialisation and no lock.
    static const uint32_t nibbles[16] = {
        0x00000000, 0x105EC76F, 0x20BD8EDE, 0x30E349B1, 0x417B1DBC, 0x5125DAD3, 0x61C69362, 0x7198540D,
        0x82F63B78, 0x92A8FC17, 0xA24BB5A6, 0xB21572C9, 0xC38D26C4, 0xD3D3E1AB, 0xE330A81A, 0xF36E6F75,
    };
    for (size_t index = 0; index < length; index++) {
        crc ^= bytes[index];
        crc = (crc >> 4) ^ nibbles[crc & 15];
        crc = (crc >> 4) ^ nibbles[crc & 15];
    }
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(uint32_t crc, const uint8_t *bytes, size_t length) {
    uint64_t wide = crc;
    while (length >= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        wide = __builtin_ia32_crc32di(wide, word);
        bytes += 8;
        length -= 8;
    }
    uint32_t narrow = (uint32_t)wide;
    while (length-- > 0) narrow = __builtin_ia32_crc32qi(narrow, *bytes++);
    return narrow;
}
#endif

uint32_t gh_crc32c(uint32_t crc, const void *bytes, size_t length) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return ~crc32c_sse42(~crc, bytes, length);
#endif
    return ~crc32c_table(~crc, bytes, length);
}

int gh_is_zero(const void *bytes, size_t length) {
    // Equal to itself moved by one byte, and beginning with zero.
    const uint8_t *first = bytes;
    return length == 0 || (first[0] == 0 && memcmp(first, first + 1, length - 1) == 0);
}

int gh_file_open(const char *path, int flags) {
    int how = O_CLOEXEC | O_NOCTTY;
    how |= flags & GH_FILE_WRITE ? O_RDWR : O_RDONLY;
    if (flags & GH_FILE_CREATE) how |= O_CREAT;
    if (flags & GH_FILE_TRUNCATE) how |= O_TRUNC;
    if (flags & GH_FILE_DIRECT) how |= O_DIRECT;
    if (flags & GH_FILE_DIRECTORY) how |= O_DIRECTORY;
    int fd;
    do fd = open(path, how, flags & GH_FILE_PRIVATE ? 0600 : 0640);
    while (fd < 0 && errno == EINTR);
    return fd < 0 ? -errno : fd;
}

int gh_file_close(int fd) {
    // Linux closes the descriptor even when it reports EINTR; closing again could close another thread's.
    return close(fd) < 0 && errno != EINTR ? -errno : 0;
}

int64_t gh_file_write_at(int fd, const void *bytes, size_t length, int64_t offset) {
    ssize_t count;
    do count = pwrite(fd, bytes, length, offset);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

int64_t gh_file_read_at(int fd, void *bytes, size_t length, int64_t offset) {
    ssize_t count;
    do count = pread(fd, bytes, length, offset);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

int gh_file_datasync(int fd) {
    // Made again only for EINTR: after any other error a second call may say that all is well while the data is lost.
    int result;
    do result = fdatasync(fd);
    while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : 0;
}

int gh_file_sync(int fd) {
    int result;
    do result = fsync(fd);
    while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : 0;
}

int64_t gh_file_size(int fd) {
    struct stat status;
    return fstat(fd, &status) < 0 ? -errno : status.st_size;
}

int gh_file_rename(const char *from, const char *to) { return rename(from, to) < 0 ? -errno : 0; }

int gh_file_unlink(const char *path) { return unlink(path) < 0 ? -errno : 0; }

int gh_file_mkdir(const char *path) { return mkdir(path, 0750) < 0 ? -errno : 0; }

int gh_doorbell_create(void) {
    int fd = eventfd(0, EFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int gh_doorbell_ring(int fd) {
    uint64_t one = 1;
    return write(fd, &one, sizeof one) < 0 ? -errno : 0;
}

int gh_doorbell_wait(int fd) {
    uint64_t count;
    ssize_t result;
    do result = read(fd, &count, sizeof count);
    while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : 0;
}

void gh_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }
