/* SPDX-License-Identifier: MIT */
/* test_quote.c - a value stays a value in each language, whatever stands in it. */
#include "upload/quote.h"

#include "check_main.h"

#include <string.h>

static const struct {
    const char *value, *bash, *powershell, *hcl, *arm;
} rows[] = {
    { "", "''", "''", "\"\"", "" },
    { "plain text", "'plain text'", "'plain text'", "\"plain text\"", "plain text" },
    { "it's", "'it'\\''s'", "'it''s'", "\"it's\"", "it's" },
    { "'", "''\\'''", "''''", "\"'\"", "'" },
    { "\"quoted\"", "'\"quoted\"'", "'\"quoted\"'", "\"\\\"quoted\\\"\"", "\"quoted\"" },
    { "$(reboot)", "'$(reboot)'", "'$(reboot)'", "\"$(reboot)\"", "$(reboot)" },
    { "`id`", "'`id`'", "'`id`'", "\"`id`\"", "`id`" },
    { "${env.PATH}", "'${env.PATH}'", "'${env.PATH}'", "\"$${env.PATH}\"", "${env.PATH}" },
    { "%{ if true }", "'%{ if true }'", "'%{ if true }'", "\"%%{ if true }\"", "%{ if true }" },
    { "$${x", "'$${x'", "'$${x'", "\"$$${x\"", "$${x" },
    { "a\\", "'a\\'", "'a\\'", "\"a\\\\\"", "a\\" },
    { "[concat('a')]", "'[concat('\\''a'\\'')]'", "'[concat(''a'')]'", "\"[concat('a')]\"",
        "[[concat('a')]" },
    { "[[x]]", "'[[x]]'", "'[[x]]'", "\"[[x]]\"", "[[[x]]" },
    { "[x] y", "'[x] y'", "'[x] y'", "\"[x] y\"", "[x] y" },
    { "a\nb", "'a\nb'", "('a' + [char]0x000A + 'b')", "\"a\\nb\"", "a\nb" },
    { "\r\t", "'\r\t'", "('' + [char]0x000D + [char]0x0009)", "\"\\r\\t\"", "\r\t" },
    { "\x1b[2J", "'\x1b[2J'", "('' + [char]0x001B + '[2J')", "\"\\u001b[2J\"", "\x1b[2J" },
    { "caf\xc3\xa9", "'caf\xc3\xa9'", "('caf' + [char]0x00E9)", "\"caf\xc3\xa9\"", "caf\xc3\xa9" },
    /* four more characters that PowerShell takes for an apostrophe */
    { "\xe2\x80\x98\xe2\x80\x99\xe2\x80\x9a\xe2\x80\x9b",
        "'\xe2\x80\x98\xe2\x80\x99\xe2\x80\x9a\xe2\x80\x9b'",
        "('' + [char]0x2018 + [char]0x2019 + [char]0x201A + [char]0x201B)",
        "\"\xe2\x80\x98\xe2\x80\x99\xe2\x80\x9a\xe2\x80\x9b\"",
        "\xe2\x80\x98\xe2\x80\x99\xe2\x80\x9a\xe2\x80\x9b" },
    { "\xf0\x9f\x98\x80!", "'\xf0\x9f\x98\x80!'", "('' + [char]::ConvertFromUtf32(0x1F600) + '!')",
        "\"\xf0\x9f\x98\x80!\"", "\xf0\x9f\x98\x80!" },
};

START_TEST(a_value_becomes_one_literal)
{
    static void (*const quotes[])(
        struct text *, const char *) = { quote_bash, quote_powershell, quote_hcl, quote_arm };
    const char *wanted[] = { rows[_i].bash, rows[_i].powershell, rows[_i].hcl, rows[_i].arm };

    for (size_t at = 0; at < COUNT_OF(quotes); at++) {
        AUTO(text) text = { 0 };

        quotes[at](&text, rows[_i].value);
        ck_assert_str_eq(text_string(&text), wanted[at]);
    }
}
END_TEST

static bool is_closed_powershell(const char *quoted)
{
    size_t apostrophes = 0;

    for (; *quoted; quoted++) {
        if (*quoted < 0x20 || *quoted >= 0x7f)
            return false;
        apostrophes += *quoted == '\'';
    }
    return apostrophes % 2 == 0;
}

static bool is_closed_hcl(const char *quoted)
{
    size_t len = strlen(quoted);

    for (size_t at = 1; at + 1 < len; at++) {
        if (quoted[at] < 0x20 || quoted[at] == 0x7f || quoted[at] == '"')
            return false;
        if (quoted[at] == '\\')
            at++;
    }
    return quoted[0] == '"' && quoted[len - 1] == '"';
}

/* PowerShell sees ASCII and balanced apostrophes, HCL no quote that is not escaped. */
START_TEST(no_pair_of_characters_ends_a_literal)
{
    int first = _i + 1;

    for (int second = 1; second < 128; second++) {
        const char value[] = { (char)first, (char)second, 'x', 0 };
        AUTO(text) powershell = { 0 };
        AUTO(text) hcl = { 0 };

        quote_powershell(&powershell, value);
        quote_hcl(&hcl, value);
        ck_assert_msg(
            is_closed_powershell(text_string(&powershell)) && is_closed_hcl(text_string(&hcl)),
            "characters %d and %d", first, second);
    }
}
END_TEST

START_TEST(an_arm_literal_doubles_the_apostrophe)
{
    AUTO(text) text = { 0 };

    quote_arm_literal(&text, "it's ')]");
    ck_assert_str_eq(text_string(&text), "'it''s '')]'");
}
END_TEST

START_TEST(json_in_powershell_is_ascii_of_one_literal)
{
    AUTO(text) text = { 0 };

    quote_powershell_json(&text, "{\n  \"it's\": \"caf\xc3\xa9 \xe2\x80\x99 \xf0\x9f\x98\x80\"\n}");
    ck_assert_str_eq(
        text_string(&text), "'{\n  \"it''s\": \"caf\\u00e9 \\u2019 \\ud83d\\ude00\"\n}'");
}
END_TEST

static const struct {
    const char *value, *comment;
} comments[] = {
    { "one line", "one line" },
    { "two\nrm -rf /", "two?rm -rf /" },
    { "a\r\x1b[2J\x7f", "a??[2J?" },
    { "\xc2\x85next \xe2\x80\xa8line \xe2\x80\xae"
      "turned \xe2\x81\xa6"
      "apart \xe2\x80\x8f",
        "?next ?line ?turned ?apart ?" },
    { "caf\xc3\xa9 \xe2\x82\xac \xe2\x80\x94", "caf\xc3\xa9 \xe2\x82\xac \xe2\x80\x94" },
};

START_TEST(a_comment_stays_on_its_line)
{
    AUTO(text) text = { 0 };

    quote_comment(&text, comments[_i].value);
    ck_assert_str_eq(text_string(&text), comments[_i].comment);
}
END_TEST

static const struct {
    const char *value;
    bool takes;
} arguments[] = {
    { "", true },
    { "text", true },
    { "me@example.com", true },
    { "a=b", true },
    { "a=b=@c", true },
    { "@/etc/passwd", false },
    { "a=@/etc/passwd", false },
    { "--yes", false },
    { "-x", false },
};

START_TEST(what_the_azure_cli_would_read_otherwise_is_known)
{
    ck_assert_msg(
        quote_az_takes(arguments[_i].value) == arguments[_i].takes, "'%s'", arguments[_i].value);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quote");

    check_add(suite, a_value_becomes_one_literal, COUNT_OF(rows));
    check_add(suite, no_pair_of_characters_ends_a_literal, 127);
    check_add(suite, an_arm_literal_doubles_the_apostrophe, 1);
    check_add(suite, json_in_powershell_is_ascii_of_one_literal, 1);
    check_add(suite, a_comment_stays_on_its_line, COUNT_OF(comments));
    check_add(suite, what_the_azure_cli_would_read_otherwise_is_known, COUNT_OF(arguments));
    return check_main(suite);
}
