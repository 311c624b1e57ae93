/* SPDX-License-Identifier: MIT */
/*
 * test_remove_appx_packages.c - what blocks goes, nothing else does, and the deployment service is
 * the one who says so.
 */
#include "bench.h"
#include "check_main.h"

#define ID "remove-appx-packages"
#define STORE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore"
#define FIRST "S-1-5-21-1-2-3-1001"
#define SECOND "S-1-5-21-1-2-3-1002"
#define WINGET "Microsoft.Winget.Source_2024.325.1813.54_neutral__8wekyb3d8bbwe"
#define COPILOT "Microsoft.Copilot_0.4.2.0_neutral__8wekyb3d8bbwe"
#define NEW_PAINT "Microsoft.Paint_12.0.1.0_x64__8wekyb3d8bbwe"
#define VCLIBS "Microsoft.VCLibs.140.00_14.0.32530.0_x64__8wekyb3d8bbwe"
#define WIDGETS "MicrosoftWindows.Client.WebExperience_1.0.1.0_x64__cw5n1h2txyewy"
#define CALCULATOR "Microsoft.WindowsCalculator_11.2307.4.0_x64__8wekyb3d8bbwe"

/* Who has what. The first four block; the others are none of ours to remove. */
static const struct {
    const char *package, *sid;
    int framework, non_removable;
    const char *signature;
} installed[] = {
    { WINGET, FIRST, 0, 0, "Store" },
    { COPILOT, FIRST, 0, 0, "Store" },
    { COPILOT, SECOND, 0, 0, "Store" },
    { NEW_PAINT, SECOND, 0, 0, "Store" },
    { VCLIBS, FIRST, 1, 0, "Store" },
    { WIDGETS, FIRST, 0, 1, "Store" },
    { WIDGETS, SECOND, 0, 0, "System" },
    { CALCULATOR, FIRST, 0, 0, "Store" },
    { COPILOT, "S-1-5-18", 0, 0, "Store" },
};

static bool gone[COUNT_OF(installed)];

static void show(struct fake_machine *machine)
{
    AUTO(text) rows = { 0 };

    for (size_t i = 0; i < COUNT_OF(installed); i++)
        if (!gone[i])
            text_append(&rows,
                "%s{\"full_name\":\"%s\",\"sid\":\"%s\",\"framework\":%d,\"resource\":0,"
                "\"non_removable\":%d,\"signature\":\"%s\"}",
                rows.len > 0 ? "," : "[", installed[i].package, installed[i].sid,
                installed[i].framework, installed[i].non_removable, installed[i].signature);
    text_append(&rows, "]");
    fake_list(machine, GUEST_LIST_APPX_PACKAGES, text_string(&rows));
}

static void set(struct bench *bench)
{
    memset(gone, 0, sizeof gone);
    bench_set(bench, ID);
    show(bench->machine);
}

/* -- PowerShell, in its moods -- */

static void remove_package(const char *package)
{
    bool is_there = false;

    for (size_t i = 0; i < COUNT_OF(installed); i++) {
        bool is_it = strcmp(installed[i].package, package) == 0;

        ck_assert_msg(!is_it || !installed[i].framework, "%s is a framework", package);
        is_there = is_there || is_it;
        gone[i] = gone[i] || is_it;
    }
    ck_assert_msg(is_there, "nobody has '%s'", package);
}

/* Removes what the list says, but for one package, and answers as the script does. */
static void remove_all_but(struct fake_machine *machine, const char *const *arguments,
    const char *stubborn, const char *answer_of_it)
{
    AUTO(json_value) wanted = { NULL };
    AUTO(text) answer = { 0 };
    struct err err = { 0 };
    size_t len = 0;
    const char *bytes = fake_disk_content(arguments[6], &len);

    ck_assert_ptr_nonnull(bytes);
    ck_assert(json_parse(bytes, len, &wanted.root, &err));
    for (const struct json *item = json_first(wanted.root); item; item = json_next(item)) {
        const char *package = json_string(json_member(item, "package"));
        bool stays = stubborn && strcmp(stubborn, package) == 0;

        if (!stays)
            remove_package(package);
        text_append(&answer, "%s{\"package\":\"%s\",%s}", answer.len > 0 ? "," : "[", package,
            stays ? answer_of_it : "\"result\":\"removed\",\"code\":\"\",\"text\":\"\"");
    }
    text_append(&answer, "]\r\n");
    fake_disk_put(arguments[7], text_string(&answer), answer.len);
    show(machine);
}

static uint32_t works(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    static const char *const expected[] = { "-NoProfile", "-NonInteractive", "-ExecutionPolicy",
        "Bypass", "-File" };
    size_t len = 0;

    (void)output;
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        ck_assert_str_eq(arguments[i], expected[i]);
    ck_assert_ptr_null(arguments[8]);
    ck_assert(text_starts(arguments[5], "state"));
    const char *script = fake_disk_content(arguments[5], &len);
    ck_assert_ptr_nonnull(script);
    ck_assert_ptr_nonnull(strstr(script, "Remove-AppxPackage -Package $name -AllUsers"));
    ck_assert_ptr_null(fake_disk_content(arguments[7], NULL));
    remove_all_but(machine, arguments, NULL, "");
    return 0;
}

static uint32_t leaves_one(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)output;
    remove_all_but(machine, arguments, COPILOT,
        "\"result\":\"failed\",\"code\":\"0x80073CFA\",\"text\":\"Deployment failed\"");
    return 0;
}

static uint32_t lies_about_one(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)output;
    remove_all_but(
        machine, arguments, COPILOT, "\"result\":\"removed\",\"code\":\"\",\"text\":\"\"");
    return 0;
}

static uint32_t works_and_answers_nothing(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)output;
    remove_all_but(machine, arguments, NULL, "");
    fake_disk_put(arguments[7], "", 0);
    return 0;
}

static uint32_t answers_something_else(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)output;
    fake_disk_put(arguments[7], "{\"package\":", 11);
    return 0;
}

static uint32_t answers_no_list(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)output;
    fake_disk_put(arguments[7], "{}", 2);
    return 0;
}

static uint32_t leaves_no_answer(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    (void)output;
    return 0;
}

static uint32_t is_denied(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    text_append(output, "\r\nGet-AppxPackage : Zugriff verweigert\r\n");
    return 1;
}

static uint32_t removes_and_gets_others(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)output;
    remove_all_but(machine, arguments, NULL, "");
    fake_list(machine, GUEST_LIST_APPX_PACKAGES,
        "[{\"full_name\":\"" COPILOT "x\",\"sid\":\"" FIRST "\"},"
        "{\"full_name\":\"Microsoft.Edge.GameAssist_1.0.1.0_x64__8wekyb3d8bbwe\",\"sid\":\"" FIRST
        "\"}]");
    return 0;
}

static const struct {
    const char *name;
    fake_program_run run;
    uint32_t duration_ms;
    bool works;
    const char *told;
} cases[] = {
    { "works", works, 20000, true, "" },
    { "one stays", leaves_one, 20000, false,
        "1 of 3 packages still there: " COPILOT " (failed, 0x80073CFA, the deployment service "
        "could not remove it)" },
    { "says of one that it is gone, and it is not", lies_about_one, 20000, false,
        COPILOT " (said to be removed)" },
    { "all gone, and an answer that is empty", works_and_answers_nothing, 20000, true, "" },
    { "an answer that is malformed", answers_something_else, 20000, false, "PowerShell's answer" },
    { "an answer that is no list", answers_no_list, 20000, false, "answer is no list" },
    { "no answer", leaves_no_answer, 20000, false, "PowerShell left no answer" },
    { "denied", is_denied, 20000, false, "ended with code 1: Get-AppxPackage : Zugriff" },
    { "others come meanwhile", removes_and_gets_others, 20000, false,
        "others have come meanwhile" },
    { "does not end", leaves_no_answer, 3600 * 1000, false, "did not end within 15 min" },
};

START_TEST(the_deployment_service_decides)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench);
    ck_assert(!bench_holds(&bench));
    fake_program(bench.machine, "powershell.exe", cases[_i].duration_ms, cases[_i].run);
    ck_assert_msg(bench_apply(&bench, &err) == cases[_i].works, "%s: %s", cases[_i].name, err.text);
    ck_assert_msg(strstr(err.text, cases[_i].told), "%s: %s", cases[_i].name, err.text);
    if (cases[_i].works)
        ck_assert(bench_holds(&bench));
    ck_assert_int_eq(fake_disk_count("appx.ps1"), 0);
    ck_assert_int_eq(fake_disk_count("appx-wanted.json"), 0);
    ck_assert_int_eq(fake_disk_count("appx-answer.json"), 0);
}
END_TEST

START_TEST(what_does_not_block_stays)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench);
    fake_program(bench.machine, "powershell.exe", 20000, works);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    for (size_t i = 0; i < COUNT_OF(installed); i++)
        ck_assert_msg(gone[i] == (i < 4 || i == 8), "%s of %s", installed[i].package,
            installed[i].sid); /* the last one goes with the package that blocks */
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 1);
}
END_TEST

START_TEST(it_is_told_who_has_what_and_how_it_goes)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) kept = { 0 };
    struct err err = { 0 };

    set(&bench);
    fake_program(bench.machine, "powershell.exe", 20000, leaves_one);
    ck_assert(!bench_apply(&bench, &err));
    ck_assert(json_print(json_member(bench.report.root, "packages"), true, &kept, &err));
    ck_assert_str_eq(text_string(&kept),
        "[{\"package\":\"" WINGET "\",\"users\":[\"" FIRST "\"],\"removed\":true,\"result\":"
        "\"removed\",\"code\":\"\",\"text\":\"\"},"
        "{\"package\":\"" COPILOT "\",\"users\":[\"" FIRST "\",\"" SECOND "\"],\"removed\":false,"
        "\"result\":\"failed\",\"code\":\"0x80073CFA\",\"text\":\"Deployment failed\"},"
        "{\"package\":\"" NEW_PAINT "\",\"users\":[\"" SECOND "\"],\"removed\":true,\"result\":"
        "\"removed\",\"code\":\"\",\"text\":\"\"}]");
    ck_assert_ptr_nonnull(strstr(text_string(&bench.context.details), "not removed: " COPILOT));
    ck_assert_ptr_nonnull(strstr(text_string(&bench.said), "removing " COPILOT " for 2 users"));
}
END_TEST

/* Only the one that is newer than the provisioned one leaves the provisioned one alone. */
static uint32_t looks_at_the_list(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    size_t len = 0;
    AUTO(text) list = { 0 };

    (void)output;
    text_append(&list, "%s", fake_disk_content(arguments[6], &len));
    ck_assert_ptr_nonnull(strstr(text_string(&list),
        "{\"package\":\"" NEW_PAINT "\",\"everyone\":false,\"users\":[\"" SECOND "\"]}"));
    ck_assert_ptr_nonnull(
        strstr(text_string(&list), "{\"package\":\"" WINGET "\",\"everyone\":true,"));
    remove_all_but(machine, arguments, NULL, "");
    return 0;
}

START_TEST(a_newer_one_goes_for_those_who_have_it)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench);
    fake_program(bench.machine, "powershell.exe", 20000, looks_at_the_list);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
}
END_TEST

START_TEST(a_child_that_hangs_is_ended)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench);
    bench.context.limit_ms = 60 * 1000;
    fake_program(bench.machine, "powershell.exe", 3600 * 1000, leaves_no_answer);
    ck_assert(!bench_apply(&bench, &err));
    ck_assert(err_is(&err, ERR_TIME_LIMIT));
    ck_assert_ptr_nonnull(strstr(err.text, "within 1 min"));
    ck_assert_int_eq(fake_calls(bench.machine, "process_end"), 1);
}
END_TEST

START_TEST(with_nothing_to_remove_nothing_is_started)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    ck_assert(bench_holds(&bench));
    ck_assert(bench_apply(&bench, &err));
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
    ck_assert_str_eq(bench_observe(&bench, &text), "0 blocking packages");
}
END_TEST

START_TEST(a_second_run_goes_on_where_the_first_one_stopped)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    set(&bench);
    ck_assert_str_eq(
        bench_observe(&bench, &text), "3 blocking packages: " WINGET ", " COPILOT ", " NEW_PAINT);
    fake_program(bench.machine, "powershell.exe", 20000, leaves_one);
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_str_eq(bench_observe(&bench, &text), "1 blocking package: " COPILOT);
    fake_program(bench.machine, "powershell.exe", 20000, works);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert(bench_holds(&bench));
}
END_TEST

START_TEST(a_service_that_cannot_be_asked_is_no_answer)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    bool yes = true;

    set(&bench);
    fake_fail(bench.machine, "appx-packages", -1, ERR_HRESULT, 0x80070422, "AppXSvc is disabled");
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_uint_eq(err.code, 0x80070422);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
}
END_TEST

START_TEST(names_that_are_none_tell_nothing)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    bool yes = true;

    bench_set(&bench, ID);
    fake_list(bench.machine, GUEST_LIST_APPX_PACKAGES,
        "[{\"full_name\":\"';Remove-Item C:\",\"sid\":\"" FIRST "\"}]");
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert(err_is(&err, ERR_MALFORMED));
}
END_TEST

static uint32_t works_and_shuts_the_door(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)output;
    remove_all_but(machine, arguments, NULL, "");
    fake_reg_deny(machine, STORE);
    return 0;
}

START_TEST(what_cannot_be_looked_at_afterwards_is_not_done)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench);
    fake_program(bench.machine, "powershell.exe", 20000, works_and_shuts_the_door);
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(text_starts(err.text, "cannot tell what PowerShell has done"), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("remove_appx_packages");
    TCase *tests = tcase_create("rows");

    tcase_add_loop_test(tests, the_deployment_service_decides, 0, (int)COUNT_OF(cases));
    tcase_add_test(tests, what_does_not_block_stays);
    tcase_add_test(tests, it_is_told_who_has_what_and_how_it_goes);
    tcase_add_test(tests, a_newer_one_goes_for_those_who_have_it);
    tcase_add_test(tests, a_child_that_hangs_is_ended);
    tcase_add_test(tests, with_nothing_to_remove_nothing_is_started);
    tcase_add_test(tests, a_second_run_goes_on_where_the_first_one_stopped);
    tcase_add_test(tests, a_service_that_cannot_be_asked_is_no_answer);
    tcase_add_test(tests, names_that_are_none_tell_nothing);
    tcase_add_test(tests, what_cannot_be_looked_at_afterwards_is_not_done);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
