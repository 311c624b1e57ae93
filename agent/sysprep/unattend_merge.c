/* SPDX-License-Identifier: MIT */
/*
 * unattend_merge.c - the answer file to pass to sysprep, when one is named and another lies where
 * sysprep would take it by itself.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep-command-line-options
 */
#include "sysprep/unattend_merge.h"

#include "base/xml_copy.h"
#include "guest/answer_file.h"
#include "sysprep/unattend_walk.h"

#include <stdio.h>

/* A file on the way. Both have passed unattend_read without an error. */
struct file {
    struct xml_document document;
    struct xml_source source;
};

/* What is put into the named file, in its encoding. */
struct insertion {
    const char *pass;
    const struct xml_node *settings; /* of the named file; NULL: it has none for that pass */
    struct text text;
};

enum { PASSES = 3 };

struct merge {
    struct file named, other;
    struct insertion insertions[PASSES]; /* in the order in which Windows runs them */
    struct unattend_merged *merged;
    struct err *err;
};

static void file_done(struct file *file)
{
    xml_source_done(&file->source);
    xml_document_done(&file->document);
}

static void merge_done(struct merge *merge)
{
    file_done(&merge->named);
    file_done(&merge->other);
    for (size_t at = 0; at < PASSES; at++)
        text_done(&merge->insertions[at].text);
}

static void part_done(struct unattend_part *part)
{
    free(part->pass);
    free(part->component);
    free(part->architecture);
    *part = (struct unattend_part){ 0 };
}

void unattend_merged_done(struct unattend_merged *merged)
{
    text_done(&merged->bytes);
    unattend_report_done(&merged->report);
    for (size_t at = 0; at < merged->count; at++)
        part_done(&merged->parts[at]);
    free(merged->parts);
    *merged = (struct unattend_merged){ 0 };
}

const char *unattend_fate_name(enum unattend_fate fate)
{
    switch (fate) {
    case UNATTEND_CARRIED:
        return "carried";
    case UNATTEND_REPLACED:
        return "replaced";
    case UNATTEND_LEFT_OUT:
        break;
    }
    return "left out";
}

static bool add_part(struct unattend_merged *merged, enum unattend_fate fate, const char *pass,
    const char *component, const char *architecture, const char *why, struct err *err)
{
    struct unattend_part *parts = realloc(merged->parts, (merged->count + 1) * sizeof *parts);
    struct unattend_part *part;

    if (!parts)
        return err_nomem(err);
    merged->parts = parts;
    part = &parts[merged->count++];
    *part = (struct unattend_part){ .fate = fate, .why = why };
    return text_copy(pass, &part->pass, err) && text_copy(component, &part->component, err) &&
           text_copy(architecture, &part->architecture, err);
}

/* -- the files -- */

static bool open_file(const struct unattend_bytes *bytes, struct file *file, struct err *err)
{
    return xml_parse(bytes->bytes, bytes->len, &file->document, err) &&
           xml_source_read(bytes->bytes, bytes->len, &file->document, &file->source, err);
}

/* The next element of that name in the namespace of answer files; node NULL: the first. */
static const struct xml_node *next_of(
    const struct xml_node *parent, const struct xml_node *node, const char *name)
{
    do
        node = node ? xml_next(node, name) : xml_child(parent, name);
    while (node && strcmp(xml_namespace(node), UNATTEND_NAMESPACE) != 0);
    return node;
}

/* The attribute's value, "" when it is not there. The caller frees it. */
static bool read_attribute(
    const struct xml_node *node, const char *name, char **value, struct err *err)
{
    AUTO_FREE char *read = NULL;
    enum found found = ABSENT;

    if (!xml_attribute(node, name, &found, &read, err))
        return false;
    if (found == ABSENT && !text_copy("", &read, err))
        return false;
    *value = TAKE(read);
    return true;
}

static bool is_processed(const struct xml_node *settings, bool *is, struct err *err)
{
    AUTO_FREE char *processed = NULL;

    if (!read_attribute(settings, "wasPassProcessed", &processed, err))
        return false;
    *is = processed[0] != '\0';
    return true;
}

/* -- one component -- */

static bool is_the_component(const struct xml_node *node, const char *component,
    const char *architecture, bool *is, struct err *err)
{
    AUTO_FREE char *name = NULL;
    AUTO_FREE char *its = NULL;

    if (!read_attribute(node, "name", &name, err) ||
        !read_attribute(node, "processorArchitecture", &its, err))
        return false;
    *is = text_same(name, component) && text_same(its, architecture);
    return true;
}

/* Has the named file that component in that pass? */
static bool find_named(struct merge *merge, const char *pass, const char *component,
    const char *architecture, bool *found)
{
    const struct xml_node *root = xml_root(&merge->named.document);
    const struct xml_node *settings = NULL, *node = NULL;

    *found = false;
    while ((settings = next_of(root, settings, "settings")) != NULL) {
        AUTO_FREE char *its_pass = NULL;

        if (!read_attribute(settings, "pass", &its_pass, merge->err))
            return false;
        if (strcmp(its_pass, pass) != 0)
            continue;
        for (node = NULL; !*found && (node = next_of(settings, node, "component")) != NULL;)
            if (!is_the_component(node, component, architecture, found, merge->err))
                return false;
        if (*found)
            return true;
    }
    return true;
}

static bool carry(struct merge *merge, struct insertion *insertion, const struct xml_node *node,
    struct unattend_part *part)
{
    const struct xml_source *from = &merge->other.source, *into = &merge->named.source;
    AUTO(text) copy = { 0 };

    if (!xml_copy_element(from, xml_source_tag(from, node), into, &copy, merge->err)) {
        if (!err_is(merge->err, ERR_UNSUPPORTED))
            return false;
        part->why = "it has characters beyond ASCII, and the two files are not both in UTF-8 or "
                    "both in UTF-16";
        return true;
    }
    xml_copy_ascii(into, "\n", &copy);
    text_append_bytes(&insertion->text, text_string(&copy), copy.len);
    part->fate = UNATTEND_CARRIED;
    part->why = NULL;
    return text_ok(&copy, merge->err) && text_ok(&insertion->text, merge->err);
}

static bool take_component(
    struct merge *merge, struct insertion *insertion, const struct xml_node *node, bool processed)
{
    struct unattend_merged *merged = merge->merged;
    AUTO_FREE char *component = NULL;
    AUTO_FREE char *architecture = NULL;
    bool is_named = false;

    if (!read_attribute(node, "name", &component, merge->err) ||
        !read_attribute(node, "processorArchitecture", &architecture, merge->err) ||
        !find_named(merge, insertion->pass, component, architecture, &is_named) ||
        !add_part(merged, is_named ? UNATTEND_REPLACED : UNATTEND_LEFT_OUT, insertion->pass,
            component, architecture, NULL, merge->err))
        return false;
    struct unattend_part *part = &merged->parts[merged->count - 1];

    if (is_named)
        part->why = "the named file has this component in this pass";
    else if (processed)
        part->why = "Windows has used these settings before";
    else if (merged->count > UNATTEND_PARTS_LIMIT)
        part->why = "there are more components than are looked at";
    else
        return carry(merge, insertion, node, part);
    return true;
}

static bool take_settings(struct merge *merge, const struct xml_node *settings)
{
    AUTO_FREE char *pass = NULL;
    bool processed = false;

    if (!read_attribute(settings, "pass", &pass, merge->err) ||
        !is_processed(settings, &processed, merge->err))
        return false;
    for (size_t at = 0; at < PASSES; at++) {
        const struct xml_node *node = NULL;

        if (strcmp(merge->insertions[at].pass, pass) != 0)
            continue;
        while ((node = next_of(settings, node, "component")) != NULL &&
               merge->merged->count <= UNATTEND_PARTS_LIMIT)
            if (!take_component(merge, &merge->insertions[at], node, processed))
                return false;
    }
    return true;
}

/* -- all of it -- */

/* Finds where the named file has room: settings of the pass that Windows has not used. */
static bool find_room(struct merge *merge)
{
    const struct xml_node *root = xml_root(&merge->named.document);
    const struct xml_node *settings = NULL;

    while ((settings = next_of(root, settings, "settings")) != NULL) {
        const struct xml_tag *tag = xml_source_tag(&merge->named.source, settings);
        AUTO_FREE char *pass = NULL;
        bool processed = false;

        if (!read_attribute(settings, "pass", &pass, merge->err) ||
            !is_processed(settings, &processed, merge->err))
            return false;
        for (size_t at = 0; at < PASSES; at++)
            if (!processed && tag->close_begin != tag->end && !merge->insertions[at].settings &&
                strcmp(merge->insertions[at].pass, pass) == 0)
                merge->insertions[at].settings = settings;
    }
    return true;
}

/* Where new settings go: behind the last ones, or what stands before them, as the schema has it. */
static size_t place_of_settings(const struct file *named)
{
    static const char *const names[] = { "servicing", "settings" };
    const struct xml_node *root = xml_root(&named->document), *node = NULL;
    size_t place = xml_source_tag(&named->source, root)->open_end;

    for (size_t at = 0; at < COUNT_OF(names); at++)
        for (node = NULL; (node = next_of(root, node, names[at])) != NULL;)
            place = xml_source_tag(&named->source, node)->end;
    return place;
}

/* The settings of their own that a pass needs which the named file has no room for. */
static void append_settings(
    const struct xml_source *into, const struct insertion *insertion, struct text *text)
{
    xml_copy_ascii(into, "\n<settings xmlns=\"" UNATTEND_NAMESPACE "\" pass=\"", text);
    xml_copy_ascii(into, insertion->pass, text);
    xml_copy_ascii(into, "\">\n", text);
    text_append_bytes(text, text_string(&insertion->text), insertion->text.len);
    xml_copy_ascii(into, "</settings>", text);
}

/* A root that is all of a tag is opened and closed around them. */
static void append_opened_root(
    const struct xml_source *into, const struct text *settings, struct text *text)
{
    const struct xml_tag *root = &into->tags[0];
    size_t slash = root->end - 2 * into->width;

    xml_copy_span(into, (struct xml_span){ 0, slash }, text);
    xml_copy_ascii(into, ">", text);
    text_append_bytes(text, text_string(settings), settings->len);
    xml_copy_ascii(into, "\n</", text);
    xml_copy_span(into, (struct xml_span){ root->begin + into->width, root->name_end }, text);
    xml_copy_ascii(into, ">", text);
    xml_copy_span(into, (struct xml_span){ root->end, into->len }, text);
}

/* The pass whose place in the named file comes next; PASSES: none. */
static size_t next_room(const struct merge *merge, size_t from)
{
    size_t next = PASSES, where = SIZE_MAX;

    for (size_t at = 0; at < PASSES; at++) {
        const struct insertion *insertion = &merge->insertions[at];

        if (insertion->text.len == 0 || !insertion->settings)
            continue;
        size_t place = xml_source_tag(&merge->named.source, insertion->settings)->close_begin;
        if (place > from && place < where) {
            next = at;
            where = place;
        }
    }
    return next;
}

/* Bytes of the named file from *at up to there, with what is put into settings on the way. */
static void append_up_to(const struct merge *merge, size_t *at, size_t end, struct text *text)
{
    const struct xml_source *into = &merge->named.source;
    size_t next;

    while ((next = next_room(merge, *at)) != PASSES) {
        const struct insertion *insertion = &merge->insertions[next];
        size_t place = xml_source_tag(into, insertion->settings)->close_begin;

        if (place > end)
            break;
        xml_copy_span(into, (struct xml_span){ *at, place }, text);
        text_append_bytes(text, text_string(&insertion->text), insertion->text.len);
        *at = place;
    }
    xml_copy_span(into, (struct xml_span){ *at, end }, text);
    *at = end;
}

static bool put_together(const struct merge *merge, struct text *text)
{
    const struct xml_source *into = &merge->named.source;
    const struct xml_tag *root = &into->tags[0];
    AUTO(text) settings = { 0 };
    size_t at = 0;

    for (size_t pass = 0; pass < PASSES; pass++)
        if (merge->insertions[pass].text.len > 0 && !merge->insertions[pass].settings)
            append_settings(into, &merge->insertions[pass], &settings);
    if (!text_ok(&settings, merge->err))
        return false;
    if (root->close_begin == root->end) {
        append_opened_root(into, &settings, text);
    } else {
        append_up_to(merge, &at, place_of_settings(&merge->named), text);
        text_append_bytes(text, text_string(&settings), settings.len);
        append_up_to(merge, &at, into->len, text);
    }
    return text_ok(text, merge->err);
}

/* The other file, when it can be used. */
static bool read_other(struct merge *merge, const struct unattend_bytes *other,
    const struct unattend_image *image, bool *usable)
{
    AUTO(unattend_report) report = { 0 };

    if (!unattend_read(other->bytes, other->len, image, &report, merge->err))
        return err_wrap(merge->err, "the answer file that sysprep would take");
    *usable = report.by_severity[UNATTEND_ERROR] == 0;
    if (*usable)
        return open_file(other, &merge->other, merge->err);
    return add_part(merge->merged, UNATTEND_LEFT_OUT, "", "", "",
        "the file has errors, and sysprep would have stopped at them", merge->err);
}

static bool take_other(struct merge *merge, const struct unattend_bytes *named)
{
    const struct xml_node *root = xml_root(&merge->other.document), *settings = NULL;

    if (!open_file(named, &merge->named, merge->err) || !find_room(merge))
        return false;
    while ((settings = next_of(root, settings, "settings")) != NULL)
        if (!take_settings(merge, settings))
            return false;
    for (size_t at = 0; at < PASSES; at++)
        if (merge->insertions[at].text.len > 0)
            merge->merged->outcome = UNATTEND_MERGE_MERGED;
    return true;
}

/* What was put together is read again: only what is sound is passed. */
static bool check_whole(struct merge *merge, const struct unattend_image *image)
{
    struct unattend_merged *merged = merge->merged;

    if (!put_together(merge, &merged->bytes))
        return false;
    unattend_report_done(&merged->report);
    if (merged->bytes.len <= UNATTEND_SIZE_LIMIT) {
        if (!unattend_read(
                text_string(&merged->bytes), merged->bytes.len, image, &merged->report, merge->err))
            return false;
        if (merged->report.by_severity[UNATTEND_ERROR] == 0)
            return true;
    }
    merged->outcome = UNATTEND_MERGE_REFUSED;
    text_clear(&merged->bytes);
    snprintf(merged->why, sizeof merged->why,
        "the file and the one that sysprep would take do not go together: take that one away");
    return true;
}

static bool merge_files(struct merge *merge, const struct unattend_bytes *named,
    const struct unattend_bytes *other, const struct unattend_image *image)
{
    struct unattend_merged *merged = merge->merged;
    size_t errors;
    bool usable = false;

    if (!unattend_read(named->bytes, named->len, image, &merged->report, merge->err))
        return false;
    errors = merged->report.by_severity[UNATTEND_ERROR];
    if (errors > 0) {
        snprintf(merged->why, sizeof merged->why, "the answer file has %zu error%s", errors,
            errors == 1 ? "" : "s");
        return true;
    }
    merged->outcome = UNATTEND_MERGE_AS_IS;
    if (other && !read_other(merge, other, image, &usable))
        return false;
    if (usable && !take_other(merge, named))
        return false;
    if (merged->outcome == UNATTEND_MERGE_MERGED)
        return check_whole(merge, image);
    text_append_bytes(&merged->bytes, named->bytes, named->len);
    return text_ok(&merged->bytes, merge->err);
}

bool unattend_merge(const struct unattend_bytes *named, const struct unattend_bytes *other,
    const struct unattend_image *image, struct unattend_merged *merged, struct err *err)
{
    AUTO(unattend_merged) made = { 0 };
    AUTO(merge)
    merge = {
        .insertions = { { .pass = "generalize" }, { .pass = "specialize" },
            { .pass = "oobeSystem" } },
        .merged = &made,
        .err = err,
    };

    if (!merge_files(&merge, named, other, image))
        return false;
    *merged = made;
    made = (struct unattend_merged){ 0 };
    return true;
}
