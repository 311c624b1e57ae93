/* SPDX-License-Identifier: MIT */
/* test_probes.c - every probe, on every kind of machine, sets every key it names. */
#include "check_main.h"
#include "fakes/machine.h"
#include "probes/probe.h"

#include <string.h>

/* Every member of struct guest that a probe may ask, and every list. */
static const char *const questions[] = { "reg_read_u32", "reg_read_text", "reg_read_texts",
    "reg_has_key", "reg_has_value", "reg_list_keys", "file_read", "file_stat", "folder", "version",
    "firmware", "tpm", "hypervisor", "token", "computer_name", "boot_time", "now", "process_exists",
    "system_volume", "disk", "disk_layout", "reserved_storage",
    /* asked for since lists, users and joins are looked at, too */
    "reg_list_values", "reg_read_bytes", "hive_mount", "hive_unmount", "file_list", "tick_ms",
    "disk_read", "disk_backing", "wmi", "join_domain", "join_entra", "join_mdm", "lsa_secret",
    "update_agent", "devices", "driver-packages", "services", "processes", "accounts", "drives",
    "disks", "appx-packages" };

static void fail_all(struct fake_machine *machine)
{
    for (size_t i = 0; i < COUNT_OF(questions); i++)
        fake_fail(machine, questions[i], -1, ERR_WIN32, 31, "the device does not work");
}

static struct fake_machine *make_broken(void)
{
    struct fake_machine *machine = fake_machine_new();

    fail_all(machine);
    return machine;
}

/* Fails one question after the other: whatever else is asked must be told all the same. */
static struct fake_machine *make_broken_in_one(size_t question)
{
    struct fake_machine *machine = fake_machine_new();

    fake_fail(machine, questions[question], -1, ERR_WIN32, 31, "the device does not work");
    return machine;
}

static struct facts *collect(struct fake_machine *machine, bool deep)
{
    struct guest guest = fake_guest(machine);
    struct facts *facts = NULL;
    struct err err = { 0 };

    ck_assert_msg(probes_collect(&guest, deep, "goldprep 1.2.3", &facts, &err), "%s", err.text);
    return facts;
}

static void check_all_set(const struct facts *facts, bool deep, const char *machine)
{
    size_t keys = 0;

    for (const struct probe *const *probe = probes_all; *probe; probe++) {
        if ((*probe)->deep && !deep)
            continue;
        for (const struct probe_key *key = (*probe)->keys; key->key; key++, keys++) {
            const struct fact *fact = facts_get(facts, key->key);

            ck_assert_msg(fact->state != FACT_NOT_COLLECTED, "%s: %s leaves out '%s'", machine,
                (*probe)->id, key->key);
            ck_assert_msg(fact->from && strcmp(fact->from, key->from) == 0, "%s: '%s' is from '%s'",
                machine, key->key, fact->from ? fact->from : "");
        }
    }
    ck_assert_msg(facts_count(facts) == keys, "%s: a fact is set that no probe names", machine);
}

static void check_machine(struct fake_machine *machine, const char *name)
{
    static const bool both[] = { false, true };

    for (size_t i = 0; i < COUNT_OF(both); i++) {
        struct facts *facts = collect(machine, both[i]);

        check_all_set(facts, both[i], name);
        facts_free(facts);
    }
    fake_machine_free(machine);
}

START_TEST(every_key_is_set_on_every_machine)
{
    check_machine(fake_machine_new(), "Windows 11");
    check_machine(fake_machine_empty(), "empty");
    check_machine(make_broken(), "broken");
}
END_TEST

START_TEST(one_failure_leaves_the_rest)
{
    check_machine(make_broken_in_one((size_t)_i), questions[_i]);
}
END_TEST

START_TEST(nothing_is_known_of_a_broken_machine)
{
    struct fake_machine *machine = make_broken();
    struct facts *facts = collect(machine, true);

    for (size_t i = 0; i < facts_count(facts); i++) {
        const struct fact *fact = NULL;
        const char *key = facts_key_at(facts, i, &fact);

        ck_assert_msg(fact->state == FACT_UNREADABLE, "'%s' is in state %d", key, (int)fact->state);
        ck_assert_msg(strstr(fact->why, "does not work") != NULL, "'%s': %s", key, fact->why);
    }
    facts_free(facts);
    fake_machine_free(machine);
}
END_TEST

START_TEST(header_says_who_when_and_where)
{
    struct fake_machine *machine = fake_machine_new();
    struct facts *facts = collect(machine, true);
    struct facts_header header = facts_header(facts);

    ck_assert_str_eq(header.tool, "goldprep 1.2.3");
    ck_assert_str_eq(header.collected, "2026-11-22T06:30:00Z");
    ck_assert_str_eq(header.machine, "GOLDEN-01");
    ck_assert(header.deep);
    facts_free(facts);
    fake_machine_free(machine);
}
END_TEST

START_TEST(slow_witness_is_asked_only_when_told)
{
    struct fake_machine *machine = fake_machine_new();

    facts_free(collect(machine, false));
    ck_assert_int_eq(fake_calls(machine, "reserved_storage"), 0);
    facts_free(collect(machine, true));
    ck_assert_int_eq(fake_calls(machine, "reserved_storage"), 1);
    fake_machine_free(machine);
}
END_TEST

START_TEST(looking_changes_nothing)
{
    static const char *const changes[] = { "reserved_storage_set", "partition_delete",
        "partition_resize", "process_start", "power_off", "restart", "wait" };
    struct fake_machine *machine = fake_machine_new();

    facts_free(collect(machine, true));
    for (size_t i = 0; i < COUNT_OF(changes); i++)
        ck_assert_msg(fake_calls(machine, changes[i]) == 0, "%s was called", changes[i]);
    fake_machine_free(machine);
}
END_TEST

START_TEST(the_document_can_be_read_back)
{
    struct fake_machine *machine = fake_machine_new();
    struct facts *facts = collect(machine, true);
    struct facts *again = NULL;
    AUTO(text) printed = { 0 };
    AUTO(text) reprinted = { 0 };
    struct err err = { 0 };

    ck_assert_msg(facts_print(facts, &printed, &err), "%s", err.text);
    ck_assert_msg(facts_parse(text_string(&printed), printed.len, &again, &err), "%s", err.text);
    ck_assert_msg(facts_print(again, &reprinted, &err), "%s", err.text);
    ck_assert_str_eq(text_string(&printed), text_string(&reprinted));
    facts_free(again);
    facts_free(facts);
    fake_machine_free(machine);
}
END_TEST

/* `subject.property`: lower case letters, digits and underscores. */
static bool is_key(const char *key)
{
    const char *dot = strchr(key, '.');
    size_t len = strlen(key);

    return dot && dot != key && dot[1] && strchr(dot + 1, '.') == NULL &&
           strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_.") == len;
}

START_TEST(tables_are_whole)
{
    for (const struct probe *const *probe = probes_all; *probe; probe++) {
        ck_assert((*probe)->id[0] && (*probe)->title[0]);
        ck_assert_msg(text_starts((*probe)->source, "https://learn.microsoft.com/"), "%s: '%s'",
            (*probe)->id, (*probe)->source);
        for (const struct probe_key *key = (*probe)->keys; key->key; key++) {
            ck_assert_msg(is_key(key->key), "'%s' is no key", key->key);
            ck_assert_msg(key->what[0] && key->from[0], "'%s' is not described", key->key);
        }
    }
}
END_TEST

/* The gate before sysprep collects, and what follows it asks who runs then. */
START_TEST(a_list_behind_a_collection_is_as_it_is_then)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    struct facts *facts = NULL;
    AUTO(json_value) rows = { 0 };
    struct err err = { 0 };

    ck_assert_msg(probes_collect(&guest, false, "test", &facts, &err), "%s", err.text);
    fake_list(machine, GUEST_LIST_PROCESSES, "[]");
    ck_assert(guest.list(guest.state, GUEST_LIST_PROCESSES, &rows.root, &err));
    ck_assert_uint_eq(json_count(rows.root), 0);
    facts_free(facts);
    fake_machine_free(machine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probes");
    TCase *tcase = tcase_create("probes");

    tcase_add_test(tcase, every_key_is_set_on_every_machine);
    tcase_add_loop_test(tcase, one_failure_leaves_the_rest, 0, (int)COUNT_OF(questions));
    tcase_add_test(tcase, nothing_is_known_of_a_broken_machine);
    tcase_add_test(tcase, header_says_who_when_and_where);
    tcase_add_test(tcase, slow_witness_is_asked_only_when_told);
    tcase_add_test(tcase, looking_changes_nothing);
    tcase_add_test(tcase, the_document_can_be_read_back);
    tcase_add_test(tcase, tables_are_whole);
    tcase_add_test(tcase, a_list_behind_a_collection_is_as_it_is_then);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
