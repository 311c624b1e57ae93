/* SPDX-License-Identifier: MIT */
/* guest.c - the port's table, filled with this machine. */
#include "win/program.h"
#include "win/win.h"

static const struct guest members = {
    .look_anew = win_look_anew,
    .look_done = win_look_done,
    .reg_read_u32 = win_reg_read_u32,
    .reg_read_text = win_reg_read_text,
    .reg_read_texts = win_reg_read_texts,
    .reg_has_key = win_reg_has_key,
    .reg_has_value = win_reg_has_value,
    .reg_list_keys = win_reg_list_keys,
    .reg_list_values = win_reg_list_values,
    .reg_read_bytes = win_reg_read_bytes,
    .hive_mount = win_hive_mount,
    .hive_unmount = win_hive_unmount,
    .file_read = win_guest_file_read,
    .file_stat = win_file_stat,
    .file_list = win_file_list,
    .folder = win_folder,
    .version = win_version,
    .firmware = win_firmware,
    .tpm = win_tpm,
    .hypervisor = win_hypervisor,
    .token = win_token,
    .computer_name = win_computer_name,
    .boot_time = win_boot_time,
    .now = win_now,
    .tick_ms = win_tick_ms,
    .process_exists = win_process_exists,
    .wmi = win_wmi,
    .update_agent = win_update_agent,
    .list = win_list,
    .join_domain = win_join_domain,
    .join_entra = win_join_entra,
    .join_mdm = win_join_mdm,
    .lsa_secret = win_lsa_secret,
    .disk_backing = win_disk_backing,
    .system_volume = win_system_volume,
    .disk = win_disk,
    .disk_layout = win_disk_layout,
    .disk_read = win_disk_read,
    .reserved_storage = win_reserved_storage,
    .reserved_storage_set = win_reserved_storage_set,
    .reg_write_u32 = win_reg_write_u32,
    .reg_delete_value = win_reg_delete_value,
    .wmi_call = win_wmi_call_row,
    .partition_delete = win_partition_delete,
    .partition_limits = win_partition_limits,
    .partition_resize = win_partition_resize,
    .disk_write_unused = win_disk_write_unused,
    .partition_add = win_partition_add,
    .process_start = win_process_start,
    .process_wait = win_process_wait,
    .process_output = win_process_output,
    .process_end = win_process_end,
    .process_free = win_process_free,
    .process_open = win_process_open,
    .service_set_start = win_service_set_start,
    .service_stop = win_service_stop,
    .wait = win_wait,
    .power_off = win_power_off,
    .restart = win_restart,
};

bool win_guest_open(struct guest *guest, struct err *err)
{
    AUTO_FREE struct win_guest *live = calloc(1, sizeof *live);

    if (!live)
        return err_nomem(err);
    if (!win_stop_event(&live->stop, err))
        return false;
    win_optional_find(&live->optional);

    *guest = members;
    guest->state = TAKE(live);
    return true;
}

void win_guest_close(struct guest *guest)
{
    struct win_guest *live = guest->state;

    if (live) {
        win_keys_done(&live->keys);
        win_early_done(&live->early);
    }
    free(live);
    *guest = (struct guest){ 0 };
}
