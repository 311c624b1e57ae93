/* SPDX-License-Identifier: MIT */
/* cmd_render.c - a target and a manifest into what deploys the image; and what is wrong with them. */
#include "base/file.h"
#include "ui/look.h"
#include "ui/problems_show.h"
#include "upload/arm.h"
#include "upload/manifest.h"
#include "upload/render.h"
#include "upload/target_rules.h"
#include "upload/vhd.h"

#include <inttypes.h>
#include <time.h>

/* What a target is rendered into. A target with errors never gets here. */
static const struct format {
    const char *name;
    bool is_json;
    bool (*render)(const struct target *target, struct text *text, struct err *err) MUST_CHECK;
} formats[] = {
    { "arm", true, render_arm },
    { "az", false, render_az },
    { "powershell", false, render_powershell },
    { "rest", true, render_rest },
    { "packer", false, render_packer },
    { NULL, false, NULL },
};

/* -- reading -- */

static int64_t now_of(const struct ui *ui)
{
    const struct guest *guest = ui->machine->guest;
    struct err err = { 0 };
    int64_t seconds = 0;

    if (guest && guest->now(guest->state, &seconds, &err))
        return seconds;
    return (int64_t)time(NULL);
}

static bool read_manifest(const struct options *options, struct json **document, struct err *err)
{
    struct manifest_verdict verdict = { 0 };
    AUTO(bytes) bytes = { 0 };

    if (!options->manifest)
        return true;
    if (!look_read(options->manifest, MANIFEST_SIZE_LIMIT, &bytes, err))
        return false;
    if (!manifest_parse((const char *)bytes.data, bytes.len, document, &verdict, err))
        return err_wrap(err, "manifest '%.160s'", options->manifest);
    return true;
}

static bool read_target(const struct options *options, const struct json *manifest, int64_t now,
    struct target *target, struct problems *problems, struct err *err)
{
    AUTO(bytes) bytes = { 0 };

    if (!look_read(options->words[1], TARGET_SIZE_LIMIT, &bytes, err))
        return false;
    return target_read((const char *)bytes.data, bytes.len, manifest, now, target, problems, err) ||
           err_wrap(err, "'%.160s'", options->words[1]);
}

/* -- what it answers -- */

static int example(struct ui *ui, const struct options *options)
{
    AUTO(text) text = { 0 };
    int code = EXIT_CODE_DONE;

    text_append(&text, "%s", target_example);
    if (!look_keep(options, &text, &code))
        return code;
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

static int answer_check(struct ui *ui, const struct options *options, const struct problems_of *of,
    const struct problems *problems)
{
    AUTO(json_value) document = { json_new_object() };
    AUTO(text) text = { 0 };
    int code = EXIT_CODE_DONE;

    problems_to_json(of, problems, document.root);
    if (!look_hand_out(ui, options, document.root, &code))
        return code;
    if (!options_has(options, OPTION_JSON)) {
        problems_show(ui, of, problems, &text);
        say_answer(ui, &text);
    }
    return problems->errors > 0 ? EXIT_CODE_UNMET : EXIT_CODE_DONE;
}

static bool is_template(const struct bytes *bytes)
{
    AUTO(json_value) document = { 0 };
    struct err ignored = { 0 }; /* whoever reads it says what is wrong */

    return json_parse((const char *)bytes->data, bytes->len, &document.root, &ignored) &&
           arm_is_template(document.root);
}

static int check_template(struct ui *ui, const struct options *options, const struct json *manifest,
    const struct bytes *bytes)
{
    struct problems_of of = {
        .file = options->words[1], .kind = "arm-template", .manifest = options->manifest
    };
    AUTO(problems) problems = { 0 };
    struct arm_seen seen = { 0 };
    struct err err = { 0 };

    if (!arm_judge(
            (const char *)bytes->data, bytes->len, manifest, now_of(ui), &seen, &problems, &err))
        return say_failed(&err, NULL);
    of.expressions = seen.expressions;
    of.others = seen.others;
    return answer_check(ui, options, &of, &problems);
}

static int check(struct ui *ui, const struct options *options)
{
    const struct problems_of of = {
        .file = options->words[1], .kind = "target", .manifest = options->manifest
    };
    AUTO(json_value) manifest = { 0 };
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };

    if (!read_manifest(options, &manifest.root, &err) ||
        !look_read(options->words[1], ARM_SIZE_LIMIT, &bytes, &err))
        return say_failed(&err, NULL);
    if (is_template(&bytes))
        return check_template(ui, options, manifest.root, &bytes);
    if (!target_read((const char *)bytes.data, bytes.len, manifest.root, now_of(ui), &target,
            &problems, &err)) {
        (void)err_wrap(&err, "'%.160s'", options->words[1]);
        return say_failed(&err, NULL);
    }
    return answer_check(ui, options, &of, &problems);
}

static int refuse(
    const struct ui *ui, const struct options *options, const struct problems *problems)
{
    const struct problems_of of = {
        .file = options->words[1], .kind = "target", .manifest = options->manifest
    };
    AUTO(text) text = { 0 };

    problems_show(ui, &of, problems, &text);
    say_note("%s", text_string(&text));
    say_note("error: '%.160s' was not rendered", options->words[1]);
    return EXIT_CODE_REFUSED;
}

/* -- the file to upload -- */

static bool read_vhd(const char *path, uint64_t *size_bytes, uint64_t *disk_bytes, struct err *err)
{
    uint8_t footer[VHD_FOOTER_BYTES];
    enum found found = ABSENT;

    if (!file_read_end(path, footer, sizeof footer, &found, size_bytes, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_ERRNO, 2, "there is no file '%.200s'", path);
    return vhd_check(*size_bytes, footer, disk_bytes, err) || err_wrap(err, "'%.160s'", path);
}

/* A file that is not right is refused; one that cannot be read is a failure. */
static int say_vhd(const struct err *err)
{
    if (err->domain != ERR_AGENT || err_is(err, ERR_NOMEM))
        return say_failed(err, NULL);
    (void)say_failed(err,
        "a fixed VHD is made by: " VHD_CONVERT_LINUX ", or on Windows by: " VHD_CONVERT_WINDOWS);
    return EXIT_CODE_REFUSED;
}

/* The file on the command line stands for the one in the target; sizes must agree wherever they are
 * said: by the target, and by the manifest of the guest that the disk is from. */
static bool take_vhd(const struct options *options, struct target *target, struct err *err)
{
    struct target_source *source = &target->version.source;
    struct target_upload *upload = &source->upload;
    uint64_t size_bytes = 0;
    uint64_t disk_bytes = 0;

    if (source->kind != TARGET_VHD && source->kind != TARGET_DISK)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "a file is uploaded to a blob or a disk, and version.source is neither");
    if (!read_vhd(options->vhd, &size_bytes, &disk_bytes, err))
        return false;
    if (upload->size_bytes.given && (uint64_t)upload->size_bytes.value != size_bytes)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "'%.160s' holds %" PRIu64 " bytes, and version.source.upload.size_bytes says %" PRId64,
            options->vhd, size_bytes, upload->size_bytes.value);
    if (target->image.disk_size_bytes > 0 && disk_bytes < (uint64_t)target->image.disk_size_bytes)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "'%.160s' holds a disk of %" PRIu64
            " bytes, and the manifest's guest had one of %" PRId64,
            options->vhd, disk_bytes, target->image.disk_size_bytes);
    upload->given = true;
    upload->file = options->vhd;
    upload->size_bytes = (struct target_number){ .given = true, .value = (int64_t)size_bytes };
    target->image.disk_size_bytes = (int64_t)disk_bytes;
    return true;
}

static int render(struct ui *ui, const struct options *options, const struct format *format)
{
    AUTO(json_value) manifest = { 0 };
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };
    AUTO(text) text = { 0 };
    int64_t now = now_of(ui);
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    if (!options->manifest)
        return say_usage(ui, "prepare or generalize writes one when the image is sealed",
            "'render %s' needs the --manifest of the image", format->name);
    if (!read_manifest(options, &manifest.root, &err) ||
        !read_target(options, manifest.root, now, &target, &problems, &err))
        return say_failed(&err, NULL);
    if (problems.errors > 0)
        return refuse(ui, options, &problems);
    if (options->vhd && !take_vhd(options, &target, &err))
        return say_vhd(&err);
    /* With the file it is another target: what is uploaded has a size, and no guest state. */
    if (options->vhd)
        target_rules_judge(
            &(struct target_case){ .target = &target, .manifest = manifest.root, .now = now },
            &problems);
    if (!problems_ok(&problems, &err))
        return say_failed(&err, NULL);
    if (problems.errors > 0)
        return refuse(ui, options, &problems);
    if (!format->render(&target, &text, &err) || !text_ok(&text, &err))
        return say_failed(&err, NULL);
    if (!look_keep(options, &text, &code))
        return code;
    if (!options->output)
        say_answer(ui, &text);
    return code;
}

static const struct format *find_format(const char *name)
{
    const struct format *format = formats;

    while (format->name && strcmp(format->name, name) != 0)
        format++;
    return format->name ? format : NULL;
}

static int run(struct ui *ui, const struct options *options)
{
    const char *what = options->word_count > 0 ? options->words[0] : "";
    const struct format *format = find_format(what);
    bool is_target = strcmp(what, "target") == 0;

    if (is_target && options_has(options, OPTION_EXAMPLE) && options->word_count == 1)
        return example(ui, options);
    if (is_target || options_has(options, OPTION_EXAMPLE))
        return say_usage(ui, NULL, "'render target --example' prints a target, and nothing more");
    if (!format && strcmp(what, "check") != 0)
        return say_usage(ui, "arm, az, powershell, rest, packer, check, or 'target --example'",
            "'render' is followed by what to make%s%.80s%s", what[0] ? ", not by '" : "", what,
            what[0] ? "'" : "");
    if (options->word_count < 2)
        return say_usage(ui, "'goldprep render target --example' shows one",
            "'render %s' needs the FILE of the target", what);
    if (format && !format->is_json && options_has(options, OPTION_JSON))
        return say_usage(ui, NULL, "'render %s' makes no JSON", what);
    if (!format && options->vhd)
        return say_usage(ui, NULL, "--vhd goes with what is rendered, and 'check' renders nothing");
    return format ? render(ui, options, format) : check(ui, options);
}

const struct command command_render = {
    .name = "render",
    .group = COMMAND_HANDS_OVER,
    .words = "arm | az | powershell | rest | packer | check FILE",
    .word_count = 2,
    .summary = "make what deploys an image, or check where it is to go",
    .about =
        "arm, az, powershell, rest, packer: what brings the image of --manifest to the target of "
        "FILE. 'arm' is a template, which says in its outputs what a template cannot do; 'az' and "
        "'powershell' are scripts that do all of it and may run again: they look first, and leave "
        "alone what is there; 'rest' lists the requests in order; 'packer' builds the image anew "
        "with goldprep in the guest. Each is the same list of steps. Nothing in it is a secret: a "
        "password is asked for, or read from GOLDPREP_ADMIN_PASSWORD, where it runs. --vhd adds "
        "the "
        "upload of a file, whose format and size are checked first.\n\ntarget --example: a "
        "complete target.json to begin with; docs/schema/target.json says what "
        "may stand in it.\n\ncheck: everything that is wrong with a target, each with its place, "
        "the rule, where that is published, and what would be right; 'goldprep explain' knows each "
        "rule. What the image is comes from its manifest (--manifest), and a target that says "
        "otherwise is refused. FILE may also be an ARM template that you have: what it says of "
        "galleries, definitions, versions, dev centers, lab plans, disks and roles is judged by "
        "the "
        "same rules, and problems name their places in it; template expressions are not judged.",
    .example = "goldprep render az target.json --manifest manifest.json --output deploy.sh",
    .options = OPTION_MANIFEST | OPTION_EXAMPLE | OPTION_VHD | OPTION_JSON | OPTION_OUTPUT,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_REFUSED, COMMAND_EXITS_END },
    .run = run,
};
