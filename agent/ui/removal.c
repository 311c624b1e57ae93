/* SPDX-License-Identifier: MIT */
/* removal.c - the parts go in their order, and the manifest that was handed over says so. */
#include "ui/removal.h"

#include "ui/handover.h"
#include "ui/own_parts.h"
#include "ui/sealing.h"
#include "upload/manifest.h"

enum { POWER_OFF_AFTER_S = 15 }; /* time for the program's file to go */

/** One removal. */
struct removal {
    struct work *work;
    struct own_parts parts;
    const char *copy;           /* path of the manifest that was handed over */
    struct json_value manifest; /* as it was read */
    struct json_value removed, left;
};

static void removal_done(struct removal *removal)
{
    own_parts_done(&removal->parts);
    json_value_done(&removal->manifest);
    json_value_done(&removal->removed);
    json_value_done(&removal->left);
}

/* -- before anything is changed -- */

static bool is_below(const char *path, const char *folder)
{
    size_t len = strlen(folder);

    return text_starts_same(path, folder) &&
           (path[len] == '\\' || path[len] == '/' || path[len] == '\0');
}

bool removal_is_possible(struct work *work, int *code)
{
    const struct options *options = work->options;
    bool wanted = false;
    struct err err = { 0 };

    if (options_has(options, OPTION_REMOVE_AGENT) && options_has(options, OPTION_KEEP_AGENT)) {
        *code = say_usage(work->ui, NULL, "'--remove-agent' and '--keep-agent' exclude each other");
        return false;
    }
    if (!work->ui->machine->guest)
        return true; /* nothing is changed here, as is said in a moment */
    if (!settings_remove_agent(options, work->ui->machine->guest, &wanted, &err)) {
        *code = say_failed(&err, NULL);
        return false;
    }
    if (!wanted)
        return true;
    if (!options->manifest)
        *code = say_usage(work->ui,
            "--keep-agent leaves goldprep where it is; else say --manifest FILE",
            "goldprep removes itself after sealing, its copy of the manifest too, and no other "
            "place is named for it");
    else if (is_below(options->manifest, work->ui->state_folder))
        *code = say_usage(work->ui, "name a place outside of it",
            "'%s' lies in the state folder, which goes when goldprep removes itself",
            options->manifest);
    else if (!work->ui->machine->own)
        *code = say_usage(work->ui, NULL, "goldprep cannot remove itself here");
    else
        return true;
    return false;
}

/* -- the manifest that was handed over -- */

static const char *copy_of(const struct work *work)
{
    return work->settings.manifest_copy ? work->settings.manifest_copy : work->options->manifest;
}

static bool read_copy(const struct work *work, struct json **document,
    struct manifest_verdict *verdict, struct err *err)
{
    const struct guest *guest = work->ui->machine->guest;
    AUTO(bytes) bytes = { 0 };
    AUTO(text) name = { 0 };
    enum found found = ABSENT;

    if (!file_read(copy_of(work), MANIFEST_SIZE_LIMIT, &found, &bytes, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "there is no '%s' any more", copy_of(work));
    if (!manifest_parse((const char *)bytes.data, bytes.len, document, verdict, err))
        return err_wrap(err, "'%s'", copy_of(work));
    return guest->computer_name(guest->state, &name, err) &&
           (text_same(verdict->machine, text_string(&name)) ||
               err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' is of another machine", copy_of(work)));
}

/* What is left may be the folder and the program alone: all others were removed before these. */
static bool is_at_its_rest(const struct json *agent)
{
    const struct json *left = json_member(agent, "left");

    for (const struct json *row = json_first(left); row; row = json_next(row)) {
        const char *what = json_string(json_member(row, "what"));

        if (!what || (strcmp(what, "state-folder") != 0 && strcmp(what, "program") != 0))
            return false;
    }
    return json_is_object(agent);
}

bool removal_has_begun(const struct work *work)
{
    AUTO(json_value) document = { 0 };
    struct manifest_verdict verdict = { 0 };
    struct err ignored = { 0 }; /* one that cannot be read says nothing of it */

    return copy_of(work) && read_copy(work, &document.root, &verdict, &ignored) && verdict.ready &&
           is_at_its_rest(json_member(document.root, "agent"));
}

/* -- what the manifest says -- */

static struct json *add_row(struct json *list, const char *what, const char *where)
{
    struct json *row = json_add_object(list, NULL);

    json_add_string(row, "what", what);
    json_add_string(row, "where", where);
    return row;
}

static const char *when_of(enum own_leaves leaves)
{
    return leaves == OWN_LEAVES_AT_BOOT ? "at-boot" : "at-end";
}

/* @param state_folder  does it still have to go?
 * @param leaves        of the program; OWN_STAYS: not told yet */
static bool write_copy(
    const struct removal *removal, bool state_folder, enum own_leaves leaves, struct err *err)
{
    AUTO(json_value) agent = { json_new_object() };
    AUTO(text) text = { 0 };
    struct json *list;

    json_add_copy(agent.root, "removed", removal->removed.root);
    list = json_add_array(agent.root, "leaves");
    if (json_count(removal->left.root) == 0) {
        if (state_folder)
            json_add_string(
                add_row(list, "state-folder", removal->work->ui->state_folder), "when", "at-end");
        json_add_string(add_row(list, "program", text_string(&removal->parts.program)), "when",
            when_of(leaves));
    }
    json_add_copy(agent.root, "left", removal->left.root);
    return manifest_print_again(removal->manifest.root, agent.root, &text, err) &&
           text_ok(&text, err) && file_replace(removal->copy, text_string(&text), text.len, err);
}

static void add_left(
    struct removal *removal, const char *what, const char *where, const struct err *why)
{
    json_add_string(add_row(removal->left.root, what, where), "why", why->text);
}

/* -- the parts -- */

/* Looked for, removed, and looked for again. */
static void remove_part(struct removal *removal, const struct own_part *part)
{
    AUTO(text) where = { 0 };
    AUTO(text) again = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    if (!part->find(&removal->parts, &found, &where, &err)) {
        add_left(removal, part->what, text_string(&where), &err);
        return;
    }
    if (found == ABSENT)
        return;
    if (part->remove(&removal->parts, &err) && part->find(&removal->parts, &found, &again, &err)) {
        if (found == ABSENT) {
            add_row(removal->removed.root, part->what, text_string(&where));
            return;
        }
        err_set(&err, ERR_AGENT, ERR_NO_EFFECT, "it is still there");
    }
    add_left(removal, part->what, text_string(&where), &err);
}

static bool has_row(const struct json *list, const char *what)
{
    for (const struct json *row = json_first(list); row; row = json_next(row)) {
        const char *told = json_string(json_member(row, "what"));

        if (told && strcmp(told, what) == 0)
            return true;
    }
    return false;
}

static bool remove_state_folder(struct removal *removal, struct err *err)
{
    struct work *work = removal->work;
    const char *folder = work->ui->state_folder;
    enum file_kind kind = FILE_IS_NONE;

    run_done(&work->run); /* its files are closed, and its lock is let go */
    if (!file_remove_folder(folder, "journal", err) || !file_look(folder, &kind, err))
        return false;
    if (kind != FILE_IS_NONE)
        return err_set(err, ERR_AGENT, ERR_NO_EFFECT, "'%s' is still there", folder);
    if (!has_row(removal->removed.root, "state-folder"))
        add_row(removal->removed.root, "state-folder", folder);
    return true;
}

/* -- what is said -- */

static void show_removed(const struct removal *removal, enum own_leaves leaves)
{
    struct ui *ui = removal->work->ui;
    AUTO(text) text = { 0 };
    AUTO(text) line = { 0 };

    text_append(&line, "Removed: ");
    for (const struct json *row = json_first(removal->removed.root); row; row = json_next(row))
        text_append(&line, "%s, ", json_string(json_member(row, "what")));
    text_append(&line, "and the program, which goes %s.",
        leaves == OWN_LEAVES_AT_BOOT ? "at the first start of a clone" : "when this command ends");
    say_wrapped(ui, &text, 0, "", text_string(&line));
    text_clear(&line);
    if (removal->work->settings.no_shutdown)
        text_append(
            &line, "The machine is left running: switch it off. A restart would break the seal.");
    else
        text_append(&line, "The machine is switched off in %d seconds.", POWER_OFF_AFTER_S);
    say_wrapped(ui, &text, 0, "", text_string(&line));
    say_answer(ui, &text);
}

static int fail_left(struct removal *removal)
{
    const struct json *first = json_first(removal->left.root);
    const char *hint = "the machine is sealed and left running: do not restart it; put that right "
                       "and give the same command again";
    struct err err = { 0 };
    struct err why = { 0 };

    err_set(&err, ERR_AGENT, ERR_NO_EFFECT, "goldprep is not removed, its %s (%.200s) is left: %s",
        json_string(json_member(first, "what")), json_string(json_member(first, "where")),
        json_string(json_member(first, "why")));
    if (!write_copy(removal, true, OWN_STAYS, &why))
        say_error(&why, NULL);
    return say_failed(&err, hint);
}

/* -- all of it -- */

static int leave(struct removal *removal)
{
    const struct own *own = removal->parts.own;
    const char *folder = removal->parts.folder.len > 0 ? text_string(&removal->parts.folder) : NULL;
    const char *program = text_string(&removal->parts.program);
    enum own_leaves leaves = OWN_STAYS;
    struct err err = { 0 };

    if (!own->leave(own->state, program, folder, &leaves, &err)) {
        add_left(removal, "program", program, &err);
        return fail_left(removal);
    }
    if (!write_copy(removal, false, leaves, &err))
        return say_failed(&err, "goldprep is removed; what the manifest says of that is older");
    if (!handover_sign_again(&removal->work->settings, removal->copy, &err))
        return say_failed(&err,
            "goldprep is removed; the signature beside the manifest's copy is of "
            "what it said before");
    show_removed(removal, leaves);
    if (removal->work->settings.no_shutdown || own->power_off(own->state, POWER_OFF_AFTER_S, &err))
        return EXIT_CODE_DONE;
    return say_failed(&err, "the image is sealed and goldprep removed: switch the machine off "
                            "yourself, do not restart it");
}

/* The last part, also of a removal that died after the parts had gone. */
static int remove_rest(struct removal *removal)
{
    struct err err = { 0 };

    if (!remove_state_folder(removal, &err)) {
        add_left(removal, "state-folder", removal->work->ui->state_folder, &err);
        return fail_left(removal);
    }
    return leave(removal);
}

/* `resume` may have named another place than the run began with. */
static bool is_still_possible(const struct work *work, struct err *err)
{
    const char *copy = copy_of(work);

    if (!work->ui->machine->own)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "goldprep cannot remove itself here");
    if (!copy || is_below(copy, work->ui->state_folder))
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "sealed, and goldprep stays: no manifest was handed over outside of '%s'",
            work->ui->state_folder);
    return true;
}

/* What was removed before is told on. */
static bool begin(struct removal *removal, struct err *err)
{
    struct manifest_verdict verdict = { 0 };
    const struct json *before;

    if (!is_still_possible(removal->work, err))
        return false;
    removal->copy = copy_of(removal->work);
    if (!read_copy(removal->work, &removal->manifest.root, &verdict, err) ||
        !own_parts_begin(&removal->parts, err))
        return false;
    before = json_member(json_member(removal->manifest.root, "agent"), "removed");
    removal->removed.root = before ? json_copy(before) : json_new_array();
    removal->left.root = json_new_array();
    return (removal->removed.root && removal->left.root) || err_nomem(err);
}

int removal_carry_out(struct work *work)
{
    AUTO(removal)
    removal = {
        .work = work,
        .parts = { .guest = work->ui->machine->guest, .own = work->ui->machine->own },
    };
    struct err err = { 0 };

    if (!begin(&removal, &err))
        return say_failed(&err, "the machine is sealed, and goldprep still there: 'goldprep resume "
                                "--manifest FILE' names another place");
    /* one that stays may be needed by what comes behind it, and the other way round */
    for (const struct own_part *part = own_parts_all;
         part->what && json_count(removal.left.root) == 0; part++)
        remove_part(&removal, part);
    if (json_count(removal.left.root) > 0)
        return fail_left(&removal);
    if (!write_copy(&removal, true, OWN_LEAVES_AT_END, &err))
        return say_failed(&err, "the machine is sealed: give the same command again");
    return remove_rest(&removal);
}

bool removal_take_up(struct work *work, int *code)
{
    const struct options *options = work->options;
    bool sealed = false;
    struct err err = { 0 };

    if (options_has(options, OPTION_KEEP_AGENT) || !removal_has_begun(work))
        return false;
    /* one that cannot be told begins as any run does, and says so */
    if (!sealing_holds(work->ui->machine->guest, work->ui->state_folder, &sealed, &err) || !sealed)
        return false;
    work->settings.no_shutdown = options_has(options, OPTION_NO_SHUTDOWN);
    work->run.state_folder = work->ui->state_folder;
    if (!run_enter(&work->run, &err) ||
        (options->sign && !text_copy(options->sign, &work->settings.sign_with, &err)))
        *code = say_failed(&err, NULL);
    else
        *code = removal_carry_out(work);
    return true;
}
