/* SPDX-License-Identifier: MIT */
/*
 * machine_windows_settings.c - settings of a Windows 11 23H2 Enterprise VM nobody has touched.
 *
 * Also what is not wished for in an image but is so on a fresh machine: remote desktop off, fast
 * startup on, balanced power.
 */
#include "fakes/machine_parts.h"

#include <string.h>

#define CONTROL "SYSTEM\\CurrentControlSet\\Control"
#define SERVICES "SYSTEM\\CurrentControlSet\\Services"
#define SESSION_MANAGER CONTROL "\\Session Manager"
#define LISTENER CONTROL "\\Terminal Server\\WinStations\\RDP-Tcp"
#define FIREWALL SERVICES "\\SharedAccess\\Parameters\\FirewallPolicy"
#define TCPIP SERVICES "\\Tcpip\\Parameters"
#define INTERFACE TCPIP "\\Interfaces\\{6f2a1c10-0b51-4a35-9d0e-0000000000e7}"
#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows\\CurrentVersion"
#define NT "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define BUILDER "S-1-5-21-1111111111-2222222222-3333333333-1001"
#define BOOT "BCD00000000\\Objects\\"
#define BOOT_MANAGER BOOT "{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\"
#define LOADER BOOT "{6f2a1c10-0b51-4a35-9d0e-00000000b007}\\Elements\\"
#define START_MENU "C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs"

static const struct {
    const char *key, *name, *value;
} texts[] = {
    { CONTROL "\\TimeZoneInformation", "TimeZoneKeyName", "Pacific Standard Time" },
    { SESSION_MANAGER "\\Environment", "TEMP", "%SystemRoot%\\TEMP" },
    { SESSION_MANAGER "\\Environment", "TMP", "%SystemRoot%\\TEMP" },
    { CONTROL "\\Power\\User\\PowerSchemes", "ActivePowerScheme",
        "381b4222-f694-41f0-9685-ff5bb260df2e" },
    { FIREWALL "\\FirewallRules", "RemoteDesktop-UserMode-In-TCP",
        "v2.31|Action=Allow|Active=FALSE|Dir=In|Protocol=6|LPort=3389|" },
    { FIREWALL "\\FirewallRules", "FPS-ICMP4-ERQ-In",
        "v2.31|Action=Allow|Active=FALSE|Dir=In|Protocol=1|ICMP4=8:*|" },
    { CONTROL "\\CrashControl", "DumpFile", "%SystemRoot%\\MEMORY.DMP" },
    { NT "\\Winlogon", "AutoAdminLogon", "0" },
    { INTERFACE, "NameServer", "" },
    { CURRENT_VERSION "\\Run", "SecurityHealth", "%windir%\\system32\\SecurityHealthSystray.exe" },
    { BOOT_MANAGER "23000003", "Element", "{6f2a1c10-0b51-4a35-9d0e-00000000b007}" },
};

static const struct {
    const char *key, *name;
    uint32_t value;
} numbers[] = {
    { SERVICES "\\W32Time", "Start", 3 },
    { SERVICES "\\BFE", "Start", 2 },
    { SERVICES "\\Dhcp", "Start", 2 },
    { SERVICES "\\Dnscache", "Start", 2 },
    { SERVICES "\\IKEEXT", "Start", 3 },
    { SERVICES "\\iphlpsvc", "Start", 2 },
    { SERVICES "\\mpssvc", "Start", 2 },
    { SERVICES "\\Netlogon", "Start", 3 },
    { SERVICES "\\Netman", "Start", 3 },
    { SERVICES "\\nsi", "Start", 2 },
    { SERVICES "\\RemoteRegistry", "Start", 4 },
    { SERVICES "\\TermService", "Start", 3 },
    { SERVICES "\\WerSvc", "Start", 3 },
    { SERVICES "\\WinRM", "Start", 3 },
    { SERVICES "\\cdrom", "Start", 1 },
    { SERVICES "\\partmgr\\Parameters", "SanPolicy", 1 },
    { SESSION_MANAGER "\\Power", "HiberbootEnabled", 1 },
    { CONTROL "\\Power", "HibernateEnabled", 0 },
    { FIREWALL "\\DomainProfile", "EnableFirewall", 1 },
    { FIREWALL "\\StandardProfile", "EnableFirewall", 1 },
    { FIREWALL "\\PublicProfile", "EnableFirewall", 1 },
    { CONTROL "\\Terminal Server", "fDenyTSConnections", 1 },
    { LISTENER, "PortNumber", 3389 },
    { LISTENER, "LanAdapter", 0 },
    { LISTENER, "UserAuthentication", 1 },
    { LISTENER, "KeepAliveTimeout", 0 },
    { LISTENER, "fInheritReconnectSame", 1 },
    { LISTENER, "fReconnectSame", 0 },
    { LISTENER, "MaxInstanceCount", UINT32_MAX },
    { CONTROL "\\CrashControl", "CrashDumpEnabled", 7 },
    { CONTROL "\\CrashControl", "NMICrashDump", 1 },
    { CURRENT_VERSION "\\Policies\\System", "EnableLUA", 1 },
    { INTERFACE, "EnableDHCP", 1 },
};

static const char *const keys[] = {
    TCPIP "\\PersistentRoutes",
    NT "\\ProfileList\\S-1-5-18",
    NT "\\ProfileList\\S-1-5-19",
    NT "\\ProfileList\\S-1-5-20",
    NT "\\ProfileList\\" BUILDER,
    GUEST_USERS BUILDER "\\" CURRENT_VERSION "\\RunOnce",
};

static const char hosts[] = "# Copyright (c) 1993-2009 Microsoft Corp.\r\n"
                            "#\r\n"
                            "#\t127.0.0.1       localhost\r\n"
                            "#\t::1             localhost\r\n";

static void fill_binary(struct fake_machine *machine)
{
    enum { TYPE_BINARY = 3 };
    static const uint8_t direct[20] = { 0x18, [8] = 1 };
    static const uint8_t thirty[8] = { 30 };
    static const uint8_t yes[1] = { 1 };

    fake_reg_bytes(machine, CURRENT_VERSION "\\Internet Settings\\Connections", "WinHttpSettings",
        TYPE_BINARY, direct, sizeof direct);
    fake_reg_bytes(machine, BOOT_MANAGER "25000004", "Element", TYPE_BINARY, thirty, sizeof thirty);
    fake_reg_bytes(machine, LOADER "16000009", "Element", TYPE_BINARY, yes, sizeof yes);
}

void fake_windows_settings(struct fake_machine *machine)
{
    static const char *const paging[] = { "?:\\pagefile.sys", NULL };

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        fake_reg_text(machine, texts[i].key, texts[i].name, texts[i].value);
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        fake_reg_u32(machine, numbers[i].key, numbers[i].name, numbers[i].value);
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        fake_reg_key(machine, keys[i]);
    fill_binary(machine);
    fake_reg_texts(machine, SESSION_MANAGER "\\Memory Management", "PagingFiles", paging);
    fake_file_text(machine, FAKE_SYSTEM "\\drivers\\etc\\hosts", hosts);
    fake_file_text(machine, FAKE_SYSTEM "\\Tasks\\Microsoft\\Windows\\Defrag\\ScheduledDefrag",
        "<Task version=\"1.6\"><Settings><StartWhenAvailable>true</StartWhenAvailable>"
        "</Settings></Task>");
    fake_file_text(machine, START_MENU "\\Accessories\\Notepad.lnk", "L");
    fake_file_text(machine, START_MENU "\\desktop.ini", "[.ShellClassInfo]");
    fake_file_text(machine, START_MENU "\\Administrative Tools.lnk", "L");
    fake_wmi(machine, "ROOT\\CIMV2", "Win32_OptionalFeature", "[{\"InstallState\":2}]");
}
