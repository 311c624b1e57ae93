/* SPDX-License-Identifier: MIT */
/*
 * diskpart.c - stand-in for %windir%\System32\diskpart.exe /s: carries out a script.
 *
 * Commands and exit codes:
 * https://learn.microsoft.com/windows-server/administration/windows-commands/diskpart
 *   select disk N, select partition N, delete partition [override], extend, list partition,
 *   shrink desired=MIB minimum=MIB, rescan, exit
 *
 * Faults, below HKLM\SOFTWARE\LabGuest\diskpart:
 *   ServiceFails  number: 1: every command that changes something fails, exit code 4
 *   Lies          number: 1: says that it was done, and changes nothing
 */
#include "drive.h"
#include "standin.h"

#include <stdlib.h>
#include <wchar.h>

#define NAME "diskpart"

enum diskpart_exit {
    DONE = 0,
    FATAL = 1,
    BAD_PARAMETERS = 2,
    NO_SCRIPT = 3,
    SERVICE_FAILED = 4,
    SYNTAX = 5,
};

enum {
    LINE_SIZE = 512,
    WORD_LIMIT = 4,
};

struct session {
    struct drive drive; /* selected disk; its handle is NULL when there is none */
    uint32_t partition; /* selected; 0: none */
};

struct words {
    char *at[WORD_LIMIT];
    int count;
};

static void split(char *line, struct words *words)
{
    char *at = line;

    words->count = 0;
    while (words->count < WORD_LIMIT) {
        at += strspn(at, " \t\r\n");
        if (*at == '\0')
            return;
        words->at[words->count++] = at;
        at += strcspn(at, " \t\r\n");
        if (*at != '\0')
            *at++ = '\0';
    }
}

static bool is(const struct words *words, int place, const char *word)
{
    /* diskpart takes the first three letters or more of a word. */
    size_t len = place < words->count ? strlen(words->at[place]) : 0;

    return len >= 3 && len <= strlen(word) && _strnicmp(words->at[place], word, len) == 0;
}

static enum diskpart_exit service_error(const char *text)
{
    standin_log(NAME, "%s", text);
    printf("\r\nVirtual Disk Service error:\r\n%s\r\n\r\n", text);
    return SERVICE_FAILED;
}

static enum diskpart_exit select_disk(struct session *session, unsigned long number)
{
    drive_close(&session->drive);
    session->partition = 0;
    if (!drive_open((unsigned)number, &session->drive)) {
        printf("\r\nThe disk you specified is not valid.\r\n");
        return FATAL;
    }
    printf("\r\nDisk %lu is now the selected disk.\r\n", number);
    return DONE;
}

static enum diskpart_exit select_partition(struct session *session, unsigned long number)
{
    if (!session->drive.handle) {
        printf("\r\nThere is no disk selected.\r\n");
        return FATAL;
    }
    if (!drive_partition(&session->drive, number)) {
        printf("\r\nThe specified partition is not valid.\r\n");
        return FATAL;
    }
    session->partition = number;
    printf("\r\nPartition %lu is now the selected partition.\r\n", number);
    return DONE;
}

static enum diskpart_exit delete_partition(struct session *session, bool override)
{
    PARTITION_INFORMATION_EX *partition =
        session->partition ? drive_partition(&session->drive, session->partition) : NULL;

    if (!partition) {
        printf("\r\nThere is no partition selected.\r\n");
        return FATAL;
    }
    if (standin_number(NAME, L"ServiceFails", 0) != 0)
        return service_error("The operation failed (fault of the recipe).");
    if (!override && drive_is_protected(&session->drive, partition))
        return service_error(
            "Cannot delete a protected partition without the force protected parameter set.");
    standin_point("delete", "before");
    if (standin_number(NAME, L"Lies", 0) == 0 && !drive_delete(&session->drive, partition))
        return service_error("The partition table cannot be written.");
    standin_count(NAME, L"Deleted");
    standin_point("delete", "after");
    standin_log(NAME, "deleted partition %lu", (unsigned long)session->partition);
    session->partition = 0;
    printf("\r\nDiskPart successfully deleted the selected partition.\r\n");
    return DONE;
}

/* What "extend" and "extend filesystem" make larger. */
enum extent { PARTITION_AND_FILE_SYSTEM, FILE_SYSTEM_ALONE };

static bool extend_one(struct drive *drive, PARTITION_INFORMATION_EX *partition, enum extent what)
{
    return what == FILE_SYSTEM_ALONE ? drive_extend_file_system(partition)
                                     : drive_extend(drive, partition);
}

static enum diskpart_exit extend(struct session *session, enum extent what)
{
    PARTITION_INFORMATION_EX *partition =
        session->partition ? drive_partition(&session->drive, session->partition) : NULL;

    if (!partition) {
        printf("\r\nThere is no volume selected.\r\n");
        return FATAL;
    }
    if (standin_number(NAME, L"ServiceFails", 0) != 0)
        return service_error("The operation failed (fault of the recipe).");
    standin_point("resize", "before");
    if (standin_number(NAME, L"Lies", 0) == 0 && !extend_one(&session->drive, partition, what))
        return service_error("There is not enough usable free space on specified disk(s).");
    standin_count(NAME, L"Resized");
    standin_point("resize", "after");
    standin_log(NAME, "extended partition %lu", (unsigned long)session->partition);
    printf("\r\nDiskPart successfully extended the volume.\r\n");
    return DONE;
}

/** A number behind "desired=" or "minimum="; 0: it is not there. */
static unsigned long shrink_number(const struct words *words, const char *name)
{
    size_t len = strlen(name);

    for (int i = 1; i < words->count; i++)
        if (_strnicmp(words->at[i], name, len) == 0)
            return strtoul(words->at[i] + len, NULL, 10);
    return 0;
}

/** Source: learn.microsoft.com/windows-server/administration/windows-commands/shrink; here it takes
 * what is desired, or nothing. */
static enum diskpart_exit shrink(struct session *session, const struct words *words)
{
    PARTITION_INFORMATION_EX *partition =
        session->partition ? drive_partition(&session->drive, session->partition) : NULL;
    uint64_t less = (uint64_t)shrink_number(words, "desired=") * 1024 * 1024;

    if (!partition || less == 0) {
        printf("\r\nThere is no volume selected.\r\n");
        return FATAL;
    }
    if (standin_number(NAME, L"ServiceFails", 0) != 0)
        return service_error("The operation failed (fault of the recipe).");
    if (standin_number(NAME, L"Lies", 0) == 0 && !drive_shrink(&session->drive, partition, less))
        return service_error("The specified shrink size is too big.");
    standin_log(NAME, "shrunk partition %lu", (unsigned long)session->partition);
    printf("\r\nDiskPart successfully shrunk the volume by: %lu MB\r\n",
        shrink_number(words, "desired="));
    return DONE;
}

static enum diskpart_exit list_partitions(const struct session *session)
{
    if (!session->drive.handle) {
        printf("\r\nThere is no disk selected.\r\n");
        return FATAL;
    }
    printf("\r\n  Partition ###  Size     Offset\r\n  -------------  -------  -------\r\n");
    for (DWORD i = 0; i < session->drive.layout->PartitionCount; i++) {
        const PARTITION_INFORMATION_EX *partition = &session->drive.layout->PartitionEntry[i];

        if (partition->PartitionLength.QuadPart != 0)
            printf("  Partition %-4lu %5lld MB %5lld MB\r\n", partition->PartitionNumber,
                partition->PartitionLength.QuadPart >> 20,
                partition->StartingOffset.QuadPart >> 20);
    }
    return DONE;
}

static enum diskpart_exit run_line(struct session *session, char *line, bool *leave)
{
    struct words words;

    split(line, &words);
    if (words.count == 0 || _stricmp(words.at[0], "rem") == 0 || is(&words, 0, "rescan"))
        return DONE;
    *leave = is(&words, 0, "exit");
    if (*leave)
        return DONE;
    if (is(&words, 0, "select") && words.count == 3 && is(&words, 1, "disk"))
        return select_disk(session, strtoul(words.at[2], NULL, 10));
    if (is(&words, 0, "select") && words.count == 3 && is(&words, 1, "partition"))
        return select_partition(session, strtoul(words.at[2], NULL, 10));
    if (is(&words, 0, "delete") && is(&words, 1, "partition"))
        return delete_partition(session, is(&words, 2, "override"));
    if (is(&words, 0, "extend"))
        return extend(
            session, is(&words, 1, "filesystem") ? FILE_SYSTEM_ALONE : PARTITION_AND_FILE_SYSTEM);
    if (is(&words, 0, "shrink"))
        return shrink(session, &words);
    if (is(&words, 0, "list") && is(&words, 1, "partition"))
        return list_partitions(session);
    printf("\r\nMicrosoft DiskPart: '%s' is not a command of this stand-in.\r\n", words.at[0]);
    return SYNTAX;
}

static enum diskpart_exit run_script(const wchar_t *path)
{
    FILE *script = _wfopen(path, L"r");
    struct session session = { 0 };
    enum diskpart_exit code = DONE;
    bool leave = false;
    char line[LINE_SIZE];

    if (!script) {
        printf("\r\nDiskPart could not open the script.\r\n");
        return NO_SCRIPT;
    }
    while (code == DONE && !leave && fgets(line, sizeof line, script))
        code = run_line(&session, line, &leave);
    (void)fclose(script);
    drive_close(&session.drive);
    return code;
}

int wmain(int count, wchar_t **words)
{
    standin_announce(NAME, "System32\\diskpart.exe");
    printf("diskpart.exe: lab stand-in\r\n\r\nMicrosoft DiskPart version 10.0.22621.1\r\n");
    if (count != 3 || _wcsicmp(words[1], L"/s") != 0)
        return BAD_PARAMETERS;
    return (int)run_script(words[2]);
}
