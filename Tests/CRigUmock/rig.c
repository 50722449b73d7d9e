#include "CRigUmock.h"
#include "functions.h"

#include <stdio.h>
#include <stdlib.h>

// One node's handler; the bed keeps it until its end.
struct handler {
    struct handler *next;
    void *base;
    rig_handler function;
    void *context;
};

struct rig {
    void *bed;
    char *root;
    struct handler *handlers;
};

rig *rig_new(void) {
    if (rig_obstacle()) return NULL;
    rig *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->bed = rig_umockdev_testbed_new();
    made->root = rig_umockdev_testbed_get_root_dir(made->bed);
    return made;
}

void rig_free(rig *bed) {
    rig_g_object_unref(bed->bed);  // ends the thread of the handlers
    while (bed->handlers) {
        struct handler *handler = bed->handlers;
        bed->handlers = handler->next;
        rig_g_object_unref(handler->base);
        free(handler);
    }
    rig_g_free(bed->root);
    free(bed);
}

const char *rig_root(const rig *bed) { return bed->root; }

// 0 when there is no error; otherwise its text goes to the caller, and -1.
static int result(rig_gerror *error, char *text, size_t capacity) {
    if (!error) return 0;
    snprintf(text, capacity, "%s", error->message);
    rig_g_error_free(error);
    return -1;
}

int rig_add(rig *bed, const char *description, char *text, size_t capacity) {
    rig_gerror *error = NULL;
    rig_umockdev_testbed_add_from_string(bed->bed, description, &error);
    return result(error, text, capacity);
}

void rig_uevent(rig *bed, const char *path, const char *action) { rig_umockdev_testbed_uevent(bed->bed, path, action); }

void rig_remove(rig *bed, const char *path) { rig_umockdev_testbed_remove_device(bed->bed, path); }

void rig_set_attribute(rig *bed, const char *path, const char *name, const char *value) {
    rig_umockdev_testbed_set_attribute(bed->bed, path, name, value);
}

void rig_set_property(rig *bed, const char *path, const char *name, const char *value) {
    rig_umockdev_testbed_set_property(bed->bed, path, name, value);
}

int rig_device_fd(rig *bed, const char *node) { return rig_umockdev_testbed_get_dev_fd(bed->bed, node); }

// A call is the client object itself, with a reference until it is completed.
static int on_ioctl(void *base, void *client, void *data) {
    (void)base;
    struct handler *handler = data;
    rig_g_object_ref(client);
    handler->function(handler->context, client);
    return 1;  // handled: the answer comes by rig_complete
}

int rig_attach(rig *bed, const char *node, rig_handler function, void *context, char *text, size_t capacity) {
    struct handler *handler = calloc(1, sizeof *handler);
    if (!handler) return -1;
    handler->base = rig_umockdev_ioctl_base_new();
    handler->function = function;
    handler->context = context;
    handler->next = bed->handlers;
    bed->handlers = handler;
    rig_g_signal_connect_data(handler->base, "handle-ioctl", (void (*)(void))on_ioctl, handler, NULL, 0);
    rig_gerror *error = NULL;
    rig_umockdev_testbed_attach_ioctl(bed->bed, node, handler->base, &error);
    return result(error, text, capacity);
}

unsigned long rig_request(const rig_call *call) { return rig_umockdev_ioctl_client_get_request((void *)call); }

rig_data *rig_argument(const rig_call *call) { return rig_umockdev_ioctl_client_get_arg((void *)call); }

unsigned long rig_value(const rig_call *call) { return *(unsigned long *)(void *)rig_argument(call)->bytes; }

uint8_t *rig_bytes(const rig_call *call, size_t count) {
    rig_data *data = rig_resolve(rig_argument(call), 0, count);
    if (!data) return NULL;
    uint8_t *bytes = data->bytes;
    rig_release(data);  // its parent keeps it until the call is completed
    return bytes;
}

int rig_execute(rig_call *call, int *error) { return rig_umockdev_ioctl_client_execute((void *)call, error, NULL); }

void rig_complete(rig_call *call, long value, int error) {
    rig_umockdev_ioctl_client_complete((void *)call, value, error);
    rig_g_object_unref(call);
}

rig_data *rig_resolve(rig_data *data, size_t offset, size_t count) {
    return rig_umockdev_ioctl_data_resolve(data, offset, count, NULL);
}

uint8_t *rig_data_bytes(const rig_data *data) { return data->bytes; }

unsigned long rig_data_address(const rig_data *data) { return data->address; }

int rig_point(rig_data *data, size_t offset, rig_data *target) {
    return rig_umockdev_ioctl_data_set_ptr(data, offset, target);
}

void rig_release(rig_data *data) { rig_g_object_unref(data); }
