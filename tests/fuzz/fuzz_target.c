/* SPDX-License-Identifier: MIT */
/* fuzz_target.c - targets and templates of any bytes: what is said of them can be shown, and is a rule. */
#include "upload/arm.h"

#include "fakes/alloc.h"
#include "fuzz_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct problems *problems)
{
    size_t errors = 0;

    for (size_t at = 0; at < problems->count; at++) {
        const struct problem *problem = &problems->items[at];

        fuzz_check_text(problem->where);
        fuzz_check_text(problem->what);
        fuzz_check_text(problem->right);
        if (!target_rule_find(problem->rule) || !problem->what[0] || !problem->right[0])
            abort();
        errors += problem->severity == PROBLEM_ERROR;
    }
    if (errors > problems->errors)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { TODAY = 1795651200 };
    const char *bytes = (const char *)data + 3;
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };
    struct arm_seen seen = { 0 };
    struct err err = { 0 };
    bool ok;

    if (size < 3)
        return 0;
    /* The first two bytes choose which allocation fails, 0 lets all succeed; the third the reader. */
    fake_alloc_fail_nth((unsigned)(data[0] | data[1] << 8));
    if (data[2] & 1)
        ok = arm_judge(bytes, size - 3, NULL, TODAY, &seen, &problems, &err);
    else
        ok = target_read(bytes, size - 3, NULL, TODAY, &target, &problems, &err);
    bool no_memory = fake_alloc_has_failed();
    fake_alloc_fail_nth(0);
    fuzz_check_outcome(ok, no_memory, &err);
    if (ok && no_memory)
        abort(); /* something was left out without a word */
    if (ok)
        check(&problems);
    return 0;
}
