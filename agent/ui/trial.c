/* SPDX-License-Identifier: MIT */
/*
 * trial.c - everything that comes before sysprep, and nothing of what it does.
 *
 * Sysprep's own validators cannot be asked without sysprep: what they look at is among the
 * requirements, which are all judged here.
 */
#include "ui/trial.h"

#include "actions/sysprep_command.h"
#include "actions/sysprep_run.h"
#include "base/file.h"
#include "ui/render.h"
#include "ui/rights.h"

enum {
    NAME_COLUMNS = 15,
    WORD_COLUMNS = 9,
    /* goldprep's copies of logs before and after, at most 64 MiB a folder, and its own documents */
    LEAST_FREE_MIB = 256,
};

struct trial {
    struct work *work;
    struct text checks; /* a row each */
    int code;           /* of what would stop the command first */
    size_t against;     /* how many things would */
};

static void trial_done(struct trial *trial)
{
    text_done(&trial->checks);
}

/* The first one counts: it is what the command itself would end with. */
static void count(struct trial *trial, int code)
{
    if (code == EXIT_CODE_DONE)
        return;
    trial->against++;
    if (trial->code == EXIT_CODE_DONE)
        trial->code = code;
}

static void check(struct trial *trial, int code, const char *name, const char *format, ...)
    PRINTF_LIKE(4, 5);

static void check(struct trial *trial, int code, const char *name, const char *format, ...)
{
    const struct ui *ui = trial->work->ui;
    AUTO(text) what = { 0 };
    AUTO(text) wrapped = { 0 };
    va_list arguments;

    va_start(arguments, format);
    text_append_list(&what, format, arguments);
    va_end(arguments);
    count(trial, code);
    text_append(&trial->checks, "  ");
    if (code == EXIT_CODE_DONE)
        say_word(ui, &trial->checks, SAY_GOOD, "ok", WORD_COLUMNS);
    else if (code == EXIT_CODE_UNKNOWN)
        say_word(ui, &trial->checks, SAY_DOUBTFUL, "unknown", WORD_COLUMNS);
    else
        say_word(ui, &trial->checks, SAY_BAD, "STOPS", WORD_COLUMNS);
    say_word(ui, &trial->checks, SAY_PLAIN, name, NAME_COLUMNS);
    say_wrapped(ui, &wrapped, 2 + WORD_COLUMNS + NAME_COLUMNS, "", text_string(&what));
    text_append(&trial->checks, "%s", text_string(&wrapped) + 2 + WORD_COLUMNS + NAME_COLUMNS);
}

/* -- who, and after what -- */

static void check_rights(struct trial *trial)
{
    const struct guest *guest = trial->work->ui->machine->guest;
    struct guest_token token = { 0 };
    struct err err = { 0 };
    enum rights rights = rights_look(guest, trial->work->ui->command->name, true, &err);

    if (rights != RIGHTS_OF_ADMINISTRATOR || !guest->token(guest->state, &token, &err)) {
        check(trial, say_code_of(&err), "rights", "%s", err.text);
        for (const char *const *advice = rights_advice(rights); *advice; advice++)
            text_append(&trial->checks, "%*s%s\n", 2 + WORD_COLUMNS, "", *advice);
        return;
    }
    check(trial, EXIT_CODE_DONE, "rights", "'%s' is an administrator", text_shown(token.user));
    check(trial, EXIT_CODE_DONE, "session",
        token.session_id == 0 ? "%lu, that of services: nothing can be shown, and nobody can answer"
                              : "%lu",
        (unsigned long)token.session_id);
}

static enum work_left check_left(struct trial *trial, const struct profile *profile)
{
    struct work *work = trial->work;
    int code = EXIT_CODE_DONE;
    enum work_left left = work_look_back(work, profile, &code);

    switch (left) {
    case WORK_LEFT_NOTHING:
        check(trial, EXIT_CODE_DONE, "earlier run", "none is in the way");
        break;
    case WORK_LEFT_TO_GO_ON:
        check(trial, EXIT_CODE_DONE, "earlier run",
            "the one that began at %s is unfinished: the command goes on with it, with the "
            "settings it was begun with",
            work->settings.started);
        break;
    case WORK_LEFT_TO_END:
        check(trial, EXIT_CODE_DONE, "earlier run",
            "the apply that began at %s is unfinished: the command ends it first",
            work->settings.started);
        break;
    case WORK_LEFT_SEALED:
        check(trial, EXIT_CODE_DONE, "earlier run",
            "has sealed this machine: the command would only switch it off");
        break;
    case WORK_LEFT_IN_THE_WAY:
        check(trial, code, "earlier run", "is in the way, as said above");
        break;
    }
    return left;
}

/* -- sysprep -- */

static void check_program(struct trial *trial, const struct guest *guest)
{
    AUTO(text) path = { 0 };
    struct guest_file file = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    if (!sysprep_path(guest, "sysprep.exe", &path, &err) ||
        !guest->file_stat(guest->state, text_string(&path), &found, &file, &err))
        check(trial, EXIT_CODE_UNKNOWN, "sysprep.exe", "cannot be told: %s", err.text);
    else if (found == ABSENT)
        check(trial, EXIT_CODE_UNMET, "sysprep.exe", "there is no '%s'", text_string(&path));
    else
        check(trial, EXIT_CODE_DONE, "sysprep.exe", "'%s', %llu bytes", text_string(&path),
            (unsigned long long)file.size_bytes);
}

/* Somebody else's that has changed nothing is closed, with --yes. */
static void check_other(struct trial *trial, const struct guest *guest)
{
    struct seal seal = { 0 };
    struct err err = { 0 };

    if (!sysprep_seal_read(guest, &seal, &err))
        check(trial, EXIT_CODE_UNKNOWN, "processes",
            "sysprep.exe runs already, and whether it has changed anything cannot be told: %s",
            err.text);
    else if (!sysprep_is_untouched(guest, &seal))
        check(trial, EXIT_CODE_REFUSED, "processes", "sysprep.exe runs already, and is at work");
    else if (!options_has(trial->work->options, OPTION_YES))
        check(trial, EXIT_CODE_REFUSED, "processes",
            "sysprep.exe runs already, and has changed nothing yet: close its window, or say --yes "
            "to have it closed");
    else
        check(trial, EXIT_CODE_DONE, "processes",
            "sysprep.exe runs already, has changed nothing yet, and is closed");
}

static void check_running(struct trial *trial, const struct guest *guest, bool expected)
{
    bool running = false;
    struct err err = { 0 };

    if (!guest->process_exists(guest->state, "sysprep.exe", &running, &err))
        check(trial, EXIT_CODE_UNKNOWN, "processes", "cannot be told: %s", err.text);
    else if (running && expected)
        check(trial, EXIT_CODE_DONE, "processes", "sysprep.exe runs: the command waits for it");
    else if (running)
        check_other(trial, guest);
    else
        check(trial, EXIT_CODE_DONE, "processes", "no sysprep.exe runs");
}

static void check_space(struct trial *trial, const struct guest *guest)
{
    struct guest_volume volume = { 0 };
    struct err err = { 0 };
    unsigned long long free_mib;

    if (!guest->system_volume(guest->state, &volume, &err)) {
        check(trial, EXIT_CODE_UNKNOWN, "disk space", "cannot be told: %s", err.text);
        return;
    }
    if (volume.size_bytes == 0) {
        check(trial, EXIT_CODE_UNKNOWN, "disk space",
            "cannot be told: Windows' volume does not say what is free");
        return;
    }
    free_mib = volume.free_bytes / (1024 * 1024);
    check(trial, free_mib < LEAST_FREE_MIB ? EXIT_CODE_UNMET : EXIT_CODE_DONE, "disk space",
        "%llu MiB are free; copies of logs and the manifest take up to %d MiB", free_mib,
        LEAST_FREE_MIB);
}

/* Of a run that goes on: its copy is what sysprep gets. */
static void check_answer(struct trial *trial, enum work_left left)
{
    struct work *work = trial->work;
    const struct fact *taken = facts_get(work->look.facts, "answer_file.would_be_taken");
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    if (left == WORK_LEFT_TO_GO_ON && work->settings.answer_file.copy) {
        if (answer_is_whole(&work->settings.answer_file, &err))
            check(trial, EXIT_CODE_DONE, "answer file", "'%s', as the run was begun with",
                text_shown(work->settings.answer_file.copy));
        else
            check(trial, say_code_of(&err), "answer file", "%s", err.text);
        return;
    }
    if (left != WORK_LEFT_TO_GO_ON && work->options->unattend) {
        bool usable = work_read_answer(work, &code);

        check(trial, usable ? EXIT_CODE_DONE : code, "answer file", "'%s' %s",
            text_shown(work->options->unattend),
            usable ? "is checked; sysprep gets a copy" : "cannot be used, as said above");
        return;
    }
    if (taken->state == FACT_KNOWN && taken->kind == FACT_TEXT)
        check(trial, EXIT_CODE_DONE, "answer file", "none is given; sysprep takes '%s' by itself",
            text_shown(taken->text));
    else if (taken->state == FACT_ABSENT)
        check(trial, EXIT_CODE_DONE, "answer file", "none is given, and sysprep finds none");
    else
        check(trial, EXIT_CODE_DONE, "answer file",
            "none is given; whether sysprep finds one cannot be told");
}

/* -- what would happen -- */

static void append_command(struct trial *trial, enum work_left left, struct text *text)
{
    struct work *work = trial->work;
    AUTO(sysprep_command) command = { 0 };
    AUTO(text) copy = { 0 };
    AUTO(text) folder = { 0 };
    struct err err = { 0 };
    const char *file = work->settings.answer_file.copy;

    if (left != WORK_LEFT_TO_GO_ON && work->options->unattend) {
        answer_copy_path(work->ui->state_folder, &copy);
        file = text_string(&copy);
    }
    if (!text_ok(&copy, &err) || !sysprep_command_make(file, &command, &err) ||
        !sysprep_path(work->ui->machine->guest, "", &folder, &err)) {
        text_append(text, "sysprep (its command line cannot be told: %s)", err.text);
        return;
    }
    text_append(text, "%s\\", text_string(&folder));
    sysprep_command_append(&command, text);
}

static void show_course(struct trial *trial, enum work_left left, bool plans, struct text *text)
{
    const struct work *work = trial->work;
    const struct ui *ui = work->ui;
    AUTO(text) line = { 0 };
    AUTO(text) manifest = { 0 };

    text_append(text, "\n%s:\n",
        trial->code == EXIT_CODE_DONE ? "What would happen"
                                      : "What would happen if nothing stopped it");
    if (left == WORK_LEFT_TO_GO_ON)
        say_wrapped(ui, text, 2, "- ",
            "the steps that are left of the unfinished run ('goldprep status' names them)");
    else if (plans)
        say_wrapped(ui, text, 2, "- ", "the steps of the plan in front of the last one");
    say_wrapped(ui, text, 2, "- ",
        "the requirements are judged once more, and stop it where a must "
        "is unmet or unknown");
    say_wrapped(ui, text, 2, "- ",
        "copy the logs of both Panther folders, hold what updates Windows, its Store and Edge");
    append_command(trial, left, &line);
    say_wrapped(ui, text, 2, "- run: ", text_string(&line));
    text_clear(&line);
    text_append(&line, "wait for it, at most %lu min (--limit)",
        (unsigned long)work->settings.limit_minutes);
    say_wrapped(ui, text, 2, "- ", text_string(&line));
    say_wrapped(ui, text, 2, "- ", "copy the logs again, put the updaters back");
    file_join(&manifest, ui->state_folder, "manifest.json");
    text_clear(&line);
    text_append(&line, "prove the seal, write '%s'%s%s%s", text_string(&manifest),
        work->settings.manifest_copy ? " and '" : "",
        work->settings.manifest_copy ? text_shown(work->settings.manifest_copy) : "",
        work->settings.manifest_copy ? "'" : "");
    say_wrapped(ui, text, 2, "- ", text_string(&line));
    if (work->settings.remove_agent)
        say_wrapped(ui, text, 2, "- ",
            "remove goldprep: installation, service, state folder, program; say so in the "
            "manifest");
    say_wrapped(ui, text, 2, "- ",
        work->settings.no_shutdown ? "leave the machine running" : "switch the machine off");
}

static void show_end(const struct trial *trial, struct text *text)
{
    AUTO(text) line = { 0 };

    if (trial->code == EXIT_CODE_DONE)
        text_append(
            &line, "This was a trial: '%s' would go to work.", trial->work->ui->command->name);
    else
        text_append(&line, "This was a trial: '%s' would end with %d, for %zu thing%s said above.",
            trial->work->ui->command->name, trial->code, trial->against,
            trial->against == 1 ? "" : "s");
    text_append(&line, "\nNothing was changed.");
    text_append(text, "\n");
    say_wrapped(trial->work->ui, text, 0, "", text_string(&line));
}

/* -- all of it -- */

/* As the gate looks, and deeper; its musts count as it counts them. */
static bool judge(struct trial *trial, const struct profile *profile,
    bool (*make_plan)(struct work *work, int *code), int *code)
{
    struct work *work = trial->work;
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    look_done(&work->look);
    say_note("asking slow witnesses too: this may take a minute");
    if (!look_facts(work->ui, work->options, true, &work->look.facts, code))
        return false;
    if (!policy_judge(profile, work->look.facts, &work->look.findings, &err)) {
        *code = say_failed(&err, NULL);
        return false;
    }
    if (make_plan)
        return make_plan(work, code);
    render_findings(work->ui, &work->look.findings, &text);
    say_answer(work->ui, &text);
    return true;
}

/* One row a blocker: the table above is long. */
static void check_findings(struct trial *trial, bool plans)
{
    const struct findings *findings = &trial->work->look.findings;
    size_t against = 0;

    for (size_t at = 0; at < findings->count; at++) {
        const struct finding *finding = &findings->items[at];
        bool is_met_by_plan =
            plans && !text_list_has(&trial->work->plan.stopped_by, finding->requirement->id);

        if (finding->rule->level != LEVEL_MUST || !finding_is_open(finding) || is_met_by_plan)
            continue;
        check(trial, finding->verdict == VERDICT_UNMET ? EXIT_CODE_UNMET : EXIT_CODE_UNKNOWN,
            "requirement", "%s: %s", finding->requirement->id, finding->requirement->title);
        against++;
    }
    if (against == 0)
        check(trial, EXIT_CODE_DONE, "requirements",
            plans ? "every must is met, or is by the plan" : "every must is met");
}

/* Of several musts the command ends with unmet where one is, whatever comes first. */
static void settle_code(struct trial *trial, int before, bool plans)
{
    const struct work *work = trial->work;

    if (before == EXIT_CODE_DONE)
        trial->code = plans ? plan_code(&work->plan, &work->look.findings)
                            : findings_code(&work->look.findings);
}

static bool take_settings(
    struct trial *trial, const struct profile *profile, enum work_left left, int *code)
{
    struct work *work = trial->work;
    struct err err = { 0 };

    if (left == WORK_LEFT_TO_GO_ON || left == WORK_LEFT_SEALED)
        return true;
    settings_done(&work->settings);
    work->settings.profile = profile;
    if (settings_from_options(work->ui->command->name, work->options, work->ui->machine->guest,
            &work->settings, &err))
        return true;
    *code = say_failed(&err, NULL);
    return false;
}

int trial_run(struct work *work, const struct profile *profile,
    bool (*make_plan)(struct work *work, int *code))
{
    const struct guest *guest = work->ui->machine->guest;
    AUTO(trial) trial = { .work = work };
    AUTO(text) text = { 0 };
    enum work_left left;
    int code = EXIT_CODE_DONE;

    if (!look_is_windows(work->ui, "try it in the machine that is to be sealed", &code))
        return code;
    check_rights(&trial);
    left = check_left(&trial, profile);
    if (!take_settings(&trial, profile, left, &code))
        return code;
    if (left != WORK_LEFT_SEALED) {
        int before = trial.code;

        if (!judge(&trial, profile, make_plan, &code))
            return code;
        check_findings(&trial, make_plan != NULL);
        settle_code(&trial, before, make_plan != NULL);
        check_answer(&trial, left);
        check_program(&trial, guest);
        check_running(&trial, guest, left == WORK_LEFT_TO_GO_ON);
        check_space(&trial, guest);
    }
    text_append(&text, "\nBefore sysprep:\n%s", text_string(&trial.checks));
    if (left != WORK_LEFT_SEALED)
        show_course(&trial, left, make_plan != NULL, &text);
    show_end(&trial, &text);
    say_answer(work->ui, &text);
    return trial.code;
}
