/* SPDX-License-Identifier: MIT */
/*
 * pipe_security.h - who may open the service's pipe, said once.
 *
 * WIN_PIPE_SDDL, read out: owned by the system (O:SY), group the system (G:SY), since an owner may
 * always change the access list; that list is protected (D:P), so nothing is added to it; full access
 * (FA) for the system (SY), which is who the service runs as; for Administrators (BA) 0x12019B, and
 * nobody else is named, so nobody else gets in. The label (S:ML) is high (HI): whoever runs below it may not write (NW), as an
 * administrator's processes do that were not elevated.
 *
 * 0x12019B is FILE_GENERIC_READ | FILE_GENERIC_WRITE without FILE_APPEND_DATA. That right is the
 * same bit as FILE_CREATE_PIPE_INSTANCE: with it an administrator's program could make one more
 * instance of the pipe and be taken for the service. The client therefore asks for exactly 0x12019B
 * and not for GENERIC_WRITE, which contains it.
 *
 * WIN_PIPE_CONSOLE_SDDL is that of `goldprep service --console`: there the server itself is an
 * elevated administrator, so Administrators own it (O:BA) and get full access (FA).
 *
 * Logons from the network are not denied: an administrator who comes by WinRM or SSH has the SID of
 * NETWORK in his token while his program runs here. What comes over the network to the pipe itself
 * is refused by PIPE_REJECT_REMOTE_CLIENTS.
 *
 * Source: learn.microsoft.com/windows/win32/ipc/named-pipe-security-and-access-rights
 * Source: learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format
 * Source: learn.microsoft.com/windows/win32/secauthz/mandatory-integrity-control
 */
#pragma once

#define WIN_PIPE_SDDL L"O:SYG:SYD:P(A;;FA;;;SY)(A;;0x12019b;;;BA)S:(ML;;NW;;;HI)"
#define WIN_PIPE_CONSOLE_SDDL L"O:BAG:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)S:(ML;;NW;;;HI)"

/** What a client asks for. */
#define WIN_PIPE_CLIENT_ACCESS 0x12019B

#define WIN_PIPE_NAME L"\\\\.\\pipe\\goldprep"
