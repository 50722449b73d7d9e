#ifndef GH_CFLOOR_H
#define GH_CFLOOR_H

#include <stddef.h>
#include <stdint.h>

/*
 * The floors of the benchmark: the same work as the gate's hot paths, written in plain C with nothing around it.
 * They are measuring sticks, not code of the product.
 */

/*
 * Reads 9-byte GY-MCU90614 frames from `fd` by epoll and read, checks each, keeps the last five and decides; stores the
 * CLOCK_MONOTONIC time of each decision. Returns the number of frames decided, at most `count`.
 */
size_t gh_floor_frames(int fd, uint64_t *decided_ns, size_t count);

/* State of the durable-record floor: keys, tree, file. Opaque to Swift. */
typedef struct gh_floor_journal gh_floor_journal;

/* Makes a zero-filled file of `blocks` 4 KiB blocks at `path`, with fresh keys; NULL with errno set when it cannot. */
gh_floor_journal *gh_floor_journal_open(const char *path, size_t blocks);

/*
 * Seals `personal` (HPKE base, X25519, HKDF-SHA256, ChaCha20-Poly1305), hashes a 135-byte leaf over `detail` and the sealed
 * bytes, extends the tree, signs the checkpoint twice, writes one 4 KiB frame and syncs it. Returns 0, or -errno.
 */
int gh_floor_journal_append(
    gh_floor_journal *journal, const uint8_t *detail, size_t detail_len, const uint8_t *personal, size_t personal_len);

void gh_floor_journal_close(gh_floor_journal *journal);

#endif
