/* SPDX-License-Identifier: MIT */
/*
 * alloc.h - lets one allocation of a test fail.
 *
 * Works for malloc, calloc and realloc called by anything linked into the test's own executable,
 * and for cJSON and libxml2. Tests link goldprep_alloc, which asks the linker for it (--wrap).
 */
#pragma once

#include <stdbool.h>

/** The nth allocation from now on fails, once (1: the next). 0: none does. */
void fake_alloc_fail_nth(unsigned nth);

/** While it is held none fails, and none is counted: what a fake or a check allocates is not the program's. */
void fake_alloc_hold(bool hold);

/** Did it fail since fake_alloc_fail_nth? When not, there were fewer allocations. */
bool fake_alloc_has_failed(void);
