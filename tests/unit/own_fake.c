/* SPDX-License-Identifier: MIT */
/* own_fake.c - goldprep itself on a fake machine, which fails or dies where a test wants it. */
#include "own_fake.h"

#include <check.h>
#include <stdio.h>
#include <unistd.h>

struct own_fake own_fake;

/* What is changed in a process that dies is told to the one that goes on: 'k' and a key, ... */
static void tell(char kind, const char *what)
{
    char line[256];
    int len = snprintf(line, sizeof line, "%c%s\n", kind, what);

    if (own_fake.tells > 0)
        ck_assert_int_eq(write(own_fake.tells, line, (size_t)len), len);
}

void own_fake_change(char kind, const char *what)
{
    switch (kind) {
    case 'k':
        fake_reg_remove(own_fake.world->machine, what, NULL);
        break;
    case 'f':
        fake_file_remove(own_fake.world->machine, what);
        break;
    case 'p':
        snprintf(own_fake.program, sizeof own_fake.program, "%s", what);
        break;
    default:
        ck_abort_msg("no such change");
    }
    tell(kind, what);
}

static bool enter(const char *what, struct err *err)
{
    own_fake.calls++;
    if (own_fake.calls == own_fake.dies_at)
        _exit(9);
    return own_fake.calls != own_fake.fails_at || err_set(err, ERR_WIN32, 5, "cannot %s", what);
}

static bool program(void *state, struct text *path, struct err *err)
{
    (void)state;
    text_append(path, "%s", own_fake.program);
    return text_ok(path, err);
}

static bool step_aside(void *state, struct text *path, struct err *err)
{
    (void)state;
    if (!enter("rename", err))
        return false;
    own_fake_change('p', ASIDE);
    text_append(path, "%s", ASIDE);
    return text_ok(path, err);
}

static bool service_remove(void *state, uint32_t limit_ms, struct err *err)
{
    (void)state;
    (void)limit_ms;
    if (!enter("remove the service", err))
        return false;
    own_fake_change('k', SERVICE_KEY);
    return true;
}

static bool key_remove(void *state, const char *key, struct err *err)
{
    (void)state;
    if (!enter("remove a key", err))
        return false;
    own_fake_change('k', key);
    return true;
}

static bool remove_file(void *state, const char *path, struct err *err)
{
    (void)state;
    if (!enter("remove a file", err))
        return false;
    own_fake_change('f', path);
    return true;
}

static bool leave(
    void *state, const char *path, const char *folder, enum own_leaves *leaves, struct err *err)
{
    (void)state;
    ck_assert_str_eq(path, own_fake.program);
    if (!enter("go", err))
        return false;
    snprintf(own_fake.folder, sizeof own_fake.folder, "%s", folder ? folder : "");
    own_fake_change('p', "");
    *leaves = own_fake.leaves;
    return true;
}

static bool power_off(void *state, uint32_t seconds, struct err *err)
{
    const struct guest *guest = &own_fake.world->guest;

    (void)state;
    ck_assert_uint_gt(seconds, 0);
    return enter("switch off", err) && guest->power_off(guest->state, err);
}

const struct own own_fake_table = { NULL, program, step_aside, service_remove, key_remove,
    remove_file, leave, power_off };

uint32_t own_fake_msiexec(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)output;
    ck_assert_str_eq(arguments[0], "/x");
    ck_assert_str_eq(arguments[1], PRODUCT);
    ck_assert_str_eq(arguments[2], "/qn");
    ck_assert_str_ne(own_fake.program, INSTALLED); /* or it would want a restart */
    if (own_fake.installer_code == 0) {
        own_fake_change('k', UNINSTALL);
        own_fake_change('k', OWN_KEY);
        own_fake_change('k', SERVICE_KEY);
        own_fake_change('k', EVENT_KEY);
    }
    return own_fake.installer_code;
}
