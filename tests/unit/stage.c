/* SPDX-License-Identifier: MIT */
/* stage.c - a fake machine, a disk of memory and the executor between them. */
#include "stage.h"

#include "check_main.h"

enum { PROCESSES_LIMIT = 12 }; /* more restarts than any plan may ask for */

/* The port has no place for a test's own state, so the unwatched table stands here, and what is to
 * happen at one of its calls. */
static struct guest unwatched;
static struct {
    int seen, at; /* calls; the one that is disturbed, 0: none */
    bool starts;  /* that one starts a program */
    enum stage_call what;
    void (*at_work)(bool begins);
} calls;

static void tell(bool begins)
{
    if (calls.at_work)
        calls.at_work(begins);
}

struct journal *stage_journal(void)
{
    struct journal *journal = NULL;
    enum found found = ABSENT;
    struct err err = { 0 };

    /* Twice: the one allocation that a test lets fail is the program's. */
    ck_assert_msg(journal_read(STAGE_JOURNAL, &found, &journal, &err) ||
                      journal_read(STAGE_JOURNAL, &found, &journal, &err),
        "%s", err.text);
    return journal;
}

/* The same of an undo: every newer action is taken back, and that this one is being is on the disk. */
static void check_undo_rules(const struct journal *journal, const char *action)
{
    enum journal_state state = journal_state(journal);
    size_t index = 0;

    ck_assert_msg(state == JOURNAL_REVERTING || state == JOURNAL_REVERT_RESTART,
        "rule 2: '%s' is taken back in the state %d", action, (int)state);
    ck_assert(journal_next_to_revert(journal, &index));
    ck_assert_msg(strcmp(journal_step(journal, index)->action, action) == 0,
        "rule 3: '%s' is not taken back before '%s'", journal_step(journal, index)->action, action);
}

/* Rules 1 to 3, at the instant of a change by that action. */
static void check_rules(const char *action)
{
    struct journal *journal = stage_journal();
    bool found = false;

    ck_assert_msg(
        journal != NULL, "rule 1: '%s' changes the machine before there is a plan", action);
    ck_assert_msg(fake_disk_is_flushed(STAGE_JOURNAL), "the journal is not flushed");
    if (journal_is_undone_or_undoing(journal)) {
        check_undo_rules(journal, action);
        journal_free(journal);
        return;
    }
    for (size_t i = 0; !found && i < journal_step_count(journal); i++) {
        const struct journal_step *step = journal_step(journal, i);

        found = strcmp(step->action, action) == 0;
        if (found)
            ck_assert_msg(step->begun && !step->done, "rule 2: '%s' is not begun", action);
        else
            ck_assert_msg(step->done, "rule 3: '%s' is not done before '%s'", step->action, action);
    }
    ck_assert_msg(found, "'%s' is not in the plan", action);
    journal_free(journal);
}

/* Who has been killed changes nothing any more, whatever the code behind it would do. */
static bool is_alive(struct err *err)
{
    return !fake_disk_is_dead() || err_set(err, ERR_ERRNO, 5, "the process is killed");
}

/* In front of a change by that action. */
static bool may_change(const char *action, struct err *err)
{
    if (!is_alive(err))
        return false;
    check_rules(action);
    if (++calls.seen != calls.at || calls.what == STAGE_KILLED_AFTER)
        return true;
    if (calls.what == STAGE_CALL_FAILS)
        return err_set(err, ERR_WIN32, 31, "a device that does not work");
    fake_disk_kill();
    return is_alive(err);
}

static bool enter(const char *action, struct err *err)
{
    tell(true);
    if (may_change(action, err))
        return true;
    tell(false);
    return false;
}

/* Behind it. */
static bool leave(bool changed, struct err *err)
{
    tell(false);
    if (calls.seen != calls.at || calls.what != STAGE_KILLED_AFTER)
        return changed;
    fake_disk_kill();
    return is_alive(err);
}

void stage_tell(void (*at_work)(bool begins))
{
    calls.at_work = at_work;
}

void stage_call_at(int nth, enum stage_call what)
{
    calls.at = nth > 0 ? calls.seen + nth : 0;
    calls.what = what;
}

bool stage_call_starts(void)
{
    return calls.starts;
}

int stage_calls(void)
{
    return calls.seen;
}

static bool watched_delete(void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    return enter("delete-recovery-partition", err) &&
           leave(unwatched.partition_delete(state, disk, offset, err), err);
}

static bool watched_resize(
    void *state, uint32_t disk, uint64_t offset, uint64_t size, struct err *err)
{
    return enter("extend-system-volume", err) &&
           leave(unwatched.partition_resize(state, disk, offset, size, err), err);
}

static bool watched_storage(
    void *state, enum guest_reserved_storage wanted, bool *restart, struct err *err)
{
    return enter("disable-reserved-storage", err) &&
           leave(unwatched.reserved_storage_set(state, wanted, restart, err), err);
}

/* diskpart reads its script from the machine's files; goldprep wrote it to the disk of memory. */
static void hand_over_script(struct fake_machine *machine, const char *path)
{
    size_t len = 0;
    const char *script = fake_disk_content(path, &len);

    ck_assert_msg(script != NULL, "there is no script '%s'", path);
    fake_file(machine, path, script, len);
}

static bool watched_set_start(
    void *state, const char *name, const struct guest_service_start *start, struct err *err)
{
    return enter("generalize", err) &&
           leave(unwatched.service_set_start(state, name, start, err), err);
}

static bool watched_stop(
    void *state, const char *name, uint32_t limit_ms, bool *stopped, struct err *err)
{
    return enter("generalize", err) &&
           leave(unwatched.service_stop(state, name, limit_ms, stopped, err), err);
}

/* Who starts what, in the scenes; diskpart helps two of them. */
static const struct {
    const char *program, *action;
} starters[] = {
    { "\\reagentc.exe", "disable-windows-re" },
    { "\\sysprep.exe", "generalize" },
    { "\\powershell.exe", "remove-appx-packages" },
};

static const char *starter_of(const char *path)
{
    for (size_t i = 0; i < COUNT_OF(starters); i++)
        if (text_ends_same(path, starters[i].program))
            return starters[i].action;
    return NULL;
}

static bool watched_start(void *state, const char *path, const char *const *arguments, bool keep,
    struct guest_process **process, struct err *err)
{
    const char *action = starter_of(path);

    if (action ? !enter(action, err) : !is_alive(err))
        return false;
    calls.starts = calls.starts || (action && calls.seen == calls.at);
    tell(true);
    if (text_ends_same(path, "\\diskpart.exe"))
        hand_over_script(state, arguments[1]);
    bool started = unwatched.process_start(state, path, arguments, keep, process, err);
    tell(false);
    return action ? leave(started, err) : started;
}

/* What a program does while it is waited for is the machine's work. */
static bool watched_wait(void *state, struct guest_process *process, uint32_t wait_ms, bool *ended,
    uint32_t *exit_code, struct err *err)
{
    tell(true);
    bool waited = unwatched.process_wait(state, process, wait_ms, ended, exit_code, err);
    tell(false);
    return waited;
}

static bool watched_wmi_call(
    void *state, const struct guest_wmi_query *call, struct json **answer, struct err *err)
{
    if (!text_same(call->method, "Decrypt"))
        return unwatched.wmi_call(state, call, answer, err);
    return enter("decrypt-system-volume", err) &&
           leave(unwatched.wmi_call(state, call, answer, err), err);
}

static bool watched_write(
    void *state, const char *key, const char *name, uint32_t value, struct err *err)
{
    return enter("decrypt-system-volume", err) &&
           leave(unwatched.reg_write_u32(state, key, name, value, err), err);
}

static bool watched_delete_value(void *state, const char *key, const char *name, struct err *err)
{
    return enter("decrypt-system-volume", err) &&
           leave(unwatched.reg_delete_value(state, key, name, err), err);
}

static bool watched_write_unused(
    void *state, uint32_t disk, uint64_t offset, const void *buffer, size_t len, struct err *err)
{
    return enter("delete-recovery-partition", err) &&
           leave(unwatched.disk_write_unused(state, disk, offset, buffer, len, err), err);
}

static bool watched_add(void *state, uint32_t disk, const struct disk_layout *expected,
    const struct disk_partition *partition, struct err *err)
{
    return enter("delete-recovery-partition", err) &&
           leave(unwatched.partition_add(state, disk, expected, partition, err), err);
}

static bool gate(void *state, struct err *err)
{
    struct stage *stage = state;

    stage->gate_calls++;
    return stage->says_not_ready ? err_set(err, ERR_AGENT, ERR_REFUSED, "not ready") : true;
}

static bool conclude(void *state, struct err *err)
{
    struct stage *stage = state;

    if (stage->fail_conclude > 0) {
        stage->fail_conclude--;
        return err_set(err, ERR_ERRNO, 28, "no room for the manifest");
    }
    return file_replace(STAGE_FOLDER "/manifest.json", "whole", 5, err);
}

static void hear_begin(void *state, const struct action *action, size_t index, size_t count)
{
    struct stage *stage = state;

    text_append(&stage->heard, "%zu/%zu %s\n", index, count, action->id);
}

static void hear_line(void *state, const char *line)
{
    struct stage *stage = state;

    text_append(&stage->heard, "  %s\n", line);
}

static void hear_end(void *state, const struct action *action, const char *before,
    const char *after, uint64_t duration_ms)
{
    struct stage *stage = state;

    text_append(&stage->heard, "%s: '%s' -> '%s' (%llu ms)\n", action->id, before, after,
        (unsigned long long)duration_ms);
}

void stage_done(struct stage *stage)
{
    run_done(&stage->run);
    fake_machine_free(stage->machine);
    text_done(&stage->heard);
    memset(stage, 0, sizeof *stage);
}

void stage_set(struct stage *stage, const char *const *actions)
{
    stage_done(stage);
    fake_disk_reset();
    memset(&calls, 0, sizeof calls);
    stage->machine = fake_machine_new();
    unwatched = fake_guest(stage->machine);
    stage->guest = unwatched;
    stage->guest.partition_delete = watched_delete;
    stage->guest.partition_resize = watched_resize;
    stage->guest.reserved_storage_set = watched_storage;
    stage->guest.process_start = watched_start;
    stage->guest.process_wait = watched_wait;
    stage->guest.service_set_start = watched_set_start;
    stage->guest.service_stop = watched_stop;
    stage->guest.wmi_call = watched_wmi_call;
    stage->guest.reg_write_u32 = watched_write;
    stage->guest.reg_delete_value = watched_delete_value;
    stage->guest.disk_write_unused = watched_write_unused;
    stage->guest.partition_add = watched_add;
    stage->actions = actions;
}

static void ready_run(struct stage *stage)
{
    stage->run = (struct run){ .guest = &stage->guest,
        .state_folder = STAGE_FOLDER,
        .limit_ms = 60 * 60 * 1000,
        .limits = stage->limits,
        .hands_over = stage->hands_over,
        .watcher = { .state = stage, .begins = hear_begin, .says = hear_line, .ended = hear_end },
        .gate = gate,
        .conclude = conclude,
        .state = stage };
}

static bool start(struct stage *stage, struct err *err)
{
    static const struct findings none = { 0 };
    AUTO(plan) plan = { .profile = policy_profile("devbox") };
    AUTO(json_value) document = { json_new_object() };
    AUTO(json_value) header = { json_new_object() };

    plan.steps = calloc(8, sizeof *plan.steps);
    ck_assert_ptr_nonnull(plan.steps);
    for (const char *const *id = stage->actions; *id; id++)
        plan.steps[plan.count++].action = action_find(*id);
    ck_assert(text_copy("GOLDEN-01", &plan.machine, err));
    ck_assert(text_copy("2026-11-22T06:30:00Z", &plan.facts_collected, err));
    ck_assert(plan_to_json(&plan, &none, "goldprep test", document.root, err));
    return run_start(&stage->run, &plan, header.root, document.root, err);
}

static bool run_process(struct stage *stage, enum run_outcome *outcome, struct err *err)
{
    enum found found = ABSENT;

    if (!run_enter(&stage->run, err) || !run_reopen(&stage->run, &found, err) ||
        (found == ABSENT && !start(stage, err)))
        return false;
    if (stage->going)
        stage->going();
    return run_go(&stage->run, outcome, err);
}

bool stage_run(struct stage *stage, enum run_outcome *outcome, struct err *err)
{
    ready_run(stage);
    bool ran = run_process(stage, outcome, err);
    run_done(&stage->run);
    return ran;
}

bool stage_run_to_end(struct stage *stage, struct err *err)
{
    for (int i = 0; i < PROCESSES_LIMIT; i++) {
        enum run_outcome outcome = RUN_STOPPED;

        if (!stage_run(stage, &outcome, err))
            return false;
        if (outcome == RUN_DONE)
            return true;
        fake_restart(stage->machine);
    }
    return err_set(err, ERR_AGENT, ERR_NO_EFFECT, "the machine is restarted for ever");
}

static bool undo_process(struct stage *stage, enum run_outcome *outcome, struct err *err)
{
    struct undo_list list = { 0 };
    enum found found = ABSENT;

    if (!run_enter(&stage->run, err) || !undo_open(&stage->run, &found, err))
        return false;
    *outcome = RUN_DONE;
    if (found == ABSENT)
        return true;
    bool undone = undo_foresee(&stage->run, &list, err) && undo_go(&stage->run, outcome, err);
    undo_list_done(&list);
    return undone;
}

bool stage_undo(struct stage *stage, enum run_outcome *outcome, struct err *err)
{
    ready_run(stage);
    bool undone = undo_process(stage, outcome, err);
    run_done(&stage->run);
    return undone;
}

bool stage_undo_to_end(struct stage *stage, struct err *err)
{
    for (int i = 0; i < PROCESSES_LIMIT; i++) {
        enum run_outcome outcome = RUN_STOPPED;

        if (!stage_undo(stage, &outcome, err))
            return false;
        if (outcome == RUN_DONE)
            return true;
        fake_restart(stage->machine);
    }
    return err_set(err, ERR_AGENT, ERR_NO_EFFECT, "the machine is restarted for ever");
}
