#ifndef GH_CUSB_SHIM_H
#define GH_CUSB_SHIM_H
/* The full path lets the package build where pkg-config is missing. */
#include <libusb-1.0/libusb.h>
#endif
