/* SPDX-License-Identifier: MIT */
/* clock.c - UTC times as text, by arithmetic: no time zone, no C library call that may differ. */
#include "base/clock.h"

enum { SECONDS_A_DAY = 86400 };

void clock_append_utc(struct text *text, int64_t seconds)
{
    int64_t day = seconds / SECONDS_A_DAY;
    int64_t second = seconds % SECONDS_A_DAY;

    if (second < 0) { /* division rounds towards zero, days do not */
        second += SECONDS_A_DAY;
        day--;
    }

    /*
     * Days counted from 0000-03-01, so that the leap day is a year's last; an era is 400 years.
     * Source: howardhinnant.github.io/date_algorithms.html, civil_from_days
     */
    int64_t shifted = day + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int day_of_month = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    int year = (int)(year_of_era + era * 400 + (month <= 2 ? 1 : 0));

    text_append(text, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day_of_month,
        (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

/* Source: howardhinnant.github.io/date_algorithms.html, days_from_civil */
static int64_t days_from(int64_t year, int64_t month, int64_t day)
{
    int64_t shifted = month <= 2 ? year - 1 : year;
    int64_t era = shifted / 400; /* no year of four digits is negative */
    int64_t year_of_era = shifted - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

/* The number of some digits at a place of "2026-11-22T06:27:33Z". */
static int64_t digits_at(const char *string, size_t at, size_t count)
{
    int64_t number = 0;

    for (size_t i = at; i < at + count; i++)
        number = number * 10 + (string[i] - '0');
    return number;
}

/* Is there such a day, and such a time of it? */
static bool exists(int64_t year, int64_t month, int64_t day, int64_t second_of_day)
{
    if (month < 1 || month > 12 || day < 1 || second_of_day >= SECONDS_A_DAY)
        return false;
    return days_from(year, month, day) <
           (month == 12 ? days_from(year + 1, 1, 1) : days_from(year, month + 1, 1));
}

bool clock_read_utc(const char *string, int64_t *seconds)
{
    static const char form[] = "dddd-dd-ddTdd:dd:ddZ";

    for (size_t i = 0; i < sizeof form; i++)
        if (form[i] == 'd' ? string[i] < '0' || string[i] > '9' : string[i] != form[i])
            return false;

    int64_t year = digits_at(string, 0, 4);
    int64_t month = digits_at(string, 5, 2);
    int64_t day = digits_at(string, 8, 2);
    int64_t minute = digits_at(string, 14, 2);
    int64_t second = digits_at(string, 17, 2);
    int64_t of_day = digits_at(string, 11, 2) * 3600 + minute * 60 + second;

    if (minute > 59 || second > 59 || !exists(year, month, day, of_day))
        return false;
    *seconds = days_from(year, month, day) * SECONDS_A_DAY + of_day;
    return true;
}
