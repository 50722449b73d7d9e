#define _GNU_SOURCE
#include "gh_control.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

// Fills address; for a long path it opens the directory into *directory (else -1), to be closed after use.
static int address_of(const char *path, struct sockaddr_un *address, int *directory) {
    *directory = -1;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    size_t length = strlen(path);
    if (length == 0 || length >= PATH_MAX) return -ENAMETOOLONG;
    if (length < sizeof address->sun_path) {
        memcpy(address->sun_path, path, length + 1);
        return 0;
    }
    char copy[PATH_MAX], base[PATH_MAX];
    memcpy(copy, path, length + 1);
    memcpy(base, path, length + 1);
    *directory = open(dirname(copy), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*directory < 0) return -errno;
    int written = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", *directory, basename(base));
    if (written < 0 || (size_t)written >= sizeof address->sun_path) {
        close(*directory);
        *directory = -1;
        return -ENAMETOOLONG;
    }
    return 0;
}

static void close_directory(int directory) {
    if (directory >= 0) close(directory);
}

static int stream_socket(void) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return fd < 0 ? -errno : fd;
}

int gh_unix_connect(const char *path) {
    struct sockaddr_un address;
    int directory;
    int result = address_of(path, &address, &directory);
    if (result < 0) return result;
    int fd = stream_socket();
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        result = -errno;
        close(fd);
        fd = result;
    }
    close_directory(directory);
    return fd;
}

int gh_unix_probe(const char *path) {
    struct stat status;
    if (lstat(path, &status) < 0) return errno == ENOENT ? GH_SOCKET_ABSENT : -errno;
    if (!S_ISSOCK(status.st_mode)) return -ENOTSOCK;
    int fd = gh_unix_connect(path);
    if (fd >= 0) {
        close(fd);
        return GH_SOCKET_LIVE;
    }
    if (fd == -EAGAIN) return GH_SOCKET_LIVE;
    if (fd == -ECONNREFUSED) return GH_SOCKET_STALE;
    return fd == -ENOENT ? GH_SOCKET_ABSENT : fd;
}

int gh_unix_listen(const char *path, mode_t mode, int backlog) {
    struct sockaddr_un address;
    int directory;
    int result = address_of(path, &address, &directory);
    if (result < 0) return result;
    int fd = stream_socket();
    if (fd < 0) {
        close_directory(directory);
        return fd;
    }
    // On Linux the file gets the mode of the socket's own inode, less the umask; chmod then adds what the umask took.
    if (fchmod(fd, mode) < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || chmod(path, mode) < 0 ||
        listen(fd, backlog) < 0) {
        result = -errno;
        close(fd);
        fd = result;
    }
    close_directory(directory);
    return fd;
}

int gh_unix_accept(int fd) {
    int peer = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    return peer < 0 ? -errno : peer;
}

int gh_peer_groups(int fd, uint32_t *groups, int capacity) {
    socklen_t size = (socklen_t)((size_t)capacity * sizeof(gid_t));
    if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) < 0) return -errno;
    return (int)(size / sizeof(gid_t));
}

ssize_t gh_send(int fd, const void *bytes, size_t count) {
    ssize_t sent;
    do {
        sent = send(fd, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

ssize_t gh_receive(int fd, void *bytes, size_t capacity) {
    ssize_t received;
    do {
        received = recv(fd, bytes, capacity, MSG_DONTWAIT);
    } while (received < 0 && errno == EINTR);
    return received < 0 ? -errno : received;
}
