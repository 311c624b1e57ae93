/* SPDX-License-Identifier: MIT */
/* test_facts_json.c - the facts document survives being written; any other document is refused. */
#include "facts/facts.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

static const char document[] = "{\n"
                               "  \"schema\": \"goldprep.facts/1\",\n"
                               "  \"tool\": \"goldprep 0.1.0\",\n"
                               "  \"collected\": \"2026-11-22T06:27:33Z\",\n"
                               "  \"machine\": \"GOLDEN-01\",\n"
                               "  \"deep\": true,\n"
                               "  \"facts\": {\n"
                               "    \"os.edition\": {\n"
                               "      \"state\": \"known\",\n"
                               "      \"value\": \"Enterprise\",\n"
                               "      \"from\": \"HKLM\\\\SOFTWARE\"\n"
                               "    },\n"
                               "    \"os.build\": {\n"
                               "      \"state\": \"known\",\n"
                               "      \"value\": 22631\n"
                               "    },\n"
                               "    \"os.text_of_digits\": {\n"
                               "      \"state\": \"known\",\n"
                               "      \"value\": \"22631\"\n"
                               "    },\n"
                               "    \"os.large\": {\n"
                               "      \"state\": \"known\",\n"
                               "      \"value\": \"9223372036854775807\",\n"
                               "      \"kind\": \"number\"\n"
                               "    },\n"
                               "    \"os.list\": {\n"
                               "      \"state\": \"known\",\n"
                               "      \"value\": [\n"
                               "        \"one\",\n"
                               "        \"\"\n"
                               "      ]\n"
                               "    },\n"
                               "    \"os.empty_list\": {\n"
                               "      \"state\": \"known\",\n"
                               "      \"value\": []\n"
                               "    },\n"
                               "    \"disk.partitions\": {\n"
                               "      \"state\": \"known\",\n"
                               "      \"value\": [\n"
                               "        {\n"
                               "          \"offset\": 1048576,\n"
                               "          \"attributes\": \"9223372036854775807\"\n"
                               "        }\n"
                               "      ]\n"
                               "    },\n"
                               "    \"disk.empty_rows\": {\n"
                               "      \"state\": \"known\",\n"
                               "      \"value\": [],\n"
                               "      \"kind\": \"rows\"\n"
                               "    },\n"
                               "    \"tpm.version\": {\n"
                               "      \"state\": \"absent\"\n"
                               "    },\n"
                               "    \"firmware.kind\": {\n"
                               "      \"state\": \"unreadable\",\n"
                               "      \"why\": \"access denied\"\n"
                               "    },\n"
                               "    \"vm.generation\": {\n"
                               "      \"state\": \"not-applicable\",\n"
                               "      \"why\": \"a physical machine\"\n"
                               "    }\n"
                               "  }\n"
                               "}\n";

static struct facts *parse(const char *text)
{
    struct facts *facts = NULL;
    struct err err = { 0 };

    ck_assert_msg(facts_parse(text, strlen(text), &facts, &err), "%s", err.text);
    return facts;
}

START_TEST(a_document_reads_back_byte_for_byte)
{
    struct facts *facts = parse(document);
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert_msg(facts_print(facts, &text, &err), "%s", err.text);
    ck_assert_str_eq(text_string(&text), document);
    facts_free(facts);
}
END_TEST

START_TEST(every_member_means_what_it_says)
{
    struct facts *facts = parse(document);

    ck_assert_uint_eq(facts_count(facts), 11);
    ck_assert_str_eq(facts_header(facts).machine, "GOLDEN-01");
    ck_assert(facts_header(facts).deep);
    ck_assert_str_eq(facts_get(facts, "os.edition")->from, "HKLM\\SOFTWARE");
    ck_assert_int_eq(facts_get(facts, "os.build")->number, 22631);
    ck_assert_int_eq(facts_get(facts, "os.text_of_digits")->kind, FACT_TEXT);
    ck_assert_int_eq(facts_get(facts, "os.large")->kind, FACT_NUMBER);
    ck_assert_int_eq(facts_get(facts, "os.large")->number, INT64_MAX);
    ck_assert_int_eq(facts_get(facts, "os.empty_list")->kind, FACT_LIST);
    ck_assert_int_eq(facts_get(facts, "disk.partitions")->kind, FACT_ROWS);
    ck_assert_int_eq(facts_get(facts, "disk.empty_rows")->kind, FACT_ROWS);
    ck_assert_int_eq(facts_get(facts, "tpm.version")->state, FACT_ABSENT);
    ck_assert_int_eq(facts_get(facts, "firmware.kind")->state, FACT_UNREADABLE);
    ck_assert_str_eq(facts_get(facts, "vm.generation")->why, "a physical machine");
    facts_free(facts);
}
END_TEST

START_TEST(a_document_cut_anywhere_is_refused)
{
    for (size_t len = 0; len < strlen(document) - 2; len++) {
        struct facts *facts = NULL;
        struct err err = { 0 };
        ck_assert_msg(!facts_parse(document, len, &facts, &err), "%zu bytes", len);
        ck_assert_ptr_null(facts);
    }
}
END_TEST

START_TEST(what_may_be_left_out_is_empty)
{
    struct facts *facts = parse("{\"schema\":\"goldprep.facts/1\",\"facts\":{}}");

    ck_assert_uint_eq(facts_count(facts), 0);
    ck_assert_str_eq(facts_header(facts).tool, "");
    ck_assert(!facts_header(facts).deep);
    facts_free(facts);
}
END_TEST

#define HEAD "{\"schema\":\"goldprep.facts/1\","
#define FACT(members) HEAD "\"facts\":{\"a.b\":" members "}}"

static const struct {
    const char *text, *problem;
} bad[] = {
    { "[]", "a facts document is an object" },
    { "null", "a facts document is an object" },
    { "{}", "schema: missing" },
    { "{\"schema\":1}", "schema: not a text" },
    { "{\"schema\":\"goldprep.facts/2\"}", "schema: 'goldprep.facts/2' is not 'goldprep.facts/1'" },
    { "{\"schema\":\"goldprep.plan/1\"}", "schema: 'goldprep.plan/1' is not 'goldprep.facts/1'" },
    { HEAD "\"tool\":1}", "tool: not a text" },
    { HEAD "\"collected\":[]}", "collected: not a text" },
    { HEAD "\"collected\":\"yesterday\"}", "collected: not a time like 2026-11-22T06:27:33Z" },
    { HEAD "\"collected\":\"2026-11-22T06:27:33Zz\"}",
        "collected: not a time like 2026-11-22T06:27:33Z" },
    { HEAD "\"machine\":true}", "machine: not a text" },
    { HEAD "\"deep\":1}", "deep: neither true nor false" },
    { HEAD "\"extra\":1}", "extra: no such member is known" },
    { HEAD "\"\\u001b[2J\":1}", "(a long or unprintable name): no such member is known" },
    { "{\"schema\":\"goldprep.facts/1\"}", "facts: missing" },
    { HEAD "\"facts\":[]}", "facts: not an object" },
    { HEAD "\"facts\":{\"A.B\":{\"state\":\"absent\"}}}",
        "facts.A.B: 'A.B' cannot be the name of a fact" },
    { FACT("1"), "facts.a.b: not an object" },
    { FACT("{}"), "facts.a.b: state: missing" },
    { FACT("{\"state\":1}"), "facts.a.b: state: not a text" },
    { FACT("{\"state\":\"unknown\"}"), "facts.a.b: state: 'unknown' is no state of a fact" },
    { FACT("{\"state\":\"not-collected\"}"),
        "facts.a.b: state: 'not-collected' is no state of a fact" },
    { FACT("{\"state\":\"absent\",\"extra\":1}"), "facts.a.b: extra: no such member is known" },
    { FACT("{\"state\":\"absent\",\"value\":1}"), "facts.a.b: value: only a known fact has one" },
    { FACT("{\"state\":\"absent\",\"kind\":\"rows\"}"),
        "facts.a.b: kind: only a known fact has one" },
    { FACT("{\"state\":\"absent\",\"why\":\"x\"}"),
        "facts.a.b: why: only an unreadable or not applicable fact has one" },
    { FACT("{\"state\":\"known\",\"value\":1,\"why\":\"x\"}"),
        "facts.a.b: why: only an unreadable or not applicable fact has one" },
    { FACT("{\"state\":\"unreadable\"}"), "facts.a.b: why: missing" },
    { FACT("{\"state\":\"not-applicable\"}"), "facts.a.b: why: missing" },
    { FACT("{\"state\":\"unreadable\",\"why\":5}"), "facts.a.b: why: not a text" },
    { FACT("{\"state\":\"known\"}"), "facts.a.b: value: missing" },
    { FACT("{\"state\":\"known\",\"value\":true}"),
        "facts.a.b: value: neither a whole number, a text, nor an array" },
    { FACT("{\"state\":\"known\",\"value\":null}"),
        "facts.a.b: value: neither a whole number, a text, nor an array" },
    { FACT("{\"state\":\"known\",\"value\":{}}"),
        "facts.a.b: value: neither a whole number, a text, nor an array" },
    { FACT("{\"state\":\"known\",\"value\":1.5}"),
        "facts.a.b: value: neither a whole number, a text, nor an array" },
    { FACT("{\"state\":\"known\",\"value\":9007199254740993}"),
        "facts.a.b: value: neither a whole number, a text, nor an array" },
    { FACT("{\"state\":\"known\",\"value\":\"x\",\"kind\":\"number\"}"),
        "facts.a.b: value: neither a whole number, a text, nor an array" },
    { FACT("{\"state\":\"known\",\"value\":\"x\",\"kind\":\"rows\"}"),
        "facts.a.b: kind: does not fit the value" },
    { FACT("{\"state\":\"known\",\"value\":[],\"kind\":\"number\"}"),
        "facts.a.b: kind: does not fit the value" },
    { FACT("{\"state\":\"known\",\"value\":[],\"kind\":\"list\"}"),
        "facts.a.b: kind: neither 'number' nor 'rows'" },
    { FACT("{\"state\":\"known\",\"value\":[],\"kind\":7}"), "facts.a.b: kind: not a text" },
    { FACT("{\"state\":\"known\",\"value\":[\"x\",1]}"), "facts.a.b: value[1]: not a text" },
    { FACT("{\"state\":\"known\",\"value\":[\"x\",{}]}"), "facts.a.b: value[1]: not a text" },
    { FACT("{\"state\":\"known\",\"value\":[{},\"x\"]}"), "facts.a.b: value[1]: not an object" },
    { FACT("{\"state\":\"known\",\"value\":[{\"x\":[]}]}"),
        "facts.a.b: value[0].x: neither a whole number nor a text" },
    { FACT("{\"state\":\"absent\",\"from\":1}"), "facts.a.b: from: not a text" },
    { HEAD "\"facts\":{\"a.b\":{\"state\":\"absent\"},\"a.b\":{\"state\":\"absent\"}}}",
        "line 1, column 64: member 'a.b' is there twice" },
};

START_TEST(any_other_document_is_refused_by_the_member)
{
    struct facts *facts = NULL;
    struct err err = { 0 };

    ck_assert_msg(
        !facts_parse(bad[_i].text, strlen(bad[_i].text), &facts, &err), "%s", bad[_i].text);
    ck_assert_str_eq(err.text, bad[_i].problem);
    ck_assert(err_is(&err, ERR_MALFORMED));
    ck_assert_ptr_null(facts);
}
END_TEST

START_TEST(size_count_and_depth_are_bounded)
{
    AUTO(text) text = { 0 };
    struct facts *facts = NULL;
    struct err err = { 0 };

    ck_assert(!facts_parse(document, (size_t)FACTS_SIZE_LIMIT + 1, &facts, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));

    text_append(&text, HEAD "\"facts\":{\"a.0\":{\"state\":\"absent\"}");
    for (int i = 1; i <= FACTS_COUNT_LIMIT; i++)
        text_append(&text, ",\"a.%d\":{\"state\":\"absent\"}", i);
    text_append(&text, "}}");
    ck_assert(!facts_parse(text_string(&text), text.len, &facts, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    ck_assert_str_eq(err.text, "facts.a.4096: more than 4096 facts");

    text_clear(&text);
    for (int i = 0; i < 10000; i++)
        text_append(&text, "[");
    ck_assert(!facts_parse(text_string(&text), text.len, &facts, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
}
END_TEST

START_TEST(reading_survives_a_missing_allocation)
{
    bool done = false;

    for (unsigned nth = 1; !done; nth++) {
        struct facts *facts = NULL;
        struct err err = { 0 };
        fake_alloc_fail_nth(nth);
        bool ok = facts_parse(document, strlen(document), &facts, &err);
        done = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_uint_lt(nth, 1000);
        ck_assert_msg(ok == done, "allocation %u", nth);
        ck_assert_msg(ok || err_is(&err, ERR_NOMEM), "allocation %u: %s", nth, err.text);
        facts_free(facts);
    }
}
END_TEST

START_TEST(writing_survives_a_missing_allocation)
{
    struct facts *facts = parse(document);
    bool done = false;

    for (unsigned nth = 1; !done; nth++) {
        AUTO(text) text = { 0 };
        struct err err = { 0 };
        fake_alloc_fail_nth(nth);
        bool ok = facts_print(facts, &text, &err);
        done = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_uint_lt(nth, 1000);
        ck_assert_msg(ok == done, "allocation %u", nth);
        ck_assert_msg(ok || err_is(&err, ERR_NOMEM), "allocation %u: %s", nth, err.text);
    }
    facts_free(facts);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("facts_json");

    check_add(suite, a_document_reads_back_byte_for_byte, 1);
    check_add(suite, every_member_means_what_it_says, 1);
    check_add(suite, a_document_cut_anywhere_is_refused, 1);
    check_add(suite, what_may_be_left_out_is_empty, 1);
    check_add(suite, any_other_document_is_refused_by_the_member, COUNT_OF(bad));
    check_add(suite, size_count_and_depth_are_bounded, 1);
    check_add(suite, reading_survives_a_missing_allocation, 1);
    check_add(suite, writing_survives_a_missing_allocation, 1);
    return check_main(suite);
}
