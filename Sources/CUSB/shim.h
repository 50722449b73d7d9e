#ifndef GH_CUSB_SHIM_H
#define GH_CUSB_SHIM_H
/* The full path lets the package build where pkg-config is missing. */
#include <libusb-1.0/libusb.h>

/* Why: libusb_set_option is variadic. For all contexts that are made from then on: no list of devices, no socket to udev
   and so no thread ("libusb_event"); devices come by their open nodes only. */
static inline int gh_libusb_without_discovery(void) {
    return libusb_set_option(NULL, LIBUSB_OPTION_NO_DEVICE_DISCOVERY);
}
#endif
