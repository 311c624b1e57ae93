/* SPDX-License-Identifier: MIT */
/* look.c - facts, profiles and documents for the commands. */
#include "ui/look.h"

#include "base/file.h"
#include "base/nearest.h"
#include "probes/probe.h"
#include "ui/recorded.h"

void look_done(struct look *look)
{
    facts_free(look->facts);
    findings_done(&look->findings);
    look->facts = NULL;
}

bool look_is_windows(const struct ui *ui, const char *hint, int *code)
{
    if (ui->machine->guest)
        return true;
    *code =
        say_usage(ui, hint, "this is not Windows: '%s' has no machine to ask", ui->command->name);
    return false;
}

static void append_profiles(struct text *text)
{
    for (size_t at = 0; policy_profiles[at]; at++)
        text_append(text, "%s%s", at > 0 ? ", " : "", policy_profiles[at]->id);
}

static bool find_built_in(
    const struct ui *ui, const char *id, const struct profile **profile, int *code)
{
    struct nearest nearest = { 0 };
    AUTO(text) hint = { 0 };

    *profile = policy_profile(id);
    if (*profile)
        return true;
    for (size_t at = 0; policy_profiles[at]; at++)
        nearest_try(&nearest, id, policy_profiles[at]->id);
    if (nearest.name)
        text_append(&hint, "did you mean '%s'? ", nearest.name);
    text_append(&hint, "profiles: ");
    append_profiles(&hint);
    *code = say_usage(ui, text_string(&hint), "unknown profile '%.80s'", id);
    return false;
}

/* No id looks like that. */
static bool is_file(const char *name)
{
    return text_ends_same(name, ".json") || strpbrk(name, "/\\");
}

void look_profiles_done(struct look_profiles *profiles)
{
    for (size_t at = 0; at < profiles->custom_count; at++)
        custom_profile_free(profiles->custom[at]);
    profiles->count = profiles->custom_count = 0;
}

static bool read_profile(
    const char *path, struct look_profiles *profiles, const struct profile **profile, int *code)
{
    struct custom_profile **place = &profiles->custom[profiles->custom_count];
    AUTO(bytes) bytes = { 0 };
    AUTO(text) hint = { 0 };
    struct err err = { 0 };

    *code = EXIT_CODE_USAGE;
    if (!look_read(path, CUSTOM_PROFILE_SIZE_LIMIT, &bytes, &err)) {
        text_append(&hint, "a name with a slash, or .json at its end, is a file; built in are: ");
        append_profiles(&hint);
        say_error(&err, text_string(&hint));
        return false;
    }
    if (!custom_profile_parse((const char *)bytes.data, bytes.len, place, &err)) {
        err_wrap(&err, "%.160s", path);
        say_error(&err, NULL);
        return false;
    }
    profiles->custom_count++;
    *profile = custom_profile_rules(*place);
    return true;
}

static bool add_profile(
    const struct ui *ui, const char *name, struct look_profiles *profiles, int *code)
{
    const struct profile *profile = NULL;

    if (is_file(name) ? !read_profile(name, profiles, &profile, code)
                      : !find_built_in(ui, name, &profile, code))
        return false;
    for (size_t at = 0; at < profiles->count; at++) {
        if (strcmp(profiles->items[at]->id, profile->id) != 0)
            continue;
        *code = say_usage(ui, NULL, "profile '%s' of '%.160s' is given twice", profile->id, name);
        return false;
    }
    profiles->items[profiles->count++] = profile;
    return true;
}

bool look_profiles(
    const struct ui *ui, const struct options *options, struct look_profiles *profiles, int *code)
{
    for (size_t at = 0; at < options->profiles.count; at++)
        if (!add_profile(ui, options->profiles.items[at], profiles, code))
            return false;
    for (size_t at = 0; options->profiles.count == 0 && policy_profiles[at]; at++)
        if (!add_profile(ui, policy_profiles[at]->id, profiles, code))
            return false;
    return true;
}

/* Is it exactly one that was named? If not, says so. */
static bool is_one(const struct ui *ui, const struct options *options, int *code)
{
    AUTO(text) hint = { 0 };

    if (options->profiles.count == 1)
        return true;
    text_append(&hint, "profiles: ");
    append_profiles(&hint);
    *code =
        say_usage(ui, text_string(&hint), "'%s' needs exactly one --profile ID", ui->command->name);
    return false;
}

bool look_one_profile(
    const struct ui *ui, const struct options *options, struct look_profiles *profiles, int *code)
{
    return is_one(ui, options, code) && look_profiles(ui, options, profiles, code);
}

bool look_profile(
    const struct ui *ui, const struct options *options, const struct profile **profile, int *code)
{
    if (!is_one(ui, options, code))
        return false;
    if (!is_file(options->profiles.items[0]))
        return find_built_in(ui, options->profiles.items[0], profile, code);
    *code = say_usage(ui, "a profile of your own is for 'assess' and 'plan'",
        "'%s' changes this machine and takes built-in profiles only: '%.160s' is a file",
        ui->command->name, options->profiles.items[0]);
    return false;
}

bool look_read(const char *path, size_t limit_bytes, struct bytes *bytes, struct err *err)
{
    enum found found = ABSENT;

    if (!file_read(path, limit_bytes, &found, bytes, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_ERRNO, 2, "there is no file '%s'", path);
    return true;
}

static bool read_facts(const char *path, struct facts **facts, struct err *err)
{
    AUTO(bytes) bytes = { 0 };

    if (!look_read(path, FACTS_SIZE_LIMIT, &bytes, err))
        return false;
    if (!facts_parse((const char *)bytes.data, bytes.len, facts, err))
        return err_wrap(err, "facts file '%s'", path);
    return true;
}

bool look_facts(
    const struct ui *ui, const struct options *options, bool deep, struct facts **facts, int *code)
{
    struct err err = { 0 };

    if (options->record || options->guest)
        return recorded_facts(ui, options, deep, facts, code);
    if (options->facts && deep) {
        *code = say_usage(ui, NULL, "--deep asks this machine, --facts asks a file: not both");
        return false;
    }
    if (!options->facts && !look_is_windows(ui, "judge recorded facts: --facts FILE", code))
        return false;
    if (options->facts ? read_facts(options->facts, facts, &err)
                       : probes_collect(ui->machine->guest, deep, say_tool, facts, &err))
        return true;
    *code = say_failed(&err, NULL);
    return false;
}

bool look_keep(const struct options *options, const struct text *text, int *code)
{
    struct err err = { 0 };

    if (!options->output)
        return true;
    if (text_ok(text, &err) && file_replace(options->output, text_string(text), text->len, &err))
        return true;
    *code = say_failed(&err, NULL);
    return false;
}

bool look_hand_out(
    struct ui *ui, const struct options *options, const struct json *document, int *code)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    if (!options->output && !options_has(options, OPTION_JSON))
        return true;
    if (!json_print(document, false, &text, &err)) {
        *code = say_failed(&err, NULL);
        return false;
    }
    if (!look_keep(options, &text, code))
        return false;
    if (options_has(options, OPTION_JSON))
        say_answer(ui, &text);
    return true;
}

static bool check_operation(const struct ui *ui, const char *item, int *code)
{
    struct nearest nearest = { 0 };
    char hint[96] = "";

    if (item[0] != '+' && item[0] != '-') {
        *code = say_usage(ui, "write -ACTION to leave one out, +ACTION to add one",
            "operation '%.80s' begins with neither '+' nor '-'", item);
        return false;
    }
    if (action_find(item + 1))
        return true;
    for (size_t at = 0; actions_all[at]; at++)
        nearest_try(&nearest, item + 1, actions_all[at]->id);
    if (nearest.name)
        snprintf(hint, sizeof hint, "did you mean '%c%s'?", item[0], nearest.name);
    *code = say_usage(ui, hint, "unknown action '%.80s' in --operations", item + 1);
    return false;
}

/* Is the action of item, '+' or '-' in front, named in what stands before 'end' too? */
static bool is_named_before(const char *list, const char *end, const char *item)
{
    size_t len = strlen(item + 1);

    for (const char *at = list; at < end; at += strcspn(at, ",") + 1)
        if (strcspn(at + 1, ",") == len && strncmp(at + 1, item + 1, len) == 0)
            return true;
    return false;
}

bool look_operations(const struct ui *ui, const struct options *options, int *code)
{
    const char *rest = options->operations;

    while (rest) {
        const char *comma = strchr(rest, ',');
        AUTO(text) item = { 0 };

        text_append_bytes(&item, rest, comma ? (size_t)(comma - rest) : strlen(rest));
        if (!check_operation(ui, text_string(&item), code))
            return false;
        if (is_named_before(options->operations, rest, text_string(&item))) {
            *code = say_usage(
                ui, NULL, "action '%.80s' is given twice in --operations", text_string(&item) + 1);
            return false;
        }
        rest = comma ? comma + 1 : NULL;
    }
    return true;
}
