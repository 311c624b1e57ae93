/* SPDX-License-Identifier: MIT */
/*
 * pipe_client.c - a console's end of the named pipe, and how it makes sure of the other end.
 *
 * The client lets the server see who it is, and no more (SECURITY_IDENTIFICATION): whoever would
 * stand behind the name could not act in its place.
 *
 * Source: learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew
 *         (SECURITY_SQOS_PRESENT, SECURITY_IDENTIFICATION; ERROR_PIPE_BUSY)
 * Source: learn.microsoft.com/windows/win32/api/winbase/nf-winbase-getnamedpipeserverprocessid
 */
#include "win/pipe.h"
#include "win/pipe_security.h"

#include <aclapi.h>

enum {
    BUFFER_BYTES = SERVICE_MESSAGE_BYTES_MOST,
    BUSY_TRIES = 5,
    BUSY_WAIT_MS = 2000, /* for one of the instances to become free */
    SEND_LIMIT_MS = 10 * 1000,
};

struct client {
    struct win_handle pipe;
    struct win_handle in_event, out_event;
    HANDLE stop; /* belongs to console.c */
    OVERLAPPED in, out;
    bool is_reading; /* `in` and buffer belong to Windows */
    uint8_t buffer[BUFFER_BYTES];
};

static void client_free(struct client *client)
{
    DWORD ignored = 0;

    if (!client)
        return;
    if (client->is_reading) {
        (void)CancelIoEx(client->pipe.handle, &client->in); /* it may just have ended */
        (void)GetOverlappedResult(client->pipe.handle, &client->in, &ignored, TRUE);
    }
    win_handle_done(&client->pipe);
    win_handle_done(&client->in_event);
    win_handle_done(&client->out_event);
    free(client);
}

static void close_link(void *state)
{
    client_free(state);
}

static bool fail(DWORD code, struct err *err)
{
    return win_err(err, code, "the service has gone");
}

static bool send_message(void *state, const void *bytes, size_t len, struct err *err)
{
    struct client *client = state;
    DWORD written = 0;
    DWORD code;

    client->out = (OVERLAPPED){ .hEvent = client->out_event.handle };
    if (!WriteFile(client->pipe.handle, bytes, (DWORD)len, NULL, &client->out)) {
        code = GetLastError();
        if (code != ERROR_IO_PENDING)
            return fail(code, err);
    }
    if (WaitForSingleObject(client->out_event.handle, SEND_LIMIT_MS) != WAIT_OBJECT_0) {
        (void)CancelIoEx(client->pipe.handle, &client->out); /* it may just have ended */
        (void)GetOverlappedResult(client->pipe.handle, &client->out, &written, TRUE);
        return err_set(err, ERR_AGENT, ERR_TIME_LIMIT, "the service does not take a message");
    }
    if (!GetOverlappedResult(client->pipe.handle, &client->out, &written, FALSE))
        return fail(GetLastError(), err);
    return true;
}

static bool start_read(struct client *client, struct err *err)
{
    DWORD code;

    if (client->is_reading) /* one that an earlier call waited for in vain */
        return true;
    client->in = (OVERLAPPED){ .hEvent = client->in_event.handle };
    if (!ReadFile(client->pipe.handle, client->buffer, BUFFER_BYTES, NULL, &client->in)) {
        code = GetLastError();
        if (code != ERROR_IO_PENDING && code != ERROR_MORE_DATA)
            return fail(code, err);
    }
    client->is_reading = true;
    return true;
}

static bool take_read(struct client *client, struct bytes *message, struct err *err)
{
    DWORD len = 0;
    uint8_t *copy;

    client->is_reading = false;
    if (!GetOverlappedResult(client->pipe.handle, &client->in, &len, FALSE)) {
        DWORD code = GetLastError();

        if (code == ERROR_MORE_DATA)
            return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
                "the service says more at once than %d bytes", BUFFER_BYTES);
        return fail(code, err);
    }
    copy = malloc((size_t)len + 1);
    if (!copy)
        return err_nomem(err);
    memcpy(copy, client->buffer, len);
    copy[len] = '\0';
    *message = (struct bytes){ .data = copy, .len = len };
    return true;
}

static bool receive_message(
    void *state, uint32_t limit_ms, enum found *found, struct bytes *message, struct err *err)
{
    struct client *client = state;
    /* what is there already is taken even after Ctrl-C: it stands first */
    const HANDLE handles[] = { client->in_event.handle, client->stop };
    DWORD result;

    if (!start_read(client, err))
        return false;
    result = WaitForMultipleObjects(COUNT_OF(handles), handles, FALSE, limit_ms);
    if (result == WAIT_TIMEOUT) {
        *found = ABSENT;
        return true;
    }
    if (result == WAIT_OBJECT_0 + 1)
        return err_set(err, ERR_AGENT, ERR_CANCELLED, "told to stop while waiting");
    if (result != WAIT_OBJECT_0)
        return win_err(err, GetLastError(), "cannot wait for the service");
    if (!take_read(client, message, err))
        return false;
    *found = FOUND;
    return true;
}

bool win_pipe_owner(HANDLE pipe, bool *is_ours, struct err *err)
{
    AUTO(win_local) descriptor = { 0 };
    PSID owner = NULL;
    DWORD status = GetSecurityInfo(pipe, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL,
        NULL, NULL, &descriptor.memory);

    if (status != ERROR_SUCCESS)
        return win_err(err, status, "cannot tell whose the service's pipe is");
    *is_ours = owner && (IsWellKnownSid(owner, WinBuiltinAdministratorsSid) ||
                            IsWellKnownSid(owner, WinLocalSystemSid));
    return true;
}

static bool check_owner(HANDLE pipe, struct err *err)
{
    bool is_ours = false;

    if (!win_pipe_owner(pipe, &is_ours, err))
        return false;
    return is_ours || err_set(err, ERR_AGENT, ERR_REFUSED,
                          "the pipe belongs neither to the system nor to Administrators: this is "
                          "not the service of goldprep");
}

static bool check_server(HANDLE pipe, uint32_t process_id, struct err *err)
{
    ULONG serving = 0;

    if (!check_owner(pipe, err))
        return false;
    if (process_id == 0)
        return true;
    if (!GetNamedPipeServerProcessId(pipe, &serving))
        return win_err(err, GetLastError(), "cannot tell who serves the pipe");
    if (serving == process_id)
        return true;
    return err_set(err, ERR_AGENT, ERR_REFUSED,
        "the pipe is served by process %lu, not by the service, which is process %u",
        (unsigned long)serving, process_id);
}

static bool open_pipe(
    const wchar_t *name, enum found *found, struct win_handle *pipe, struct err *err)
{
    DWORD code = ERROR_SUCCESS;

    for (int tries = 0; tries < BUSY_TRIES; tries++) {
        pipe->handle = CreateFileW(name, WIN_PIPE_CLIENT_ACCESS, 0, NULL, OPEN_EXISTING,
            FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);
        *found = win_handle_is_open(pipe) ? FOUND : ABSENT;
        if (*found == FOUND)
            return true;
        code = GetLastError();
        if (code != ERROR_PIPE_BUSY)
            break;
        (void)WaitNamedPipeW(name, BUSY_WAIT_MS); /* CreateFileW tells what came of it */
    }
    if (win_is_absent(code))
        return true;
    return win_err(err, code,
        code == ERROR_PIPE_BUSY ? "the service has as many consoles as it takes"
                                : "cannot reach the service");
}

bool win_pipe_connect(const wchar_t *name, uint32_t process_id, enum found *found,
    struct service_link *link, struct err *err)
{
    struct client *client = calloc(1, sizeof *client);
    DWORD mode = PIPE_READMODE_MESSAGE;
    bool ok = client || err_nomem(err);

    ok = ok && win_stop_event(&client->stop, err) && open_pipe(name, found, &client->pipe, err);
    if (ok && *found == ABSENT) {
        client_free(client);
        return true;
    }
    ok = ok && check_server(client->pipe.handle, process_id, err);
    if (ok && !SetNamedPipeHandleState(client->pipe.handle, &mode, NULL, NULL))
        ok = win_err(err, GetLastError(), "cannot talk to the service");
    if (ok) {
        client->in_event.handle = CreateEventW(NULL, TRUE, FALSE, NULL);
        client->out_event.handle = CreateEventW(NULL, TRUE, FALSE, NULL);
        ok = (client->in_event.handle && client->out_event.handle) ||
             win_err(err, GetLastError(), "cannot make an event");
    }
    if (!ok) {
        client_free(client);
        return false;
    }
    *link = (struct service_link){
        .state = client, .send = send_message, .receive = receive_message, .close = close_link
    };
    return true;
}
