/* SPDX-License-Identifier: MIT */
/* test_answer_file.c - answer files: what they would do, and that secrets are counted, never kept. */
#include "guest/answer_file.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

#define SETTINGS(pass, component, content)                                                         \
    "<settings pass=\"" pass "\"><component name=\"" component "\">" content                       \
    "</component></settings>"
#define SHELL "Microsoft-Windows-Shell-Setup"
#define ANSWERS(content)                                                                           \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?><unattend "                                         \
    "xmlns=\"urn:schemas-microsoft-com:unattend\">" content "</unattend>"
#define PASSWORD(value, plain)                                                                     \
    "<Password><Value>" value "</Value><PlainText>" plain "</PlainText></Password>"

static const struct {
    const char *name, *xml, *passes;
    struct answer_file wanted; /* passes left out */
} sound[] = {
    { "nothing in it", ANSWERS(""), "", { 0 } },
    { "passes in the order of the table",
        ANSWERS(SETTINGS("oobeSystem", SHELL, "") SETTINGS("generalize", SHELL, "")
                SETTINGS("windowsPE", SHELL, "")),
        "windowsPE generalize oobeSystem", { 0 } },
    { "a pass of another name", ANSWERS(SETTINGS("oobeUser", SHELL, "")), "", { 0 } },
    { "a password in plain text",
        ANSWERS(SETTINGS("oobeSystem", SHELL,
            "<UserAccounts><AdministratorPassword><Value>secret</Value>"
            "<PlainText>true</PlainText></AdministratorPassword></UserAccounts>")),
        "oobeSystem", { .plain_passwords = 1 } },
    { "base64 is no protection",
        ANSWERS(SETTINGS("oobeSystem", SHELL,
            "<UserAccounts><LocalAccounts><LocalAccount>" PASSWORD("cwBlAGMA", "false")
                PASSWORD("cwBlAGMA", "False") "</LocalAccount></LocalAccounts></UserAccounts>")),
        "oobeSystem", { .encoded_passwords = 2 } },
    { "PlainText left out is plain",
        ANSWERS(SETTINGS("oobeSystem", SHELL, "<Password><Value>x</Value></Password>")),
        "oobeSystem", { .plain_passwords = 1 } },
    { "no value is no password",
        ANSWERS(SETTINGS("oobeSystem", SHELL, PASSWORD(" \r\n", "true") "<Password/>")),
        "oobeSystem", { 0 } },
    { "scrubbed by Windows, in both forms",
        ANSWERS(SETTINGS("oobeSystem", SHELL,
            "<Password>" ANSWER_FILE_SCRUBBED
            "</Password>" PASSWORD(ANSWER_FILE_SCRUBBED, "true"))),
        "oobeSystem", { 0 } },
    { "credentials to join a domain",
        ANSWERS(SETTINGS("specialize", "Microsoft-Windows-UnattendedJoin",
            "<Identification><Credentials><Password>x</Password></Credentials></Identification>")),
        "specialize", { .plain_passwords = 1 } },
    { "signs in by itself",
        ANSWERS(SETTINGS("oobeSystem", SHELL,
            "<AutoLogon>" PASSWORD("x", "true") "<Enabled>true</Enabled></AutoLogon>")),
        "oobeSystem", { .plain_passwords = 1, .autologon = true } },
    { "that is switched off",
        ANSWERS(SETTINGS("oobeSystem", SHELL, "<AutoLogon><Enabled>false</Enabled></AutoLogon>")),
        "oobeSystem", { 0 } },
    { "keys in both forms",
        ANSWERS(SETTINGS("specialize", SHELL, "<ProductKey>AAAAA</ProductKey>")
                SETTINGS("windowsPE", "Microsoft-Windows-Setup",
                    "<UserData><ProductKey><Key>AAAAA</Key><WillShowUI>OnError</WillShowUI>"
                    "</ProductKey></UserData>")),
        "windowsPE specialize", { .product_keys = 2 } },
    { "an element for a key without one",
        ANSWERS(SETTINGS("windowsPE", "Microsoft-Windows-Setup",
            "<ProductKey><WillShowUI>OnError</WillShowUI></ProductKey>")),
        "windowsPE", { 0 } },
    { "what changes the image",
        ANSWERS(SETTINGS("generalize", "Microsoft-Windows-Security-SPP", "<SkipRearm>1</SkipRearm>")
                SETTINGS("generalize", "Microsoft-Windows-PnpSysprep",
                    "<PersistAllDeviceInstalls>true</PersistAllDeviceInstalls>")
                    SETTINGS("specialize", SHELL, "<ComputerName>GOLDEN</ComputerName>")),
        "generalize specialize",
        { .skips_rearm = true, .keeps_devices = true, .names_computer = true } },
    { "what does not",
        ANSWERS(SETTINGS("generalize", "Microsoft-Windows-Security-SPP", "<SkipRearm>0</SkipRearm>")
                SETTINGS("specialize", SHELL, "<ComputerName>*</ComputerName>")),
        "generalize specialize", { 0 } },
    { "a prefix of any name",
        "<u:unattend xmlns:u=\"urn:schemas-microsoft-com:unattend\"><u:settings "
        "pass=\"specialize\"><u:component><u:Password><u:Value>x</u:Value></u:Password>"
        "</u:component></u:settings></u:unattend>",
        "specialize", { .plain_passwords = 1 } },
};

static void check_same(const char *name, const struct answer_file *file,
    const struct answer_file *wanted, const char *passes)
{
    AUTO(text) names = { 0 };

    answer_file_append_passes(file->passes, &names);
    ck_assert_msg(
        strcmp(text_string(&names), passes) == 0, "%s: passes '%s'", name, text_string(&names));
    ck_assert_msg(file->plain_passwords == wanted->plain_passwords, "%s: plain", name);
    ck_assert_msg(file->encoded_passwords == wanted->encoded_passwords, "%s: encoded", name);
    ck_assert_msg(file->product_keys == wanted->product_keys, "%s: keys", name);
    ck_assert_msg(file->autologon == wanted->autologon, "%s: autologon", name);
    ck_assert_msg(file->skips_rearm == wanted->skips_rearm, "%s: rearm", name);
    ck_assert_msg(file->keeps_devices == wanted->keeps_devices, "%s: devices", name);
    ck_assert_msg(file->names_computer == wanted->names_computer, "%s: name", name);
}

START_TEST(what_stands_there_is_told)
{
    struct answer_file file = { 0 };
    struct err err = { 0 };

    ck_assert_msg(answer_file_parse(sound[_i].xml, strlen(sound[_i].xml), &file, &err), "%s: %s",
        sound[_i].name, err.text);
    check_same(sound[_i].name, &file, &sound[_i].wanted, sound[_i].passes);
}
END_TEST

/* A recording keeps the length of a secret and nothing else. */
START_TEST(only_that_a_secret_is_there_counts)
{
    static const char secret[] =
        ANSWERS(SETTINGS("oobeSystem", SHELL, PASSWORD("hunter2", "false")));
    static const char hidden[] =
        ANSWERS(SETTINGS("oobeSystem", SHELL, PASSWORD("xxxxxxx", "false")));
    struct answer_file left = { 0 }, right = { 0 };
    struct err err = { 0 };

    ck_assert(answer_file_parse(secret, strlen(secret), &left, &err));
    ck_assert(answer_file_parse(hidden, strlen(hidden), &right, &err));
    check_same("hidden", &right, &left, "oobeSystem");
}
END_TEST

static const struct {
    const char *name, *bytes;
} wrong[] = {
    { "nothing", "" },
    { "text", "hunter2 is my password" },
    { "another document", "<WindowsRE/>" },
    { "another case", "<Unattend/>" },
    { "an unbound prefix that is cut", "<unattend><settings pass=\"specialize\">" },
};

START_TEST(what_is_none_is_refused_and_not_quoted)
{
    struct answer_file file = { .product_keys = 7 };
    struct err err = { 0 };

    ck_assert_msg(!answer_file_parse(wrong[_i].bytes, strlen(wrong[_i].bytes), &file, &err), "%s",
        wrong[_i].name);
    ck_assert_msg(file.product_keys == 7, "%s: written to on failure", wrong[_i].name);
    ck_assert_msg(!strstr(err.text, "hunter2"), "%s: %s", wrong[_i].name, err.text);
}
END_TEST

START_TEST(too_deep_or_too_large_is_refused)
{
    AUTO(text) xml = { 0 };
    struct answer_file file = { 0 };
    struct err err = { 0 };

    text_append(&xml, "<unattend><settings pass='specialize'><component>");
    for (int i = 0; i < 80; i++)
        text_append(&xml, "<a>");
    for (int i = 0; i < 80; i++)
        text_append(&xml, "</a>");
    text_append(&xml, "</component></settings></unattend>");
    ck_assert(!answer_file_parse(text_string(&xml), xml.len, &file, &err));
    ck_assert(err_is(&err, ERR_MALFORMED));
    ck_assert(!answer_file_parse("", ANSWER_FILE_SIZE_LIMIT + 1, &file, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
}
END_TEST

START_TEST(no_memory_is_an_error_like_others)
{
    const char *xml = sound[9].xml;
    bool failed = true;

    for (unsigned nth = 1; failed && nth < 1000; nth++) {
        struct answer_file file = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool read = answer_file_parse(xml, strlen(xml), &file, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(!read || (file.autologon && file.plain_passwords == 1), "allocation %u", nth);
    }
    ck_assert(!failed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("answer_file");
    TCase *tcase = tcase_create("rows");

    tcase_add_loop_test(tcase, what_stands_there_is_told, 0, COUNT_OF(sound));
    tcase_add_test(tcase, only_that_a_secret_is_there_counts);
    tcase_add_loop_test(tcase, what_is_none_is_refused_and_not_quoted, 0, COUNT_OF(wrong));
    tcase_add_test(tcase, too_deep_or_too_large_is_refused);
    tcase_add_test(tcase, no_memory_is_an_error_like_others);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
