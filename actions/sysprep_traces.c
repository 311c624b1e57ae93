/* SPDX-License-Identifier: MIT */
/*
 * sysprep_traces.c - what sysprep leaves on a machine.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states
 *         (ImageState), https://learn.microsoft.com/windows-hardware/manufacture/desktop/
 *         windows-setup-log-files-and-event-logs (Panther). Tag file, SetupType and CmdLine as
 * public
 *         logs and images show them; unverified on a real Windows.
 */
#include "actions/sysprep_traces.h"

#define SETUP_KEY "SYSTEM\\Setup"
#define STATE_KEY "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State"

bool sysprep_path(const struct guest *guest, const char *name, struct text *path, struct err *err)
{
    if (!guest->folder(guest->state, GUEST_SYSTEM, path, err))
        return false;
    text_append(path, "\\Sysprep%s%s", name[0] != '\0' ? "\\" : "", name);
    return text_ok(path, err);
}

/* Reads a text value into a fixed buffer: "" when absent. What is longer is cut at a character. */
static bool read_short(const struct guest *guest, const char *key, const char *name, char *buffer,
    size_t size, struct err *err)
{
    AUTO(text) value = { 0 };
    enum found found;
    size_t len;

    if (!guest->reg_read_text(guest->state, key, name, &found, &value, err))
        return false;
    len = value.len < size ? value.len : size - 1;
    while (len > 0 && !text_is_utf8(text_string(&value), len))
        len--;
    memcpy(buffer, text_string(&value), len);
    buffer[len] = '\0';
    return true;
}

static bool names_windeploy(const char *cmd_line)
{
    for (; *cmd_line != '\0'; cmd_line++) {
        if (text_starts_same(cmd_line, "windeploy.exe"))
            return true;
    }
    return false;
}

bool sysprep_seal_read(const struct guest *guest, struct seal *seal, struct err *err)
{
    struct seal read = { .setup_type = UINT32_MAX };
    AUTO(text) tag = { 0 };
    struct guest_file file;
    enum found found;

    if (!sysprep_path(guest, "Sysprep_succeeded.tag", &tag, err) ||
        !guest->file_stat(guest->state, text_string(&tag), &found, &file, err))
        return false;
    read.tag_file = found == FOUND;
    if (!read_short(
            guest, STATE_KEY, "ImageState", read.image_state, sizeof read.image_state, err) ||
        !read_short(guest, SETUP_KEY, "CmdLine", read.cmd_line, sizeof read.cmd_line, err) ||
        !guest->reg_read_u32(guest->state, SETUP_KEY, "SetupType", &found, &read.setup_type, err))
        return false;
    if (found == ABSENT)
        read.setup_type = UINT32_MAX;
    read.setup_armed = read.setup_type == 2 && names_windeploy(read.cmd_line);
    *seal = read;
    return true;
}

static bool read_log(const struct guest *guest, const char *name, enum found *found,
    struct bytes *bytes, struct err *err)
{
    AUTO(text) path = { 0 };

    return sysprep_path(guest, name, &path, err) &&
           guest->file_read(guest->state, text_string(&path), SYSPREP_LOG_LIMIT, found, bytes, err);
}

bool sysprep_log_bytes(
    const struct guest *guest, enum found *found, struct bytes *bytes, struct err *err)
{
    return read_log(guest, "Panther\\setupact.log", found, bytes, err);
}

/* Documented is that sysprep begins a new log; public logs show runs one behind the other. UTF-16 has
 * its mark in front only, so such a log is read as a whole. */
static size_t old_part(const struct bytes *before, const struct bytes *now)
{
    bool is_utf16 = now->len >= 2 && (now->data[0] == 0xff || now->data[0] == 0xfe);

    return !is_utf16 && before->len > 0 && now->len >= before->len &&
                   memcmp(now->data, before->data, before->len) == 0
               ? before->len
               : 0;
}

bool sysprep_log_since(
    const struct guest *guest, const struct bytes *before, struct bytes *since, struct err *err)
{
    AUTO(bytes) now = { 0 };
    enum found found;

    if (!sysprep_log_bytes(guest, &found, &now, err))
        return false;
    if (found == ABSENT)
        return true;
    size_t old = old_part(before, &now);

    memmove(now.data, now.data + old, now.len - old);
    now.len -= old;
    bytes_done(since);
    *since = now;
    now = (struct bytes){ 0 };
    return true;
}
