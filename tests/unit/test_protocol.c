/* SPDX-License-Identifier: MIT */
/* test_protocol.c - what may go over the pipe, and what is refused before anybody acts on it. */
#include "service/protocol.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

/* A message by hand: what the header says need not be what follows. */
static struct bytes make(const char *magic, unsigned version, unsigned kind, size_t says,
    unsigned zero, const char *body, size_t len)
{
    uint8_t *data = calloc(SERVICE_HEADER_BYTES + len + 1, 1);
    const unsigned numbers[] = { version, kind };

    ck_assert_ptr_nonnull(data);
    memcpy(data, magic, 4);
    for (size_t at = 0; at < 2; at++) {
        data[4 + 2 * at] = (uint8_t)numbers[at];
        data[5 + 2 * at] = (uint8_t)(numbers[at] >> 8);
    }
    for (size_t at = 0; at < 4; at++) {
        data[8 + at] = (uint8_t)(says >> 8 * at);
        data[12 + at] = (uint8_t)(zero >> 8 * at);
    }
    memcpy(data + SERVICE_HEADER_BYTES, body, len);
    return (struct bytes){ data, SERVICE_HEADER_BYTES + len };
}

START_TEST(every_kind_has_one_row)
{
    const struct service_row *row = &service_rows[_i];

    ck_assert_ptr_eq(service_row((uint32_t)row->kind), row);
    for (size_t at = 0; at < service_rows_count; at++)
        ck_assert(at == (size_t)_i || (service_rows[at].kind != row->kind &&
                                          strcmp(service_rows[at].name, row->name) != 0));
    ck_assert_uint_ge(row->most, row->least);
    ck_assert_uint_le(row->most, SERVICE_MESSAGE_BYTES_MOST - SERVICE_HEADER_BYTES);
    /* what the service says, nobody may say to it */
    ck_assert_int_eq(row->right,
        row->kind < MESSAGE_TEXT ? SERVICE_RIGHT_OF_ADMINISTRATOR : SERVICE_RIGHT_OF_NOBODY);
}
END_TEST

START_TEST(a_message_comes_back_as_it_was_made)
{
    AUTO(json_value) body = { json_new_object() };
    AUTO(bytes) bytes = { 0 };
    AUTO(service_message) message = { 0 };
    struct err err = { 0 };
    int64_t number = 0;

    json_add_number(json_add_object(body.root, "options"), "limit", 60);
    ck_assert_msg(service_encode(MESSAGE_RESUME, body.root, &bytes, &err), "%s", err.text);
    ck_assert_mem_eq(bytes.data, "GPRP\x01\x00\x04\x00", 8);
    ck_assert_msg(service_decode(bytes.data, bytes.len, &message, &err), "%s", err.text);
    ck_assert_int_eq(message.row->kind, MESSAGE_RESUME);
    ck_assert(json_number(json_member(json_member(message.body, "options"), "limit"), &number));
    ck_assert_int_eq(number, 60);
}
END_TEST

static const struct {
    const char *name;
    const char *magic;
    unsigned version, kind;
    int more; /* that the header says than there is */
    unsigned zero;
    const char *body;
    enum err_agent code;
} wrong[] = {
    { "another beginning", "GPRQ", 1, MESSAGE_STATUS, 0, 0, "{}", ERR_MALFORMED },
    { "another version", "GPRP", 2, MESSAGE_STATUS, 0, 0, "{}", ERR_UNSUPPORTED },
    { "no version", "GPRP", 0, MESSAGE_STATUS, 0, 0, "{}", ERR_UNSUPPORTED },
    { "no kind", "GPRP", 1, 0, 0, 0, "{}", ERR_UNSUPPORTED },
    { "an unknown kind", "GPRP", 1, 7, 0, 0, "{}", ERR_UNSUPPORTED },
    { "the highest kind", "GPRP", 1, 0xffff, 0, 0, "{}", ERR_UNSUPPORTED },
    { "fewer bytes than said", "GPRP", 1, MESSAGE_STATUS, 1, 0, "{}", ERR_MALFORMED },
    { "more bytes than said", "GPRP", 1, MESSAGE_STATUS, -1, 0, "{}", ERR_MALFORMED },
    { "a size that would overflow", "GPRP", 1, MESSAGE_STATUS, -3, 0, "{}", ERR_MALFORMED },
    { "not zero", "GPRP", 1, MESSAGE_STATUS, 0, 1, "{}", ERR_MALFORMED },
    { "not zero, high", "GPRP", 1, MESSAGE_STATUS, 0, 1u << 31, "{}", ERR_MALFORMED },
    { "no body", "GPRP", 1, MESSAGE_STATUS, 0, 0, "", ERR_MALFORMED },
    { "more body than the kind has", "GPRP", 1, MESSAGE_STATUS, 0, 0, "{ }", ERR_TOO_LARGE },
    { "an array", "GPRP", 1, MESSAGE_RESUME, 0, 0, "[]", ERR_MALFORMED },
    { "a number", "GPRP", 1, MESSAGE_RESUME, 0, 0, "12", ERR_MALFORMED },
    { "no JSON", "GPRP", 1, MESSAGE_RESUME, 0, 0, "{]", ERR_MALFORMED },
    { "two documents", "GPRP", 1, MESSAGE_RESUME, 0, 0, "{}{}", ERR_MALFORMED },
    { "a member twice", "GPRP", 1, MESSAGE_RESUME, 0, 0, "{\"a\":1,\"a\":2}", ERR_MALFORMED },
    { "not UTF-8", "GPRP", 1, MESSAGE_RESUME, 0, 0, "{\"a\":\"\xff\"}", ERR_MALFORMED },
};

START_TEST(what_is_no_message_is_refused)
{
    size_t len = strlen(wrong[_i].body);
    AUTO(bytes)
    bytes = make(wrong[_i].magic, wrong[_i].version, wrong[_i].kind,
        (size_t)((long)len + wrong[_i].more), wrong[_i].zero, wrong[_i].body, len);
    AUTO(service_message) message = { 0 };
    struct err err = { 0 };

    ck_assert_msg(
        !service_decode(bytes.data, bytes.len, &message, &err), "%s was taken", wrong[_i].name);
    ck_assert_msg(err_is(&err, wrong[_i].code), "%s: %s", wrong[_i].name, err.text);
    ck_assert_ptr_null(message.row);
}
END_TEST

START_TEST(less_than_a_header_is_refused)
{
    AUTO(bytes) bytes = make("GPRP", 1, MESSAGE_STATUS, 2, 0, "{}", 2);
    AUTO(service_message) message = { 0 };

    for (size_t len = 0; len < bytes.len; len++) {
        struct err err = { 0 };

        ck_assert_msg(!service_decode(bytes.data, len, &message, &err), "%zu bytes", len);
        ck_assert(err_is(&err, ERR_MALFORMED));
    }
}
END_TEST

START_TEST(the_longest_message_is_64_kib)
{
    enum { BODY = SERVICE_MESSAGE_BYTES_MOST - SERVICE_HEADER_BYTES };
    AUTO_FREE char *body = malloc(BODY + 2);

    ck_assert_ptr_nonnull(body);
    memset(body, ' ', BODY + 1);
    body[0] = '{';
    for (size_t over = 0; over <= 1; over++) {
        AUTO(service_message) message = { 0 };
        struct err err = { 0 };

        body[BODY - 1] = over ? ' ' : '}';
        body[BODY] = '}';
        AUTO(bytes) bytes = make("GPRP", 1, MESSAGE_RESUME, BODY + over, 0, body, BODY + over);
        bool taken = service_decode(bytes.data, bytes.len, &message, &err);

        ck_assert_msg(taken == (over == 0), "%zu over: %s", over, err.text);
        ck_assert(taken || err_is(&err, ERR_TOO_LARGE));
    }
}
END_TEST

START_TEST(a_body_too_large_is_not_made)
{
    AUTO(json_value) body = { json_new_object() };
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };

    json_add_string(body.root, "a", "b");
    ck_assert(!service_encode(MESSAGE_STOP, body.root, &bytes, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE) && !bytes.data);
    ck_assert(!service_encode(MESSAGE_NOTHING, body.root, &bytes, &err));
    ck_assert(err_is(&err, ERR_UNSUPPORTED) && !bytes.data);
}
END_TEST

/* Any bytes, also half a character and a NUL. */
START_TEST(text_comes_back_to_the_byte)
{
    char bytes[SERVICE_TEXT_BYTES_MOST];
    AUTO(bytes) sent = { 0 };
    AUTO(bytes) read = { 0 };
    AUTO(service_message) message = { 0 };
    enum console_stream stream = CONSOLE_OUT;
    struct err err = { 0 };

    for (size_t at = 0; at < sizeof bytes; at++)
        bytes[at] = (char)(at * 7 + at / 256);
    ck_assert_msg(
        service_encode_text(CONSOLE_ERR, bytes, sizeof bytes, &sent, &err), "%s", err.text);
    ck_assert_msg(service_decode(sent.data, sent.len, &message, &err), "%s", err.text);
    ck_assert_msg(service_read_text(&message, &stream, &read, &err), "%s", err.text);
    ck_assert_int_eq(stream, CONSOLE_ERR);
    ck_assert(read.len == sizeof bytes && memcmp(read.data, bytes, sizeof bytes) == 0);
}
END_TEST

static const struct service_end ends[] = { { 0, false, false, "" }, { 3010, false, true, "" },
    { 8, true, false, "" }, { INT32_MAX, true, true, "" } };

START_TEST(an_end_comes_back)
{
    AUTO(bytes) sent = { 0 };
    AUTO(service_message) message = { 0 };
    struct service_end read = { 0 };
    struct err err = { 0 };

    ck_assert_msg(service_encode_ended(&ends[_i], &sent, &err), "%s", err.text);
    ck_assert_msg(service_decode(sent.data, sent.len, &message, &err), "%s", err.text);
    ck_assert_msg(service_read_ended(&message, &read, &err), "%s", err.text);
    ck_assert(read.exit_code == ends[_i].exit_code && read.handed_over == ends[_i].handed_over &&
              read.restarts == ends[_i].restarts);
}
END_TEST

static const struct {
    enum err_domain domain;
    uint32_t code;
} refusals[] = { { ERR_AGENT, ERR_BUSY }, { ERR_WIN32, 5 }, { ERR_HRESULT, 0x80070005 },
    { ERR_ERRNO, 2 }, { ERR_WMI, 40001 } };

START_TEST(a_refusal_comes_back_with_its_number)
{
    AUTO(bytes) sent = { 0 };
    AUTO(service_message) message = { 0 };
    struct err why = { 0 }, read = { 0 }, err = { 0 };

    err_set(&why, refusals[_i].domain, refusals[_i].code, "the 'service' is at work \x01");
    ck_assert_msg(
        service_encode_refused(service_row(MESSAGE_BEGIN), &why, &sent, &err), "%s", err.text);
    ck_assert_msg(service_decode(sent.data, sent.len, &message, &err), "%s", err.text);
    ck_assert_str_eq(json_string(json_member(message.body, "kind")), "begin");
    ck_assert_msg(service_read_refused(&message, &read, &err), "%s", err.text);
    ck_assert(read.domain == why.domain && read.code == why.code);
    ck_assert_str_eq(read.text, why.text);
}
END_TEST

static const struct {
    enum service_kind kind;
    const char *body;
} incomplete[] = {
    { MESSAGE_TEXT, "{}" },
    { MESSAGE_TEXT, "{\"stream\":\"out\"}" },
    { MESSAGE_TEXT, "{\"stream\":\"in\",\"base64\":\"\"}" },
    { MESSAGE_TEXT, "{\"stream\":\"out\",\"base64\":\"Z\"}" },
    { MESSAGE_ENDED, "{}" },
    { MESSAGE_ENDED, "{\"exit_code\":-1,\"handed_over\":false,\"restarts\":false}" },
    { MESSAGE_ENDED, "{\"exit_code\":4294967296,\"handed_over\":false,\"restarts\":false}" },
    { MESSAGE_ENDED, "{\"exit_code\":0,\"handed_over\":0,\"restarts\":false}" },
    { MESSAGE_ENDED, "{\"exit_code\":0,\"handed_over\":false}" },
    { MESSAGE_REFUSED, "{}" },
    { MESSAGE_REFUSED, "{\"domain\":\"none\",\"code\":0,\"text\":\"\"}" },
    { MESSAGE_REFUSED, "{\"domain\":\"agent\",\"code\":-1,\"text\":\"\"}" },
    { MESSAGE_REFUSED, "{\"domain\":\"agent\",\"code\":1}" },
};

/* The service is trusted, and read with care all the same. */
START_TEST(an_answer_that_lacks_something_is_refused)
{
    const char *text = incomplete[_i].body;
    AUTO(bytes)
    sent = make("GPRP", 1, (unsigned)incomplete[_i].kind, strlen(text), 0, text, strlen(text));
    AUTO(service_message) message = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum console_stream stream = CONSOLE_OUT;
    struct service_end end = { 0 };
    struct err why = { 0 }, err = { 0 };
    bool read = false;

    ck_assert_msg(service_decode(sent.data, sent.len, &message, &err), "%s", err.text);
    if (incomplete[_i].kind == MESSAGE_TEXT)
        read = service_read_text(&message, &stream, &bytes, &err);
    else if (incomplete[_i].kind == MESSAGE_ENDED)
        read = service_read_ended(&message, &end, &err);
    else
        read = service_read_refused(&message, &why, &err);
    ck_assert_msg(!read && err_is(&err, ERR_MALFORMED), "%s", text);
}
END_TEST

START_TEST(no_memory_is_an_error)
{
    static const char body[] = "{\"options\":{\"limit\":60}}";
    AUTO(bytes) sent = make("GPRP", 1, MESSAGE_RESUME, strlen(body), 0, body, strlen(body));
    unsigned nth = 1;

    for (;; nth++) {
        AUTO(service_message) message = { 0 };
        AUTO(bytes) again = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool ok = service_decode(sent.data, sent.len, &message, &err) &&
                  service_encode(MESSAGE_RESUME, message.body, &again, &err);
        bool failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(ok != failed, "allocation %u", nth);
        if (ok)
            break;
        ck_assert_msg(err_is(&err, ERR_NOMEM), "allocation %u: %s", nth, err.text);
    }
    ck_assert_uint_gt(nth, 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("protocol");

    check_add(suite, every_kind_has_one_row, service_rows_count);
    check_add(suite, a_message_comes_back_as_it_was_made, 1);
    check_add(suite, what_is_no_message_is_refused, COUNT_OF(wrong));
    check_add(suite, less_than_a_header_is_refused, 1);
    check_add(suite, the_longest_message_is_64_kib, 1);
    check_add(suite, a_body_too_large_is_not_made, 1);
    check_add(suite, text_comes_back_to_the_byte, 1);
    check_add(suite, an_end_comes_back, COUNT_OF(ends));
    check_add(suite, a_refusal_comes_back_with_its_number, COUNT_OF(refusals));
    check_add(suite, an_answer_that_lacks_something_is_refused, COUNT_OF(incomplete));
    check_add(suite, no_memory_is_an_error, 1);
    return check_main(suite);
}
