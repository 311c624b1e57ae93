/* SPDX-License-Identifier: MIT */
/*
 * target_forms.c - forms of dates, GUIDs, addresses and ids.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc3339 (dates)
 *         https://learn.microsoft.com/azure/storage/common/storage-sas-overview (sig=)
 *         https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#resourceid
 */
#include "upload/target_forms.h"

#include "base/text.h"

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static bool is_hex(char letter)
{
    return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

/* -- dates -- */

/* Reads so many digits. @return false: there are fewer, or the number is over most */
static bool take(const char **at, size_t count, int most, int *number)
{
    for (*number = 0; count > 0; count--, ++*at) {
        if (!is_digit(**at))
            return false;
        *number = *number * 10 + (**at - '0');
    }
    return *number <= most;
}

static bool take_sign(const char **at, char sign)
{
    if (**at != sign)
        return false;
    ++*at;
    return true;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

static int64_t days_since_1970(int year, int month, int day)
{
    int64_t before = year - 1;
    int64_t days = before * 365 + before / 4 - before / 100 + before / 400 - 719162;

    for (int each = 1; each < month; each++)
        days += days_of(year, each);
    return days + day - 1;
}

static bool take_time(const char **at, int64_t *seconds)
{
    int hour = 0, minute = 0, second = 0;

    if (!take(at, 2, 23, &hour) || !take_sign(at, ':') || !take(at, 2, 59, &minute))
        return false;
    if (take_sign(at, ':')) {
        if (!take(at, 2, 59, &second))
            return false;
        if (take_sign(at, '.')) {
            if (!is_digit(**at))
                return false;
            while (is_digit(**at))
                ++*at;
        }
    }
    *seconds += hour * 3600 + minute * 60 + second;
    return true;
}

static bool take_zone(const char **at, int64_t *seconds)
{
    int hour = 0, minute = 0;
    int sign = **at == '-' ? 1 : -1;

    if (**at == '\0' || take_sign(at, 'Z'))
        return true;
    if (!take_sign(at, '+') && !take_sign(at, '-'))
        return false;
    if (!take(at, 2, 14, &hour))
        return false;
    (void)take_sign(at, ':'); /* it may be left out */
    if (!take(at, 2, 59, &minute))
        return false;
    *seconds += sign * (hour * 3600 + minute * 60);
    return true;
}

bool form_date(const char *text, int64_t *seconds)
{
    int year = 0, month = 0, day = 0;
    int64_t sum;

    if (!take(&text, 4, 9999, &year) || year < 1 || !take_sign(&text, '-') ||
        !take(&text, 2, 12, &month) || month < 1 || !take_sign(&text, '-') ||
        !take(&text, 2, 31, &day) || day < 1 || day > days_of(year, month))
        return false;
    sum = days_since_1970(year, month, day) * 86400;
    if (take_sign(&text, 'T') && (!take_time(&text, &sum) || !take_zone(&text, &sum)))
        return false;
    if (*text != '\0')
        return false;
    *seconds = sum;
    return true;
}

/* -- GUIDs and addresses -- */

static bool is_guid(const char *text)
{
    for (size_t at = 0; at < 36; at++)
        if (at == 8 || at == 13 || at == 18 || at == 23 ? text[at] != '-' : !is_hex(text[at]))
            return false;
    return true;
}

bool form_guid(const char *text)
{
    return strlen(text) == 36 && is_guid(text);
}

/* ASCII that no language needs to quote, but for what others lists. */
static bool is_plain(const char *text, size_t len, const char *others)
{
    for (size_t at = 0; at < len; at++) {
        char letter = text[at];
        bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');

        if (!is_letter && !is_digit(letter) && (letter == '\0' || !strchr(others, letter)))
            return false;
    }
    return true;
}

static bool is_host(const char *host, size_t len)
{
    return len > 0 && is_plain(host, len, ".-") && host[0] != '.' && host[0] != '-' &&
           host[len - 1] != '-' && host[len - 1] != '.';
}

bool form_email(const char *text)
{
    const char *sign = strchr(text, '@');
    size_t name_len = sign ? (size_t)(sign - text) : 0;

    return name_len > 0 && text[0] != '.' && is_plain(text, name_len, ".-_+#'") &&
           strchr(sign, '.') && is_host(sign + 1, strlen(sign + 1));
}

bool form_uri(const char *text)
{
    const char *host = text_starts_same(text, "https://")  ? text + strlen("https://")
                       : text_starts_same(text, "http://") ? text + strlen("http://")
                                                           : NULL;

    if (!host)
        return false;
    size_t len = strcspn(host, "/?#:");
    return is_host(host, len) &&
           is_plain(host + len, strlen(host + len), "/?#:._~!$&'()*+,;=@%-[]");
}

bool form_has_secret(const char *text)
{
    const char *scheme = strstr(text, "://");

    for (const char *at = text; *at; at++) /* "sig=" as a parameter of its own */
        if ((*at == '?' || *at == '&') && text_starts_same(at + 1, "sig="))
            return true;
    return scheme && scheme[strcspn(scheme + 3, "/?#@") + 3] == '@';
}

/* -- ids -- */

/* A name in an id; letters of other languages have bytes above ASCII. */
static bool is_name(const char *name, size_t len)
{
    for (size_t at = 0; at < len; at++)
        if ((unsigned char)name[at] < 0x80 && !is_plain(name + at, 1, "-_.()"))
            return false;
    return len > 0;
}

/* One part of a path: a word that must stand there, whatever its case, or, where that is NULL, a name.
 * @return the next part; NULL: it is not that */
static const char *take_part(const char *at, const char *word, size_t word_len)
{
    if (!at || *at != '/')
        return NULL;
    size_t len = strcspn(++at, "/");
    if (!word)
        return is_name(at, len) ? at + len : NULL;
    for (size_t i = 0; i < word_len; i++)
        if (len != word_len || (at[i] | 0x20) != (word[i] | 0x20))
            return NULL;
    return at + len;
}

const char *form_id_subscription(const char *id)
{
    static const char head[] = "subscriptions";
    const char *at = take_part(id, head, strlen(head));

    return at && *at == '/' && strlen(at) > 36 && is_guid(at + 1) ? at + 1 : NULL;
}

bool form_id(const char *text, const char *type)
{
    static const char groups[] = "resourceGroups";
    static const char providers[] = "providers";
    const char *subscription = form_id_subscription(text);
    const char *at = subscription ? subscription + 36 : NULL;

    at = take_part(at, groups, strlen(groups));
    at = take_part(at, NULL, 0);
    at = take_part(at, providers, strlen(providers));
    at = take_part(at, type, strcspn(type, "/"));
    for (type += strcspn(type, "/"); *type == '/'; type += strcspn(type, "/")) {
        type++;
        at = take_part(at, type, strcspn(type, "/"));
        at = take_part(at, NULL, 0);
    }
    return at && *at == '\0';
}
