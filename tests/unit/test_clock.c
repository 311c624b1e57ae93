/* SPDX-License-Identifier: MIT */
/* test_clock.c - times as text are right on every kind of day. */
#include "base/clock.h"

#include "check_main.h"

static const struct {
    int64_t seconds;
    const char *text;
} cases[] = {
    { 0, "1970-01-01T00:00:00Z" },
    { 86399, "1970-01-01T23:59:59Z" },
    { 86400, "1970-01-02T00:00:00Z" },
    { 68169600, "1972-02-29T00:00:00Z" },  /* first leap day */
    { 951782400, "2000-02-29T00:00:00Z" }, /* divisible by 400: a leap year */
    { 951868800, "2000-03-01T00:00:00Z" },
    { 978307199, "2000-12-31T23:59:59Z" },
    { 2147483647, "2038-01-19T03:14:07Z" }, /* the last of 32 bits */
    { 2147483648, "2038-01-19T03:14:08Z" },
    { 4107542399, "2100-02-28T23:59:59Z" }, /* divisible by 100: no leap year */
    { 4107542400, "2100-03-01T00:00:00Z" },
    { 1795328853, "2026-11-22T06:27:33Z" },
    { 253402300799, "9999-12-31T23:59:59Z" },
};

START_TEST(seconds_become_utc)
{
    AUTO(text) text = { 0 };

    clock_append_utc(&text, cases[_i].seconds);
    ck_assert_str_eq(text_string(&text), cases[_i].text);
}
END_TEST

START_TEST(what_was_written_is_read_back)
{
    int64_t seconds = -1;

    ck_assert(clock_read_utc(cases[_i].text, &seconds));
    ck_assert_int_eq(seconds, cases[_i].seconds);
}
END_TEST

static const char *const no_times[] = { "", "2026", "2026-11-22", "2026-11-22T06:27:33",
    "2026-11-22T06:27:33Z ", "2026-11-31T06:27:33Z", "2026-13-01T06:27:33Z", "2026-11-22T24:00:00Z",
    "2026-02-29T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T00:60:00Z", "2026-11-22 06:27:33Z",
    "-026-11-22T06:27:33Z" };

START_TEST(what_is_no_time_is_refused)
{
    int64_t seconds = -1;

    ck_assert_msg(!clock_read_utc(no_times[_i], &seconds), "%s", no_times[_i]);
    ck_assert_int_eq(seconds, -1);
}
END_TEST

START_TEST(text_in_front_is_kept)
{
    AUTO(text) text = { 0 };

    text_append(&text, "at ");
    clock_append_utc(&text, 0);
    ck_assert_str_eq(text_string(&text), "at 1970-01-01T00:00:00Z");
}
END_TEST

/** Is it the day after? Compares with counting days by hand over 400 years. */
START_TEST(days_follow_one_another)
{
    static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t day = 0;

    for (int year = 1970; year < 2370; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 1; month <= 12; month++) {
            int days = month_days[month - 1] + (leap && month == 2 ? 1 : 0);
            for (int of_month = 1; of_month <= days; of_month++, day++) {
                AUTO(text) seen = { 0 };
                AUTO(text) wanted = { 0 };
                clock_append_utc(&seen, day * 86400);
                text_append(&wanted, "%04d-%02d-%02dT00:00:00Z", year, month, of_month);
                ck_assert_str_eq(text_string(&seen), text_string(&wanted));
            }
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clock");

    check_add(suite, seconds_become_utc, COUNT_OF(cases));
    check_add(suite, what_was_written_is_read_back, COUNT_OF(cases));
    check_add(suite, what_is_no_time_is_refused, COUNT_OF(no_times));
    check_add(suite, text_in_front_is_kept, 1);
    check_add(suite, days_follow_one_another, 1);
    return check_main(suite);
}
