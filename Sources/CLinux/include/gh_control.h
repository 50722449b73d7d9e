// Unix sockets for the control room. All functions return -errno on failure.
#ifndef GH_CONTROL_H
#define GH_CONTROL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What stands at the path of a socket before a server binds it.
enum {
    GH_SOCKET_ABSENT = 0,  // nothing
    GH_SOCKET_LIVE = 1,    // a socket at which somebody listens
    GH_SOCKET_STALE = 2,   // a socket left behind by a dead process
};

// sockaddr_un is a tuple of 108 characters to Swift, and a path that is longer than that needs the detour over
// /proc/self/fd: site directories of tests and build machines can be deep.
//
// GH_SOCKET_*; -ENOTSOCK when something else stands there.
int gh_unix_probe(const char *path);

// A listening socket at path, non-blocking, close-on-exec. The file never has a bit of permission outside mode, not
// even for a moment.
int gh_unix_listen(const char *path, mode_t mode, int backlog);

// A connection to path, non-blocking, close-on-exec. -EAGAIN when the server's backlog is full.
int gh_unix_connect(const char *path);

// accept4 with its flags, which Glibc imports as Int and __socket_type by turns. -EAGAIN when nobody waits.
int gh_unix_accept(int fd);

// SO_PEERGROUPS: the supplementary groups of the peer when it connected. The count; -ERANGE when there are more than
// capacity.
int gh_peer_groups(int fd, uint32_t *groups, int capacity);

// send and recv that neither block nor raise SIGPIPE; gh_receive returns 0 at the end of the stream.
ssize_t gh_send(int fd, const void *bytes, size_t count);
ssize_t gh_receive(int fd, void *bytes, size_t capacity);

#endif
