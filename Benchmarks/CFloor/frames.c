#include "CFloor.h"

#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { FRAME = 9, WINDOW = 5 };

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

typedef struct {
    int32_t object[WINDOW];
    size_t filled;
    size_t next;
    volatile int verdict;
} decision;

/* The reading of the last five samples (median and span) against the band, the window and the threshold. */
static void decide(decision *d, int32_t object, int32_t ambient) {
    d->object[d->next] = object;
    d->next = (d->next + 1) % WINDOW;
    if (d->filled < WINDOW) d->filled++;
    if (object - ambient < 200 || d->filled < WINDOW) {
        d->verdict = 0;
        return;
    }
    int32_t sorted[WINDOW];
    memcpy(sorted, d->object, sizeof sorted);
    for (int i = 1; i < WINDOW; i++) {
        int32_t value = sorted[i];
        int j = i;
        for (; j > 0 && sorted[j - 1] > value; j--) sorted[j] = sorted[j - 1];
        sorted[j] = value;
    }
    if (sorted[WINDOW - 1] - sorted[0] > 30) {
        d->verdict = 1;
    } else if (sorted[WINDOW / 2] < 3400 || sorted[WINDOW / 2] > 4200) {
        d->verdict = 2;
    } else {
        d->verdict = sorted[WINDOW / 2] >= 3730 ? 3 : 4;
    }
}

size_t gh_floor_frames(int fd, uint64_t *decided_ns, size_t count) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) return 0;
    struct epoll_event interest = {.events = EPOLLIN};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &interest) < 0) {
        close(epoll);
        return 0;
    }
    uint8_t held[256];
    size_t have = 0;
    size_t decided = 0;
    decision state = {0};
    while (decided < count) {
        struct epoll_event event;
        if (epoll_wait(epoll, &event, 1, 2000) != 1) break;
        ssize_t got = read(fd, held + have, sizeof held - have);
        if (got <= 0) break;
        have += (size_t)got;
        size_t at = 0;
        while (have - at >= FRAME) {
            const uint8_t *f = held + at;
            uint8_t sum = 0;
            for (int i = 0; i < FRAME - 1; i++) sum = (uint8_t)(sum + f[i]);
            if (f[0] != 0x5a || f[1] != 0x5a || f[2] != 0x45 || f[3] != 4 || sum != f[8]) {
                at++;
                continue;
            }
            decide(&state, (int16_t)(f[4] << 8 | f[5]), (int16_t)(f[6] << 8 | f[7]));
            if (decided < count) decided_ns[decided++] = now_ns();
            at += FRAME;
        }
        memmove(held, held + at, have - at);
        have -= at;
    }
    close(epoll);
    return decided;
}
