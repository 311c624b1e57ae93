/* SPDX-License-Identifier: MIT */
/* test_expect.c - every kind of expectation, over every state of a fact. */
#include "rule_rows.h"

static const struct parameter parameters[] = { { "most_items", 3 }, { NULL, 0 } };

static const struct row {
    const char *name;
    struct expectation expects;
    enum verdict verdict;
    const char *seen;
    struct given given[3];
} rows[] = {
    { "the number", { .fact = "a.b", .number = 4, .show = "Start" }, VERDICT_MET, "Start 4",
        { NUMBER("a.b", 4) } },
    { "another number", { .fact = "a.b", .number = 4 }, VERDICT_UNMET, "2", { NUMBER("a.b", 2) } },
    { "any but this", { .fact = "a.b", .kind = EXPECTS_NOT_NUMBER, .number = 4 }, VERDICT_UNMET,
        "4", { NUMBER("a.b", 4) } },
    { "another than this", { .fact = "a.b", .kind = EXPECTS_NOT_NUMBER, .number = 4 }, VERDICT_MET,
        "3", { NUMBER("a.b", 3) } },
    { "at least", { .fact = "a.b", .kind = EXPECTS_AT_LEAST, .number = 1 }, VERDICT_UNMET, "0",
        { NUMBER("a.b", 0) } },
    { "at most, by the profile",
        { .fact = "a.b", .kind = EXPECTS_AT_MOST, .parameter = "most_items" }, VERDICT_MET, "3",
        { NUMBER("a.b", 3) } },
    { "over the profile's", { .fact = "a.b", .kind = EXPECTS_AT_MOST, .parameter = "most_items" },
        VERDICT_UNMET, "4", { NUMBER("a.b", 4) } },
    { "the text", { .fact = "a.b", .kind = EXPECTS_TEXT, .text = "Manual" }, VERDICT_MET, "manual",
        { TEXT("a.b", "manual") } },
    { "an empty text", { .fact = "a.b", .kind = EXPECTS_TEXT, .text = "Manual" }, VERDICT_UNMET,
        "(empty)", { TEXT("a.b", "") } },
    { "one of two", { .fact = "a.b", .kind = EXPECTS_ONE_OF, .text = "Manual|Automatic" },
        VERDICT_MET, "Automatic", { TEXT("a.b", "Automatic") } },
    { "a part of one is none",
        { .fact = "a.b", .kind = EXPECTS_ONE_OF, .text = "Manual|Automatic" }, VERDICT_UNMET,
        "Auto", { TEXT("a.b", "Auto") } },
    { "no rows", { .fact = "a.b", .kind = EXPECTS_NO_ROWS }, VERDICT_MET, "none",
        { ROWS("a.b", "[]") } },
    { "rows", { .fact = "a.b", .kind = EXPECTS_NO_ROWS, .show = "name" }, VERDICT_UNMET,
        "x, (unnamed)", { ROWS("a.b", "[{\"id\":\"1\",\"name\":\"x\"},{\"id\":\"2\"}]") } },
    { "more rows than are shown", { .fact = "a.b", .kind = EXPECTS_NO_ROWS }, VERDICT_UNMET,
        "1, 2, 3, 4 and 1 more",
        { ROWS(
            "a.b", "[{\"n\":\"1\"},{\"n\":\"2\"},{\"n\":\"3\"},{\"n\":\"4\"},{\"n\":\"5\"}]") } },
    { "nothing is there", { .fact = "a.b", .kind = EXPECTS_ABSENT, .show = "AutoAdminLogon" },
        VERDICT_MET, "AutoAdminLogon not there", { IS_ABSENT("a.b") } },
    { "something is there", { .fact = "a.b", .kind = EXPECTS_ABSENT, .show = "AutoAdminLogon" },
        VERDICT_UNMET, "AutoAdminLogon is there", { NUMBER("a.b", 1) } },
    { "absent is unknown unless said", { .fact = "a.b", .number = 4 }, VERDICT_UNKNOWN, "not there",
        { IS_ABSENT("a.b") } },
    { "absent as said", { .fact = "a.b", .number = 4, .when_absent = VERDICT_MET }, VERDICT_MET,
        "not there", { IS_ABSENT("a.b") } },
    { "denied", { .fact = "a.b", .number = 4, .when_absent = VERDICT_MET }, VERDICT_UNKNOWN,
        "access denied", { DENIED("a.b") } },
    { "denied rows", { .fact = "a.b", .kind = EXPECTS_NO_ROWS }, VERDICT_UNKNOWN, "access denied",
        { DENIED("a.b") } },
    { "denied is not nothing", { .fact = "a.b", .kind = EXPECTS_ABSENT }, VERDICT_UNKNOWN,
        "access denied", { DENIED("a.b") } },
    { "not collected", { .fact = "a.b", .kind = EXPECTS_ABSENT }, VERDICT_UNKNOWN,
        "a.b was not collected", { { GIVEN_NOTHING, NULL, NULL, 0 } } },
    { "does not apply", { .fact = "a.b", .kind = EXPECTS_NO_ROWS }, VERDICT_NOT_APPLICABLE,
        "a server", { UNFIT("a.b", "a server") } },
    { "of another kind", { .fact = "a.b", .kind = EXPECTS_NO_ROWS }, VERDICT_UNKNOWN,
        "a.b is of another kind than it should be", { NUMBER("a.b", 0) } },
    { "a slow witness that was not asked", { .fact = "a.b", .deep = true }, VERDICT_NOT_APPLICABLE,
        "only --deep asks for it", { { GIVEN_NOTHING, NULL, NULL, 0 } } },
    { "a slow witness that could not tell", { .fact = "a.b", .deep = true }, VERDICT_UNKNOWN,
        "access denied", { DENIED("a.b") } },
    { "sealed", { .fact = "a.b", .not_when_sealed = true }, VERDICT_NOT_APPLICABLE,
        "the guest is sealed",
        { NUMBER("a.b", 1),
            TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE") } },
};

START_TEST(expectations_are_judged)
{
    const struct row *row = &rows[_i];
    const struct requirement requirement = { .id = "x.y", .expects = row->expects };
    struct facts *facts = facts_new();
    AUTO(text) seen = { 0 };

    ck_assert_ptr_nonnull(facts);
    for (size_t i = 0; i < COUNT_OF(row->given); i++)
        give(facts, &row->given[i]);
    enum verdict verdict = requirement_judge(&requirement, facts, parameters, &seen);
    facts_free(facts);
    ck_assert_msg(verdict == row->verdict, "%s: %s (%s)", row->name, verdict_name(verdict),
        text_string(&seen));
    ck_assert_msg(
        strcmp(text_string(&seen), row->seen) == 0, "%s: saw '%s'", row->name, text_string(&seen));
}
END_TEST

int main(void)
{
    return rule_main("expect", expectations_are_judged, (int)COUNT_OF(rows));
}
