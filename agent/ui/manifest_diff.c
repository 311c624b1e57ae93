/* SPDX-License-Identifier: MIT */
/* manifest_diff.c - shows what changed from one manifest to the next, like a release note. */
#include "ui/manifest_diff.h"

static const char *text_of(const struct json *object, const char *name)
{
    const char *string = json_string(json_member(object, name));

    return string ? string : "";
}

static int64_t count_of(const struct json *document)
{
    int64_t count = 0;

    return json_number(json_member(document, "changes"), &count) ? count : 0;
}

static void append_side(const struct json *side, struct text *text)
{
    bool ready = false;

    text_append(text, "%s, build %s, %s", text_of(side, "machine"), text_of(side, "build"),
        text_of(side, "finished"));
    if (json_bool(json_member(side, "ready"), &ready) && !ready)
        text_append(text, ", NOT READY");
}

static void append_count(const struct json *document, struct text *text)
{
    int64_t count = count_of(document);

    if (count == 0)
        text_append(text, "Nothing changed.");
    else
        text_append(text, "%lld change%s.", (long long)count, count == 1 ? "" : "s");
}

/* Appends the titles of the groups without a change. @return  how many */
static size_t append_unchanged(const struct json *document, struct text *text)
{
    size_t count = 0;

    for (const struct json *group = json_first(json_member(document, "groups")); group;
         group = json_next(group))
        if (json_count(json_member(group, "changes")) == 0)
            text_append(text, "%s%s", count++ > 0 ? "; " : "", text_of(group, "title"));
    return count;
}

/* -- for a terminal -- */

static void show_change(const struct ui *ui, const struct json *change, struct text *text)
{
    const char *kind = text_of(change, "kind");
    AUTO(text) line = { 0 };

    text_append(&line, "%s: ", text_of(change, "what"));
    if (strcmp(kind, "changed") == 0)
        text_append(&line, "%s -> %s", text_of(change, "before"), text_of(change, "after"));
    else
        text_append(&line, "%s%s", text_of(change, "before"), text_of(change, "after"));
    say_wrapped(ui, text, 2,
        strcmp(kind, "added") == 0     ? "+ "
        : strcmp(kind, "removed") == 0 ? "- "
                                       : "  ",
        text_string(&line));
}

void manifest_diff_show(const struct ui *ui, const struct json *document, struct text *text)
{
    AUTO(text) from = { 0 };
    AUTO(text) to = { 0 };
    AUTO(text) count = { 0 };
    AUTO(text) unchanged = { 0 };

    append_side(json_member(document, "before"), &from);
    append_side(json_member(document, "after"), &to);
    append_count(document, &count);
    say_wrapped(ui, text, 0, "from  ", text_string(&from));
    say_wrapped(ui, text, 0, "to    ", text_string(&to));
    text_append(text, "\n");
    for (const struct json *group = json_first(json_member(document, "groups")); group;
         group = json_next(group)) {
        const struct json *changes = json_member(group, "changes");

        if (json_count(changes) == 0)
            continue;
        text_append(text, "%s\n", text_of(group, "title"));
        for (const struct json *change = json_first(changes); change; change = json_next(change))
            show_change(ui, change, text);
        text_append(text, "\n");
    }
    if (count_of(document) > 0 && append_unchanged(document, &unchanged) > 0)
        say_wrapped(ui, text, 0, "unchanged: ", text_string(&unchanged));
    say_wrapped(ui, text, 0, "", text_string(&count));
}

/* -- Markdown -- */

/* What Markdown or HTML would read as theirs. */
static void append_escaped(const char *string, struct text *text)
{
    for (; *string; string++) {
        if (*string == '\n')
            text_append(text, " ");
        else if (strchr("\\`*_[]<>#|&~", *string))
            text_append(text, "\\%c", *string);
        else
            text_append_bytes(text, string, 1);
    }
}

static void append_change(const struct json *change, struct text *text)
{
    const char *kind = text_of(change, "kind");

    text_append(text, "- %s", strcmp(kind, "changed") == 0 ? "" : kind);
    text_append(text, "%s", strcmp(kind, "changed") == 0 ? "" : " ");
    append_escaped(text_of(change, "what"), text);
    text_append(text, ": ");
    append_escaped(text_of(change, "before"), text);
    if (strcmp(kind, "changed") == 0)
        text_append(text, " → ");
    append_escaped(text_of(change, "after"), text);
    text_append(text, "\n");
}

void manifest_diff_markdown(const struct json *document, struct text *text)
{
    AUTO(text) from = { 0 };
    AUTO(text) to = { 0 };
    AUTO(text) count = { 0 };

    append_side(json_member(document, "before"), &from);
    append_side(json_member(document, "after"), &to);
    append_count(document, &count);
    text_append(text, "# What changed\n\nFrom ");
    append_escaped(text_string(&from), text);
    text_append(text, "  \nto ");
    append_escaped(text_string(&to), text);
    text_append(text, "\n\n%s\n", text_string(&count));
    for (const struct json *group = json_first(json_member(document, "groups")); group;
         group = json_next(group)) {
        const struct json *changes = json_member(group, "changes");

        text_append(text, "\n## %s\n\n", text_of(group, "title"));
        if (json_count(changes) == 0)
            text_append(text, "No change.\n");
        for (const struct json *change = json_first(changes); change; change = json_next(change))
            append_change(change, text);
    }
}
