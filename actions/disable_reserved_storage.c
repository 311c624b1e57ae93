/* SPDX-License-Identifier: MIT */
/*
 * disable_reserved_storage.c - releases the space that Windows keeps back for updates.
 *
 * DISM refuses while servicing uses the reserve (0x800F0975), or while another servicing client is
 * at work (0x800F0902). Both pass by themselves, so the action waits, longer each time, and tries
 * again until its limit. DISM may ask for a restart (3010); whether the change holds is asked after
 * that again.
 *
 * Source: learn.microsoft.com/windows-hardware/manufacture/desktop/dism-storage-reserve
 *         learn.microsoft.com/windows-hardware/manufacture/desktop/dism/
 *         dismsetreservedstoragestate-function
 */
#include "actions/patience.h"

enum {
    FIRST_WAIT_MS = 15 * 1000,
    LONGEST_WAIT_MS = 5 * 60 * 1000,
};

/* In use by servicing; DISM is busy with another client. */
#define RESERVE_IN_USE 0x800F0975U
#define DISM_BUSY 0x800F0902U

static bool read_state(
    struct action_context *context, enum guest_reserved_storage *state, struct err *err)
{
    const struct guest *guest = context->guest;

    if (!guest->reserved_storage(guest->state, state, err))
        return err_wrap(err, "cannot ask DISM for reserved storage");
    return true;
}

static bool passes_by_itself(const struct err *err)
{
    return err->domain == ERR_HRESULT && (err->code == RESERVE_IN_USE || err->code == DISM_BUSY);
}

static uint32_t next_wait(uint32_t wait_ms)
{
    return wait_ms * 2 < LONGEST_WAIT_MS ? wait_ms * 2 : LONGEST_WAIT_MS;
}

/* Waits before the next try; false when there is no time left for one. */
static bool back_off(struct action_context *context, const struct patience *patience,
    unsigned tries, uint32_t wait_ms, const struct err *why, struct err *err)
{
    const struct guest *guest = context->guest;
    AUTO(text) wait = { 0 };
    AUTO(text) limit = { 0 };
    uint32_t left_ms;

    if (!patience_left(patience, &left_ms, err))
        return false;
    if (left_ms == 0) {
        patience_append(&limit, patience->limit_ms);
        return err_set(err, ERR_AGENT, ERR_TIME_LIMIT,
            "reserved storage stayed in use for %s and %u tries: let updates finish, restart, and "
            "try again (%s)",
            text_string(&limit), tries, why->text);
    }
    if (wait_ms > left_ms)
        wait_ms = left_ms;
    patience_append(&wait, wait_ms);
    action_say(context, "reserved storage is in use by servicing (0x%08lX): try %u in %s",
        (unsigned long)why->code, tries + 1, text_string(&wait));
    return guest->wait(guest->state, wait_ms, err);
}

/* Another client of DISM may be at work while it is asked, too. */
static bool read_patiently(
    struct action_context *context, enum guest_reserved_storage *state, struct err *err)
{
    uint32_t wait_ms = FIRST_WAIT_MS;
    struct patience patience;

    if (!patience_begin(&patience, context->guest, context->limit_ms, err))
        return false;
    for (unsigned tries = 1;; tries++) {
        struct err why = { 0 };

        if (read_state(context, state, &why))
            return true;
        if (!passes_by_itself(&why)) {
            *err = why;
            return false;
        }
        if (!back_off(context, &patience, tries, wait_ms, &why, err))
            return false;
        wait_ms = next_wait(wait_ms);
    }
}

static bool holds(struct action_context *context, bool *yes, struct err *err)
{
    enum guest_reserved_storage state;

    if (!read_patiently(context, &state, err))
        return false;
    *yes = state == GUEST_RESERVED_STORAGE_DISABLED;
    return true;
}

static bool set_patiently(
    struct action_context *context, enum guest_reserved_storage wanted, struct err *err)
{
    const struct guest *guest = context->guest;
    uint32_t wait_ms = FIRST_WAIT_MS;
    struct patience patience;
    bool restart = false;

    if (!patience_begin(&patience, guest, context->limit_ms, err))
        return false;
    for (unsigned tries = 1;; tries++) {
        struct err why = { 0 };

        if (guest->reserved_storage_set(guest->state, wanted, &restart, &why)) {
            text_append(&context->details, "tries: %u\n", tries);
            context->restart_wanted = restart;
            return true;
        }
        if (!passes_by_itself(&why)) {
            *err = why;
            return err_wrap(err, "cannot %s reserved storage",
                wanted == GUEST_RESERVED_STORAGE_DISABLED ? "disable" : "enable");
        }
        if (!back_off(context, &patience, tries, wait_ms, &why, err))
            return false;
        wait_ms = next_wait(wait_ms);
    }
}

static bool apply(struct action_context *context, struct err *err)
{
    return set_patiently(context, GUEST_RESERVED_STORAGE_DISABLED, err);
}

static bool remember(struct action_context *context, struct json *kept, struct err *err)
{
    enum guest_reserved_storage state;

    if (!read_patiently(context, &state, err))
        return false;
    (void)json_add_bool(kept, "reserved_storage_enabled", state == GUEST_RESERVED_STORAGE_ENABLED);
    return true;
}

static bool is_reverted(struct action_context *context, bool *yes, struct err *err)
{
    enum guest_reserved_storage state;
    bool was_enabled = false;

    *yes = true;
    if (!json_bool(json_member(context->kept, "reserved_storage_enabled"), &was_enabled)) {
        action_stays(context, "reserved storage: the journal does not tell how it was");
        return true;
    }
    if (!was_enabled)
        return true;
    if (!read_patiently(context, &state, err))
        return false;
    *yes = state == GUEST_RESERVED_STORAGE_ENABLED;
    return true;
}

static bool revert(struct action_context *context, struct err *err)
{
    return set_patiently(context, GUEST_RESERVED_STORAGE_ENABLED, err);
}

static bool observe(struct action_context *context, struct text *now, struct err *err)
{
    enum guest_reserved_storage state;

    if (!read_state(context, &state, err))
        return false;
    text_append(now, "%s", state == GUEST_RESERVED_STORAGE_DISABLED ? "disabled" : "enabled");
    return text_ok(now, err);
}

static const char *const after[] = { "restart-windows", NULL };

extern const struct action action_disable_reserved_storage;
const struct action action_disable_reserved_storage = {
    .id = "disable-reserved-storage",
    .title = "Disable reserved storage",
    .changes = "Tells DISM to release the space that Windows keeps back for updates.",
    .leaves =
        "The state goes into the image and survives generalizing. Undo: goldprep undo, or dism "
        "/Online /Set-ReservedStorageState /State:Enabled",
    .risk = "Later updates may run out of space on a small disk.",
    .cost = "5 to 60 s; minutes while updates are being installed",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/dism/"
              "dismsetreservedstoragestate-function",
    .traits = ACTION_NEEDS_REBOOT,
    .after = after,
    .holds = holds,
    .apply = apply,
    .observe = observe,
    .remember = remember,
    .is_reverted = is_reverted,
    .revert = revert,
};
