/* SPDX-License-Identifier: MIT */
/* test_system_path.c - variables in Windows' own paths, and where a DLL is looked for. */
#include "guest/system_path.h"

#include "check_main.h"
#include "fakes/machine.h"

static const struct {
    const char *path, *expanded;
    bool resolved;
} paths[] = {
    { "%SystemRoot%\\x.dll", "C:\\Windows\\x.dll", true },
    { "%windir%\\system32\\x.dll", "C:\\Windows\\system32\\x.dll", true },
    { "%SYSTEMDRIVE%\\x", "C:\\x", true },
    { "%ProgramFiles(x86)%\\A\\b.dll", "C:\\Program Files (x86)\\A\\b.dll", true },
    { "%ProgramData%\\x", "C:\\ProgramData\\x", true },
    { "$(runtime.system32)\\AppxSysprep.dll", "C:\\Windows\\System32\\AppxSysprep.dll", true },
    { "$(runtime.wbem)\\x.dll", "C:\\Windows\\System32\\wbem\\x.dll", true },
    { "x.dll", "x.dll", true },
    { "", "", true },
    { "100% sure", "100% sure", true },
    { "%%", "%%", true },
    { "$(", "$(", true },
    { "%OneDrive%\\x", "%OneDrive%\\x", false },
    { "$(runtime.moon)\\%windir%", "$(runtime.moon)\\C:\\Windows", false },
    { "%system%", "%system%", false },
};

START_TEST(variables_are_replaced)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    AUTO(system_folders) folders = { 0 };
    AUTO(text) expanded = { 0 };
    struct err err = { 0 };
    bool resolved = !paths[_i].resolved;

    ck_assert_msg(system_folders_read(&guest, &folders, &err), "%s", err.text);
    ck_assert(system_path_expand(&folders, paths[_i].path, &resolved, &expanded, &err));
    ck_assert_str_eq(text_string(&expanded), paths[_i].expanded);
    ck_assert_msg(resolved == paths[_i].resolved, "%s", paths[_i].path);
    fake_machine_free(machine);
}
END_TEST

static const struct {
    const char *name;
    enum module_state state;
    const char *path;
} modules[] = {
    { "slc.dll", MODULE_PRESENT, "C:\\Windows\\System32\\slc.dll" },
    { "own.dll", MODULE_PRESENT, "C:\\Windows\\System32\\Sysprep\\own.dll" },
    { "old.dll", MODULE_PRESENT, "C:\\Windows\\old.dll" },
    { "gone.dll", MODULE_MISSING, "C:\\Windows\\System32\\gone.dll" },
    { "hidden.dll", MODULE_HIDDEN, "C:\\Windows\\System32\\hidden.dll" },
    { "%SystemRoot%\\System32\\slc.dll", MODULE_PRESENT, "C:\\Windows\\System32\\slc.dll" },
    { "C:\\Program Files\\A\\b.dll", MODULE_MISSING, "C:\\Program Files\\A\\b.dll" },
    { "C:\\Windows\\System32\\Sysprep", MODULE_MISSING, "C:\\Windows\\System32\\Sysprep" },
    { "%OneDrive%\\x.dll", MODULE_UNRESOLVED, "%OneDrive%\\x.dll" },
    { "below\\x.dll", MODULE_UNRESOLVED, "below\\x.dll" },
    { "", MODULE_MISSING, "C:\\Windows\\System32\\" },
};

static struct fake_machine *make_modules(void)
{
    struct fake_machine *machine = fake_machine_new();

    fake_file_text(machine, "C:\\Windows\\System32\\Sysprep\\own.dll", "MZ");
    fake_file_text(machine, "C:\\Windows\\old.dll", "MZ");
    fake_file_text(machine, "C:\\Windows\\System32\\hidden.dll", "MZ");
    fake_file_attributes(machine, "C:\\Windows\\System32\\hidden.dll", 0x22);
    return machine;
}

START_TEST(modules_are_looked_for_as_sysprep_does)
{
    struct fake_machine *machine = make_modules();
    struct guest guest = fake_guest(machine);
    AUTO(system_folders) folders = { 0 };
    AUTO(text) path = { 0 };
    struct err err = { 0 };
    enum module_state state = MODULE_UNRESOLVED;

    ck_assert(system_folders_read(&guest, &folders, &err));
    ck_assert_msg(module_locate(&guest, &folders, modules[_i].name, &state, &path, &err), "%s: %s",
        modules[_i].name, err.text);
    ck_assert_msg(
        state == modules[_i].state, "%s is %s", modules[_i].name, module_state_name(state));
    ck_assert_str_eq(text_string(&path), modules[_i].path);
    fake_machine_free(machine);
}
END_TEST

START_TEST(denied_is_not_missing)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    AUTO(system_folders) folders = { 0 };
    AUTO(text) path = { 0 };
    struct err err = { 0 };
    enum module_state state = MODULE_UNRESOLVED;

    fake_file_deny(machine, "C:\\Windows\\System32\\slc.dll");
    ck_assert(system_folders_read(&guest, &folders, &err));
    ck_assert(!module_locate(&guest, &folders, "slc.dll", &state, &path, &err));
    ck_assert(err.domain == ERR_WIN32 && err.code == 5);
    fake_machine_free(machine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("system_path");
    TCase *tcase = tcase_create("rows");

    tcase_add_loop_test(tcase, variables_are_replaced, 0, COUNT_OF(paths));
    tcase_add_loop_test(tcase, modules_are_looked_for_as_sysprep_does, 0, COUNT_OF(modules));
    tcase_add_test(tcase, denied_is_not_missing);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
