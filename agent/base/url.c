/* SPDX-License-Identifier: MIT */
/*
 * url.c - checks and shows addresses.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc3986 (syntax),
 * https://learn.microsoft.com/rest/api/storageservices/create-service-sas (a signature is `sig` of
 * the query)
 */
#include "base/url.h"

static const char hidden[] = "(hidden)";

static bool refuse(struct err *err, const char *what)
{
    return err_set(err, ERR_AGENT, ERR_REFUSED, "the address to upload to %s", what);
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static bool is_letter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/* What RFC 3986 lets stand in an address; the rest has to be percent-encoded. */
static bool is_printable(const char *string)
{
    for (; *string; string++)
        if (!is_letter(*string) && !is_digit(*string) &&
            !strchr("-._~:/?#[]@!$&'()*+,;=%", *string))
            return false;
    return true;
}

static bool check_port(const char *digits, const char *end, struct url *url)
{
    uint32_t port = 0;

    if (digits == end)
        return false;
    for (; digits < end; digits++) {
        if (!is_digit(*digits) || port > UINT16_MAX)
            return false;
        port = port * 10 + (uint32_t)(*digits - '0');
    }
    url->port = (uint16_t)port;
    return port > 0 && port <= UINT16_MAX;
}

static bool is_host_letter(char letter, bool address)
{
    if (address)
        return is_digit(letter) || letter == ':' || letter == '.' ||
               (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
    return is_letter(letter) || is_digit(letter) || letter == '-' || letter == '.';
}

static bool keep_host(const char *begin, const char *end, bool address, struct url *url)
{
    size_t len = (size_t)(end - begin);

    if (len == 0 || len >= sizeof url->host)
        return false;
    for (const char *at = begin; at < end; at++)
        if (!is_host_letter(*at, address))
            return false;
    memcpy(url->host, begin, len);
    url->host[len] = '\0';
    return true;
}

/* 127.0.0.0/8 as four numbers, ::1, and the name that stands for them. */
static bool is_loopback(const char *host)
{
    int dots = 0;

    if (text_same(host, "localhost") || strcmp(host, "::1") == 0)
        return true;
    if (!text_starts(host, "127."))
        return false;
    for (const char *at = host; *at; at++) {
        if (!is_digit(*at) && (*at != '.' || at[1] == '.' || at[1] == '\0'))
            return false;
        dots += *at == '.';
    }
    return dots == 3;
}

static bool check_authority(const char *begin, const char *end, struct url *url, struct err *err)
{
    const char *host_end = begin;

    if (memchr(begin, '@', (size_t)(end - begin)))
        return refuse(err, "has a user in it");
    if (*begin == '[') {
        const char *close = memchr(begin, ']', (size_t)(end - begin));

        if (!close || !keep_host(begin + 1, close, true, url))
            return refuse(err, "has a host that is none");
        host_end = close + 1;
    } else {
        while (host_end < end && *host_end != ':')
            host_end++;
        if (!keep_host(begin, host_end, false, url))
            return refuse(err, "has a host that is none");
    }
    if (host_end < end && (*host_end != ':' || !check_port(host_end + 1, end, url)))
        return refuse(err, "has a port that is none");
    url->loopback = is_loopback(url->host);
    return true;
}

bool url_check(const char *string, struct url *url, struct err *err)
{
    struct url read = { .whole = string };
    const char *begin;

    if (strlen(string) > URL_LEN_LIMIT)
        return refuse(err, "is longer than 4096 bytes");
    if (!is_printable(string))
        return refuse(err, "has a character in it that an address cannot have");
    if (text_starts_same(string, "https://"))
        read.secure = true;
    else if (!text_starts_same(string, "http://"))
        return refuse(err, "does not begin with https://");
    read.port = read.secure ? 443 : 80;
    begin = strstr(string, "//") + 2;
    read.path = begin + strcspn(begin, "/?#");
    if (!check_authority(begin, read.path, &read, err))
        return false;
    if (strchr(read.path, '#'))
        return refuse(err, "has a fragment (#) in it");
    if (read.path[0] != '/' || read.path[1] == '\0' || read.path[1] == '?')
        return refuse(err, "names no place on the server");
    if (!read.secure && !read.loopback)
        return refuse(err, "is http: only https is sent out of this machine");
    *url = read;
    return true;
}

void url_show(const struct url *url, struct text *text)
{
    size_t len = strcspn(url->whole, "?");

    text_append_bytes(text, url->whole, len);
    if (url->whole[len])
        text_append(text, "?%s", hidden);
}

/* -- messages -- */

/* What ends an address in a message. */
static size_t address_len(const char *begin)
{
    return strcspn(begin, " \t\r\n\"'<>");
}

/* The rest of an address behind "://". @return how much was read */
static size_t hide_address(const char *begin, struct text *text)
{
    size_t len = address_len(begin);
    size_t authority = strcspn(begin, "/?#");
    size_t shown = strcspn(begin, "?#");
    const char *at = begin; /* behind the user, where there is one */

    if (authority > len)
        authority = len;
    if (shown > len)
        shown = len;
    for (size_t i = 0; i < authority; i++)
        if (begin[i] == '@')
            at = begin + i; /* the last one: those in front are of the password */
    if (*at == '@')
        text_append(text, "%s", hidden);
    text_append_bytes(text, at, shown - (size_t)(at - begin));
    if (shown < len)
        text_append(text, "%c%s", begin[shown], hidden);
    return len;
}

void url_hide(const char *message, struct text *text)
{
    static const char scheme[] = "://";
    static const char signature[] = "sig=";

    while (*message) {
        if (text_starts(message, scheme)) {
            text_append(text, "%s", scheme);
            message += strlen(scheme);
            message += hide_address(message, text);
        } else if (text_starts_same(message, signature)) {
            text_append(text, "%s%s", signature, hidden);
            message += strlen(signature);
            message += strcspn(message, " \t\r\n\"'<>&");
        } else {
            text_append_bytes(text, message++, 1);
        }
    }
}
