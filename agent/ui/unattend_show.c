/* SPDX-License-Identifier: MIT */
/* unattend_show.c - what was found in answer files, as a person reads it and as a document. */
#include "ui/unattend_show.h"

#include "base/json.h"

void unattend_files_done(struct unattend_files *files)
{
    for (size_t at = 0; at < files->count; at++) {
        free(files->items[at].path);
        free(files->items[at].place);
        unattend_report_done(&files->items[at].report);
    }
    free(files->items);
    *files = (struct unattend_files){ 0 };
}

static void append_count(struct text *text, const char *between, size_t count, const char *word)
{
    text_append(text, "%s%zu %s%s", between, count, word, count == 1 ? "" : "s");
}

static void append_counts(const struct unattend_report *report, struct text *text)
{
    append_count(text, "", report->by_severity[UNATTEND_ERROR], "error");
    append_count(text, ", ", report->by_severity[UNATTEND_WARNING], "warning");
    append_count(text, ", ", report->by_severity[UNATTEND_NOTE], "note");
}

static enum say_color color_of(enum unattend_severity severity)
{
    switch (severity) {
    case UNATTEND_ERROR:
        return SAY_BAD;
    case UNATTEND_WARNING:
        return SAY_DOUBTFUL;
    case UNATTEND_NOTE:
        break;
    }
    return SAY_PLAIN;
}

/* The same kind further up has been explained there. */
static bool is_first(const struct unattend_report *report, size_t index)
{
    const struct unattend_finding *finding = &report->findings[index];

    for (size_t at = 0; at < index; at++)
        if (report->findings[at].check == finding->check &&
            strcmp(report->findings[at].advice, finding->advice) == 0)
            return false;
    return true;
}

static void show_finding(
    const struct ui *ui, const struct unattend_report *report, size_t index, struct text *text)
{
    const struct unattend_finding *finding = &report->findings[index];
    AUTO(text) what = { 0 };

    text_append(&what, "%zu:%zu %s (%s)", finding->spot.line, finding->spot.column, finding->what,
        finding->check->id);
    text_append(text, "  ");
    say_word(ui, text, color_of(finding->severity), unattend_severity_name(finding->severity), 9);
    AUTO(text) wrapped = { 0 };
    say_wrapped(ui, &wrapped, 11, "", text_string(&what));
    text_append(text, "%s", text_string(&wrapped) + 11);
    if (!is_first(report, index))
        return;
    say_wrapped(ui, text, 11, "why: ", finding->check->why);
    say_wrapped(ui, text, 11, "do: ", finding->advice);
    say_wrapped(ui, text, 11, "source: ", finding->check->source);
}

static void show_file(const struct ui *ui, const struct unattend_file *file, struct text *text)
{
    AUTO(text) head = { 0 };

    text_append(&head, "%s: ", text_shown(file->path));
    append_counts(&file->report, &head);
    if (file->place)
        text_append(&head, "; %s",
            file->taken ? "sysprep would take this one by itself"
                        : "sysprep would not take it by itself");
    say_wrapped(ui, text, 0, "", text_string(&head));
    for (size_t at = 0; at < file->report.count; at++)
        show_finding(ui, &file->report, at, text);
    if (file->report.left_out > 0)
        text_append(text, "  and %zu more\n", file->report.left_out);
}

static size_t count_fixable(const struct unattend_report *report)
{
    size_t count = 0;

    for (size_t at = 0; at < report->count; at++)
        count += report->findings[at].fixable;
    return count;
}

void unattend_show(const struct ui *ui, const struct unattend_files *files, struct text *text)
{
    if (files->count == 0)
        say_wrapped(ui, text, 0, "", "No answer file lies where Windows looks for one by itself.");
    for (size_t at = 0; at < files->count; at++) {
        text_append(text, "%s", at > 0 ? "\n" : "");
        show_file(ui, &files->items[at], text);
    }
    if (files->fixed) {
        AUTO(text) line = { 0 };

        append_count(&line, "", count_fixable(&files->items[0].report), "finding");
        text_append(&line, " of %zu put right in '%s'; the rest is for a person.",
            files->items[0].report.count, text_shown(files->fixed));
        say_wrapped(ui, text, 0, "", text_string(&line));
    }
}

/* -- the document -- */

static void add_text(struct json *object, const char *name, const char *string)
{
    if (string)
        json_add_string(object, name, string);
    else
        json_add_null(object, name);
}

static void add_finding(const struct unattend_finding *finding, struct json *list)
{
    struct json *object = json_add_object(list, NULL);

    json_add_string(object, "id", finding->check->id);
    json_add_string(object, "severity", unattend_severity_name(finding->severity));
    json_add_number(object, "line", (int64_t)finding->spot.line);
    json_add_number(object, "column", (int64_t)finding->spot.column);
    json_add_string(object, "what", finding->what);
    json_add_string(object, "why", finding->check->why);
    json_add_string(object, "advice", finding->advice);
    json_add_string(object, "source", finding->check->source);
    json_add_bool(object, "fixable", finding->fixable);
}

static void add_file(const struct unattend_file *file, struct json *list)
{
    const struct unattend_report *report = &file->report;
    struct json *object = json_add_object(list, NULL);
    struct json *findings;

    json_add_string(object, "path", file->path);
    add_text(object, "place", file->place);
    json_add_bool(object, "would_be_taken", file->taken);
    json_add_number(object, "errors", (int64_t)report->by_severity[UNATTEND_ERROR]);
    json_add_number(object, "warnings", (int64_t)report->by_severity[UNATTEND_WARNING]);
    json_add_number(object, "notes", (int64_t)report->by_severity[UNATTEND_NOTE]);
    json_add_number(object, "left_out", (int64_t)report->left_out);
    findings = json_add_array(object, "findings");
    for (size_t at = 0; at < report->count; at++)
        add_finding(&report->findings[at], findings);
}

void unattend_to_json(const struct unattend_files *files, struct json *document)
{
    struct json *list;

    json_add_string(document, "schema", "goldprep.unattend/1");
    json_add_string(document, "tool", say_tool);
    add_text(document, "architecture", files->image.architecture);
    add_text(document, "profile", files->image.profile);
    add_text(document, "fixed", files->fixed);
    list = json_add_array(document, "files");
    for (size_t at = 0; at < files->count; at++)
        add_file(&files->items[at], list);
}
