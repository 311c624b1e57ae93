/* SPDX-License-Identifier: MIT */
/* work.c - starts a run, goes on with one, and ends it. */
#include "ui/work.h"

#include "base/console.h"
#include "probes/probe.h"
#include "ui/at_boot.h"
#include "ui/foresight.h"
#include "ui/handover.h"
#include "ui/removal.h"
#include "ui/render.h"
#include "ui/rights.h"
#include "ui/sealing.h"
#include "ui/watch.h"
#include "ui/whose.h"

void work_done(struct work *work)
{
    answer_done(&work->answer);
    look_done(&work->look);
    plan_done(&work->plan);
    run_done(&work->run);
    settings_done(&work->settings);
}

bool work_is_allowed(struct work *work, bool seals, int *code)
{
    const struct guest *guest = work->ui->machine->guest;
    struct err err = { 0 };
    enum rights rights;

    if (!look_is_windows(work->ui, "run it in the machine that is to be prepared", code))
        return false;
    /* the service hands over before anything is sealed */
    rights =
        rights_look(guest, work->ui->command->name, seals && !work->ui->machine->is_service, &err);
    if (rights == RIGHTS_OF_ADMINISTRATOR)
        return true;

    const char *const *advice = rights_advice(rights);

    *code = say_failed(&err, advice[0]);
    for (size_t at = 1; advice[0] && advice[at]; at++)
        say_note("%s", advice[at]);
    return false;
}

bool work_look(struct work *work, const struct profile *profile, int *code)
{
    struct err err = { 0 };

    look_done(&work->look);
    work->settings.profile = profile;
    if (!look_facts(work->ui, work->options, false, &work->look.facts, code))
        return false;
    if (policy_judge(profile, work->look.facts, &work->look.findings, &err))
        return true;
    *code = say_failed(&err, NULL);
    return false;
}

bool work_read_answer(struct work *work, int *code)
{
    AUTO(text) text = { 0 };
    bool usable = answer_read(work->ui, work->options, work->settings.profile, work->look.facts,
        &work->answer, &text, code);

    if (text.len > 0)
        text_append(&text, "\n");
    say_answer(work->ui, &text);
    return usable;
}

bool work_can_be_met(struct work *work, int *code)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    *code = plan_code(&work->plan, &work->look.findings);
    if (*code == EXIT_CODE_DONE)
        return true;
    render_stopped_by(work->ui, &work->plan, &work->look.findings, &text);
    say_answer(work->ui, &text);
    err_set(&err, ERR_AGENT, ERR_REFUSED,
        "not ready for %s, and no action of the plan can change that; nothing was changed",
        work->settings.profile->id);
    say_error(&err, NULL);
    return false;
}

bool work_seals_as_wanted(struct work *work, bool wanted, int *code)
{
    bool seals = false;

    for (size_t at = 0; at < work->plan.count; at++)
        seals = seals || strcmp(work->plan.steps[at].action->id, "generalize") == 0;
    if (seals == wanted)
        return true;
    *code = say_usage(work->ui, "'prepare' and 'generalize' seal the machine, 'apply' does not",
        "'%s' cannot %s 'generalize'", work->ui->command->name, wanted ? "leave out" : "add");
    return false;
}

bool work_is_plan(const struct work *work, const struct plan *given, struct err *err)
{
    AUTO(text) difference = { 0 };

    if (given->machine && strcmp(given->machine, work->plan.machine) != 0)
        return err_set(err, ERR_AGENT, ERR_CHANGED,
            "the plan is for the machine '%.64s', this one is '%.64s'", given->machine,
            work->plan.machine);
    if (plan_equal(given, &work->plan, &difference))
        return true;
    return err_set(err, ERR_AGENT, ERR_CHANGED,
        "this machine no longer leads to the plan: %.200s; nothing was changed",
        text_string(&difference));
}

bool work_is_approved(const struct work *work, struct err *err)
{
    AUTO(plan) approved = { 0 };

    if (!work->ui->machine->approved)
        return true;
    return plan_from_json(work->ui->machine->approved, &approved, err) &&
           work_is_plan(work, &approved, err);
}

bool work_ask(struct work *work, const char *question, int *code)
{
    struct err err = { 0 };
    bool yes = false;

    if (options_has(work->options, OPTION_YES))
        return true;
    if (!console_ask(question, &yes, &err)) {
        *code = say_usage(work->ui, "say --yes where nobody can be asked",
            "'%s' changes this machine, and there is nobody to ask", work->ui->command->name);
        return false;
    }
    if (yes)
        return true;
    err_set(&err, ERR_AGENT, ERR_REFUSED, "the answer was not yes; nothing was changed");
    *code = say_failed(&err, NULL);
    return false;
}

/* -- the run's members that are the same for a new and for an old one -- */

static void prepare_run(struct work *work)
{
    work->run.guest = work->ui->machine->guest;
    work->run.state_folder = work->ui->state_folder;
    work->run.limit_ms = work->settings.limit_minutes * 60 * 1000;
    work->run.limits = (struct run_limits){
        .restarts = work->settings.restart_limit,
        .minutes = work->settings.run_limit_minutes,
    };
    work->run.hands_over = work->ui->machine->is_service;
    work->run.recovery_limit_bytes = work->settings.recovery_limit_bytes;
    work->run.yes = options_has(work->options, OPTION_YES);
    work->run.answer_file = work->settings.answer_file.copy; /* of a run that goes on */
    work->run.watcher = watch_begin(work->ui);
    work->run.state = work;
    work->run.gate = sealing_gate;
}

static int failed(struct work *work, const struct err *err)
{
    if (work->gate_code != 0) {
        say_error(err, "put right what is unmet, then 'goldprep resume'");
        return work->gate_code;
    }
    if (err_is(err, ERR_CANCELLED)) {
        say_error(err, "'goldprep resume' goes on where it stopped");
        return EXIT_CODE_FAILED;
    }
    if (work->run.over_limit && err_is(err, ERR_TIME_LIMIT))
        return say_failed(err, "'goldprep resume --run-limit MINUTES' gives the run more, counted "
                               "from its begin");
    if (work->run.over_limit)
        return say_failed(err,
            "restart Windows, then give the same command again: a new run leaves "
            "out what is done");
    if (err_is(err, ERR_TIME_LIMIT))
        return say_failed(err, "'goldprep resume' waits again, where the run still can go on");
    if (err_is(err, ERR_SYSPREP)) {
        say_error(err, NULL);
        sealing_show_log(work);
        foresight_show(work);
        return EXIT_CODE_SYSPREP;
    }
    return say_failed(err, "'goldprep status' tells where the run stands");
}

/* Between two steps is where that is seen, and there is no other step before the restart. */
static bool is_told_to_stop(const struct guest *guest)
{
    struct err why = { 0 };

    return !guest->wait(guest->state, 0, &why) && err_is(&why, ERR_CANCELLED);
}

static int ask_for_restart(struct work *work)
{
    AUTO(text) text = { 0 };

    text_append(&text, "\n");
    if (!work->ui->machine->is_service)
        say_wrapped(work->ui, &text, 0, "",
            "Restart Windows now, then give the same command again, or 'goldprep resume'.");
    else if (is_told_to_stop(work->run.guest))
        say_wrapped(work->ui, &text, 0, "",
            "Told to stop: Windows is not restarted. Restart it, then 'goldprep resume' goes on.");
    else if (work->settings.no_restart)
        say_wrapped(work->ui, &text, 0, "", "Restart Windows now: the service goes on by itself.");
    else
        say_wrapped(work->ui, &text, 0, "",
            "Windows is restarted now, and the service goes on by itself; 'goldprep resume' "
            "watches "
            "it.");
    say_answer(work->ui, &text);
    return EXIT_CODE_RESTART;
}

static int hand_over(struct work *work)
{
    AUTO(text) text = { 0 };

    say_wrapped(work->ui, &text, 0, "",
        "Everything before the seal is done. An administrator goes on: sysprep must not be run by "
        "LocalSystem.");
    say_answer(work->ui, &text);
    return EXIT_CODE_HANDED_OVER;
}

/* After steps that do not seal: how does it stand now? */
static int end_unsealed(struct work *work)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    look_done(&work->look);
    if (!probes_collect(work->run.guest, false, say_tool, &work->look.facts, &err) ||
        !policy_judge(work->settings.profile, work->look.facts, &work->look.findings, &err))
        return say_failed(&err, "every step is done; only this last look failed");
    text_append(&text, "\nEvery step is done.\n");
    render_summary(work->ui, &work->look.findings, &text);
    say_answer(work->ui, &text);
    return EXIT_CODE_DONE;
}

static void append_where(const struct work *work, struct text *line)
{
    const char *copy = work->settings.manifest_copy;

    if (work->settings.remove_agent) { /* the one in the state folder goes with it */
        text_append(line, "Sealed. The manifest is '%s'.", copy);
        return;
    }
    text_append(line, "Sealed. The manifest is '");
    file_join(line, work->ui->state_folder, "manifest.json");
    text_append(line, "'%s%s%s.", copy ? ", a copy '" : "", copy ? copy : "", copy ? "'" : "");
}

static int end_sealed(struct work *work)
{
    const struct guest *guest = work->ui->machine->guest;
    AUTO(text) line = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    append_where(work, &line);
    text_append(&text, "\n");
    proof_show(work->ui, &work->proof, &text);
    text_append(&text, "\n");
    say_wrapped(work->ui, &text, 0, "", text_string(&line));
    say_answer(work->ui, &text);
    if (!(work->settings.remove_agent && removal_has_begun(work)) &&
        !handover_sealed(work->ui, work->options, &work->settings, &err))
        return say_failed(&err,
            "the image is sealed, its manifest is written, and the machine is left running: "
            "'goldprep resume' with the same --upload tries again and then switches it off. Do not "
            "restart it");
    text_clear(&text);
    if (work->settings.remove_agent)
        return removal_carry_out(work);
    say_wrapped(work->ui, &text, 0, "",
        work->settings.no_shutdown
            ? "The machine is left running: switch it off. A restart would break the seal."
            : "The machine is switched off now.");
    say_answer(work->ui, &text);
    if (work->settings.no_shutdown || guest->power_off(guest->state, &err))
        return EXIT_CODE_DONE;
    return say_failed(&err, "the image is sealed and the manifest written: switch the machine off "
                            "yourself, do not restart it");
}

/* The service starts with Windows while it carries a run; who takes the run from it ends that. */
static bool settle_start(const struct work *work, struct err *err)
{
    const struct guest *guest = work->ui->machine->guest;

    if (work->ui->machine->is_service)
        return at_boot_keep(guest, err);
    return !work->settings.is_carried || at_boot_back(guest, &work->settings.service_start, err);
}

static int carry_out(struct work *work)
{
    bool seals = sealing_is_in(work->run.journal);
    enum run_outcome outcome = RUN_STOPPED;
    struct err err = { 0 };

    work->run.conclude = seals ? sealing_conclude : NULL;
    if (!settle_start(work, &err))
        return say_failed(&err, "nothing was changed; 'goldprep resume' goes on");
    if (!run_go(&work->run, &outcome, &err))
        return failed(work, &err);
    switch (outcome) {
    case RUN_RESTART:
        return ask_for_restart(work);
    case RUN_HANDED_OVER:
        return hand_over(work);
    case RUN_DONE:
    case RUN_STOPPED: /* then run_go has failed */
        break;
    }
    return seals ? end_sealed(work) : end_unsealed(work);
}

/* What the journal's header says of who carries the run: it is there before anything is changed. */
static bool settle_carrier(struct work *work, struct err *err)
{
    struct settings *settings = &work->settings;
    enum found found = ABSENT;

    settings->is_carried = work->ui->machine->is_service;
    if (!settings->is_carried)
        return true;
    if (!options_has(work->options, OPTION_RUN_LIMIT))
        settings->run_limit_minutes = SETTINGS_RUN_LIMIT_MINUTES;
    return at_boot_read(work->ui->machine->guest, &found, &settings->service_start, err);
}

static bool build_header(const struct work *work, struct json *header, struct err *err)
{
    settings_to_json(&work->settings, header);
    struct err ignored = { 0 };
    int64_t boot_time = 0;

    /* the lines of the actions have it, too: a header without it is as good */
    if (work->ui->machine->guest->boot_time(work->ui->machine->guest->state, &boot_time, &ignored))
        json_add_number(header, "boot_time", boot_time);
    return whose_to_json(work->ui->machine->guest, work->plan.machine, header, err) &&
           sealing_add_layout(work->ui->machine->guest, header, "layout_before", err);
}

/* What stands in the way of the manifest's copy is found before the machine is sealed, not after. */
static bool can_write_copy(const struct work *work, struct err *err)
{
    AUTO(text) path = { 0 };

    if (!work->settings.manifest_copy)
        return true;
    text_append(&path, "%s.try", work->settings.manifest_copy);
    if (text_ok(&path, err) && file_replace(text_string(&path), "", 0, err) &&
        file_remove(text_string(&path), err))
        return true;
    return err_wrap(err, "no copy of the manifest could be written");
}

int work_start(struct work *work)
{
    AUTO(json_value) header = { json_new_object() };
    AUTO(json_value) plan = { json_new_object() };
    struct err err = { 0 };

    if (!settings_from_options(work->ui->command->name, work->options, work->ui->machine->guest,
            &work->settings, &err) ||
        !settle_carrier(work, &err) || !can_write_copy(work, &err))
        return say_failed(&err, NULL);
    prepare_run(work);
    if (!run_enter(&work->run, &err))
        return say_failed(&err, "'goldprep status' tells where a run stands");
    if (!answer_keep(&work->answer, work->ui->state_folder, &work->settings.answer_file, &err))
        return say_failed(&err, NULL);
    work->run.answer_file = work->settings.answer_file.copy;
    if (!plan_to_json(&work->plan, &work->look.findings, say_tool, plan.root, &err) ||
        !build_header(work, header.root, &err) ||
        !run_start(&work->run, &work->plan, header.root, plan.root, &err))
        return say_failed(&err, NULL);
    return carry_out(work);
}

int work_go_on(struct work *work)
{
    enum found found = ABSENT;
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    prepare_run(work);
    if (!run_enter(&work->run, &err) || !run_reopen(&work->run, &found, &err))
        return say_failed(&err, "'goldprep status' tells where a run stands");
    if (found == ABSENT) {
        err_set(&err, ERR_AGENT, ERR_BUSY, "the run in '%s' was ended by somebody else meanwhile",
            work->ui->state_folder);
        return say_failed(&err, NULL);
    }
    text_append(&text, "Going on with the %s for %s that began at %s.\n", work->settings.command,
        work->settings.profile->id, work->settings.started);
    say_answer(work->ui, &text);
    return carry_out(work);
}

bool work_ask_again(struct work *work, int *code)
{
    return work->settings.no_shutdown ||
           work_ask(work, "This machine is sealed already. Switch it off? [y/N] ", code);
}

int work_end_again(struct work *work)
{
    struct err err = { 0 };

    prepare_run(work);
    if (!run_enter(&work->run, &err))
        return say_failed(&err, NULL);
    /* one that speaks of the removal is newer than that in the state folder */
    if (!(work->settings.remove_agent && removal_has_begun(work)) &&
        !sealing_copy_manifest(work, &err))
        return say_failed(&err, NULL);
    return end_sealed(work);
}
