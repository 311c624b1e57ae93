/* SPDX-License-Identifier: MIT */
/*
 * sysprep_wait.c - waits for sysprep within limits, and tells what goes on.
 *
 * There is a limit in total, which a person sets, and a quarter of it for each of the stages that are
 * short: start, validation, cleanup, and the end behind the closed log. Generalizing may take all of
 * it. A sysprep that hangs before it has changed anything is ended, through its job with all that it
 * has started; a later one is left at work: a machine whose generalize phase was cut off is lost.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states
 *         SysprepStatus: public logs and posts; unverified on a real Windows
 */
#include "actions/sysprep_run.h"

enum {
    POLL_MS = 1000,
    LOG_POLL_MS = 5 * 1000, /* reading a log costs more than asking the registry */
    HEARTBEAT_MS = 30 * 1000,
    SHORT_STAGE_SHARE = 4, /* a short stage gets the total divided by this */
};

bool sysprep_is_running(const struct guest *guest, bool *running, struct err *err)
{
    return guest->process_exists(guest->state, "sysprep.exe", running, err);
}

bool sysprep_is_untouched(const struct guest *guest, const struct seal *seal)
{
    static const struct {
        const char *name;
        uint32_t sound;
    } values[] = { { "GeneralizationState", 7 }, { "CleanupState", 2 } };

    /* A run that stopped in validation leaves everything as it was; one that stopped later leaves
     * other values than these, and the next run refuses. */
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        enum found found = ABSENT;
        uint32_t value = 0;
        struct err ignored = { 0 };

        if (!guest->reg_read_u32(guest->state, "SYSTEM\\Setup\\Status\\SysprepStatus",
                values[i].name, &found, &value, &ignored) ||
            (found == FOUND && value != values[i].sound))
            return false;
    }
    return text_same(seal->image_state, "IMAGE_STATE_COMPLETE");
}

/* -- what a person is told meanwhile -- */

static const char *what_of(const struct sysprep *sysprep)
{
    static const char *const stages[SYSPREP_STAGES] = { "start",
        "validation, nothing is changed yet", "cleanup, the machine must stay on",
        "generalize, the machine must stay on", "end" };
    const char *state = sysprep->seal.image_state;

    if (text_same(state, "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE"))
        return "generalized";
    /* Where the log does not tell, ImageState says as much. */
    if (sysprep->stage == SYSPREP_STAGE_START && text_same(state, "IMAGE_STATE_UNDEPLOYABLE"))
        return "at work, the machine must stay on";
    return stages[sysprep->stage];
}

/* Reads the stage off the log, where that has grown. @return  is it another one now? */
static bool read_stage(struct sysprep *sysprep, uint64_t spent_ms)
{
    const struct guest *guest = sysprep->guest;
    AUTO(text) path = { 0 };
    AUTO(bytes) since = { 0 };
    struct guest_file file = { 0 };
    enum found found = ABSENT;
    struct err ignored = { 0 };

    if (sysprep->read_ms != 0 && spent_ms < sysprep->read_ms + LOG_POLL_MS)
        return false;
    sysprep->read_ms = spent_ms;
    if (!sysprep_path(guest, "Panther\\setupact.log", &path, &ignored) ||
        !guest->file_stat(guest->state, text_string(&path), &found, &file, &ignored) ||
        found == ABSENT || file.size_bytes == sysprep->log_size_bytes ||
        !sysprep_log_since(guest, &sysprep->log_before, &since, &ignored))
        return false;
    sysprep->log_size_bytes = file.size_bytes;
    enum sysprep_stage stage = sysprep_stage_read(since.data, since.len);
    if (stage == sysprep->stage)
        return false;
    sysprep->stage = stage;
    sysprep->stage_ms = spent_ms;
    return true;
}

static void tell(struct sysprep *sysprep, uint64_t spent_ms, bool moved, bool tagged)
{
    struct action_context *context = sysprep->context;
    AUTO(text) spent = { 0 };

    patience_append(&spent, spent_ms);
    if (moved)
        action_say(context, "sysprep: %s (%s)", what_of(sysprep), text_string(&spent));
    if (tagged)
        action_say(context, "sysprep: has written its tag of success (%s)", text_string(&spent));
    if (context->moving) {
        AUTO(text) limit = { 0 };
        AUTO(text) line = { 0 };

        patience_append(&limit, sysprep->patience.limit_ms);
        text_append(&line, "sysprep: %s of at most %s: %s", text_string(&spent),
            text_string(&limit), what_of(sysprep));
        context->moving(context->progress_state, text_string(&line));
    } else if (!moved && !tagged && spent_ms >= sysprep->told_ms + HEARTBEAT_MS) {
        action_say(context, "sysprep: at work for %s, %s", text_string(&spent), what_of(sysprep));
    } else if (!moved && !tagged) {
        return;
    }
    sysprep->told_ms = spent_ms;
}

/* Looks at the machine; tells what has changed, or every 30 s that it goes on. Not being able to
 * look in the middle of a generalization is no reason to stop waiting. */
static void look(struct sysprep *sysprep)
{
    struct seal seal;
    struct err ignored = { 0 };
    uint64_t spent_ms;

    if (!sysprep_seal_read(sysprep->guest, &seal, &ignored) ||
        !patience_spent(&sysprep->patience, &spent_ms, &ignored))
        return;
    bool moved = strcmp(seal.image_state, sysprep->seal.image_state) != 0;
    bool tagged = seal.tag_file && !sysprep->seal.tag_file;
    const char *before = what_of(sysprep);

    sysprep->seal = seal;
    bool staged = read_stage(sysprep, spent_ms);
    tell(sysprep, spent_ms, moved || (staged && strcmp(before, what_of(sysprep)) != 0), tagged);
}

/* -- limits -- */

static uint32_t stage_limit_ms(const struct sysprep *sysprep)
{
    uint32_t total_ms = sysprep->patience.limit_ms;

    return sysprep->stage == SYSPREP_STAGE_GENERALIZE ? total_ms : total_ms / SHORT_STAGE_SHARE;
}

/* @param of_stage  receives whether it is the stage's own limit */
static bool is_over(const struct sysprep *sysprep, bool *over, bool *of_stage, struct err *err)
{
    uint32_t left_ms;
    uint64_t spent_ms;

    if (!patience_left(&sysprep->patience, &left_ms, err) ||
        !patience_spent(&sysprep->patience, &spent_ms, err))
        return false;
    /* One that was begun by an earlier process may have been in its stage for long: what is counted
     * is what this process has waited. */
    *of_stage = left_ms != 0 && spent_ms - sysprep->stage_ms >= stage_limit_ms(sysprep);
    *over = left_ms == 0 || *of_stage;
    return true;
}

/* -- ending one -- */

/* The id of the one sysprep.exe that runs; found: ABSENT when there is none. */
static bool find_process(
    const struct guest *guest, enum found *found, uint32_t *id, struct err *err)
{
    AUTO(json_value) rows = { 0 };

    *found = ABSENT;
    if (!guest->list(guest->state, GUEST_LIST_PROCESSES, &rows.root, err))
        return false;
    for (const struct json *row = json_first(rows.root); row; row = json_next(row)) {
        const char *image = json_string(json_member(row, "image"));
        int64_t number = 0;

        if (image && text_same(image, "sysprep.exe") &&
            json_number(json_member(row, "id"), &number) && number > 0 && number <= UINT32_MAX) {
            *found = FOUND;
            *id = (uint32_t)number;
        }
    }
    return true;
}

/* A sysprep that this process has not started. */
struct other {
    const struct guest *guest;
    struct guest_process *process;
};

static void other_done(struct other *other)
{
    if (other->process)
        other->guest->process_free(other->guest->state, other->process);
    other->process = NULL;
}

static bool end_one(const struct guest *guest, struct guest_process *process, struct err *err)
{
    uint32_t ignored_code;
    bool ended = false;

    if (!guest->process_end(guest->state, process, err) ||
        !guest->process_wait(guest->state, process, SYSPREP_ENDS_MS, &ended, &ignored_code, err))
        return false;
    return ended || err_set(err, ERR_AGENT, ERR_NO_EFFECT, "sysprep was ended, and is still there");
}

static bool end_other(const struct guest *guest, uint32_t id, struct err *err)
{
    AUTO(other) other = { .guest = guest };
    AUTO(text) path = { 0 };
    enum found found = ABSENT;

    if (!sysprep_path(guest, "sysprep.exe", &path, err) ||
        !guest->process_open(guest->state, id, text_string(&path), &found, &other.process, err))
        return false;
    return found == ABSENT || end_one(guest, other.process, err);
}

static bool end_ours(const struct sysprep *sysprep, struct err *err)
{
    enum found found = ABSENT;
    uint32_t id = 0;

    if (sysprep->process)
        return end_one(sysprep->guest, sysprep->process, err);
    return find_process(sysprep->guest, &found, &id, err) &&
           (found == ABSENT || end_other(sysprep->guest, id, err));
}

bool sysprep_close_other(struct sysprep *sysprep, struct err *err)
{
    const struct guest *guest = sysprep->guest;
    AUTO(text) who = { 0 };
    enum found found = ABSENT;
    uint32_t id = 0;
    bool running = true;

    if (!find_process(guest, &found, &id, err))
        return err_wrap(err, "sysprep.exe runs already, and goldprep did not start it");
    text_append(&who, "sysprep.exe");
    if (found == FOUND)
        text_append(&who, " (process %lu)", (unsigned long)id);
    if (!sysprep_is_untouched(guest, &sysprep->seal))
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "%s runs already, goldprep did not start it, and it is at work: wait until it has "
            "ended",
            text_string(&who));
    if (!sysprep->context->yes || found == ABSENT)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "%s runs already, goldprep did not start it, and it has changed nothing yet: close its "
            "window, or say --yes to have it closed",
            text_string(&who));
    action_say(sysprep->context, "sysprep: closing %s, which was left open and has changed nothing",
        text_string(&who));
    text_append(&sysprep->context->details, "closed: %s, left open\n", text_string(&who));
    if (!end_other(guest, id, err) || !sysprep_is_running(guest, &running, err))
        return err_wrap(err, "cannot close %s", text_string(&who));
    return !running || err_set(err, ERR_AGENT, ERR_REFUSED, "another sysprep.exe runs still");
}

/* -- waiting -- */

/* Over a limit. What has changed nothing is ended; what has must go on. */
static bool hang(struct sysprep *sysprep, bool of_stage, struct err *err)
{
    AUTO(text) limit = { 0 };
    struct err why = { 0 };

    sysprep->is_hung = true;
    patience_append(&limit, of_stage ? stage_limit_ms(sysprep) : sysprep->patience.limit_ms);
    if (sysprep->stage <= SYSPREP_STAGE_VALIDATION &&
        sysprep_is_untouched(sysprep->guest, &sysprep->seal)) {
        sysprep->was_ended = end_ours(sysprep, &why);
        if (!sysprep->was_ended)
            action_say(sysprep->context, "sysprep: it cannot be ended: %s", why.text);
    }
    return err_set(err, ERR_AGENT, ERR_TIME_LIMIT,
        "sysprep has not ended within %s%s (%s); %s [sysprep-hung]", text_string(&limit),
        of_stage ? " of one stage" : "", what_of(sysprep),
        sysprep->was_ended ? "it was ended, and nothing was changed"
                           : "it is left at work, since ending it would spoil the machine");
}

/* The log is read every few seconds only, and what it says decides whether sysprep may be ended: one
 * that has gone on meanwhile is at its next stage. */
static bool is_over_still(struct sysprep *sysprep, bool *over, bool *of_stage, struct err *err)
{
    if (!is_over(sysprep, over, of_stage, err))
        return false;
    if (!*over)
        return true;
    sysprep->read_ms = 0;
    look(sysprep);
    return is_over(sysprep, over, of_stage, err);
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
    if (!guest->wait(guest->state, POLL_MS, err) || !sysprep_is_running(guest, &running, err))
        return false;
    *ended = !running;
    return true;
}

bool sysprep_wait(struct sysprep *sysprep, struct err *err)
{
    bool ended = false, over = false, of_stage = false;

    while (!ended) {
        if (!wait_once(sysprep, &ended, err))
            return false;
        look(sysprep);
        if (!ended && !is_over_still(sysprep, &over, &of_stage, err))
            return false;
        if (!ended && over)
            return hang(sysprep, of_stage, err);
    }
    return sysprep->guest->now(sysprep->guest->state, &sysprep->ended, err);
}
