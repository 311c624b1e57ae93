/* SPDX-License-Identifier: MIT */
/*
 * process.c - starts a program: by absolute path, without shell or window, with three handles and
 * nothing else of ours, in a job that knows all of its children.
 *
 * A program that is kept (it outlives goldprep) prints into nothing: a pipe would break under it.
 *
 * Source: learn.microsoft.com/windows/win32/api/processthreadsapi, CreateProcessW
 * Source: learn.microsoft.com/windows/win32/api/processthreadsapi, UpdateProcThreadAttribute
 * Source: learn.microsoft.com/windows/win32/procthread/job-objects
 * Source: learn.microsoft.com/windows/win32/api/winbase/nf-winbase-queryfullprocessimagenamew
 */
#include "win/output.h"

enum {
    SETTLE_MS = 2000,             /* for output that is on its way when the process has ended */
    ENDED_CODE = ERROR_CANCELLED, /* exit code of what process_end ends */
};

struct guest_process {
    struct win_handle process;
    struct win_handle job;     /* closing it ends what is in it, unless it was kept; none when
                                  somebody else started it */
    struct win_output *output; /* NULL: it was kept */
    char *path;                /* for messages */
};

/* What CreateProcessW takes, and what has to be released after it. Zeroed is nothing. */
struct start {
    wchar_t *path, *line, *folder;
    STARTUPINFOEXW info;
    HANDLE inherited[2]; /* the list points here */
    bool list_made;
    struct win_handle nothing; /* NUL: what the child reads */
    struct win_handle sink;    /* where it prints */
};

static void start_done(struct start *start)
{
    if (start->list_made)
        DeleteProcThreadAttributeList(start->info.lpAttributeList);
    free(start->info.lpAttributeList);
    win_handle_done(&start->nothing);
    win_handle_done(&start->sink);
    free(start->path);
    free(start->line);
    free(start->folder);
    *start = (struct start){ 0 };
}

/* The exe's own folder: never the caller's, where somebody may have put a library. */
static bool fill_paths(
    const char *path, const char *const *arguments, struct start *start, struct err *err)
{
    wchar_t *last;

    if (!win_widen(path, &start->path, err) || !win_widen(path, &start->folder, err) ||
        !win_quote_args(path, arguments, &start->line, err))
        return false;
    last = wcsrchr(start->folder, L'\\');
    if (!last || start->path[1] != L':' || start->path[2] != L'\\')
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' is not an absolute path", path);
    /* Asked here, because a folder that is not there has an error of its own. */
    if (GetFileAttributesW(start->path) == INVALID_FILE_ATTRIBUTES)
        return win_err(err, GetLastError(), "cannot start");
    /* "C:\" keeps its backslash: "C:" alone would be the drive's current folder */
    last[last == start->folder + 2 ? 1 : 0] = L'\0';
    return true;
}

static bool open_nothing(struct win_handle *nothing, struct err *err)
{
    SECURITY_ATTRIBUTES inherited = { sizeof inherited, NULL, TRUE };

    nothing->handle = CreateFileW(L"\\\\.\\NUL", GENERIC_READ | GENERIC_WRITE,
        FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0, NULL);
    return win_handle_is_open(nothing) || win_err(err, GetLastError(), "cannot open NUL");
}

/* The child inherits what is listed, not whatever else happens to be inheritable. */
static bool fill_handles(struct start *start, struct err *err)
{
    bool prints = win_handle_is_open(&start->sink);
    SIZE_T size_bytes = 0;

    start->inherited[0] = start->nothing.handle;
    start->inherited[1] = start->sink.handle;
    start->info.StartupInfo.cb = sizeof start->info;
    start->info.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    start->info.StartupInfo.hStdInput = start->nothing.handle;
    start->info.StartupInfo.hStdOutput = start->inherited[prints];
    start->info.StartupInfo.hStdError = start->inherited[prints];

    (void)InitializeProcThreadAttributeList(NULL, 1, 0, &size_bytes); /* tells the size only */
    start->info.lpAttributeList = calloc(1, size_bytes);
    if (!start->info.lpAttributeList)
        return err_nomem(err);
    if (!InitializeProcThreadAttributeList(start->info.lpAttributeList, 1, 0, &size_bytes))
        return win_err(err, GetLastError(), "cannot list the child's handles");
    start->list_made = true;
    if (!UpdateProcThreadAttribute(start->info.lpAttributeList, 0,
            PROC_THREAD_ATTRIBUTE_HANDLE_LIST, start->inherited,
            (prints ? 2 : 1) * sizeof start->inherited[0], NULL, NULL))
        return win_err(err, GetLastError(), "cannot list the child's handles");
    return true;
}

/* A job that ends its members when its last handle goes, which a dying goldprep cannot avoid. */
static bool make_job(bool keep, struct win_handle *job, struct err *err)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { 0 };

    job->handle = CreateJobObjectW(NULL, NULL);
    if (!job->handle)
        return win_err(err, GetLastError(), "cannot make a job");
    /* What is kept may also start what leaves the job, as it could without us. */
    limits.BasicLimitInformation.LimitFlags =
        keep ? JOB_OBJECT_LIMIT_BREAKAWAY_OK : JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (!SetInformationJobObject(
            job->handle, JobObjectExtendedLimitInformation, &limits, sizeof limits))
        return win_err(err, GetLastError(), "cannot set the limits of a job");
    return true;
}

/* What is kept leaves a job that goldprep itself may be in (a remote shell ends its job when the
 * connection goes); where that job does not let it go, it starts inside. */
static bool create(struct start *start, bool keep, PROCESS_INFORMATION *made, struct err *err)
{
    const DWORD flags = CREATE_SUSPENDED | CREATE_NO_WINDOW | CREATE_UNICODE_ENVIRONMENT |
                        EXTENDED_STARTUPINFO_PRESENT;
    DWORD code = ERROR_ACCESS_DENIED;

    if (keep &&
        CreateProcessW(start->path, start->line, NULL, NULL, TRUE,
            flags | CREATE_BREAKAWAY_FROM_JOB, NULL, start->folder, &start->info.StartupInfo, made))
        return true;
    if (keep)
        code = GetLastError();
    if (code != ERROR_ACCESS_DENIED)
        return win_err(err, code, "cannot start");
    if (CreateProcessW(start->path, start->line, NULL, NULL, TRUE, flags, NULL, start->folder,
            &start->info.StartupInfo, made))
        return true;
    return win_err(err, GetLastError(), "cannot start");
}

/* It is in its job before its first instruction, so that no child of it can be missed. */
static bool run(struct start *start, bool keep, struct guest_process *process, struct err *err)
{
    PROCESS_INFORMATION made = { 0 };
    AUTO(win_handle) thread = { 0 };
    DWORD code;

    if (!create(start, keep, &made, err))
        return false;
    process->process.handle = made.hProcess;
    thread.handle = made.hThread;

    if (!AssignProcessToJobObject(process->job.handle, made.hProcess) ||
        ResumeThread(made.hThread) == (DWORD)-1) {
        code = GetLastError();
        (void)TerminateProcess(made.hProcess, ENDED_CODE); /* it has not run yet */
        return win_err(err, code, "cannot put the process into its job");
    }
    return true;
}

static bool start_all(const char *path, const char *const *arguments, bool keep,
    struct guest_process *process, struct err *err)
{
    AUTO(start) start = { 0 };

    if (!fill_paths(path, arguments, &start, err) || !open_nothing(&start.nothing, err) ||
        (!keep && !win_output_open(&process->output, &start.sink, err)) ||
        !fill_handles(&start, err) || !make_job(keep, &process->job, err) ||
        !run(&start, keep, process, err))
        return false;
    /* Our copy of the sink goes with `start`, so that the pipe ends when the children do. */
    return keep || win_output_drain(process->output, err);
}

bool win_process_start(void *state, const char *path, const char *const *arguments, bool keep,
    struct guest_process **process, struct err *err)
{
    struct guest_process *made = calloc(1, sizeof *made);
    struct win_guest *guest = state;

    if (!made)
        return err_nomem(err);
    win_keys_done(&guest->keys);
    if (text_copy(path, &made->path, err) && start_all(path, arguments, keep, made, err)) {
        *process = made;
        return true;
    }
    win_process_free(state, made);
    return err_wrap(err, "'%s'", path);
}

/* stop: what ends the waiting as well; NULL: nothing does */
static bool wait_for(struct guest_process *process, HANDLE stop, uint32_t limit_ms, bool *ended,
    uint32_t *exit_code, struct err *err)
{
    const HANDLE handles[] = { process->process.handle, stop };
    DWORD result = WaitForMultipleObjects(stop ? 2 : 1, handles, FALSE, limit_ms);
    DWORD code = 0;

    if (result == WAIT_TIMEOUT) {
        *ended = false;
        return true;
    }
    if (result == WAIT_OBJECT_0 + 1)
        return err_set(
            err, ERR_AGENT, ERR_CANCELLED, "told to stop while waiting for '%s'", process->path);
    if (result != WAIT_OBJECT_0)
        return win_err(err, GetLastError(), "cannot wait for '%s'", process->path);
    if (!GetExitCodeProcess(process->process.handle, &code))
        return win_err(err, GetLastError(), "cannot read the exit code of '%s'", process->path);

    win_output_settle(process->output, SETTLE_MS);
    *exit_code = code;
    *ended = true;
    return true;
}

bool win_process_wait(void *state, struct guest_process *process, uint32_t limit_ms, bool *ended,
    uint32_t *exit_code, struct err *err)
{
    (void)state;
    return wait_for(process, NULL, limit_ms, ended, exit_code, err);
}

bool win_process_wait_or_stop(void *state, struct guest_process *process, uint32_t limit_ms,
    bool *ended, uint32_t *exit_code, struct err *err)
{
    const struct win_guest *guest = state;

    return wait_for(process, guest->stop, limit_ms, ended, exit_code, err);
}

bool win_process_output(
    void *state, struct guest_process *process, struct text *output, struct err *err)
{
    (void)state;
    return win_output_append(process->output, output, err) ||
           err_wrap(err, "output of '%s'", process->path);
}

bool win_process_end(void *state, struct guest_process *process, struct err *err)
{
    (void)state;
    if (process->job.handle ? !TerminateJobObject(process->job.handle, ENDED_CODE)
                            : !TerminateProcess(process->process.handle, ENDED_CODE))
        return win_err(err, GetLastError(), "cannot end '%s'", process->path);
    return true;
}

void win_process_free(void *state, struct guest_process *process)
{
    (void)state;
    if (!process)
        return;
    win_handle_done(&process->job); /* first: what it ends lets go of the pipe */
    win_handle_done(&process->process);
    win_output_free(process->output);
    free(process->path);
    free(process);
}

/* An id is given anew when its process is gone: only the exe's own path tells who it is. */
static bool is_image(HANDLE process, const char *path, bool *same, struct err *err)
{
    AUTO_FREE wchar_t *wanted = NULL;
    wchar_t image[MAX_PATH]; /* longer than any path in Windows' own folders */
    DWORD count = MAX_PATH;

    if (!win_widen(path, &wanted, err))
        return false;
    if (!QueryFullProcessImageNameW(process, 0, image, &count))
        return win_err(err, GetLastError(), "cannot tell what a process is");
    *same = CompareStringOrdinal(image, (int)count, wanted, -1, TRUE) == CSTR_EQUAL;
    return true;
}

bool win_process_open(void *state, uint32_t id, const char *path, enum found *found,
    struct guest_process **process, struct err *err)
{
    AUTO(win_handle)
    opened = { OpenProcess(
        PROCESS_TERMINATE | PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, id) };
    DWORD code = opened.handle ? ERROR_SUCCESS : GetLastError();
    bool same = false;

    if (code != ERROR_SUCCESS && code != ERROR_INVALID_PARAMETER) /* that id is nobody's */
        return win_err(err, code, "cannot open process %lu", (unsigned long)id);
    if (code == ERROR_SUCCESS && !is_image(opened.handle, path, &same, err))
        return false;
    if (!same) {
        *found = ABSENT;
        return true;
    }
    struct guest_process *made = calloc(1, sizeof *made);
    if (!made)
        return err_nomem(err);
    if (!text_copy(path, &made->path, err)) {
        win_process_free(state, made);
        return false;
    }
    made->process.handle = TAKE(opened.handle);
    *process = made;
    *found = FOUND;
    return true;
}
