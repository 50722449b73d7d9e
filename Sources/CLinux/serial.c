#include "gh_serial.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <string.h>

// <sys/ioctl.h> would bring the other struct termios.
extern int ioctl(int fd, unsigned long request, ...);

static int data_bits_flag(uint8_t bits, tcflag_t *flag) {
    static const tcflag_t flags[] = {CS5, CS6, CS7, CS8};
    if (bits < 5 || bits > 8) return -EINVAL;
    *flag = flags[bits - 5];
    return 0;
}

static int control_flags(const struct gh_serial_line *line, tcflag_t *flags) {
    tcflag_t bits = 0;
    int error = data_bits_flag(line->data_bits, &bits);
    if (error) return error;
    if (line->baud == 0 || line->stop_bits < 1 || line->stop_bits > 2) return -EINVAL;
    switch (line->parity) {
        case 'N': break;
        case 'E': bits |= PARENB; break;
        case 'O': bits |= PARENB | PARODD; break;
        default: return -EINVAL;
    }
    if (line->stop_bits == 2) bits |= CSTOPB;
    // CLOCAL: a cable without modem lines is not a hang-up. HUPCL stays off: closing must not reset the device by DTR.
    *flags = bits | CREAD | CLOCAL | BOTHER | (BOTHER << IBSHIFT);
    return 0;
}

static void describe(const struct termios2 *now, struct gh_serial_line *taken) {
    taken->baud = now->c_ospeed;
    taken->data_bits = (now->c_cflag & CSIZE) == CS5   ? 5
                       : (now->c_cflag & CSIZE) == CS6 ? 6
                       : (now->c_cflag & CSIZE) == CS7 ? 7
                                                       : 8;
    taken->parity = !(now->c_cflag & PARENB) ? 'N' : (now->c_cflag & PARODD) ? 'O' : 'E';
    taken->stop_bits = now->c_cflag & CSTOPB ? 2 : 1;
}

int gh_serial_configure(int fd, const struct gh_serial_line *wanted, struct gh_serial_line *taken) {
    struct termios2 settings;
    memset(&settings, 0, sizeof settings);
    int error = control_flags(wanted, &settings.c_cflag);
    if (error) return error;
    settings.c_ospeed = settings.c_ispeed = wanted->baud;
    settings.c_cc[VMIN] = 1;  // with O_NONBLOCK an empty line is EAGAIN, and a read of 0 bytes means a hang-up
    if (ioctl(fd, TCSETS2, &settings) < 0) return -errno;
    if (ioctl(fd, TCFLSH, TCIOFLUSH) < 0) return -errno;
    struct termios2 now;
    if (ioctl(fd, TCGETS2, &now) < 0) return -errno;
    describe(&now, taken);
    return 0;
}

int gh_serial_claim(int fd) { return ioctl(fd, TIOCEXCL) < 0 ? -errno : 0; }
int gh_serial_release(int fd) { return ioctl(fd, TIOCNXCL) < 0 ? -errno : 0; }
