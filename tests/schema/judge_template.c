/* SPDX-License-Identifier: MIT */
/*
 * judge_template.c - says what is wrong with ARM templates on one day, one line a problem.
 *
 * usage: judge_template FILE ...
 *
 * "NAME RULE@PLACE ...", or "NAME -" when there are no errors; warnings are not told.
 */
#include "upload/arm.h"

#include <stdio.h>

enum { TODAY = 1795651200 }; /* 2026-11-26: samples have dates that pass */

static bool read_file(const char *path, struct text *bytes)
{
    char block[4096];
    FILE *file = fopen(path, "rb");
    size_t len;

    if (!file)
        return false;
    while ((len = fread(block, 1, sizeof block, file)) > 0)
        text_append_bytes(bytes, block, len);
    return fclose(file) == 0;
}

static bool judge(const char *path)
{
    const char *slash = strrchr(path, '/');
    AUTO(problems) problems = { 0 };
    AUTO(text) bytes = { 0 };
    struct arm_seen seen = { 0 };
    struct err err = { 0 };

    if (!read_file(path, &bytes) ||
        !arm_judge(text_string(&bytes), bytes.len, NULL, TODAY, &seen, &problems, &err)) {
        fprintf(stderr, "%s: %s\n", path, err.text[0] ? err.text : "cannot be read");
        return false;
    }
    printf("%s%s", slash ? slash + 1 : path, problems.errors == 0 ? " -" : "");
    for (size_t at = 0; at < problems.count; at++)
        if (problems.items[at].severity == PROBLEM_ERROR)
            printf(" %s@%s", problems.items[at].rule, problems.items[at].where);
    printf("\n");
    return true;
}

int main(int count, char **arguments)
{
    bool ok = count > 1;

    for (int at = 1; at < count; at++)
        ok = judge(arguments[at]) && ok;
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
