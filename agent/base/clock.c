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
