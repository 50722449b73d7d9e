#ifndef GH_LINUX_H
#define GH_LINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// ---- epoll -------------------------------------------------------------------------------------------------------
// Why: epoll_event is packed on x86-64 and holds a union; its constants import into Swift with three different types.

#define GH_READABLE 0x001u  // EPOLLIN
#define GH_PRIORITY 0x002u  // EPOLLPRI
#define GH_WRITABLE 0x004u  // EPOLLOUT
#define GH_ERROR 0x008u     // EPOLLERR
#define GH_HANGUP 0x010u    // EPOLLHUP

// One ready source: the token that it was added with, and GH_ bits.
struct gh_ready {
    uint64_t token;
    uint32_t events;
};

int gh_epoll_create(void);
int gh_epoll_add(int epoll, int fd, uint32_t events, uint64_t token);
int gh_epoll_modify(int epoll, int fd, uint32_t events, uint64_t token);
int gh_epoll_remove(int epoll, int fd);
// At most GH_READY_MAX sources; timeout in milliseconds, -1 waits for ever. Not repeated after a signal: -EINTR.
#define GH_READY_MAX 64
int gh_epoll_wait(int epoll, struct gh_ready *ready, int capacity, int timeout);

// ---- time --------------------------------------------------------------------------------------------------------
// Why: CLOCK_BOOTTIME and itimerspec in one call each, in nanoseconds.

uint64_t gh_boottime(void);
uint64_t gh_monotonic(void);
int gh_timerfd_create(void);
// Fires once when CLOCK_BOOTTIME reaches `nanoseconds`; 0 disarms.
int gh_timerfd_set(int fd, uint64_t nanoseconds);

// ---- eventfd, signalfd -------------------------------------------------------------------------------------------

int gh_eventfd_create(void);
int gh_eventfd_signal(int fd);
// Takes the counter of an eventfd or a timerfd; 0 when there was nothing.
int64_t gh_counter_take(int fd);

// Why: sigset_t is opaque in Swift. Blocks the signals in the calling thread and all that it starts afterwards.
int gh_signals_block(const int *signals, int count);
int gh_signals_unblock(const int *signals, int count);
// Why: SIG_IGN is a cast of an integer to a function.
int gh_signal_ignore(int signal);
// A new signalfd, or with fd >= 0 another set of signals for the one that exists.
int gh_signalfd(int fd, const int *signals, int count);
// The number of the next pending signal, and who sent it; 0 when there is none.
int gh_signalfd_take(int fd, pid_t *sender);

// ---- files -------------------------------------------------------------------------------------------------------

// Why: open is variadic. O_CLOEXEC is always added.
int gh_open(const char *path, int flags, unsigned mode);
ssize_t gh_read(int fd, void *bytes, size_t count);
ssize_t gh_write(int fd, const void *bytes, size_t count);
int gh_set_nonblocking(int fd);
// Why: flock is both a function and a struct, and Swift takes the struct. Exclusive, never waits: -EWOULDBLOCK.
int gh_lock_exclusive(int fd);
// Lets the lock go before the descriptor is closed.
int gh_unlock(int fd);

// ---- sockets -----------------------------------------------------------------------------------------------------

// Why: sockaddr_un is a union to Swift, and an abstract address (leading '@') may hold NULs.
int gh_datagram_socket(void);
ssize_t gh_send_to_path(int fd, const char *path, const void *bytes, size_t count);
int gh_datagram_bind(int fd, const char *path);
// Why: SO_PEERCRED fills a struct that glibc hides behind a feature macro.
int gh_peer_credentials(int fd, pid_t *process, uid_t *user, gid_t *group);
// Two connected stream sockets, not blocking.
int gh_socket_pair(int fds[2]);
// Two connected sockets that keep the limits of messages; only the first does not block.
int gh_message_pair(int fds[2]);
// Why: a descriptor travels in control data, whose layout is macros. One message, with `passed` unless it is -1.
ssize_t gh_send_descriptor(int fd, const void *bytes, size_t count, int passed);
// One message; `passed` is the descriptor that came with it, or -1. 0 is the end. -EMSGSIZE when it was longer.
ssize_t gh_receive_descriptor(int fd, void *bytes, size_t capacity, int *passed);

// ---- pseudo-terminals --------------------------------------------------------------------------------------------

// Why: posix_openpt and its family are not visible to Swift (feature macros).
int gh_pty_open(char *slave, size_t capacity);

#endif
