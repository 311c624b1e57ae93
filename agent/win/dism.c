/* SPDX-License-Identifier: MIT */
/*
 * dism.c - reserved storage by the deployment image servicing API: one session, always shut down.
 *
 * Source: learn.microsoft.com/windows-hardware/manufacture/desktop/dism/disminitialize-function
 * Source: learn.microsoft.com/windows-hardware/manufacture/desktop/dism,
 *         DismSetReservedStorageState
 * Source: learn.microsoft.com/windows-hardware/manufacture/desktop/dism, DismGetLastErrorMessage
 */
#include "base/file.h"
#include "win/win.h"

#define ONLINE_IMAGE L"DISM_{53BFAE52-B167-4E2F-A258-0A37B57FF845}"

enum {
    LOG_ERRORS_WARNINGS_INFO = 2,
    /* Success that waits for a restart, as DISM gives it: positive, or wrapped as a failure. */
    RESTART_NEEDED = ERROR_SUCCESS_REBOOT_REQUIRED,
};

/* A session and all that must go in order after it. Zeroed is none. */
struct session {
    struct win_dism dism;
    wchar_t *scratch; /* folder of our own; removed when DISM has emptied it */
    UINT id;
    bool initialized, open;
};

static void session_done(struct session *session)
{
    /* Nothing can be done about a session that does not close; its process is about to end. */
    if (session->open)
        (void)session->dism.close_session(session->id);
    if (session->initialized)
        (void)session->dism.shutdown();
    win_dism_done(&session->dism);
    if (session->scratch)
        (void)RemoveDirectoryW(session->scratch); /* fails while DISM's leftovers lie in it */
    free(session->scratch);
    *session = (struct session){ 0 };
}

/* DISM's own words are better than the system's, where there are any. */
static bool fail(const struct win_dism *dism, HRESULT result, const char *what, struct err *err)
{
    struct win_dism_string *message = NULL;
    AUTO_FREE char *words = NULL;
    struct err ignored; /* then the system's words must do */

    if (SUCCEEDED(dism->get_last_error_message(&message)) && message && message->value)
        (void)!win_narrow(message->value, &words, &ignored);
    if (message)
        (void)dism->delete_memory(message);
    if (!words || !*words)
        return win_hresult(err, result, "DISM cannot %s", what);
    words[strcspn(words, "\r\n")] = '\0';
    return err_set(err, ERR_HRESULT, (uint32_t)result, "DISM cannot %s: %s (HRESULT 0x%08lX)", what,
        words, (unsigned long)result);
}

/*
 * DISM runs programs out of its scratch folder, so it must be one that nobody else can write to:
 * a private one below the Windows folder's Temp, named after this process.
 */
static bool make_scratch(wchar_t **scratch, struct err *err)
{
    AUTO(text) path = { 0 };

    if (!win_folder(NULL, GUEST_WINDOWS, &path, err))
        return false;
    text_append(&path, "\\Temp\\goldprep-dism-%lu", GetCurrentProcessId());
    return text_ok(&path, err) && file_make_private_folder(text_string(&path), err) &&
           win_widen(text_string(&path), scratch, err);
}

/* The log that DISM writes to by default, named so that no environment or policy moves it. */
static bool log_path(wchar_t **log, struct err *err)
{
    AUTO(text) path = { 0 };

    if (!win_folder(NULL, GUEST_WINDOWS, &path, err))
        return false;
    text_append(&path, "\\Logs\\DISM\\dism.log");
    return text_ok(&path, err) && win_widen(text_string(&path), log, err);
}

static bool session_open(struct session *session, struct err *err)
{
    AUTO_FREE wchar_t *log = NULL;
    HRESULT result;

    if (!win_dism_open(&session->dism, err) || !log_path(&log, err) ||
        !make_scratch(&session->scratch, err))
        return false;

    result = session->dism.initialize(LOG_ERRORS_WARNINGS_INFO, log, session->scratch);
    if (FAILED(result))
        return fail(&session->dism, result, "start", err);
    session->initialized = true;

    result = session->dism.open_session(ONLINE_IMAGE, NULL, NULL, &session->id);
    if (FAILED(result))
        return fail(&session->dism, result, "open the running Windows", err);
    session->open = true;
    return true;
}

bool win_reserved_storage(
    void *state, enum guest_reserved_storage *reserved_storage, struct err *err)
{
    AUTO(session) session = { 0 };
    UINT number = 0;
    HRESULT result;

    (void)state;
    if (!session_open(&session, err))
        return err_wrap(err, "asking for reserved storage");
    result = session.dism.get_reserved_storage(session.id, &number);
    if (FAILED(result))
        return fail(&session.dism, result, "tell the state of reserved storage", err);

    if (number == GUEST_RESERVED_STORAGE_DISABLED)
        *reserved_storage = GUEST_RESERVED_STORAGE_DISABLED;
    else if (number == GUEST_RESERVED_STORAGE_ENABLED)
        *reserved_storage = GUEST_RESERVED_STORAGE_ENABLED;
    else
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "DISM says that reserved storage is in state %u, which is not known", number);
    return true;
}

bool win_reserved_storage_set(
    void *state, enum guest_reserved_storage wanted, bool *restart_needed, struct err *err)
{
    AUTO(session) session = { 0 };
    HRESULT result;

    (void)state;
    if (!session_open(&session, err))
        return err_wrap(err, "setting reserved storage");
    result = session.dism.set_reserved_storage(session.id, (DWORD)wanted);
    if (result == RESTART_NEEDED || result == HRESULT_FROM_WIN32(RESTART_NEEDED)) {
        *restart_needed = true;
        return true;
    }
    if (FAILED(result))
        return fail(&session.dism, result, "set the state of reserved storage", err);
    *restart_needed = false;
    return true;
}
