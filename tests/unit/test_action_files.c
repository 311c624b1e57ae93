/* SPDX-License-Identifier: MIT */
/* test_action_files.c - sysprep's action files: read as they stand, refused when they are others. */
#include "guest/action_files.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

#define IMAGING(name, processor, content)                                                          \
    "<imaging exclude=\"\"><assemblyIdentity name=\"" name "\" version=\"10.0.19041.1566\" "       \
    "processorArchitecture=\"" processor "\"/><sysprepOrder order=\"0x1A00\"/>" content            \
    "</imaging>"
#define DLL(element, method, module)                                                               \
    "<" element " methodName=\"" method "\" moduleName=\"" module "\"/>"
#define FILE_OF(content) "<sysprepInformation>" content "</sysprepInformation>"

static const char appx[] = FILE_OF(IMAGING("Microsoft-Windows-AppX-Sysprep", "amd64",
    DLL("sysprepValidate", "SysprepGeneralizeValidate", "$(runtime.system32)\\AppxSysprep.dll")
        DLL("sysprepModule", "SysprepGeneralize", "$(runtime.system32)\\AppxSysprep.dll"))
        IMAGING("Microsoft-Windows-IE-Sysprep", "wow64", DLL("sysprepModule", "M", "ie.dll"))
            IMAGING("Registry-Only", "amd64", "<registryActions/>"));

START_TEST(modules_are_read_in_order)
{
    AUTO(action_modules) modules = { 0 };
    struct err err = { 0 };

    ck_assert_msg(action_file_parse(appx, strlen(appx), &modules, &err), "%s", err.text);
    ck_assert_uint_eq(modules.count, 2);
    ck_assert_str_eq(modules.items[0].method, "SysprepGeneralizeValidate");
    ck_assert(modules.items[0].validates && !modules.items[1].validates);
    ck_assert_str_eq(modules.items[1].module, "$(runtime.system32)\\AppxSysprep.dll");
    ck_assert_str_eq(modules.items[1].component, "Microsoft-Windows-AppX-Sysprep");
}
END_TEST

static const struct {
    const char *name, *xml;
} wrong[] = {
    { "nothing", "" },
    { "no XML", "MZ" },
    { "another document", "<unattend/>" },
    { "no module", FILE_OF(IMAGING("A", "amd64", "<sysprepModule methodName=\"M\"/>")) },
    { "no method", FILE_OF(IMAGING("A", "amd64", "<sysprepModule moduleName=\"a.dll\"/>")) },
    { "an empty module", FILE_OF(IMAGING("A", "amd64", DLL("sysprepModule", "M", ""))) },
};

START_TEST(what_is_wrong_is_refused)
{
    AUTO(action_modules) modules = { 0 };
    struct err err = { 0 };

    ck_assert_msg(!action_file_parse(wrong[_i].xml, strlen(wrong[_i].xml), &modules, &err), "%s",
        wrong[_i].name);
    ck_assert_msg(err_is(&err, ERR_MALFORMED), "%s: %s", wrong[_i].name, err.text);
}
END_TEST

/* What stands there is quoted only where a terminal and JSON can take it. */
START_TEST(a_refusal_can_be_shown)
{
    static const char *const files[] = { FILE_OF(IMAGING("A&#10;B", "amd64", "<sysprepModule/>")),
        "<rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\xC3\xA9\xC3\xA9/>" };
    AUTO(action_modules) modules = { 0 };
    struct err err = { 0 };

    ck_assert(!action_file_parse(files[_i], strlen(files[_i]), &modules, &err));
    ck_assert_msg(text_is_utf8(err.text, strlen(err.text)), "%s", err.text);
    ck_assert(!strchr(err.text, '\n'));
}
END_TEST

START_TEST(cut_anywhere_it_is_refused)
{
    for (size_t len = 0; len < sizeof appx - 1; len++) {
        AUTO(action_modules) modules = { 0 };
        struct err err = { 0 };

        ck_assert_msg(!action_file_parse(appx, len, &modules, &err), "%zu bytes", len);
    }
}
END_TEST

START_TEST(more_than_the_limit_is_refused)
{
    static const char one[] = "<imaging><sysprepModule methodName='M' moduleName='a'/></imaging>";
    AUTO(text) xml = { 0 };
    AUTO(action_modules) modules = { 0 };
    struct err err = { 0 };

    text_append(&xml, "<sysprepInformation>");
    for (int i = 0; i <= ACTION_MODULES_LIMIT; i++)
        text_append(&xml, "%s", one);
    text_append(&xml, "</sysprepInformation>");
    ck_assert(!action_file_parse(text_string(&xml), xml.len, &modules, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    ck_assert(!action_file_parse(appx, ACTION_FILE_SIZE_LIMIT + 1, &modules, &err));
}
END_TEST

START_TEST(no_memory_is_an_error_like_others)
{
    bool failed = true;

    for (unsigned nth = 1; failed && nth < 1000; nth++) {
        AUTO(action_modules) modules = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool read = action_file_parse(appx, sizeof appx - 1, &modules, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(!read || modules.count == 2, "allocation %u", nth);
    }
    ck_assert(!failed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("action_files");
    TCase *tcase = tcase_create("rows");

    tcase_add_test(tcase, modules_are_read_in_order);
    tcase_add_loop_test(tcase, what_is_wrong_is_refused, 0, COUNT_OF(wrong));
    tcase_add_loop_test(tcase, a_refusal_can_be_shown, 0, 2);
    tcase_add_test(tcase, cut_anywhere_it_is_refused);
    tcase_add_test(tcase, more_than_the_limit_is_refused);
    tcase_add_test(tcase, no_memory_is_an_error_like_others);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
