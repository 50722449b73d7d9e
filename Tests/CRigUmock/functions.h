#ifndef RIG_FUNCTIONS_H
#define RIG_FUNCTIONS_H

#include <stddef.h>
#include <stdint.h>

// The part of the binary interface of libumockdev.so.0 (0.17) and GLib that the rig calls, declared here because the
// headers are not needed to build.

typedef struct {
    uint32_t domain;
    int code;
    char *message;
} rig_gerror;

// UMockdevIoctlData. A GObject is its class, a reference count and a list of data.
struct rig_data {
    struct {
        void *class;
        unsigned references;
        void *list;
    } object;
    uint8_t *bytes;
    int length;
    unsigned long address;
};

#define RIG_FUNCTIONS(F)                                                                                     \
    F(void *, umockdev_testbed_new, (void))                                                                  \
    F(char *, umockdev_testbed_get_root_dir, (void *bed))                                                    \
    F(int, umockdev_testbed_add_from_string, (void *bed, const char *text, rig_gerror **error))              \
    F(void, umockdev_testbed_uevent, (void *bed, const char *path, const char *action))                      \
    F(void, umockdev_testbed_remove_device, (void *bed, const char *path))                                   \
    F(void, umockdev_testbed_set_attribute, (void *bed, const char *path, const char *name, const char *to)) \
    F(void, umockdev_testbed_set_property, (void *bed, const char *path, const char *name, const char *to))  \
    F(int, umockdev_testbed_get_dev_fd, (void *bed, const char *node))                                       \
    F(int, umockdev_testbed_attach_ioctl, (void *bed, const char *node, void *base, rig_gerror **error))     \
    F(void *, umockdev_ioctl_base_new, (void))                                                               \
    F(unsigned long, umockdev_ioctl_client_get_request, (void *client))                                      \
    F(struct rig_data *, umockdev_ioctl_client_get_arg, (void *client))                                      \
    F(int, umockdev_ioctl_client_execute, (void *client, int *code, rig_gerror **error))                     \
    F(void, umockdev_ioctl_client_complete, (void *client, long result, int code))                           \
    F(struct rig_data *, umockdev_ioctl_data_resolve,                                                        \
      (struct rig_data * data, size_t offset, size_t count, rig_gerror **error))                             \
    F(int, umockdev_ioctl_data_set_ptr, (struct rig_data * data, size_t offset, struct rig_data *target))    \
    F(void *, g_object_ref, (void *object))                                                                  \
    F(void, g_object_unref, (void *object))                                                                  \
    F(unsigned long, g_signal_connect_data,                                                                  \
      (void *object, const char *signal, void (*handler)(void), void *data, void *destroy, int flags))       \
    F(void, g_error_free, (rig_gerror * error))                                                              \
    F(void, g_free, (void *memory))

#define RIG_DECLARE(result, name, arguments) extern result(*rig_##name) arguments;
RIG_FUNCTIONS(RIG_DECLARE)
#undef RIG_DECLARE

#endif
