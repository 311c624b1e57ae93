/* SPDX-License-Identifier: MIT */
/* test_redact.c - no secret is left, nothing else is touched, and no byte moves. */
#include "guest/redact.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

/* -- names -- */

static const struct {
    const char *key, *name;
    bool is_secret;
} names[] = {
    { "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "DefaultPassword", true },
    { "SOFTWARE\\X", "AltDefaultPassword", true },
    { "SOFTWARE\\X", "PASSWORD", true },
    { "SOFTWARE\\X", "ClientSecret", true },
    { "SOFTWARE\\X", "BackupProductKeyDefault", true },
    { "SOFTWARE\\X", "DigitalProductId", true },
    { "SOFTWARE\\X", "DigitalProductId4", true },
    { "SOFTWARE\\X", "ProductKey", true },
    { "", "OA3xOriginalProductKey", true },
    { "SOFTWARE\\Microsoft\\RDInfraAgent", "RegistrationToken", true },
    { "SOFTWARE\\X", "OnboardingInfo", true },
    { "SAM\\SAM\\Domains\\Account\\Users\\000001F4", "V", true },
    { "SECURITY\\Policy\\Secrets\\DefaultPassword\\CurrVal", "", true },
    { "SOFTWARE\\X", "DefaultUserName", false },
    { "SOFTWARE\\X", "ProductId", false },
    { "SOFTWARE\\X", "PartialProductKey", false },
    { "SOFTWARE\\X", "ProductKeyChannel", false },
    { "SOFTWARE\\X", "AutoAdminLogon", false },
    { "SAMPLE\\X", "V", false },
    { "SOFTWARE\\X", "", false },
};

START_TEST(secrets_are_known_by_their_names)
{
    ck_assert_msg(redact_is_secret(names[_i].key, names[_i].name) == names[_i].is_secret, "%s %s",
        names[_i].key, names[_i].name);
}
END_TEST

/* -- registry -- */

static struct bytes bytes_of(const void *data, size_t len)
{
    struct bytes bytes = { .data = malloc(len + 1), .len = len };

    ck_assert_ptr_nonnull(bytes.data);
    memcpy(bytes.data, data, len);
    bytes.data[len] = 0;
    return bytes;
}

#define WIDE(text) text, sizeof(text)

static const struct {
    const char *name;
    uint32_t type;
    const char *before;
    size_t len;
    const char *after;
    size_t after_len;
} values[] = {
    { "REG_SZ", 1, WIDE("P\0w\0d\0\0"), WIDE("x\0x\0x\0\0") },
    { "REG_SZ, not ASCII", 1, WIDE("\xe9\x00\x3d\xd8\0"), WIDE("x\0x\0\0") },
    { "REG_MULTI_SZ", 7, WIDE("a\0\0\0b\0\0\0\0"), WIDE("x\0\0\0x\0\0\0\0") },
    { "odd length", 1,
        WIDE("a\0"
             "b"),
        WIDE("x\0x") },
    { "nothing", 1, "", 0, "", 0 },
    { "REG_BINARY", 3, WIDE("\0\x01\xff"), "xxxx", 4 },
    { "a type that nobody knows", 77, WIDE("ab"), "xxx", 3 },
    { "REG_DWORD is a setting", 4, WIDE("\x01\0\0"), WIDE("\x01\0\0") },
    { "REG_QWORD is a setting", 11, WIDE("\x01\0\0\0\0\0\0"), WIDE("\x01\0\0\0\0\0\0") },
};

START_TEST(bytes_become_x_in_their_own_encoding)
{
    AUTO(bytes) bytes = bytes_of(values[_i].before, values[_i].len);

    redact_registry_bytes(values[_i].type, &bytes);
    ck_assert_uint_eq(bytes.len, values[_i].after_len);
    ck_assert_msg(memcmp(bytes.data, values[_i].after, bytes.len) == 0, "%s", values[_i].name);
}
END_TEST

/* -- answer files -- */

#define HEAD "<?xml version=\"1.0\"?>\r\n<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">"

static const struct {
    const char *name, *before, *after;
} documents[] = {
    { "an account's password",
        HEAD "<AdministratorPassword>\n <Value>Pa55 w&lt;</Value>\n "
             "<PlainText>true</PlainText>\n</AdministratorPassword></unattend>",
        HEAD "<AdministratorPassword>\n <Value>xxxx xxxxx</Value>\n "
             "<PlainText>true</PlainText>\n</AdministratorPassword></unattend>" },
    { "the setting first",
        HEAD "<Password><PlainText>false</PlainText><Value>cABh</Value></Password></unattend>",
        HEAD "<Password><PlainText>false</PlainText><Value>xxxx</Value></Password></unattend>" },
    { "a product key",
        HEAD "<ProductKey>AAAAA-BBBBB</ProductKey><UserData><ProductKey><Key>CCCCC</Key>"
             "<WillShowUI>OnError</WillShowUI></ProductKey></UserData></unattend>",
        HEAD "<ProductKey>xxxxxxxxxxx</ProductKey><UserData><ProductKey><Key>xxxxx</Key>"
             "<WillShowUI>OnError</WillShowUI></ProductKey></UserData></unattend>" },
    { "joining a domain",
        HEAD "<Identification><Credentials><Domain>d</Domain><Username>u</Username>"
             "<Password>s3</Password></Credentials><MachineObjectOU>OU=a</MachineObjectOU>"
             "<MachinePassword>s4</MachinePassword><Provisioning><AccountData>s5</AccountData>"
             "</Provisioning></Identification></unattend>",
        HEAD "<Identification><Credentials><Domain>d</Domain><Username>u</Username>"
             "<Password>xx</Password></Credentials><MachineObjectOU>OU=a</MachineObjectOU>"
             "<MachinePassword>xx</MachinePassword><Provisioning><AccountData>xx</AccountData>"
             "</Provisioning></Identification></unattend>" },
    { "a prefix, attributes, another case",
        "<u:UNATTEND xmlns:u='x>y'><u:password a='>'  b=\"'\" >s</u:password><c/></u:UNATTEND>",
        "<u:UNATTEND xmlns:u='x>y'><u:password a='>'  b=\"'\" >x</u:password><c/></u:UNATTEND>" },
    { "CDATA", HEAD "<a><![CDATA[k<e>ep]]></a><Password><![CDATA[<s]]></Password></unattend>",
        HEAD "<a><![CDATA[k<e>ep]]></a><Password><![CDATA[xx]]></Password></unattend>" },
    { "comments", "<!-- old: s -->" HEAD "<!--<Password>s</Password>--><a>k</a></unattend><!--s-->",
        "<!-- xxxx x -->" HEAD "<!--xxxxxxxxxxxxxxxxxxxxxx--><a>k</a></unattend><!--x-->" },
    { "entities",
        "<!DOCTYPE unattend [<!-- don't --><!ENTITY p \"se>cret\">]><unattend>&p;</unattend>",
        "<!DOCTYPE unattend [<!-- xxxxx --><!ENTITY p \"xxxxxxx\">]><unattend>&p;</unattend>" },
    { "empty elements are not open",
        HEAD "<Password/><a>k</a><Password></Password><b>k</b></unattend>",
        HEAD "<Password/><a>k</a><Password></Password><b>k</b></unattend>" },
    { "one in the other", HEAD "<Password><Password>a</Password>b</Password><c>keep</c></unattend>",
        HEAD "<Password><Password>x</Password>x</Password><c>keep</c></unattend>" },
    { "an end tag that does not fit", HEAD "<Password></a>s</Password><b>k</b></unattend>",
        HEAD "<Password></a>x</Password><b>k</b></unattend>" },
    { "cut off", HEAD "<Password>secret", HEAD "<Password>xxxxxx" },
    { "cut off in a comment", HEAD "<!-- s", HEAD "<!-- x" },
    { "a quote that does not end", HEAD "<a b=\"c><Password>s</Password></unattend>",
        HEAD "<a b=\"c><Password>x</Password></unattend>" },
    { "a tag that does not end", HEAD "<a <Password>s</Password></b <Password>s</Password>",
        HEAD "<a <Password>x</Password></b <Password>x</Password>" },
    { "no root that could be read", "<!DOCTYPE \"<unattend><Password>s</Password>",
        "<!DOCTYPE \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
    { "UTF-8 keeps its length", HEAD "<Password>\xc3\xa9</Password></unattend>",
        HEAD "<Password>xx</Password></unattend>" },
    { "another document", "<config><Password>k</Password><!-- k --></config>",
        "<config><Password>k</Password><!-- k --></config>" },
    { "no document", "Password unattend <", "Password unattend <" },
    { "nothing", "", "" },
};

START_TEST(answer_files_lose_their_secrets)
{
    AUTO(bytes) bytes = bytes_of(documents[_i].before, strlen(documents[_i].before));

    redact_answer_file(&bytes);
    ck_assert_uint_eq(bytes.len, strlen(documents[_i].before));
    ck_assert_msg(strcmp((char *)bytes.data, documents[_i].after) == 0, "%s:\n%s\nis not\n%s",
        documents[_i].name, (char *)bytes.data, documents[_i].after);
}
END_TEST

enum { LITTLE = 1, BIG = 2, MARK = 4 };

static struct bytes widen(const char *ascii, int form)
{
    size_t len = strlen(ascii);
    struct bytes bytes = { .data = calloc(1, 2 * len + 3) };

    ck_assert_ptr_nonnull(bytes.data);
    if (form & MARK)
        memcpy(bytes.data, form & BIG ? "\xfe\xff" : "\xff\xfe", 2);
    bytes.len = form & MARK ? 2 : 0;
    for (size_t i = 0; i < len; i++, bytes.len += 2)
        bytes.data[bytes.len + (form & BIG ? 1 : 0)] = (uint8_t)ascii[i];
    return bytes;
}

START_TEST(answer_files_in_utf_16_do_too)
{
    static const int forms[] = { LITTLE, BIG, LITTLE | MARK, BIG | MARK };

    for (size_t i = 0; i < COUNT_OF(documents); i++) {
        if (!documents[i].before[0] || text_starts(documents[i].name, "UTF-8"))
            continue;
        AUTO(bytes) before = widen(documents[i].before, forms[_i]);
        AUTO(bytes) after = widen(documents[i].after, forms[_i]);

        redact_answer_file(&before);
        ck_assert_msg(before.len == after.len && memcmp(before.data, after.data, after.len) == 0,
            "%s, form %d", documents[i].name, forms[_i]);
    }
}
END_TEST

/* Its own block of memory, so that reading on shows under a sanitizer. */
START_TEST(cut_anywhere_nothing_is_read_behind_it)
{
    for (size_t i = 0; i < COUNT_OF(documents); i++)
        for (size_t len = 0; len <= strlen(documents[i].before); len++) {
            struct bytes bytes = { .data = malloc(len ? len : 1), .len = len };

            ck_assert_ptr_nonnull(bytes.data);
            memcpy(bytes.data, documents[i].before, len);
            redact_answer_file(&bytes);
            bytes_done(&bytes);
        }
}
END_TEST

/* -- rows -- */

static struct json *parse(const char *json)
{
    struct json *value = NULL;
    struct err err = { 0 };

    ck_assert_msg(json_parse(json, strlen(json), &value, &err), "%s", err.text);
    return value;
}

static const char rows_before[] =
    "[{\"Name\":\"a\",\"Count\":3},{\"OA3xOriginalProductKey\":\"AAAAA\",\"Name\":\"b\"}]";
static const char rows_after[] =
    "[{\"Name\":\"a\",\"Count\":3},{\"OA3xOriginalProductKey\":\"xxxxx\",\"Name\":\"b\"}]";

START_TEST(rows_lose_secret_members)
{
    AUTO(json_value) rows = { parse(rows_before) };
    AUTO(text) printed = { 0 };
    struct err err = { 0 };

    ck_assert_msg(redact_rows(&rows.root, &err), "%s", err.text);
    ck_assert(json_print(rows.root, true, &printed, &err));
    ck_assert_str_eq(text_string(&printed), rows_after);
}
END_TEST

START_TEST(rows_survive_a_missing_allocation)
{
    bool failed = true;

    for (unsigned nth = 1; failed; nth++) {
        AUTO(json_value) rows = { parse(rows_before) };
        AUTO(text) printed = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool redacted = redact_rows(&rows.root, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(redacted == !failed, "allocation %u", nth);
        ck_assert(json_print(rows.root, true, &printed, &err));
        ck_assert_str_eq(text_string(&printed), redacted ? rows_after : rows_before);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("redact");

    check_add(suite, secrets_are_known_by_their_names, COUNT_OF(names));
    check_add(suite, bytes_become_x_in_their_own_encoding, COUNT_OF(values));
    check_add(suite, answer_files_lose_their_secrets, COUNT_OF(documents));
    check_add(suite, answer_files_in_utf_16_do_too, 4);
    check_add(suite, cut_anywhere_nothing_is_read_behind_it, 1);
    check_add(suite, rows_lose_secret_members, 1);
    check_add(suite, rows_survive_a_missing_allocation, 1);
    return check_main(suite);
}
