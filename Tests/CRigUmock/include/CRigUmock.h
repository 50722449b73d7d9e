#ifndef C_RIG_UMOCK_H
#define C_RIG_UMOCK_H

#include <stddef.h>
#include <stdint.h>

// What the tests use of umockdev: a testbed (a /sys and /dev of its own, uevents) and ioctl handlers.
//
// The library is loaded at run time: no header and no library of it is needed to build, and the test binary, which all
// tests share, is mocked only in a run under LD_PRELOAD=libumockdev-preload.so.0.

typedef struct rig rig;
typedef struct rig_call rig_call;

// Why a bed cannot be made in this process; NULL when it can. The text lives for ever.
const char *rig_obstacle(void);

// A new bed; one at a time in a process (its directory is in the environment). NULL when there is an obstacle.
rig *rig_new(void);
void rig_free(rig *bed);
// The directory that stands for / to the mocked system calls.
const char *rig_root(const rig *bed);

// Adds the devices of a description in umockdev's format, each with an "add" uevent. 0, or -1 and the reason in `error`.
int rig_add(rig *bed, const char *description, char *error, size_t capacity);
// Sends a uevent for the device at a path that begins with /sys.
void rig_uevent(rig *bed, const char *path, const char *action);
// Removes the device and its children from /sys and /dev, without a uevent: send it before.
void rig_remove(rig *bed, const char *path);
void rig_set_attribute(rig *bed, const char *path, const char *name, const char *value);
void rig_set_property(rig *bed, const char *path, const char *name, const char *value);
// The device's end of a node (a terminal's master), owned by the bed; -1 when there is none.
int rig_device_fd(rig *bed, const char *node);

// Answers one ioctl, on a thread of umockdev: by rig_complete, exactly once, now or later.
typedef void (*rig_handler)(void *context, rig_call *call);
// All ioctls on the node go to `handler`; attach before the device is added. 0, or -1 and the reason in `error`.
int rig_attach(rig *bed, const char *node, rig_handler handler, void *context, char *error, size_t capacity);

unsigned long rig_request(const rig_call *call);
// The third argument itself.
unsigned long rig_value(const rig_call *call);
// The memory that the third argument points to; what is written there is what the caller gets. NULL when it cannot be read.
uint8_t *rig_bytes(const rig_call *call, size_t count);
// Makes the call on the real descriptor behind the node. Its result; `error` is errno when it is negative.
int rig_execute(rig_call *call, int *error);
// The caller's ioctl returns `result`, with errno `error` when that is -1.
void rig_complete(rig_call *call, long result, int error);

// For handlers that follow pointers inside the argument (USB request blocks): nested pieces of the caller's memory.
typedef struct rig_data rig_data;
rig_data *rig_argument(const rig_call *call);
// The memory that the pointer at `offset` in `data` points to; give it back with rig_release. NULL when it cannot be read.
rig_data *rig_resolve(rig_data *data, size_t offset, size_t count);
uint8_t *rig_data_bytes(const rig_data *data);
// Where it is in the caller.
unsigned long rig_data_address(const rig_data *data);
// The pointer at `offset` of the caller's `data` points to `target`, which is the caller's memory too.
int rig_point(rig_data *data, size_t offset, rig_data *target);
void rig_release(rig_data *data);

#endif
