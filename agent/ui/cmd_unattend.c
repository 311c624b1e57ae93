/* SPDX-License-Identifier: MIT */
/* cmd_unattend.c - what is wrong with an answer file, and a corrected copy of it. */
#include "base/file.h"
#include "probes/probe.h"
#include "ui/answer.h"
#include "ui/look.h"
#include "ui/unattend_show.h"

/* What was asked for, else what this machine is, else not known. */
static bool find_architecture(
    const struct ui *ui, const struct options *options, struct unattend_files *files, int *code)
{
    const struct guest *guest = ui->machine->guest;

    for (size_t at = 0; options->architecture && unattend_architectures[at]; at++)
        if (text_same(unattend_architectures[at], options->architecture))
            files->image.architecture = unattend_architectures[at];
    if (options->architecture && !files->image.architecture) {
        *code = say_usage(
            ui, NULL, "unknown architecture '%.80s': amd64, arm64 or x86", options->architecture);
        return false;
    }
    if (options->architecture || !guest)
        return true;
    files->image.architecture = answer_architecture(guest);
    return true;
}

static bool add_file(struct unattend_files *files, const char *path, const char *place,
    const struct bytes *bytes, struct err *err)
{
    struct unattend_file *items = realloc(files->items, (files->count + 1) * sizeof *items);
    struct unattend_file *file;

    if (!items)
        return err_nomem(err);
    files->items = items;
    file = &items[files->count++];
    *file = (struct unattend_file){ 0 };
    return text_copy(path, &file->path, err) && (!place || text_copy(place, &file->place, err)) &&
           (unattend_read(bytes->data, bytes->len, &files->image, &file->report, err) ||
               err_wrap(err, "answer file '%.160s'", path));
}

/* -- a file that is named -- */

/* Writes the corrected copy where there is nothing yet, so that it never takes the file's place. */
static bool write_copy(
    const struct unattend_file *file, const struct bytes *bytes, const char *path, struct err *err)
{
    AUTO(text) copy = { 0 };
    AUTO(bytes) there = { 0 };
    enum found found = ABSENT;

    if (!file_read(path, UNATTEND_SIZE_LIMIT, &found, &there, err) && !err_is(err, ERR_TOO_LARGE))
        return false;
    if (found == FOUND || err_is(err, ERR_TOO_LARGE))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%.160s' exists", path);
    return unattend_fix(bytes->data, bytes->len, &file->report, &copy, err) &&
           file_replace(path, text_string(&copy), copy.len, err);
}

static int read_named(const struct options *options, struct unattend_files *files)
{
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };

    if (!look_read(options->words[0], UNATTEND_SIZE_LIMIT, &bytes, &err) ||
        !add_file(files, options->words[0], NULL, &bytes, &err))
        return say_failed(&err, NULL);
    if (!options->fix)
        return EXIT_CODE_DONE;
    if (!files->items[0].report.is_xml) {
        say_note("note: '%.160s' was not written: only what is XML can be corrected", options->fix);
        return EXIT_CODE_DONE;
    }
    if (!write_copy(&files->items[0], &bytes, options->fix, &err))
        return say_failed(&err, "--fix writes a new file and replaces none");
    files->fixed = options->fix;
    return EXIT_CODE_DONE;
}

/* -- those that lie on the machine -- */

static const struct probe *find_probe(const char *id)
{
    size_t at = 0;

    while (probes_all[at] && strcmp(probes_all[at]->id, id) != 0)
        at++;
    return probes_all[at];
}

static bool read_row(const struct guest *guest, const struct json *row, const char *taken,
    struct unattend_files *files, struct err *err)
{
    const char *path = json_string(json_member(row, "path"));
    const char *place = json_string(json_member(row, "place"));
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;

    if (!path || !place)
        return true;
    if (!guest->file_read(guest->state, path, UNATTEND_SIZE_LIMIT, &found, &bytes, err))
        return err_wrap(err, "answer file '%.160s'", path);
    if (found == ABSENT) /* gone since the probe has seen it */
        return true;
    if (!add_file(files, path, place, &bytes, err))
        return false;
    files->items[files->count - 1].taken = taken && strcmp(taken, path) == 0;
    return true;
}

static bool read_places(const struct guest *guest, const struct facts *facts,
    struct unattend_files *files, struct err *err)
{
    const struct fact *found = facts_get(facts, "answer_file.found");
    const struct fact *taken = facts_get(facts, "answer_file.would_be_taken");

    if (found->state != FACT_KNOWN)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
            "cannot tell which answer files there are: %.200s", found->why ? found->why : "");
    for (const struct json *row = json_first(found->rows); row; row = json_next(row))
        if (!read_row(guest, row, taken->state == FACT_KNOWN ? taken->text : NULL, files, err))
            return false;
    return true;
}

static int read_machine(const struct ui *ui, struct unattend_files *files)
{
    const struct guest *guest = ui->machine->guest;
    struct facts *facts = facts_new();
    struct err err = { 0 };
    bool ok = facts ? find_probe("answer-files")->collect(guest, facts, &err) : err_nomem(&err);

    ok = ok && read_places(guest, facts, files, &err);
    facts_free(facts);
    return ok ? EXIT_CODE_DONE : say_failed(&err, NULL);
}

/* -- the command -- */

static int answer(struct ui *ui, const struct options *options, const struct unattend_files *files)
{
    AUTO(json_value) document = { json_new_object() };
    AUTO(text) text = { 0 };
    int code = EXIT_CODE_DONE;

    unattend_to_json(files, document.root);
    if (!look_hand_out(ui, options, document.root, &code))
        return code;
    if (!options_has(options, OPTION_JSON)) {
        unattend_show(ui, files, &text);
        say_answer(ui, &text);
    }
    for (size_t at = 0; at < files->count; at++)
        if (files->items[at].report.by_severity[UNATTEND_ERROR] > 0 ||
            files->items[at].report.by_severity[UNATTEND_WARNING] > 0)
            code = EXIT_CODE_UNMET;
    return code;
}

static int run(struct ui *ui, const struct options *options)
{
    AUTO(unattend_files) files = { 0 };
    const struct profile *profile = NULL;
    int code = EXIT_CODE_DONE;

    if (options->word_count == 0 && options->fix)
        return say_usage(ui, NULL, "--fix corrects a copy of a FILE, and none is named");
    if (options->word_count == 0 && !look_is_windows(ui, "name one: unattend FILE", &code))
        return code;
    if (options->profiles.count > 0 && !look_profile(ui, options, &profile, &code))
        return code;
    files.image.profile = profile ? profile->id : NULL;
    if (!find_architecture(ui, options, &files, &code))
        return code;
    code = options->word_count > 0 ? read_named(options, &files) : read_machine(ui, &files);
    return code == EXIT_CODE_DONE ? answer(ui, options, &files) : code;
}

const struct command command_unattend = {
    .name = "unattend",
    .group = COMMAND_LOOKS,
    .words = "[FILE]",
    .word_count = 1,
    .summary = "say what is wrong with an answer file, and correct a copy",
    .about =
        "Reads an answer file (unattend.xml) on any system and names each fault with line and "
        "column: XML and namespaces, passes, components and settings in the wrong pass, "
        "architecture, passwords and keys, sign-in without a person, and settings that spoil an "
        "image. No password and no key is shown. 'goldprep explain' knows each id.\n\nWithout "
        "FILE, "
        "on Windows: every answer file where Windows looks for one by itself, in that order, and "
        "which one sysprep would take.\n\n--fix writes a new file that differs only where a "
        "finding can be put right without a person; it never replaces a file. The exit code is "
        "that of FILE, not of the copy.",
    .example = "goldprep unattend unattend.xml --profile devbox --fix better.xml",
    .options = OPTION_PROFILE | OPTION_ARCHITECTURE | OPTION_FIX | OPTION_JSON | OPTION_OUTPUT,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_REFUSED, COMMAND_EXITS_END },
    .run = run,
};
