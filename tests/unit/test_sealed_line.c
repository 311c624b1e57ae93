/* SPDX-License-Identifier: MIT */
/* test_sealed_line.c - a line carries its checksum, and nothing of the file changes unseen. */
#include "base/sealed_line.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

#define FAMILY "goldprep.test/"

static void append_line(struct text *file, const char *value, uint32_t *crc)
{
    AUTO(json_value) object = { json_new_object() };
    struct err err = { 0 };

    json_add_string(object.root, "value", value);
    ck_assert_msg(sealed_line_print(object.root, crc, file, &err), "%s", err.text);
}

static void make_file(struct text *file)
{
    uint32_t crc = 0;

    append_line(file, "one", &crc);
    append_line(file, ",\"crc32\":\"00000000\"}", &crc);
    append_line(file, "three", &crc);
}

/* How many lines are whole before the first that is not. */
static size_t whole_lines(const char *data, size_t len)
{
    uint32_t crc = 0;
    size_t count = 0;

    for (size_t at = 0; at < len; count++) {
        const char *end = memchr(data + at, '\n', len - at);

        if (!end || !sealed_line_is_whole(data + at, (size_t)(end - data) - at, &crc))
            return count;
        at = (size_t)(end - data) + 1;
    }
    return count;
}

START_TEST(a_line_is_the_object_and_its_checksum)
{
    AUTO(text) file = { 0 };

    make_file(&file);
    ck_assert_msg(text_starts(text_string(&file), "{\"value\":\"one\",\"crc32\":\""), "%s",
        text_string(&file));
    ck_assert_uint_eq(whole_lines(text_string(&file), file.len), 3);
}
END_TEST

START_TEST(every_changed_bit_shows)
{
    AUTO(text) file = { 0 };

    make_file(&file);
    for (size_t at = 0; at < file.len; at++) {
        file.bytes[at] = (char)(file.bytes[at] ^ 1 << _i);
        ck_assert_msg(whole_lines(file.bytes, file.len) < 3, "byte %zu, bit %d", at, _i);
        file.bytes[at] = (char)(file.bytes[at] ^ 1 << _i);
    }
}
END_TEST

START_TEST(a_missing_line_shows)
{
    AUTO(text) file = { 0 };

    make_file(&file);
    const char *second = strchr(text_string(&file), '\n') + 1;
    ck_assert_uint_eq(whole_lines(second, strlen(second)), 0);
}
END_TEST

START_TEST(another_version_is_told_by_name)
{
    static const char other[] = "{\"schema\":\"goldprep.test/2\",\"sha256\":\"...\"}";
    static const char mine[] = "{\"schema\":\"goldprep.test/1\"}";
    static const char foreign[] = "{\"schema\":\"someone.else/2\"}";
    AUTO(text) version = { 0 };

    ck_assert(!sealed_line_is_foreign(mine, sizeof mine - 1, FAMILY, FAMILY "1", &version));
    ck_assert(!sealed_line_is_foreign(foreign, sizeof foreign - 1, FAMILY, FAMILY "1", &version));
    ck_assert(!sealed_line_is_foreign("{", 1, FAMILY, FAMILY "1", &version));
    ck_assert(sealed_line_is_foreign(other, sizeof other - 1, FAMILY, FAMILY "1", &version));
    ck_assert_str_eq(text_string(&version), "goldprep.test/2");
}
END_TEST

START_TEST(no_memory_is_an_error)
{
    AUTO(json_value) object = { json_new_object() };
    bool failed = true;

    json_add_string(object.root, "value", "some");
    for (unsigned nth = 1; failed; nth++) {
        AUTO(text) line = { 0 };
        struct err err = { 0 };
        uint32_t crc = 17;

        fake_alloc_fail_nth(nth);
        bool printed = sealed_line_print(object.root, &crc, &line, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(printed == !failed, "allocation %u", nth);
        ck_assert(printed || (err_is(&err, ERR_NOMEM) && crc == 17));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sealed_line");

    check_add(suite, a_line_is_the_object_and_its_checksum, 1);
    check_add(suite, every_changed_bit_shows, 8);
    check_add(suite, a_missing_line_shows, 1);
    check_add(suite, another_version_is_told_by_name, 1);
    check_add(suite, no_memory_is_an_error, 1);
    return check_main(suite);
}
