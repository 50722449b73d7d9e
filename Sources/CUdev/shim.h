#ifndef GH_CUDEV_SHIM_H
#define GH_CUDEV_SHIM_H
#include <libudev.h>
#endif
