/* SPDX-License-Identifier: MIT */
/* protocol.c - the table of kinds, and messages made and taken apart; protocol.h has the form. */
#include "service/protocol.h"

#include "base/base64.h"

#include <string.h>

enum {
    BODY_MOST = SERVICE_MESSAGE_BYTES_MOST - SERVICE_HEADER_BYTES,
    EMPTY = 2, /* "{}" */
    SMALL = 1024,
};

static const uint8_t magic[4] = { 'G', 'P', 'R', 'P' };

const struct service_row service_rows[] = {
    { MESSAGE_STATUS, "status", EMPTY, EMPTY, SERVICE_RIGHT_OF_ADMINISTRATOR },
    { MESSAGE_WATCH, "watch", EMPTY, EMPTY, SERVICE_RIGHT_OF_ADMINISTRATOR },
    { MESSAGE_BEGIN, "begin", EMPTY, BODY_MOST, SERVICE_RIGHT_OF_ADMINISTRATOR },
    { MESSAGE_RESUME, "resume", EMPTY, BODY_MOST, SERVICE_RIGHT_OF_ADMINISTRATOR },
    { MESSAGE_STOP, "stop", EMPTY, EMPTY, SERVICE_RIGHT_OF_ADMINISTRATOR },
    { MESSAGE_TEXT, "text", EMPTY, BODY_MOST, SERVICE_RIGHT_OF_NOBODY },
    { MESSAGE_STATE, "state", EMPTY, BODY_MOST, SERVICE_RIGHT_OF_NOBODY },
    { MESSAGE_ENDED, "ended", EMPTY, SMALL, SERVICE_RIGHT_OF_NOBODY },
    { MESSAGE_REFUSED, "refused", EMPTY, 4 * SMALL, SERVICE_RIGHT_OF_NOBODY },
};
const size_t service_rows_count = COUNT_OF(service_rows);

const struct service_row *service_row(uint32_t kind)
{
    for (size_t at = 0; at < service_rows_count; at++)
        if ((uint32_t)service_rows[at].kind == kind)
            return &service_rows[at];
    return NULL;
}

void service_message_done(struct service_message *message)
{
    json_free(message->body);
    *message = (struct service_message){ 0 };
}

static void put_u16(uint8_t *at, uint32_t number)
{
    at[0] = (uint8_t)number;
    at[1] = (uint8_t)(number >> 8);
}

static void put_u32(uint8_t *at, uint32_t number)
{
    put_u16(at, number);
    put_u16(at + 2, number >> 16);
}

static uint32_t get_u16(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t get_u32(const uint8_t *at)
{
    return get_u16(at) | get_u16(at + 2) << 16;
}

static bool check_size(const struct service_row *row, size_t body_bytes, struct err *err)
{
    if (body_bytes > row->most)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
            "a message '%s' has %zu bytes, more than the %u that it may have", row->name,
            body_bytes, row->most);
    if (body_bytes < row->least)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "a message '%s' has %zu bytes, less than the %u that it must have", row->name,
            body_bytes, row->least);
    return true;
}

bool service_encode(
    enum service_kind kind, const struct json *body, struct bytes *message, struct err *err)
{
    const struct service_row *row = service_row((uint32_t)kind);
    AUTO(text) text = { 0 };

    if (!row)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "there is no message kind %d", (int)kind);
    if (!json_print(body, true, &text, err) || !check_size(row, text.len, err))
        return false;

    AUTO_FREE uint8_t *data = calloc(SERVICE_HEADER_BYTES + text.len + 1, 1);
    if (!data)
        return err_nomem(err);
    memcpy(data, magic, sizeof magic);
    put_u16(data + 4, SERVICE_VERSION);
    put_u16(data + 6, (uint32_t)kind);
    put_u32(data + 8, (uint32_t)text.len);
    memcpy(data + SERVICE_HEADER_BYTES, text_string(&text), text.len);
    message->len = SERVICE_HEADER_BYTES + text.len;
    message->data = TAKE(data);
    return true;
}

static bool malformed(struct err *err, const char *what)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "this is no message of goldprep: %s", what);
}

/* Everything that can be told without reading the body. */
static bool check_header(
    const uint8_t *data, size_t len, const struct service_row **row, struct err *err)
{
    if (len < SERVICE_HEADER_BYTES)
        return malformed(err, "it is shorter than a header");
    if (len > SERVICE_MESSAGE_BYTES_MOST)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "a message is longer than %d bytes",
            SERVICE_MESSAGE_BYTES_MOST);
    if (memcmp(data, magic, sizeof magic) != 0)
        return malformed(err, "it does not begin as one");
    if (get_u16(data + 4) != SERVICE_VERSION)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
            "this is a message of version %u; this goldprep knows version %d", get_u16(data + 4),
            SERVICE_VERSION);
    if (get_u32(data + 12) != 0)
        return malformed(err, "what must be zero is not");
    if (get_u32(data + 8) != len - SERVICE_HEADER_BYTES)
        return malformed(err, "its size is not the one it says");
    *row = service_row(get_u16(data + 6));
    if (!*row)
        return err_set(
            err, ERR_AGENT, ERR_UNSUPPORTED, "there is no message kind %u", get_u16(data + 6));
    return check_size(*row, len - SERVICE_HEADER_BYTES, err);
}

bool service_decode(const void *bytes, size_t len, struct service_message *message, struct err *err)
{
    const struct service_row *row = NULL;
    struct json *body = NULL;

    if (!check_header(bytes, len, &row, err))
        return false;
    if (!json_parse(
            (const char *)bytes + SERVICE_HEADER_BYTES, len - SERVICE_HEADER_BYTES, &body, err))
        return err_wrap(err, "a message '%s'", row->name);
    if (!json_is_object(body)) {
        json_free(body);
        return malformed(err, "its body is not an object");
    }
    *message = (struct service_message){ .row = row, .body = body };
    return true;
}

static const char *const stream_names[] = { [CONSOLE_OUT] = "out", [CONSOLE_ERR] = "err" };

bool service_encode_text(enum console_stream stream, const char *bytes, size_t len,
    struct bytes *message, struct err *err)
{
    AUTO(json_value) body = { json_new_object() };
    AUTO(text) text = { 0 };

    base64_append(&text, bytes, len);
    if (!text_ok(&text, err))
        return false;
    json_add_string(body.root, "stream", stream_names[stream]);
    json_add_string(body.root, "base64", text_string(&text));
    return service_encode(MESSAGE_TEXT, body.root, message, err);
}

/* A member that must be there and be right. */
static bool wrong(const struct service_message *message, const char *name, struct err *err)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "a message '%s' lacks a right '%s'",
        message->row->name, name);
}

bool service_read_text(const struct service_message *message, enum console_stream *stream,
    struct bytes *bytes, struct err *err)
{
    const char *name = json_string(json_member(message->body, "stream"));
    const char *base64 = json_string(json_member(message->body, "base64"));
    enum console_stream which = CONSOLE_OUT;

    if (name && strcmp(name, stream_names[CONSOLE_ERR]) == 0)
        which = CONSOLE_ERR;
    else if (!name || strcmp(name, stream_names[CONSOLE_OUT]) != 0)
        return wrong(message, "stream", err);
    if (!base64)
        return wrong(message, "base64", err);
    if (!base64_read(base64, bytes, err))
        return err_wrap(err, "a message 'text'");
    *stream = which;
    return true;
}

bool service_encode_ended(const struct service_end *end, struct bytes *message, struct err *err)
{
    AUTO(json_value) body = { json_new_object() };

    json_add_number(body.root, "exit_code", end->exit_code);
    json_add_bool(body.root, "handed_over", end->handed_over);
    json_add_bool(body.root, "restarts", end->restarts);
    return service_encode(MESSAGE_ENDED, body.root, message, err);
}

bool service_read_ended(
    const struct service_message *message, struct service_end *end, struct err *err)
{
    struct service_end read = { 0 };
    int64_t code = 0;

    if (!json_number(json_member(message->body, "exit_code"), &code) || code < 0 ||
        code > INT32_MAX)
        return wrong(message, "exit_code", err);
    if (!json_bool(json_member(message->body, "handed_over"), &read.handed_over))
        return wrong(message, "handed_over", err);
    if (!json_bool(json_member(message->body, "restarts"), &read.restarts))
        return wrong(message, "restarts", err);
    read.exit_code = (int)code;
    *end = read;
    return true;
}

bool service_encode_refused(
    const struct service_row *kind, const struct err *why, struct bytes *message, struct err *err)
{
    AUTO(json_value) body = { json_new_object() };

    if (kind)
        json_add_string(body.root, "kind", kind->name);
    else
        json_add_null(body.root, "kind");
    json_add_string(body.root, "domain", err_domain_name(why->domain));
    json_add_number(body.root, "code", why->code);
    json_add_string(body.root, "text", why->text);
    return service_encode(MESSAGE_REFUSED, body.root, message, err);
}

static bool domain_of(const char *name, enum err_domain *domain)
{
    static const enum err_domain domains[] = { ERR_AGENT, ERR_ERRNO, ERR_WIN32, ERR_HRESULT,
        ERR_WMI };

    for (size_t at = 0; name && at < COUNT_OF(domains); at++)
        if (strcmp(err_domain_name(domains[at]), name) == 0) {
            *domain = domains[at];
            return true;
        }
    return false;
}

bool service_read_refused(const struct service_message *message, struct err *why, struct err *err)
{
    const char *text = json_string(json_member(message->body, "text"));
    enum err_domain domain = ERR_NONE;
    int64_t code = 0;

    if (!domain_of(json_string(json_member(message->body, "domain")), &domain))
        return wrong(message, "domain", err);
    if (!json_number(json_member(message->body, "code"), &code) || code < 0 || code > UINT32_MAX)
        return wrong(message, "code", err);
    if (!text)
        return wrong(message, "text", err);
    err_set(why, domain, (uint32_t)code, "%s", text);
    return true;
}
