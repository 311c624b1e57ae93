/* SPDX-License-Identifier: MIT */
/* recorded.h - records and replays, for the tests of both. Include check_main.h first. */
#pragma once

#include "fakes/machine.h"
#include "guest/record.h"
#include "guest/replay.h"
#include "probes/probe.h"

#include <string.h>

#define RECORDED_TOOL "goldprep 1.2.3"

/* -- every question, asked one after the other -- */

/* Nothing is asserted here: Check allocates for that, and tests let allocations fail. */

static inline void note(
    struct text *notes, const char *member, bool told, const struct err *err, const char *answer)
{
    if (told)
        text_append(notes, "%s: %s\n", member, answer);
    else
        text_append(notes, "%s: failed: %s %u %s\n", member, err_domain_name(err->domain),
            err->code, err->text);
}

static inline void note_bytes(struct text *text, const struct bytes *bytes)
{
    for (size_t i = 0; i < bytes->len; i++)
        text_append(text, "%02x", bytes->data[i]);
    if (bytes->data && bytes->data[bytes->len] != 0)
        text_append(text, ", no NUL behind them");
}

static inline void note_texts(struct text *text, const struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        text_append(text, "'%s' ", list->items[i]);
}

static inline void note_rows(struct text *text, const struct json *rows)
{
    struct err err = { 0 };

    if (rows && !json_print(rows, true, text, &err))
        text_append(text, "cannot be printed: %s", err.text);
}

static inline void ask_registry(
    const struct guest *guest, const char *key, const char *name, struct text *notes)
{
    void *state = guest->state;
    AUTO(text_list) values = { 0 }, keys = { 0 }, names = { 0 };
    AUTO(text) text = { 0 }, said = { 0 };
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t number = 0;
    bool told;

    told = guest->reg_read_u32(state, key, name, &found, &number, &err);
    text_append(&said, "%d %u", told && found, number);
    note(notes, "reg_read_u32", told, &err, text_string(&said));
    told = guest->reg_read_text(state, key, name, &found, &text, &err);
    note(notes, "reg_read_text", told, &err, text_string(&text));
    text_clear(&said);
    told = guest->reg_read_texts(state, key, name, &found, &values, &err);
    note_texts(&said, &values);
    note(notes, "reg_read_texts", told, &err, text_string(&said));
    told = guest->reg_has_key(state, key, &found, &err);
    note(notes, "reg_has_key", told, &err, told && found ? "found" : "absent");
    told = guest->reg_has_value(state, key, name, &found, &err);
    note(notes, "reg_has_value", told, &err, told && found ? "found" : "absent");
    text_clear(&said);
    told = guest->reg_list_keys(state, key, &found, &keys, &err);
    note_texts(&said, &keys);
    note(notes, "reg_list_keys", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->reg_list_values(state, key, &found, &names, &err);
    note_texts(&said, &names);
    note(notes, "reg_list_values", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->reg_read_bytes(state, key, name, &found, &number, &bytes, &err);
    text_append(&said, "%u ", number);
    note_bytes(&said, &bytes);
    note(notes, "reg_read_bytes", told, &err, text_string(&said));
}

static inline void ask_hive(const struct guest *guest, const char *sid, struct text *notes)
{
    struct err err = { 0 };
    bool mounted = false;
    bool told = guest->hive_mount(guest->state, sid, "C:\\Users\\a\\NTUSER.DAT", &mounted, &err);

    note(notes, "hive_mount", told, &err, mounted ? "mounted" : "in use");
    told = guest->hive_unmount(guest->state, sid, &err);
    note(notes, "hive_unmount", told, &err, "");
}

static inline void ask_files(const struct guest *guest, const char *path, struct text *notes)
{
    void *state = guest->state;
    AUTO(bytes) bytes = { 0 };
    AUTO(json_value) rows = { NULL };
    AUTO(text) said = { 0 }, folder = { 0 };
    struct guest_file file = { 0 };
    struct err err = { 0 };
    enum found found = ABSENT;
    bool told;

    told = guest->file_read(state, path, 65536, &found, &bytes, &err);
    note_bytes(&said, &bytes);
    note(notes, "file_read", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->file_stat(state, path, &found, &file, &err);
    text_append(&said, "%d %lld %u", told && found, (long long)file.size_bytes, file.attributes);
    note(notes, "file_stat", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->file_list(state, "C:\\Windows", &found, &rows.root, &err);
    note_rows(&said, rows.root);
    note(notes, "file_list", told, &err, text_string(&said));
    for (enum guest_folder which = GUEST_WINDOWS; which <= GUEST_PROGRAM_DATA; which++) {
        text_clear(&folder);
        told = guest->folder(state, which, &folder, &err);
        note(notes, "folder", told, &err, text_string(&folder));
    }
}

static inline void ask_machine(const struct guest *guest, struct text *notes)
{
    void *state = guest->state;
    struct guest_version version = { 0 };
    enum guest_firmware firmware = GUEST_FIRMWARE_UNKNOWN;
    struct guest_hypervisor hypervisor = { 0 };
    struct guest_token token = { 0 };
    AUTO(text) said = { 0 }, name = { 0 };
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t major = 0;
    int64_t seconds = 0;
    uint64_t milliseconds = 0;
    bool flag = false;

    bool told = guest->version(state, &version, &err);
    text_append(&said, "%u.%u.%u %u %u %u %u", version.major, version.minor, version.build,
        version.product_type, version.suite_mask, version.product_info, version.architecture);
    note(notes, "version", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->firmware(state, &firmware, &err);
    text_append(&said, "%d", (int)firmware);
    note(notes, "firmware", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->tpm(state, &found, &major, &err);
    text_append(&said, "%d %u", told && found, major);
    note(notes, "tpm", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->hypervisor(state, &hypervisor, &err);
    text_append(&said, "%d %s %d", hypervisor.present, hypervisor.signature, hypervisor.is_root);
    note(notes, "hypervisor", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->token(state, &token, &err);
    text_append(&said, "%d %d %u %s %s", token.is_administrator, token.is_local_system,
        token.session_id, token.user, token.sid);
    note(notes, "token", told, &err, text_string(&said));
    told = guest->computer_name(state, &name, &err);
    note(notes, "computer_name", told, &err, text_string(&name));
    text_clear(&said);
    told = guest->boot_time(state, &seconds, &err);
    text_append(&said, "%lld", (long long)seconds);
    note(notes, "boot_time", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->now(state, &seconds, &err);
    text_append(&said, "%lld", (long long)seconds);
    note(notes, "now", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->tick_ms(state, &milliseconds, &err);
    text_append(&said, "%llu", (unsigned long long)milliseconds);
    note(notes, "tick_ms", told, &err, text_string(&said));
    told = guest->process_exists(state, "sysprep.exe", &flag, &err);
    note(notes, "process_exists", told, &err, flag ? "yes" : "no");
}

static inline void ask_lists(const struct guest *guest, struct text *notes)
{
    static const char *const properties[] = { "Name", "Version", NULL };
    const struct guest_wmi_query queries[] = {
        { "ROOT\\CIMV2", "SoftwareLicensingService", "Name IS NOT NULL", NULL, properties, 1000 },
        { "ROOT\\CIMV2", "SoftwareLicensingService", NULL, NULL, properties, 1000 },
        { "ROOT\\CIMV2", "SoftwareLicensingService", NULL, "Method", NULL, 1000 },
        { "ROOT\\CIMV2", "NoSuchClass", NULL, NULL, properties, 1000 },
    };
    void *state = guest->state;
    AUTO(text) name = { 0 }, tenant = { 0 }, said = { 0 };
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t number = 0;
    bool one = false, other = false, told;

    for (enum guest_list which = 0; which < GUEST_LIST_COUNT; which++) {
        AUTO(json_value) rows = { NULL };

        text_clear(&said);
        told = guest->list(state, which, &rows.root, &err);
        note_rows(&said, rows.root);
        note(notes, guest_list_name(which), told, &err, text_string(&said));
    }
    for (size_t i = 0; i < COUNT_OF(queries); i++) {
        AUTO(json_value) rows = { NULL };

        text_clear(&said);
        told = guest->wmi(state, &queries[i], &rows.root, &err);
        note_rows(&said, rows.root);
        note(notes, "wmi", told, &err, text_string(&said));
    }
    told = guest->join_domain(state, &number, &name, &err);
    text_append(&name, " %u", number);
    note(notes, "join_domain", told, &err, text_string(&name));
    told = guest->join_entra(state, &found, &number, &tenant, &err);
    text_append(&tenant, " %d %u", told && found, number);
    note(notes, "join_entra", told, &err, text_string(&tenant));
    told = guest->join_mdm(state, &one, &err);
    note(notes, "join_mdm", told, &err, one ? "yes" : "no");
    told = guest->lsa_secret(state, "DefaultPassword", &found, &err);
    note(notes, "lsa_secret", told, &err, told && found ? "found" : "absent");
    told = guest->update_agent(state, &one, &other, &err);
    note(notes, "update_agent", told, &err, one ? "restart" : other ? "busy" : "idle");
}

static inline void ask_disks(const struct guest *guest, struct text *notes)
{
    void *state = guest->state;
    AUTO_FREE struct disk_layout *layout = calloc(1, sizeof *layout);
    struct guest_volume volume = { 0 };
    struct guest_disk disk = { 0 };
    struct guest_backing backing = { 0 };
    enum guest_reserved_storage reserved = GUEST_RESERVED_STORAGE_DISABLED;
    uint8_t sector[512] = { 0 };
    const struct bytes read = { .data = sector, .len = sizeof sector - 1 };
    AUTO(text) said = { 0 };
    struct err err = { 0 };
    enum found found = ABSENT;
    bool told;

    if (!layout)
        return;
    told = guest->system_volume(state, &volume, &err);
    text_append(&said, "%u %llu %llu %llu %llu", volume.disk_number,
        (unsigned long long)volume.offset_bytes, (unsigned long long)volume.length_bytes,
        (unsigned long long)volume.size_bytes, (unsigned long long)volume.free_bytes);
    note(notes, "system_volume", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->disk(state, 0, &disk, &err);
    text_append(&said, "%llu %u", (unsigned long long)disk.size_bytes, disk.sector_bytes);
    note(notes, "disk", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->disk_layout(state, 0, layout, &err);
    text_append(&said, "%d %s %llu %llu %llu", (int)layout->style, layout->id,
        (unsigned long long)layout->usable_offset_bytes,
        (unsigned long long)layout->usable_length_bytes,
        (unsigned long long)layout->container_offset_bytes);
    for (size_t i = 0; i < layout->count; i++) {
        const struct disk_partition *part = &layout->partitions[i];

        text_append(&said, ", %u %llu %llu %s %s %llx %d '%s'", part->number,
            (unsigned long long)part->offset_bytes, (unsigned long long)part->length_bytes,
            part->type, part->id, (unsigned long long)part->attributes, part->active, part->name);
    }
    note(notes, "disk_layout", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->disk_read(state, 0, 512, sector, sizeof sector, &err);
    sector[sizeof sector - 1] = 0;
    note_bytes(&said, &read);
    note(notes, "disk_read", told, &err, text_string(&said));
    text_clear(&said);
    told = guest->disk_backing(state, 0, &found, &backing, &err);
    text_append(&said, "%d '%s' %d", told && found, backing.path, backing.is_native_boot);
    note(notes, "disk_backing", told, &err, text_string(&said));
    told = guest->reserved_storage(state, &reserved, &err);
    note(notes, "reserved_storage", told, &err, reserved ? "enabled" : "disabled");
}

/** Asks every member and writes down what it says. */
static inline void ask_everything(const struct guest *guest, struct text *notes)
{
    static const char *const values[][2] = {
        { "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "UBR" },
        { "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "ProductName" },
        { "SOFTWARE\\Test", "Several" },
        { "SOFTWARE\\Test", "Bytes" },
        { "SOFTWARE\\Nowhere", "" },
        { GUEST_USERS "S-1-5-21-1-2-3-1001\\Software", "Own" },
    };

    for (size_t i = 0; i < COUNT_OF(values); i++)
        ask_registry(guest, values[i][0], values[i][1], notes);
    ask_hive(guest, "S-1-5-21-1-2-3-1001", notes);
    ask_hive(guest, "S-1-5-21-1-2-3-9999", notes);
    ask_files(guest, "C:\\Windows\\System32\\Recovery\\ReAgent.xml", notes);
    ask_files(guest, "C:\\bytes.bin", notes);
    ask_files(guest, "C:\\nowhere.txt", notes);
    ask_machine(guest, notes);
    ask_lists(guest, notes);
    ask_disks(guest, notes);
}

/* -- machines -- */

/** A machine with something of every kind to say. */
static inline struct fake_machine *rich_machine(void)
{
    static const char *const several[] = { "one", "", "three", NULL };
    static uint8_t sectors[4096];
    struct fake_machine *machine = fake_machine_new();
    struct fake_hardware *hardware = fake_hardware(machine);

    for (size_t i = 0; i < sizeof sectors; i++)
        sectors[i] = (uint8_t)(i * 31);
    fake_reg_texts(machine, "SOFTWARE\\Test", "Several", several);
    fake_reg_bytes(machine, "SOFTWARE\\Test", "Bytes", 3, "\0\xff\x80", 4);
    fake_reg_text(machine, GUEST_USERS "S-1-5-21-1-2-3-1001\\Software", "Own", "\xc3\xa9\"\\\n");
    fake_hive(machine, "S-1-5-21-1-2-3-1001");
    fake_file(machine, "C:\\bytes.bin", "a\0b\xff", 4);
    fake_list(machine, GUEST_LIST_DEVICES,
        "[{\"id\":\"PCI\\\\VEN_1\",\"name\":\"\\u00e9\",\"present\":1,\"problem\":0}]");
    fake_wmi(machine, "ROOT\\CIMV2", "SoftwareLicensingService",
        "[{\"Name\":\"a\",\"Version\":\"10.0\",\"Remaining\":1001},{}]");
    fake_lsa_secret(machine, "DefaultPassword");
    hardware->sectors = sectors;
    hardware->sectors_len = sizeof sectors;
    hardware->backing_found = FOUND;
    hardware->backing = (struct guest_backing){ .path = "\\golden\\base.vhdx" };
    hardware->entra_found = FOUND;
    hardware->entra_type = 1;
    return machine;
}

/** Every question fails. */
static inline struct fake_machine *broken_machine(void)
{
    static const char *const members[] = { "reg_read_u32", "reg_read_text", "reg_read_texts",
        "reg_has_key", "reg_has_value", "reg_list_keys", "reg_list_values", "reg_read_bytes",
        "hive_mount", "hive_unmount", "file_read", "file_stat", "file_list", "folder", "version",
        "firmware", "tpm", "hypervisor", "token", "computer_name", "boot_time", "now", "tick_ms",
        "process_exists", "wmi", "join_domain", "join_entra", "join_mdm", "lsa_secret",
        "update_agent", "system_volume", "disk", "disk_layout", "disk_read", "disk_backing",
        "reserved_storage" };
    struct fake_machine *machine = rich_machine();

    for (size_t i = 0; i < COUNT_OF(members); i++)
        fake_fail(machine, members[i], -1, ERR_WIN32, 5, "access denied");
    for (enum guest_list which = 0; which < GUEST_LIST_COUNT; which++)
        fake_fail(machine, guest_list_name(which), -1, ERR_HRESULT, 0x80041003, "not allowed");
    return machine;
}

static const struct {
    const char *name;
    struct fake_machine *(*make)(void);
} machines[] = {
    { "Windows 11", fake_machine_new },
    { "rich", rich_machine },
    { "empty", fake_machine_empty },
    { "broken", broken_machine },
};

/* -- recordings -- */

static inline void collect(const struct guest *guest, bool deep, struct text *printed)
{
    struct facts *facts = NULL;
    struct err err = { 0 };

    ck_assert_msg(probes_collect(guest, deep, RECORDED_TOOL, &facts, &err), "%s", err.text);
    ck_assert_msg(facts_print(facts, printed, &err), "%s", err.text);
    facts_free(facts);
}

static inline struct guest_recorder *begin_recording(const struct guest *guest)
{
    struct guest_recorder *recorder = NULL;
    struct err err = { 0 };

    ck_assert_msg(guest_record(guest, &recorder, &err), "%s", err.text);
    return recorder;
}

static inline void print_recording(
    const struct guest_recorder *recorder, bool deep, struct text *file)
{
    struct err err = { 0 };

    ck_assert_msg(guest_recorder_print(recorder, RECORDED_TOOL, deep, file, &err), "%s", err.text);
}

/** Facts and a recording of one run; asks everything else too when told. */
static inline void record_machine(
    struct fake_machine *machine, bool deep, bool everything, struct text *file, struct text *said)
{
    struct guest guest = fake_guest(machine);
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);

    collect(&recording, deep, said);
    if (everything)
        ask_everything(&recording, said);
    print_recording(recorder, deep, file);
    guest_recorder_free(recorder);
}

static inline struct guest_replay *open_recording(const struct text *file)
{
    struct guest_replay *replay = NULL;
    struct err err = { 0 };

    ck_assert_msg(guest_replay(text_string(file), file->len, &replay, &err), "%s", err.text);
    return replay;
}
