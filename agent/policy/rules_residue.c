/* SPDX-License-Identifier: MIT */
/*
 * rules_residue.c - what build tools leave behind and every clone would have.
 *
 * Nothing refuses an image for it; every clone is weaker by it.
 */
#include "policy/judge.h"

#define WINRM                                                                                      \
    "https://learn.microsoft.com/windows/win32/winrm/"                                             \
    "installation-and-configuration-for-windows-remote-management"

/* WinRM's own setting and the policy: either opens it. */
static enum verdict judge_winrm(const struct facts *facts, const char *fact, const char *by_policy,
    const char *name, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    bool has_policy = !judge_absent(facts, by_policy);
    int64_t number = 0;

    if (!has_policy && judge_absent(facts, fact)) {
        text_append(seen, "%s was never set", name);
        return VERDICT_MET;
    }
    if (!judge_number(facts, has_policy ? by_policy : fact, &number, &verdict, seen))
        return verdict;
    text_append(seen, "%s %lld%s", name, (long long)number, has_policy ? ", by policy" : "");
    return judge_met(number == 0);
}

static enum verdict judge_unencrypted(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    return judge_winrm(facts, "winrm.allow_unencrypted", "winrm.allow_unencrypted_by_policy",
        "AllowUnencrypted", seen);
}

static enum verdict judge_basic(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    return judge_winrm(facts, "winrm.basic", "winrm.basic_by_policy", "Basic", seen);
}

const struct requirement requirement_winlogon_no_autologon = {
    .id = "winlogon.no-autologon",
    .title = "Nobody is signed in automatically",
    .why = "Whoever reaches a clone's console is an administrator of it.",
    .source = "https://learn.microsoft.com/troubleshoot/windows-server/user-profiles-and-logon/"
              "turn-on-automatic-logon",
    .advice = "Set AutoAdminLogon of Winlogon to 0 and remove AutoLogonCount.",
    .expects = { .fact = "winlogon.autologon",
        .kind = EXPECTS_ONE_OF,
        .text = "0|",
        .when_absent = VERDICT_MET,
        .show = "AutoAdminLogon" },
};

const struct requirement requirement_winlogon_no_stored_password = {
    .id = "winlogon.no-stored-password",
    .title = "No password is kept in the registry",
    .why = "Everybody who can read the registry of a clone learns the password of the build.",
    .source = "https://learn.microsoft.com/windows/win32/secauthn/"
              "protecting-the-automatic-logon-password",
    .advice = "Remove DefaultPassword of Winlogon.",
    .expects = { .fact = "winlogon.default_password",
        .kind = EXPECTS_ABSENT,
        .show = "DefaultPassword" },
};

const struct requirement requirement_winlogon_no_secret = {
    .id = "winlogon.no-secret",
    .title = "No password is kept for an automatic sign-in",
    .why = "Administrators of a clone can read the password of the build.",
    .source = "https://learn.microsoft.com/windows/win32/secauthn/"
              "protecting-the-automatic-logon-password",
    .advice = "Switch automatic sign-in off in the way it was switched on (Autologon, answer "
              "file); that removes the secret DefaultPassword.",
    .expects = { .fact = "winlogon.secret",
        .kind = EXPECTS_ABSENT,
        .show = "secret DefaultPassword" },
};

const struct requirement requirement_uac_on = {
    .id = "uac.on",
    .title = "User Account Control is on",
    .why = "Every program of an administrator has full rights; packaged apps do not start.",
    .source = "https://learn.microsoft.com/windows/security/application-security/"
              "application-control/user-account-control/settings-and-configuration",
    .advice = "Set EnableLUA to 1 below CurrentVersion\\Policies\\System and restart.",
    .expects = { .fact = "uac.enabled",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNKNOWN,
        .show = "EnableLUA" },
};

const struct requirement requirement_uac_no_remote_exception = {
    .id = "uac.no-remote-exception",
    .title = "Local administrators are filtered over the network",
    .why = "One stolen local password opens every clone over the network.",
    .source = "https://learn.microsoft.com/troubleshoot/windows-server/windows-security/"
              "user-account-control-and-remote-restriction",
    .advice = "Remove LocalAccountTokenFilterPolicy from CurrentVersion\\Policies\\System.",
    .expects = { .fact = "uac.remote_filter_off",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "LocalAccountTokenFilterPolicy" },
};

const struct requirement requirement_winrm_no_unencrypted = {
    .id = "winrm.no-unencrypted",
    .title = "WinRM takes no unencrypted messages",
    .why = "Commands and their output cross the network for everybody to read.",
    .source = WINRM,
    .advice = "winrm set winrm/config/service @{AllowUnencrypted=\"false\"}",
    .judge = judge_unencrypted,
};

const struct requirement requirement_winrm_no_basic = {
    .id = "winrm.no-basic",
    .title = "WinRM takes no passwords in clear",
    .why = "Basic authentication sends the password itself.",
    .source = WINRM,
    .advice = "winrm set winrm/config/service/auth @{Basic=\"false\"}",
    .judge = judge_basic,
};

const struct requirement requirement_winrm_not_opened = {
    .id = "winrm.not-opened",
    .title = "WinRM does not start by itself",
    .why = "Windows clients do not have it so: a build tool opened it, and every clone listens.",
    .source = WINRM,
    .advice = "Set-Service WinRM -StartupType Manual, as the last step of the build",
    .disagrees =
        "The page on preparing a VHD enables PowerShell remoting "
        "(https://learn.microsoft.com/azure/virtual-machines/windows/"
        "prepare-for-upload-vhd-image). azure-gallery and avd therefore do not ask for this.",
    .expects = { .fact = "service.winrm_start",
        .kind = EXPECTS_NOT_NUMBER,
        .number = 2,
        .when_absent = VERDICT_MET,
        .show = "Start" },
};

const struct requirement requirement_ssh_not_left = {
    .id = "ssh.not-left",
    .title = "No SSH server starts by itself",
    .why = "Every clone listens, and has the host keys of the build machine.",
    .source = "https://learn.microsoft.com/windows-server/administration/openssh/"
              "openssh-server-configuration",
    .advice = "Remove the OpenSSH server and %ProgramData%\\ssh, or leave it on purpose.",
    .expects = { .fact = "service.sshd_start",
        .kind = EXPECTS_NOT_NUMBER,
        .number = 2,
        .when_absent = VERDICT_MET,
        .show = "sshd Start" },
};

const struct requirement requirement_run_once_empty = {
    .id = "run-once.empty",
    .title = "Nothing waits to be run once",
    .why = "A clone would run a step of the build at its first sign-in.",
    .source = "https://learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys",
    .advice = "Let it run, or remove the entries from RunOnce.",
    .expects = { .fact = "run_once.entries", .kind = EXPECTS_NO_ROWS, .show = "name" },
};

const struct requirement requirement_policy_no_local_scripts = {
    .id = "policy.no-local-scripts",
    .title = "The local policy runs no scripts",
    .why = "A clone would run scripts of the build at every start or sign-in.",
    .source = "https://learn.microsoft.com/openspecs/windows_protocols/ms-gpscr/",
    .advice = "Remove the scripts in gpedit.msc, or %windir%\\System32\\GroupPolicy\\*\\Scripts.",
    .expects = { .fact = "policy.scripts", .kind = EXPECTS_NO_ROWS, .show = "file" },
};

const struct requirement requirement_account_administrator_disabled = {
    .id = "account.administrator-disabled",
    .title = "The built-in Administrator is disabled",
    .why = "It has full rights without being asked, under a name that everybody knows.",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "enable-and-disable-the-built-in-administrator-account",
    .advice = "net.exe user Administrator /active:no",
    .disagrees = "The page on preparing a VHD wants this account known and usable "
                 "(https://learn.microsoft.com/azure/virtual-machines/windows/"
                 "prepare-for-upload-vhd-image). Only devbox and windows365 ask for this: their "
                 "machines are used by persons with accounts of their own.",
    .expects = { .fact = "account.administrator_enabled",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "enabled" },
};
