/* SPDX-License-Identifier: MIT */
/*
 * pipe.c - the service's end of the named pipe; pipe.h says how it behaves.
 *
 * Source: learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-createnamedpipew
 * Source: learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-connectnamedpipe
 *         (ERROR_PIPE_CONNECTED: it is there already; ERROR_NO_DATA: it has gone again)
 * Source: learn.microsoft.com/windows/win32/ipc/named-pipe-server-using-overlapped-i-o
 * Source: learn.microsoft.com/windows/win32/api/namedpipeapi/nf-namedpipeapi-impersonatenamedpipeclient
 *         (its result must be checked; what follows would else run as the service itself)
 * Source: learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-openthreadtoken
 *         (OpenAsSelf, without which a client at SECURITY_IDENTIFICATION cannot be looked at)
 * Source: learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-checktokenmembership
 *         (takes an impersonation token; NULL: opens the thread's itself)
 * Source: learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-reverttoself
 *         (a process that cannot revert should be shut down)
 */
#include "win/pipe.h"

#include <sddl.h>

enum {
    BUFFER_BYTES = SERVICE_MESSAGE_BYTES_MOST + 1, /* one more: longer ones are seen to be */
    CONNECT_TRIES = 8,     /* of clients that have gone again before they were looked at */
    LISTEN_AGAIN_MS = 100, /* where that did not do */
};

enum condition {
    CLOSED = 0, /* nobody, and nobody is waited for */
    LISTENING,
    OPEN,
    LEAVING, /* turned away: what it says is not looked at any more */
    BROKEN,  /* to be closed */
};

struct queued {
    struct queued *next;
    size_t len;
    uint8_t data[];
};

struct instance {
    struct win_handle pipe;
    struct win_handle in_event, out_event;
    OVERLAPPED in, out;
    bool is_reading, is_writing; /* `in`, `out` belong to Windows */
    enum condition condition;
    bool known; /* to the user */
    uint32_t client;
    ULONGLONG deadline; /* 0: none */
    struct queued *first, *last;
    size_t queued_bytes;
    uint8_t *buffer;
};

struct win_pipe {
    struct win_pipe_user user;
    uint32_t next_client;
    struct instance instances[WIN_PIPE_INSTANCES];
};

static struct instance *find(struct win_pipe *pipe, uint32_t client)
{
    for (size_t at = 0; at < WIN_PIPE_INSTANCES; at++)
        if (pipe->instances[at].known && pipe->instances[at].client == client)
            return &pipe->instances[at];
    return NULL;
}

/* -- out -- */

static void forget_queue(struct instance *instance)
{
    while (instance->first) {
        struct queued *next = instance->first->next;

        free(instance->first);
        instance->first = next;
    }
    instance->last = NULL;
    instance->queued_bytes = 0;
}

static void start_write(struct instance *instance)
{
    const struct queued *first = instance->first;

    if (!first || instance->is_writing)
        return;
    instance->out = (OVERLAPPED){ .hEvent = instance->out_event.handle };
    if (!WriteFile(instance->pipe.handle, first->data, (DWORD)first->len, NULL, &instance->out) &&
        GetLastError() != ERROR_IO_PENDING) {
        instance->condition = BROKEN;
        return;
    }
    instance->is_writing = true;
}

static void finish_write(struct instance *instance)
{
    DWORD written = 0;
    struct queued *first = instance->first;

    if (!instance->is_writing)
        return;
    if (!GetOverlappedResult(instance->pipe.handle, &instance->out, &written, FALSE)) {
        if (GetLastError() == ERROR_IO_INCOMPLETE)
            return;
        instance->is_writing = false;
        instance->condition = BROKEN;
        return;
    }
    instance->is_writing = false;
    instance->first = first->next;
    if (!instance->first)
        instance->last = NULL;
    instance->queued_bytes -= first->len;
    free(first);
    start_write(instance);
}

bool win_pipe_send(struct win_pipe *pipe, uint32_t client, const void *bytes, size_t len)
{
    struct instance *instance = find(pipe, client);
    struct queued *queued;

    if (!instance || instance->condition != OPEN)
        return false;
    queued =
        instance->queued_bytes + len <= WIN_PIPE_QUEUE_BYTES ? malloc(sizeof *queued + len) : NULL;
    if (!queued) {
        instance->known = false;
        instance->condition = BROKEN;
        return false;
    }
    *queued = (struct queued){ .len = len };
    memcpy(queued->data, bytes, len);
    if (instance->last)
        instance->last->next = queued;
    else
        instance->first = queued;
    instance->last = queued;
    instance->queued_bytes += len;
    start_write(instance);
    if (instance->condition != BROKEN)
        return true;
    instance->known = false;
    return false;
}

/* -- in -- */

static void start_read(struct instance *instance)
{
    DWORD code;

    instance->in = (OVERLAPPED){ .hEvent = instance->in_event.handle };
    instance->is_reading = true;
    if (ReadFile(instance->pipe.handle, instance->buffer, BUFFER_BYTES, NULL, &instance->in))
        return;
    code = GetLastError();
    if (code == ERROR_IO_PENDING || code == ERROR_MORE_DATA)
        return;
    instance->is_reading = false;
    instance->condition = BROKEN;
}

static void take_message(struct win_pipe *pipe, struct instance *instance, size_t len)
{
    bool ok;

    if (instance->condition != OPEN) /* one that was turned away says more */
        return;
    ok = pipe->user.message(pipe->user.state, instance->client, instance->buffer, len);
    if (instance->condition != OPEN) /* it did not take an answer */
        return;
    instance->deadline = 0;
    if (!ok) {
        instance->condition = LEAVING;
        instance->deadline = GetTickCount64() + WIN_PIPE_LEAVING_MS;
    }
}

static void finish_read(struct win_pipe *pipe, struct instance *instance)
{
    DWORD len = 0;
    DWORD code = ERROR_SUCCESS;

    if (!GetOverlappedResult(instance->pipe.handle, &instance->in, &len, FALSE))
        code = GetLastError();
    if (code == ERROR_IO_INCOMPLETE)
        return;
    instance->is_reading = false;
    if (code != ERROR_SUCCESS && code != ERROR_MORE_DATA) {
        instance->condition = BROKEN;
        return;
    }
    take_message(pipe, instance, code == ERROR_MORE_DATA ? BUFFER_BYTES : len);
    if (instance->condition == OPEN || instance->condition == LEAVING)
        start_read(instance);
}

/* -- clients -- */

static void welcome(struct win_pipe *pipe, struct instance *instance)
{
    instance->client = pipe->next_client++;
    instance->known = true;
    instance->condition = OPEN;
    instance->deadline = GetTickCount64() + pipe->user.silence_ms;
    if (pipe->user.came(pipe->user.state, instance->client)) {
        start_read(instance);
        return;
    }
    instance->known = false;
    instance->condition = BROKEN;
}

static void listen(struct win_pipe *pipe, struct instance *instance)
{
    for (int tries = 0; tries < CONNECT_TRIES; tries++) {
        DWORD code;

        instance->in = (OVERLAPPED){ .hEvent = instance->in_event.handle };
        /* an overlapped one never succeeds at once */
        if (ConnectNamedPipe(instance->pipe.handle, &instance->in)) {
            welcome(pipe, instance);
            return;
        }
        code = GetLastError();
        if (code == ERROR_IO_PENDING) {
            instance->is_reading = true;
            instance->condition = LISTENING;
            return;
        }
        if (code == ERROR_PIPE_CONNECTED) {
            welcome(pipe, instance);
            return;
        }
        (void)DisconnectNamedPipe(instance->pipe.handle); /* ERROR_NO_DATA: it came and went */
    }
    instance->condition = CLOSED; /* tried again after the next wait */
}

static void finish_listening(struct win_pipe *pipe, struct instance *instance)
{
    DWORD ignored = 0;

    if (GetOverlappedResult(instance->pipe.handle, &instance->in, &ignored, FALSE)) {
        instance->is_reading = false;
        welcome(pipe, instance);
    } else if (GetLastError() != ERROR_IO_INCOMPLETE) {
        instance->is_reading = false;
        instance->condition = BROKEN;
    }
}

/* Nothing may be at work in a buffer that is used anew. */
static void cancel(struct instance *instance)
{
    DWORD ignored = 0;

    if (instance->is_reading || instance->is_writing)
        (void)CancelIoEx(instance->pipe.handle, NULL); /* what has ended by itself is not found */
    if (instance->is_reading)
        (void)GetOverlappedResult(instance->pipe.handle, &instance->in, &ignored, TRUE);
    if (instance->is_writing)
        (void)GetOverlappedResult(instance->pipe.handle, &instance->out, &ignored, TRUE);
    instance->is_reading = instance->is_writing = false;
}

static void close_client(struct win_pipe *pipe, struct instance *instance)
{
    cancel(instance);
    if (instance->known)
        pipe->user.gone(pipe->user.state, instance->client);
    instance->known = false;
    forget_queue(instance);
    instance->deadline = 0;
    instance->condition = CLOSED;
    (void)DisconnectNamedPipe(instance->pipe.handle); /* it fails when nobody was there */
}

static void work_on(struct win_pipe *pipe, struct instance *instance)
{
    if (instance->condition == LISTENING)
        finish_listening(pipe, instance);
    finish_write(instance);
    if (instance->is_reading && (instance->condition == OPEN || instance->condition == LEAVING))
        finish_read(pipe, instance);
    if (instance->deadline != 0 && GetTickCount64() >= instance->deadline)
        instance->condition = BROKEN;
    if (instance->condition == BROKEN)
        close_client(pipe, instance);
    if (instance->condition == CLOSED)
        listen(pipe, instance);
}

void win_pipe_work(struct win_pipe *pipe)
{
    for (size_t at = 0; at < WIN_PIPE_INSTANCES; at++)
        work_on(pipe, &pipe->instances[at]);
}

size_t win_pipe_handles(const struct win_pipe *pipe, HANDLE handles[WIN_PIPE_HANDLES_MOST])
{
    size_t count = 0;

    for (size_t at = 0; at < WIN_PIPE_INSTANCES; at++) {
        if (pipe->instances[at].is_reading)
            handles[count++] = pipe->instances[at].in_event.handle;
        if (pipe->instances[at].is_writing)
            handles[count++] = pipe->instances[at].out_event.handle;
    }
    return count;
}

DWORD win_pipe_wait_ms(const struct win_pipe *pipe)
{
    ULONGLONG now = GetTickCount64();
    ULONGLONG least = INFINITE;

    for (size_t at = 0; at < WIN_PIPE_INSTANCES; at++) {
        const struct instance *instance = &pipe->instances[at];
        ULONGLONG left = instance->deadline > now ? instance->deadline - now : 0;

        if (instance->condition == BROKEN)
            return 0;
        if (instance->condition == CLOSED && least > LISTEN_AGAIN_MS)
            least = LISTEN_AGAIN_MS;
        if (instance->deadline != 0 && left < least)
            least = left;
    }
    return (DWORD)least;
}

bool win_pipe_is_quiet(const struct win_pipe *pipe)
{
    for (size_t at = 0; at < WIN_PIPE_INSTANCES; at++)
        if (pipe->instances[at].is_writing)
            return false;
    return true;
}

/* -- who is it? -- */

static bool is_member(HANDLE token, WELL_KNOWN_SID_TYPE group, bool *yes, struct err *err)
{
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD size_bytes = sizeof sid;
    BOOL member = FALSE;

    if (!CreateWellKnownSid(group, NULL, sid, &size_bytes) ||
        !CheckTokenMembership(token, sid, &member))
        return win_err(err, GetLastError(), "cannot tell who asks");
    *yes = member;
    return true;
}

/* A client's token lets itself be looked at and no more. A thread that is the client may not even
 * open it, nor may CheckTokenMembership for it: it is opened as the process (the TRUE). */
static bool open_client(HANDLE pipe, struct win_handle *token, struct err *err)
{
    DWORD code = ERROR_SUCCESS;

    if (!ImpersonateNamedPipeClient(pipe))
        return win_err(err, GetLastError(), "cannot tell who asks");
    if (!OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token->handle))
        code = GetLastError();
    if (!RevertToSelf())
        ExitProcess(ERROR_CANNOT_IMPERSONATE); /* it would go on as somebody else */
    return code == ERROR_SUCCESS || win_err(err, code, "cannot tell who asks");
}

bool win_pipe_allows(struct win_pipe *pipe, uint32_t client, struct err *err)
{
    const struct instance *instance = find(pipe, client);
    AUTO(win_handle) token = { 0 };
    bool is_administrator = false;
    bool is_system = false;

    if (!instance)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "the one who asked has gone");
    if (!open_client(instance->pipe.handle, &token, err) ||
        !is_member(token.handle, WinBuiltinAdministratorsSid, &is_administrator, err) ||
        !is_member(token.handle, WinLocalSystemSid, &is_system, err))
        return false;
    return is_administrator || is_system ||
           err_set(err, ERR_AGENT, ERR_REFUSED, "that takes an elevated administrator");
}

/* -- the pipe -- */

static bool make_event(struct win_handle *event, struct err *err)
{
    event->handle = CreateEventW(NULL, TRUE, FALSE, NULL);
    return event->handle || win_err(err, GetLastError(), "cannot make an event");
}

static bool fail_taken(const wchar_t *name, DWORD code, struct err *err)
{
    return err_set(err, ERR_AGENT, ERR_REFUSED,
        "the pipe '%ls' is there already: somebody else has its name (Win32 error %lu)", name,
        (unsigned long)code);
}

/* Where the first instance was not ours, its owner is not either: a name that was taken shows, also
 * should the flag not have told. */
static bool check_first(const wchar_t *name, HANDLE pipe, struct err *err)
{
    bool is_ours = false;

    if (!win_pipe_owner(pipe, &is_ours, err))
        return false;
    return is_ours || fail_taken(name, ERROR_ACCESS_DENIED, err);
}

static bool make_instance(const wchar_t *name, SECURITY_ATTRIBUTES *attributes, bool first,
    struct instance *instance, struct err *err)
{
    DWORD code;

    instance->buffer = malloc(BUFFER_BYTES);
    if (!instance->buffer)
        return err_nomem(err);
    if (!make_event(&instance->in_event, err) || !make_event(&instance->out_event, err))
        return false;
    instance->pipe.handle = CreateNamedPipeW(name,
        PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0),
        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
        WIN_PIPE_INSTANCES, SERVICE_MESSAGE_BYTES_MOST, SERVICE_MESSAGE_BYTES_MOST, 0, attributes);
    if (win_handle_is_open(&instance->pipe))
        return !first || check_first(name, instance->pipe.handle, err);
    code = GetLastError();
    if (first && (code == ERROR_ACCESS_DENIED || code == ERROR_PIPE_BUSY))
        return fail_taken(name, code, err);
    return win_err(err, code, "cannot make the pipe '%ls'", name);
}

bool win_pipe_open(const wchar_t *name, const wchar_t *sddl, const struct win_pipe_user *user,
    struct win_pipe **pipe, struct err *err)
{
    AUTO(win_local) descriptor = { 0 };
    SECURITY_ATTRIBUTES attributes = { .nLength = sizeof attributes };
    struct win_pipe *made = calloc(1, sizeof *made);

    if (!made)
        return err_nomem(err);
    made->user = *user;
    made->next_client = 1;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
            sddl, SDDL_REVISION_1, &descriptor.memory, NULL)) {
        win_err(err, GetLastError(), "cannot make a security descriptor");
        win_pipe_free(made);
        return false;
    }
    attributes.lpSecurityDescriptor = descriptor.memory;
    for (size_t at = 0; at < WIN_PIPE_INSTANCES; at++)
        if (!make_instance(name, &attributes, at == 0, &made->instances[at], err)) {
            win_pipe_free(made);
            return false;
        }
    win_pipe_work(made);
    *pipe = made;
    return true;
}

void win_pipe_free(struct win_pipe *pipe)
{
    if (!pipe)
        return;
    for (size_t at = 0; at < WIN_PIPE_INSTANCES; at++) {
        struct instance *instance = &pipe->instances[at];

        cancel(instance);
        forget_queue(instance);
        win_handle_done(&instance->pipe);
        win_handle_done(&instance->in_event);
        win_handle_done(&instance->out_event);
        free(instance->buffer);
    }
    free(pipe);
}
