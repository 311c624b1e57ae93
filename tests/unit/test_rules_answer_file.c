/* SPDX-License-Identifier: MIT */
/* test_rules_answer_file.c - every verdict on answer files and what setup left behind. */
#include "rule_rows.h"

#define ANSWERS(member) "{\"path\":\"C:\\\\Unattend.xml\"," member "}"

static const struct rule_row rows[] = {
    { "none", "answer-file.none-left", VERDICT_MET, "none", { ROWS("answer_file.found", "[]") } },
    { "one", "answer-file.none-left", VERDICT_UNMET, "C:\\Unattend.xml",
        { ROWS("answer_file.found", "[" ANSWERS("\"autologon\":0") "]") } },
    { "denied", "answer-file.none-left", VERDICT_UNKNOWN, "access denied",
        { DENIED("answer_file.found") } },
    { "none", "answer-file.parsable", VERDICT_MET, "none", { ROWS("answer_file.found", "[]") } },
    { "one without", "answer-file.parsable", VERDICT_MET, "none",
        { ROWS("answer_file.found", "[" ANSWERS("\"kind\":\"answer-file\"") "]") } },
    { "one with", "answer-file.parsable", VERDICT_UNMET, "C:\\Unattend.xml",
        { ROWS("answer_file.found",
            "[" ANSWERS("\"kind\":\"answer-file\"") "," ANSWERS("\"kind\":\"malformed\"") "]") } },
    { "denied", "answer-file.parsable", VERDICT_UNKNOWN, "access denied",
        { DENIED("answer_file.found") } },
    { "of another kind", "answer-file.parsable", VERDICT_UNKNOWN,
        "answer_file.found is of another kind than it should be",
        { NUMBER("answer_file.found", 0) } },
    { "none", "answer-file.no-secrets", VERDICT_MET, "none", { ROWS("answer_file.found", "[]") } },
    { "one without", "answer-file.no-secrets", VERDICT_MET, "none",
        { ROWS("answer_file.found",
            "[" ANSWERS(
                "\"plain_passwords\":0,\"encoded_passwords\":0,\"product_keys\":0") "]") } },
    { "one with", "answer-file.no-secrets", VERDICT_UNMET, "C:\\Unattend.xml",
        { ROWS("answer_file.found",
            "[" ANSWERS("\"plain_passwords\":0,\"encoded_passwords\":0,"
                        "\"product_keys\":0") "," ANSWERS("\"plain_passwords\":2") "]") } },
    { "one with", "answer-file.no-secrets", VERDICT_UNMET, "C:\\Unattend.xml",
        { ROWS("answer_file.found",
            "[" ANSWERS("\"plain_passwords\":0,\"encoded_passwords\":0,"
                        "\"product_keys\":0") "," ANSWERS("\"encoded_passwords\":1") "]") } },
    { "one with", "answer-file.no-secrets", VERDICT_UNMET, "C:\\Unattend.xml",
        { ROWS("answer_file.found",
            "[" ANSWERS("\"plain_passwords\":0,\"encoded_passwords\":0,"
                        "\"product_keys\":0") "," ANSWERS("\"product_keys\":1") "]") } },
    { "denied", "answer-file.no-secrets", VERDICT_UNKNOWN, "access denied",
        { DENIED("answer_file.found") } },
    { "of another kind", "answer-file.no-secrets", VERDICT_UNKNOWN,
        "answer_file.found is of another kind than it should be",
        { NUMBER("answer_file.found", 0) } },
    { "none", "answer-file.no-autologon", VERDICT_MET, "none",
        { ROWS("answer_file.found", "[]") } },
    { "one without", "answer-file.no-autologon", VERDICT_MET, "none",
        { ROWS("answer_file.found", "[" ANSWERS("\"autologon\":0") "]") } },
    { "one with", "answer-file.no-autologon", VERDICT_UNMET, "C:\\Unattend.xml",
        { ROWS("answer_file.found",
            "[" ANSWERS("\"autologon\":0") "," ANSWERS("\"autologon\":1") "]") } },
    { "denied", "answer-file.no-autologon", VERDICT_UNKNOWN, "access denied",
        { DENIED("answer_file.found") } },
    { "of another kind", "answer-file.no-autologon", VERDICT_UNKNOWN,
        "answer_file.found is of another kind than it should be",
        { NUMBER("answer_file.found", 0) } },
    { "none", "setup.no-complete-script", VERDICT_MET, "SetupComplete.cmd not there",
        { IS_ABSENT("setup.complete_script") } },
    { "one", "setup.no-complete-script", VERDICT_UNMET, "SetupComplete.cmd is there",
        { NUMBER("setup.complete_script", 12) } },
    { "denied", "setup.no-complete-script", VERDICT_UNKNOWN, "access denied",
        { DENIED("setup.complete_script") } },
    { "none", "setup.no-windows-old", VERDICT_MET, "Windows.old not there",
        { IS_ABSENT("setup.windows_old") } },
    { "one", "setup.no-windows-old", VERDICT_UNMET, "Windows.old is there",
        { NUMBER("setup.windows_old", 1) } },
    { "denied", "setup.no-windows-old", VERDICT_UNKNOWN, "access denied",
        { DENIED("setup.windows_old") } },
};

START_TEST(left_overs_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_answer_file", left_overs_are_judged, (int)COUNT_OF(rows));
}
