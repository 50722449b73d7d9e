#define _GNU_SOURCE
#include "gh_uplink.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

int gh_watch_directory(const char *path) {
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fd < 0) return -errno;
    if (inotify_add_watch(fd, path, IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_ONLYDIR) < 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int gh_watch_wait(int watch, int wake, int milliseconds) {
    struct pollfd fds[2] = {{.fd = wake, .events = POLLIN}, {.fd = watch, .events = POLLIN}};
    // poll passes over a negative descriptor.
    int ready = poll(fds, 2, milliseconds);
    if (ready < 0) return errno == EINTR ? 0 : -errno;
    int bits = fds[0].revents ? GH_WATCH_WOKEN : 0;
    if (fds[1].revents) {
        // Only that something happened counts; the queue is emptied so that it cannot spin.
        char events[16 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
        while (read(watch, events, sizeof events) > 0) {}
        bits |= GH_WATCH_CHANGED;
    }
    return bits;
}

static int write_all(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(fd, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -errno;
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

static int sync_directory_of(const char *path) {
    char copy[PATH_MAX];
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy) return -ENAMETOOLONG;
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return -errno;
    int result = fsync(fd) < 0 ? -errno : 0;
    close(fd);
    return result;
}

int gh_replace_file(const char *path, const void *bytes, size_t count, unsigned mode) {
    char temporary[PATH_MAX];
    if (snprintf(temporary, sizeof temporary, "%s.tmp", path) >= (int)sizeof temporary) return -ENAMETOOLONG;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) return -errno;
    int result = write_all(fd, bytes, count);
    if (result == 0 && fsync(fd) < 0) result = -errno;
    if (close(fd) < 0 && result == 0) result = -errno;
    if (result == 0 && rename(temporary, path) < 0) result = -errno;
    if (result < 0) {
        unlink(temporary);
        return result;
    }
    return sync_directory_of(path);
}
