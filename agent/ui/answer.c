/* SPDX-License-Identifier: MIT */
/*
 * answer.c - the answer file that sysprep is given.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep-command-line-options
 *         (/unattend), https://learn.microsoft.com/windows-hardware/manufacture/desktop/
 *         windows-setup-automation-overview (a copy is cached in %WINDIR%\Panther)
 *         When sysprep caches a named file is unverified on a real Windows: only what is seen there
 *         counts.
 */
#include "ui/answer.h"

#include "base/crc32.h"
#include "base/file.h"
#include "ui/look.h"
#include "ui/unattend_show.h"

#define COPY_NAME "unattend.xml"
#define CACHED "\\Panther\\unattend.xml"

void answer_done(struct answer *answer)
{
    bytes_done(&answer->named);
    free(answer->other);
    unattend_merged_done(&answer->merged);
    *answer = (struct answer){ 0 };
}

const char *answer_architecture(const struct guest *guest)
{
    static const struct {
        uint32_t machine; /* IMAGE_FILE_MACHINE_* */
        const char *name; /* as answer files have it */
    } machines[] = { { 0x8664, "amd64" }, { 0xaa64, "arm64" }, { 0x14c, "x86" } };
    struct guest_version version = { 0 };
    struct err why = { 0 };

    if (!guest->version(guest->state, &version, &why)) {
        say_note("note: the architecture of this machine cannot be told: %s", why.text);
        return NULL;
    }
    for (size_t at = 0; at < COUNT_OF(machines); at++)
        if (machines[at].machine == version.architecture)
            return machines[at].name;
    return NULL;
}

/* sysprep has a working folder of its own, so a path that is not absolute would be another one. */
static bool is_absolute(const char *path)
{
    bool has_drive = path[0] != '\0' && path[1] == ':' && (path[2] == '\\' || path[2] == '/');

    return has_drive || path[0] == '/' || (path[0] == '\\' && path[1] == '\\');
}

/* -- reading it -- */

/* What sysprep would take by itself, as the probe has told. */
static bool read_other(const struct guest *guest, const struct facts *facts, struct answer *answer,
    struct bytes *other, struct err *err)
{
    const struct fact *taken = facts_get(facts, "answer_file.would_be_taken");
    enum found found = ABSENT;

    if (taken->state == FACT_ABSENT)
        return true;
    if (taken->state != FACT_KNOWN || taken->kind != FACT_TEXT)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
            "cannot tell which answer file sysprep would take by itself: %.160s",
            taken->why ? taken->why : "it was not looked for");
    if (!guest->file_read(guest->state, taken->text, UNATTEND_SIZE_LIMIT, &found, other, err))
        return err_wrap(err, "answer file '%.160s'", taken->text);
    return found == ABSENT || text_copy(taken->text, &answer->other, err);
}

static bool merge(const struct guest *guest, const struct profile *profile,
    const struct facts *facts, struct answer *answer, struct err *err)
{
    const struct unattend_image image = {
        .architecture = answer_architecture(guest),
        .profile = profile->id,
    };
    AUTO(bytes) other = { 0 };

    if (!look_read(answer->from, UNATTEND_SIZE_LIMIT, &answer->named, err) ||
        !read_other(guest, facts, answer, &other, err))
        return false;

    const struct unattend_bytes named = { answer->named.data, answer->named.len };
    const struct unattend_bytes beside = { other.data, other.len };

    return unattend_merge(&named, answer->other ? &beside : NULL, &image, &answer->merged, err);
}

/* Findings of what sysprep gets, or of the named file when it is refused. */
static void show_report(const struct ui *ui, struct answer *answer, struct text *shown)
{
    char path[] = "what sysprep gets";
    struct unattend_file file = { .path = path, .report = answer->merged.report };
    struct unattend_files files = { .items = &file, .count = 1 };
    AUTO(text) from = { 0 };

    if (answer->merged.outcome != UNATTEND_MERGE_MERGED) {
        text_append(&from, "%s", answer->from);
        if (from.bytes)
            file.path = from.bytes;
    }
    unattend_show(ui, &files, shown); /* it keeps nothing: the report stays the answer's */
}

static void show_parts(const struct ui *ui, const struct answer *answer, struct text *shown)
{
    if (!answer->other || answer->merged.outcome == UNATTEND_MERGE_REFUSED)
        return;
    AUTO(text) head = { 0 };

    text_append(&head,
        "'%s', which sysprep would have taken, is not taken; of it:", text_shown(answer->other));
    say_wrapped(ui, shown, 0, "", text_string(&head));
    for (size_t at = 0; at < answer->merged.count; at++) {
        const struct unattend_part *part = &answer->merged.parts[at];
        AUTO(text) line = { 0 };

        text_append(&line, "%s", unattend_fate_name(part->fate));
        if (part->component[0] != '\0')
            text_append(&line, ": %s of pass %s", text_shown(part->component), part->pass);
        if (part->why)
            text_append(&line, " (%s)", part->why);
        say_wrapped(ui, shown, 2, "", text_string(&line));
    }
    if (answer->merged.count == 0)
        say_wrapped(ui, shown, 2, "", "nothing has to be kept");
}

static bool refuse(const struct answer *answer, int *code)
{
    struct err err = { 0 };

    err_set(&err, ERR_AGENT, ERR_REFUSED,
        "answer file '%.120s' is not given to sysprep: %.180s; nothing was changed",
        text_shown(answer->from), answer->merged.why);
    *code = say_failed(&err, "'goldprep unattend FILE --fix OUT' writes a copy in which what needs "
                             "no person is put right");
    return false;
}

bool answer_read(const struct ui *ui, const struct options *options, const struct profile *profile,
    const struct facts *facts, struct answer *answer, struct text *shown, int *code)
{
    struct err err = { 0 };

    if (!options->unattend)
        return true;
    if (!is_absolute(ui->state_folder)) {
        *code = say_usage(ui, NULL, "--unattend wants an absolute path for --state, not '%.120s'",
            text_shown(ui->state_folder));
        return false;
    }
    answer->from = options->unattend;
    if (!merge(ui->machine->guest, profile, facts, answer, &err)) {
        *code = say_failed(&err, NULL);
        return false;
    }
    show_report(ui, answer, shown);
    show_parts(ui, answer, shown);
    return answer->merged.outcome != UNATTEND_MERGE_REFUSED || refuse(answer, code);
}

/* -- keeping it -- */

void answer_copy_path(const char *state_folder, struct text *path)
{
    file_join(path, state_folder, COPY_NAME);
}

bool answer_keep(const struct answer *answer, const char *state_folder,
    struct settings_answer_file *kept, struct err *err)
{
    const struct text *bytes = &answer->merged.bytes;
    AUTO(text) path = { 0 };

    answer_copy_path(state_folder, &path);
    if (!text_ok(&path, err))
        return false;
    if (!answer->from)
        return file_remove(text_string(&path), err);
    if (!file_replace(text_string(&path), text_string(bytes), bytes->len, err))
        return err_wrap(err, "the answer file cannot be kept");
    kept->named_bytes = answer->named.len;
    kept->named_crc32 = crc32_add(0, answer->named.data, answer->named.len);
    kept->copy_bytes = bytes->len;
    kept->copy_crc32 = crc32_add(0, text_string(bytes), bytes->len);
    return text_copy(answer->from, &kept->named, err) &&
           text_copy(text_string(&path), &kept->copy, err);
}

bool answer_is_whole(const struct settings_answer_file *kept, struct err *err)
{
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;

    if (!kept->copy)
        return true;
    if (!file_read_own(kept->copy, UNATTEND_SIZE_LIMIT, &found, &bytes, err))
        return err_wrap(err, "the answer file of this run");
    if (found == FOUND && bytes.len == kept->copy_bytes &&
        crc32_add(0, bytes.data, bytes.len) == kept->copy_crc32)
        return true;
    return err_set(err, ERR_AGENT, ERR_CHANGED, "'%.160s', the answer file of this run, is %s",
        text_shown(kept->copy), found == FOUND ? "not what it was when the run began" : "gone");
}

bool answer_is_same(
    const struct options *options, const struct settings_answer_file *kept, struct err *err)
{
    AUTO(bytes) bytes = { 0 };

    if (!options->unattend)
        return true;
    if (!look_read(options->unattend, UNATTEND_SIZE_LIMIT, &bytes, err))
        return false;
    if (kept->copy && bytes.len == kept->named_bytes &&
        crc32_add(0, bytes.data, bytes.len) == kept->named_crc32)
        return true;
    return err_set(err, ERR_AGENT, ERR_REFUSED,
        "the unfinished run was begun with %s, and '%.120s' is another one",
        kept->copy ? "an answer file" : "no answer file", text_shown(options->unattend));
}

/* -- when it is sealed -- */

static bool is_cached(
    const struct guest *guest, const struct settings_answer_file *kept, struct err *err)
{
    AUTO(text) path = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;

    if (!guest->folder(guest->state, GUEST_WINDOWS, &path, err))
        return false;
    text_append(&path, CACHED);
    return text_ok(&path, err) &&
           guest->file_read(
               guest->state, text_string(&path), UNATTEND_SIZE_LIMIT, &found, &bytes, err) &&
           found == FOUND && bytes.len == kept->copy_bytes &&
           crc32_add(0, bytes.data, bytes.len) == kept->copy_crc32;
}

void answer_leave(const struct guest *guest, const struct settings_answer_file *kept)
{
    struct err why = { 0 };

    if (!kept->copy)
        return;
    if (is_cached(guest, kept, &why) && file_remove(kept->copy, &why))
        return;
    say_note("note: setup on a clone may still need the answer file, so its copy '%s' stays in the "
             "image; delete it there when it holds secrets",
        kept->copy);
}
