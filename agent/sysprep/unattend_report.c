/* SPDX-License-Identifier: MIT */
/* unattend_report.c - findings of an answer file, in its order, and the edits that put some right. */
#include "sysprep/unattend_walk.h"

#include <stdio.h>

void unattend_report_done(struct unattend_report *report)
{
    for (size_t at = 0; at < report->count; at++)
        free(report->findings[at].what);
    free(report->findings);
    free(report->edits);
    *report = (struct unattend_report){ 0 };
}

static bool grow(void **items, size_t count, size_t *capacity, size_t size, struct err *err)
{
    size_t wanted = *capacity ? *capacity * 2 : 32;

    if (count < *capacity)
        return true;
    void *grown = realloc(*items, wanted * size);
    if (!grown)
        return err_nomem(err);
    *items = grown;
    *capacity = wanted;
    return true;
}

static bool keep_edit(struct unattend_report *report, const struct xml_edit *edit, struct err *err)
{
    void *edits = report->edits;

    if (!grow(&edits, report->edit_count, &report->edit_capacity, sizeof *edit, err))
        return false;
    report->edits = edits;
    report->edits[report->edit_count++] = *edit;
    return true;
}

static bool add(struct unattend_walk *walk, const struct unattend_finding *finding,
    const struct xml_edit *edit, const char *format, va_list arguments) PRINTF_LIKE(4, 0);

static bool add(struct unattend_walk *walk, const struct unattend_finding *finding,
    const struct xml_edit *edit, const char *format, va_list arguments)
{
    struct unattend_report *report = walk->report;
    void *findings = report->findings;
    AUTO(text) what = { 0 };

    report->by_severity[finding->severity]++;
    if (report->count == UNATTEND_FINDING_LIMIT) {
        report->left_out++;
        return true;
    }
    text_append_list(&what, format, arguments);
    if (!text_ok(&what, walk->err) ||
        !grow(&findings, report->count, &report->capacity, sizeof *finding, walk->err))
        return false;
    report->findings = findings;
    if (edit && !keep_edit(report, edit, walk->err))
        return false;
    struct unattend_finding *kept = &report->findings[report->count];
    *kept = *finding;
    kept->what = text_take(&what);
    kept->fixable = edit != NULL;
    report->count++;
    return true;
}

bool unattend_add_as(struct unattend_walk *walk, const struct unattend_finding *finding,
    const struct xml_edit *edit, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    bool ok = add(walk, finding, edit, format, arguments);
    va_end(arguments);
    return ok;
}

bool unattend_add(struct unattend_walk *walk, enum unattend_id id, const struct xml_node *node,
    const struct xml_edit *edit, const char *format, ...)
{
    const struct unattend_check *check = &unattend_checks[id];
    struct unattend_finding finding = { .check = check,
        .severity = check->severity,
        .spot = xml_source_tag(&walk->source, node)->spot,
        .advice = check->advice };
    va_list arguments;

    va_start(arguments, format);
    bool ok = add(walk, &finding, edit, format, arguments);
    va_end(arguments);
    return ok;
}

bool unattend_add_both(struct unattend_walk *walk, enum unattend_id id, const struct xml_node *node,
    const struct xml_edit edits[2], const char *format, ...)
{
    const struct unattend_check *check = &unattend_checks[id];
    struct unattend_finding finding = { .check = check,
        .severity = check->severity,
        .spot = xml_source_tag(&walk->source, node)->spot,
        .advice = check->advice };
    size_t before = walk->report->edit_count;
    va_list arguments;

    va_start(arguments, format);
    bool ok = add(walk, &finding, edits ? &edits[0] : NULL, format, arguments);
    va_end(arguments);
    /* a finding over the limit is left out, and its edits with it */
    return ok &&
           (walk->report->edit_count == before || keep_edit(walk->report, &edits[1], walk->err));
}

const struct xml_edit *unattend_hide(
    struct unattend_walk *walk, const struct xml_node *node, struct xml_edit edits[2])
{
    const struct xml_source *source = &walk->source;
    const struct xml_tag *tag = xml_source_tag(source, node);

    if (tag->begin < walk->hidden_end)
        return NULL;
    for (size_t at = tag->begin; at < tag->end; at += source->width)
        if (xml_source_unit(source, at) == '-' &&
            xml_source_unit(source, at + source->width) == '-')
            return NULL; /* which may not stand in a comment */
    walk->hidden_end = tag->end;
    edits[0] = (struct xml_edit){ .span = { tag->begin, tag->begin }, .with = "<!-- " };
    edits[1] = (struct xml_edit){ .span = { tag->end, tag->end }, .with = " -->" };
    return edits;
}

bool unattend_fix(const void *bytes, size_t len, const struct unattend_report *report,
    struct text *text, struct err *err)
{
    AUTO(xml_document) document = { 0 };
    AUTO(xml_source) source = { 0 };

    return xml_parse(bytes, len, &document, err) &&
           xml_source_read(bytes, len, &document, &source, err) &&
           xml_source_edit(&source, report->edits, report->edit_count, text, err);
}
