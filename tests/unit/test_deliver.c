/* SPDX-License-Identifier: MIT */
/* test_deliver.c - a delivery is tried again while it may succeed, and ends within its limit. */
#include "upload/deliver.h"

#include "check_main.h"

#include <string.h>

enum { ANSWERS = 16 };

/** What one attempt meets: a status, or a failure of that kind. */
struct meets {
    int status; /* 0: no answer, and it may come another time; -1: none, and it never will */
    uint32_t takes_ms, retry_after_s;
    const char *code, *location;
};

/** A server and a clock. */
static struct {
    const struct meets *meets;
    size_t attempts;
    uint64_t now_ms;
    uint32_t pauses_ms[ANSWERS];
    size_t pauses;
    uint32_t least_limit_ms; /* of the attempts */
    bool stopped;            /* somebody says stop at the first pause */
    struct text told;
} world;

static bool put(
    const struct http_put *request, struct http_answer *answer, bool *again, struct err *err)
{
    const struct meets *meets = &world.meets[world.attempts++];

    ck_assert_str_eq((const char *)request->body, "body");
    ck_assert_uint_eq(request->len, 4);
    ck_assert_str_eq(request->header, "x-ms-blob-type: BlockBlob");
    if (request->limit_ms < world.least_limit_ms)
        world.least_limit_ms = request->limit_ms;
    world.now_ms += meets->takes_ms < request->limit_ms ? meets->takes_ms : request->limit_ms;
    *again = meets->status == 0;
    if (meets->status <= 0)
        return err_set(
            err, ERR_HTTP, 0, "%s", meets->status == 0 ? "dropped" : "not to be trusted");
    *answer = (struct http_answer){ .status = (uint32_t)meets->status,
        .retry_after_s = meets->retry_after_s };
    if (meets->code)
        snprintf(answer->error_code, sizeof answer->error_code, "%s", meets->code);
    if (meets->location)
        snprintf(answer->location, sizeof answer->location, "%s", meets->location);
    return true;
}

static bool pass(void *state, uint32_t milliseconds, struct err *err)
{
    ck_assert_ptr_eq(state, &world);
    if (world.stopped)
        return err_set(err, ERR_AGENT, ERR_CANCELLED, "told to stop");
    world.pauses_ms[world.pauses++] = milliseconds;
    world.now_ms += milliseconds;
    return true;
}

static bool tick(void *state, uint64_t *milliseconds, struct err *err)
{
    (void)state;
    (void)err;
    *milliseconds = 1000 + world.now_ms;
    return true;
}

static void tell(const char *line)
{
    text_append(&world.told, "%s\n", line);
}

static bool run(
    const struct meets *meets, uint32_t limit_ms, struct delivered *delivered, struct err *err)
{
    static const struct deliver_port port = { &world, put, pass, tick, tell };
    struct url url = { 0 };
    const struct delivery delivery = { &url, "application/json", "body", 4, limit_ms };

    text_done(&world.told);
    memset(&world, 0, sizeof world);
    world.meets = meets;
    world.least_limit_ms = UINT32_MAX;
    ck_assert(url_check("https://a.example/b?sig=SECRET", &url, err));
    return deliver(&delivery, &port, delivered, err);
}

static const struct {
    const char *name;
    struct meets meets[ANSWERS];
    size_t attempts;
    const char *why; /* NULL: delivered */
    uint32_t pauses_s[ANSWERS];
} rows[] = {
    { "at once", { { .status = 201 } }, 1, NULL, { 0 } },
    { "any success", { { .status = 204 } }, 1, NULL, { 0 } },
    { "dropped once", { { 0 }, { .status = 201 } }, 2, NULL, { 1 } },
    { "busy, then there", { { .status = 503 }, { .status = 500 }, { .status = 201 } }, 3, NULL,
        { 1, 2 } },
    { "each that may pass",
        { { .status = 408 }, { .status = 429 }, { .status = 500 }, { .status = 502 },
            { .status = 503 }, { .status = 504 }, { .status = 201 } },
        7, NULL, { 1, 2, 4, 8, 16, 30 } },
    { "as long as the server asks", { { .status = 429, .retry_after_s = 77 }, { .status = 201 } },
        2, NULL, { 77 } },
    { "never shorter than the own pause",
        { { .status = 503 }, { .status = 503 }, { .status = 503, .retry_after_s = 1 },
            { .status = 201 } },
        4, NULL, { 1, 2, 4 } },
    { "denied", { { .status = 403, .code = "AuthenticationFailed" } }, 1,
        "the server answered 403 AuthenticationFailed; the signature may have expired", { 0 } },
    { "no such place", { { .status = 404 } }, 1, "answered 404; there is no such place", { 0 } },
    { "it is there and cannot be replaced",
        { { .status = 409, .code = "BlobImmutableDueToPolicy" } }, 1,
        "answered 409 BlobImmutableDueToPolicy", { 0 } },
    { "not implemented", { { .status = 501 } }, 1, "answered 501", { 0 } },
    { "redirected", { { .status = 307, .location = "https://evil.example/x?sig=SECRET" } }, 1,
        "answered 307 and sends to another address ('evil.example'): redirects are not followed",
        { 0 } },
    { "redirected in some way", { { .status = 302, .location = "/x?sig=SECRET" } }, 1,
        "('not told')", { 0 } },
    { "not to be trusted", { { .status = -1 } }, 1, "not to be trusted", { 0 } },
    { "denied in the end", { { .status = 503 }, { .status = 403 } }, 2, "answered 403", { 1 } },
};

START_TEST(ends_as_the_answers_say)
{
    struct delivered delivered = { 0 };
    struct err err = { 0 };
    bool done = run(rows[_i].meets, 600 * 1000, &delivered, &err);

    ck_assert_msg(done == !rows[_i].why, "%s: %s", rows[_i].name, err.text);
    ck_assert_msg(world.attempts == rows[_i].attempts, "%s: %zu", rows[_i].name, world.attempts);
    ck_assert_uint_eq(delivered.attempts, rows[_i].attempts);
    for (size_t at = 0; at + 1 < rows[_i].attempts; at++)
        ck_assert_msg(world.pauses_ms[at] == rows[_i].pauses_s[at] * 1000, "%s: pause %zu is %u",
            rows[_i].name, at, world.pauses_ms[at]);
    if (rows[_i].why)
        ck_assert_msg(strstr(err.text, rows[_i].why), "%s: %s", rows[_i].name, err.text);
    ck_assert_msg(!strstr(err.text, "SECRET"), "%s", err.text);
    ck_assert_msg(!strstr(text_string(&world.told), "SECRET"), "%s", text_string(&world.told));
}
END_TEST

static const struct {
    const char *name;
    struct meets meets;
    uint32_t limit_ms;
    uint64_t most_ms; /* it is over then */
    const char *why;
} late[] = {
    { "always busy", { .status = 503 }, 60 * 1000, 60 * 1000,
        "the last one: the server answered 503" },
    { "always dropped", { 0 }, 60 * 1000, 60 * 1000, "the last one: dropped" },
    { "hangs", { .takes_ms = UINT32_MAX }, 90 * 1000, 90 * 1000, "the last one: dropped" },
    { "asks for more than there is", { .status = 429, .retry_after_s = 3600 }, 60 * 1000, 0,
        "in 1 attempts; the last one: the server answered 429" },
};

START_TEST(gives_up_within_the_limit)
{
    struct meets meets[64];
    struct delivered delivered = { 0 };
    struct err err = { 0 };

    for (size_t at = 0; at < COUNT_OF(meets); at++)
        meets[at] = late[_i].meets;
    ck_assert_msg(!run(meets, late[_i].limit_ms, &delivered, &err), "%s", late[_i].name);
    ck_assert_msg(err_is(&err, ERR_TIME_LIMIT), "%s: %s", late[_i].name, err.text);
    ck_assert_msg(strstr(err.text, late[_i].why), "%s: %s", late[_i].name, err.text);
    ck_assert_msg(
        world.now_ms <= late[_i].most_ms, "%s: %lu ms", late[_i].name, (unsigned long)world.now_ms);
    ck_assert(world.least_limit_ms <= DELIVER_ATTEMPT_LIMIT_MS);
}
END_TEST

START_TEST(whoever_is_told_to_stop_stops)
{
    static const struct meets meets[] = { { .status = 503 } };
    static const struct deliver_port port = { &world, put, pass, tick, tell };
    struct url url = { 0 };
    const struct delivery delivery = { &url, "application/json", "body", 4, 60000 };
    struct delivered delivered = { 0 };
    struct err err = { 0 };

    memset(&world, 0, sizeof world);
    world.meets = meets;
    world.stopped = true;
    ck_assert(url_check("https://a.example/b", &url, &err));
    ck_assert(!deliver(&delivery, &port, &delivered, &err));
    ck_assert(err_is(&err, ERR_CANCELLED));
    ck_assert_str_eq(
        text_string(&world.told), "not delivered yet: the server answered 503; again in 1 s\n");
    text_done(&world.told);
}
END_TEST

static const struct {
    const char *name, *value, *code;
    uint32_t retry_after_s;
} headers[] = {
    { "x-ms-error-code", "ServerBusy", "ServerBusy", 0 },
    { "X-MS-Error-Code", "Server\x1b[31mBusy", "Server", 0 },
    { "Retry-After", "17", "", 17 },
    { "Retry-After", "-17", "", 0 },
    { "Retry-After", "99999999999", "", UINT32_MAX / 1000 },
    { "Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT", "", 0 },
    { "Server", "17", "", 0 },
};

START_TEST(headers_are_read_and_not_believed)
{
    struct http_answer *answer = calloc(1, sizeof *answer);

    ck_assert_ptr_nonnull(answer);
    http_keep_header(answer, headers[_i].name, headers[_i].value);
    ck_assert_str_eq(answer->error_code, headers[_i].code);
    ck_assert_uint_eq(answer->retry_after_s, headers[_i].retry_after_s);
    free(answer);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deliver");

    check_add(suite, ends_as_the_answers_say, COUNT_OF(rows));
    check_add(suite, gives_up_within_the_limit, COUNT_OF(late));
    check_add(suite, whoever_is_told_to_stop_stops, 1);
    check_add(suite, headers_are_read_and_not_believed, COUNT_OF(headers));
    return check_main(suite);
}
