/* SPDX-License-Identifier: MIT */
/* windows_test.h - what the tests of agent/win share: a guest, this exe, a scratch folder. */
#pragma once

#include "unit/check_main.h"
#include "win/program.h"
#include "win/win.h"

/** The live guest; the test ends when it cannot be had. The caller calls win_guest_close. */
struct guest test_guest(void);

/** Appends the path of this test's own exe, UTF-8. */
void test_own_path(struct text *path);

/** Makes an empty folder C:\goldprep-test-<name> and appends its path. Removed and made anew when
 * it is there already. */
void test_folder(const char *name, struct text *path);

/** Starts this exe anew with those arguments and waits for it. @return  its exit code */
uint32_t test_run_self(const char *const *arguments, struct text *output);
