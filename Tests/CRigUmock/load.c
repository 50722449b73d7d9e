#define _GNU_SOURCE
#include "CRigUmock.h"
#include "functions.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#define RIG_DEFINE(result, name, arguments) result(*rig_##name) arguments;
RIG_FUNCTIONS(RIG_DEFINE)
#undef RIG_DEFINE

static const char *obstacle;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Not umockdev_in_mock_environment: it remembers its first answer, which is "no" until there is a testbed.
static int is_preloaded(void) {
    Dl_info where;
    void *function = dlsym(RTLD_DEFAULT, "openat64");
    return function && dladdr(function, &where) && where.dli_fname && strstr(where.dli_fname, "umockdev-preload");
}

static int find(void *library, const char *name, void **function) {
    *function = dlsym(library, name);
    return *function != NULL;
}

static void load(void) {
    if (!is_preloaded()) {
        obstacle = "run it with LD_PRELOAD=libumockdev-preload.so.0 (apt-get install umockdev), as `make test` does";
        return;
    }
    // Never closed: GLib cannot be unloaded. Its functions are found through the library that needs it.
    void *library = dlopen("libumockdev.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        obstacle = "libumockdev.so.0 cannot be loaded: apt-get install umockdev";
        return;
    }
#define RIG_FIND(result, name, arguments) \
    if (!find(library, #name, (void **)&rig_##name)) obstacle = "libumockdev.so.0 has no " #name ": 0.17 is needed";
    RIG_FUNCTIONS(RIG_FIND)
#undef RIG_FIND
}

const char *rig_obstacle(void) {
    pthread_once(&once, load);
    return obstacle;
}
