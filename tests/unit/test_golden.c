/* SPDX-License-Identifier: MIT */
/*
 * test_golden.c - machines in, facts and findings out, compared with what tests/golden holds.
 *
 * tests/golden/healthy has the whole facts document of the machine that the scenarios change, and
 * what every profile makes of it. A scenario's seen.txt holds what is otherwise there: the facts that
 * differ, and the findings that differ, profile by profile. GOLDPREP_GOLDEN_WRITE=1 in front of the
 * test writes them anew: the difference is then for a person to read.
 */
#include "check_main.h"
#include "golden_scenarios.h"
#include "policy/policy.h"
#include "probes/probe.h"

#include <string.h>
#include <sys/stat.h>

/* -- files -- */

static void name_file(struct text *path, const char *folder, const char *name)
{
    const char *root = getenv("GOLDPREP_GOLDEN");

    text_append(path, "%s/%s/%s", root ? root : GOLDEN_FOLDER, folder, name);
}

static void read_file(const char *path, struct text *content)
{
    char chunk[4096];
    size_t len = 0;
    FILE *file = fopen(path, "rb");

    ck_assert_msg(file != NULL, "cannot open '%s'", path);
    while ((len = fread(chunk, 1, sizeof chunk, file)) > 0)
        text_append_bytes(content, chunk, len);
    ck_assert_msg(!ferror(file), "cannot read '%s'", path);
    (void)fclose(file); /* was only read */
}

static void write_file(const char *path, const struct text *content)
{
    FILE *file = fopen(path, "wb");

    ck_assert_msg(file != NULL, "cannot create '%s'", path);
    size_t written = fwrite(text_string(content), 1, content->len, file);
    ck_assert_msg(fclose(file) == 0 && written == content->len, "cannot write '%s'", path);
}

static void make_folder(const char *folder)
{
    AUTO(text) path = { 0 };

    name_file(&path, folder, "");
    (void)mkdir(text_string(&path), 0777); /* it is there, or writing into it tells */
}

/* Compares with the file, or writes it when told to. */
static void check_file(const char *folder, const char *name, const struct text *content)
{
    const char *write = getenv("GOLDPREP_GOLDEN_WRITE");
    AUTO(text) path = { 0 };
    AUTO(text) golden = { 0 };

    name_file(&path, folder, name);
    if (write && strcmp(write, "1") == 0) {
        make_folder(folder);
        write_file(text_string(&path), content);
        return;
    }
    read_file(text_string(&path), &golden);
    ck_assert_msg(strcmp(text_string(&golden), text_string(content)) == 0, "%s/%s is now:\n%s",
        folder, name, text_string(content));
}

/* -- what a machine looks like -- */

static struct facts *collect(const struct golden_scenario *scenario)
{
    struct fake_machine *machine = scenario->change ? fake_machine_new() : fake_machine_empty();
    struct facts *facts = NULL;
    struct err err = { 0 };

    if (scenario->change)
        scenario->change(machine);
    struct guest guest = fake_guest(machine);
    ck_assert_msg(probes_collect(&guest, scenario->deep, "goldprep golden", &facts, &err), "%s: %s",
        scenario->name, err.text);
    fake_machine_free(machine);
    return facts;
}

static const char *state_name(enum fact_state state)
{
    switch (state) {
    case FACT_KNOWN:
        return "known";
    case FACT_ABSENT:
        return "absent";
    case FACT_UNREADABLE:
        return "unreadable";
    case FACT_NOT_APPLICABLE:
        return "not applicable";
    case FACT_NOT_COLLECTED:
        break;
    }
    return "not collected";
}

static void append_value(const struct fact *fact, struct text *text)
{
    struct err err = { 0 };

    switch (fact->kind) {
    case FACT_NUMBER:
        text_append(text, "%lld\n", (long long)fact->number);
        break;
    case FACT_TEXT:
        text_append(text, "'%s'\n", fact->text);
        break;
    case FACT_LIST:
    case FACT_ROWS:
        text_append(text, "%zu\n", json_count(fact->rows));
        for (const struct json *row = json_first(fact->rows); row; row = json_next(row)) {
            text_append(text, "    ");
            ck_assert_msg(json_print(row, true, text, &err), "%s", err.text);
            text_append(text, "\n");
        }
        break;
    }
}

static void append_fact(const char *key, const struct fact *fact, struct text *text)
{
    text_append(text, "  %s: ", key);
    if (fact->state == FACT_KNOWN)
        append_value(fact, text);
    else
        text_append(text, "%s%s%s\n", state_name(fact->state), fact->why ? ": " : "",
            fact->why ? fact->why : "");
}

/* Facts that are not as on the healthy machine, in the document's order. */
static void append_facts(const struct facts *facts, const struct facts *healthy, struct text *text)
{
    for (size_t at = 0; at < facts_count(facts); at++) {
        const struct fact *fact = NULL;
        const char *key = facts_key_at(facts, at, &fact);
        AUTO(text) here = { 0 };
        AUTO(text) there = { 0 };

        append_fact(key, fact, &here);
        append_fact(key, facts_get(healthy, key), &there);
        if (strcmp(text_string(&here), text_string(&there)) != 0)
            text_append(text, "%s", text_string(&here));
    }
}

static void append_finding(const struct finding *finding, struct text *text)
{
    text_append(text, "  %-14s %-6s %s: %s\n", verdict_name(finding->verdict),
        level_name(finding->rule->level), finding->requirement->id, finding->seen);
}

/* Findings of one profile; with healthy ones, those that differ from them. */
static void append_findings(const struct profile *profile, const struct facts *facts,
    const struct facts *healthy, struct text *text)
{
    AUTO(findings) here = { 0 };
    AUTO(findings) there = { 0 };
    struct err err = { 0 };

    ck_assert_msg(policy_judge(profile, facts, &here, &err), "%s", err.text);
    ck_assert_msg(!healthy || policy_judge(profile, healthy, &there, &err), "%s", err.text);
    text_append(text, "findings, %s\n", profile->id);
    for (size_t at = 0; at < here.count; at++)
        if (!healthy || here.items[at].verdict != there.items[at].verdict ||
            strcmp(here.items[at].seen, there.items[at].seen) != 0)
            append_finding(&here.items[at], text);
}

/* -- tests -- */

static const struct golden_scenario healthy_scenario = { "healthy", NULL, false };

static struct facts *collect_healthy(void)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    struct facts *facts = NULL;
    struct err err = { 0 };

    ck_assert_msg(probes_collect(&guest, false, "goldprep golden", &facts, &err), "%s", err.text);
    fake_machine_free(machine);
    return facts;
}

START_TEST(healthy_machine_is_as_recorded)
{
    struct facts *facts = collect_healthy();
    AUTO(text) printed = { 0 };
    AUTO(text) seen = { 0 };
    struct err err = { 0 };

    ck_assert_msg(facts_print(facts, &printed, &err), "%s", err.text);
    check_file(healthy_scenario.name, "facts.json", &printed);
    for (size_t at = 0; policy_profiles[at]; at++)
        append_findings(policy_profiles[at], facts, NULL, &seen);
    check_file(healthy_scenario.name, "seen.txt", &seen);
    facts_free(facts);
}
END_TEST

START_TEST(scenario_is_seen_as_recorded)
{
    const struct golden_scenario *scenario = &golden_scenarios[_i];
    struct facts *healthy = collect_healthy();
    struct facts *facts = collect(scenario);
    AUTO(text) seen = { 0 };

    text_append(&seen, "facts that differ from those of 'healthy'\n");
    append_facts(facts, healthy, &seen);
    for (size_t at = 0; policy_profiles[at]; at++)
        append_findings(policy_profiles[at], facts, healthy, &seen);
    check_file(scenario->name, "seen.txt", &seen);
    facts_free(facts);
    facts_free(healthy);
}
END_TEST

START_TEST(there_are_forty_scenarios)
{
    ck_assert_uint_ge(golden_scenarios_count, 40);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("golden");

    check_add(suite, healthy_machine_is_as_recorded, 1);
    check_add(suite, scenario_is_seen_as_recorded, golden_scenarios_count);
    check_add(suite, there_are_forty_scenarios, 1);
    return check_main(suite);
}
