/* SPDX-License-Identifier: MIT */
/* machine_services.c - services of the fake machine: how they are started, which were stopped. */
#include "fakes/machine_parts.h"

#include <stdio.h>
#include <string.h>

enum { AUTOMATIC = 2, NO_SUCH_SERVICE = 1060 }; /* ERROR_SERVICE_DOES_NOT_EXIST */

static void append_key(struct text *key, const char *name)
{
    text_append(key, "SYSTEM\\CurrentControlSet\\Services\\%s", name);
}

/* Whether a service keeps its delay while it starts otherwise is documented nowhere: this one does
 * not. */
static void set_start(struct fake_machine *machine, const char *name, uint32_t start, bool delayed)
{
    AUTO(text) key = { 0 };

    append_key(&key, name);
    fake_reg_u32(machine, text_string(&key), "Start", start);
    fake_reg_remove(machine, text_string(&key), "DelayedAutostart");
    if (start == AUTOMATIC && delayed)
        fake_reg_u32(machine, text_string(&key), "DelayedAutostart", 1);
}

void fake_service(struct fake_machine *machine, const char *name, uint32_t start, bool delayed)
{
    set_start(machine, name, start, delayed);
}

bool fake_service_was_stopped(const struct fake_machine *machine, const char *name)
{
    return text_list_has(&machine->stopped_services, name);
}

static bool exists(const struct fake_machine *machine, const char *name, struct err *err)
{
    AUTO(text) key = { 0 };

    append_key(&key, name);
    return fake_reg_find(machine, text_string(&key), "Start") ||
           err_set(err, ERR_WIN32, NO_SUCH_SERVICE, "there is no service '%s'", name);
}

static bool service_set_start(
    void *state, const char *name, const struct guest_service_start *start, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "service_set_start", err) || !exists(machine, name, err))
        return false;
    set_start(machine, name, start->type, start->delayed);
    return true;
}

static bool service_stop(
    void *state, const char *name, uint32_t limit_ms, bool *stopped, struct err *err)
{
    struct fake_machine *machine = state;

    (void)limit_ms;
    if (!fake_enter(machine, "service_stop", err) || !exists(machine, name, err))
        return false;
    fake_list_add(&machine->stopped_services, name);
    *stopped = true;
    return true;
}

void fake_guest_services(struct guest *guest)
{
    guest->service_set_start = service_set_start;
    guest->service_stop = service_stop;
}
