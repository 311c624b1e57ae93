/* SPDX-License-Identifier: MIT */
/* test_log_stream.c - bytes to records: heads, prefixes, wraps, one line for many, encodings. */
#include "sysprep/log_stream.h"

#include "base/text.h"
#include "sysprep/log_lines.h"

#include "check_main.h"

#include <string.h>

/* "line level text|", a line feed within shown as a slash. */
static void take(void *state, const struct log_record *record)
{
    static const char levels[] = "-IWE";
    struct text *told = state;

    text_append(told, "%llu%c%s", (unsigned long long)record->lines[0].line, levels[record->level],
        record->is_sysprep ? "s " : " ");
    for (size_t at = 0; at < record->len; at++)
        text_append_bytes(told, record->text[at] == '\n' ? "/" : record->text + at, 1);
    text_append(told, "|");
}

static const struct {
    const char *name, *bytes, *records;
    size_t len; /* 0: up to the NUL */
} rows[] = {
    { "setupact", "2031-04-05 06:07:08, Error      [0x0f0082] SYSPRP a: b\n", "1Es a: b|", 0 },
    { "without a time", "Error                 SYSPRP a\nInfo [0x0f0082] SYSPRP b\n",
        "1Es a|2Is b|", 0 },
    { "without a level", "SYSPRP a\nSYSPRP b\n", "1-s a|2-s b|", 0 },
    { "another component", "2031-04-05 06:07:08, Warning               CSI    a\n", "1W CSI    a|",
        0 },
    { "a task sequence", "02-07-2031 14:24:15.000 SYSPRP 983152 (0xf0070) a\n", "1-s a|", 0 },
    { "a placeholder", "<Date> <Time>, Error [0x0f0073] SYSPRP a\n", "1Es a|", 0 },
    { "wrapped", "Error SYSPRP a\nb\n  c\nError SYSPRP d\n", "1Es a/b/c|4Es d|", 0 },
    { "paragraphs", "a\nb\n\nc\n", "1- a/b|4- c|", 0 },
    { "a sentence is no level", "Error in a file\n", "1- Error in a file|", 0 },
    { "one line", "Error SYSPRP a Error [0x0f0082] SYSPRP b 2031-04-05 06:07:08, Error SYSPRP c\n",
        "1Es a|1Es b|1Es c|", 0 },
    { "one line without levels", "SYSPRP a. SYSPRP b\n", "1-s a.|1-s b|", 0 },
    { "CMTrace", "<![LOG[a]LOG]!><time=\"1\" type=\"3\">\n<![LOG[b\nc]LOG]!><type=\"1\">\n",
        "1E a|2- b/c|", 0 },
    { "the older form of it", "a $$<X><02-07-2031><thread=1>\n", "1- a |", 0 },
    { "CR", "a\rb\n\r\nc", "1- a/b|4- c|", 0 },
    { "Packer", "==> azure-arm: Error SYSPRP a\n    azure-arm: b\n", "1Es a/b|", 0 },
    { "syslog", "Mar  3 12:00:00 host build[12]: Error SYSPRP a\n", "1Es a|", 0 },
    { "JSON", "{\"msg\": \"Error SYSPRP a\\r\\nError SYSPRP \\\"b\\\\c\\u0041\\\"\"}\n",
        "1- {\"msg\":|1Es a|1Es \"b\\cA\"\"}|", 0 },
    { "escaped line ends", "Error SYSPRP C:\\new\\r\\nError SYSPRP b\n", "1Es C:\\new|1Es b|", 0 },
    { "web page",
        "Error SYSPRP \xe2\x80\x98"
        "a\xe2\x80\x99 &quot;b&quot; c\\_d\xc2\xa0"
        "e\n",
        "1Es 'a' \"b\" c_d e|", 0 },
    { "terminal", "\x1b[31mError SYSPRP a\x1b[0m\x07\n", "1Es a|", 0 },
    { "UTF-16",
        "\xff\xfe"
        "a\0\n\0\xe4\0=\xd8\x00\xde",
        "1- a/\xc3\xa4\xf0\x9f\x98\x80|", 12 },
    { "UTF-16, big, cut", "\xfe\xff\0a\xd8", "1- a|", 5 },
    { "UTF-16, a half pair",
        "\xff\xfe"
        "a\0\0\xd8"
        "b\0",
        "1- a\xef\xbf\xbd"
        "b|",
        8 },
    { "two bytes", "ab", "1- ab|", 0 },
    { "nothing", "", "", 0 },
    { "a mark alone", "\xef\xbb\xbf", "", 0 },
};

START_TEST(gives_records)
{
    size_t len = rows[_i].len > 0 ? rows[_i].len : strlen(rows[_i].bytes);

    for (size_t chunk = 1; chunk < 200; chunk *= 5) {
        struct log_stream *stream = NULL;
        AUTO(text) told = { 0 };
        struct err err = { 0 };

        ck_assert(log_stream_new(take, &told, &stream, &err));
        for (size_t at = 0; at < len; at += chunk)
            log_stream_feed(stream, rows[_i].bytes + at, len - at < chunk ? len - at : chunk);
        log_stream_end(stream);
        log_stream_free(stream);
        ck_assert_msg(strcmp(text_string(&told), rows[_i].records) == 0, "%s, by %zu: %s",
            rows[_i].name, chunk, text_string(&told));
    }
}
END_TEST

#define INFO "2031-04-05 06:07:08, Info                  "
#define REST "                                                                      "

static const struct {
    const char *line;
    bool ordinary;
} ordinary[] = {
    { INFO "SYSPRP SPPNP: Status: Active" REST, true },
    { INFO "CSI    00000001 Shim considered" REST, true },
    { "2031-04-05 06:07:08, Info       [0x0f00c6] SYSPRP ActionPlatform::DeleteValue: "
      "Deleting" REST,
        true },
    { INFO "SYSPRP ==========" REST, false },
    { INFO "SYSPRP Shutting down SysPrep log" REST, false },
    { INFO "SYSPRP SysprepSession::CreateSession: x" REST, false },
    { INFO "SYSPRP SysprepSession::CreateXPathForSelection: x" REST, true },
    { INFO "SYSPRP WinMain:x" REST, false },
    { INFO "[ReAgentc.exe] x" REST, false },
    { "2031-04-05 06:07:08, Error                 SYSPRP SPPNP: x" REST, false },
    { "2031-04-05 06:07:08, Warning               SYSPRP SPPNP: x" REST, false },
    { "2031-04-05\n06:07:08, Info                  SYSPRP SPPNP: x" REST, false },
    { "2031-04-05 06:07:08, Info       [0x0f\n0c6] SYSPRP SPPNP: x" REST, false },
    { REST REST, false },
};

START_TEST(knows_ordinary_lines)
{
    ck_assert_msg(
        log_is_ordinary(ordinary[_i].line) == ordinary[_i].ordinary, "%s", ordinary[_i].line);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("log_stream");

    check_add(suite, gives_records, COUNT_OF(rows));
    check_add(suite, knows_ordinary_lines, COUNT_OF(ordinary));
    return check_main(suite);
}
