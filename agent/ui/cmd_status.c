/* SPDX-License-Identifier: MIT */
/* cmd_status.c - where the last run stands, from its journal. */
#include "run/aside.h"
#include "ui/attach.h"
#include "ui/look.h"
#include "ui/standing.h"

enum { INDENT = 10 }; /* of what stands behind the word of a step */

/* What a state is called in JSON, and what comes next, for people. */
static const struct {
    enum journal_state state;
    const char *name;
    const char *next;
} states[] = {
    { JOURNAL_NONE, "none", "there is no run here" },
    { JOURNAL_PLANNED, "planned", "nothing has begun; 'goldprep resume' begins" },
    { JOURNAL_BEGUN, "begun",
        "a step is at work, or was interrupted; then 'goldprep resume' goes on" },
    { JOURNAL_RESTARTING, "restarting", "restart Windows, then 'goldprep resume' goes on" },
    { JOURNAL_BETWEEN, "between", "'goldprep resume' goes on" },
    { JOURNAL_FINISHED, "finished", "nothing is left to do" },
    { JOURNAL_STOPPED, "stopped", "put right what failed, then give the command again" },
    { JOURNAL_UNDOING, "undoing", "'goldprep undo' goes on taking it back" },
    { JOURNAL_REVERTING, "reverting",
        "a step is being taken back, or that was interrupted; then 'goldprep undo' goes on" },
    { JOURNAL_REVERT_RESTART, "revert-restarting",
        "restart Windows, then 'goldprep undo' goes on" },
    { JOURNAL_UNDO_STOPPED, "undo-stopped", "put right what failed, then 'goldprep undo' goes on" },
    { JOURNAL_UNDONE, "undone", "the run is taken back; a new one begins anew" },
};

/* A journal that was opened to be read. */
struct reading {
    struct journal *journal;
};

static void reading_done(struct reading *reading)
{
    journal_free(reading->journal);
    reading->journal = NULL;
}

static const char refused[] =
    "the next command that changes this machine refuses it, and keeps it under another name";

static enum journal_state state_of(const struct journal *journal)
{
    return journal ? journal_state(journal) : JOURNAL_NONE;
}

/* What comes next, for people: the service's part of a run ends in front of the seal. */
static const char *next_of(const struct journal *journal, const struct attach_service *service)
{
    if (service->command.len > 0)
        return "the service is at work on it; 'goldprep resume' shows what it does";
    if (journal && standing_is_left_to_seal(journal))
        return "it waits for an administrator: 'goldprep resume' in an elevated console goes on "
               "with the seal";
    return states[state_of(journal)].next;
}

static void add_service(const struct attach_service *service, struct json *root)
{
    struct json *object;

    if (!service->is_installed) {
        json_add_null(root, "service");
        return;
    }
    object = json_add_object(root, "service");
    json_add_string(object, "state", service->runs ? text_string(&service->state) : "not-running");
    if (service->command.len > 0)
        json_add_string(object, "command", text_string(&service->command));
    else
        json_add_null(object, "command");
}

static void copy_member(struct json *root, const struct json *header, const char *name)
{
    const struct json *member = json_member(header, name);

    if (member)
        json_add_copy(root, name, member);
    else
        json_add_null(root, name);
}

static bool build(const struct journal *journal, const struct attach_service *service,
    struct json *root, struct err *err)
{
    const struct json *header = journal ? journal_header(journal) : NULL;

    json_add_string(root, "schema", "goldprep.status/1");
    json_add_string(root, "tool", say_tool);
    json_add_string(root, "state", states[state_of(journal)].name);
    copy_member(root, header, "command");
    copy_member(root, header, "profile");
    copy_member(root, header, "machine");
    copy_member(root, header, "started");
    copy_member(root, header, "carried_by");
    json_add_bool(root, "waits_for_seal", journal && standing_is_left_to_seal(journal));
    add_service(service, root);
    json_add_string(root, "next", next_of(journal, service));
    if (journal)
        return run_actions_to_json(journal, root, err);
    json_add_array(root, "actions");
    return true;
}

static void append_step(const struct ui *ui, const struct journal_step *step, struct text *text)
{
    const struct action *action = action_find(step->action);
    const char *why = json_string(json_member(json_member(step->failed_line, "error"), "text"));
    const char *word = step->reverted      ? "undone"
                       : step->reverting   ? "undoing"
                       : step->done        ? "done"
                       : step->failed_line ? "FAILED"
                       : step->begun       ? "begun"
                                           : "waits";
    enum say_color color = step->done ? SAY_GOOD : step->failed_line ? SAY_BAD : SAY_PLAIN;
    AUTO(text) line = { 0 };
    char label[64];

    text_append(text, "  ");
    say_word(ui, text, color, word, INDENT - 2);
    snprintf(label, sizeof label, "%-26s ", step->action);
    say_wrapped(ui, &line, INDENT, label, action ? action->title : "");
    /* the word stands where the indent of the first line would be */
    text_append(text, "%s", text_string(&line) + INDENT);
    if (why)
        say_wrapped(ui, text, INDENT, "", why);
}

static const char *member_text(const struct json *header, const char *name)
{
    const char *string = json_string(json_member(header, name));

    return string ? string : "?";
}

static void show(struct ui *ui, const struct journal *journal, const struct attach_service *service)
{
    AUTO(text) text = { 0 };
    AUTO(text) line = { 0 };

    if (journal) {
        const struct json *header = journal_header(journal);

        text_append(&line, "%s for %s on %s, begun at %s", member_text(header, "command"),
            member_text(header, "profile"), member_text(header, "machine"),
            member_text(header, "started"));
        say_wrapped(ui, &text, 0, "", text_string(&line));
        text_append(&text, "\n");
        for (size_t at = 0; at < journal_step_count(journal); at++)
            append_step(ui, journal_step(journal, at), &text);
        text_append(&text, "\n");
    }
    text_append(&text, "%s: ", states[state_of(journal)].name);
    say_wrapped(ui, &text, 0, "", next_of(journal, service));
    say_answer(ui, &text);
}

static int run(struct ui *ui, const struct options *options)
{
    AUTO(attach_service) service = { 0 };
    AUTO(reading) reading = { 0 };
    AUTO(json_value) document = { json_new_object() };
    AUTO(text) path = { 0 };
    enum found found = ABSENT;
    enum run_aside why;
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    /* the journal tells the most; a service that does not answer takes nothing of it away */
    if (!options->state && !attach_look(ui, &found, &service, &err))
        say_error(&err, NULL);
    run_journal_path(&path, ui->state_folder);
    if (!text_ok(&path, &err) ||
        !journal_read(text_string(&path), &found, &reading.journal, &err) ||
        !build(reading.journal, &service, document.root, &err))
        return say_failed(&err, run_aside_is(&err, &why) ? refused : NULL);
    if (!look_hand_out(ui, options, document.root, &code))
        return code;
    if (!options_has(options, OPTION_JSON))
        show(ui, reading.journal, &service);
    return EXIT_CODE_DONE;
}

const struct command command_status = {
    .name = "status",
    .group = COMMAND_LOOKS,
    .words = "",
    .summary = "say where the last run stands",
    .about =
        "Reads the journal in the state folder and changes nothing: which steps are done, which "
        "one had begun or failed and why, and what comes next. Where the service is installed it "
        "says, too, whether that is at work, or waits for an administrator to seal the machine.",
    .example = "goldprep status --json",
    .options = OPTION_STATE | OPTION_JSON | OPTION_OUTPUT,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, COMMAND_EXITS_END },
    .run = run,
};
