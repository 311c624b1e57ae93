/* SPDX-License-Identifier: MIT */
/* cmd_undo.c - takes the last run back, newest action first, as long as it has not sealed. */
#include "run/undo.h"
#include "ui/at_boot.h"
#include "ui/left_read.h"
#include "ui/watch.h"

enum { INDENT = 4 }; /* of what stands below an action */

/* Every line of `lines` behind a label. */
static void append_lines(
    const struct ui *ui, struct text *text, const char *label, const struct text *lines)
{
    const char *line = text_string(lines);

    while (*line != '\0') {
        size_t len = strcspn(line, "\n");
        AUTO(text) one = { 0 };

        text_append_bytes(&one, line, len);
        if (len > 0)
            say_wrapped(ui, text, INDENT, label, text_string(&one));
        line += len;
        line += *line == '\n';
    }
}

/* -- what would be taken back -- */

static const char *member_text(const struct json *header, const char *name)
{
    const char *string = json_string(json_member(header, name));

    return string ? string : "?";
}

static void show_item(
    const struct ui *ui, size_t number, const struct undo_item *item, struct text *text)
{
    char label[32];

    snprintf(label, sizeof label, "%zu. ", number);
    say_wrapped(ui, text, 0, label, item->action->title);
    say_wrapped(ui, text, INDENT, "now:     ", text_string(&item->now));
    say_wrapped(ui, text, INDENT, "before:  ", text_string(&item->before));
    if (item->is_back && item->stays.len == 0)
        say_wrapped(ui, text, INDENT, "", "nothing is left to be taken back");
    append_lines(ui, text, "cannot be undone: ", &item->stays);
}

static void show_list(const struct work *work, const struct undo_list *list)
{
    const struct json *header = journal_header(work->run.journal);
    AUTO(text) text = { 0 };
    AUTO(text) line = { 0 };

    text_append(&line, "The %s for %s that began at %s is taken back, newest step first:",
        member_text(header, "command"), member_text(header, "profile"),
        member_text(header, "started"));
    say_wrapped(work->ui, &text, 0, "", text_string(&line));
    for (size_t i = 0; i < list->count; i++)
        show_item(work->ui, i + 1, &list->items[i], &text);
    if (list->count == 0)
        text_append(&text, "nothing: no step of it is left that had begun\n");
    say_answer(work->ui, &text);
}

static void add_item(struct json *array, const struct undo_item *item)
{
    struct json *object = json_add_object(array, NULL);

    (void)json_add_string(object, "id", item->action->id);
    (void)json_add_string(object, "title", item->action->title);
    (void)json_add_string(object, "now", text_string(&item->now));
    (void)json_add_string(object, "before", text_string(&item->before));
    (void)json_add_bool(object, "is_back", item->is_back);
    (void)json_add_lines(object, "stays", text_string(&item->stays));
}

static void build(const struct work *work, const struct undo_list *list, struct json *root)
{
    const struct json *header = journal_header(work->run.journal);

    (void)json_add_string(root, "schema", "goldprep.undo/1");
    (void)json_add_string(root, "tool", say_tool);
    (void)json_add_string(root, "command", member_text(header, "command"));
    (void)json_add_string(root, "profile", member_text(header, "profile"));
    (void)json_add_string(root, "machine", member_text(header, "machine"));
    (void)json_add_string(root, "started", member_text(header, "started"));
    struct json *array = json_add_array(root, "actions");
    for (size_t i = 0; i < list->count; i++)
        add_item(array, &list->items[i]);
}

/* Some of it stays, whatever is done: a trial ends as the undo would. */
static int trial(struct work *work, const struct undo_list *list)
{
    AUTO(json_value) document = { json_new_object() };
    int code = EXIT_CODE_DONE;

    build(work, list, document.root);
    if (!look_hand_out(work->ui, work->options, document.root, &code))
        return code;
    if (!options_has(work->options, OPTION_JSON))
        show_list(work, list);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].stays.len > 0)
            code = EXIT_CODE_UNMET;
    return code;
}

/* -- taking back -- */

static void begins(void *state, const struct action *action, size_t index, size_t count)
{
    struct ui *ui = state;
    AUTO(text) line = { 0 };
    AUTO(text) text = { 0 };
    char label[32];

    snprintf(label, sizeof label, "[%zu/%zu] ", index, count);
    text_append(&line, "Take back: %s", action->title);
    say_wrapped(ui, &text, 0, label, text_string(&line));
    say_answer(ui, &text);
}

static int end(struct work *work, enum run_outcome outcome)
{
    AUTO(text) stays = { 0 };
    AUTO(text) text = { 0 };
    int code = EXIT_CODE_DONE;

    text_append(&text, "\n");
    if (outcome == RUN_RESTART) {
        say_wrapped(work->ui, &text, 0, "", "Restart Windows now, then 'goldprep undo' goes on.");
        code = EXIT_CODE_RESTART;
    } else {
        undo_append_stays(work->run.journal, &stays);
        code = stays.len > 0 ? EXIT_CODE_UNMET : EXIT_CODE_DONE;
        say_wrapped(work->ui, &text, 0, "",
            stays.len > 0 ? "The run is taken back, but for what cannot be undone:"
                          : "The run is taken back: this machine is as it was before it.");
        append_lines(work->ui, &text, "cannot be undone: ", &stays);
    }
    say_answer(work->ui, &text);
    return code;
}

/* Refused says that nothing was changed: behind a line of this undo's something may be. */
static int failed(const struct work *work, size_t lines_before, const struct err *err)
{
    bool has_begun = journal_line_count(work->run.journal) > lines_before;

    say_error(err, err_is(err, ERR_CANCELLED)
                       ? "'goldprep undo' goes on where it stopped"
                       : "put right what failed; 'goldprep undo' goes on where it stopped");
    int code = say_code_of(err);
    return code == EXIT_CODE_REFUSED && has_begun ? EXIT_CODE_FAILED : code;
}

static int carry_out(struct work *work)
{
    size_t lines_before = journal_line_count(work->run.journal);
    enum run_outcome outcome = RUN_STOPPED;
    struct err err = { 0 };

    /* What the service carried, it does not go on with at the next start of Windows. */
    if (work->settings.is_carried &&
        !at_boot_back(work->run.guest, &work->settings.service_start, &err))
        return say_failed(&err, NULL);
    if (undo_go(&work->run, &outcome, &err))
        return end(work, outcome);
    return failed(work, lines_before, &err);
}

static bool nothing_there(struct work *work, int *code)
{
    struct err err = { 0 };

    err_set(&err, ERR_AGENT, ERR_REFUSED, "there is no run in '%s' that could be taken back",
        work->ui->state_folder);
    *code = say_failed(&err, "'goldprep status' tells of the last one");
    return false;
}

/* Reads before the folder is touched. true: *journal is the run to be taken back */
static bool look(struct work *work, bool is_trial, struct journal **journal, int *code)
{
    enum run_aside why = RUN_ASIDE_DAMAGED;
    struct err err = { 0 };

    switch (left_read(work, journal, &why, &err)) {
    case LEFT_WHOLE:
        return true;
    case LEFT_NONE:
        return nothing_there(work, code);
    case LEFT_REFUSED:
        if (!is_trial) {
            *code = left_refuse(work);
            return false;
        }
        say_error(&err, NULL);
        *code = EXIT_CODE_REFUSED;
        return false;
    case LEFT_UNKNOWN:
        break;
    }
    *code = say_failed(&err, NULL);
    return false;
}

static bool open_run(struct work *work, bool is_trial, int *code)
{
    enum found found = ABSENT;
    struct err err = { 0 };

    if (!look(work, is_trial, &work->run.journal, code))
        return false;
    if (journal_state(work->run.journal) == JOURNAL_UNDONE)
        return nothing_there(work, code);
    if (is_trial)
        return true;
    run_done(&work->run);
    if (!run_enter(&work->run, &err) || !undo_open(&work->run, &found, &err)) {
        *code = say_failed(&err, "'goldprep status' tells where a run stands");
        return false;
    }
    return found == FOUND || nothing_there(work, code);
}

static void prepare_run(struct work *work)
{
    uint32_t minutes = work->options->limit_minutes > 0 ? work->options->limit_minutes
                                                        : OPTIONS_LIMIT_MINUTES_DEFAULT;

    work->run.guest = work->ui->machine->guest;
    work->run.state_folder = work->ui->state_folder;
    work->run.limit_ms = minutes * 60 * 1000;
    work->run.yes = options_has(work->options, OPTION_YES);
    work->run.watcher = watch_begin(work->ui);
    work->run.watcher.begins = begins;
}

static int undo(struct work *work, struct undo_list *list)
{
    bool is_trial = options_has(work->options, OPTION_TRIAL);
    int code = EXIT_CODE_DONE;
    struct err err = { 0 };

    if (!is_trial &&
        (options_has(work->options, OPTION_JSON) || options_has(work->options, OPTION_OUTPUT)))
        return say_usage(work->ui, NULL, "the JSON document is that of 'undo --trial'");
    if (!work_is_allowed(work, false, &code))
        return code;
    prepare_run(work);
    if (!open_run(work, is_trial, &code))
        return code;
    if (!work_is_of_this_machine(work, journal_header(work->run.journal), &err))
        return say_failed(&err, NULL);
    if (!undo_foresee(&work->run, list, &err))
        return say_failed(&err, NULL);
    if (is_trial)
        return trial(work, list);
    show_list(work, list);
    if (!work_ask(work, "Take this run back? [y/N] ", &code))
        return code;
    return carry_out(work);
}

static int run(struct ui *ui, const struct options *options)
{
    struct work work = { .ui = ui, .options = options };
    struct undo_list list = { 0 };
    int code = undo(&work, &list);

    undo_list_done(&list);
    work_done(&work);
    return code;
}

const struct command command_undo = {
    .name = "undo",
    .group = COMMAND_CHANGES,
    .words = "",
    .summary = "take the last run back; asks first",
    .about =
        "Takes back what the last run has changed, newest step first, as the journal in the state "
        "folder lists it; also a run that failed, or was interrupted in the middle of a step. A "
        "run that has sealed the machine, or has begun to, is refused. Says what cannot be undone, "
        "and why. Like a run, it is written down before anything is changed: interrupted, the same "
        "command goes on. With --trial it says what would be taken back, and changes nothing. "
        "After it, a new prepare begins anew.",
    .example = "goldprep undo --trial",
    .options =
        OPTION_YES | OPTION_TRIAL | OPTION_JSON | OPTION_OUTPUT | OPTION_LIMIT | OPTION_STATE,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_REFUSED, EXIT_CODE_TIME_LIMIT, EXIT_CODE_RESTART, COMMAND_EXITS_END },
    .run = run,
};
