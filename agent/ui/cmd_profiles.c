/* SPDX-License-Identifier: MIT */
/* cmd_profiles.c - lists the built-in profiles. */
#include "ui/explain.h"
#include "ui/look.h"
#include "ui/render.h"

static void build(struct json *root)
{
    struct json *list;

    json_add_string(root, "schema", "goldprep.profiles/1");
    json_add_string(root, "tool", say_tool);
    list = json_add_array(root, "profiles");
    for (size_t at = 0; policy_profiles[at]; at++) {
        struct json *object = json_add_object(list, NULL);

        json_add_string(object, "id", policy_profiles[at]->id);
        json_add_string(object, "title", policy_profiles[at]->title);
        json_add_string(object, "dated", policy_profiles[at]->dated);
        json_add_string(object, "source", policy_profiles[at]->source);
        explain_add_counts(policy_profiles[at], object);
    }
}

static void show(const struct ui *ui, const struct json *list, struct text *text)
{
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        const struct profile *profile = policy_profile(json_string(json_member(each, "id")));
        int64_t musts = 0, shoulds = 0;
        AUTO(text) head = { 0 };
        AUTO(text) line = { 0 };

        if (!profile || !json_number(json_member(each, "musts"), &musts) ||
            !json_number(json_member(each, "shoulds"), &shoulds))
            continue;
        text_append(&head, "%-14s ", profile->id);
        render_profile(profile, &line);
        say_wrapped(ui, text, 2, text_string(&head), text_string(&line));
        text_append(
            text, "%*s%lld must, %lld should\n", 17, "", (long long)musts, (long long)shoulds);
        say_wrapped(ui, text, 17, "", profile->source);
    }
}

static int run(struct ui *ui, const struct options *options)
{
    AUTO(json_value) document = { json_new_object() };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    build(document.root);
    if (!options_has(options, OPTION_JSON))
        show(ui, json_member(document.root, "profiles"), &text);
    else if (!json_print(document.root, false, &text, &err))
        return say_failed(&err, NULL);
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

const struct command command_profiles = {
    .name = "profiles",
    .group = COMMAND_ABOUT,
    .words = "",
    .summary = "list the profiles that an image can be judged by",
    .about =
        "The built-in profiles: for whom, how many rules of each level, and the published text "
        "that they follow. 'goldprep explain PROFILE' lists the rules of one. A profile of your "
        "own is a JSON file (docs/schema/profile.json) that 'assess' and 'plan' take.",
    .example = "goldprep profiles",
    .options = OPTION_JSON,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, COMMAND_EXITS_END },
    .run = run,
};
