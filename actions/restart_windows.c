/* SPDX-License-Identifier: MIT */
/*
 * restart_windows.c - gets the restart that Windows waits for.
 *
 * The action itself changes nothing and restarts nothing: it says that a restart is wanted, and
 * after that looks whether anything still waits. One restart is given; updates that want another
 * one then show as "had no effect", with what waits, and a person decides.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image
 *         ("Install Windows updates ... restart"); the places that are read: guest/pending.c
 */
#include "actions/action.h"
#include "guest/pending.h"

static bool holds(struct action_context *context, bool *yes, struct err *err)
{
    struct pending pending;
    AUTO(text) ids = { 0 };

    pending_read(context->guest, &pending);
    if (pending_count(&pending, true, PENDING_YES) > 0) {
        *yes = false;
        return true;
    }
    /* What could not be read may be pending: that is no "nothing waits". */
    if (pending_count(&pending, true, PENDING_UNTOLD) > 0) {
        for (size_t i = 0; i < PENDING_COUNT; i++) {
            if (pending.items[i].source->blocks && pending.items[i].state == PENDING_UNTOLD)
                *err = pending.items[i].why;
        }
        pending_append_ids(&pending, true, PENDING_UNTOLD, &ids);
        return err_wrap(err, "cannot tell whether a restart is pending (%s)", text_string(&ids));
    }
    *yes = true;
    return true;
}

static bool apply(struct action_context *context, struct err *err)
{
    struct pending pending;
    AUTO(text) ids = { 0 };

    pending_read(context->guest, &pending);
    pending_append_ids(&pending, true, PENDING_YES, &ids);
    if (!text_ok(&ids, err))
        return false;
    text_append(&context->details, "waiting: %s\n", text_string(&ids));
    context->restart_wanted = true;
    return true;
}

static bool observe(struct action_context *context, struct text *now, struct err *err)
{
    struct pending pending;
    size_t waiting, untold;

    pending_read(context->guest, &pending);
    waiting = pending_count(&pending, true, PENDING_YES);
    untold = pending_count(&pending, true, PENDING_UNTOLD);
    if (waiting > 0) {
        text_append(now, "pending: ");
        pending_append_ids(&pending, true, PENDING_YES, now);
    }
    if (untold > 0) {
        text_append(now, "%scannot be told: ", waiting > 0 ? "; " : "");
        pending_append_ids(&pending, true, PENDING_UNTOLD, now);
    }
    if (waiting == 0 && untold == 0)
        text_append(now, "nothing pending");
    return text_ok(now, err);
}

/* What still waits has not happened. There is nothing to put back either way, so that what cannot be
 * told keeps no other action from being taken back. */
static bool is_reverted(struct action_context *context, bool *yes, struct err *err)
{
    bool was_waiting = true;
    bool is_over = false;
    struct err why = { 0 };

    (void)err;
    *yes = true;
    if (!json_bool(json_member(context->kept, "waiting"), &was_waiting))
        was_waiting = true;
    if (!was_waiting)
        return true;
    if (!holds(context, &is_over, &why))
        action_stays(context, "restart: what Windows had put off may be finished: %s", why.text);
    else if (is_over)
        action_stays(context, "restart: what Windows had put off is finished");
    return true;
}

static bool remember(struct action_context *context, struct json *kept, struct err *err)
{
    bool nothing = true;

    if (!holds(context, &nothing, err))
        return false;
    (void)json_add_bool(kept, "waiting", !nothing);
    return true;
}

static const char *const after[] = { NULL };

extern const struct action action_restart_windows;
const struct action action_restart_windows = {
    .id = "restart-windows",
    .title = "Restart Windows, which waits for it",
    .changes = "Nothing by itself: Windows finishes at its next start what it has put off.",
    .leaves = "Nothing; there is nothing to undo.",
    .risk = "None known.",
    .cost = "a restart: 1 to 10 min",
    .source = "https://learn.microsoft.com/azure/virtual-machines/windows/"
              "prepare-for-upload-vhd-image",
    .traits = ACTION_NEEDS_REBOOT,
    .after = after,
    .holds = holds,
    .apply = apply,
    .observe = observe,
    .remember = remember,
    .is_reverted = is_reverted,
    .irreversible = "What Windows finishes at a restart stays finished.",
};
