/* SPDX-License-Identifier: MIT */
/* deliver.c - attempts, pauses and the limit. */
#include "upload/deliver.h"

/* Azure wants to know what kind of blob it is to become; others do not look at it. */
static const char blob_type[] = "x-ms-blob-type: BlockBlob";

static bool is_passing(uint32_t status)
{
    return status == 408 || status == 429 || (status >= 500 && status <= 599 && status != 501);
}

static const char *meaning(uint32_t status)
{
    switch (status) {
    case 401:
    case 403:
        return "; the signature may have expired, or allows no writing";
    case 404:
        return "; there is no such place";
    case 407:
        return "; the proxy wants a user and a password";
    case 413:
        return "; it is too large for the server";
    default:
        return "";
    }
}

/* Where a redirect leads is told by its host alone. */
static bool fail_redirected(const struct http_answer *answer, struct err *err)
{
    struct url to = { 0 };
    struct err why = { 0 };

    return err_set(err, ERR_HTTP, answer->status,
        "the server answered %u and sends to another address ('%s'): redirects are not followed",
        answer->status, url_check(answer->location, &to, &why) ? to.host : "not told");
}

static bool fail_answered(const struct http_answer *answer, struct err *err)
{
    if (answer->status >= 300 && answer->status <= 399)
        return fail_redirected(answer, err);
    return err_set(err, ERR_HTTP, answer->status, "the server answered %u%s%s%s", answer->status,
        answer->error_code[0] ? " " : "", answer->error_code, meaning(answer->status));
}

static uint32_t pause_ms(uint32_t attempts, uint32_t retry_after_s)
{
    uint32_t pause = DELIVER_PAUSE_MOST_MS;

    if (attempts < 6) /* 2^5 seconds are past the most */
        pause = 1000u << (attempts - 1);
    if (pause > DELIVER_PAUSE_MOST_MS)
        pause = DELIVER_PAUSE_MOST_MS;
    return retry_after_s > pause / 1000 ? retry_after_s * 1000 : pause;
}

/* One attempt. @param pause  receives how long to wait for the next one; 0: that was all */
static bool attempt(const struct delivery *delivery, const struct deliver_port *port,
    uint64_t left_ms, struct delivered *delivered, uint32_t *pause, struct err *err)
{
    AUTO_FREE struct http_answer *answer = calloc(1, sizeof *answer);
    bool again = false;
    const struct http_put put = {
        .url = delivery->url,
        .content_type = delivery->content_type,
        .header = blob_type,
        .body = delivery->body,
        .len = delivery->len,
        .limit_ms =
            left_ms < DELIVER_ATTEMPT_LIMIT_MS ? (uint32_t)left_ms : DELIVER_ATTEMPT_LIMIT_MS,
    };

    *pause = 0;
    if (!answer)
        return err_nomem(err);
    delivered->attempts++;
    delivered->status = 0;
    if (!port->put(&put, answer, &again, err)) {
        if (again)
            *pause = pause_ms(delivered->attempts, 0);
        return false;
    }
    delivered->status = answer->status;
    if (answer->status >= 200 && answer->status <= 299)
        return true;
    if (is_passing(answer->status))
        *pause = pause_ms(delivered->attempts, answer->retry_after_s);
    return fail_answered(answer, err);
}

static bool fail_late(const struct delivery *delivery, const struct delivered *delivered,
    const struct err *last, struct err *err)
{
    char why[sizeof last->text];

    memcpy(why, last->text, sizeof why);
    return err_set(err, ERR_AGENT, ERR_TIME_LIMIT,
        "not delivered within %u s, in %u attempts; the last one: %.200s",
        delivery->limit_ms / 1000, delivered->attempts, why);
}

static void tell(const struct deliver_port *port, const struct err *why, uint32_t pause)
{
    AUTO(text) line = { 0 };

    text_append(&line, "not delivered yet: %s; again in %u s", why->text, pause / 1000);
    port->tell(text_string(&line));
}

bool deliver(const struct delivery *delivery, const struct deliver_port *port,
    struct delivered *delivered, struct err *err)
{
    uint64_t begun = 0;

    *delivered = (struct delivered){ 0 };
    if (!port->tick_ms(port->state, &begun, err))
        return false;
    for (uint64_t now = begun;;) {
        struct err why = { 0 };
        uint32_t pause = 0;

        if (attempt(delivery, port, delivery->limit_ms - (now - begun), delivered, &pause, &why))
            return true;
        if (pause == 0) {
            *err = why;
            return false;
        }
        if (!port->tick_ms(port->state, &now, err))
            return false;
        if (now - begun + pause >= delivery->limit_ms)
            return fail_late(delivery, delivered, &why, err);
        tell(port, &why, pause);
        if (!port->wait(port->state, pause, err) || !port->tick_ms(port->state, &now, err))
            return false;
        if (now - begun >= delivery->limit_ms)
            return fail_late(delivery, delivered, &why, err);
    }
}
