/* SPDX-License-Identifier: MIT */
/*
 * render_targets.c - renders every FOLDER/NAME/target.json in all five forms, beside it.
 *
 * usage: render_targets FOLDER/NAME...
 *
 * The image is what the definition says, so that each kind of image can be had without a manifest of
 * its own; the day is a fixed one.
 */
#include "base/file.h"
#include "upload/render.h"

#include <stdio.h>

enum { TODAY = 1795651200 }; /* 2026-11-26T00:00:00Z */

static const struct {
    const char *name;
    bool (*render)(const struct target *target, struct text *text, struct err *err);
} forms[] = {
    { "arm.json", render_arm },
    { "az.sh", render_az },
    { "powershell.ps1", render_powershell },
    { "rest.json", render_rest },
    { "packer.pkr.hcl", render_packer },
};

static bool read_target(const char *folder, struct target *target, struct err *err)
{
    AUTO(text) path = { 0 };
    AUTO(bytes) bytes = { 0 };
    AUTO(problems) problems = { 0 };
    enum found found = ABSENT;

    file_join(&path, folder, "target.json");
    if (!text_ok(&path, err) ||
        !file_read(text_string(&path), TARGET_SIZE_LIMIT, &found, &bytes, err) ||
        !target_read((const char *)bytes.data, bytes.len, NULL, TODAY, target, &problems, err))
        return false;
    for (size_t at = 0; at < problems.count; at++)
        if (problems.items[at].severity == PROBLEM_ERROR)
            printf("%s: %s at '%s': %s\n", folder, problems.items[at].rule,
                problems.items[at].where, problems.items[at].what);
    /* stands for a manifest's; tests/upload/targets.py has it, too */
    target->image.digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    return problems.errors == 0 ||
           err_set(err, ERR_AGENT, ERR_REFUSED, "the target has %zu errors", problems.errors);
}

static bool render_all(const char *folder, struct err *err)
{
    AUTO(target) target = { 0 };

    if (!read_target(folder, &target, err))
        return false;
    for (size_t at = 0; at < COUNT_OF(forms); at++) {
        AUTO(text) path = { 0 };
        AUTO(text) text = { 0 };

        file_join(&path, folder, forms[at].name);
        if (!forms[at].render(&target, &text, err) || !text_ok(&text, err) ||
            !text_ok(&path, err) ||
            !file_replace(text_string(&path), text_string(&text), text.len, err))
            return err_wrap(err, "%s", forms[at].name);
    }
    return true;
}

int main(int count, char **arguments)
{
    int wrong = 0;

    for (int at = 1; at < count; at++) {
        struct err err = { 0 };

        if (!render_all(arguments[at], &err)) {
            printf("WRONG %s: %s\n", arguments[at], err.text);
            wrong++;
        }
    }
    printf("%d targets in %zu forms; %d wrong\n", count - 1, COUNT_OF(forms), wrong);
    return wrong > 0 || count < 2;
}
