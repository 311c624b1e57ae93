/* SPDX-License-Identifier: MIT */
/*
 * pending.c - every known place in registry and files where Windows notes that it waits for a
 * restart.
 *
 * Source: most of these places are not documented; they are those on which the widely used public
 *         scripts agree, e.g. https://github.com/bcwilhite/PendingReboot. Documented is how renames
 *         wait: https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-movefileexw
 */
#include "guest/pending.h"

#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\"
#define SERVICING CURRENT_VERSION "Component Based Servicing"
#define UPDATE CURRENT_VERSION "WindowsUpdate"
#define SESSION_MANAGER "SYSTEM\\CurrentControlSet\\Control\\Session Manager"
#define COMPUTER_NAME "SYSTEM\\CurrentControlSet\\Control\\ComputerName"
#define NETLOGON "SYSTEM\\CurrentControlSet\\Services\\Netlogon"

/** What a reader has found out; not being able to is its false. */
struct answer {
    bool pending;
    struct text detail;
};

static void answer_done(struct answer *answer)
{
    text_done(&answer->detail);
}

typedef bool (*reader)(const struct guest *guest, struct answer *answer, struct err *err);

static bool has_key(
    const struct guest *guest, const char *key, struct answer *answer, struct err *err)
{
    enum found found;

    if (!guest->reg_has_key(guest->state, key, &found, err))
        return false;
    answer->pending = found == FOUND;
    return true;
}

static bool has_subkeys(
    const struct guest *guest, const char *key, struct answer *answer, struct err *err)
{
    AUTO(text_list) names = { 0 };
    enum found found;

    if (!guest->reg_list_keys(guest->state, key, &found, &names, err))
        return false;
    answer->pending = found == FOUND && names.count > 0;
    if (answer->pending)
        text_append(&answer->detail, "%zu, first: %s", names.count, names.items[0]);
    return true;
}

/* Sets pending when one of these numbers is there and not zero. */
static bool has_number(const struct guest *guest, const char *key, const char *const *names,
    struct answer *answer, struct err *err)
{
    for (; *names; names++) {
        enum found found;
        uint32_t number;

        if (!guest->reg_read_u32(guest->state, key, *names, &found, &number, err))
            return false;
        if (found == ABSENT || number == 0)
            continue;
        text_append(
            &answer->detail, "%s%s is %u", answer->pending ? ", " : "", *names, (unsigned)number);
        answer->pending = true;
    }
    return true;
}

static bool has_value(const struct guest *guest, const char *key, const char *name,
    struct answer *answer, struct err *err)
{
    enum found found;

    if (!guest->reg_has_value(guest->state, key, name, &found, err))
        return false;
    if (found == FOUND) {
        text_append(&answer->detail, "%s%s is set", answer->pending ? ", " : "", name);
        answer->pending = true;
    }
    return true;
}

static bool servicing_pending(const struct guest *guest, struct answer *answer, struct err *err)
{
    return has_key(guest, SERVICING "\\RebootPending", answer, err);
}

static bool servicing_in_progress(const struct guest *guest, struct answer *answer, struct err *err)
{
    return has_key(guest, SERVICING "\\RebootInProgress", answer, err);
}

static bool packages_pending(const struct guest *guest, struct answer *answer, struct err *err)
{
    return has_subkeys(guest, SERVICING "\\PackagesPending", answer, err);
}

static bool sessions_pending(const struct guest *guest, struct answer *answer, struct err *err)
{
    static const char *const names[] = { "Exclusive", "TotalSessionPhases", NULL };

    return has_number(guest, SERVICING "\\SessionsPending", names, answer, err);
}

static bool pending_xml(const struct guest *guest, struct answer *answer, struct err *err)
{
    AUTO(text) path = { 0 };
    struct guest_file file;
    enum found found;

    if (!guest->folder(guest->state, GUEST_WINDOWS, &path, err))
        return false;
    text_append(&path, "\\WinSxS\\pending.xml");
    if (!text_ok(&path, err) ||
        !guest->file_stat(guest->state, text_string(&path), &found, &file, err))
        return false;
    answer->pending = found == FOUND;
    return true;
}

static bool update_reboot(const struct guest *guest, struct answer *answer, struct err *err)
{
    return has_key(guest, UPDATE "\\Auto Update\\RebootRequired", answer, err);
}

static bool update_reporting(const struct guest *guest, struct answer *answer, struct err *err)
{
    return has_key(guest, UPDATE "\\Auto Update\\PostRebootReporting", answer, err);
}

static bool update_services(const struct guest *guest, struct answer *answer, struct err *err)
{
    return has_subkeys(guest, UPDATE "\\Services\\Pending", answer, err);
}

/* Does this entry replace a file of Windows itself? Below %windir%, or a program folder of its
 * own. */
static bool is_of_windows(const char *target, const char *windows)
{
    static const char *const program_folders[] = {
        "\\Program Files\\Windows ",
        "\\Program Files (x86)\\Windows ",
    };
    size_t len = strlen(windows);

    if (target[0] == '!') /* replace what is there */
        target++;
    if (text_starts(target, "\\??\\"))
        target += 4;
    if (text_starts_same(target, windows) && target[len] == '\\')
        return true;
    for (size_t i = 0; i < COUNT_OF(program_folders); i++) {
        if (target[0] != '\0' && target[1] == ':' &&
            text_starts_same(target + 2, program_folders[i]))
            return true;
    }
    return false;
}

/*
 * Counts pairs of source and target. An empty target asks for a deletion: that is how installers
 * clear their temporary files, and no reason to restart first.
 */
static bool count_renames(const struct guest *guest, const char *name, bool of_windows,
    size_t *count, struct text *first, struct err *err)
{
    AUTO(text) windows = { 0 };
    AUTO(text_list) entries = { 0 };
    enum found found;

    if (!guest->folder(guest->state, GUEST_WINDOWS, &windows, err) ||
        !guest->reg_read_texts(guest->state, SESSION_MANAGER, name, &found, &entries, err))
        return false;
    if (found == ABSENT)
        return true;
    for (size_t i = 0; i < entries.count; i += 2) {
        const char *target = i + 1 < entries.count ? entries.items[i + 1] : "";

        if (entries.items[i][0] == '\0' && target[0] == '\0')
            continue;
        if (is_of_windows(target, text_string(&windows)) != of_windows)
            continue;
        if (*count == 0)
            text_append(first, "%s", target[0] != '\0' ? target : entries.items[i]);
        (*count)++;
    }
    return true;
}

static bool renames(
    const struct guest *guest, bool of_windows, struct answer *answer, struct err *err)
{
    AUTO(text) first = { 0 };
    size_t count = 0;

    if (!count_renames(guest, "PendingFileRenameOperations", of_windows, &count, &first, err) ||
        !count_renames(guest, "PendingFileRenameOperations2", of_windows, &count, &first, err))
        return false;
    answer->pending = count > 0;
    if (answer->pending)
        text_append(&answer->detail, "%zu, first: %s", count, text_string(&first));
    return true;
}

static bool windows_renames(const struct guest *guest, struct answer *answer, struct err *err)
{
    return renames(guest, true, answer, err);
}

static bool other_renames(const struct guest *guest, struct answer *answer, struct err *err)
{
    return renames(guest, false, answer, err);
}

static bool update_volatile(const struct guest *guest, struct answer *answer, struct err *err)
{
    static const char *const names[] = { "UpdateExeVolatile", NULL };

    return has_number(guest, "SOFTWARE\\Microsoft\\Updates", names, answer, err) &&
           has_number(guest, "SOFTWARE\\WOW6432Node\\Microsoft\\Updates", names, answer, err);
}

static bool computer_rename(const struct guest *guest, struct answer *answer, struct err *err)
{
    static const char name[] = "ComputerName";
    AUTO(text) active = { 0 };
    AUTO(text) wanted = { 0 };
    enum found active_found, wanted_found;

    if (!guest->reg_read_text(guest->state, COMPUTER_NAME "\\ActiveComputerName", name,
            &active_found, &active, err) ||
        !guest->reg_read_text(
            guest->state, COMPUTER_NAME "\\ComputerName", name, &wanted_found, &wanted, err))
        return false;
    if (active_found != wanted_found)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "only one of the two computer names is there");
    answer->pending =
        active_found == FOUND && !text_same(text_string(&active), text_string(&wanted));
    if (answer->pending)
        text_append(&answer->detail, "from %s to %s", text_string(&active), text_string(&wanted));
    return true;
}

static bool domain_join(const struct guest *guest, struct answer *answer, struct err *err)
{
    return has_value(guest, NETLOGON, "JoinDomain", answer, err) &&
           has_value(guest, NETLOGON, "AvoidSpnSet", answer, err);
}

static bool dvd_signal(const struct guest *guest, struct answer *answer, struct err *err)
{
    return has_value(guest, CURRENT_VERSION "RunOnce", "DVDRebootSignal", answer, err);
}

static bool server_roles(const struct guest *guest, struct answer *answer, struct err *err)
{
    return has_key(guest, "SOFTWARE\\Microsoft\\ServerManager\\CurrentRebootAttempts", answer, err);
}

/* SetupType and CmdLine are armed by a generalized image as well: that is no pending restart of
 * this Windows, so only setup at work counts. */
static bool setup(const struct guest *guest, struct answer *answer, struct err *err)
{
    static const char *const names[] = { "SystemSetupInProgress", "OOBEInProgress", NULL };

    return has_number(guest, "SYSTEM\\Setup", names, answer, err);
}

static bool installer(const struct guest *guest, struct answer *answer, struct err *err)
{
    return has_key(guest, CURRENT_VERSION "Installer\\InProgress", answer, err);
}

static const struct {
    struct pending_source source;
    reader read;
} sources[] = {
    { { "cbs-reboot-pending", "component servicing waits for a restart",
          "HKLM\\" SERVICING "\\RebootPending", true },
        servicing_pending },
    { { "cbs-reboot-in-progress", "component servicing is in the middle of a restart",
          "HKLM\\" SERVICING "\\RebootInProgress", true },
        servicing_in_progress },
    { { "cbs-packages-pending", "packages wait to be installed or removed",
          "HKLM\\" SERVICING "\\PackagesPending", true },
        packages_pending },
    { { "cbs-sessions-pending", "a servicing session is open",
          "HKLM\\" SERVICING "\\SessionsPending", true },
        sessions_pending },
    { { "servicing-pending-xml", "the servicing stack has operations to finish at start",
          "%windir%\\WinSxS\\pending.xml", true },
        pending_xml },
    { { "windows-update-reboot", "Windows Update waits for a restart",
          "HKLM\\" UPDATE "\\Auto Update\\RebootRequired", true },
        update_reboot },
    { { "windows-update-reporting", "Windows Update has a restart to report",
          "HKLM\\" UPDATE "\\Auto Update\\PostRebootReporting", false },
        update_reporting },
    { { "windows-update-services", "an update service waits to be registered",
          "HKLM\\" UPDATE "\\Services\\Pending", false },
        update_services },
    { { "file-renames-windows", "files of Windows are replaced at the next start",
          "HKLM\\" SESSION_MANAGER " PendingFileRenameOperations", true },
        windows_renames },
    { { "file-renames-other", "files are replaced or deleted at the next start",
          "HKLM\\" SESSION_MANAGER " PendingFileRenameOperations", false },
        other_renames },
    { { "update-exe-volatile", "an old style update waits for a restart",
          "HKLM\\SOFTWARE\\Microsoft\\Updates UpdateExeVolatile", false },
        update_volatile },
    { { "computer-rename", "the computer gets another name at the next start",
          "HKLM\\" COMPUTER_NAME, true },
        computer_rename },
    { { "domain-join", "a domain join waits for a restart", "HKLM\\" NETLOGON, true },
        domain_join },
    { { "dvd-reboot-signal", "an installation from a disc asked for a restart",
          "HKLM\\" CURRENT_VERSION "RunOnce DVDRebootSignal", false },
        dvd_signal },
    { { "server-roles", "server roles wait for a restart",
          "HKLM\\SOFTWARE\\Microsoft\\ServerManager\\CurrentRebootAttempts", false },
        server_roles },
    { { "setup-in-progress", "Windows Setup is at work", "HKLM\\SYSTEM\\Setup", true }, setup },
    { { "installer-in-progress", "an installation by Windows Installer is under way",
          "HKLM\\" CURRENT_VERSION "Installer\\InProgress", true },
        installer },
};

_Static_assert(COUNT_OF(sources) == PENDING_COUNT, "pending.h names the number of sources");

/* What does not fit is cut at a character. */
static void keep_detail(struct pending_reading *reading, const char *detail)
{
    size_t len = strlen(detail);

    if (len >= sizeof reading->detail)
        len = sizeof reading->detail - 1;
    while (len > 0 && !text_is_utf8(detail, len))
        len--;
    memcpy(reading->detail, detail, len);
    reading->detail[len] = '\0';
}

void pending_read(const struct guest *guest, struct pending *pending)
{
    memset(pending, 0, sizeof *pending);
    for (size_t i = 0; i < PENDING_COUNT; i++) {
        struct pending_reading *reading = &pending->items[i];
        AUTO(answer) answer = { 0 };

        reading->source = &sources[i].source;
        if (!sources[i].read(guest, &answer, &reading->why))
            continue;
        reading->state = answer.pending ? PENDING_YES : PENDING_NO;
        keep_detail(reading, text_string(&answer.detail));
    }
}

size_t pending_count(const struct pending *pending, bool blocks, enum pending_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < PENDING_COUNT; i++)
        count += pending->items[i].source->blocks == blocks && pending->items[i].state == state;
    return count;
}

void pending_append_ids(
    const struct pending *pending, bool blocks, enum pending_state state, struct text *text)
{
    bool first = true;

    for (size_t i = 0; i < PENDING_COUNT; i++) {
        const struct pending_reading *reading = &pending->items[i];

        if (reading->source->blocks != blocks || reading->state != state)
            continue;
        text_append(text, "%s%s", first ? "" : ", ", reading->source->id);
        first = false;
    }
}
