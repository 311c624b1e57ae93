/* SPDX-License-Identifier: MIT */
/* list.h - every action, one line each, sorted by id. Define ACTION() and include. */
ACTION(decrypt_system_volume)
ACTION(delete_recovery_partition)
ACTION(disable_reserved_storage)
ACTION(disable_windows_re)
ACTION(extend_system_volume)
ACTION(generalize)
ACTION(remove_appx_packages)
ACTION(restart_windows)
