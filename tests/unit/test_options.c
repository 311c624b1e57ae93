/* SPDX-License-Identifier: MIT */
/* test_options.c - every form of an option is read, and every wrong one is named. */
#include "ui/options.h"

#include "check_main.h"

enum { ALL = (OPTION_GUEST << 1) - 1, ARGUMENT_LIMIT = 16 };

static bool parse(
    const char *const *typed, uint64_t takes, struct options *options, struct options_error *error)
{
    char *arguments[ARGUMENT_LIMIT] = { 0 };
    int count = 0;

    for (; typed[count]; count++)
        arguments[count] = (char *)(uintptr_t)typed[count];
    return options_parse(count, arguments, takes, 1, options, error);
}

static const struct {
    const char *typed[ARGUMENT_LIMIT];
    uint64_t takes;
    const char *text; /* in the error */
    const char *hint;
} wrong[] = {
    { { "--profil", "devbox" }, ALL, "unknown option '--profil'", "did you mean '--profile'?" },
    { { "--frobnicate" }, ALL, "unknown option '--frobnicate'", "" },
    { { "-x" }, ALL, "unknown option '-x'", "" },
    { { "--plan", "f" }, OPTION_PROFILE, "no option '--plan'", "" },
    { { "--profile" }, ALL, "'--profile' needs a value: ID", "" },
    { { "--profile", "--json" }, ALL, "'--profile' needs a value", "" },
    { { "--profile=" }, ALL, "'--profile' needs a value", "" },
    { { "--facts", "" }, ALL, "'--facts' needs a value", "" },
    { { "--record", "--json" }, ALL, "'--record' needs a value: FILE", "" },
    { { "--guest" }, ALL, "'--guest' needs a value: FILE", "" },
    { { "--json=yes" }, ALL, "'--json' takes no value", "" },
    { { "--json", "--json" }, ALL, "'--json' is given twice", "" },
    { { "--facts", "a", "--facts", "b" }, ALL, "'--facts' is given twice", "" },
    { { "--profile", "a", "--profile", "a" }, ALL, "profile 'a' is given twice", "" },
    { { "--profile=a,b,a" }, ALL, "profile 'a' is given twice", "" },
    { { "--profile=b,a", "--profile", "c,a" }, ALL, "profile 'a' is given twice", "" },
    { { "--profile", "a,,b" }, ALL, "a comma with no name", "" },
    { { "--profile", ",a" }, ALL, "a comma with no name", "" },
    { { "--profile", "a," }, ALL, "a comma with no name", "" },
    { { "--format", "xml" }, ALL, "unknown format 'xml': table, json, junit", "" },
    { { "--format", "junti" }, ALL, "unknown format 'junti'", "did you mean 'junit'?" },
    { { "--format" }, ALL, "'--format' needs a value: NAME", "" },
    { { "--json", "--format=sarif" }, ALL, "--json and --format sarif ask for two", "" },
    { { "--format=table", "--json" }, ALL, "--json and --format table ask for two", "" },
    { { "--limit", "0" }, ALL, "from 1 to 1440, not '0'", "" },
    { { "--limit", "-1" }, ALL, "not '-1'", "" },
    { { "--limit", "1441" }, ALL, "not '1441'", "" },
    { { "--limit", "5m" }, ALL, "not '5m'", "" },
    { { "--limit", "99999999999999999999" }, ALL, "'--limit' takes a number", "" },
    { { "--run-limit", "0" }, ALL, "'--run-limit' takes a number from 1 to 10080, not '0'", "" },
    { { "--run-limit=10081" }, ALL, "not '10081'", "" },
    { { "--alone=yes" }, ALL, "'--alone' takes no value", "" },
    { { "--recovery-limit", "x" }, ALL, "'--recovery-limit' takes a number", "" },
    { { "one", "two" }, ALL, "unexpected argument 'two'", "" },
    { { "one", "--", "--json" }, ALL, "unexpected argument '--json'", "" },
};

START_TEST(names_what_is_wrong)
{
    AUTO(options) options = { 0 };
    struct options_error error = { 0 };

    ck_assert_msg(!parse(wrong[_i].typed, wrong[_i].takes, &options, &error), "'%s' was taken",
        wrong[_i].typed[0]);
    ck_assert_msg(strstr(error.text, wrong[_i].text), "'%s': %s", wrong[_i].typed[0], error.text);
    ck_assert_str_eq(error.hint, wrong[_i].hint);
}
END_TEST

START_TEST(reads_every_option)
{
    static const char *const typed[] = { "--profile", "devbox", "--facts=f", "--operations",
        "-a,+b", "--limit", "90", "--json", "word", "--recovery-limit=4096", "--record=r",
        "--guest=g", NULL };
    AUTO(options) options = { 0 };
    struct options_error error = { 0 };

    ck_assert_msg(parse(typed, ALL, &options, &error), "%s", error.text);
    ck_assert_uint_eq(options.profiles.count, 1);
    ck_assert_str_eq(options.profiles.items[0], "devbox");
    ck_assert_str_eq(options.facts, "f");
    ck_assert_str_eq(options.record, "r");
    ck_assert_str_eq(options.guest, "g");
    ck_assert_str_eq(options.operations, "-a,+b");
    ck_assert_uint_eq(options.limit_minutes, 90);
    ck_assert_uint_eq(options.recovery_limit_mib, 4096);
    ck_assert(options_has(&options, OPTION_JSON));
    ck_assert(!options_has(&options, OPTION_DEEP));
    ck_assert_uint_eq(options.word_count, 1);
    ck_assert_str_eq(options.words[0], "word");
}
END_TEST

/* What was given, and how it is handed on when all but --json may be. */
static const struct {
    const char *typed[ARGUMENT_LIMIT], *again[ARGUMENT_LIMIT];
} handed_on[] = {
    { { NULL }, { NULL } },
    { { "--json", "--alone" }, { "--alone", NULL } },
    { { "--profile", "a,b", "--profile=c", "--limit", "5" },
        { "--profile=a,b,c", "--limit=5", NULL } },
    { { "--run-limit", "600", "--recovery-limit=2048", "--no-restart" },
        { "--run-limit=600", "--recovery-limit=2048", "--no-restart", NULL } },
    { { "--operations=-a,+b", "--manifest", "C:\\a b\\c.json", "--format", "sarif" },
        { "--operations=-a,+b", "--manifest=C:\\a b\\c.json", "--format=sarif", NULL } },
};

START_TEST(what_was_given_can_be_handed_on)
{
    AUTO(options) options = { 0 };
    AUTO(options) again = { 0 };
    AUTO(text_list) arguments = { 0 };
    struct options_error error = { 0 };
    struct err err = { 0 };

    ck_assert_msg(parse(handed_on[_i].typed, ALL, &options, &error), "%s", error.text);
    ck_assert(options_to_arguments(&options, ALL & ~(uint64_t)OPTION_JSON, &arguments, &err));
    for (size_t at = 0; handed_on[_i].again[at]; at++) {
        ck_assert_uint_gt(arguments.count, at);
        bool there = false;
        for (size_t i = 0; i < arguments.count; i++)
            there = there || strcmp(arguments.items[i], handed_on[_i].again[at]) == 0;
        ck_assert_msg(there, "'%s' is not handed on", handed_on[_i].again[at]);
    }
    ck_assert_msg(options_parse((int)arguments.count, arguments.items, ALL, 0, &again, &error),
        "%s", error.text);
    ck_assert_uint_eq(again.given, options.given & ~(uint64_t)OPTION_JSON);
}
END_TEST

START_TEST(has_defaults_when_nothing_is_given)
{
    static const char *const typed[] = { NULL };
    AUTO(options) options = { 0 };
    struct options_error error = { 0 };

    ck_assert(parse(typed, ALL, &options, &error));
    ck_assert_uint_eq(options.given, 0);
    ck_assert_uint_eq(options.limit_minutes, OPTIONS_LIMIT_MINUTES_DEFAULT);
    ck_assert_ptr_null(options.state);
}
END_TEST

START_TEST(two_hyphens_end_the_options)
{
    static const char *const typed[] = { "--json", "--", "--profile", NULL };
    AUTO(options) options = { 0 };
    struct options_error error = { 0 };

    ck_assert(parse(typed, ALL, &options, &error));
    ck_assert_str_eq(options.words[0], "--profile");
    ck_assert_uint_eq(options.profiles.count, 0);
}
END_TEST

START_TEST(help_stands_anywhere)
{
    static const char *const typed[] = { "--json", "--help", "--frobnicate", NULL };
    AUTO(options) options = { 0 };
    struct options_error error = { 0 };

    ck_assert(parse(typed, ALL, &options, &error));
    ck_assert(options.help);
}
END_TEST

START_TEST(profiles_stand_behind_commas_or_again)
{
    static const char *const typed[] = { "--profile", "a,b", "--profile=c", NULL };
    AUTO(options) options = { 0 };
    struct options_error error = { 0 };

    ck_assert_msg(parse(typed, ALL, &options, &error), "%s", error.text);
    ck_assert_uint_eq(options.profiles.count, 3);
    for (size_t at = 0; at < 3; at++)
        ck_assert_str_eq(options.profiles.items[at], at == 0 ? "a" : at == 1 ? "b" : "c");
}
END_TEST

/* "p0,p1,...": so many. */
static void append_names(struct text *names, int count)
{
    text_append(names, "--profile=");
    for (int at = 0; at < count; at++)
        text_append(names, "%sp%d", at > 0 ? "," : "", at);
}

START_TEST(more_profiles_than_fit_are_refused)
{
    AUTO(text) most = { 0 };
    AUTO(text) more = { 0 };
    AUTO(options) taken = { 0 };
    AUTO(options) refused = { 0 };
    struct options_error error = { 0 };

    append_names(&most, OPTIONS_PROFILE_LIMIT);
    append_names(&more, OPTIONS_PROFILE_LIMIT + 1);
    const char *const typed[] = { text_string(&most), NULL };
    const char *const typed_more[] = { text_string(&more), NULL };
    ck_assert_msg(parse(typed, ALL, &taken, &error), "%s", error.text);
    ck_assert_uint_eq(taken.profiles.count, 256);
    ck_assert(!parse(typed_more, ALL, &refused, &error));
    ck_assert_str_eq(error.text, "more than 256 profiles");
}
END_TEST

static const struct {
    const char *typed[3];
    enum option_format format;
    bool json;
} forms[] = {
    { { NULL }, FORMAT_TABLE, false },
    { { "--json" }, FORMAT_JSON, true },
    { { "--format=json" }, FORMAT_JSON, true },
    { { "--format=json", "--json" }, FORMAT_JSON, true },
    { { "--format=table" }, FORMAT_TABLE, false },
    { { "--format=junit" }, FORMAT_JUNIT, false },
    { { "--format=sarif" }, FORMAT_SARIF, false },
    { { "--format=markdown" }, FORMAT_MARKDOWN, false },
};

START_TEST(json_is_short_for_a_format)
{
    AUTO(options) options = { 0 };
    struct options_error error = { 0 };

    ck_assert_msg(parse(forms[_i].typed, ALL, &options, &error), "%s", error.text);
    ck_assert_int_eq(options.format, forms[_i].format);
    ck_assert_int_eq(options_has(&options, OPTION_JSON), forms[_i].json);
}
END_TEST

START_TEST(every_option_has_a_name_and_a_sentence)
{
    const struct option_row *row = &option_rows[_i];

    ck_assert_msg(strncmp(row->name, "--", 2) == 0, "%s", row->name);
    ck_assert_msg(strlen(row->what) > 10, "%s", row->name);
    for (size_t at = 0; at < (size_t)_i; at++)
        ck_assert_msg(option_rows[at].bit != row->bit, "%s", row->name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("options");
    TCase *tests = tcase_create("options");

    tcase_add_loop_test(tests, names_what_is_wrong, 0, COUNT_OF(wrong));
    tcase_add_test(tests, reads_every_option);
    tcase_add_loop_test(tests, what_was_given_can_be_handed_on, 0, COUNT_OF(handed_on));
    tcase_add_test(tests, has_defaults_when_nothing_is_given);
    tcase_add_test(tests, two_hyphens_end_the_options);
    tcase_add_test(tests, help_stands_anywhere);
    tcase_add_test(tests, profiles_stand_behind_commas_or_again);
    tcase_add_test(tests, more_profiles_than_fit_are_refused);
    tcase_add_loop_test(tests, json_is_short_for_a_format, 0, COUNT_OF(forms));
    tcase_add_loop_test(tests, every_option_has_a_name_and_a_sentence, 0, (int)option_rows_count);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
