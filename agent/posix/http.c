/* SPDX-License-Identifier: MIT */
/*
 * http.c - puts a document to a server by libcurl.
 *
 * Source: https://curl.se/libcurl/c/CURLOPT_UPLOAD.html,
 * https://curl.se/libcurl/c/libcurl-errors.html,
 * https://curl.se/libcurl/c/libcurl-env.html (HTTPS_PROXY, NO_PROXY)
 */
#include "base/http.h"

#include <curl/curl.h>

enum { CONNECT_LIMIT_MS = 15000 };

/** One attempt. Zeroed is none. */
struct transfer {
    CURL *curl;
    struct curl_slist *headers;
    const struct http_put *put;
    size_t sent;
    struct http_answer *answer;
};

static void transfer_done(struct transfer *transfer)
{
    curl_easy_cleanup(transfer->curl);
    curl_slist_free_all(transfer->headers);
    *transfer = (struct transfer){ 0 };
}

static size_t give_body(char *buffer, size_t size, size_t count, void *state)
{
    struct transfer *transfer = state;
    size_t rest = transfer->put->len - transfer->sent;
    size_t len = size * count < rest ? size * count : rest;

    memcpy(buffer, (const char *)transfer->put->body + transfer->sent, len);
    transfer->sent += len;
    return len;
}

/* libcurl sends it anew when a kept connection turns out to be closed. */
static int rewind_body(void *state, curl_off_t offset, int origin)
{
    struct transfer *transfer = state;

    if (origin != SEEK_SET || offset < 0 || (size_t)offset > transfer->put->len)
        return CURL_SEEKFUNC_FAIL;
    transfer->sent = (size_t)offset;
    return CURL_SEEKFUNC_OK;
}

static size_t drop_answer(char *bytes, size_t size, size_t count, void *state)
{
    (void)bytes;
    (void)state;
    return size * count;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *state)
{
    struct transfer *transfer = state;
    size_t len = size * count;
    AUTO(text) line = { 0 };
    char *colon;

    text_append_bytes(&line, bytes, len);
    AUTO_FREE char *header = text_take(&line);
    if (!header)
        return len;
    header[strcspn(header, "\r\n")] = '\0';
    colon = strchr(header, ':');
    if (!colon)
        return len;
    *colon++ = '\0';
    http_keep_header(transfer->answer, header, colon + strspn(colon, " \t"));
    return len;
}

static bool add_header(struct transfer *transfer, const char *name, const char *value)
{
    AUTO(text) line = { 0 };
    struct curl_slist *longer;

    text_append(&line, "%s%s", name, value);
    longer = curl_slist_append(transfer->headers, text_string(&line));
    if (longer)
        transfer->headers = longer;
    return longer && !line.broken;
}

/* Every result matters: an option that was not taken could be the one that verifies the server. */
static bool set_options(struct transfer *transfer, char *words)
{
    CURL *curl = transfer->curl;
    const struct http_put *put = transfer->put;
    const char *roots = getenv("SSL_CERT_FILE"); /* as OpenSSL and the curl program take it */
    CURLcode code = CURLE_OK;

#define SET(option, value) code = code == CURLE_OK ? curl_easy_setopt(curl, option, value) : code
    SET(CURLOPT_URL, put->url->whole);
    SET(CURLOPT_PROTOCOLS_STR, put->url->secure ? "https" : "http");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    if (roots && roots[0] != '\0')
        SET(CURLOPT_CAINFO, roots);
    if (put->url->loopback)
        SET(CURLOPT_NOPROXY, "*");
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_LIMIT_MS);
    SET(CURLOPT_TIMEOUT_MS, (long)put->limit_ms);
    SET(CURLOPT_ERRORBUFFER, words);
    SET(CURLOPT_HTTPHEADER, transfer->headers);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)put->len);
    SET(CURLOPT_READFUNCTION, give_body);
    SET(CURLOPT_READDATA, transfer);
    SET(CURLOPT_SEEKFUNCTION, rewind_body);
    SET(CURLOPT_SEEKDATA, transfer);
    SET(CURLOPT_WRITEFUNCTION, drop_answer);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, transfer);
#undef SET
    return code == CURLE_OK;
}

/* May the same succeed another time? */
static bool is_passing(CURLcode code)
{
    switch ((int)code) { /* libcurl has a hundred of them */
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return true;
    default:
        return false;
    }
}

static bool fail(
    const struct transfer *transfer, CURLcode code, const char *words, bool *again, struct err *err)
{
    AUTO(text) shown = { 0 };
    long proxy = 0;

    *again = is_passing(code);
    if (curl_easy_getinfo(transfer->curl, CURLINFO_HTTP_CONNECTCODE, &proxy) == CURLE_OK &&
        proxy >= 300) {
        *again = proxy == 408 || proxy == 429 || proxy >= 500;
        return err_set(err, ERR_HTTP, (uint32_t)proxy, "the proxy answered %ld", proxy);
    }
    url_hide(words[0] ? words : curl_easy_strerror(code), &shown);
    return err_set(err, ERR_HTTP, 0, "%s", text_string(&shown));
}

bool http_put(const struct http_put *put, struct http_answer *answer, bool *again, struct err *err)
{
    AUTO(transfer) transfer = { .put = put, .answer = answer };
    char words[CURL_ERROR_SIZE] = "";
    long status = 0;
    CURLcode code;

    *again = false;
    *answer = (struct http_answer){ 0 };
    transfer.curl = curl_easy_init();
    if (!transfer.curl || !add_header(&transfer, "Content-Type: ", put->content_type) ||
        !add_header(&transfer, put->header, "") || !add_header(&transfer, "Expect:", "") ||
        !set_options(&transfer, words))
        return err_set(err, ERR_HTTP, 0, "libcurl cannot be set up to send");
    code = curl_easy_perform(transfer.curl);
    if (code == CURLE_OK)
        code = curl_easy_getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &status);
    answer->status = (uint32_t)status;
    if (code == CURLE_OK && status > 0)
        return true;
    return fail(&transfer, code, words, again, err);
}
