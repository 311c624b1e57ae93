/* SPDX-License-Identifier: MIT */
/* test_log.c - sysprep's log: how the last run ended and why, whatever shape the log is in. */
#include "sysprep/log.h"

#include "check_main.h"
#include "fakes/alloc.h"

#define AT "2026-11-22 06:30:00, "
#define INFO AT "Info                  SYSPRP "
#define ERROR_LINE AT "Error                 SYSPRP "
#define BANNER                                                                                     \
    INFO "========================================================\r\n" INFO                       \
         "===          Beginning of a new sysprep run          ===\r\n" INFO                       \
         "========================================================\r\n"
#define END AT "Info       [0x0f0052] SYSPRP Shutting down SysPrep log\r\n"
#define CALL(method)                                                                               \
    INFO "ActionPlatform::LaunchModule: Executing method '" method "' from x.dll\r\n"
#define DONE(method)                                                                               \
    INFO "ActionPlatform::LaunchModule: Successfully executed '" method "' from x.dll\r\n"
#define HALT(code)                                                                                 \
    AT "Error      [0x0f0070] SYSPRP RunDlls:An error occurred while running registry sysprep "    \
       "DLLs, halting sysprep execution. dwRet = " code "\r\n"
#define HIT(code)                                                                                  \
    AT "Error      [0x0f00d8] SYSPRP WinMain:Hit failure while pre-validate sysprep generalize "   \
       "internal providers; hr = " code "\r\n"
#define PACKAGE                                                                                    \
    "Package Contoso.Tool_1.0_x64__abc was installed for a user, but not provisioned for all "     \
    "users. This package will not function properly in the sysprep image."
#define NOISE                                                                                      \
    AT "Error                 SPPNP  Failed to queue enumerated driver packages. Err = 0x57\r\n"
#define APPX_FAILS                                                                                 \
    BANNER CALL("SysprepGeneralizeValidate") ERROR_LINE PACKAGE                                    \
        "\r\n" ERROR_LINE "Failed to remove apps for the current user: 0x80073cf2.\r\n" ERROR_LINE \
        "ActionPlatform::LaunchModule: Failure occurred while executing "                          \
        "'SysprepGeneralizeValidate' from AppxSysprep.dll; dwRet = 0x3cf2\r\n" HALT("0x3cf2")      \
            HIT("0x80073cf2") END
#define WORKS BANNER CALL("One") DONE("One") NOISE END

static const struct {
    const char *name, *log;
    size_t runs;
    bool ended, stopped;
    const char *cause; /* begins so; NULL: none */
    uint32_t code;
} cases[] = {
    { "nothing", "", 0, false, false, NULL, 0 },
    { "success with an error line that stops nothing", WORKS, 1, true, false, NULL, 0 },
    { "a package in the way", APPX_FAILS, 1, true, true, "Package Contoso.Tool_1.0_x64__abc",
        0x80073cf2 },
    { "a package line wins over what is printed above it",
        BANNER CALL("A") ERROR_LINE "Timed out waiting.\r\n" ERROR_LINE PACKAGE
                                    "\r\n" HALT("0x3cf2") END,
        1, true, true, "Package Contoso", 0x3cf2 },
    { "the second run succeeded", APPX_FAILS WORKS, 2, true, false, NULL, 0 },
    { "the second run failed", WORKS APPX_FAILS, 2, true, true, "Package Contoso", 0x80073cf2 },
    { "the second run is under way", APPX_FAILS BANNER CALL("One"), 2, false, false, NULL, 0 },
    { "noise of an earlier provider is not the cause",
        BANNER CALL("A") NOISE DONE("A") CALL("B") ERROR_LINE
        "BitLocker-Sysprep: BitLocker is on "
        "for the OS volume. (0x80310039)\r\n" HALT("0x80310039"),
        1, false, true, "BitLocker-Sysprep: BitLocker is on", 0x80310039 },
    { "no specific line: the stopping one is told",
        BANNER AT "Error      [0x0f0082] SYSPRP LaunchDll:Failure occurred while executing "
                  "'DscCore.dll,SysPrep_Cleanup', returned error code 0x2\r\n" HALT("0x2"),
        1, false, true, "LaunchDll:Failure occurred while executing 'DscCore.dll", 2 },
    { "a signed decimal code",
        "Error [0x0f0082] SYSPRP LaunchDll: Failure occurred while executing 'slc.dll, "
        "SLReArmWindows', returned error code -1073425657\n",
        0, false, true, "LaunchDll: Failure occurred", 0xc004d307 },
    { "an invalid state left by an earlier run",
        BANNER AT "Error      [0x0f0073] SYSPRP RunExternalDlls:Not running DLLs; either the "
                  "machine is in an invalid state, dwRet = 31\r\n" END,
        1, true, true, "RunExternalDlls:Not running DLLs", 31 },
    { "lines without time and level",
        "SYSPRP " PACKAGE "\nSYSPRP WinMain:Hit failure while pre-validate; hr = 0x80073cf2\n", 0,
        false, true, "Package Contoso", 0x80073cf2 },
    { "cut in the middle of the stopping line",
        BANNER CALL("A") ERROR_LINE "It broke.\r\n" AT
                                    "Error      [0x0f0070] SYSPRP RunDlls:An err",
        1, false, false, NULL, 0 },
    { "cut in the middle of the code",
        BANNER ERROR_LINE "It broke.\r\n" AT "Error SYSPRP x halting sysprep execution. "
                          "dwRet = ",
        1, false, true, "It broke.", 0 },
    { "line ends of Unix",
        "2026-11-22 06:30:00, Error SYSPRP It broke.\n2026-11-22 06:30:00, Error "
        "SYSPRP halting sysprep execution. dwRet = 0x5\n",
        0, false, true, "It broke.", 5 },
};

static void check(const char *name, const struct sysprep_log *log, size_t i)
{
    ck_assert_msg(log->runs == cases[i].runs, "%s: %zu runs", name, log->runs);
    ck_assert_msg(log->ended == cases[i].ended, "%s: ended", name);
    ck_assert_msg(log->stopped == cases[i].stopped, "%s: stopped", name);
    ck_assert_msg(log->code == cases[i].code, "%s: code 0x%x", name, log->code);
    ck_assert_msg(
        !log->cause == !cases[i].cause, "%s: cause '%s'", name, log->cause ? log->cause : "none");
    if (log->cause)
        ck_assert_msg(text_starts(log->cause, cases[i].cause), "%s: '%s'", name, log->cause);
    ck_assert_msg(log->excerpt && strlen(log->excerpt) <= SYSPREP_EXCERPT_LIMIT, "%s", name);
    ck_assert_msg((log->excerpt[0] == '\0') == (cases[i].log[0] == '\0'), "%s: excerpt", name);
}

START_TEST(tells_how_the_last_run_ended)
{
    AUTO(sysprep_log) log = { 0 };
    struct err err = { 0 };

    ck_assert_msg(sysprep_log_read(cases[_i].log, strlen(cases[_i].log), &log, &err), "%s: %s",
        cases[_i].name, err.text);
    check(cases[_i].name, &log, (size_t)_i);
}
END_TEST

static void to_utf16(const char *from, bool big_endian, struct text *to)
{
    text_append_bytes(to, big_endian ? "\xfe\xff" : "\xff\xfe", 2);
    for (; *from != '\0'; from++) {
        char unit[2] = { big_endian ? '\0' : *from, big_endian ? *from : '\0' };
        text_append_bytes(to, unit, 2);
    }
}

START_TEST(utf16_says_the_same)
{
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        AUTO(sysprep_log) log = { 0 };
        AUTO(text) wide = { 0 };
        struct err err = { 0 };

        to_utf16(cases[_i].log, big_endian != 0, &wide);
        ck_assert(sysprep_log_read(text_string(&wide), wide.len, &log, &err));
        check(cases[_i].name, &log, (size_t)_i);
    }
}
END_TEST

static const struct {
    const char *name, *bytes;
    size_t len;
    const char *cause;
} encodings[] = {
#define LOG(bytes) bytes, sizeof bytes - 1
    { "UTF-8", LOG("Error SYSPRP gr\xc3\xbc\xc3\x9f\nError halting sysprep execution\n"),
        "gr\xc3\xbc\xc3\x9f" },
    { "UTF-8 with a mark",
        LOG("\xef\xbb\xbf"
            "Error SYSPRP gr\xc3\xbc\nError halting sysprep execution\n"),
        "gr\xc3\xbc" },
    { "Latin-1", LOG("Error SYSPRP gr\xfc\xdf\nError halting sysprep execution\n"),
        "gr\xc3\xbc\xc3\x9f" },
    { "control characters", LOG("Error SYSPRP a\tb\0c\nError halting sysprep execution\n"),
        "a b c" },
    { "a surrogate pair",
        LOG("\xff\xfe"
            "E\0r\0r\0o\0r\0 \0\x3d\xd8\x00\xde\n\0E\0r\0r\0o\0r\0 \0N\0o\0t\0 \0r\0u\0n\0n"
            "\0i\0n\0g\0 \0D\0L\0L\0s\0"),
        "\xf0\x9f\x98\x80" },
    { "half a pair, odd length",
        LOG("\xff\xfe"
            "E\0r\0r\0o\0r\0 \0\x3d\xd8\n\0E\0r\0r\0o\0r\0 \0N\0o\0t\0 \0r\0u\0n\0n"
            "\0i\0n\0g\0 \0D\0L\0L\0s\0!"),
        "\xef\xbf\xbd" },
};

START_TEST(reads_any_encoding)
{
    AUTO(sysprep_log) log = { 0 };
    struct err err = { 0 };

    ck_assert(sysprep_log_read(encodings[_i].bytes, encodings[_i].len, &log, &err));
    ck_assert_msg(log.cause && strcmp(log.cause, encodings[_i].cause) == 0, "%s: '%s'",
        encodings[_i].name, log.cause ? log.cause : "none");
    ck_assert_msg(text_is_utf8(log.excerpt, strlen(log.excerpt)), "%s", encodings[_i].name);
}
END_TEST

START_TEST(the_excerpt_shows_errors_and_what_stands_around_them)
{
    AUTO(text) bytes = { 0 };
    AUTO(sysprep_log) log = { 0 };
    struct err err = { 0 };

    for (int i = 0; i < 1000; i++)
        text_append(&bytes, INFO "before %d\r\n", i);
    text_append(&bytes, ERROR_LINE "It broke.\r\n" HALT("0x5"));
    for (int i = 0; i < 1000; i++)
        text_append(&bytes, INFO "behind %d\r\n", i);
    ck_assert(sysprep_log_read(text_string(&bytes), bytes.len, &log, &err));
    ck_assert(text_starts(log.excerpt, "...\n"));
    ck_assert_ptr_nonnull(strstr(log.excerpt, "before 997\n"));
    ck_assert_ptr_null(strstr(log.excerpt, "before 996\n"));
    ck_assert_ptr_nonnull(strstr(log.excerpt, "behind 2\n"));
    ck_assert_ptr_null(strstr(log.excerpt, "behind 3\n"));
}
END_TEST

START_TEST(without_errors_the_excerpt_is_the_tail)
{
    AUTO(text) bytes = { 0 };
    AUTO(sysprep_log) log = { 0 };
    struct err err = { 0 };

    for (int i = 0; i < 1000; i++)
        text_append(&bytes, INFO "line %d\r\n", i);
    ck_assert(sysprep_log_read(text_string(&bytes), bytes.len, &log, &err));
    ck_assert_ptr_null(strstr(log.excerpt, "line 959\n"));
    ck_assert_ptr_nonnull(strstr(log.excerpt, "line 960\n"));
    ck_assert(text_ends_same(log.excerpt, "line 999\n"));
}
END_TEST

START_TEST(many_and_huge_lines_stay_within_the_limits)
{
    AUTO(text) bytes = { 0 };
    AUTO(sysprep_log) log = { 0 };
    struct err err = { 0 };

    text_append(&bytes, "Error SYSPRP ");
    for (int i = 0; i < 500000; i++)
        text_append_bytes(&bytes, "\xc3\xa4", 2);
    text_append(&bytes, "\nError halting sysprep execution; dwRet = 0x5\n");
    for (int i = 0; i < 20000; i++)
        text_append(&bytes, NOISE);
    text_append(&bytes, "Error the last line\n");
    ck_assert(sysprep_log_read(text_string(&bytes), bytes.len, &log, &err));
    ck_assert_uint_le(strlen(log.cause), SYSPREP_LINE_LIMIT);
    ck_assert(text_is_utf8(log.cause, strlen(log.cause)));
    ck_assert_uint_le(strlen(log.excerpt), SYSPREP_EXCERPT_LIMIT);
    ck_assert(text_ends_same(log.excerpt, "the last line\n"));
    ck_assert(text_starts(log.excerpt, AT)); /* begins at a line's start */
    ck_assert_uint_eq(log.code, 5);
}
END_TEST

START_TEST(cut_anywhere_it_is_read_up_to_there)
{
    static const char whole[] = APPX_FAILS WORKS;

    for (size_t len = 0; len < sizeof whole; len++) {
        AUTO(sysprep_log) log = { 0 };
        struct err err = { 0 };
        ck_assert(sysprep_log_read(whole, len, &log, &err));
        ck_assert_msg(log.runs <= 2 && text_is_utf8(log.excerpt, strlen(log.excerpt)), "%zu", len);
    }
}
END_TEST

START_TEST(random_bytes_are_read_without_harm)
{
    unsigned char bytes[4096];
    uint32_t seed = (uint32_t)_i * 2654435761U + 1;

    for (size_t i = 0; i < sizeof bytes; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (unsigned char)(seed >> 24);
    }
    if (_i % 3 == 1)
        memcpy(bytes, "\xff\xfe", 2);
    if (_i % 3 == 2)
        memcpy(bytes, "\xfe\xff", 2);
    for (size_t len = 0; len < sizeof bytes; len += 1 + len / 2) {
        AUTO(sysprep_log) log = { 0 };
        struct err err = { 0 };
        ck_assert(sysprep_log_read(bytes, len, &log, &err));
        ck_assert(text_is_utf8(log.excerpt, strlen(log.excerpt)));
    }
}
END_TEST

START_TEST(no_memory_is_an_error_like_others)
{
    static const char whole[] = APPX_FAILS;
    bool failed = true;

    for (unsigned nth = 1; failed && nth < 2000; nth++) {
        AUTO(sysprep_log) log = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool read = sysprep_log_read(whole, sizeof whole - 1, &log, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(read == !failed, "allocation %u", nth);
        ck_assert_msg(read || (err_is(&err, ERR_NOMEM) && !log.cause && !log.excerpt), "%u", nth);
    }
    ck_assert(!failed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("log");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, tells_how_the_last_run_ended, 0, COUNT_OF(cases));
    tcase_add_loop_test(rows, utf16_says_the_same, 0, COUNT_OF(cases));
    tcase_add_loop_test(rows, reads_any_encoding, 0, COUNT_OF(encodings));
    tcase_add_test(rows, the_excerpt_shows_errors_and_what_stands_around_them);
    tcase_add_test(rows, without_errors_the_excerpt_is_the_tail);
    tcase_add_test(rows, many_and_huge_lines_stay_within_the_limits);
    tcase_add_test(rows, cut_anywhere_it_is_read_up_to_there);
    tcase_add_loop_test(rows, random_bytes_are_read_without_harm, 0, 60);
    tcase_add_test(rows, no_memory_is_an_error_like_others);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
