#define _GNU_SOURCE
#include "gh_linux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

_Static_assert(GH_READABLE == EPOLLIN && GH_PRIORITY == EPOLLPRI && GH_WRITABLE == EPOLLOUT, "epoll bits");
_Static_assert(GH_ERROR == EPOLLERR && GH_HANGUP == EPOLLHUP, "epoll bits");

static int result(int value) { return value < 0 ? -errno : value; }

// ---- epoll

int gh_epoll_create(void) { return result(epoll_create1(EPOLL_CLOEXEC)); }

static int control(int epoll, int operation, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return result(epoll_ctl(epoll, operation, fd, &event));
}

int gh_epoll_add(int epoll, int fd, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, fd, events, token);
}

int gh_epoll_modify(int epoll, int fd, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_MOD, fd, events, token);
}

int gh_epoll_remove(int epoll, int fd) { return control(epoll, EPOLL_CTL_DEL, fd, 0, 0); }

int gh_epoll_wait(int epoll, struct gh_ready *ready, int capacity, int timeout) {
    struct epoll_event events[GH_READY_MAX];
    if (capacity > GH_READY_MAX) capacity = GH_READY_MAX;
    int count = epoll_wait(epoll, events, capacity, timeout);
    if (count < 0) return -errno;
    for (int i = 0; i < count; i++) {
        ready[i].token = events[i].data.u64;
        ready[i].events = events[i].events;
    }
    return count;
}

// ---- time

static uint64_t read_clock(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);  // cannot fail: the clock exists and the address is ours
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

uint64_t gh_boottime(void) { return read_clock(CLOCK_BOOTTIME); }
uint64_t gh_monotonic(void) { return read_clock(CLOCK_MONOTONIC); }

int gh_timerfd_create(void) { return result(timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC)); }

int gh_timerfd_set(int fd, uint64_t nanoseconds) {
    struct itimerspec spec = {0};
    spec.it_value.tv_sec = (time_t)(nanoseconds / 1000000000u);
    spec.it_value.tv_nsec = (long)(nanoseconds % 1000000000u);
    return result(timerfd_settime(fd, TFD_TIMER_ABSTIME, &spec, NULL));
}

// ---- eventfd, signalfd

int gh_eventfd_create(void) { return result(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)); }

int gh_eventfd_signal(int fd) {
    uint64_t one = 1;
    ssize_t written = gh_write(fd, &one, sizeof one);
    return written < 0 && written != -EAGAIN ? (int)written : 0;  // EAGAIN: the counter is full, the reader will wake
}

int64_t gh_counter_take(int fd) {
    uint64_t count = 0;
    ssize_t got = gh_read(fd, &count, sizeof count);
    if (got == -EAGAIN) return 0;
    return got < 0 ? got : (int64_t)(count & INT64_MAX);
}

static void fill(sigset_t *set, const int *signals, int count) {
    sigemptyset(set);
    for (int i = 0; i < count; i++) sigaddset(set, signals[i]);
}

int gh_signals_block(const int *signals, int count) {
    sigset_t set;
    fill(&set, signals, count);
    return -pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int gh_signals_unblock(const int *signals, int count) {
    sigset_t set;
    fill(&set, signals, count);
    return -pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

int gh_signal_ignore(int number) { return signal(number, SIG_IGN) == SIG_ERR ? -errno : 0; }

int gh_signalfd(int fd, const int *signals, int count) {
    sigset_t set;
    fill(&set, signals, count);
    return result(signalfd(fd, &set, SFD_NONBLOCK | SFD_CLOEXEC));
}

int gh_signalfd_take(int fd, pid_t *sender) {
    struct signalfd_siginfo info;
    ssize_t got = gh_read(fd, &info, sizeof info);
    if (got == -EAGAIN) return 0;
    if (got < 0) return (int)got;
    *sender = (pid_t)info.ssi_pid;
    return (int)info.ssi_signo;
}

// ---- files

int gh_open(const char *path, int flags, unsigned mode) {
    int fd;
    do fd = open(path, flags | O_CLOEXEC, mode);
    while (fd < 0 && errno == EINTR);
    return result(fd);
}

ssize_t gh_read(int fd, void *bytes, size_t count) {
    ssize_t got;
    do got = read(fd, bytes, count);
    while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got;
}

ssize_t gh_write(int fd, const void *bytes, size_t count) {
    ssize_t written;
    do written = write(fd, bytes, count);
    while (written < 0 && errno == EINTR);
    return written < 0 ? -errno : written;
}

int gh_set_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? -errno : result(fcntl(fd, F_SETFL, flags | O_NONBLOCK));
}

int gh_lock_exclusive(int fd) {
    int locked;
    do locked = flock(fd, LOCK_EX | LOCK_NB);
    while (locked < 0 && errno == EINTR);
    return result(locked);
}

int gh_unlock(int fd) { return result(flock(fd, LOCK_UN)); }

// ---- sockets

int gh_datagram_socket(void) { return result(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

// The length of the address, or -errno.
static int make_address(struct sockaddr_un *address, const char *path) {
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof address->sun_path) return -ENAMETOOLONG;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, length);
    if (path[0] == '@') address->sun_path[0] = 0;  // abstract: its name has no NUL at the end
    return (int)(offsetof(struct sockaddr_un, sun_path) + length + (path[0] == '@' ? 0 : 1));
}

ssize_t gh_send_to_path(int fd, const char *path, const void *bytes, size_t count) {
    struct sockaddr_un address;
    int length = make_address(&address, path);
    if (length < 0) return length;
    ssize_t sent;
    do sent = sendto(fd, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&address, (socklen_t)length);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

int gh_datagram_bind(int fd, const char *path) {
    struct sockaddr_un address;
    int length = make_address(&address, path);
    return length < 0 ? length : result(bind(fd, (struct sockaddr *)&address, (socklen_t)length));
}

int gh_peer_credentials(int fd, pid_t *process, uid_t *user, gid_t *group) {
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) return -errno;
    *process = credentials.pid;
    *user = credentials.uid;
    *group = credentials.gid;
    return 0;
}

int gh_socket_pair(int fds[2]) {
    return result(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds));
}

int gh_message_pair(int fds[2]) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0) return -errno;
    return gh_set_nonblocking(fds[0]);
}

// Room for the control data of one descriptor, aligned as its header asks for.
union descriptor_room {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

ssize_t gh_send_descriptor(int fd, const void *bytes, size_t count, int passed) {
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    union descriptor_room room;
    memset(&room, 0, sizeof room);
    if (passed >= 0) {
        message.msg_control = room.bytes;
        message.msg_controllen = sizeof room.bytes;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof passed);
        memcpy(CMSG_DATA(header), &passed, sizeof passed);
    }
    ssize_t sent;
    do sent = sendmsg(fd, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

ssize_t gh_receive_descriptor(int fd, void *bytes, size_t capacity, int *passed) {
    struct iovec part = {.iov_base = bytes, .iov_len = capacity};
    union descriptor_room room;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = room.bytes, .msg_controllen = sizeof room.bytes};
    *passed = -1;
    ssize_t got;
    do got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0) return -errno;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
        memcpy(passed, CMSG_DATA(header), sizeof *passed);
    }
    return message.msg_flags & MSG_TRUNC ? -EMSGSIZE : got;
}

// ---- pseudo-terminals

int gh_pty_open(char *slave, size_t capacity) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (master < 0) return -errno;
    int error = 0;
    if (grantpt(master) < 0 || unlockpt(master) < 0) error = errno;
    else error = ptsname_r(master, slave, capacity);
    if (error == 0) return master;
    close(master);
    return -error;
}
