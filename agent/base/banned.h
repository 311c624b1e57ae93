/* SPDX-License-Identifier: MIT */
/*
 * banned.h - calls that nobody may make. The build puts it in front of every file of ours.
 *
 * Each is declared once more as deprecated: naming it is a warning, and warnings are errors here.
 * (Poisoning the names is not possible: headers of Windows use some of them.)
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef __clang__ /* it takes no attribute for what glibc has defined inline; GCC does */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wignored-attributes"
#endif
#define BANNED(function, instead)                                                                  \
    extern __typeof__(function) function __attribute__((deprecated("banned here; use " instead)))

BANNED(strcpy, "memcpy or struct text");
BANNED(strcat, "struct text");
BANNED(strncpy, "memcpy or snprintf");
BANNED(strncat, "struct text");
BANNED(sprintf, "snprintf or text_append");
BANNED(vsprintf, "vsnprintf or text_append_list");
BANNED(strtok, "strcspn");
BANNED(localtime, "clock_append_utc");
BANNED(gmtime, "clock_append_utc");
BANNED(ctime, "clock_append_utc");
BANNED(asctime, "clock_append_utc");
BANNED(system, "guest->process_start");
#ifdef __MINGW32__
#undef popen /* a macro there */
#pragma GCC poison popen
#else
BANNED(popen, "guest->process_start");
#endif

#undef BANNED
#ifdef __clang__
#pragma clang diagnostic pop
#endif
