/* SPDX-License-Identifier: MIT */
/* test_facts.c - what is set is what one gets; nothing forgotten looks like an answer. */
#include "facts/facts.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

static struct facts *new_facts(void)
{
    struct facts *facts = facts_new();

    ck_assert_ptr_nonnull(facts);
    return facts;
}

START_TEST(what_nobody_set_is_not_collected)
{
    struct facts *facts = new_facts();
    const struct fact *fact = facts_get(facts, "os.edition");

    ck_assert_ptr_nonnull(fact);
    ck_assert_int_eq(fact->state, FACT_NOT_COLLECTED);
    ck_assert_uint_eq(facts_count(facts), 0);
    facts_free(facts);
    facts_free(NULL);
}
END_TEST

START_TEST(every_kind_is_kept)
{
    struct facts *facts = new_facts();
    AUTO(text_list) list = { 0 };
    AUTO(json_value) rows = { json_new_array() };
    struct err err = { 0 };

    ck_assert(facts_set_number(facts, "a.number", INT64_MIN, &err));
    ck_assert_int_eq(facts_get(facts, "a.number")->kind, FACT_NUMBER);
    ck_assert_int_eq(facts_get(facts, "a.number")->number, INT64_MIN);
    ck_assert_ptr_null(facts_get(facts, "a.number")->from);

    ck_assert(facts_set_text(facts, "a.text", "Enterprise", &err));
    ck_assert_int_eq(facts_get(facts, "a.text")->kind, FACT_TEXT);
    ck_assert_str_eq(facts_get(facts, "a.text")->text, "Enterprise");

    ck_assert(text_list_add(&list, "one", &err) && text_list_add(&list, "", &err));
    ck_assert(facts_set_list(facts, "a.list", &list, &err));
    ck_assert_int_eq(facts_get(facts, "a.list")->kind, FACT_LIST);
    ck_assert_uint_eq(json_count(facts_get(facts, "a.list")->rows), 2);
    ck_assert_str_eq(json_string(json_at(facts_get(facts, "a.list")->rows, 1)), "");

    struct json *row = json_add_object(rows.root, NULL);
    json_add_number(row, "offset", INT64_MAX);
    json_add_string(row, "type", "recovery");
    ck_assert(facts_set_rows(facts, "a.rows", rows.root, &err));
    ck_assert_int_eq(facts_get(facts, "a.rows")->kind, FACT_ROWS);
    ck_assert_uint_eq(json_count(json_at(facts_get(facts, "a.rows")->rows, 0)), 2);
    ck_assert_uint_eq(facts_count(facts), 4);
    facts_free(facts);
}
END_TEST

START_TEST(answers_without_a_value_are_told_apart)
{
    struct facts *facts = new_facts();
    struct err why = { 0 };
    struct err err = { 0 };

    (void)err_set(&why, ERR_WIN32, 5, "cannot read 'x': access denied");
    ck_assert(facts_set_absent(facts, "a.absent", &err));
    ck_assert(facts_set_unreadable(facts, "a.unreadable", &why, &err));
    ck_assert(facts_set_not_applicable(facts, "a.none", "a physical machine", &err));
    ck_assert_int_eq(facts_get(facts, "a.absent")->state, FACT_ABSENT);
    ck_assert_ptr_null(facts_get(facts, "a.absent")->why);
    ck_assert_int_eq(facts_get(facts, "a.unreadable")->state, FACT_UNREADABLE);
    ck_assert_str_eq(facts_get(facts, "a.unreadable")->why, why.text);
    ck_assert_int_eq(facts_get(facts, "a.none")->state, FACT_NOT_APPLICABLE);
    ck_assert_str_eq(facts_get(facts, "a.none")->why, "a physical machine");
    facts_free(facts);
}
END_TEST

START_TEST(setting_again_replaces_and_keeps_the_place)
{
    struct facts *facts = new_facts();
    const struct fact *fact = NULL;
    struct err err = { 0 };

    ck_assert(facts_set_text(facts, "b.first", "old", &err));
    ck_assert(facts_set_from(facts, "b.first", "HKLM\\old", &err));
    ck_assert(facts_set_number(facts, "a.second", 2, &err));
    ck_assert(facts_set_number(facts, "b.first", 1, &err));
    ck_assert_uint_eq(facts_count(facts), 2);
    ck_assert_str_eq(facts_key_at(facts, 0, &fact), "b.first");
    ck_assert_int_eq(fact->kind, FACT_NUMBER);
    ck_assert_ptr_null(fact->text);
    ck_assert_ptr_null(fact->from); /* that was of the old value */
    ck_assert_str_eq(facts_key_at(facts, 1, &fact), "a.second");
    facts_free(facts);
}
END_TEST

START_TEST(where_it_was_read_is_kept)
{
    struct facts *facts = new_facts();
    struct err err = { 0 };

    ck_assert(!facts_set_from(facts, "os.edition", "HKLM\\x", &err));
    ck_assert_str_eq(err.text, "fact 'os.edition' was never set");
    ck_assert(facts_set_absent(facts, "os.edition", &err));
    ck_assert(facts_set_from(facts, "os.edition", "HKLM\\x", &err));
    ck_assert(facts_set_from(facts, "os.edition", "HKLM\\y", &err));
    ck_assert_str_eq(facts_get(facts, "os.edition")->from, "HKLM\\y");
    facts_free(facts);
}
END_TEST

START_TEST(text_that_is_not_utf8_is_unreadable)
{
    struct facts *facts = new_facts();
    AUTO(text_list) list = { 0 };
    AUTO(json_value) rows = { json_new_array() };
    struct err why = { 0 };
    struct err err = { 0 };

    ck_assert(facts_set_text(facts, "a.text", "caf\xE9", &err));
    ck_assert(text_list_add(&list, "caf\xE9", &err));
    ck_assert(facts_set_list(facts, "a.list", &list, &err));
    json_add_string(json_add_object(rows.root, NULL), "name", "caf\xE9");
    ck_assert(facts_set_rows(facts, "a.rows", rows.root, &err));
    for (size_t i = 0; i < facts_count(facts); i++) {
        const struct fact *fact = NULL;
        const char *key = facts_key_at(facts, i, &fact);
        ck_assert_msg(fact->state == FACT_UNREADABLE, "%s", key);
        ck_assert_str_eq(fact->why, "the text is not UTF-8");
    }
    (void)err_set(&why, ERR_WIN32, 5, "caf\xE9");
    ck_assert(facts_set_unreadable(facts, "a.why", &why, &err));
    ck_assert_str_eq(facts_get(facts, "a.why")->why, "caf?");
    memcpy(why.text, "caf\xE9", sizeof "caf\xE9"); /* not by err_set, which sees to it */
    ck_assert(facts_set_unreadable(facts, "a.other", &why, &err));
    ck_assert_str_eq(
        facts_get(facts, "a.other")->why, "the reason cannot be shown: it is not UTF-8");
    facts_free(facts);
}
END_TEST

static const struct {
    const char *json, *problem;
} bad_rows[] = {
    { "{}", "value: not an array" },
    { "[{}, 1]", "value[1]: not an object" },
    { "[{\"a\":1},{\"b\":true}]", "value[1].b: neither a whole number nor a text" },
    { "[{\"a\":null}]", "value[0].a: neither a whole number nor a text" },
    { "[{\"a\":{}}]", "value[0].a: neither a whole number nor a text" },
    { "[{\"a\":1.5}]", "value[0].a: neither a whole number nor a text" },
};

START_TEST(rows_hold_numbers_and_texts_only)
{
    struct facts *facts = new_facts();
    AUTO(json_value) rows = { 0 };
    struct err err = { 0 };

    ck_assert(json_parse(bad_rows[_i].json, strlen(bad_rows[_i].json), &rows.root, &err));
    ck_assert(!facts_set_rows(facts, "a.rows", rows.root, &err));
    ck_assert_str_eq(err.text, bad_rows[_i].problem);
    ck_assert_uint_eq(facts_count(facts), 0);
    ck_assert(!facts_set_rows(facts, "a.rows", NULL, &err)); /* what a failed builder gives */
    ck_assert(err_is(&err, ERR_NOMEM));
    facts_free(facts);
}
END_TEST

static const char long_key[] =
    "0123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890";
static const char *const bad_keys[] = { "", "Os.Edition", "os edition", "os/edition", "\x1B[2J",
    long_key };

START_TEST(odd_names_are_refused)
{
    struct facts *facts = new_facts();
    struct err err = { 0 };

    ck_assert_msg(!facts_set_number(facts, bad_keys[_i], 1, &err), "'%s'", bad_keys[_i]);
    ck_assert_msg(text_ends_same(err.text, "cannot be the name of a fact"), "%s", err.text);
    ck_assert_uint_eq(facts_count(facts), 0);
    facts_free(facts);
}
END_TEST

START_TEST(there_is_a_limit)
{
    struct facts *facts = new_facts();
    struct err err = { 0 };

    for (int i = 0; i < FACTS_COUNT_LIMIT; i++) {
        AUTO(text) key = { 0 };
        text_append(&key, "a.key_%d", i);
        ck_assert(facts_set_number(facts, text_string(&key), i, &err));
    }
    ck_assert(facts_set_number(facts, "a.key_7", 8, &err)); /* replacing is not adding */
    ck_assert(!facts_set_text(facts, "one.more", "x", &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    ck_assert_uint_eq(facts_count(facts), FACTS_COUNT_LIMIT);
    facts_free(facts);
}
END_TEST

START_TEST(the_header_is_kept)
{
    struct facts *facts = new_facts();
    struct facts_header header = facts_header(facts);
    struct err err = { 0 };

    ck_assert_str_eq(header.tool, "");
    ck_assert_str_eq(header.collected, "");
    ck_assert_str_eq(header.machine, "");
    ck_assert(!header.deep);
    header = (struct facts_header){ "goldprep 0.1.0", "2026-11-22T06:27:33Z", "GOLDEN-01", true };
    ck_assert(facts_set_header(facts, &header, &err));
    header = facts_header(facts);
    ck_assert(facts_set_header(facts, &header, &err)); /* with its own texts */
    header = facts_header(facts);
    ck_assert_str_eq(header.tool, "goldprep 0.1.0");
    ck_assert_str_eq(header.collected, "2026-11-22T06:27:33Z");
    ck_assert_str_eq(header.machine, "GOLDEN-01");
    ck_assert(header.deep);
    facts_free(facts);
}
END_TEST

/** Sets one of everything. */
static bool set_all(
    struct facts *facts, const struct text_list *list, const struct json *rows, struct err *err)
{
    struct facts_header header = { "t", "2026-11-22T06:27:33Z", "m", false };
    struct err why = { .text = "denied" };

    return facts_set_header(facts, &header, err) && facts_set_number(facts, "a.number", 1, err) &&
           facts_set_text(facts, "a.text", "x", err) &&
           facts_set_list(facts, "a.list", list, err) &&
           facts_set_rows(facts, "a.rows", rows, err) && facts_set_absent(facts, "a.absent", err) &&
           facts_set_unreadable(facts, "a.unreadable", &why, err) &&
           facts_set_not_applicable(facts, "a.none", "why", err) &&
           facts_set_from(facts, "a.number", "HKLM", err);
}

START_TEST(a_missing_allocation_loses_nothing_set_before)
{
    AUTO(text_list) list = { 0 };
    AUTO(json_value) rows = { json_new_array() };
    struct err err = { 0 };
    bool done = false;

    ck_assert(text_list_add(&list, "one", &err));
    json_add_number(json_add_object(rows.root, NULL), "offset", 1);
    for (unsigned nth = 1; !done; nth++) {
        fake_alloc_fail_nth(nth);
        struct facts *facts = facts_new();
        bool ok = facts && set_all(facts, &list, rows.root, &err);
        done = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_uint_lt(nth, 200);
        ck_assert_msg(ok == done, "allocation %u", nth);
        ck_assert_msg(ok || !facts || err_is(&err, ERR_NOMEM), "allocation %u: %s", nth, err.text);
        for (size_t i = 0; facts && i < facts_count(facts); i++) {
            const struct fact *fact = NULL;
            (void)facts_key_at(facts, i, &fact);
            ck_assert_int_ne(fact->state, FACT_NOT_COLLECTED);
        }
        facts_free(facts);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("facts");

    check_add(suite, what_nobody_set_is_not_collected, 1);
    check_add(suite, every_kind_is_kept, 1);
    check_add(suite, answers_without_a_value_are_told_apart, 1);
    check_add(suite, setting_again_replaces_and_keeps_the_place, 1);
    check_add(suite, where_it_was_read_is_kept, 1);
    check_add(suite, text_that_is_not_utf8_is_unreadable, 1);
    check_add(suite, rows_hold_numbers_and_texts_only, COUNT_OF(bad_rows));
    check_add(suite, odd_names_are_refused, COUNT_OF(bad_keys));
    check_add(suite, there_is_a_limit, 1);
    check_add(suite, the_header_is_kept, 1);
    check_add(suite, a_missing_allocation_loses_nothing_set_before, 1);
    return check_main(suite);
}
