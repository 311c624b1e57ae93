/* SPDX-License-Identifier: MIT */
/* test_sysprep_providers.c - what the probe on sysprep's DLLs writes down. */
#include "probe_rows.h"

extern const struct probe probe_sysprep_providers;

#define EXTERNAL "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\SysPrepExternal"
#define SYSTEM "C:\\Windows\\System32"
#define ACTION_FILES SYSTEM "\\Sysprep\\ActionFiles\\"
#define AGENT SYSTEM "\\VMAgentDisabler.dll"

static const char all_modules[] =
    "[{\"module\":\"$(runtime.system32)\\\\spopk.dll\",\"state\":\"present\"},"
    "{\"module\":\"$(runtime.system32)\\\\AppxSysprep.dll\",\"state\":\"present\"},"
    "{\"module\":\"$(runtime.system32)\\\\slc.dll\",\"state\":\"present\"},"
    "{\"module\":\"sqmapi.dll\",\"state\":\"present\"}]";

static void register_agent(struct fake_machine *machine)
{
    fake_reg_text(machine, EXTERNAL "\\Generalize", "{A}",
        "%SystemRoot%\\system32\\VMAgentDisabler.dll,SysprepProviderEntryPoint");
}

static void have_the_agent(struct fake_machine *machine)
{
    register_agent(machine);
    fake_file_text(machine, AGENT, "MZ");
}

static void hide_the_agent(struct fake_machine *machine)
{
    have_the_agent(machine);
    fake_file_attributes(machine, AGENT, 0x22);
}

static void deny_the_agent(struct fake_machine *machine)
{
    register_agent(machine);
    fake_file_deny(machine, "C:\\Windows\\system32\\VMAgentDisabler.dll");
}

static void register_oddly(struct fake_machine *machine)
{
    fake_reg_text(machine, EXTERNAL "\\Cleanup", "1", "\"slc.dll\"");
    fake_reg_text(machine, EXTERNAL "\\Specialize", "2", "%Moon%\\x.dll,Entry");
}

static void have_nothing(struct fake_machine *machine)
{
    fake_reg_remove(machine, EXTERNAL, NULL);
    fake_file_remove(machine, ACTION_FILES "Cleanup.xml");
    fake_file_remove(machine, ACTION_FILES "Generalize.xml");
    fake_file_remove(machine, ACTION_FILES "Specialize.xml");
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, EXTERNAL "\\Cleanup");
    fake_file_deny(machine, ACTION_FILES "Generalize.xml");
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_u32(machine, EXTERNAL "\\Generalize", "{A}", 1);
    fake_file_text(machine, ACTION_FILES "Generalize.xml", "<sysprepInformation><imaging>");
}

static void lose_a_module(struct fake_machine *machine)
{
    fake_file_remove(machine, SYSTEM "\\AppxSysprep.dll");
}

static void name_a_strange_module(struct fake_machine *machine)
{
    fake_file_text(machine, ACTION_FILES "Specialize.xml",
        "<sysprepInformation><imaging><sysprepModule methodName=\"M\" "
        "moduleName=\"$(runtime.moon)\\x.dll\"/></imaging></sysprepInformation>");
}

static const struct probe_row rows[] = {
    { "there", NULL,
        { IS_ROWS("sysprep.external_providers", "[]"),
            IS_ROWS("sysprep.provider_modules", all_modules),
            IS_ROWS("sysprep.missing_modules", "[]") } },
    { "there: a provider of other software", have_the_agent,
        { IS_ROWS("sysprep.external_providers",
            "[{\"phase\":\"Generalize\",\"name\":\"{A}\",\"value\":\"%SystemRoot%\\\\system32\\\\"
            "VMAgentDisabler.dll,SysprepProviderEntryPoint\",\"path\":\"C:\\\\Windows\\\\system32"
            "\\\\VMAgentDisabler.dll\",\"state\":\"present\"}]") } },
    { "its DLL is gone", register_agent,
        { IS_ROWS("sysprep.external_providers",
            "[{\"phase\":\"Generalize\",\"name\":\"{A}\",\"value\":\"%SystemRoot%\\\\system32\\\\"
            "VMAgentDisabler.dll,SysprepProviderEntryPoint\",\"path\":\"C:\\\\Windows\\\\system32"
            "\\\\VMAgentDisabler.dll\",\"state\":\"missing\"}]") } },
    { "its DLL is hidden", hide_the_agent,
        { IS_ROWS("sysprep.external_providers",
            "[{\"phase\":\"Generalize\",\"name\":\"{A}\",\"value\":\"%SystemRoot%\\\\system32\\\\"
            "VMAgentDisabler.dll,SysprepProviderEntryPoint\",\"path\":\"C:\\\\Windows\\\\system32"
            "\\\\VMAgentDisabler.dll\",\"state\":\"hidden\"}]") } },
    { "its DLL is denied: not gone", deny_the_agent,
        { IS_UNREADABLE("sysprep.external_providers", "access denied"),
            IS_ROWS("sysprep.missing_modules", "[]") } },
    { "bare names and unknown variables", register_oddly,
        { IS_ROWS("sysprep.external_providers",
            "[{\"phase\":\"Cleanup\",\"name\":\"1\",\"value\":\"\\\"slc.dll\\\"\",\"path\":"
            "\"C:\\\\Windows\\\\System32\\\\slc.dll\",\"state\":\"present\"},"
            "{\"phase\":\"Specialize\",\"name\":\"2\",\"value\":\"%Moon%\\\\x.dll,Entry\","
            "\"path\":\"%Moon%\\\\x.dll\",\"state\":\"unresolved\"}]") } },
    { "absent", have_nothing,
        { IS_ABSENT("sysprep.external_providers"), IS_ABSENT("sysprep.provider_modules"),
            IS_ABSENT("sysprep.missing_modules") } },
    { "denied", deny,
        { IS_UNREADABLE("sysprep.external_providers", "access denied"),
            IS_UNREADABLE("sysprep.provider_modules", "access denied"),
            IS_UNREADABLE("sysprep.missing_modules", "access denied") } },
    { "malformed", spoil,
        { IS_UNREADABLE("sysprep.external_providers", "another type"),
            IS_UNREADABLE("sysprep.provider_modules", "Generalize.xml': line 1"),
            IS_UNREADABLE("sysprep.missing_modules", "Generalize.xml': line 1") } },
    { "a DLL of Windows is gone", lose_a_module,
        { IS_ROWS("sysprep.missing_modules",
            "[{\"module\":\"$(runtime.system32)\\\\AppxSysprep.dll\",\"method\":"
            "\"SysprepGeneralizeValidate\",\"component\":\"Microsoft-Windows-AppX-Sysprep\","
            "\"file\":\"Generalize.xml\"},"
            "{\"module\":\"$(runtime.system32)\\\\AppxSysprep.dll\",\"method\":"
            "\"SysprepGeneralize\",\"component\":\"Microsoft-Windows-AppX-Sysprep\","
            "\"file\":\"Generalize.xml\"}]") } },
    { "a variable that nobody knows is not \"nothing missing\"", name_a_strange_module,
        { IS_UNREADABLE("sysprep.missing_modules", "unknown variable") } },
};

START_TEST(providers_are_told_as_seen)
{
    check_probe_row(&probe_sysprep_providers, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_sysprep_providers, providers_are_told_as_seen, rows)
