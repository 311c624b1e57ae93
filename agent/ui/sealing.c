/* SPDX-License-Identifier: MIT */
/*
 * sealing.c - the gate in front of sysprep and the manifest behind it.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states
 */
#include "ui/sealing.h"

#include "base/clock.h"
#include "probes/probe.h"
#include "run/undo.h"
#include "sysprep/log.h"
#include "ui/handover.h"
#include "ui/render.h"
#include "upload/manifest.h"

enum { SETUP_LOG_LIMIT = 16 * 1024 * 1024 }; /* bytes of setupact.log that are read */

static const char generalize[] = "generalize";

bool sealing_is_in(const struct journal *journal)
{
    for (size_t at = 0; at < journal_step_count(journal); at++)
        if (strcmp(journal_step(journal, at)->action, generalize) == 0)
            return true;
    return false;
}

static void path_in_state(const struct work *work, const char *name, struct text *path)
{
    file_join(path, work->ui->state_folder, name);
}

/* The facts that the manifest will show must survive until it is written. */
static bool keep_facts(const struct work *work, struct err *err)
{
    AUTO(text) path = { 0 };
    AUTO(text) text = { 0 };

    path_in_state(work, "facts.json", &path);
    return facts_print(work->look.facts, &text, err) && text_ok(&text, err) &&
           text_ok(&path, err) &&
           file_replace(text_string(&path), text_string(&text), text.len, err);
}

/* The slow witnesses are asked when what they know best was changed: DISM of reserved storage and the
 * deployment service of AppX packages; the registry may lag behind both. */
static bool wants_deep(const struct journal *journal)
{
    static const char *const changes[] = { "disable-reserved-storage", "remove-appx-packages" };

    for (size_t at = 0; at < journal_step_count(journal); at++)
        for (size_t i = 0; i < COUNT_OF(changes); i++)
            if (strcmp(journal_step(journal, at)->action, changes[i]) == 0)
                return true;
    return false;
}

bool sealing_gate(void *state, struct err *err)
{
    struct work *work = state;
    AUTO(text) text = { 0 };

    if (!answer_is_whole(&work->settings.answer_file, err) ||
        !handover_check(
            work->options, work->settings.sign_with, work->settings.upload_to != NULL, err))
        return false;
    look_done(&work->look);
    if (!probes_collect(
            work->run.guest, wants_deep(work->run.journal), say_tool, &work->look.facts, err) ||
        !policy_judge(work->settings.profile, work->look.facts, &work->look.findings, err) ||
        !keep_facts(work, err))
        return err_wrap(err, "looking at the machine before generalizing");
    if (findings_ready(&work->look.findings)) {
        text_append(&text, "      ");
        render_summary(work->ui, &work->look.findings, &text);
        say_answer(work->ui, &text);
        return true;
    }
    work->gate_code = findings_code(&work->look.findings);
    render_findings(work->ui, &work->look.findings, &text);
    say_answer(work->ui, &text);
    return err_set(err, ERR_AGENT, ERR_REFUSED,
        "not ready for %s, so this machine is not generalized", work->settings.profile->id);
}

bool sealing_add_layout(
    const struct guest *guest, struct json *object, const char *name, struct err *err)
{
    struct guest_volume volume = { 0 };
    AUTO_FREE struct disk_layout *layout = calloc(1, sizeof *layout);
    struct err why = { 0 };

    if (!layout)
        return err_nomem(err);
    if (guest->system_volume(guest->state, &volume, &why) &&
        guest->disk_layout(guest->state, volume.disk_number, layout, &why))
        return manifest_layout(layout, object, name, err);
    json_add_null(object, name);
    return true;
}

/* sysprep's own log as it is now. */
static bool read_log(const struct guest *guest, struct sysprep_log *log, struct err *err)
{
    AUTO(text) path = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;

    if (!guest->folder(guest->state, GUEST_SYSTEM, &path, err))
        return false;
    text_append(&path, "\\Sysprep\\Panther\\setupact.log");
    if (!text_ok(&path, err) ||
        !guest->file_read(guest->state, text_string(&path), SETUP_LOG_LIMIT, &found, &bytes, err))
        return false;
    return found == ABSENT || sysprep_log_read(bytes.data, bytes.len, log, err);
}

void sealing_show_log(const struct work *work)
{
    /* Of this run alone, as the action read it: the log's file may have older ones in it. */
    const char *excerpt =
        json_string(json_member(json_member(sealing_report(work->run.journal), "log"), "excerpt"));

    if (!excerpt)
        say_note("sysprep's log was not read");
    else if (excerpt[0] == '\0')
        say_note("this sysprep has written nothing into its log");
    else
        say_note("sysprep's log says:\n%s", excerpt);
    say_note("hint: the whole log is in %%windir%%\\System32\\Sysprep\\Panther, a copy below '%s'",
        work->ui->state_folder);
}

const struct json *sealing_report(const struct journal *journal)
{
    for (size_t at = 0; at < journal_step_count(journal); at++) {
        const struct journal_step *step = journal_step(journal, at);

        if (strcmp(step->action, generalize) == 0)
            return json_member(step->done ? step->done_line : step->failed_line, "report");
    }
    return NULL;
}

bool sealing_holds(
    const struct guest *guest, const char *state_folder, bool *holds, struct err *err)
{
    struct action_context context = { .guest = guest, .state_folder = state_folder };
    bool told = action_find(generalize)->holds(&context, holds, err);

    action_context_done(&context);
    return told;
}

/* Read anew: the action's word alone is not proof. */
static bool prove(struct work *work, struct err *err)
{
    bool holds = false;

    if (!proof_collect(work->run.guest, work->run.journal, &work->proof, err) ||
        !proof_holds(&work->proof, err) ||
        !sealing_holds(work->run.guest, work->run.state_folder, &holds, err))
        return false;
    if (!holds)
        return err_set(err, ERR_AGENT, ERR_NO_EFFECT,
            "sysprep had sealed this machine, but sysprep.exe runs again");
    return true;
}

static void add_sysprep(const struct work *work, struct json *object)
{
    const char *command = json_string(json_member(sealing_report(work->run.journal), "command"));
    AUTO(sysprep_log) log = { 0 };
    struct err no_log = { 0 };

    json_add_bool(object, "sealed", true);
    if (command)
        json_add_string(object, "command", command);
    else
        json_add_null(object, "command");
    proof_to_json(&work->proof, object);
    /* the seal is proven without the log; that it cannot be read stands where it would */
    if (!read_log(work->run.guest, &log, &no_log))
        json_add_string(object, "log_excerpt", no_log.text);
    else
        json_add_string(object, "log_excerpt", log.excerpt ? log.excerpt : "");
}

/* After a restart or a crash the facts of the gate are on the disk only. */
bool sealing_find_facts(struct work *work, struct err *err)
{
    AUTO(text) path = { 0 };
    AUTO(bytes) bytes = { 0 };

    if (work->look.facts)
        return true;
    path_in_state(work, "facts.json", &path);
    if (!text_ok(&path, err) || !look_read(text_string(&path), FACTS_SIZE_LIMIT, &bytes, err))
        return false;
    if (!facts_parse((const char *)bytes.data, bytes.len, &work->look.facts, err))
        return err_wrap(err, "facts file '%s'", text_string(&path));
    return policy_judge(work->settings.profile, work->look.facts, &work->look.findings, err);
}

/* Actions, layouts and sysprep's outcome, gathered as members of one object. */
static bool gather(const struct work *work, struct json *object, struct err *err)
{
    const struct json *before = json_member(journal_header(work->run.journal), "layout_before");

    if (before)
        json_add_copy(object, "layout_before", before);
    else
        json_add_null(object, "layout_before");
    if (!run_actions_to_json(work->run.journal, object, err) ||
        !sealing_add_layout(work->run.guest, object, "layout_after", err))
        return false;
    add_sysprep(work, json_add_object(object, "sysprep"));
    return true;
}

static const struct json *object_or_nothing(const struct json *parent, const char *name)
{
    const struct json *member = json_member(parent, name);

    return json_is_object(member) ? member : NULL;
}

static bool write_manifest(struct work *work, const struct json *gathered, struct err *err)
{
    AUTO(text) finished = { 0 };
    AUTO(text) text = { 0 };
    AUTO(text) path = { 0 };
    int64_t now = 0;

    if (!work->run.guest->now(work->run.guest->state, &now, err))
        return false;
    clock_append_utc(&finished, now);
    path_in_state(work, "manifest.json", &path);

    const struct manifest_parts parts = {
        .tool = "goldprep",
        .version = GOLDPREP_VERSION,
        .started = work->settings.started,
        .finished = text_string(&finished),
        .facts = work->look.facts,
        .findings = &work->look.findings,
        .findings_count = 1,
        .actions = json_member(gathered, "actions"),
        .layout_before = object_or_nothing(gathered, "layout_before"),
        .layout_after = object_or_nothing(gathered, "layout_after"),
        .sysprep = json_member(gathered, "sysprep"),
    };
    return manifest_print(&parts, &text, err) && text_ok(&path, err) &&
           file_replace(text_string(&path), text_string(&text), text.len, err);
}

bool sealing_copy_manifest(const struct work *work, struct err *err)
{
    AUTO(text) path = { 0 };
    AUTO(bytes) bytes = { 0 };

    if (!work->settings.manifest_copy)
        return true;
    path_in_state(work, "manifest.json", &path);
    return text_ok(&path, err) && look_read(text_string(&path), MANIFEST_SIZE_LIMIT, &bytes, err) &&
           file_replace(work->settings.manifest_copy, bytes.data, bytes.len, err);
}

/* What only an undo would need has no place in an image. That it stays harms no seal. */
static void forget(struct work *work)
{
    struct err err = { 0 };

    if (!undo_forget(work->ui->state_folder, &err))
        say_note("note: %s; remove it before the machine is captured", err.text);
}

bool sealing_conclude(void *state, struct err *err)
{
    struct work *work = state;
    AUTO(json_value) gathered = { json_new_object() };

    if (!prove(work, err) || !sealing_find_facts(work, err) || !gather(work, gathered.root, err) ||
        !write_manifest(work, gathered.root, err))
        return err_wrap(err, "sealed, but the manifest is not written");
    answer_leave(work->run.guest, &work->settings.answer_file);
    forget(work);
    if (!sealing_copy_manifest(work, err))
        return err_wrap(err, "sealed, and the manifest is in the state folder, but its copy is not "
                             "written ('goldprep resume --manifest FILE' names another place)");
    return true;
}
