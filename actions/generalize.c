/* SPDX-License-Identifier: MIT */
/*
 * generalize.c - runs sysprep, waits for it with a limit, and proves that the image is sealed.
 *
 * sysprep's exit code is not documented and has been 0 after fatal errors, so it decides nothing:
 * the tag file and ImageState do, together. Nothing is deleted, Panther least of all: its logs are
 * copied before and after (panther.c).
 *
 * sysprep outlives goldprep and is never ended: a machine whose generalize phase was cut off is
 * lost. A resumed run waits for the sysprep that an earlier one has started.
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
#include "actions/patience.h"
#include "actions/sysprep_traces.h"
#include "actions/updaters.h"
#include "base/clock.h"

enum {
    POLL_MS = 1000,
    HEARTBEAT_MS = 30 * 1000,
    SETTLE_MS = 2 * 60 * 1000, /* ImageState may change a while after sysprep has ended */
    SETTLE_POLL_MS = 5 * 1000,
};

static const char *const arguments[] = { "/generalize", "/oobe", "/mode:vm", "/quiet", "/quit",
    NULL };

/** One run of sysprep, as far as this process sees it. */
struct sysprep {
    struct action_context *context;
    const struct guest *guest;
    struct patience patience;
    struct guest_process *process; /* NULL: an earlier process of ours started it */
    bool has_begun;                /* in this process or in an earlier one */
    bool judged_only;              /* it had ended before we looked */
    int64_t started, ended;        /* UTC; 0: not known */
    uint32_t exit_code;            /* only with a process */
    struct seal seal;              /* as last seen */
    uint64_t told_ms;              /* when a person was last told something */
    struct bytes log_before;
    struct sysprep_log log; /* of this run, at its end */
};

static void sysprep_done(struct sysprep *sysprep)
{
    if (sysprep->process)
        sysprep->guest->process_free(sysprep->guest->state, sysprep->process);
    sysprep->process = NULL;
    bytes_done(&sysprep->log_before);
    sysprep_log_done(&sysprep->log);
}

static bool is_running(const struct guest *guest, bool *running, struct err *err)
{
    return guest->process_exists(guest->state, "sysprep.exe", running, err);
}

static bool holds(struct action_context *context, bool *yes, struct err *err)
{
    AUTO(text) missing = { 0 };
    struct seal seal;
    bool running, back;

    if (!sysprep_seal_read(context->guest, &seal, err) ||
        !is_running(context->guest, &running, err) || !updaters_are_back(context, &back, err))
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

/* -- what a person is told meanwhile -- */

static const char *stage_of(const struct seal *seal)
{
    if (text_same(seal->image_state, "IMAGE_STATE_COMPLETE"))
        return "checking, nothing is changed yet";
    if (text_same(seal->image_state, "IMAGE_STATE_UNDEPLOYABLE"))
        return "generalizing, the machine must stay on";
    if (text_same(seal->image_state, "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE"))
        return "generalized";
    return seal->image_state;
}

/* Looks at the machine; tells what has changed, or every 30 s that it goes on. Not being able to
 * look in the middle of a generalization is no reason to stop waiting. */
static void look(struct sysprep *sysprep)
{
    struct seal seal;
    struct err ignored = { 0 };
    AUTO(text) spent = { 0 };
    uint64_t spent_ms;

    if (!sysprep_seal_read(sysprep->guest, &seal, &ignored) ||
        !patience_spent(&sysprep->patience, &spent_ms, &ignored))
        return;
    patience_append(&spent, spent_ms);
    bool moved = strcmp(seal.image_state, sysprep->seal.image_state) != 0;
    bool tagged = seal.tag_file && !sysprep->seal.tag_file;

    if (moved)
        action_say(sysprep->context, "sysprep: %s (%s)", stage_of(&seal), text_string(&spent));
    if (tagged)
        action_say(
            sysprep->context, "sysprep: has written its tag of success (%s)", text_string(&spent));
    if (!moved && !tagged && spent_ms >= sysprep->told_ms + HEARTBEAT_MS)
        action_say(
            sysprep->context, "sysprep: at work for %s, %s", text_string(&spent), stage_of(&seal));
    else if (!moved && !tagged)
        return;
    sysprep->told_ms = spent_ms;
    sysprep->seal = seal;
}

/* -- start and wait -- */

static bool start(struct sysprep *sysprep, struct err *err)
{
    const struct guest *guest = sysprep->guest;
    AUTO(text) path = { 0 };
    enum found found;

    if (!updaters_hold(sysprep->context, err))
        return false;
    panther_keep(sysprep->context, "before");
    /* Without it, an old run's lines could be taken for those of this one. */
    if (!sysprep_log_bytes(guest, &found, &sysprep->log_before, err))
        return err_wrap(err, "cannot read sysprep's old log");
    if (!sysprep_path(guest, "sysprep.exe", &path, err) ||
        !guest->now(guest->state, &sysprep->started, err))
        return false;
    if (!guest->process_start(
            guest->state, text_string(&path), arguments, true, &sysprep->process, err))
        return err_wrap(err, "cannot start sysprep");
    sysprep->has_begun = true;
    /* A console may hold its programs in a job that ends them with its window. */
    action_say(sysprep->context, "sysprep: started; leave this window open until it has ended");
    return true;
}

/* Waits a little. With no process of ours, the image name tells whether it still runs. */
static bool wait_once(struct sysprep *sysprep, bool *ended, struct err *err)
{
    const struct guest *guest = sysprep->guest;
    bool running;

    if (sysprep->process) {
        if (!guest->process_wait(
                guest->state, sysprep->process, POLL_MS, ended, &sysprep->exit_code, err))
            return false;
        /* Waiting for a process does not notice that goldprep is told to stop; this does. */
        return guest->wait(guest->state, 0, err);
    }
    if (!guest->wait(guest->state, POLL_MS, err) || !is_running(guest, &running, err))
        return false;
    *ended = !running;
    return true;
}

static bool wait_for_end(struct sysprep *sysprep, struct err *err)
{
    const struct guest *guest = sysprep->guest;
    AUTO(text) limit = { 0 };
    bool ended = false;
    uint32_t left_ms;

    while (!ended) {
        if (!wait_once(sysprep, &ended, err) || !patience_left(&sysprep->patience, &left_ms, err))
            return false;
        look(sysprep);
        if (!ended && left_ms == 0) {
            patience_append(&limit, sysprep->patience.limit_ms);
            return err_set(err, ERR_AGENT, ERR_TIME_LIMIT,
                "sysprep has not ended within %s (%s); it is left at work, since ending it would "
                "spoil the machine",
                text_string(&limit), stage_of(&sysprep->seal));
        }
    }
    return guest->now(guest->state, &sysprep->ended, err);
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
        sysprep_log_done(&sysprep->log);
        if (!sysprep_log_since(guest, &sysprep->log_before, &sysprep->log, err)) {
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

/* -- what the manifest gets -- */

static void add_time(struct json *object, const char *name, int64_t seconds)
{
    AUTO(text) time = { 0 };

    if (seconds == 0) {
        (void)json_add_null(object, name);
        return;
    }
    clock_append_utc(&time, seconds);
    (void)json_add_string(object, name, text_string(&time));
}

static void add_log(struct json *report, const struct sysprep_log *log)
{
    struct json *object = json_add_object(report, "log");
    AUTO(text) code = { 0 };

    (void)json_add_number(object, "runs", (int64_t)log->runs);
    (void)json_add_bool(object, "ended", log->ended);
    (void)json_add_bool(object, "stopped", log->stopped);
    text_append(&code, "0x%08lX", (unsigned long)log->code);
    if (log->cause)
        (void)json_add_string(object, "cause", log->cause);
    else
        (void)json_add_null(object, "cause");
    (void)json_add_string(object, "code", text_string(&code));
    (void)json_add_string(object, "excerpt", log->excerpt ? log->excerpt : "");
}

static void add_report(
    const struct sysprep *sysprep, bool sealed, const char *missing, struct json *report)
{
    const struct seal *seal = &sysprep->seal;
    AUTO(text) command = { 0 };

    text_append(&command, "sysprep.exe");
    for (const char *const *argument = arguments; *argument; argument++)
        text_append(&command, " %s", *argument);
    (void)json_add_string(report, "command", text_string(&command));
    add_time(report, "started", sysprep->started);
    add_time(report, "ended", sysprep->ended);
    if (sysprep->process && sysprep->ended != 0)
        (void)json_add_number(report, "exit_code", sysprep->exit_code);
    else
        (void)json_add_null(report, "exit_code");
    (void)json_add_bool(report, "sealed", sealed);
    (void)json_add_string(report, "missing", missing);
    (void)json_add_bool(report, "tag_file", seal->tag_file);
    (void)json_add_string(report, "image_state", seal->image_state);
    if (seal->setup_type == UINT32_MAX)
        (void)json_add_null(report, "setup_type");
    else
        (void)json_add_number(report, "setup_type", seal->setup_type);
    (void)json_add_string(report, "cmd_line", seal->cmd_line);
    add_log(report, &sysprep->log);
}

/* A run that stopped in validation leaves everything as it was; one that stopped later leaves other
 * values than these, and the next run refuses. Source: public logs and posts; unverified on a real
 * Windows. */
static bool is_untouched(const struct sysprep *sysprep)
{
    static const struct {
        const char *name;
        uint32_t sound;
    } values[] = { { "GeneralizationState", 7 }, { "CleanupState", 2 } };
    const struct guest *guest = sysprep->guest;

    for (size_t i = 0; i < COUNT_OF(values); i++) {
        enum found found = ABSENT;
        uint32_t value = 0;
        struct err ignored = { 0 };

        if (!guest->reg_read_u32(guest->state, "SYSTEM\\Setup\\Status\\SysprepStatus",
                values[i].name, &found, &value, &ignored) ||
            (found == FOUND && value != values[i].sound))
            return false;
    }
    return text_same(sysprep->seal.image_state, "IMAGE_STATE_COMPLETE");
}

/* Cause first, then what to do. */
static bool fail(struct sysprep *sysprep, const char *missing, struct err *err)
{
    const char *advice = is_untouched(sysprep)
                             ? "nothing was changed: remove the cause, then prepare again"
                             : "the machine cannot be repaired: go back to the state from before";

    if (sysprep->log.cause)
        return err_set(err, ERR_AGENT, ERR_SYSPREP, "sysprep stopped: %.180s (0x%08lX); %s",
            sysprep->log.cause, (unsigned long)sysprep->log.code, advice);
    return err_set(err, ERR_AGENT, ERR_SYSPREP,
        "sysprep ended without sealing the image, and its log names no cause: %.160s; %s", missing,
        advice);
}

/* Starts sysprep, or finds the one that an earlier process has started. */
static bool begin(struct sysprep *sysprep, struct err *err)
{
    const struct action_context *context = sysprep->context;
    bool running;

    if (!check_token(sysprep->guest, err) || !is_running(sysprep->guest, &running, err) ||
        !sysprep_seal_read(sysprep->guest, &sysprep->seal, err))
        return false;
    if (running && !context->resumed)
        return err_set(
            err, ERR_AGENT, ERR_REFUSED, "sysprep.exe runs already, and goldprep did not start it");
    if (running) {
        sysprep->has_begun = true;
        action_say(sysprep->context, "sysprep: still runs, waiting for it");
        return true;
    }
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

static bool work(struct sysprep *sysprep, struct err *err)
{
    struct action_context *context = sysprep->context;
    AUTO(text) missing = { 0 };
    bool sealed;

    if (!patience_begin(&sysprep->patience, context->guest, context->limit_ms, err) ||
        !begin(sysprep, err))
        return false;
    if (!sysprep->judged_only && !wait_for_end(sysprep, err)) {
        add_report(sysprep, false, err->text, context->report);
        context->resumable = true; /* sysprep may seal the image yet */
        return false;
    }
    if (!settle(sysprep, &sealed, &missing, err)) {
        context->resumable = true;
        return false;
    }
    if (sealed && missing.len > 0)
        text_append(&context->details, "remark: %s\n", text_string(&missing));
    add_report(sysprep, sealed, text_string(&missing), context->report);
    return sealed || fail(sysprep, text_string(&missing), err);
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
};
