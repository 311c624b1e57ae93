/* SPDX-License-Identifier: MIT */
/* partition_content.c - what lies in a partition, kept until the run is sealed or taken back. */
#include "actions/partition_content.h"

#include "base/crc32.h"
#include "base/file.h"

#include <stdio.h>
#include <string.h>

enum {
    WINDOW_BYTES = 1024 * 1024,     /* read and written at once */
    BLOCK_BYTES = 64 * 1024,        /* kept or left out; a window has a whole number of them */
    LOOK_BYTES = 64 * WINDOW_BYTES, /* from being told to stop until that is seen: a few seconds */
    HEAD_BYTES = 16,                /* in front of each block in the file */
    /* Of one append, which is flushed: a window with all its blocks. */
    APPEND_BYTES = WINDOW_BYTES / BLOCK_BYTES * (BLOCK_BYTES + HEAD_BYTES),
    DOCUMENT_LIMIT = 64 * 1024,
};

#define SCHEMA "goldprep.content/1"

/* -- files -- */

/** Paths of both. */
struct places {
    struct text content, document;
};

static void places_done(struct places *places)
{
    text_done(&places->content);
    text_done(&places->document);
}

static bool places_make(
    struct places *places, const char *state_folder, uint64_t offset_bytes, struct err *err)
{
    char name[64]; /* 20 digits and the words */

    snprintf(name, sizeof name, "partition-%llu.content", (unsigned long long)offset_bytes);
    file_join(&places->content, state_folder, name);
    snprintf(name, sizeof name, "partition-%llu.json", (unsigned long long)offset_bytes);
    file_join(&places->document, state_folder, name);
    return text_ok(&places->content, err) && text_ok(&places->document, err);
}

/* The document first: content without it does not count. */
static bool remove_both(const struct places *places, struct err *err)
{
    return file_remove(text_string(&places->document), err) &&
           file_remove(text_string(&places->content), err);
}

/** What the document tells. */
struct content {
    bool is_lost; /* the entry was put back without it */
    uint64_t blocks;
    uint32_t crc; /* of all heads, which have those of the blocks */
};

static bool write_document(const struct places *places, const struct disk_partition *partition,
    const struct content *content, const char *why_not, struct err *err)
{
    AUTO(json_value) document = { json_new_object() };
    AUTO(text) text = { 0 };

    (void)json_add_string(document.root, "schema", SCHEMA);
    (void)json_add_string(document.root, "id", partition->id);
    (void)json_add_number(document.root, "offset_bytes", (int64_t)partition->offset_bytes);
    (void)json_add_number(document.root, "length_bytes", (int64_t)partition->length_bytes);
    (void)json_add_string(document.root, "why_not", why_not);
    (void)json_add_bool(document.root, "is_lost", content->is_lost);
    (void)json_add_number(document.root, "blocks", (int64_t)content->blocks);
    (void)json_add_number(document.root, "crc32", content->crc);
    return json_print(document.root, false, &text, err) &&
           file_replace(text_string(&places->document), text_string(&text), text.len, err);
}

/* -- keeping -- */

static bool is_zero(const uint8_t *bytes, size_t len)
{
    return len == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, len - 1) == 0);
}

static void put_little(uint8_t *bytes, size_t size, uint64_t number)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
}

/* What one window adds to the file. */
static size_t pack_window(
    uint64_t place, const uint8_t *window, size_t len, uint8_t *packed, struct content *content)
{
    size_t used = 0;

    for (size_t at = 0; at < len; at += BLOCK_BYTES) {
        size_t block = len - at < BLOCK_BYTES ? len - at : BLOCK_BYTES;

        if (is_zero(window + at, block))
            continue;
        put_little(packed + used, 8, place + at);
        put_little(packed + used + 8, 4, block);
        put_little(packed + used + 12, 4, crc32_add(0, window + at, block));
        memcpy(packed + used + HEAD_BYTES, window + at, block);
        content->crc = crc32_add(content->crc, packed + used, HEAD_BYTES);
        content->blocks++;
        used += HEAD_BYTES + block;
    }
    return used;
}

/* Only unused space and files of goldprep's are written here: any place is one to stop at. */
static bool may_go_on(const struct guest *guest, uint64_t place, struct err *err)
{
    return place % LOOK_BYTES != 0 || guest->wait(guest->state, 0, err);
}

static bool copy_out(const struct guest *guest, const struct system_disk *disk,
    const struct disk_partition *partition, struct file_log *log, struct content *content,
    struct err *err)
{
    AUTO_FREE uint8_t *window = malloc(WINDOW_BYTES);
    AUTO_FREE uint8_t *packed = malloc(APPEND_BYTES);

    if (!window || !packed)
        return err_nomem(err);
    for (uint64_t place = 0; place < partition->length_bytes; place += WINDOW_BYTES) {
        uint64_t left = partition->length_bytes - place;
        size_t len = left < WINDOW_BYTES ? (size_t)left : WINDOW_BYTES;

        if (!may_go_on(guest, place, err) || !guest->disk_read(guest->state, disk->number,
                                                 partition->offset_bytes + place, window, len, err))
            return false;
        size_t used = is_zero(window, len) ? 0 : pack_window(place, window, len, packed, content);
        if (used > 0 && !file_log_append(log, packed, used, err))
            return false;
    }
    return true;
}

/* Is there room for the worst case? */
static bool check_room(
    const struct system_disk *disk, const struct disk_partition *partition, struct err *err)
{
    const struct guest_volume *volume = &disk->volume;

    if (partition->length_bytes > CONTENT_LIMIT_BYTES)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "it is larger than 4 GiB");
    if (partition->length_bytes % disk->disk.sector_bytes != 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "it does not end with a sector");
    if (volume->size_bytes > 0 && volume->free_bytes < partition->length_bytes + CONTENT_ROOM_BYTES)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
            "the volume of Windows has only %llu MiB free",
            (unsigned long long)(volume->free_bytes / (1024 * 1024)));
    return true;
}

/** For AUTO(keeping): the log must be closed before its file can be removed. */
static bool keep(const struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, const struct places *places, struct content *content,
    struct err *err)
{
    AUTO(file_log) log = { 0 };

    return check_room(disk, partition, err) &&
           file_log_open(text_string(&places->content), &log, err) &&
           copy_out(context->guest, disk, partition, &log, content, err);
}

bool partition_content_keep(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, struct err *err)
{
    AUTO(places) places = { 0 };
    AUTO(text) name = { 0 };
    struct content content = { 0 };
    struct err why = { 0 };
    struct err ignored = { 0 };

    system_disk_describe(disk, partition, &name);
    action_say(context, "keeping the content of %s", text_string(&name));
    if (places_make(&places, context->state_folder, partition->offset_bytes, &why) &&
        remove_both(&places, &why) && keep(context, disk, partition, &places, &content, &why) &&
        write_document(&places, partition, &content, "", &why)) {
        text_append(&context->details, "content: %llu KiB kept in '%s'\n",
            (unsigned long long)(content.blocks * (BLOCK_BYTES / 1024)),
            text_string(&places.content));
        return true;
    }
    if (err_is(&why, ERR_CANCELLED)) {
        (void)!remove_both(&places, &ignored); /* half of it, which the next one writes anew */
        *err = why;
        return err_wrap(err, "keeping the content of %s", text_string(&name));
    }
    action_say(
        context, "the content is not kept, so that an undo cannot put it back: %s", why.text);
    text_append(&context->details, "content: not kept: %s\n", why.text);
    /* That there is no content says the file that is not there as well. */
    if (remove_both(&places, &ignored))
        (void)!write_document(&places, partition, &content, why.text, &ignored);
    return true;
}

/* -- putting back -- */

/** The kept file, read from its begin to its end, block by block. */
struct reader {
    struct file_stream stream;
    bool has_block; /* its head was read */
    uint64_t place;
    uint32_t len, crc;
    struct content seen; /* so far */
};

static void reader_done(struct reader *reader)
{
    file_stream_done(&reader->stream);
}

static uint64_t get_little(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = size; i > 0; i--)
        number = number << 8 | bytes[i - 1];
    return number;
}

static bool read_all(
    struct file_stream *stream, uint8_t *buffer, size_t size, size_t *len, struct err *err)
{
    *len = 0;
    while (*len < size) {
        size_t part = 0;

        if (!file_stream_read(stream, buffer + *len, size - *len, &part, err))
            return false;
        if (part == 0)
            break;
        *len += part;
    }
    return true;
}

static bool damaged(struct err *err)
{
    return err_set(err, ERR_AGENT, ERR_DAMAGED, "what was kept of it is damaged");
}

static bool read_head(struct reader *reader, struct err *err)
{
    uint8_t head[HEAD_BYTES];
    size_t len = 0;

    if (!read_all(&reader->stream, head, sizeof head, &len, err))
        return false;
    reader->has_block = len > 0;
    if (len == 0)
        return true;
    reader->place = get_little(head, 8);
    reader->len = (uint32_t)get_little(head + 8, 4);
    reader->crc = (uint32_t)get_little(head + 12, 4);
    reader->seen.blocks++;
    reader->seen.crc = crc32_add(reader->seen.crc, head, len);
    return (len == sizeof head && reader->place % BLOCK_BYTES == 0 && reader->len > 0 &&
               reader->len <= BLOCK_BYTES) ||
           damaged(err);
}

/* One window as it was: zeros, and the blocks that were kept. */
static bool read_window(
    struct reader *reader, uint64_t place, uint8_t *window, size_t len, struct err *err)
{
    memset(window, 0, len);
    while (reader->has_block && reader->place < place + len) {
        size_t got = 0;

        if (reader->place < place || reader->len > place + len - reader->place)
            return damaged(err);
        uint8_t *to = window + (reader->place - place);
        if (!read_all(&reader->stream, to, reader->len, &got, err))
            return false;
        if (got != reader->len || crc32_add(0, to, got) != reader->crc)
            return damaged(err);
        if (!read_head(reader, err))
            return false;
    }
    return true;
}

/* What is done with each window. */
typedef bool use_window(
    void *state, uint64_t place, const uint8_t *window, size_t len, struct err *err);

static bool for_each_window(const struct places *places, const struct disk_partition *partition,
    const struct content *content, use_window *use, void *state, struct err *err)
{
    AUTO(reader) reader = { 0 };
    AUTO_FREE uint8_t *window = malloc(WINDOW_BYTES);
    enum found found = FOUND;

    if (!window)
        return err_nomem(err);
    if (content->blocks > 0 &&
        (!file_stream_open(text_string(&places->content), &found, &reader.stream, err) ||
            (found == FOUND && !read_head(&reader, err))))
        return false;
    if (found == ABSENT)
        return err_set(
            err, ERR_AGENT, ERR_DAMAGED, "'%s' is not there", text_string(&places->content));
    for (uint64_t place = 0; place < partition->length_bytes; place += WINDOW_BYTES) {
        uint64_t left = partition->length_bytes - place;
        size_t len = left < WINDOW_BYTES ? (size_t)left : WINDOW_BYTES;

        if (!read_window(&reader, place, window, len, err) || !use(state, place, window, len, err))
            return false;
    }
    return (!reader.has_block && reader.seen.blocks == content->blocks &&
               reader.seen.crc == content->crc) ||
           damaged(err);
}

/* To read it is enough: each block is checked, and their number and order. */
static bool only_read(
    void *state, uint64_t place, const uint8_t *window, size_t len, struct err *err)
{
    (void)state;
    (void)place;
    (void)window;
    (void)len;
    (void)err;
    return true;
}

/** Where the windows go to. */
struct target {
    const struct guest *guest;
    const struct disk_partition *partition;
    uint32_t disk_number;
    uint8_t *there; /* WINDOW_BYTES */
};

static bool write_window(
    void *state, uint64_t place, const uint8_t *window, size_t len, struct err *err)
{
    const struct target *target = state;
    const struct guest *guest = target->guest;
    uint64_t at = target->partition->offset_bytes + place;

    if (!may_go_on(guest, place, err) ||
        !guest->disk_read(guest->state, target->disk_number, at, target->there, len, err))
        return false;
    if (memcmp(target->there, window, len) == 0)
        return true;
    if (!guest->disk_write_unused(guest->state, target->disk_number, at, window, len, err) ||
        !guest->disk_read(guest->state, target->disk_number, at, target->there, len, err))
        return false;
    return memcmp(target->there, window, len) == 0 ||
           err_set(err, ERR_AGENT, ERR_NO_EFFECT,
               "the disk does not hold what was written to it at byte %llu",
               (unsigned long long)at);
}

static bool read_document(const struct places *places, const struct disk_partition *partition,
    struct content *content, struct text *why, struct err *err)
{
    AUTO(bytes) bytes = { 0 };
    AUTO(json_value) document = { NULL };
    enum found found = ABSENT;
    int64_t offset = 0, length = 0, blocks = 0, crc = 0;
    bool is_lost = false;
    struct err malformed = { 0 };

    if (!file_read(text_string(&places->document), DOCUMENT_LIMIT, &found, &bytes, err))
        return false;
    if (found == ABSENT) {
        text_append(why, "it was not kept");
        return true;
    }
    const char *why_not = NULL;
    if (json_parse((const char *)bytes.data, bytes.len, &document.root, &malformed))
        why_not = json_string(json_member(document.root, "why_not"));
    const char *id = json_string(json_member(document.root, "id"));
    if (!why_not || !id || !json_number(json_member(document.root, "offset_bytes"), &offset) ||
        !json_number(json_member(document.root, "length_bytes"), &length) ||
        !json_number(json_member(document.root, "blocks"), &blocks) ||
        !json_number(json_member(document.root, "crc32"), &crc) ||
        !json_bool(json_member(document.root, "is_lost"), &is_lost))
        text_append(why, "'%s' is damaged", text_string(&places->document));
    else if (why_not[0] != '\0')
        text_append(why, "%s%s", is_lost ? "" : "it was not kept: ", why_not);
    else if (!text_same(id, partition->id) || (uint64_t)offset != partition->offset_bytes ||
             (uint64_t)length != partition->length_bytes)
        text_append(why, "what is kept is that of another partition");
    *content =
        (struct content){ .is_lost = is_lost, .blocks = (uint64_t)blocks, .crc = (uint32_t)crc };
    return text_ok(why, err);
}

/* The whole of it is read before a byte of it is written. */
static bool check_content(const struct places *places, const struct disk_partition *partition,
    const struct content *content, struct text *why, struct err *err)
{
    struct err bad = { 0 };

    if (for_each_window(places, partition, content, only_read, NULL, &bad))
        return true;
    if (err_is(&bad, ERR_NOMEM))
        return err_nomem(err);
    text_append(why, "%s", bad.text);
    return text_ok(why, err);
}

bool partition_content_why_not(struct action_context *context,
    const struct disk_partition *partition, struct text *why, bool *is_lost, struct err *err)
{
    AUTO(places) places = { 0 };
    struct content content = { 0 };

    if (!places_make(&places, context->state_folder, partition->offset_bytes, err) ||
        !read_document(&places, partition, &content, why, err))
        return false;
    *is_lost = content.is_lost;
    return true;
}

/* An undo that is interrupted behind the entry must still say so. */
static bool write_lost(const struct places *places, const struct disk_partition *partition,
    const struct text *why, struct err *err)
{
    const struct content lost = { .is_lost = true };

    return write_document(places, partition, &lost, text_string(why), err);
}

bool partition_content_put_back(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, struct text *why, struct err *err)
{
    AUTO(places) places = { 0 };
    AUTO_FREE uint8_t *there = malloc(WINDOW_BYTES);
    struct target target = {
        .guest = context->guest, .partition = partition, .disk_number = disk->number, .there = there
    };
    struct content content = { 0 };

    if (!there)
        return err_nomem(err);
    if (!places_make(&places, context->state_folder, partition->offset_bytes, err) ||
        !read_document(&places, partition, &content, why, err))
        return false;
    if (why->len == 0 && !check_content(&places, partition, &content, why, err))
        return false;
    if (why->len > 0)
        return write_lost(&places, partition, why, err);
    return for_each_window(&places, partition, &content, write_window, &target, err);
}

bool partition_content_forget(const char *state_folder, struct err *err)
{
    return file_remove_like(state_folder, "partition-", ".json", err) &&
           file_remove_like(state_folder, "partition-", ".content", err);
}
