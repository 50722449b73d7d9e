// A terminal that a person looks at: what Swift cannot import.
#ifndef GH_TERMINAL_H
#define GH_TERMINAL_H

// The size of the terminal in characters; -errno when fd is no terminal. ioctl is variadic.
int gh_terminal_size(int fd, int *columns, int *rows);

#endif
