/* SPDX-License-Identifier: MIT */
/* test_proxy.c - the proxy settings of WinHTTP, whole and damaged. */
#include "guest/proxy.h"

#include "check_main.h"

#include <string.h>

#define HEADER "\x18\0\0\0\x05\0\0\0"

static const struct {
    const char *name;
    const char *bytes;
    size_t len;
    bool parses, in_use;
    const char *server, *bypass, *why;
} cases[] = {
    { "direct access", HEADER "\x01\0\0\0\0\0\0\0\0\0\0\0", 20, true, false, "", "", NULL },
    { "direct access, nothing behind", HEADER "\x01\0\0\0", 12, true, false, "", "", NULL },
    { "a proxy", HEADER "\x03\0\0\0\x07\0\0\0proxy:8\0\0\0\0", 27, true, true, "proxy:8", "",
        NULL },
    { "a proxy and what goes around it",
        HEADER "\x02\0\0\0\x01\0\0\0p\x0d\0\0\0"
               "168.63.129.16",
        34, true, true, "p", "168.63.129.16", NULL },
    { "nothing", "", 0, false, false, NULL, NULL, "cut short" },
    { "a header cut short", HEADER "\x01\0\0", 11, false, false, NULL, NULL, "cut short" },
    { "no length", HEADER "\x03\0\0\0\x01\0\0", 15, false, false, NULL, NULL, "cut short" },
    { "no second length", HEADER "\x03\0\0\0\x01\0\0\0p\0\0", 19, false, false, NULL, NULL,
        "cut short" },
    { "a length beyond the end", HEADER "\x03\0\0\0\xff\xff\xff\xffp", 17, false, false, NULL, NULL,
        "beyond the end" },
    { "not UTF-8", HEADER "\x03\0\0\0\x01\0\0\0\xe4\0\0\0\0", 21, false, false, NULL, NULL,
        "not UTF-8" },
};

START_TEST(proxy_is_read_whole_or_refused)
{
    AUTO(proxy) proxy = { 0 };
    struct err err = { 0 };
    bool parsed = proxy_parse(cases[_i].bytes, cases[_i].len, &proxy, &err);

    ck_assert_msg(parsed == cases[_i].parses, "%s: %s", cases[_i].name, err.text);
    if (!parsed) {
        ck_assert_msg(strstr(err.text, cases[_i].why) != NULL, "%s: %s", cases[_i].name, err.text);
        ck_assert_ptr_null(proxy.server.bytes);
        return;
    }
    ck_assert(proxy.in_use == cases[_i].in_use);
    ck_assert_str_eq(text_string(&proxy.server), cases[_i].server);
    ck_assert_str_eq(text_string(&proxy.bypass), cases[_i].bypass);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("proxy");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, proxy_is_read_whole_or_refused, 0, (int)COUNT_OF(cases));
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
