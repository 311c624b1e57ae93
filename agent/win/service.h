/* SPDX-License-Identifier: MIT */
/* service.h - what the files about goldprep's own service share. */
#pragma once

#include "service/manager.h"
#include "win/win.h"

#define WIN_SERVICE_NAME L"goldprep"

/* -- service.c -- */

/** The member `run` of struct service_manager. */
bool win_service_run(
    void *state, const struct service_host *host, bool in_console, struct err *err) MUST_CHECK;

/* -- service_install.c -- */

bool win_service_install(void *state, struct err *err) MUST_CHECK;
/** Sets what an installer cannot: recovery, description, preshutdown time, SID. By the service itself
 * when it starts, which may have been made by Windows Installer. */
bool win_service_settle(struct err *err) MUST_CHECK;
bool win_service_remove(void *state, uint32_t limit_ms, struct err *err) MUST_CHECK;

/* -- service_manager.c -- */

/** Opens the service. @param found  ABSENT: it is not installed */
bool win_service_open(
    DWORD access, enum found *found, struct win_service *service, struct err *err) MUST_CHECK;
/** Waits until the service is in that state (SERVICE_RUNNING, SERVICE_STOPPED); ERR_TIME_LIMIT. */
bool win_service_wait(
    SC_HANDLE service, DWORD wanted, uint32_t limit_ms, struct err *err) MUST_CHECK;
