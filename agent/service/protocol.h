/* SPDX-License-Identifier: MIT */
/*
 * protocol.h - what goes over the pipe between a console and the service: one table of kinds.
 *
 * A message is 16 bytes of header and a body:
 *
 *   bytes   what
 *   0-3     "GPRP"
 *   4-5     version, 1                 numbers have their lowest byte first
 *   6-7     kind
 *   8-11    bytes of the body
 *   12-15   zero
 *   16-     the body: one JSON object, UTF-8
 *
 * It is at most 64 KiB long in whole. Both sides read it by service_decode, which checks size, kind
 * and body against the kind's row; whoever hears what it should not hear refuses it.
 */
#pragma once

#include "base/console.h"
#include "base/json.h"

enum {
    SERVICE_VERSION = 1,
    SERVICE_HEADER_BYTES = 16,
    SERVICE_MESSAGE_BYTES_MOST = 64 * 1024, /* header and body */
    SERVICE_TEXT_BYTES_MOST = 32 * 1024,    /* of the console's output in one `text` */
};

/** Numbers are sent: never renumbered. */
enum service_kind {
    MESSAGE_NOTHING = 0,

    /* what a console asks */
    MESSAGE_STATUS = 1, /* {}: where does the run stand? -> state */
    MESSAGE_WATCH = 2,  /* {}: -> state, all text kept, and every later text, state and ended */
    MESSAGE_BEGIN = 3,  /* {"command": "prepare" | "apply", "options": {...}, "plan": {...}} */
    MESSAGE_RESUME = 4, /* {"options": {...}} */
    MESSAGE_STOP = 5,   /* {}: the job shall end at its next safe point -> state */

    /* what the service says */
    MESSAGE_TEXT = 16,    /* {"stream": "out" | "err", "base64": "..."} */
    MESSAGE_STATE = 17,   /* {"state": "idle", "missed_bytes": 0, "run": {...}} */
    MESSAGE_ENDED = 18,   /* {"exit_code": 0, "handed_over": false, "restarts": false} */
    MESSAGE_REFUSED = 19, /* {"kind": "begin", "domain": "agent", "code": 6, "text": "..."} */
};

/** Who may send a message of that kind to the service. */
enum service_right {
    SERVICE_RIGHT_OF_NOBODY = 0,    /* the service alone says it */
    SERVICE_RIGHT_OF_ADMINISTRATOR, /* an elevated administrator, or the system */
};

struct service_row {
    enum service_kind kind;
    const char *name;         /* for messages and "kind" of `refused` */
    uint32_t least, most;     /* bytes of the body */
    enum service_right right; /* asked once, before any handler runs */
};

/** Every kind, one row each. */
extern const struct service_row service_rows[];
extern const size_t service_rows_count;
/** The row of that kind; NULL: there is none. */
const struct service_row *service_row(uint32_t kind);

/** A message taken apart. Zeroed is none. */
struct service_message {
    const struct service_row *row;
    struct json *body; /* an object; owned */
};
void service_message_done(struct service_message *message);

/**
 * Makes a message.
 *
 * @param body     an object
 * @param message  receives it; the caller releases it
 * @return         false (ERR_TOO_LARGE) too when the body is larger than its kind may be
 */
bool service_encode(enum service_kind kind, const struct json *body, struct bytes *message,
    struct err *err) MUST_CHECK;

/**
 * Takes a message apart.
 *
 * @param message  receives it; the caller calls service_message_done
 * @return         false: ERR_MALFORMED, ERR_TOO_LARGE, or ERR_UNSUPPORTED for another version or an
 *                 unknown kind
 */
bool service_decode(
    const void *bytes, size_t len, struct service_message *message, struct err *err) MUST_CHECK;

/** How a job ended. */
struct service_end {
    int exit_code;    /* of the command, as it would have ended in a console */
    bool handed_over; /* what is left, an administrator's console must do: goldprep resume */
    bool restarts;    /* the service restarts Windows now */
    char why[256];    /* its last error, for the event log alone; "": none, or cut to what fits */
};

/* Bodies that are made and read at several places. The caller releases *message and *bytes. */

/** @param len  at most SERVICE_TEXT_BYTES_MOST; may be cut anywhere, also within a character */
bool service_encode_text(enum console_stream stream, const char *bytes, size_t len,
    struct bytes *message, struct err *err) MUST_CHECK;
bool service_read_text(const struct service_message *message, enum console_stream *stream,
    struct bytes *bytes, struct err *err) MUST_CHECK;

bool service_encode_ended(
    const struct service_end *end, struct bytes *message, struct err *err) MUST_CHECK;
bool service_read_ended(
    const struct service_message *message, struct service_end *end, struct err *err) MUST_CHECK;

/** @param kind  what was refused; NULL: it could not be told */
bool service_encode_refused(const struct service_row *kind, const struct err *why,
    struct bytes *message, struct err *err) MUST_CHECK;
/** @param why  receives domain, code and text of what stood against it */
bool service_read_refused(
    const struct service_message *message, struct err *why, struct err *err) MUST_CHECK;
