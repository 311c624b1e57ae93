/* SPDX-License-Identifier: MIT */
/*
 * diskpart.c - diskpart.exe with a script file.
 *
 * diskpart knows partitions by number only, and numbers change when others are deleted. So the
 * number is read right before, and the script is two selections and one command. In a script, an
 * error ends diskpart, so that no command goes to a wrong selection.
 */
#include "actions/diskpart.h"

#include "actions/tool.h"
#include "base/file.h"

enum {
    DISKPART_LIMIT_MS = 3 * 60 * 1000,
    /* Documented as needed between two runs, so that the first has shut down for good.
     * Source: the page that diskpart.h names. */
    DISKPART_PAUSE_MS = 15 * 1000,
    WMI_ACCESS_DENIED = 40001,
};

#define E_ACCESS_DENIED 0x80070005U
#define WBEM_ACCESS_DENIED 0x80041003U
#define ELEVATION_NEEDED 0x800702E4U

bool diskpart_may_help(const struct err *why)
{
    switch (why->domain) {
    case ERR_WMI:
        return why->code != WMI_ACCESS_DENIED;
    case ERR_HRESULT:
        return why->code != E_ACCESS_DENIED && why->code != WBEM_ACCESS_DENIED &&
               why->code != ELEVATION_NEEDED;
    case ERR_WIN32:
        return why->code != 5;
    case ERR_AGENT:
        return why->code == ERR_TIME_LIMIT || why->code == ERR_UNSUPPORTED;
    case ERR_NONE:
    case ERR_ERRNO:
    case ERR_HTTP:
        break;
    }
    return false;
}

static bool write_script(struct action_context *context, const struct system_disk *disk,
    uint32_t partition_number, const char *command, struct text *path, struct err *err)
{
    AUTO(text) script = { 0 };

    text_append(&script, "select disk %lu\r\nselect partition %lu\r\n%s\r\n",
        (unsigned long)disk->number, (unsigned long)partition_number, command);
    file_join(path, context->state_folder, "diskpart.txt");
    return text_ok(&script, err) && text_ok(path, err) &&
           file_replace(text_string(path), text_string(&script), script.len, err);
}

static bool run_script(struct action_context *context, const char *path, struct err *err)
{
    const char *const arguments[] = { "/s", path, NULL };
    AUTO(tool_result) result = { 0 };
    AUTO(text) line = { 0 };

    if (!tool_run(context, "diskpart.exe", arguments, DISKPART_LIMIT_MS, &result, err))
        return false;
    if (result.exit_code == 0)
        return true;
    tool_first_line(&result, &line);
    return err_set(err, ERR_AGENT, ERR_NO_EFFECT, "diskpart ended with code %lu: %s",
        (unsigned long)result.exit_code, text_string(&line));
}

bool diskpart_run(struct action_context *context, const struct system_disk *expected,
    uint64_t offset_bytes, const char *command, struct err *err)
{
    struct system_disk now;
    AUTO(text) difference = { 0 };
    AUTO(text) path = { 0 };
    struct err ignored = { 0 };
    struct err why = { 0 };

    if (!system_disk_read(context->guest, &now, err))
        return false;
    if (!system_disk_same(expected, &now, &difference))
        return err_set(err, ERR_AGENT, ERR_CHANGED, "the disk changed meanwhile: %s",
            text_string(&difference));

    const struct disk_partition *partition = disk_partition_at(&now.layout, offset_bytes);
    if (!partition)
        return err_set(err, ERR_AGENT, ERR_CHANGED, "no partition starts at byte %llu any more",
            (unsigned long long)offset_bytes);
    if (!write_script(context, &now, partition->number, command, &path, err))
        return err_wrap(err, "cannot write a script for diskpart");
    bool done = run_script(context, text_string(&path), err);

    /* A script that stays behind does no harm. */
    (void)!file_remove(text_string(&path), &ignored);
    if (!done)
        return false;
    /* Told to stop, it is not run another time; what it has done is looked at all the same. */
    if (context->guest->wait(context->guest->state, DISKPART_PAUSE_MS, &why) ||
        err_is(&why, ERR_CANCELLED))
        return true;
    *err = why;
    return false;
}
