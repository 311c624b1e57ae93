/* SPDX-License-Identifier: MIT */
/*
 * disable_windows_re.c - switches the recovery environment off, so that its partition may go.
 *
 * reagentc prints localized text and gives an exit code other than 0 when Windows RE is off
 * already. Neither decides: ReAgent.xml does. What it printed is kept as evidence.
 *
 * Leaves behind: Winre.wim in %windir%\System32\Recovery, where reagentc moves it.
 * Undo:          reagentc /enable, which goldprep undo calls
 * Source: learn.microsoft.com/windows-hardware/manufacture/desktop/reagentc-command-line-options
 */
#include "actions/tool.h"
#include "guest/reagent.h"

enum { REAGENTC_LIMIT_MS = 5 * 60 * 1000 };

static bool holds(struct action_context *context, bool *yes, struct err *err)
{
    struct reagent reagent;
    enum found found;

    if (!reagent_read(context->guest, &found, &reagent, err))
        return false;
    /* Without the file this Windows has no Windows RE that could be on. */
    *yes = found == ABSENT || !reagent.enabled;
    return true;
}

static bool apply(struct action_context *context, struct err *err)
{
    static const char *const arguments[] = { "/disable", NULL };
    AUTO(tool_result) result = { 0 };
    AUTO(text) line = { 0 };
    bool off;

    if (!tool_run(context, "ReAgentc.exe", arguments, REAGENTC_LIMIT_MS, &result, err))
        return false;
    if (!holds(context, &off, err))
        return err_wrap(err, "cannot tell what reagentc has done");
    if (off)
        return true;
    tool_first_line(&result, &line);
    return err_set(err, ERR_AGENT, ERR_NO_EFFECT,
        "reagentc ended with code %lu and Windows RE is still enabled in ReAgent.xml: %s",
        (unsigned long)result.exit_code, text_string(&line));
}

static bool remember(struct action_context *context, struct json *kept, struct err *err)
{
    struct reagent reagent;
    enum found found;

    if (!reagent_read(context->guest, &found, &reagent, err))
        return false;
    struct json *object = json_add_object(kept, "windows_re");
    (void)json_add_bool(object, "enabled", found == FOUND && reagent.enabled);
    if (found == FOUND) {
        (void)json_add_string(object, "path", reagent.location_path);
        (void)json_add_number(object, "offset_bytes", (int64_t)reagent.location_offset);
    }
    return true;
}

/* Where Windows RE is put is reagentc's choice. */
static void compare_place(struct action_context *context, const struct reagent *now)
{
    const struct json *was = json_member(context->kept, "windows_re");
    const char *path = json_string(json_member(was, "path"));
    int64_t offset = 0;

    if (json_number(json_member(was, "offset_bytes"), &offset) && path &&
        (uint64_t)offset == now->location_offset && text_same(path, now->location_path))
        return;
    action_stays(context,
        "place of the image of Windows RE: it is '%s' of the partition at byte %llu, and was '%s' "
        "of the one at byte %lld",
        now->location_path, (unsigned long long)now->location_offset, path ? path : "?",
        (long long)offset);
}

static bool is_reverted(struct action_context *context, bool *yes, struct err *err)
{
    bool was_enabled = false;
    struct reagent reagent;
    enum found found;

    *yes = true;
    if (!json_bool(
            json_member(json_member(context->kept, "windows_re"), "enabled"), &was_enabled)) {
        action_stays(context, "Windows RE: the journal does not tell how it was");
        return true;
    }
    if (!was_enabled)
        return true;
    if (!reagent_read(context->guest, &found, &reagent, err))
        return false;
    *yes = found == FOUND && reagent.enabled;
    if (*yes)
        compare_place(context, &reagent);
    return true;
}

/* That reagentc says no is no failure of the undo: what is older can be taken back all the same. */
static bool revert(struct action_context *context, struct err *err)
{
    static const char *const arguments[] = { "/enable", NULL };
    AUTO(tool_result) result = { 0 };
    AUTO(text) line = { 0 };
    bool on = false;

    if (!tool_run(context, "ReAgentc.exe", arguments, REAGENTC_LIMIT_MS, &result, err))
        return false;
    if (!is_reverted(context, &on, err))
        return err_wrap(err, "cannot tell what reagentc has done");
    if (on)
        return true;
    tool_first_line(&result, &line);
    action_stays(context, "Windows RE: reagentc /enable ended with code %lu: %s",
        (unsigned long)result.exit_code, text_string(&line));
    return text_ok(&context->stays, err);
}

static bool observe(struct action_context *context, struct text *now, struct err *err)
{
    struct reagent reagent;
    enum found found;

    if (!reagent_read(context->guest, &found, &reagent, err))
        return false;
    if (found == ABSENT)
        text_append(now, "not set up");
    else
        text_append(now, "%s", reagent.enabled ? "enabled" : "disabled");
    if (found == FOUND && reagent.location_path[0] != '\0')
        text_append(now, ", image in '%s' of the partition at byte %llu", reagent.location_path,
            (unsigned long long)reagent.location_offset);
    return text_ok(now, err);
}

static const char *const after[] = { NULL };

extern const struct action action_disable_windows_re;
const struct action action_disable_windows_re = {
    .id = "disable-windows-re",
    .title = "Disable the Windows recovery environment",
    .changes = "Takes Windows RE out of the boot configuration and moves its image to "
               "System32\\Recovery.",
    .leaves = "Winre.wim stays in System32\\Recovery. Undo: goldprep undo, or reagentc "
              "/enable",
    .risk = "A machine made from the image has no recovery environment until it is enabled again.",
    .cost = "1 to 20 s",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "reagentc-command-line-options",
    .traits = 0,
    .after = after,
    .holds = holds,
    .apply = apply,
    .observe = observe,
    .remember = remember,
    .is_reverted = is_reverted,
    .revert = revert,
    .irreversible = "The entry of Windows RE in the boot configuration gets a new id, and reagentc "
                    "chooses the place of its image.",
};
