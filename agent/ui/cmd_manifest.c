/* SPDX-License-Identifier: MIT */
/* cmd_manifest.c - shows the manifest of the last run, or checks one. */
#include "base/file.h"
#include "ui/look.h"
#include "upload/manifest.h"

static bool read_manifest(const char *path, struct bytes *bytes, struct json **document,
    struct manifest_verdict *verdict, struct err *err)
{
    if (!look_read(path, MANIFEST_SIZE_LIMIT, bytes, err))
        return false;
    if (!manifest_parse((const char *)bytes->data, bytes->len, document, verdict, err))
        return err_wrap(err, "manifest '%s'", path);
    return true;
}

static int print(struct ui *ui)
{
    AUTO(text) path = { 0 };
    AUTO(bytes) bytes = { 0 };
    AUTO(json_value) document = { 0 };
    AUTO(text) text = { 0 };
    struct manifest_verdict verdict = { 0 };
    struct err err = { 0 };

    file_join(&path, ui->state_folder, "manifest.json");
    if (!text_ok(&path, &err) ||
        !read_manifest(text_string(&path), &bytes, &document.root, &verdict, &err))
        return say_failed(&err, "prepare or generalize writes one when the image is sealed");
    text_append_bytes(&text, (const char *)bytes.data, bytes.len);
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

static int check(struct ui *ui, const char *path)
{
    AUTO(bytes) bytes = { 0 };
    AUTO(json_value) document = { 0 };
    AUTO(text) text = { 0 };
    struct manifest_verdict verdict = { 0 };
    struct err err = { 0 };

    if (!read_manifest(path, &bytes, &document.root, &verdict, &err))
        return say_failed(&err, NULL);
    text_append(
        &text, "%s: well-formed, %s\n", verdict.machine, verdict.ready ? "ready" : "not ready");
    if (!verdict.ready)
        text_append(&text, "missing: %s\n", verdict.why);
    say_answer(ui, &text);
    return verdict.ready ? EXIT_CODE_DONE : EXIT_CODE_UNMET;
}

static int run(struct ui *ui, const struct options *options)
{
    const char *what = options->word_count > 0 ? options->words[0] : "";

    if (strcmp(what, "print") == 0 && options->word_count == 1)
        return print(ui);
    if (strcmp(what, "check") == 0 && options->word_count == 2)
        return check(ui, options->words[1]);
    if (strcmp(what, "check") == 0)
        return say_usage(ui, NULL, "'manifest check' needs the FILE to check");
    return say_usage(ui, NULL, "'manifest' is followed by 'print' or 'check FILE'");
}

const struct command command_manifest = {
    .name = "manifest",
    .group = COMMAND_HANDS_OVER,
    .words = "print | check FILE",
    .word_count = 2,
    .summary = "print the manifest of the last run, or check one",
    .about = "print: the manifest.json of the state folder. check: is the file a whole manifest, "
             "and does it say ready? A manifest whose 'ready' is not what its own findings and its "
             "own seal say is refused.",
    .example = "goldprep manifest check manifest.json",
    .options = OPTION_STATE,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        COMMAND_EXITS_END },
    .run = run,
};
