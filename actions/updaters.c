/* SPDX-License-Identifier: MIT */
/*
 * updaters.c - keeps what updates Windows, its Store and Edge quiet while sysprep works.
 *
 * A store package that is updated for one user between the last look and sysprep's own makes
 * sysprep refuse, and so does servicing that begins meanwhile. What is held:
 *
 *   disabled and stopped   InstallService (Store), edgeupdate, edgeupdatem and
 *                          MicrosoftEdgeElevationService (Edge), UsoSvc (starts Windows Update)
 *   stopped, as it is      wuauserv, BITS, DoSvc: sysprep's own provider GeneralizeForImaging
 *                          (wuaueng.dll) needs wuauserv startable, and that one needs the others
 *   left alone             WaaSMedicSvc: Windows guards it, and it is what sets UsoSvc right on a
 *                          machine that nobody puts back; RdAgent and WindowsAzureGuestAgent: Azure
 *                          needs them, and they update themselves only where Azure tells them to
 *
 * Source: https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/
 *         sysprep-fails-remove-or-update-store-apps (updates of Store apps before sysprep)
 *         GeneralizeForImaging and its need, names of services: observed by public tools:
 *         unverified on a real Windows
 */
#include "actions/updaters.h"

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"

enum {
    DISABLED = 4,         /* SERVICE_DISABLED */
    NOT_A_SERVICE = 1060, /* ERROR_SERVICE_DOES_NOT_EXIST: a key that was left behind */
    STOP_MS =
        20 * 1000, /* one that is in the middle of something may take longer: then it is told */
};

static const struct updater {
    const char *name;
    bool is_disabled; /* else it is stopped only */
} updaters[] = {
    /* in the order in which they are stopped: who starts others goes first */
    { "InstallService", true },
    { "edgeupdate", true },
    { "edgeupdatem", true },
    { "MicrosoftEdgeElevationService", true },
    { "UsoSvc", true },
    { "wuauserv", false },
    { "BITS", false },
    { "DoSvc", false },
};

/* found: ABSENT when there is no such service. */
static bool read_start(const struct guest *guest, const char *name, enum found *found,
    struct guest_service_start *start, struct err *err)
{
    AUTO(text) key = { 0 };
    uint32_t delayed = 0;
    enum found told;

    text_append(&key, SERVICES "%s", name);
    if (!text_ok(&key, err) ||
        !guest->reg_read_u32(guest->state, text_string(&key), "Start", found, &start->type, err))
        return false;
    if (*found == ABSENT)
        return true;
    if (!guest->reg_read_u32(
            guest->state, text_string(&key), "DelayedAutostart", &told, &delayed, err))
        return false;
    start->delayed = told == FOUND && delayed != 0;
    return true;
}

void updaters_remember(struct action_context *context, struct json *kept)
{
    struct json *rows = json_add_array(kept, "updaters");

    for (size_t i = 0; i < COUNT_OF(updaters); i++) {
        struct guest_service_start start = { 0 };
        enum found found = ABSENT;
        struct err why = { 0 };

        if (!updaters[i].is_disabled)
            continue;
        if (!read_start(context->guest, updaters[i].name, &found, &start, &why))
            action_say(context, "updaters: '%s' cannot be held: %s", updaters[i].name, why.text);
        if (found == ABSENT || start.type >= DISABLED)
            continue;
        struct json *row = json_add_object(rows, NULL);
        (void)json_add_string(row, "name", updaters[i].name);
        (void)json_add_number(row, "start", start.type);
        (void)json_add_bool(row, "delayed", start.delayed);
    }
}

static const struct json *kept_rows(const struct action_context *context)
{
    return json_member(context->kept, "updaters");
}

/* Only what is in the table is ever changed, whatever a journal says. */
static bool read_row(const struct json *row, const char **name, struct guest_service_start *start)
{
    const char *told = json_string(json_member(row, "name"));
    int64_t type = -1;

    if (!told || !json_number(json_member(row, "start"), &type) || type < 0 || type >= DISABLED ||
        !json_bool(json_member(row, "delayed"), &start->delayed))
        return false;
    start->type = (uint32_t)type;
    for (size_t i = 0; i < COUNT_OF(updaters); i++) {
        if (updaters[i].is_disabled && text_same(updaters[i].name, told)) {
            *name = updaters[i].name;
            return true;
        }
    }
    return false;
}

static bool is_kept(const struct action_context *context, const char *wanted)
{
    for (const struct json *row = json_first(kept_rows(context)); row; row = json_next(row)) {
        struct guest_service_start start = { 0 };
        const char *name = NULL;

        if (read_row(row, &name, &start) && text_same(name, wanted))
            return true;
    }
    return false;
}

static void add_name(struct text *names, const char *name)
{
    text_append(names, "%s%s", names->len > 0 ? ", " : "", name);
}

static bool hold_one(const struct action_context *context, const struct updater *updater,
    enum found *found, bool *stopped, struct err *err)
{
    static const struct guest_service_start disabled = { .type = DISABLED };
    const struct guest *guest = context->guest;
    struct guest_service_start now = { 0 };

    if (!read_start(guest, updater->name, found, &now, err))
        return false;
    if (*found == ABSENT)
        return true;
    /* One that the journal does not have could not be put back. */
    if (updater->is_disabled && now.type != DISABLED && is_kept(context, updater->name) &&
        !guest->service_set_start(guest->state, updater->name, &disabled, err))
        return false;
    return guest->service_stop(guest->state, updater->name, STOP_MS, stopped, err);
}

static void tell_names(struct action_context *context, const char *what, const struct text *names)
{
    if (names->len == 0)
        return;
    text_append(&context->details, "updaters %s: %s\n", what, text_string(names));
    action_say(context, "updaters: %s: %s", what, text_string(names));
}

static void tell_failure(struct action_context *context, const char *name, const char *why)
{
    action_say(context, "updaters: '%s' is not held: %s", name, why);
    text_append(&context->details, "updater not held: %s: %s\n", name, why);
}

bool updaters_hold(struct action_context *context, struct err *err)
{
    AUTO(text) held = { 0 };
    AUTO(text) only_stopped = { 0 };

    for (size_t i = 0; i < COUNT_OF(updaters); i++) {
        const char *name = updaters[i].name;
        bool is_disabled = updaters[i].is_disabled && is_kept(context, name);
        struct err why = { 0 };
        enum found found = ABSENT;
        bool stopped = false;

        if (!hold_one(context, &updaters[i], &found, &stopped, &why)) {
            if (err_is(&why, ERR_CANCELLED)) {
                *err = why;
                return false;
            }
            if (why.domain != ERR_WIN32 || why.code != NOT_A_SERVICE)
                tell_failure(context, name, why.text);
        } else if (found == FOUND && !stopped) {
            tell_failure(context, name, "it does not stop");
        } else if (found == FOUND) {
            add_name(is_disabled ? &held : &only_stopped, name);
        }
    }
    tell_names(context, "held until sysprep has ended", &held);
    tell_names(context, "stopped", &only_stopped);
    return true;
}

/* What somebody else has set meanwhile is not ours to change. */
static bool is_held(const struct guest *guest, const char *name, bool *held, struct err *err)
{
    struct guest_service_start now = { 0 };
    enum found found = ABSENT;

    if (!read_start(guest, name, &found, &now, err))
        return false;
    *held = found == FOUND && now.type == DISABLED;
    return true;
}

static bool put_one_back(const struct guest *guest, const char *name,
    const struct guest_service_start *start, bool *was_held, struct err *err)
{
    bool held = false;

    if (!is_held(guest, name, was_held, err))
        return false;
    if (!*was_held)
        return true;
    if (!guest->service_set_start(guest->state, name, start, err) ||
        !is_held(guest, name, &held, err))
        return false;
    return !held || err_set(err, ERR_AGENT, ERR_NO_EFFECT, "it is still disabled");
}

bool updaters_put_back(struct action_context *context, struct err *err)
{
    AUTO(text) back = { 0 };
    AUTO(text) lost = { 0 };
    struct err first = { 0 };
    bool damaged = false;

    for (const struct json *row = json_first(kept_rows(context)); row; row = json_next(row)) {
        struct guest_service_start start = { 0 };
        const char *name = NULL;
        struct err why = { 0 };
        bool was_held = false;

        if (!read_row(row, &name, &start)) {
            damaged = true; /* the others are put back all the same */
            continue;
        }
        if (put_one_back(context->guest, name, &start, &was_held, &why)) {
            if (was_held)
                add_name(&back, name);
            continue;
        }
        if (lost.len == 0)
            first = why;
        add_name(&lost, name);
        text_append(&lost, " (start type %lu%s)", (unsigned long)start.type,
            start.delayed ? ", delayed" : "");
        text_append(&context->details, "updater not put back: %s: %s\n", name, why.text);
    }
    tell_names(context, "put back", &back);
    if (lost.len == 0)
        return !damaged ||
               err_set(err, ERR_AGENT, ERR_DAMAGED, "the journal names no updater of ours");
    *err = first;
    return err_wrap(err, "cannot put back how updaters start: %s", text_string(&lost));
}

bool updaters_are_back(const struct action_context *context, bool *back, struct err *err)
{
    *back = true;
    for (const struct json *row = json_first(kept_rows(context)); row; row = json_next(row)) {
        struct guest_service_start start = { 0 };
        const char *name = NULL;
        bool held = false;

        if (!read_row(row, &name, &start))
            continue;
        if (!is_held(context->guest, name, &held, err))
            return err_wrap(err, "cannot tell how the updater '%s' starts", name);
        *back = *back && !held;
    }
    return true;
}
