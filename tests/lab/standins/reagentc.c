/* SPDX-License-Identifier: MIT */
/*
 * reagentc.c - stand-in for System32\ReAgentc.exe: /info, /enable, /disable on ReAgent.xml.
 *
 * Options:
 * https://learn.microsoft.com/windows-hardware/manufacture/desktop/reagentc-command-line-options
 * Texts, ReAgent.xml and ReAgent.log as public samples show them. That /disable ends with 2 when
 * Windows RE is off already is community knowledge; unverified on a real Windows.
 *
 * Faults, below HKLM\SOFTWARE\LabGuest\reagentc (numbers):
 *   ExitCode    not 0: every change fails with it, and nothing is changed
 *   Lies        1: /disable says "Operation Successful" and changes nothing
 *   DurationMs  how long a change takes; 0 when absent
 */
#include "drive.h"
#include "reagent_xml.h"
#include "setup_log.h"
#include "standin.h"

#include <wchar.h>

#define NAME "reagentc"
#define IMAGE REAGENT_FOLDER L"\\Winre.wim"
#define LAST_ENABLED L"C:\\LabGuest\\ReAgent.enabled.xml"

enum reagentc_exit {
    DONE = 0,
    USAGE = 1, /* unverified on a real Windows */
    ALREADY_DISABLED = 2,
};

/* ReAgent.log puts its writer further to the right than sysprep's log does. */
static struct setup_log reagent_log = { .writer = "       [ReAgentc.exe]" };

static void begin_log(const wchar_t *option)
{
    static const char rule[] = "------------------------------------------------------";

    (void)CreateDirectoryW(L"C:\\Windows\\Logs", NULL);
    (void)CreateDirectoryW(L"C:\\Windows\\Logs\\ReAgent", NULL);
    reagent_log.file = setup_log_open(L"C:\\Windows\\Logs\\ReAgent\\ReAgent.log", FALSE);
    setup_log_line(&reagent_log, "Info", 0, "%s", rule);
    setup_log_line(&reagent_log, "Info", 0,
        "-----Executing command line: \"C:\\Windows\\system32\\ReAgentc.exe\" %ls-----", option);
    setup_log_line(&reagent_log, "Info", 0, "%s", rule);
}

static int succeeded(void)
{
    printf("REAGENTC.EXE: Operation Successful.\r\n\r\n");
    return DONE;
}

static int failed(uint32_t code)
{
    setup_log_line(&reagent_log, "Error", 0, "Operation failed: 0x%lx", (unsigned long)code);
    printf("REAGENTC.EXE: Operation failed: %lx\r\n\r\n", (unsigned long)code);
    return (int)code;
}

static unsigned long partition_number(uint64_t offset)
{
    struct drive drive = { 0 };
    PARTITION_INFORMATION_EX *partition;
    unsigned long number = 0;

    if (!drive_open(0, &drive))
        return 0;
    partition = drive_partition_at(&drive, offset);
    if (partition)
        number = partition->PartitionNumber;
    drive_close(&drive);
    return number;
}

static int info(void)
{
    struct reagent_xml xml;

    if (!reagent_xml_read(&xml))
        return failed(ERROR_FILE_NOT_FOUND);
    printf("Windows Recovery Environment (Windows RE) and system reset configuration\r\n"
           "Information:\r\n\r\n"
           "    Windows RE status:         %s\r\n"
           "    Windows RE location:       ",
        xml.enabled ? "Enabled" : "Disabled");
    if (xml.enabled)
        printf("\\\\?\\GLOBALROOT\\device\\harddisk0\\partition%lu%s", partition_number(xml.offset),
            xml.path);
    printf("\r\n"
           "    Boot Configuration Data (BCD) identifier: %s\r\n"
           "    Recovery image location:   \r\n"
           "    Recovery image index:      0\r\n"
           "    Custom image location:     \r\n"
           "    Custom image index:        0\r\n\r\n",
        xml.bcd_id);
    return succeeded();
}

/** The image comes back to System32\Recovery, the file tells that nothing is installed. */
static int disable(void)
{
    struct reagent_xml xml;
    HANDLE image;

    if (!reagent_xml_read(&xml))
        return failed(ERROR_FILE_NOT_FOUND);
    if (!xml.enabled) {
        printf("REAGENTC.EXE: Windows RE is already disabled.\r\n\r\n");
        return ALREADY_DISABLED;
    }
    if (standin_number(NAME, L"Lies", 0) != 0)
        return succeeded();
    (void)CopyFileW(REAGENT_XML, LAST_ENABLED, FALSE);
    image = CreateFileW(IMAGE, GENERIC_WRITE, 0, NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (image == INVALID_HANDLE_VALUE)
        return failed(GetLastError());
    (void)CloseHandle(image);
    standin_point(NAME, "half");
    if (!reagent_xml_write_disabled())
        return failed(ERROR_WRITE_FAULT);
    standin_count(NAME, L"Disabled");
    setup_log_line(&reagent_log, "Info", 0, "WinRE is disabled");
    standin_log(NAME, "Windows RE is off");
    return succeeded();
}

static int enable(void)
{
    struct reagent_xml xml;

    if (reagent_xml_read(&xml) && xml.enabled)
        return succeeded();
    if (GetFileAttributesW(IMAGE) == INVALID_FILE_ATTRIBUTES) {
        printf("REAGENTC.EXE: The Windows RE image was not found.\r\n\r\n");
        return ERROR_FILE_NOT_FOUND;
    }
    if (!CopyFileW(LAST_ENABLED, REAGENT_XML, FALSE) || !reagent_xml_read(&xml) ||
        partition_number(xml.offset) == 0)
        return failed(ERROR_PATH_NOT_FOUND);
    (void)DeleteFileW(IMAGE); /* it is moved to its place; unverified on a real Windows */
    setup_log_line(&reagent_log, "Info", 0, "WinRE is installed");
    standin_log(NAME, "Windows RE is on");
    return succeeded();
}

static int change(int (*make)(void))
{
    uint32_t code = standin_number(NAME, L"ExitCode", 0);

    Sleep(standin_number(NAME, L"DurationMs", 0));
    standin_point(NAME, "before");
    if (code == 0) {
        int made = make();

        standin_point(NAME, "after");
        return made;
    }
    standin_log(NAME, "fault: fails with %lu", (unsigned long)code);
    return failed(code);
}

int wmain(int count, wchar_t **words)
{
    const wchar_t *option = count > 1 ? words[1] : L"";
    int code = USAGE;

    standin_announce(NAME, "System32\\ReAgentc.exe");
    printf("reagentc.exe: lab stand-in\r\n");
    begin_log(option);
    if (_wcsicmp(option, L"/info") == 0)
        code = info();
    else if (_wcsicmp(option, L"/disable") == 0)
        code = change(disable);
    else if (_wcsicmp(option, L"/enable") == 0)
        code = change(enable);
    setup_log_close(&reagent_log);
    return code;
}
