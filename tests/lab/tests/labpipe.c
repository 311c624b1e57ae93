/* SPDX-License-Identifier: MIT */
/*
 * labpipe.c - speaks to goldprep's service as any program could: rightly, wrongly, and as somebody
 * who must not. It shares nothing with goldprep but the form of a message.
 *
 * usage: labpipe.exe status              asks, and prints the answer
 *        labpipe.exe malformed N SEED    sends N wrong messages, the same ones for the same seed
 *        labpipe.exe flood N             opens the pipe N times and goes without a word
 *        labpipe.exe deaf SECONDS        watches and reads nothing
 *        labpipe.exe stranger "LINE"     runs a command line without the Administrators group
 *        labpipe.exe hold-service SECONDS    keeps the service open
 *        labpipe.exe instance            makes an instance of the pipe of its own
 *        labpipe.exe squat SECONDS       takes the pipe's name before the service does
 *        labpipe.exe memory              prints the KiB that belong to the service's process
 *        labpipe.exe descriptor WHAT NAME    prints who may do what: pipe, service, file, key
 *        labpipe.exe access WHAT NAME    prints what that gives to this user, with and without the
 *                                        Administrators group
 */
#include <windows.h>

#include <aclapi.h>
#include <psapi.h>
#include <sddl.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

int wmain(int count, wchar_t **words);

#define PIPE L"\\\\.\\pipe\\goldprep"

enum {
    ACCESS = 0x12019B,
    HEADER = 16,
    MOST = 64 * 1024,
    KIND_STATUS = 1,
    KIND_WATCH = 2,
    KIND_STATE = 17,
    KIND_REFUSED = 19,
    BUSY_TRIES = 100,
};

static uint8_t buffer[2 * MOST];
static uint8_t answer[MOST + 1];

static int fail(const char *what)
{
    printf("%s: error %lu\n", what, GetLastError());
    return 1;
}

static HANDLE open_pipe(DWORD access)
{
    DWORD mode = PIPE_READMODE_MESSAGE;

    for (int tries = 0; tries < BUSY_TRIES; tries++) {
        HANDLE pipe = CreateFileW(PIPE, access, 0, NULL, OPEN_EXISTING,
            SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);

        if (pipe != INVALID_HANDLE_VALUE) {
            (void)SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
            return pipe;
        }
        if (GetLastError() != ERROR_PIPE_BUSY)
            return pipe;
        (void)WaitNamedPipeW(PIPE, 1000);
    }
    return INVALID_HANDLE_VALUE;
}

static void put(uint8_t *at, uint32_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (uint8_t)(number >> 8 * i);
}

static DWORD make(uint8_t *message, uint32_t kind, const char *body, size_t len)
{
    memcpy(message, "GPRP", 4);
    put(message + 4, 1, 2);
    put(message + 6, kind, 2);
    put(message + 8, (uint32_t)len, 4);
    put(message + 12, 0, 4);
    memcpy(message + HEADER, body, len);
    return (DWORD)(HEADER + len);
}

/* The kind of the next message, 0 when the pipe is closed. Its body is in `answer` then. */
static uint32_t hear(HANDLE pipe)
{
    DWORD len = 0;

    if (!ReadFile(pipe, answer, MOST, &len, NULL) || len < HEADER)
        return 0;
    answer[len] = '\0';
    return (uint32_t)(answer[6] | answer[7] << 8);
}

static int ask_status(HANDLE pipe)
{
    DWORD written = 0;
    uint32_t kind;

    if (!WriteFile(pipe, buffer, make(buffer, KIND_STATUS, "{}", 2), &written, NULL))
        return fail("write");
    kind = hear(pipe);
    printf("%lu %s\n", (unsigned long)kind, kind ? (const char *)answer + HEADER : "closed");
    return kind == KIND_STATE ? 0 : 1;
}

static int show_status(void)
{
    HANDLE pipe = open_pipe(ACCESS);
    int code;

    if (pipe == INVALID_HANDLE_VALUE)
        return fail("open");
    code = ask_status(pipe);
    (void)CloseHandle(pipe);
    return code;
}

/* xorshift64: the same numbers everywhere. */
static uint64_t state;

static uint32_t pick(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 16) % below);
}

static DWORD noise(DWORD most)
{
    DWORD len = pick(most) + 1;

    for (DWORD at = 0; at < len; at++)
        buffer[at] = (uint8_t)pick(256);
    return len;
}

/* Wrong in one of these ways; none of them may be taken for a message. */
static DWORD make_wrong(void)
{
    static const char *const bodies[] = { "{", "[]", "{}{}", "{\"options\":[]}", "nul", "\"\xff\"",
        "{\"options\":{},\"options\":{}}",
        "{\"command\":\"generalize\",\"options\":{},\"plan\":{}}",
        "{\"command\":\"prepare\",\"options\":{}}", "{\"options\":{},\"x\":1}" };
    const char *body = bodies[pick(sizeof bodies / sizeof *bodies)];
    DWORD len = make(buffer, 3 + pick(3), body, strlen(body));

    switch (pick(9)) {
    case 0: /* noise of any length up to a message's */
        return noise(pick(16) == 0 ? MOST : 200);
    case 1: /* longer than a message may be */
        len = make(buffer, 4, "{}", 2);
        memset(buffer + len, ' ', sizeof buffer - len);
        return MOST + 1 + pick(MOST - 1);
    case 2: /* another beginning, version, or not zero */
        buffer[pick(2) == 0 ? pick(6) : 12 + pick(4)] ^= (uint8_t)(1 + pick(255));
        return len;
    case 3: /* a size that is not the one it says */
        put(buffer + 8, (uint32_t)(pick(2) == 0 ? pick(0x7fffffff) | 0x10000 : pick(2)), 4);
        return len;
    case 4: /* a kind that there is not */
        put(buffer + 6, 100 + pick(60000), 2);
        return len;
    case 5: /* what the service alone says */
        return make(buffer, 16 + pick(4), "{\"exit_code\":0}", 15);
    case 6: /* cut off */
        return 1 + pick(len - 1);
    case 7: /* a body where none may be */
        return make(buffer, pick(2) == 0 ? 1 : 6, "{\"a\":1}", 7);
    default: /* a body of the wrong shape */
        return len;
    }
}

static int send_malformed(uint32_t messages, uint32_t seed)
{
    uint32_t refused = 0, closed = 0, taken = 0;

    state = seed * 2654435761u + 88172645463325252u;
    for (uint32_t at = 0; at < messages; at++) {
        HANDLE pipe = open_pipe(ACCESS);
        DWORD written = 0;
        uint32_t kind = 0;

        if (pipe == INVALID_HANDLE_VALUE)
            return fail("open");
        if (WriteFile(pipe, buffer, make_wrong(), &written, NULL))
            kind = hear(pipe);
        refused += kind == KIND_REFUSED;
        closed += kind == 0;
        taken += kind != 0 && kind != KIND_REFUSED;
        (void)CloseHandle(pipe);
    }
    printf("refused %u closed %u taken %u\n", refused, closed, taken);
    return 0;
}

static int flood(uint32_t times)
{
    for (uint32_t at = 0; at < times; at++) {
        HANDLE pipe = open_pipe(ACCESS);

        if (pipe == INVALID_HANDLE_VALUE)
            return fail("open");
        (void)CloseHandle(pipe);
    }
    printf("opened %u\n", times);
    return 0;
}

static int be_deaf(uint32_t seconds)
{
    HANDLE pipe = open_pipe(ACCESS);
    DWORD written = 0;

    if (pipe == INVALID_HANDLE_VALUE)
        return fail("open");
    if (!WriteFile(pipe, buffer, make(buffer, KIND_WATCH, "{}", 2), &written, NULL))
        return fail("write");
    Sleep(seconds * 1000);
    return 0;
}

/* A token without the Administrators group, and without privileges. */
static HANDLE make_stranger(void)
{
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof sid;
    SID_AND_ATTRIBUTES group = { sid, 0 };
    HANDLE token = NULL, restricted = NULL;

    if (!CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, sid, &size) ||
        !OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &token) ||
        !CreateRestrictedToken(
            token, DISABLE_MAX_PRIVILEGE, 1, &group, 0, NULL, 0, NULL, &restricted))
        return NULL;
    return restricted;
}

/* Runs a command line as a stranger; what it prints and ends with is passed on. */
static int run_as_stranger(wchar_t *line)
{
    STARTUPINFOW start = { .cb = sizeof start,
        .dwFlags = STARTF_USESTDHANDLES,
        .hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE),
        .hStdError = GetStdHandle(STD_ERROR_HANDLE) };
    PROCESS_INFORMATION process = { 0 };
    HANDLE token = make_stranger();
    DWORD code = 1;

    if (!token ||
        !CreateProcessAsUserW(token, NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process))
        return fail("process");
    (void)WaitForSingleObject(process.hProcess, INFINITE);
    (void)GetExitCodeProcess(process.hProcess, &code);
    return (int)code;
}

/* Keeps the service open, as its window in the Services console does. */
static int hold_service(uint32_t seconds)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = OpenServiceW(manager, L"goldprep", SERVICE_QUERY_STATUS);

    if (!service)
        return fail("service");
    printf("held\n");
    (void)fflush(stdout);
    Sleep(seconds * 1000);
    return 0;
}

static int make_instance(void)
{
    HANDLE pipe = CreateNamedPipeW(PIPE, PIPE_ACCESS_DUPLEX,
        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, PIPE_UNLIMITED_INSTANCES, MOST, MOST, 0, NULL);

    if (pipe == INVALID_HANDLE_VALUE)
        return fail("create");
    printf("made\n");
    return 0;
}

static int squat(uint32_t seconds)
{
    HANDLE pipe = CreateNamedPipeW(PIPE, PIPE_ACCESS_DUPLEX,
        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, PIPE_UNLIMITED_INSTANCES, MOST, MOST, 0, NULL);

    if (pipe == INVALID_HANDLE_VALUE)
        return fail("create");
    printf("made\n");
    (void)fflush(stdout);
    Sleep(seconds * 1000);
    return 0;
}

static int show_memory(void)
{
    HANDLE pipe = open_pipe(ACCESS);
    PROCESS_MEMORY_COUNTERS_EX counters = { .cb = sizeof counters };
    ULONG id = 0;
    HANDLE process;

    if (pipe == INVALID_HANDLE_VALUE || !GetNamedPipeServerProcessId(pipe, &id))
        return fail("open");
    process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, id);
    if (!process ||
        !K32GetProcessMemoryInfo(process, (PROCESS_MEMORY_COUNTERS *)&counters, sizeof counters))
        return fail("process");
    printf("%lu\n", (unsigned long)(counters.WorkingSetSize / 1024));
    return 0;
}

static DWORD read_descriptor(
    const wchar_t *what, wchar_t *name, DWORD asked, PSECURITY_DESCRIPTOR *descriptor)
{
    SE_OBJECT_TYPE type = wcscmp(what, L"service") == 0 ? SE_SERVICE
                          : wcscmp(what, L"key") == 0   ? SE_REGISTRY_KEY
                                                        : SE_FILE_OBJECT;

    if (wcscmp(what, L"pipe") == 0) {
        HANDLE pipe = open_pipe(ACCESS);

        if (pipe == INVALID_HANDLE_VALUE)
            return GetLastError();
        return GetSecurityInfo(pipe, SE_KERNEL_OBJECT, asked, NULL, NULL, NULL, NULL, descriptor);
    }
    return GetNamedSecurityInfoW(name, type, asked, NULL, NULL, NULL, NULL, descriptor);
}

enum {
    OWNER_GROUP_LIST =
        OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
};

static int show_descriptor(const wchar_t *what, wchar_t *name)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    wchar_t *text = NULL;
    DWORD code = read_descriptor(what, name, OWNER_GROUP_LIST, &descriptor);

    SetLastError(code);
    if (code != ERROR_SUCCESS || !ConvertSecurityDescriptorToStringSecurityDescriptorW(
                                     descriptor, SDDL_REVISION_1, OWNER_GROUP_LIST, &text, NULL))
        return fail("descriptor");
    printf("%ls\n", text);
    return 0;
}

/* What the descriptor itself gives that token at most. */
static bool most_access(HANDLE token, PSECURITY_DESCRIPTOR descriptor, DWORD *granted)
{
    GENERIC_MAPPING mapping = { FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE,
        FILE_ALL_ACCESS };
    PRIVILEGE_SET privileges;
    DWORD size = sizeof privileges;
    HANDLE thread = NULL;
    BOOL status = FALSE;

    *granted = 0;
    if (!DuplicateTokenEx(
            token, TOKEN_QUERY, NULL, SecurityIdentification, TokenImpersonation, &thread) ||
        !AccessCheck(
            descriptor, thread, MAXIMUM_ALLOWED, &mapping, &privileges, &size, granted, &status))
        return false;
    if (!status)
        *granted = 0;
    return true;
}

static int show_access(const wchar_t *what, wchar_t *name)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    HANDLE own = NULL, stranger = make_stranger();
    DWORD granted = 0, granted_stranger = 0;
    DWORD code = read_descriptor(what, name, OWNER_GROUP_LIST, &descriptor);

    SetLastError(code);
    if (code != ERROR_SUCCESS || !stranger ||
        !OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &own) ||
        !most_access(own, descriptor, &granted) ||
        !most_access(stranger, descriptor, &granted_stranger))
        return fail("access");
    printf("administrator %08lx stranger %08lx\n", granted, granted_stranger);
    return 0;
}

int wmain(int count, wchar_t **words)
{
    const wchar_t *what = count > 1 ? words[1] : L"";
    uint32_t number = count > 2 ? (uint32_t)wcstoul(words[2], NULL, 10) : 0;

    if (wcscmp(what, L"status") == 0)
        return show_status();
    if (wcscmp(what, L"malformed") == 0 && count == 4)
        return send_malformed(number, (uint32_t)wcstoul(words[3], NULL, 10));
    if (wcscmp(what, L"flood") == 0)
        return flood(number);
    if (wcscmp(what, L"deaf") == 0)
        return be_deaf(number);
    if (wcscmp(what, L"stranger") == 0)
        return count == 3 ? run_as_stranger(words[2]) : 2;
    if (wcscmp(what, L"hold-service") == 0)
        return hold_service(number);
    if (wcscmp(what, L"instance") == 0)
        return make_instance();
    if (wcscmp(what, L"squat") == 0)
        return squat(number);
    if (wcscmp(what, L"memory") == 0)
        return show_memory();
    if (wcscmp(what, L"descriptor") == 0 && count == 4)
        return show_descriptor(words[2], words[3]);
    if (wcscmp(what, L"access") == 0 && count == 4)
        return show_access(words[2], words[3]);
    printf("usage: see labpipe.c\n");
    return 2;
}
