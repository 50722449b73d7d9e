#define _GNU_SOURCE
#include "include/gh_clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

int64_t gh_wall_clock_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int gh_clock_synchronised(void) {
    struct timex state = {.modes = 0};
    int result = adjtimex(&state);
    if (result < 0) return -errno;
    return result != TIME_ERROR && !(state.status & STA_UNSYNC);
}

int gh_local_minute(int64_t seconds, const char *zone, int *weekday) {
    const char *current = getenv("TZ");
    if (!current || strcmp(current, zone) != 0) {
        if (setenv("TZ", zone, 1) != 0) return -errno;
        tzset();
    }
    time_t moment = (time_t)seconds;
    struct tm local;
    if (!localtime_r(&moment, &local)) return -errno;
    *weekday = local.tm_wday;
    return local.tm_hour * 60 + local.tm_min;
}
