#ifndef GH_SERIAL_H
#define GH_SERIAL_H

#include <stdint.h>

// Why: any baud rate needs termios2 and BOTHER of <asm/termbits.h>, which cannot be included beside <termios.h>; the
// requests are macros, and ioctl is variadic. So all of it lives in serial.c.

struct gh_serial_line {
    uint32_t baud;      // bits per second, both directions
    uint8_t data_bits;  // 5 to 8
    uint8_t parity;     // 'N', 'E' or 'O'
    uint8_t stop_bits;  // 1 or 2
};

// Sets raw mode, no flow control, modem lines ignored, and reads back what the driver took; `taken` is what it said.
// Bytes that waited from before are discarded. -EINVAL when the settings are out of range.
int gh_serial_configure(int fd, const struct gh_serial_line *wanted, struct gh_serial_line *taken);
// Further opens of the terminal fail with EBUSY (root excepted), until the last descriptor is closed.
int gh_serial_claim(int fd);
int gh_serial_release(int fd);

#endif
