#ifndef GH_CLINUX_H
#define GH_CLINUX_H

// What Swift cannot import or imports badly: function-like macros, variadic calls, unions, feature-tested functions.
// Every function returns a value >= 0, or -errno. A call that a signal interrupted is made again.

#include "gh_clock.h"
#include "gh_control.h"
#include "gh_evdev.h"
#include "gh_hid.h"
#include "gh_journal.h"
#include "gh_linux.h"
#include "gh_serial.h"
#include "gh_spawn.h"
#include "gh_terminal.h"
#include "gh_uplink.h"
#include "gh_usb.h"

#endif
