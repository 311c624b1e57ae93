/* SPDX-License-Identifier: MIT */
/* test_url.c - addresses that are sent to, and what of them is ever shown. */
#include "base/url.h"

#include "check_main.h"

#include <string.h>

static const struct {
    const char *whole, *host, *path, *shown;
    int port;
    bool secure, loopback;
} taken[] = {
    { "https://a.blob.core.windows.net/c/m.json?sv=2024-11-04&sig=abc%2F",
        "a.blob.core.windows.net", "/c/m.json?sv=2024-11-04&sig=abc%2F",
        "https://a.blob.core.windows.net/c/m.json?(hidden)", 443, true, false },
    { "HTTPS://example.com:8443/x", "example.com", "/x", "HTTPS://example.com:8443/x", 8443, true,
        false },
    { "https://[2001:db8::1]:444/x", "2001:db8::1", "/x", "https://[2001:db8::1]:444/x", 444, true,
        false },
    { "http://127.0.0.1:10000/devstoreaccount1/c/b", "127.0.0.1", "/devstoreaccount1/c/b",
        "http://127.0.0.1:10000/devstoreaccount1/c/b", 10000, false, true },
    { "http://localhost/x", "localhost", "/x", "http://localhost/x", 80, false, true },
    { "http://[::1]/x", "::1", "/x", "http://[::1]/x", 80, false, true },
    { "https://example.com/a@b", "example.com", "/a@b", "https://example.com/a@b", 443, true,
        false },
};

START_TEST(an_address_is_taken_apart)
{
    AUTO(text) shown = { 0 };
    struct url url = { 0 };
    struct err err = { 0 };

    ck_assert_msg(url_check(taken[_i].whole, &url, &err), "%s: %s", taken[_i].whole, err.text);
    ck_assert_str_eq(url.host, taken[_i].host);
    ck_assert_str_eq(url.path, taken[_i].path);
    ck_assert_int_eq(url.port, taken[_i].port);
    ck_assert(url.secure == taken[_i].secure && url.loopback == taken[_i].loopback);
    url_show(&url, &shown);
    ck_assert_str_eq(text_string(&shown), taken[_i].shown);
}
END_TEST

static const struct {
    const char *whole, *why;
} refused[] = {
    { "", "does not begin with https://" },
    { "example.com/x", "does not begin with https://" },
    { "ftp://example.com/x", "does not begin with https://" },
    { "file:///etc/passwd", "does not begin with https://" },
    { "http://example.com/x?sig=SECRET", "only https is sent out of this machine" },
    { "http://127.0.0.1.example.com/x", "only https" },
    { "http://127.1/x", "only https" },
    { "http://127.0.0..1/x", "only https" },
    { "http://localhost.example.com/x", "only https" },
    { "https://user:SECRET@example.com/x", "has a user in it" },
    { "https://example.com@evil.example/x", "has a user in it" },
    { "https:///x", "has a host that is none" },
    { "https://exa_mple.com/x", "has a host that is none" },
    { "https://[::1/x", "has a host that is none" },
    { "https://[::g]/x", "has a host that is none" },
    { "https://[::1]x/x", "has a port that is none" },
    { "https://example.com:/x", "has a port that is none" },
    { "https://example.com:0/x", "has a port that is none" },
    { "https://example.com:65536/x", "has a port that is none" },
    { "https://example.com:4x/x", "has a port that is none" },
    { "https://example.com:99999999999999999999/x", "has a port that is none" },
    { "https://example.com", "names no place" },
    { "https://example.com/", "names no place" },
    { "https://example.com/?sig=SECRET", "names no place" },
    { "https://example.com?sig=SECRET", "names no place" },
    { "https://example.com/x#SECRET", "has a fragment" },
    { "https://example.com/x y", "a character in it" },
    { "https://example.com/x\r\nHost: evil", "a character in it" },
    { "https://example.com/\xc3\xa9", "a character in it" },
    { "https://example.com/a\\b", "a character in it" },
};

START_TEST(any_other_is_refused_without_showing_it)
{
    struct url url = { 0 };
    struct err err = { 0 };

    ck_assert_msg(!url_check(refused[_i].whole, &url, &err), "%s was taken", refused[_i].whole);
    ck_assert(err_is(&err, ERR_REFUSED));
    ck_assert_msg(strstr(err.text, refused[_i].why), "%s: %s", refused[_i].whole, err.text);
    ck_assert_msg(!strstr(err.text, "SECRET"), "%s", err.text);
}
END_TEST

START_TEST(one_that_is_too_long_is_refused)
{
    AUTO(text) text = { 0 };
    struct url url = { 0 };
    struct err err = { 0 };

    text_append(&text, "https://example.com/%04095d", 0);
    ck_assert(!url_check(text_string(&text), &url, &err));
    ck_assert_msg(strstr(err.text, "longer than 4096"), "%s", err.text);
}
END_TEST

static const struct {
    const char *message, *shown;
} messages[] = {
    { "nothing to hide", "nothing to hide" },
    { "", "" },
    { "put to 'https://a.example/b?sig=SECRET' failed",
        "put to 'https://a.example/b?(hidden)' failed" },
    { "https://a.example/b?sv=1&sig=SECRET", "https://a.example/b?(hidden)" },
    { "https://a.example/b#SECRET x", "https://a.example/b#(hidden) x" },
    { "https://user:SECRET@a.example/b", "https://(hidden)@a.example/b" },
    { "http://user:SECRET@proxy:8080 and https://b/?SECRET\n",
        "http://(hidden)@proxy:8080 and https://b/?(hidden)\n" },
    { "unexpected argument 'sig=SECRET&se=2026'", "unexpected argument 'sig=(hidden)&se=2026'" },
    { "SIG=SECRET", "sig=(hidden)" },
    { "https://", "https://" },
    { "see https://learn.microsoft.com/rest/api/ for more",
        "see https://learn.microsoft.com/rest/api/ for more" },
    { "cut in the middle: 'https://a.example/b?sv=1&si",
        "cut in the middle: 'https://a.example/b?(hidden)" },
    { "https://a@b@c/x", "https://(hidden)@c/x" },
};

START_TEST(a_message_shows_no_secret)
{
    AUTO(text) shown = { 0 };

    url_hide(messages[_i].message, &shown);
    ck_assert_str_eq(text_string(&shown), messages[_i].shown);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("url");

    check_add(suite, an_address_is_taken_apart, COUNT_OF(taken));
    check_add(suite, any_other_is_refused_without_showing_it, COUNT_OF(refused));
    check_add(suite, one_that_is_too_long_is_refused, 1);
    check_add(suite, a_message_shows_no_secret, COUNT_OF(messages));
    return check_main(suite);
}
