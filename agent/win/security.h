/* SPDX-License-Identifier: MIT */
/* security.h - who may use what goldprep writes, said once. */
#pragma once

#include "win/win.h"

/**
 * The security of goldprep's own folder and files. Read out: owned by Administrators (O:BA), group
 * Administrators (G:BA); the access list is protected (D:P), so nothing is inherited from above;
 * full access (FA) for the system (SY) and for Administrators (BA), handed on to files and folders
 * made below (OICI); nobody else is named, so nobody else gets in.
 *
 * The owner is written down because an owner may always change the access list, and who owns a new
 * object otherwise depends on the token and on a local policy.
 * Source: learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format
 */
#define WIN_PRIVATE_SDDL L"O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"

/**
 * Makes the descriptor above for CreateFileW and CreateDirectoryW.
 *
 * A process without administrator's rights gets none (attributes->lpSecurityDescriptor is NULL):
 * what it writes then takes the security of the folder it lies in, since it could not read its own
 * file again otherwise.
 *
 * @param descriptor  keeps what attributes points to
 */
bool win_private_attributes(
    struct win_local *descriptor, SECURITY_ATTRIBUTES *attributes, struct err *err) MUST_CHECK;

/**
 * Refuses (ERR_REFUSED, naming the account) an open file or folder whose owner is neither the
 * system, nor Administrators, nor the administrator who runs this process, or to which anybody else
 * may write.
 *
 * The administrator's own account is accepted as an owner: which of the two owns what an elevated
 * administrator made by hand is a local policy ("System objects: Default owner for objects created
 * by members of the Administrators group"). It lets the same person's unelevated processes in;
 * between those two Windows draws no security boundary.
 * Source: https://www.microsoft.com/msrc/windows-security-servicing-criteria
 *
 * @param path    for the message
 * @param handle  open with READ_CONTROL
 */
bool win_check_private(const char *path, HANDLE handle, struct err *err) MUST_CHECK;

/**
 * The same for a program that the system is to run, and for its folder: what the folder hands on to
 * others that are made in it later does not count, and Windows' own installer (TrustedInstaller),
 * who owns %ProgramFiles%, is trusted.
 */
bool win_check_program(const char *path, HANDLE handle, struct err *err) MUST_CHECK;

/**
 * The same for a folder further above: nobody else may rename or remove it or what lies in it, for
 * that would put another program in the place of this one. To make something beside it does no harm,
 * and on a fresh drive Windows lets every user who is signed in do so.
 */
bool win_check_above_program(const char *path, HANDLE handle, struct err *err) MUST_CHECK;
