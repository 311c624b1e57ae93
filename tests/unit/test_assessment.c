/* SPDX-License-Identifier: MIT */
/* test_assessment.c - several profiles side by side, profiles from files, and every format. */
#include "world.h"

#include "base/json.h"
#include "base/xml.h"
#include "policy/policy.h"

#include "check_main.h"

static const char setup_state[] = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

static size_t times(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        count++;
    return count;
}

/* -- the table -- */

/* Is the part in what was answered, runs of blanks being one? Columns follow the longest id. */
static void said_in_columns(const char *part)
{
    AUTO(text) squeezed = { 0 };

    for (const char *at = world_out(); *at; at++)
        if (*at != ' ' || (at != world_out() && at[-1] != ' '))
            text_append_bytes(&squeezed, at, 1);
    world_said(text_string(&squeezed), part);
}

START_TEST(several_profiles_stand_side_by_side)
{
    struct world world = world_new();

    fake_reg_text(world.machine, setup_state, "EditionID", "Professional");
    fake_hardware(world.machine)->version.product_info = 0x30;
    world_expects(world_run(&world, "assess", "--profile", "devbox,windows365", NULL), 3);
    said_in_columns("devbox windows365\n");
    said_in_columns(" os.client met met\n");
    said_in_columns(" disk.no-recovery-partition UNMET UNMET\n");
    said_in_columns(" reserved-storage.disabled unmet unmet\n");
    world_said(world_out(), "\n  os.edition-enterprise: Edition is Enterprise\n"
                            "    UNMET for devbox, windows365\n    seen: Professional (Pro)\n");
    world_said(world_out(), "    service answers: osVersionNotSupported (windows365)\n");
    world_said(world_out(), "    unmet (recommended only) for devbox, windows365\n");
    world_said(world_out(), "    remedy: delete-recovery-partition\n");
    world_said(world_out(), ": not ready for devbox\n");
    world_said(world_out(), ": not ready for windows365\n");
    ck_assert_uint_eq(times(world_out(), "os.edition-enterprise"), 2); /* a row, and once told */
    ck_assert_uint_le(world_longest_line(world_out()), 80);
    AUTO_FREE char *with_comma = strdup(world_out());
    world_run(&world, "assess", "--profile", "devbox", "--profile=windows365", NULL);
    ck_assert_str_eq(world_out(), with_comma);
    world_free(&world);
}
END_TEST

START_TEST(one_profile_is_told_at_length)
{
    struct world world = world_new();

    world_expects(world_run(&world, "assess", "--profile", "devbox", NULL), 3);
    world_said(world_out(), "Microsoft Dev Box (rules of ");
    ck_assert_ptr_null(strstr(world_out(), "not asked"));
    world_free(&world);
}
END_TEST

/* The row of a requirement, from the first block that has it; NULL: none has. */
static const char *row_of(const char *out, const char *id)
{
    AUTO(text) begin = { 0 };

    text_append(&begin, "\n  %s  ", id);
    return strstr(out, text_string(&begin));
}

START_TEST(without_a_profile_all_are_asked_in_the_order_of_the_table)
{
    struct world world = world_new();
    const char *last = NULL;
    size_t rows = 0;

    world_expects(world_run(&world, "assess", NULL), 3);
    for (size_t at = 0; policy_profiles[at]; at++)
        ck_assert_uint_ge(times(world_out(), policy_profiles[at]->id), 2); /* head, summary */
    /* the first profile stands in the first block, and its rows rise with the table's */
    for (size_t at = 0; policy_requirements[at]; at++) {
        const char *row = NULL;

        for (const struct profile_rule *rule = policy_profiles[0]->rules; rule->requirement; rule++)
            if (strcmp(rule->requirement, policy_requirements[at]->id) == 0)
                row = row_of(world_out(), rule->requirement);
        if (!row)
            continue;
        ck_assert_msg(!last || row > last, "%s", policy_requirements[at]->id);
        last = row;
        rows++;
    }
    ck_assert_uint_gt(rows, 10);
    ck_assert_uint_le(world_longest_line(world_out()), 80);
    AUTO_FREE char *first = strdup(world_out());
    world_run(&world, "assess", NULL);
    ck_assert_str_eq(world_out(), first);
    world_free(&world);
}
END_TEST

START_TEST(what_profiles_judge_differently_is_told_of_each)
{
    struct world world = world_new();
    const char *path = world_path(&world, "mine.json");

    world_write(path, "{\"schema\":\"goldprep.profile/1\",\"id\":\"mine\",\"title\":\"Mine\","
                      "\"rules\":[{\"requirement\":\"disk.size-default\",\"level\":\"should\","
                      "\"parameters\":{\"os_disk_bytes\":1}}]}");
    world_expects(
        world_run(&world, "assess", "--profile", "windows365", "--profile", path, NULL), 3);
    said_in_columns(" disk.size-default met unmet\n");
    world_said(world_out(), "    unmet (recommended only) for mine\n");
    said_in_columns(" os.client met -\n");
    world_said(world_out(), "0 met, 1 unmet, 0 unknown: ready for mine\n");
    world_free(&world);
}
END_TEST

START_TEST(two_hundred_profiles_are_shown_in_blocks)
{
    enum { PROFILES = 200 };
    struct world world = world_new();
    AUTO(text) names = { 0 };

    for (int at = 0; at < PROFILES; at++) {
        char name[32], json[256];

        snprintf(name, sizeof name, "p%d.json", at);
        snprintf(json, sizeof json,
            "{\"schema\":\"goldprep.profile/1\",\"id\":\"profile-%d\",\"title\":\"Number %d\","
            "\"extends\":\"devbox\",\"rules\":[{\"requirement\":\"os.client\",\"level\":\"%s\"}]}",
            at, at, at % 2 ? "must" : "should");
        world_write(world_path(&world, name), json);
        text_append(&names, "%s%s", at > 0 ? "," : "", world_path(&world, name));
    }
    world_expects(world_run(&world, "assess", "--profile", text_string(&names), NULL), 3);
    for (int at = 0; at < PROFILES; at++) {
        char summary[64];

        snprintf(summary, sizeof summary, "not ready for profile-%d\n", at);
        world_said(world_out(), summary);
    }
    ck_assert_uint_eq(times(world_out(), "\n  disk.no-recovery-partition: There is"), 1);
    ck_assert_uint_le(world_longest_line(world_out()), 80);
    world_expects(
        world_run(&world, "assess", "--format=junit", "--profile", text_string(&names), NULL), 3);
    ck_assert_uint_eq(times(world_out(), "<testsuite name="), PROFILES);
    world_free(&world);
}
END_TEST

/* -- profiles from files -- */

static const struct {
    const char *json, *told;
} wrong_files[] = {
    { "{\"schema\":", "mine.json: line 1, column 11" },
    { "{\"schema\":\"goldprep.profile/1\",\"id\":\"mine\",\"title\":\"M\",\"rules\":["
      "{\"requirement\":\"os.clint\",\"level\":\"must\"}]}",
        "mine.json: rules[0].requirement: there is no requirement 'os.clint'; did you mean "
        "'os.client'?" },
    { NULL, "hint: a name with a slash, or .json at its end, is a file; built in are: devbox, " },
};

START_TEST(a_wrong_file_is_wrong_usage_with_its_place)
{
    static const char *const commands[] = { "assess", "plan" };
    struct world world = world_new();
    const char *path = world_path(&world, "mine.json");

    if (wrong_files[_i].json)
        world_write(path, wrong_files[_i].json);
    for (size_t at = 0; at < COUNT_OF(commands); at++) {
        world_expects(world_run(&world, commands[at], "--profile", path, NULL), 2);
        world_said(world_err(), wrong_files[_i].told);
        ck_assert_str_eq(world_out(), "");
    }
    world_free(&world);
}
END_TEST

static void write_mine(const struct world *world)
{
    world_write(world_path(world, "mine.json"),
        "{\"schema\":\"goldprep.profile/1\",\"id\":\"mine\",\"title\":\"Mine\","
        "\"extends\":\"devbox\",\"rules\":["
        "{\"requirement\":\"disk.no-recovery-partition\",\"level\":\"should\"},"
        "{\"requirement\":\"reserved-storage.disabled\",\"drop\":true}]}");
}

START_TEST(a_profile_of_ones_own_is_judged_and_planned)
{
    struct world world = world_new();
    const char *path = world_path(&world, "mine.json");

    write_mine(&world);
    world_expects(world_run(&world, "assess", "--profile", path, NULL), 0);
    world_said(world_out(), "unmet    disk.no-recovery-partition");
    world_said(world_out(), ": ready for mine\n");
    ck_assert_ptr_null(strstr(world_out(), "reserved-storage.disabled"));
    world_expects(world_run(&world, "plan", "--profile", path, NULL), 0);
    world_said(world_out(), "Plan for mine: ");
    world_free(&world);
}
END_TEST

START_TEST(what_changes_the_machine_takes_no_file)
{
    static const char *const commands[] = { "apply", "prepare", "generalize" };
    struct world world = world_new();
    const char *path = world_path(&world, "mine.json");
    const char *plan = world_path(&world, "plan.json");

    write_mine(&world);
    for (size_t at = 0; at < COUNT_OF(commands); at++) {
        world_expects(world_run(&world, commands[at], "--yes", "--profile", path, NULL), 2);
        world_said(world_err(), "takes built-in profiles only");
        world_said(world_err(), "hint: a profile of your own is for 'assess' and 'plan'");
    }
    world_expects(world_run(&world, "plan", "--profile", path, "--output", plan, NULL), 0);
    world_expects(world_run(&world, "apply", "--yes", "--plan", plan, NULL), 1);
    world_said(world_err(), "there is no built-in profile 'mine'");
    ck_assert(!world_has(world_state_path(&world, "journal")));
    world_free(&world);
}
END_TEST

START_TEST(one_id_of_two_files_is_refused)
{
    struct world world = world_new();
    const char *path = world_path(&world, "mine.json");
    const char *other = world_path(&world, "./mine.json");

    write_mine(&world);
    world_expects(world_run(&world, "assess", "--profile", path, "--profile", other, NULL), 2);
    world_said(world_err(), "profile 'mine' of '");
    world_said(world_err(), "is given twice");
    world_expects(world_run(&world, "assess", "--profile", "devbox,avd,devbox", NULL), 2);
    world_said(world_err(), "profile 'devbox' is given twice");
    world_expects(world_run(&world, "plan", "--profile", "devbox,avd", NULL), 2);
    world_said(world_err(), "'plan' needs exactly one --profile ID");
    world_free(&world);
}
END_TEST

/* -- formats -- */

static const char *const formats[] = { "table", "json", "junit", "sarif", "markdown" };

START_TEST(output_gets_the_same_and_nothing_is_colored)
{
    struct world world = world_new();
    const char *path = world_path(&world, "answer");

    unsetenv("NO_COLOR");
    world_has_terminal(true);
    world_expects(world_run(&world, "assess", "--profile=devbox,avd", "--format", formats[_i],
                      "--output", path, NULL),
        3);
    AUTO_FREE char *kept = world_read(path);
    ck_assert_str_eq(world_out(), kept);
    ck_assert_msg(!strchr(kept, '\033'), "%s", formats[_i]);
    ck_assert_str_eq(world_err(), "");
    world_free(&world);
}
END_TEST

START_TEST(json_has_two_forms)
{
    struct world world = world_new();

    world_expects(world_run(&world, "assess", "--json", NULL), 3);
    AUTO_FREE char *shorter = strdup(world_out());
    world_expects(world_run(&world, "assess", "--format", "json", "--json", NULL), 3);
    ck_assert_str_eq(world_out(), shorter);
    world_expects(world_run(&world, "assess", "--format", "junit", "--json", NULL), 2);
    world_said(world_err(), "--json and --format junit ask for two different answers");
    world_free(&world);
}
END_TEST

static void attribute_is(const struct xml_node *node, const char *name, const char *wanted)
{
    AUTO_FREE char *value = NULL;
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert(xml_attribute(node, name, &found, &value, &err));
    ck_assert_msg(found == FOUND, "no %s", name);
    ck_assert_str_eq(value, wanted);
}

static const struct xml_node *case_of(const struct xml_node *suite, const char *id)
{
    const struct xml_node *at = xml_child(suite, "testcase");

    for (; at; at = xml_next(at, "testcase")) {
        AUTO_FREE char *value = NULL;
        enum found found = ABSENT;
        struct err err = { 0 };

        ck_assert(xml_attribute(at, "name", &found, &value, &err));
        if (strcmp(value, id) == 0)
            return at;
    }
    ck_abort_msg("no case %s", id);
    return NULL;
}

START_TEST(junit_tells_failures_errors_and_what_was_skipped)
{
    struct world world = world_new();
    AUTO(xml_document) document = { 0 };
    struct err err = { 0 };

    fake_fail(world.machine, "tpm", -1, ERR_WIN32, 5, "access\x1b[31m denied");
    world_expects(
        world_run(&world, "assess", "--profile=devbox,windows365", "--format=junit", NULL), 3);
    ck_assert_msg(xml_parse(world_out(), strlen(world_out()), &document, &err), "%s", err.text);
    const struct xml_node *suites = xml_root(&document);
    const struct xml_node *suite = xml_child(suites, "testsuite");
    ck_assert_str_eq(xml_name(suites), "testsuites");
    attribute_is(suite, "name", "devbox");
    attribute_is(suite, "errors", "1");
    const struct xml_node *one = case_of(suite, "disk.no-recovery-partition");
    attribute_is(one, "classname", "goldprep.devbox");
    attribute_is(xml_child(one, "failure"), "type", "unmet");
    one = case_of(suite, "security.tpm-2");
    attribute_is(xml_child(one, "error"), "type", "unknown");
    attribute_is(xml_child(one, "error"), "message", "A TPM 2.0 is present: access?[31m denied");
    one = xml_child(case_of(suite, "reserved-storage.disabled"), "skipped");
    attribute_is(one, "message",
        "recommended only, unmet: Reserved storage is disabled: enabled, says the registry");
    ck_assert_ptr_null(xml_child(case_of(suite, "os.client"), NULL));
    suite = xml_next(suite, "testsuite");
    attribute_is(suite, "name", "windows365");
    attribute_is(suite, "errors", "0"); /* there a TPM is recommended only */
    ck_assert_ptr_nonnull(xml_child(case_of(suite, "security.tpm-2"), "skipped"));
    world_free(&world);
}
END_TEST

static const struct json *result_of(const struct json *run, const char *id)
{
    const struct json *at = json_first(json_member(run, "results"));

    while (at && strcmp(json_string(json_member(at, "ruleId")), id) != 0)
        at = json_next(at);
    return at;
}

static void level_is(const struct json *run, const char *id, const char *level)
{
    const struct json *result = result_of(run, id);
    const struct json *rules =
        json_member(json_member(json_member(run, "tool"), "driver"), "rules");
    int64_t index = -1;

    ck_assert_msg(result != NULL, "no %s", id);
    ck_assert_str_eq(json_string(json_member(result, "level")), level);
    ck_assert(json_number(json_member(result, "ruleIndex"), &index));
    ck_assert_str_eq(json_string(json_member(json_at(rules, (size_t)index), "id")), id);
}

START_TEST(sarif_has_a_result_for_what_is_not_met)
{
    struct world world = world_new();
    AUTO(json_value) log = { 0 };
    struct err err = { 0 };

    fake_fail(world.machine, "tpm", -1, ERR_WIN32, 5, "access denied");
    world_expects(
        world_run(&world, "assess", "--profile=devbox,windows365", "--format=sarif", NULL), 3);
    ck_assert(json_parse(world_out(), strlen(world_out()), &log.root, &err));
    ck_assert_str_eq(json_string(json_member(log.root, "version")), "2.1.0");
    const struct json *runs = json_member(log.root, "runs");
    ck_assert_uint_eq(json_count(runs), 2);
    const struct json *run = json_first(runs);
    level_is(run, "disk.no-recovery-partition", "error");
    level_is(run, "security.tpm-2", "warning");
    level_is(run, "reserved-storage.disabled", "note");
    level_is(json_next(run), "security.tpm-2", "note");
    ck_assert_ptr_null(result_of(run, "os.client"));
    world_free(&world);
}
END_TEST

START_TEST(markdown_lets_nothing_out_of_its_cell)
{
    struct world world = world_new();

    fake_fail(world.machine, "tpm", -1, ERR_WIN32, 5, "a|b <img> `c` *d*\n# e");
    world_expects(world_run(&world, "assess", "--profile=devbox", "--format=markdown", NULL), 3);
    world_said(world_out(), "a\\|b &#60;img&#62; \\`c\\` \\*d\\* \\# e |");
    world_said(world_out(), "| `devbox` | Microsoft Dev Box | **not ready** | ");
    world_said(world_out(), "| `disk.no-recovery-partition` | There is no recovery partition | "
                            "**UNMET** |\n");
    world_said(world_out(), "| remedy: `delete-recovery-partition` |\n");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("assessment");

    check_add(suite, several_profiles_stand_side_by_side, 1);
    check_add(suite, one_profile_is_told_at_length, 1);
    check_add(suite, without_a_profile_all_are_asked_in_the_order_of_the_table, 1);
    check_add(suite, what_profiles_judge_differently_is_told_of_each, 1);
    check_add(suite, two_hundred_profiles_are_shown_in_blocks, 1);
    check_add(suite, a_wrong_file_is_wrong_usage_with_its_place, COUNT_OF(wrong_files));
    check_add(suite, a_profile_of_ones_own_is_judged_and_planned, 1);
    check_add(suite, what_changes_the_machine_takes_no_file, 1);
    check_add(suite, one_id_of_two_files_is_refused, 1);
    check_add(suite, output_gets_the_same_and_nothing_is_colored, COUNT_OF(formats));
    check_add(suite, json_has_two_forms, 1);
    check_add(suite, junit_tells_failures_errors_and_what_was_skipped, 1);
    check_add(suite, sarif_has_a_result_for_what_is_not_met, 1);
    check_add(suite, markdown_lets_nothing_out_of_its_cell, 1);
    return check_main(suite);
}
