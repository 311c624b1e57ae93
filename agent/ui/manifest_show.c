/* SPDX-License-Identifier: MIT */
/* manifest_show.c - what a manifest says: the image, its seal, findings, actions, layout. */
#include "ui/manifest_show.h"

static const char *text_of(const struct json *object, const char *name)
{
    const char *string = json_string(json_member(object, name));

    return string ? string : "not told";
}

static int64_t number_of(const struct json *object, const char *name)
{
    int64_t number = 0;

    return json_number(json_member(object, name), &number) ? number : 0;
}

static void show_line(
    const struct ui *ui, const char *label, const struct text *line, struct text *text)
{
    AUTO(text) padded = { 0 };

    text_append(&padded, "%-12s", label);
    say_wrapped(ui, text, 0, text_string(&padded), text_string(line));
}

static void show_image(const struct ui *ui, const struct manifest_file *file, struct text *text)
{
    const struct json *guest = json_member(file->document, "guest");
    AUTO(text) image = { 0 };
    AUTO(text) machine = { 0 };

    text_append(&image, "Windows %s %s, build %lld.%lld, %s, %s session", text_of(guest, "edition"),
        text_of(guest, "display_version"), (long long)number_of(guest, "build"),
        (long long)number_of(guest, "revision"), text_of(guest, "architecture"),
        text_of(guest, "session"));
    show_line(ui, "image", &image, text);
    text_append(
        &machine, "%s, %s, system disk of ", text_of(guest, "name"), text_of(guest, "firmware"));
    text_append_size(&machine, (uint64_t)number_of(guest, "disk_size_bytes"));
    show_line(ui, "machine", &machine, text);
}

static void show_state(const struct ui *ui, const struct manifest_file *file, struct text *text)
{
    const struct json *sysprep = json_member(file->document, "sysprep");
    AUTO(text) ready = { 0 };
    AUTO(text) seal = { 0 };
    AUTO(text) written = { 0 };
    AUTO(text) digest = { 0 };
    bool sealed = false;

    text_append(&ready, "%s%s", file->verdict.ready ? "yes" : "NO: ", file->verdict.why);
    show_line(ui, "ready", &ready, text);
    if (!json_bool(json_member(sysprep, "sealed"), &sealed))
        sealed = false;
    text_append(&seal, "%s by '%s': %s, tag file %s", sealed ? "sealed" : "not sealed",
        text_of(sysprep, "command"), text_of(sysprep, "image_state"),
        number_of(sysprep, "tag_file") == 1 ? "there" : "not there");
    show_line(ui, "seal", &seal, text);
    text_append(&written, "%s by goldprep %s; the run began at %s",
        text_of(file->document, "finished"), text_of(file->document, "version"),
        text_of(file->document, "started"));
    show_line(ui, "written", &written, text);
    text_append(&digest, "%s", file->verdict.digest);
    show_line(ui, "sha-256", &digest, text);
}

static void show_definition(const struct ui *ui, const struct json *definition, struct text *text)
{
    text_append(text, "\nGallery definition\n");
    for (const struct json *one = json_first(definition); one; one = json_next(one)) {
        AUTO(text) label = { 0 };

        text_append(&label, "%-18s", json_name(one));
        say_wrapped(ui, text, 2, text_string(&label), text_of(one, "value"));
    }
}

static void show_finding(const struct ui *ui, const struct json *finding, struct text *text)
{
    const char *verdict = text_of(finding, "verdict");
    AUTO(text) line = { 0 };

    if (strcmp(verdict, "unmet") != 0 && strcmp(verdict, "unknown") != 0)
        return;
    text_append(&line, "%s (%s, %s)", text_of(finding, "title"), text_of(finding, "level"),
        text_of(finding, "id"));
    say_wrapped(
        ui, text, 4, strcmp(verdict, "unmet") == 0 ? "unmet    " : "unknown  ", text_string(&line));
}

static void show_findings(const struct ui *ui, const struct json *profiles, struct text *text)
{
    text_append(text, "\nFindings\n");
    for (const struct json *one = json_first(profiles); one; one = json_next(one)) {
        const struct json *summary = json_member(one, "summary");
        const struct json *findings = json_member(one, "findings");
        AUTO(text) line = { 0 };

        text_append(&line,
            "%s, rules of %s: %lld met, %lld unmet, %lld unknown, %lld not applicable",
            text_of(one, "title"), text_of(one, "dated"), (long long)number_of(summary, "met"),
            (long long)number_of(summary, "unmet"), (long long)number_of(summary, "unknown"),
            (long long)number_of(summary, "not_applicable"));
        say_wrapped(ui, text, 2, "", text_string(&line));
        for (const struct json *finding = json_first(findings); finding;
             finding = json_next(finding))
            show_finding(ui, finding, text);
    }
}

static void show_actions(const struct ui *ui, const struct json *actions, struct text *text)
{
    text_append(text, "\nWhat was done\n");
    if (json_count(actions) == 0)
        text_append(text, "  nothing\n");
    for (const struct json *one = json_first(actions); one; one = json_next(one)) {
        AUTO(text) line = { 0 };

        text_append(&line, "%s (%s)", text_of(one, "title"), text_of(one, "id"));
        if (json_string(json_member(one, "before")) && json_string(json_member(one, "after")))
            text_append(&line, ": %s -> %s", text_of(one, "before"), text_of(one, "after"));
        if (number_of(one, "restarts") > 0)
            text_append(&line, ", with a restart");
        say_wrapped(ui, text, 2, "- ", text_string(&line));
    }
}

static void show_layout(const struct ui *ui, const struct json *layout, struct text *text)
{
    const struct json *partitions = json_member(layout, "partitions");

    text_append(text, "\nLayout of the disk%s\n", json_is_object(layout) ? "" : ": not told");
    for (const struct json *one = json_first(partitions); one; one = json_next(one)) {
        AUTO(text) number = { 0 };
        AUTO(text) line = { 0 };

        text_append(&number, "%-3lld", (long long)number_of(one, "number"));
        text_append(&line, "%s, ", text_of(one, "type_name"));
        text_append_size(&line, (uint64_t)number_of(one, "length_bytes"));
        say_wrapped(ui, text, 2, text_string(&number), text_string(&line));
    }
}

void manifest_show(const struct ui *ui, const struct manifest_file *file, struct text *text)
{
    const struct json *document = file->document;

    show_image(ui, file, text);
    show_state(ui, file, text);
    show_definition(ui, json_member(document, "image_definition"), text);
    show_findings(ui, json_member(document, "findings"), text);
    show_actions(ui, json_member(document, "actions"), text);
    show_layout(ui, json_member(document, "layout_after"), text);
}
