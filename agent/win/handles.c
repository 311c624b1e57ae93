/* SPDX-License-Identifier: MIT */
/* handles.c - gives back what Windows lent; what "none" looks like is decided here. */
#include "win/win.h"

bool win_handle_is_open(const struct win_handle *handle)
{
    return handle->handle && handle->handle != INVALID_HANDLE_VALUE;
}

void win_handle_done(struct win_handle *handle)
{
    if (win_handle_is_open(handle))
        (void)CloseHandle(handle->handle); /* what was written has been flushed by name before */
    handle->handle = NULL;
}

void win_key_done(struct win_key *key)
{
    if (key->handle)
        (void)RegCloseKey(key->handle); /* only ever opened for reading */
    key->handle = NULL;
}

void win_local_done(struct win_local *local)
{
    if (local->memory)
        (void)LocalFree(local->memory); /* it fails for a bad pointer only */
    local->memory = NULL;
}

bool win_find_is_open(const struct win_find *find)
{
    return find->handle && find->handle != INVALID_HANDLE_VALUE;
}

void win_find_done(struct win_find *find)
{
    if (win_find_is_open(find))
        (void)FindClose(find->handle); /* it fails for a bad handle only */
    find->handle = NULL;
}

void win_service_done(struct win_service *service)
{
    if (service->handle)
        (void)CloseServiceHandle(service->handle); /* it fails for a bad handle only */
    service->handle = NULL;
}
