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

bool unattend_add_edits(struct unattend_walk *walk, enum unattend_id id,
    const struct xml_node *node, const struct unattend_edits *edits, const char *format, ...)
{
    const struct unattend_check *check = &unattend_checks[id];
    struct unattend_finding finding = { .check = check,
        .severity = check->severity,
        .spot = xml_source_tag(&walk->source, node)->spot,
        .advice = check->advice };
    size_t before = walk->report->edit_count;
    va_list arguments;

    va_start(arguments, format);
    bool ok = add(walk, &finding, edits ? &edits->items[0] : NULL, format, arguments);
    va_end(arguments);
    /* a finding over the limit is left out, and its edits with it */
    for (size_t at = 1; ok && walk->report->edit_count > before && at < edits->count; at++)
        ok = keep_edit(walk->report, &edits->items[at], walk->err);
    return ok;
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
