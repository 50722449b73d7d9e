#ifndef GH_UPLINK_H
#define GH_UPLINK_H

#include <stddef.h>

// Why: inotify's constants import as three types, and its events are structs of variable length in one buffer.
// A non-blocking watch of a directory: something was written, made or renamed in it.
int gh_watch_directory(const char *path);
// Waits until the watch or `wake` (an eventfd) is readable, at most `milliseconds`. Takes what the watch has; leaves
// `wake` readable. Bits of GH_WATCH_. `watch` may be -1. A signal ends the wait early, with 0.
#define GH_WATCH_CHANGED 1
#define GH_WATCH_WOKEN 2
int gh_watch_wait(int watch, int wake, int milliseconds);

// Writes a file whole: a temporary file beside it, fsync, rename, fsync of the directory. What stood there before is
// there until the new one is durable.
int gh_replace_file(const char *path, const void *bytes, size_t count, unsigned mode);

#endif
