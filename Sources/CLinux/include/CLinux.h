#ifndef GH_CLINUX_H
#define GH_CLINUX_H

#include "gh_journal.h"

#endif
