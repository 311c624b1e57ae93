/* SPDX-License-Identifier: MIT */
/*
 * machine_windows_sysprep.c - what sysprep's providers and validators look at on a Windows 11 23H2
 * VM: its own DLLs, services, AppX packages, one person's profile.
 */
#include "fakes/machine_parts.h"

#define NT "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define APPX_STORE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore"
#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"
#define PERSON "S-1-5-21-1111111111-2222222222-3333333333-1001"
#define ACTION_FILES FAKE_SYSTEM "\\Sysprep\\ActionFiles\\"

static const struct {
    const char *name;
    uint32_t start; /* 2 automatic, 3 manual */
} services[] = {
    { "AppXSvc", 3 },
    { "ClipSVC", 3 },
    { "CryptSvc", 2 },
    { "dmwappushservice", 3 },
    { "EventLog", 2 },
    { "MSDTC", 3 },
    { "sppsvc", 2 },
    { "StateRepository", 3 },
    { "TrustedInstaller", 3 },
    { "wuauserv", 3 },
};

static const struct {
    const char *name;
    uint32_t start;
    bool delayed;
} updaters[] = {
    { "BITS", 3, false },
    { "DoSvc", 2, true },
    { "edgeupdate", 2, true },
    { "edgeupdatem", 3, false },
    { "InstallService", 3, false },
    { "UsoSvc", 2, true },
};

static const char *const packages[] = {
    APPX_STORE "\\Applications\\"
               "Microsoft.WindowsCalculator_2021.2307.4.0_neutral_~_8wekyb3d8bbwe",
    APPX_STORE "\\Applications\\Microsoft.Paint_11.2304.30.0_neutral_~_8wekyb3d8bbwe",
    APPX_STORE "\\InboxApplications\\"
               "Microsoft.Windows.CloudExperienceHost_10.0.22621.1_neutral_neutral_cw5n1h2txyewy",
    APPX_STORE "\\S-1-5-18\\"
               "Microsoft.WindowsCalculator_2021.2307.4.0_neutral_~_8wekyb3d8bbwe",
    APPX_STORE "\\" PERSON "\\Microsoft.WindowsCalculator_11.2307.4.0_x64__8wekyb3d8bbwe",
    APPX_STORE "\\" PERSON "\\Microsoft.Paint_11.2304.30.0_x64__8wekyb3d8bbwe",
    APPX_STORE "\\" PERSON "\\Microsoft.VCLibs.140.00_14.0.32530.0_x64__8wekyb3d8bbwe",
    APPX_STORE "\\" PERSON "\\"
               "Microsoft.Windows.CloudExperienceHost_10.0.22621.1_neutral_neutral_cw5n1h2txyewy",
};

/* DLLs that the action files name. */
static const char *const modules[] = { FAKE_SYSTEM "\\AppxSysprep.dll", FAKE_SYSTEM "\\slc.dll",
    FAKE_SYSTEM "\\spopk.dll", FAKE_SYSTEM "\\sqmapi.dll" };

static const char cleanup[] =
    "<sysprepInformation>\r\n"
    "<imaging exclude=\"\"><assemblyIdentity name=\"Microsoft-Windows-Sysprep-SpOpk\" "
    "processorArchitecture=\"amd64\"/><sysprepOrder order=\"0x0100\"/>"
    "<sysprepValidate methodName=\"Sysprep_Clean_Validate_Opk\" "
    "moduleName=\"$(runtime.system32)\\spopk.dll\"/>"
    "<sysprepModule methodName=\"Sysprep_Clean_Opk\" "
    "moduleName=\"$(runtime.system32)\\spopk.dll\"/></imaging>\r\n"
    "</sysprepInformation>\r\n";

static const char generalize[] =
    "<sysprepInformation>\r\n"
    "<imaging exclude=\"\"><assemblyIdentity name=\"Microsoft-Windows-AppX-Sysprep\" "
    "processorArchitecture=\"amd64\"/><sysprepOrder order=\"0x1A00\"/>"
    "<sysprepValidate methodName=\"SysprepGeneralizeValidate\" "
    "moduleName=\"$(runtime.system32)\\AppxSysprep.dll\"/>"
    "<sysprepModule methodName=\"SysprepGeneralize\" "
    "moduleName=\"$(runtime.system32)\\AppxSysprep.dll\"/></imaging>\r\n"
    "<imaging exclude=\"\"><assemblyIdentity name=\"Microsoft-Windows-Security-SPP\" "
    "processorArchitecture=\"amd64\"/><sysprepOrder order=\"0x2000\"/>"
    "<sysprepModule methodName=\"SLReArmWindows\" "
    "moduleName=\"$(runtime.system32)\\slc.dll\"/></imaging>\r\n"
    "</sysprepInformation>\r\n";

static const char specialize[] =
    "<sysprepInformation>\r\n"
    "<imaging exclude=\"\"><assemblyIdentity name=\"Microsoft-Windows-SQMApi\" "
    "processorArchitecture=\"amd64\"/><sysprepOrder order=\"0x0300\"/>"
    "<sysprepModule methodName=\"SqmSysprepSpecialize\" moduleName=\"sqmapi.dll\"/></imaging>\r\n"
    "<imaging exclude=\"\"><assemblyIdentity name=\"Microsoft-Windows-IE-Sysprep\" "
    "processorArchitecture=\"wow64\"/><sysprepOrder order=\"0x0F00\"/>"
    "<sysprepModule methodName=\"Sysprep_Specialize_IE\" "
    "moduleName=\"$(runtime.system32)\\iesysprep.dll\"/></imaging>\r\n"
    "</sysprepInformation>\r\n";

static void fill_profiles(struct fake_machine *machine)
{
    static const char *const system[] = { "S-1-5-18", "S-1-5-19", "S-1-5-20" };
    AUTO(text) key = { 0 };

    for (size_t i = 0; i < COUNT_OF(system); i++) {
        text_clear(&key);
        text_append(&key, NT "\\ProfileList\\%s", system[i]);
        fake_reg_key(machine, text_string(&key));
        text_clear(&key);
        text_append(&key, GUEST_USERS "%s", system[i]);
        fake_reg_key(machine, text_string(&key));
    }
    fake_reg_text(
        machine, NT "\\ProfileList\\" PERSON, "ProfileImagePath", "%SystemDrive%\\Users\\builder");
    fake_reg_key(machine, GUEST_USERS PERSON "\\Software");
    fake_reg_key(machine, GUEST_USERS PERSON "_Classes");
    fake_file_text(machine, "C:\\Users\\builder\\NTUSER.DAT", "regf");
}

void fake_windows_sysprep(struct fake_machine *machine)
{
    AUTO(text) key = { 0 };

    for (size_t i = 0; i < COUNT_OF(services); i++) {
        text_clear(&key);
        text_append(&key, SERVICES "%s", services[i].name);
        fake_reg_u32(machine, text_string(&key), "Start", services[i].start);
    }
    for (size_t i = 0; i < COUNT_OF(updaters); i++)
        fake_service(machine, updaters[i].name, updaters[i].start, updaters[i].delayed);
    for (size_t i = 0; i < COUNT_OF(packages); i++)
        fake_reg_key(machine, packages[i]);
    for (size_t i = 0; i < COUNT_OF(modules); i++)
        fake_file_text(machine, modules[i], "MZ");
    fake_file_text(machine, ACTION_FILES "Cleanup.xml", cleanup);
    fake_file_text(machine, ACTION_FILES "Generalize.xml", generalize);
    fake_file_text(machine, ACTION_FILES "Specialize.xml", specialize);
    fake_file_text(machine, "C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys\\machine", "key");
    fill_profiles(machine);
}
