/* SPDX-License-Identifier: MIT */
/* test_start_menu.c - what the probe on the Start menu writes down. */
#include "probe_rows.h"

extern const struct probe probe_start_menu;

#define MENU "C:\\ProgramData\\Microsoft\\Windows\\Start Menu"
#define FACT "start_menu.shortcuts"

static void fill(struct fake_machine *machine)
{
    for (int i = 0; i < 50; i++) {
        AUTO(text) path = { 0 };

        text_append(&path, MENU "\\Programs\\Suite %d\\Part\\Program.LNK", i % 7);
        if (i >= 7)
            text_append(&path, " %d.lnk", i);
        fake_file_text(machine, text_string(&path), "L");
    }
}

static void remove_all(struct fake_machine *machine)
{
    fake_file_remove(machine, MENU "\\Programs\\Accessories\\Notepad.lnk");
    fake_file_remove(machine, MENU "\\Programs\\Administrative Tools.lnk");
    fake_file_remove(machine, MENU "\\Programs\\desktop.ini");
}

static void deny(struct fake_machine *machine)
{
    fake_file_deny(machine, MENU "\\Programs\\Accessories");
}

/* Folder in folder: what a link that leads round would look like. */
static void spoil(struct fake_machine *machine)
{
    AUTO(text) path = { 0 };

    text_append(&path, MENU);
    for (int i = 0; i < 20; i++)
        text_append(&path, "\\again");
    text_append(&path, "\\a.lnk");
    fake_file_text(machine, text_string(&path), "L");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL, { IS_NUMBER(FACT, 2) } },
    { "there: in folders", fill, { IS_NUMBER(FACT, 52) } },
    { "absent", remove_all, { IS_ABSENT(FACT) } },
    { "denied", deny, { IS_UNREADABLE(FACT, "denied") } },
    { "malformed: without end", spoil, { IS_UNREADABLE(FACT, "deep") } },
};

START_TEST(start_menu_is_told_as_seen)
{
    check_probe_row(&probe_start_menu, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_start_menu, start_menu_is_told_as_seen, rows)
