/* SPDX-License-Identifier: MIT */
/* look.c - facts, profiles and documents for the commands. */
#include "ui/look.h"

#include "base/file.h"
#include "base/nearest.h"
#include "probes/probe.h"

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

bool look_profile_named(
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

bool look_profile(
    const struct ui *ui, const struct options *options, const struct profile **profile, int *code)
{
    AUTO(text) hint = { 0 };

    if (options->profile_count == 1)
        return look_profile_named(ui, options->profiles[0], profile, code);
    text_append(&hint, "profiles: ");
    append_profiles(&hint);
    *code =
        say_usage(ui, text_string(&hint), "'%s' needs exactly one --profile ID", ui->command->name);
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
    if (options->output && !file_replace(options->output, text_string(&text), text.len, &err)) {
        *code = say_failed(&err, NULL);
        return false;
    }
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

bool look_operations(const struct ui *ui, const struct options *options, int *code)
{
    const char *rest = options->operations;

    while (rest) {
        const char *comma = strchr(rest, ',');
        AUTO(text) item = { 0 };

        text_append_bytes(&item, rest, comma ? (size_t)(comma - rest) : strlen(rest));
        if (!check_operation(ui, text_string(&item), code))
            return false;
        rest = comma ? comma + 1 : NULL;
    }
    return true;
}
