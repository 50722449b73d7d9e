#ifndef GH_SPAWN_H
#define GH_SPAWN_H

#include <sys/types.h>

// Why: posix_spawn cannot ask the kernel to end the child with its parent, and a child in the middle of fork may call
// nothing of Swift's. Runs `path`: in a process group of its own, with every signal at its default and none blocked,
// /dev/null as standard input, `output` as standard output and error, and killed when the calling thread ends.
// Returns the process, or -errno when it could not be started or `path` could not be executed.
int gh_spawn(const char *path, char *const *arguments, char *const *environment, int output);

// Why: no wrapper in glibc before 2.36. A descriptor that becomes readable when the child `process` ends.
int gh_pidfd_open(pid_t process);

#endif
