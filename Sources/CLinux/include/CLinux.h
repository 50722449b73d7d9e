#ifndef GH_LINUX_H
#define GH_LINUX_H
#endif
