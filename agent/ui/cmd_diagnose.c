/* SPDX-License-Identifier: MIT */
/* cmd_diagnose.c - says why sysprep, or a step around it, failed, from what it has written. */
#include "base/file.h"
#include "base/json.h"
#include "sysprep/diagnose.h"
#include "ui/commands.h"

#include <string.h>

enum {
    CHUNK_BYTES = 128 * 1024, /* read at once: it stays in the processor's cache */
    NOISE_SHOWN = 5,
};

/** What is read, and how it is called. */
struct source {
    struct text path; /* "" is standard input */
    struct text told; /* what a person is told about the choice; "" when there was none */
};

static void source_done(struct source *source)
{
    text_done(&source->path);
    text_done(&source->told);
}

/* -- which file -- */

/* Of a Panther folder: setupact.log has everything, setuperr.log its errors alone. Neither: the
 * source stays empty. */
static bool look_in_folder(const char *folder, struct source *source, struct err *err)
{
    static const char *const names[] = { "setupact.log", "setuperr.log" };

    for (size_t at = 0; at < COUNT_OF(names); at++) {
        AUTO(text) path = { 0 };
        enum file_kind kind = FILE_IS_NONE;

        file_join(&path, folder, names[at]);
        if (!text_ok(&path, err) || !file_look(text_string(&path), &kind, err))
            return false;
        if (kind != FILE_IS_OTHER)
            continue;
        text_append(&source->path, "%s", text_string(&path));
        text_append(&source->told, "reading '%s'", text_shown(text_string(&path)));
        return text_ok(&source->path, err) && text_ok(&source->told, err);
    }
    return true;
}

static bool choose_in_folder(const char *folder, struct source *source, struct err *err)
{
    if (!look_in_folder(folder, source, err))
        return false;
    if (source->path.len > 0)
        return true;
    return err_set(err, ERR_AGENT, ERR_MALFORMED,
        "there is neither 'setupact.log' nor 'setuperr.log' in '%s'", text_shown(folder));
}

static bool choose(const char *path, struct source *source, struct err *err)
{
    enum file_kind kind = FILE_IS_NONE;

    if (strcmp(path, "-") == 0)
        return true;
    if (!file_look(path, &kind, err))
        return false;
    switch (kind) {
    case FILE_IS_FOLDER:
        return choose_in_folder(path, source, err);
    case FILE_IS_OTHER:
        text_append(&source->path, "%s", path);
        return text_ok(&source->path, err);
    case FILE_IS_NONE:
        break;
    }
    return err_set(err, ERR_ERRNO, 0, "there is no '%s'", text_shown(path));
}

static bool read_all(const char *path, struct diagnoser *diagnoser, struct err *err)
{
    AUTO(file_stream) stream = { 0 };
    AUTO_FREE char *chunk = malloc(CHUNK_BYTES);
    enum found found = ABSENT;
    size_t len = 1;

    if (!chunk)
        return err_nomem(err);
    if (!file_stream_open(path, &found, &stream, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_ERRNO, 0, "there is no '%s'", text_shown(path));
    while (len > 0) {
        if (!file_stream_read(&stream, chunk, CHUNK_BYTES, &len, err))
            return false;
        diagnoser_feed(diagnoser, chunk, len);
    }
    return true;
}

static bool diagnose(const struct source *source, struct diagnosis *diagnosis, struct err *err)
{
    struct diagnoser *diagnoser = NULL;
    bool read;

    if (!diagnoser_new(&diagnoser, err))
        return false;
    if (source->told.len > 0)
        say_note("%s", text_string(&source->told));
    read = read_all(source->path.len > 0 ? text_string(&source->path) : NULL, diagnoser, err);
    if (read)
        diagnoser_end(diagnoser, diagnosis);
    diagnoser_free(diagnoser);
    return read;
}

/* -- this machine's own logs -- */

/* Where sysprep and setup write, the one that a failed sysprep is told in first.
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-log-files-and-event-logs */
static const struct {
    enum guest_folder root;
    const char *folder;
    const char *what;
} places[] = {
    { GUEST_SYSTEM, "Sysprep\\Panther", "sysprep's own log" },
    { GUEST_WINDOWS, "Panther", "the log of setup and of the first start" },
    { GUEST_WINDOWS, "Panther\\UnattendGC", "the log of the first start's last part" },
};

/** What the logs of this machine have come to. */
struct here {
    struct diagnosis *best; /* owned */
    size_t place;           /* of best */
    size_t looked, failed;  /* logs that were read; folders that could not be */
};

static void here_done(struct here *here)
{
    free(here->best);
    here->best = NULL;
}

/* "Panther\UnattendGC" with the separators of this system. */
static void join_folders(struct text *path, const char *root, const char *folder)
{
    const char *tail = strchr(folder, '\\');
    AUTO(text) head = { 0 };
    AUTO(text) first = { 0 };

    text_append_bytes(&head, folder, tail ? (size_t)(tail - folder) : strlen(folder));
    file_join(tail ? &first : path, root, text_string(&head));
    if (tail)
        file_join(path, text_string(&first), tail + 1);
}

/* A failure of sysprep decides, whether or not its cause is known. Elsewhere only a cause that is
 * known counts for more: logs of setup tell of failures that nobody has noticed. Of two that say the
 * same, the first counts. */
static bool counts_for_more(const struct here *here, const struct diagnosis *found)
{
    const struct cause *best = here->best ? here->best->fault.cause : NULL;

    if (!best)
        return true;
    if (best->weight != CAUSE_WEIGHT_NONE)
        return false;
    if (places[here->place].root == GUEST_SYSTEM && strcmp(best->id, "unknown") == 0)
        return false;
    return found->fault.cause->weight != CAUSE_WEIGHT_NONE;
}

static bool look_at_place(
    const struct guest *guest, size_t place, struct here *here, struct err *err)
{
    AUTO(source) source = { 0 };
    AUTO(text) root = { 0 };
    AUTO(text) folder = { 0 };
    AUTO_FREE struct diagnosis *found = calloc(1, sizeof *found);

    if (!found)
        return err_nomem(err);
    if (!guest->folder(guest->state, places[place].root, &root, err))
        return false;
    join_folders(&folder, text_string(&root), places[place].folder);
    if (!text_ok(&root, err) || !text_ok(&folder, err) ||
        !look_in_folder(text_string(&folder), &source, err))
        return false;
    if (source.path.len == 0)
        return true;
    if (!diagnose(&source, found, err))
        return false;
    here->looked++;
    if (counts_for_more(here, found)) {
        free(here->best);
        here->best = TAKE(found);
        here->place = place;
    }
    return true;
}

static bool diagnose_here(const struct guest *guest, struct here *here, struct err *err)
{
    for (size_t at = 0; at < COUNT_OF(places); at++) {
        struct err why = { 0 };

        if (look_at_place(guest, at, here, &why))
            continue;
        say_note("note: %s cannot be read: %s", places[at].what, why.text);
        here->failed++;
        *err = why;
    }
    if (!here->best && here->failed > 0)
        return err_wrap(err, "none of this machine's logs can be read");
    if (!here->best)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "there is neither 'setupact.log' nor 'setuperr.log' in System32\\Sysprep\\Panther, "
            "Panther and Panther\\UnattendGC below Windows' folder");
    if (here->looked > 1)
        say_note("the answer is that of %s", places[here->place].what);
    return true;
}

/* -- the document -- */

static void add_text(struct json *object, const char *name, const char *text)
{
    if (text[0])
        json_add_string(object, name, text);
    else
        json_add_null(object, name);
}

static struct json *add_line(struct json *list, const struct fault_line *line)
{
    struct json *object = json_add_object(list, NULL);

    json_add_number(object, "line", (int64_t)line->line);
    json_add_string(object, "text", line->text);
    return object;
}

static void append_code(uint32_t code, struct text *text)
{
    text_append(text, "0x%08X", code);
}

static void add_cause(const struct diagnosis *diagnosis, struct json *root)
{
    struct json *cause = json_add_object(root, "cause");
    struct json *codes;

    json_add_string(cause, "id", diagnosis->fault.cause->id);
    add_text(cause, "item", diagnosis->fault.item);
    codes = json_add_array(cause, "codes");
    for (size_t at = 0; at < diagnosis->fault.codes.count; at++) {
        AUTO(text) code = { 0 };

        append_code(diagnosis->fault.codes.codes[at], &code);
        json_add_string(codes, NULL, text_string(&code));
    }
    json_add_string(cause, "confidence", diagnosis_confidence_name(diagnosis->confidence));
}

static void add_noise(const struct diagnosis *diagnosis, struct json *root)
{
    struct json *list = json_add_array(root, "noise");

    for (size_t at = 0; at < diagnosis->noise_count; at++) {
        struct json *object = add_line(list, &diagnosis->noise[at].first);

        json_add_string(object, "why", diagnosis->noise[at].why);
        json_add_number(object, "count", (int64_t)diagnosis->noise[at].count);
    }
}

static int answer_json(struct ui *ui, const struct diagnosis *diagnosis)
{
    AUTO(json_value) document = { json_new_object() };
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    struct json *evidence;

    json_add_string(document.root, "schema", "goldprep.diagnosis/1");
    add_cause(diagnosis, document.root);
    if (diagnosis->runs_told)
        json_add_number(document.root, "runs", (int64_t)diagnosis->runs);
    else
        json_add_null(document.root, "runs");
    json_add_string(document.root, "last_run", diagnosis_end_name(diagnosis->last_run));
    evidence = json_add_array(document.root, "evidence");
    for (size_t at = 0; at < diagnosis->fault.line_count; at++)
        add_line(evidence, &diagnosis->fault.lines[at]);
    add_noise(diagnosis, document.root);
    json_add_string(document.root, "remedy", diagnosis->fault.cause->remedy);
    if (!json_print(document.root, false, &text, &err))
        return say_failed(&err, NULL);
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

/* -- for people -- */

static void append_lines(const struct ui *ui, const struct diagnosis *diagnosis, struct text *text)
{
    if (diagnosis->fault.line_count > 0)
        text_append(text, "\nIt stands on\n");
    for (size_t at = 0; at < diagnosis->fault.line_count; at++) {
        const struct fault_line *line = &diagnosis->fault.lines[at];
        AUTO(text) label = { 0 };

        text_append(&label, "line %llu: ", (unsigned long long)line->line);
        say_wrapped(ui, text, 2, text_string(&label), line->text);
    }
}

static void append_noise(const struct ui *ui, const struct diagnosis *diagnosis, struct text *text)
{
    size_t shown = diagnosis->noise_count < NOISE_SHOWN ? diagnosis->noise_count : NOISE_SHOWN;
    uint64_t told = 0;

    if (diagnosis->noise_lines == 0)
        return;
    text_append(text, "\nNoise: %llu %s\n", (unsigned long long)diagnosis->noise_lines,
        diagnosis->noise_lines == 1 ? "line that looks like an error and is none"
                                    : "lines that look like errors and are none");
    for (size_t at = 0; at < shown; at++) {
        const struct diagnosis_noise *noise = &diagnosis->noise[at];
        AUTO(text) label = { 0 };
        AUTO(text) line = { 0 };

        text_append(&label, "line %llu: ", (unsigned long long)noise->first.line);
        text_append(&line, "%s\n(%s%s", noise->first.text, noise->why, noise->count > 1 ? "" : ")");
        if (noise->count > 1)
            text_append(&line, "; %llu such lines)", (unsigned long long)noise->count);
        say_wrapped(ui, text, 2, text_string(&label), text_string(&line));
        told += noise->count;
    }
    if (told < diagnosis->noise_lines)
        text_append(text, "  and %llu more\n", (unsigned long long)(diagnosis->noise_lines - told));
}

static void append_runs(const struct diagnosis *diagnosis, struct text *line)
{
    static const char *const ends[] = { "the end of the last one is not shown",
        "the last one failed", "the last one succeeded" };

    if (!diagnosis->runs_told)
        text_append(line, "cannot be told");
    else if (diagnosis->runs == 0)
        text_append(line, "none of sysprep in this text");
    else
        text_append(
            line, "%llu; %s", (unsigned long long)diagnosis->runs, ends[diagnosis->last_run]);
}

static int answer(struct ui *ui, const struct diagnosis *diagnosis)
{
    const struct cause *cause = diagnosis->fault.cause;
    AUTO(text) text = { 0 };
    AUTO(text) codes = { 0 };
    AUTO(text) runs = { 0 };

    for (size_t at = 0; at < diagnosis->fault.codes.count; at++) {
        text_append(&codes, "%s", at > 0 ? ", " : "");
        append_code(diagnosis->fault.codes.codes[at], &codes);
    }
    append_runs(diagnosis, &runs);
    text_append(&text, "%s\n", cause->title);
    say_wrapped(ui, &text, 2, "cause:  ", cause->id);
    if (diagnosis->fault.item[0])
        say_wrapped(ui, &text, 2, "item:   ", diagnosis->fault.item);
    if (codes.len > 0)
        say_wrapped(ui, &text, 2, "codes:  ", text_string(&codes));
    say_wrapped(ui, &text, 2, "sure:   ", diagnosis_confidence_name(diagnosis->confidence));
    say_wrapped(ui, &text, 2, "runs:   ", text_string(&runs));
    say_wrapped(ui, &text, 2, "means:  ", cause->meaning);
    say_wrapped(ui, &text, 2, "remedy: ", cause->remedy);
    say_wrapped(ui, &text, 2, "source: ", cause->source);
    append_lines(ui, diagnosis, &text);
    append_noise(ui, diagnosis, &text);
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

static bool diagnose_named(const char *path, struct here *here, struct err *err)
{
    AUTO(source) source = { 0 };

    here->best = calloc(1, sizeof *here->best);
    if (!here->best)
        return err_nomem(err);
    return choose(path, &source, err) && diagnose(&source, here->best, err);
}

static int run(struct ui *ui, const struct options *options)
{
    AUTO(here) here = { 0 };
    struct err err = { 0 };
    bool made;

    if (options->word_count == 0 && !ui->machine->guest)
        return say_usage(ui, "'-' reads standard input", "'diagnose' needs a file or folder here");
    made = options->word_count > 0 ? diagnose_named(options->words[0], &here, &err)
                                   : diagnose_here(ui->machine->guest, &here, &err);
    if (!made) {
        say_error(&err, NULL);
        return EXIT_CODE_FAILED;
    }
    return options_has(options, OPTION_JSON) ? answer_json(ui, here.best) : answer(ui, here.best);
}

const struct command command_diagnose = {
    .name = "diagnose",
    .group = COMMAND_LOOKS,
    .words = "[PATH | -]",
    .word_count = 1,
    .summary = "say from a log why sysprep, or a step around it, failed",
    .about =
        "PATH is a setupact.log or setuperr.log, a Panther folder, or what Packer, a task "
        "sequence, "
        "Ansible or a console has captured of it, in any encoding; '-' is standard input. Without "
        "it, on Windows, this machine's logs are read: sysprep's, setup's and those of the first "
        "start; a failure of sysprep counts first. Tells runs apart, names the cause of the one "
        "that counts, the offending item, the codes and the lines it stands on, what to do, and "
        "which lines look like errors and are none. 'goldprep explain' with a cause says more; "
        "docs/diagnose.md says how it is decided.",
    .example = "goldprep diagnose setupact.log",
    .options = OPTION_JSON,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, COMMAND_EXITS_END },
    .run = run,
};
