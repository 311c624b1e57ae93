/* SPDX-License-Identifier: MIT */
/*
 * http.c - puts a document to a server by WinHTTP, which is loaded when the first one is sent.
 *
 * Source: https://learn.microsoft.com/windows/win32/winhttp/winhttp-sessions-overview,
 * https://learn.microsoft.com/windows/win32/winhttp/option-flags (redirects, log-on, proxy),
 * https://learn.microsoft.com/windows/win32/winhttp/error-messages
 */
#include "base/http.h"

#include "win/win.h"

enum {
    CONNECT_LIMIT_MS = 15000,
    HEADER_COUNT = URL_LEN_LIMIT + 1, /* characters of a header that is read */
};

/** One attempt: the library, and what it has open. Zeroed is none. */
struct sending {
    struct win_http http;
    HINTERNET session, connection, request;
};

static void sending_done(struct sending *sending)
{
    HINTERNET *const handles[] = { &sending->request, &sending->connection, &sending->session };

    for (size_t at = 0; at < COUNT_OF(handles); at++)
        if (*handles[at])
            (void)sending->http.close_handle(*handles[at]); /* fails for a bad handle only */
    win_http_done(&sending->http);
    *sending = (struct sending){ 0 };
}

/* Words for those that happen; Windows has them in another module than its own. */
static const struct {
    DWORD code;
    bool passing; /* the same may succeed another time */
    const char *words;
} failures[] = {
    { ERROR_WINHTTP_TIMEOUT, true, "it took too long" },
    { ERROR_WINHTTP_NAME_NOT_RESOLVED, true, "the host's name is not known" },
    { ERROR_WINHTTP_CANNOT_CONNECT, true, "cannot connect" },
    { ERROR_WINHTTP_CONNECTION_ERROR, true, "the connection was dropped" },
    { WSAECONNABORTED, true, "the connection was dropped" },
    { WSAECONNRESET, true, "the connection was dropped" },
    { WSAETIMEDOUT, true, "it took too long" },
    { WSAECONNREFUSED, true, "cannot connect" },
    { ERROR_WINHTTP_INVALID_SERVER_RESPONSE, true, "the answer cannot be read" },
    { ERROR_WINHTTP_RESEND_REQUEST, true, "it has to be sent again" },
    { ERROR_WINHTTP_AUTODETECTION_FAILED, true, "the proxy cannot be found out" },
    { ERROR_WINHTTP_UNABLE_TO_DOWNLOAD_SCRIPT, true, "the proxy's script cannot be had" },
    { ERROR_WINHTTP_SECURE_FAILURE, false, "the server's certificate is not to be trusted" },
    { ERROR_WINHTTP_SECURE_CHANNEL_ERROR, false, "no secure channel came about" },
    { ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, false, "the server wants a certificate" },
};

static bool fail(DWORD code, const char *doing, bool *again, struct err *err)
{
    for (size_t at = 0; at < COUNT_OF(failures); at++) {
        if (failures[at].code != code)
            continue;
        *again = failures[at].passing;
        return err_set(
            err, ERR_WIN32, code, "%s: %s (Win32 error %lu)", doing, failures[at].words, code);
    }
    return win_err(err, code, "%s", doing);
}

static bool set_number(const struct sending *sending, DWORD option, DWORD value, struct err *err)
{
    if (sending->http.set_option(sending->request, option, &value, sizeof value))
        return true;
    return win_err(err, GetLastError(), "cannot set option %lu of WinHTTP", option);
}

/* No redirect, no password or ticket of whoever runs this, no cookie. */
static bool be_careful(const struct sending *sending, struct err *err)
{
    return set_number(sending, WINHTTP_OPTION_REDIRECT_POLICY, WINHTTP_OPTION_REDIRECT_POLICY_NEVER,
               err) &&
           set_number(sending, WINHTTP_OPTION_AUTOLOGON_POLICY,
               WINHTTP_AUTOLOGON_SECURITY_LEVEL_HIGH, err) &&
           set_number(sending, WINHTTP_OPTION_DISABLE_FEATURE,
               WINHTTP_DISABLE_COOKIES | WINHTTP_DISABLE_REDIRECTS, err);
}

static bool open_request(
    struct sending *sending, const struct http_put *put, bool *again, struct err *err)
{
    AUTO_FREE wchar_t *host = NULL;
    AUTO_FREE wchar_t *path = NULL;
    int limit = (int)put->limit_ms;
    int connect_limit = limit < CONNECT_LIMIT_MS ? limit : CONNECT_LIMIT_MS;

    if (!win_http_open(&sending->http, err) || !win_widen(put->url->host, &host, err) ||
        !win_widen(put->url->path, &path, err))
        return false;
    sending->session = sending->http.open(L"goldprep",
        put->url->loopback ? WINHTTP_ACCESS_TYPE_NO_PROXY : WINHTTP_ACCESS_TYPE_AUTOMATIC_PROXY,
        WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0);
    if (!sending->session)
        return fail(GetLastError(), "opening WinHTTP", again, err);
    if (!sending->http.set_timeouts(sending->session, connect_limit, connect_limit, limit, limit))
        return fail(GetLastError(), "opening WinHTTP", again, err);
    sending->connection = sending->http.connect(sending->session, host, put->url->port, 0);
    if (!sending->connection)
        return fail(GetLastError(), "connecting", again, err);
    sending->request = sending->http.open_request(sending->connection, L"PUT", path, NULL,
        WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES,
        WINHTTP_FLAG_ESCAPE_DISABLE | (put->url->secure ? WINHTTP_FLAG_SECURE : 0));
    if (!sending->request)
        return fail(GetLastError(), "connecting", again, err);
    return be_careful(sending, err);
}

static bool send_all(
    const struct sending *sending, const struct http_put *put, bool *again, struct err *err)
{
    AUTO(text) lines = { 0 };
    AUTO_FREE wchar_t *headers = NULL;
    void *body = (void *)(uintptr_t)put->body; /* its parameter has no const; it is only read */

    text_append(&lines, "Content-Type: %s\r\n%s\r\n", put->content_type, put->header);
    if (!text_ok(&lines, err) || !win_widen(text_string(&lines), &headers, err))
        return false;
    if (!sending->http.send_request(
            sending->request, headers, (DWORD)-1, body, (DWORD)put->len, (DWORD)put->len, 0))
        return fail(GetLastError(), "sending", again, err);
    if (!sending->http.receive_response(sending->request, NULL))
        return fail(GetLastError(), "waiting for the answer", again, err);
    return true;
}

static bool read_status(
    const struct sending *sending, struct http_answer *answer, bool *again, struct err *err)
{
    DWORD status = 0;
    DWORD bytes = sizeof status;

    if (!sending->http.query_headers(sending->request,
            WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER, WINHTTP_HEADER_NAME_BY_INDEX,
            &status, &bytes, WINHTTP_NO_HEADER_INDEX))
        return fail(GetLastError(), "reading the answer", again, err);
    answer->status = status;
    return true;
}

/* One that is not there, is too long or no text is as if it had not been sent: none is needed. */
static void read_header(const struct sending *sending, const char *name, struct http_answer *answer)
{
    AUTO_FREE wchar_t *wide_name = NULL;
    AUTO_FREE wchar_t *value = calloc(HEADER_COUNT, sizeof *value);
    AUTO_FREE char *narrow = NULL;
    DWORD bytes = (HEADER_COUNT - 1) * sizeof *value; /* the last one stays 0 */
    struct err unused = { 0 };

    if (value && win_widen(name, &wide_name, &unused) &&
        sending->http.query_headers(sending->request, WINHTTP_QUERY_CUSTOM, wide_name, value,
            &bytes, WINHTTP_NO_HEADER_INDEX) &&
        win_narrow(value, &narrow, &unused))
        http_keep_header(answer, name, narrow);
}

bool http_put(const struct http_put *put, struct http_answer *answer, bool *again, struct err *err)
{
    static const char *const headers[] = { "x-ms-error-code", "retry-after", "location" };
    AUTO(sending) sending = { 0 };

    *again = false;
    *answer = (struct http_answer){ 0 };
    if (put->len > UINT32_MAX)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "WinHTTP takes 4 GiB at most");
    if (!open_request(&sending, put, again, err) || !send_all(&sending, put, again, err) ||
        !read_status(&sending, answer, again, err))
        return false;
    for (size_t at = 0; at < COUNT_OF(headers); at++)
        read_header(&sending, headers[at], answer);
    return true;
}
