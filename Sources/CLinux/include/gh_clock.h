#ifndef GH_CLOCK_H
#define GH_CLOCK_H

#include <stdint.h>

/*
 * Microseconds since 1970 of CLOCK_REALTIME. In C because `timespec` and the clock's constant import differently from one
 * Glibc overlay to the next.
 */
int64_t gh_wall_clock_us(void);

/*
 * 1 when the kernel says that the wall clock is synchronised, 0 when it is not, -errno on failure. The corresponding C
 * function is `adjtimex`, whose `struct timex` Swift imports without its anonymous padding.
 */
int gh_clock_synchronised(void);

/*
 * Minute of the day (0 to 1439) and day of the week (0 is Sunday) of `seconds` since 1970 in the zone named `zone`, such as
 * "Asia/Shanghai"; -errno on failure. Sets TZ when the zone changed, so only the thread of the gate loop may call it.
 */
int gh_local_minute(int64_t seconds, const char *zone, int *weekday);

#endif
