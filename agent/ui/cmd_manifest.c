/* SPDX-License-Identifier: MIT */
/* cmd_manifest.c - shows, checks and hands on what a run has left. */
#include "ui/handover.h"
#include "ui/manifest_diff.h"
#include "ui/manifest_file.h"
#include "ui/manifest_provenance.h"
#include "ui/manifest_show.h"
#include "ui/signing.h"
#include "upload/diff.h"

/** The words behind 'manifest', the verb being the first of them. */
struct verb {
    const char *name;
    size_t files_least, files_most;
    const char *needs; /* said when there are fewer or more of them */
    uint64_t options;  /* enum option_bit of those it takes */
    int (*run)(struct ui *ui, const struct options *options);
};

/* The file that is named, or the one of the state folder. */
static bool find_file(
    const struct ui *ui, const struct options *options, struct text *path, struct err *err)
{
    if (options->word_count > 1)
        text_append(path, "%s", options->words[1]);
    else
        manifest_file_path(ui, path);
    return text_ok(path, err);
}

static bool read_file(const struct ui *ui, const struct options *options,
    struct manifest_file *file, struct text *path, struct err *err)
{
    return find_file(ui, options, path, err) && manifest_file_read(text_string(path), file, err);
}

static const char none_yet[] = "prepare or generalize writes one when the image is sealed";

static int print(struct ui *ui, const struct options *options)
{
    AUTO(manifest_file) file = { 0 };
    AUTO(text) path = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    if (!read_file(ui, options, &file, &path, &err))
        return say_failed(&err, none_yet);
    if (options_has(options, OPTION_JSON)) /* as it is: every byte counts */
        text_append_bytes(&text, (const char *)file.bytes.data, file.bytes.len);
    else
        manifest_show(ui, &file, &text);
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

static int check(struct ui *ui, const struct options *options)
{
    AUTO(manifest_file) file = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    if (!manifest_file_read(options->words[1], &file, &err))
        return say_failed(&err, NULL);
    text_append(&text, "%s: well-formed, %s\n", file.verdict.machine,
        file.verdict.ready ? "ready" : "not ready");
    text_append(&text, "sha-256: %s\n", file.verdict.digest);
    if (!file.verdict.ready)
        text_append(&text, "missing: %s\n", file.verdict.why);
    say_answer(ui, &text);
    return file.verdict.ready ? EXIT_CODE_DONE : EXIT_CODE_UNMET;
}

/* A signature is no manifest and goes as it is; a manifest that is not whole stays here. */
static bool read_to_upload(const char *path, struct manifest_file *file, struct err *err)
{
    if (text_ends_same(path, ".p7s"))
        return look_read(path, MANIFEST_SIZE_LIMIT, &file->bytes, err);
    return manifest_file_read(path, file, err);
}

static int provenance(struct ui *ui, const struct options *options)
{
    AUTO(manifest_file) file = { 0 };
    AUTO(text) path = { 0 };
    AUTO(text) text = { 0 };
    AUTO(json_value) root = { json_new_object() };
    struct err err = { 0 };
    int code = EXIT_CODE_FAILED;

    if (!read_file(ui, options, &file, &path, &err))
        return say_failed(&err, none_yet);
    if (!manifest_provenance(&file, text_string(&path), options->image, root.root, &err) ||
        !json_print(root.root, false, &text, &err)) {
        say_error(&err, NULL);
        return file.verdict.ready ? EXIT_CODE_FAILED : EXIT_CODE_UNMET;
    }
    say_answer(ui, &text);
    return look_keep(options, &text, &code) ? EXIT_CODE_DONE : code;
}

static int sign(struct ui *ui, const struct options *options)
{
    AUTO(manifest_file) file = { 0 };
    AUTO(text) path = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    if (!options->sign)
        return say_usage(ui, NULL, "'manifest sign' needs --sign: a PFX, or a thumbprint");
    if (!read_file(ui, options, &file, &path, &err))
        return say_failed(&err, none_yet);
    if (!signing_write(options->sign, text_string(&path), &file.bytes, &err))
        return say_failed(&err, "the password of a PFX is taken from " SIGNING_PASSWORD_VARIABLE);
    text_append(&text, "%s.p7s is written\n", text_string(&path));
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

static int upload(struct ui *ui, const struct options *options)
{
    AUTO(manifest_file) file = { 0 };
    AUTO(text) path = { 0 };
    enum found found = ABSENT;
    struct url url = { 0 };
    struct err err = { 0 };
    uint32_t limit =
        options_has(options, OPTION_LIMIT) ? options->limit_minutes : HANDOVER_LIMIT_MINUTES;

    if (!handover_address(options, true, &found, &url, &err)) {
        say_error(&err, "an address with '&' in it has to be quoted in a shell");
        return EXIT_CODE_USAGE;
    }
    if (!find_file(ui, options, &path, &err) || !read_to_upload(text_string(&path), &file, &err))
        return say_failed(&err, none_yet);
    if (!handover_upload(ui, &url, text_string(&path), &file.bytes, limit, &err))
        return say_failed(&err, "nothing is lost: the file stays where it is");
    return EXIT_CODE_DONE;
}

/* The document, or a text of it, as --format says. */
static int show_diff(struct ui *ui, const struct options *options, const struct json *document)
{
    AUTO(text) text = { 0 };
    int code = EXIT_CODE_FAILED;

    switch (options->format) {
    case FORMAT_JSON:
        return look_hand_out(ui, options, document, &code) ? EXIT_CODE_DONE : code;
    case FORMAT_MARKDOWN:
        manifest_diff_markdown(document, &text);
        break;
    case FORMAT_TABLE:
        manifest_diff_show(ui, document, &text);
        break;
    case FORMAT_JUNIT:
    case FORMAT_SARIF:
        return say_usage(ui, NULL, "'manifest diff' answers as table, json or markdown");
    }
    say_answer(ui, &text);
    return look_keep(options, &text, &code) ? EXIT_CODE_DONE : code;
}

static int diff(struct ui *ui, const struct options *options)
{
    AUTO(manifest_file) before = { 0 };
    AUTO(manifest_file) after = { 0 };
    AUTO(json_value) document = { json_new_object() };
    struct err err = { 0 };

    if (!manifest_file_read(options->words[1], &before, &err) ||
        !manifest_file_read(options->words[2], &after, &err) ||
        !diff_manifests(before.document, after.document, document.root, &err))
        return say_failed(&err, NULL);
    return show_diff(ui, options, document.root);
}

static const struct verb verbs[] = {
    { "print", 0, 1, "takes one FILE at most", OPTION_STATE | OPTION_JSON, print },
    { "check", 1, 1, "takes one FILE, the manifest to check", 0, check },
    { "diff", 2, 2, "needs two FILEs, the older one first",
        OPTION_FORMAT | OPTION_JSON | OPTION_OUTPUT, diff },
    { "provenance", 0, 1, "takes one FILE at most", OPTION_STATE | OPTION_IMAGE | OPTION_OUTPUT,
        provenance },
    { "sign", 0, 1, "takes one FILE at most", OPTION_STATE | OPTION_SIGN, sign },
    { "upload", 0, 1, "takes one FILE at most", OPTION_STATE | OPTION_UPLOAD | OPTION_LIMIT,
        upload },
};

static int fail_unknown(const struct ui *ui)
{
    AUTO(text) names = { 0 };

    for (size_t at = 0; at < COUNT_OF(verbs); at++)
        text_append(&names, "%s'%s'",
            at == 0                    ? ""
            : at + 1 < COUNT_OF(verbs) ? ", "
                                       : " or ",
            verbs[at].name);
    return say_usage(ui, NULL, "'manifest' is followed by %s", text_string(&names));
}

/* The command takes what any of its verbs takes. */
static int check_options(
    const struct ui *ui, const struct options *options, const struct verb *verb)
{
    for (size_t at = 0; at < option_rows_count; at++)
        if (options_has(options, option_rows[at].bit) &&
            !(verb->options & (uint64_t)option_rows[at].bit))
            return say_usage(
                ui, NULL, "'manifest %s' has no option '%s'", verb->name, option_rows[at].name);
    return EXIT_CODE_DONE;
}

static int run(struct ui *ui, const struct options *options)
{
    const char *name = options->word_count > 0 ? options->words[0] : "";
    size_t files = options->word_count > 0 ? options->word_count - 1 : 0;

    for (size_t at = 0; at < COUNT_OF(verbs); at++) {
        if (strcmp(verbs[at].name, name) != 0)
            continue;
        if (files < verbs[at].files_least || files > verbs[at].files_most)
            return say_usage(ui, NULL, "'manifest %s' %s", name, verbs[at].needs);
        int code = check_options(ui, options, &verbs[at]);

        return code == EXIT_CODE_DONE ? verbs[at].run(ui, options) : code;
    }
    return fail_unknown(ui);
}

const struct command command_manifest = {
    .name = "manifest",
    .group = COMMAND_HANDS_OVER,
    .words = "print|check|diff|provenance|sign|upload [FILE ...]",
    .word_count = 3,
    .summary = "print, check, compare, sign or upload manifests",
    .about =
        "FILE is the manifest.json of the state folder unless named; check and diff want theirs "
        "named.\n\n"
        "print: a page for people; with --json the file as it is.\n\n"
        "check: is the file a whole manifest, and does it say ready? One that was altered in a "
        "single byte is refused, and so is one whose 'ready' is not what its own findings and its "
        "own seal say.\n\n"
        "diff OLD NEW: what changed from one image to the next, like a release note: Windows, "
        "definition, "
        "findings, layout, actions, sysprep, packages, drivers, settings.\n\n"
        "provenance: an in-toto statement with a SLSA provenance, of the image when --image names "
        "its file, else of the manifest.\n\n"
        "sign: writes FILE.p7s, a detached CMS signature. The password of a PFX is taken from the "
        "environment: GOLDPREP_PFX_PASSWORD, or the file that GOLDPREP_PFX_PASSWORD_FILE names.\n\n"
        "upload: puts the file, once it was checked, to an https address: a blob's SAS or any "
        "server that takes a PUT. What may pass is tried again for 10 minutes, or --limit. "
        "Redirects are not followed, and the address's query is never shown or kept.",
    .example = "goldprep manifest check manifest.json",
    .options = OPTION_SIGN | OPTION_IMAGE | OPTION_STATE | OPTION_UPLOAD | OPTION_LIMIT |
               OPTION_FORMAT | OPTION_JSON | OPTION_OUTPUT,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_TIME_LIMIT, COMMAND_EXITS_END },
    .run = run,
};
