/* SPDX-License-Identifier: MIT */
/* handover.c - uploads what a run leaves. */
#include "ui/handover.h"

#include "base/cms.h"
#include "ui/manifest_file.h"
#include "ui/signing.h"
#include "upload/deliver.h"

static bool fail_no_address(const char *why, struct err *err)
{
    return err_set(
        err, ERR_AGENT, ERR_REFUSED, "there is no address to upload the manifest to: %s", why);
}

bool handover_address(
    const struct options *options, bool wanted, enum found *found, struct url *url, struct err *err)
{
    const char *address = options->upload;

    *found = ABSENT;
    if (!address && !wanted)
        return true;
    if (!address || strcmp(address, "env") == 0) {
        const char *kept = getenv(HANDOVER_UPLOAD_VARIABLE);

        if (!kept || kept[0] == '\0')
            return fail_no_address(address ? "the environment variable " HANDOVER_UPLOAD_VARIABLE
                                             " is not set"
                                           : "give it by --upload, or in the environment "
                                             "variable " HANDOVER_UPLOAD_VARIABLE,
                err);
        address = kept;
    }
    if (!url_check(address, url, err))
        return false;
    *found = FOUND;
    return true;
}

static void tell(const char *line)
{
    say_note("%s", line);
}

static const char *type_of(const char *name)
{
    return text_ends_same(name, ".p7s") ? "application/pkcs7-signature" : "application/json";
}

static void say_delivered(struct ui *ui, const struct url *url, const char *name, size_t len,
    const struct delivered *delivered)
{
    AUTO(text) line = { 0 };
    AUTO(text) text = { 0 };

    text_append(&line, "Delivered '%s', %zu bytes, to '", name, len);
    url_show(url, &line);
    text_append(&line, "': the server answered %u", delivered->status);
    if (delivered->attempts > 1)
        text_append(&line, " to attempt %u", delivered->attempts);
    text_append(&line, ".");
    say_wrapped(ui, &text, 0, "", text_string(&line));
    say_answer(ui, &text);
}

bool handover_upload(struct ui *ui, const struct url *url, const char *name,
    const struct bytes *bytes, uint32_t limit_minutes, struct err *err)
{
    const struct guest *guest = ui->machine->guest;
    const struct deliver_port port = {
        .state = guest ? guest->state : NULL,
        .put = http_put,
        .wait = guest ? guest->wait : ui->machine->wait,
        .tick_ms = guest ? guest->tick_ms : ui->machine->tick_ms,
        .tell = tell,
    };
    const struct delivery delivery = {
        .url = url,
        .content_type = type_of(name),
        .body = bytes->data,
        .len = bytes->len,
        .limit_ms = limit_minutes * 60 * 1000,
    };
    struct delivered delivered = { 0 };
    AUTO(text) shown = { 0 };

    if (deliver(&delivery, &port, &delivered, err)) {
        say_delivered(ui, url, name, bytes->len, &delivered);
        return true;
    }
    url_show(url, &shown);
    return err_wrap(err, "cannot upload '%s' to '%s'", name, text_string(&shown));
}

bool handover_is_usable(const struct ui *ui, const struct options *options, int *code)
{
    enum found found = ABSENT;
    struct url url = { 0 };
    struct err err = { 0 };

    if (handover_address(options, false, &found, &url, &err))
        return true;
    *code = say_usage(ui, NULL, "%s", err.text);
    return false;
}

bool handover_check(
    const struct options *options, const char *sign_with, bool uploads, struct err *err)
{
    AUTO(bytes) signature = { 0 };
    enum found found = ABSENT;
    struct url url = { 0 };

    if (sign_with && !signing_sign(sign_with, "x", 1, &signature, err))
        return err_wrap(err, "the manifest could not be signed");
    return handover_address(options, uploads, &found, &url, err);
}

bool handover_show_address(const struct options *options, struct text *shown, struct err *err)
{
    enum found found = ABSENT;
    struct url url = { 0 };

    if (!handover_address(options, false, &found, &url, err))
        return false;
    if (found == FOUND)
        url_show(&url, shown);
    return text_ok(shown, err);
}

/* Beside the manifest, and beside its copy. */
static bool sign(
    const char *path, const struct bytes *bytes, const struct settings *settings, struct err *err)
{
    if (!settings->sign_with)
        return true;
    return signing_write(settings->sign_with, path, bytes, err) &&
           (!settings->manifest_copy ||
               signing_write(settings->sign_with, settings->manifest_copy, bytes, err));
}

static bool upload(struct ui *ui, const struct options *options, const struct settings *settings,
    const struct bytes *bytes, struct err *err)
{
    uint32_t limit = settings->limit_minutes < HANDOVER_LIMIT_MINUTES ? settings->limit_minutes
                                                                      : HANDOVER_LIMIT_MINUTES;
    enum found found = ABSENT;
    struct url url = { 0 };

    if (!settings->upload_to)
        return true;
    return handover_address(options, true, &found, &url, err) &&
           handover_upload(ui, &url, "manifest.json", bytes, limit, err);
}

bool handover_sealed(
    struct ui *ui, const struct options *options, const struct settings *settings, struct err *err)
{
    AUTO(manifest_file) file = { 0 };
    AUTO(text) path = { 0 };

    if (!settings->sign_with && !settings->upload_to)
        return true;
    manifest_file_path(ui, &path);
    return text_ok(&path, err) && manifest_file_read(text_string(&path), &file, err) &&
           sign(text_string(&path), &file.bytes, settings, err) &&
           upload(ui, options, settings, &file.bytes, err);
}

bool handover_sign_again(const struct settings *settings, const char *copy, struct err *err)
{
    AUTO(manifest_file) file = { 0 };

    return !settings->sign_with || (manifest_file_read(copy, &file, err) &&
                                       signing_write(settings->sign_with, copy, &file.bytes, err));
}
