/* SPDX-License-Identifier: MIT */
/* cmd_facts.c - shows what the probes saw, unjudged. */
#include "ui/look.h"
#include "ui/render.h"

enum { KEY_COLUMNS = 34 };

static void append_row(const struct ui *ui, const struct json *row, struct text *text)
{
    AUTO(text) line = { 0 };

    for (size_t at = 0; at < json_count(row); at++) {
        const struct json *member = json_at(row, at);
        int64_t number = 0;

        text_append(&line, "%s%s ", at > 0 ? ", " : "", json_name(member));
        if (json_string(member))
            text_append(&line, "%s", json_string(member)[0] ? json_string(member) : "''");
        else if (json_number(member, &number))
            text_append(&line, "%lld", (long long)number);
    }
    say_wrapped(ui, text, 4, "- ", text_string(&line));
}

static void append_elements(
    const struct ui *ui, const char *label, const struct json *rows, struct text *text)
{
    char size[32];

    snprintf(
        size, sizeof size, "%zu entr%s", json_count(rows), json_count(rows) == 1 ? "y" : "ies");
    say_wrapped(ui, text, 2, label, size);
    for (size_t at = 0; at < json_count(rows); at++) {
        const struct json *row = json_at(rows, at);

        if (json_string(row))
            say_wrapped(ui, text, 4, "- ", json_string(row));
        else
            append_row(ui, row, text);
    }
}

static void append_known(
    const struct ui *ui, const char *label, const struct fact *fact, struct text *text)
{
    char number[32];

    switch (fact->kind) {
    case FACT_NUMBER:
        snprintf(number, sizeof number, "%lld", (long long)fact->number);
        say_wrapped(ui, text, 2, label, number);
        break;
    case FACT_TEXT:
        say_wrapped(ui, text, 2, label, fact->text[0] ? fact->text : "''");
        break;
    case FACT_LIST:
    case FACT_ROWS:
        append_elements(ui, label, fact->rows, text);
        break;
    }
}

static void append_why(const struct ui *ui, const char *label, const char *state,
    const struct fact *fact, struct text *text)
{
    AUTO(text) line = { 0 };

    text_append(&line, "%s%s%s", state, fact->why ? ": " : "", fact->why ? fact->why : "");
    say_wrapped(ui, text, 2, label, text_string(&line));
}

static void append_fact(
    const struct ui *ui, const char *key, const struct fact *fact, struct text *text)
{
    char label[KEY_COLUMNS + 40];

    snprintf(label, sizeof label, "%-*s ", KEY_COLUMNS, key);
    switch (fact->state) {
    case FACT_KNOWN:
        append_known(ui, label, fact, text);
        break;
    case FACT_ABSENT:
        say_wrapped(ui, text, 2, label, "(absent)");
        break;
    case FACT_UNREADABLE:
        append_why(ui, label, "(unreadable)", fact, text);
        break;
    case FACT_NOT_APPLICABLE:
        append_why(ui, label, "(not applicable)", fact, text);
        break;
    case FACT_NOT_COLLECTED:
        say_wrapped(ui, text, 2, label, "(not collected)");
        break;
    }
}

static void show(struct ui *ui, const struct facts *facts)
{
    AUTO(text) text = { 0 };

    render_origin(ui, facts, &text);
    text_append(&text, "\n");
    for (size_t at = 0; at < facts_count(facts); at++) {
        const struct fact *fact = NULL;
        const char *key = facts_key_at(facts, at, &fact);

        append_fact(ui, key, fact, &text);
    }
    say_answer(ui, &text);
}

static int run(struct ui *ui, const struct options *options)
{
    AUTO(look) look = { 0 };
    AUTO(json_value) document = { json_new_object() };
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    if (!look_facts(ui, options, options_has(options, OPTION_DEEP), &look.facts, &code))
        return code;
    if (!facts_to_json(look.facts, document.root, &err))
        return say_failed(&err, NULL);
    if (!look_hand_out(ui, options, document.root, &code))
        return code;
    if (!options_has(options, OPTION_JSON))
        show(ui, look.facts);
    return EXIT_CODE_DONE;
}

const struct command command_facts = {
    .name = "facts",
    .group = COMMAND_LOOKS,
    .words = "",
    .summary = "show what can be seen of this machine, unjudged",
    .about = "Runs every probe and shows what it saw. A fact is known, absent (looked, and it is "
             "not there), unreadable (looked, and could not tell: with the reason), not applicable "
             "or not collected. --json gives the document that assess and plan take with --facts."
             "\n\n--record also keeps what Windows answered to every question; --guest asks such "
             "a file instead of a machine, on any system, with the same answer. Passwords and "
             "product keys are blotted out; names of machines, users and devices are not.",
    .example = "goldprep facts --json > facts.json",
    .options =
        OPTION_FACTS | OPTION_GUEST | OPTION_RECORD | OPTION_DEEP | OPTION_JSON | OPTION_OUTPUT,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, COMMAND_EXITS_END },
    .run = run,
};
