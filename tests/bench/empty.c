/* SPDX-License-Identifier: MIT */
/* empty.c - a program that does nothing: what starting one costs. */
#include <wchar.h>

int wmain(void);

int wmain(void)
{
    return 0;
}
