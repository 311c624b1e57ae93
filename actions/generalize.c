/* SPDX-License-Identifier: MIT */
/*
 * generalize.c - runs sysprep, waits for it with a limit, and proves that the image is sealed.
 *
 * sysprep's exit code is not documented and has been 0 after fatal errors, so it decides nothing:
 * the tag file and ImageState do, together. Nothing is deleted, Panther least of all: its logs are
 * copied before and after (panther.c).
 *
 * sysprep outlives goldprep. A resumed run waits for the sysprep that an earlier one has started.
 * Waiting is sysprep_wait.c, what it has come to sysprep_outcome.c.
 *
 * Updaters are held meanwhile (updaters.c).
 *
 * Leaves behind: a generalized machine, which must not be started again before it is captured.
 * Undo:          none; go back to a checkpoint from before.
 * Source: learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep-command-line-options
 *         https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box (switches)
 *         https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/
 *         sysprep-as-system-windows-11 (never as LocalSystem)
 */
#include "actions/panther.h"
#include "actions/sysprep_command.h"
#include "actions/sysprep_run.h"
#include "actions/updaters.h"

enum {
    SETTLE_MS = 2 * 60 * 1000, /* ImageState may change a while after sysprep has ended */
    SETTLE_POLL_MS = 5 * 1000,
};

static bool holds(struct action_context *context, bool *yes, struct err *err)
{
    AUTO(text) missing = { 0 };
    struct seal seal;
    bool running, back;

    if (!sysprep_seal_read(context->guest, &seal, err) ||
        !sysprep_is_running(context->guest, &running, err) ||
        !updaters_are_back(context, &back, err))
        return false;
    *yes = seal_holds(&seal, &missing) && !running && back;
    return true;
}

static bool remember(struct action_context *context, struct json *kept, struct err *err)
{
    (void)err;
    updaters_remember(context, kept);
    return true;
}

static bool check_token(const struct guest *guest, struct err *err)
{
    struct guest_token token;

    if (!guest->token(guest->state, &token, err))
        return err_wrap(err, "cannot tell who runs goldprep");
    if (token.is_local_system)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "sysprep must not be run by LocalSystem: images made that way are broken on Windows 11 "
            "24H2 and later; run goldprep as an administrator");
    if (!token.is_administrator)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "'%s' is no administrator here; run goldprep from an elevated prompt", token.user);
    return true;
}

static bool start(struct sysprep *sysprep, struct err *err)
{
    const struct guest *guest = sysprep->guest;
    AUTO(text) path = { 0 };
    AUTO(sysprep_command) command = { 0 };
    enum found found;

    if (!sysprep_command_make(sysprep->context->answer_file, &command, err) ||
        !updaters_hold(sysprep->context, err))
        return false;
    panther_keep(sysprep->context, "before");
    /* Without it, an old run's lines could be taken for those of this one. */
    if (!sysprep_log_bytes(guest, &found, &sysprep->log_before, err))
        return err_wrap(err, "cannot read sysprep's old log");
    if (!sysprep_path(guest, "sysprep.exe", &path, err) ||
        !guest->now(guest->state, &sysprep->started, err))
        return false;
    if (!guest->process_start(
            guest->state, text_string(&path), command.arguments, true, &sysprep->process, err))
        return err_wrap(err, "cannot start sysprep");
    sysprep->has_begun = true;
    /* A console may hold its programs in a job that ends them with its window. */
    action_say(sysprep->context, "sysprep: started; leave this window open until it has ended");
    return true;
}

/* Lets ImageState settle: until the seal holds, until the log says that sysprep stopped, or
 * 2 min. */
static bool settle(struct sysprep *sysprep, bool *sealed, struct text *missing, struct err *err)
{
    const struct guest *guest = sysprep->guest;

    for (uint32_t waited_ms = 0;; waited_ms += SETTLE_POLL_MS) {
        text_clear(missing);
        if (!sysprep_seal_read(guest, &sysprep->seal, err))
            return err_wrap(err, "cannot tell whether sysprep sealed the image");
        *sealed = seal_holds(&sysprep->seal, missing);
        if (!sysprep_read_outcome(sysprep, *sealed, err)) {
            if (!*sealed)
                return err_wrap(err, "cannot read sysprep's log");
            text_append(&sysprep->context->details, "sysprep's log: %s\n", err->text);
        }
        if (*sealed || sysprep->log.stopped || waited_ms >= SETTLE_MS)
            return true;
        if (waited_ms == 0)
            action_say(sysprep->context, "sysprep: has ended, waiting for ImageState to settle");
        if (!guest->wait(guest->state, SETTLE_POLL_MS, err))
            return false;
    }
}

/* Cause first, then what to do, then the id to have it explained. */
static bool fail(const struct sysprep *sysprep, const char *missing, struct err *err)
{
    const char *advice = sysprep_is_untouched(sysprep->guest, &sysprep->seal)
                             ? "nothing was changed: remove the cause, then prepare again"
                             : "the machine cannot be repaired: go back to the state from before";
    const char *id = sysprep_cause(sysprep)->id;

    if (sysprep->log.cause)
        return err_set(err, ERR_AGENT, ERR_SYSPREP, "sysprep stopped: %.170s (0x%08lX); %s [%s]",
            sysprep->log.cause, (unsigned long)sysprep->log.code, advice, id);
    return err_set(err, ERR_AGENT, ERR_SYSPREP,
        "sysprep ended without sealing the image, and its log names no cause: %.130s; %s [%s]",
        missing, advice, id);
}

/* Starts sysprep, or finds the one that an earlier process has started. */
static bool begin(struct sysprep *sysprep, struct err *err)
{
    const struct action_context *context = sysprep->context;
    bool running;

    if (!check_token(sysprep->guest, err) || !sysprep_is_running(sysprep->guest, &running, err) ||
        !sysprep_seal_read(sysprep->guest, &sysprep->seal, err))
        return false;
    if (running && context->resumed) {
        sysprep->has_begun = true;
        action_say(sysprep->context, "sysprep: still runs, waiting for it");
        return true;
    }
    if (running && !sysprep_close_other(sysprep, err))
        return false;
    /* It was begun and has ended: anything but COMPLETE is its doing, and is judged as it
     * stands. */
    sysprep->judged_only =
        context->resumed && !text_same(sysprep->seal.image_state, "IMAGE_STATE_COMPLETE");
    sysprep->has_begun = sysprep->judged_only;
    if (sysprep->judged_only)
        return true;
    /* Time has passed since the gate was asked: days, perhaps. */
    if (context->resumed && context->ready && !context->ready(context->ready_state, err)) {
        sysprep->context->resumable = true;
        return false;
    }
    return start(sysprep, err);
}

/* Waiting is over, and sysprep may still be at work. */
static bool give_up(struct sysprep *sysprep, struct err *err)
{
    struct err why = { 0 };

    if (sysprep->is_hung && !sysprep_read_outcome(sysprep, false, &why))
        text_append(&sysprep->context->details, "sysprep's log: %s\n", why.text);
    if (sysprep->is_hung)
        sysprep_tell_outcome(sysprep);
    sysprep_report(sysprep, false, err->text);
    /* One that was not ended may seal the image yet. */
    sysprep->context->resumable = !sysprep->was_ended;
    return false;
}

static bool work(struct sysprep *sysprep, struct err *err)
{
    struct action_context *context = sysprep->context;
    AUTO(text) missing = { 0 };
    bool sealed;

    if (!patience_begin(&sysprep->patience, context->guest, context->limit_ms, err) ||
        !begin(sysprep, err))
        return false;
    if (!sysprep->judged_only && !sysprep_wait(sysprep, err))
        return give_up(sysprep, err);
    if (!settle(sysprep, &sealed, &missing, err)) {
        context->resumable = true;
        return false;
    }
    if (sealed && missing.len > 0)
        text_append(&context->details, "remark: %s\n", text_string(&missing));
    sysprep_report(sysprep, sealed, text_string(&missing));
    if (sealed)
        return true;
    sysprep_tell_outcome(sysprep);
    return fail(sysprep, text_string(&missing), err);
}

/* Whatever the work came to, the updaters are put back before anything else: an image must have
 * them, and so must a machine that goes on. */
static bool apply(struct action_context *context, struct err *err)
{
    AUTO(sysprep) sysprep = { .context = context, .guest = context->guest };
    bool worked = work(&sysprep, err);
    struct err why = { 0 };

    if (sysprep.has_begun)
        panther_keep(context, "after");
    if (updaters_put_back(context, &why))
        return worked;
    action_say(context, "updaters: %s", why.text);
    if (!worked)
        return false;          /* what went wrong first is told; the details have this */
    context->resumable = true; /* sealed it is, but not as an image should be */
    *err = why;
    return false;
}

/* Sysprep itself cannot be taken back: then nothing of the run is. */
static bool is_reverted(struct action_context *context, bool *yes, struct err *err)
{
    const struct guest *guest = context->guest;
    struct seal seal;
    bool running;

    if (!sysprep_is_running(guest, &running, err) || !sysprep_seal_read(guest, &seal, err))
        return err_wrap(err, "cannot tell whether sysprep has changed this machine");
    if (running)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "sysprep is at work");
    if (!sysprep_is_untouched(guest, &seal))
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "sysprep has changed this machine (ImageState %s), which cannot be undone: go back to "
            "a "
            "checkpoint from before",
            seal.image_state[0] != '\0' ? seal.image_state : "absent");
    return updaters_are_back(context, yes, err);
}

static bool revert(struct action_context *context, struct err *err)
{
    return updaters_put_back(context, err);
}

static bool observe(struct action_context *context, struct text *now, struct err *err)
{
    struct seal seal;

    if (!sysprep_seal_read(context->guest, &seal, err))
        return false;
    text_append(now, "ImageState %s, %s", seal.image_state[0] != '\0' ? seal.image_state : "absent",
        seal.tag_file ? "tag of success" : "no tag of success");
    return text_ok(now, err);
}

static const char *const after[] = { NULL };

extern const struct action action_generalize;
const struct action action_generalize = {
    .id = "generalize",
    .title = "Generalize Windows with sysprep",
    .changes = "Runs sysprep /generalize /oobe /mode:vm: takes out what makes this Windows this "
               "machine, and arms setup for the next start.",
    .leaves = "A sealed machine that must not be started before it is captured. Undo: none; go "
              "back to a checkpoint from before",
    .risk = "A machine whose generalization fails half way cannot be repaired.",
    .cost = "1 to 10 min",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "sysprep-command-line-options",
    .traits = ACTION_ONE_WAY | ACTION_NEEDS_READY | ACTION_POWERS_OFF,
    .after = after,
    .holds = holds,
    .apply = apply,
    .observe = observe,
    .remember = remember,
    .is_reverted = is_reverted,
    .revert = revert,
    .irreversible = "What sysprep has changed: once it has begun to, nothing of the run is taken "
                    "back; before that, the updaters are.",
};
