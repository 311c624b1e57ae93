/* SPDX-License-Identifier: MIT */
/*
 * service_loop.c - the carrier below service/server.c: the pipe, the job's thread, and what goes
 * between the two.
 *
 * Source: learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-waitformultipleobjects
 * Source: learn.microsoft.com/windows/win32/sync/condition-variables
 */
#include "win/service_loop.h"

#include "win/event_log.h"
#include "win/pipe.h"
#include "win/pipe_security.h"

enum {
    OUTPUT_BYTES_MOST = 1024 * 1024, /* that the job may be ahead of the loop */
    DRAIN_MS = 2000,                 /* for the last messages to be taken, at the end */
    FIXED_HANDLES = 3,
};

/* A piece of the job's output on its way to the loop. */
struct piece {
    struct piece *next;
    enum console_stream stream;
    size_t len;
    char bytes[];
};

struct loop {
    const struct service_host *host;
    const struct win_loop_needs *needs;
    struct service_server *server;
    struct win_pipe *pipe;
    HANDLE stop; /* what Ctrl-C signals, and the job's waiting calls look at; of console.c */
    bool stop_given;
    bool leaving;
    ULONGLONG leave_by, idle_since;
    struct win_handle wake;   /* the job has said something */
    struct win_handle worker; /* the job's thread */
    const struct service_job *job;

    CRITICAL_SECTION lock; /* for what follows */
    CONDITION_VARIABLE taken;
    struct piece *first, *last;
    size_t output_bytes;
    bool ended;
    struct service_end end;
};

void win_service_note(bool in_console, enum service_event event, const char *text)
{
    struct err err = { 0 };
    AUTO(text) line = { 0 };

    if (!in_console) {
        /* an event that cannot be written has nowhere else to go */
        (void)!win_event_write(event, text, &err);
        return;
    }
    text_append(&line, "event %d: %s\n", (int)event, text);
    (void)console_write(CONSOLE_ERR, text_string(&line), line.len);
}

/* -- the job's thread -- */

static void take_text(void *state, enum console_stream stream, const char *bytes, size_t len)
{
    struct loop *loop = state;
    struct piece *piece = malloc(sizeof *piece + len);

    if (!piece) /* the run goes on; its console sees less */
        return;
    *piece = (struct piece){ .stream = stream, .len = len };
    memcpy(piece->bytes, bytes, len);

    EnterCriticalSection(&loop->lock);
    while (loop->output_bytes > OUTPUT_BYTES_MOST)
        (void)SleepConditionVariableCS(&loop->taken, &loop->lock, INFINITE);
    if (loop->last)
        loop->last->next = piece;
    else
        loop->first = piece;
    loop->last = piece;
    loop->output_bytes += len;
    LeaveCriticalSection(&loop->lock);
    (void)SetEvent(loop->wake.handle); /* it fails for a bad handle only */
}

static DWORD WINAPI work(void *state)
{
    struct loop *loop = state;
    const struct service_output output = { .state = loop, .text = take_text };
    struct service_end end = { 0 };

    loop->host->work(loop->host->state, loop->job, &output, &end);
    EnterCriticalSection(&loop->lock);
    loop->end = end;
    loop->ended = true;
    LeaveCriticalSection(&loop->lock);
    (void)SetEvent(loop->wake.handle); /* it fails for a bad handle only */
    return 0;
}

/* -- what the server asks for -- */

static bool allows(void *state, uint32_t client, struct err *err)
{
    struct loop *loop = state;

    return win_pipe_allows(loop->pipe, client, err);
}

static bool send_message(void *state, uint32_t client, const void *bytes, size_t len)
{
    struct loop *loop = state;

    return win_pipe_send(loop->pipe, client, bytes, len);
}

static bool begin(void *state, const struct service_job *job, struct err *err)
{
    struct loop *loop = state;

    win_handle_done(&loop->worker);
    loop->job = job;
    loop->stop_given = false;
    if (!ResetEvent(loop->stop))
        return win_err(err, GetLastError(), "cannot begin a job");
    loop->worker.handle = CreateThread(NULL, 0, work, loop, 0, NULL);
    return loop->worker.handle || win_err(err, GetLastError(), "cannot start a thread");
}

static void stop(void *state)
{
    struct loop *loop = state;

    loop->stop_given = true;
    (void)SetEvent(loop->stop); /* it fails for a bad handle only */
}

static void note(void *state, enum service_event event, const char *text)
{
    const struct loop *loop = state;

    win_service_note(loop->needs->in_console, event, text);
}

/* -- what the pipe tells -- */

static bool came(void *state, uint32_t client)
{
    struct loop *loop = state;

    return service_server_client(loop->server, client);
}

static bool message(void *state, uint32_t client, const void *bytes, size_t len)
{
    struct loop *loop = state;

    return service_server_message(loop->server, client, bytes, len);
}

static void gone(void *state, uint32_t client)
{
    struct loop *loop = state;

    service_server_gone(loop->server, client);
}

/* -- the loop -- */

static bool has_job(const struct loop *loop)
{
    enum service_state state = service_server_state(loop->server);

    return state == SERVICE_WORKING || state == SERVICE_STOPPING;
}

/* Hands on what the job has said, and its end when everything before it was handed on. */
static void take_output(struct loop *loop)
{
    struct piece *piece;
    bool ended;

    EnterCriticalSection(&loop->lock);
    piece = loop->first;
    loop->first = loop->last = NULL;
    loop->output_bytes = 0;
    ended = loop->ended;
    loop->ended = false;
    LeaveCriticalSection(&loop->lock);
    WakeAllConditionVariable(&loop->taken);

    while (piece) {
        struct piece *next = piece->next;

        service_server_text(loop->server, piece->stream, piece->bytes, piece->len);
        free(piece);
        piece = next;
    }
    if (ended)
        service_server_ended(loop->server, &loop->end);
}

static void leave(struct loop *loop)
{
    if (loop->leaving)
        return;
    loop->leaving = true;
    loop->leave_by = GetTickCount64() + loop->needs->stop_limit_ms;
    service_server_leave(loop->server);
}

/* Is there a reason to go on? */
static bool goes_on(struct loop *loop)
{
    ULONGLONG now = GetTickCount64();

    if (has_job(loop) || service_server_clients(loop->server) > 0)
        loop->idle_since = now;
    if (loop->leaving)
        return has_job(loop) && now < loop->leave_by;
    return loop->needs->idle_ms == 0 || now - loop->idle_since < loop->needs->idle_ms;
}

static size_t gather(const struct loop *loop, HANDLE *handles)
{
    size_t count = 0;

    handles[count++] = loop->wake.handle;
    if (!loop->leaving)
        handles[count++] = loop->needs->leave;
    if (loop->needs->in_console && !loop->stop_given && !loop->leaving)
        handles[count++] = loop->stop;
    return count + win_pipe_handles(loop->pipe, handles + count);
}

static bool is_set(HANDLE event)
{
    return WaitForSingleObject(event, 0) == WAIT_OBJECT_0;
}

static bool step(struct loop *loop, struct err *err)
{
    HANDLE handles[FIXED_HANDLES + WIN_PIPE_HANDLES_MOST];
    size_t count = gather(loop, handles);
    DWORD limit_ms = win_pipe_wait_ms(loop->pipe);

    if (limit_ms > WIN_SERVICE_CHECKPOINT_MS)
        limit_ms = WIN_SERVICE_CHECKPOINT_MS;
    if (WaitForMultipleObjects((DWORD)count, handles, FALSE, limit_ms) == WAIT_FAILED)
        return win_err(err, GetLastError(), "cannot wait");

    (void)ResetEvent(loop->wake.handle); /* before its reason is looked at: none is missed */
    take_output(loop);
    if (is_set(loop->needs->leave) ||
        (loop->needs->in_console && !loop->stop_given && is_set(loop->stop)))
        leave(loop);
    win_pipe_work(loop->pipe);
    if (loop->leaving)
        loop->needs->ends(loop->needs->state);
    return true;
}

/* The last words are on their way; nobody waits long for one who does not read. */
static void drain(struct loop *loop)
{
    ULONGLONG until = GetTickCount64() + DRAIN_MS;

    win_pipe_work(loop->pipe);
    while (!win_pipe_is_quiet(loop->pipe) && GetTickCount64() < until) {
        HANDLE handles[WIN_PIPE_HANDLES_MOST];
        size_t count = win_pipe_handles(loop->pipe, handles);

        if (WaitForMultipleObjects((DWORD)count, handles, FALSE, 100) == WAIT_FAILED)
            return;
        win_pipe_work(loop->pipe);
    }
}

static bool open_loop(struct loop *loop, struct err *err)
{
    const struct service_carrier carrier = { .state = loop,
        .allows = allows,
        .send = send_message,
        .begin = begin,
        .stop = stop,
        .note = note };
    const struct win_pipe_user user = { .state = loop,
        .silence_ms = loop->needs->silence_ms,
        .came = came,
        .message = message,
        .gone = gone };

    loop->wake.handle = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!loop->wake.handle)
        return win_err(err, GetLastError(), "cannot make an event");
    return win_stop_event(&loop->stop, err) &&
           service_server_new(loop->host, &carrier, &loop->server, err) &&
           win_pipe_open(loop->needs->pipe_name,
               loop->needs->in_console ? WIN_PIPE_CONSOLE_SDDL : WIN_PIPE_SDDL, &user, &loop->pipe,
               err);
}

static void close_loop(struct loop *loop)
{
    win_pipe_free(loop->pipe);
    if (loop->server && has_job(loop))
        return; /* its thread is still at work with all of this; the process ends now */
    if (loop->worker.handle) /* it has said its last word, and that was handed on */
        (void)WaitForSingleObject(loop->worker.handle, DRAIN_MS);
    service_server_free(loop->server);
    win_handle_done(&loop->worker);
    win_handle_done(&loop->wake);
    DeleteCriticalSection(&loop->lock);
    free(loop);
}

bool win_service_loop(
    const struct service_host *host, const struct win_loop_needs *needs, struct err *err)
{
    struct loop *loop = calloc(1, sizeof *loop);
    bool ok;

    if (!loop)
        return err_nomem(err);
    loop->host = host;
    loop->needs = needs;
    loop->idle_since = GetTickCount64();
    InitializeCriticalSection(&loop->lock);
    InitializeConditionVariable(&loop->taken);
    ok = open_loop(loop, err);
    if (ok) {
        needs->listens(needs->state);
        service_server_started(loop->server);
        while (ok && goes_on(loop))
            ok = step(loop, err);
        if (has_job(loop))
            win_service_note(needs->in_console, SERVICE_EVENT_FAILED,
                "The job has not come to a safe point in time; the service ends without it. "
                "'goldprep status' says where the run stands.");
        drain(loop);
    }
    close_loop(loop);
    return ok;
}
