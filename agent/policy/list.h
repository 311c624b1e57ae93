/* SPDX-License-Identifier: MIT */
/*
 * list.h - every requirement and every profile, one line each, by subject as the rules files have
 * them. Define REQUIREMENT() and PROFILE() and include.
 */
REQUIREMENT(os_client)
REQUIREMENT(os_edition_enterprise)
REQUIREMENT(os_release_supported)
REQUIREMENT(os_single_session)
REQUIREMENT(os_architecture_x64)
REQUIREMENT(machine_generation_2)
REQUIREMENT(disk_size_default)
REQUIREMENT(disk_no_recovery_partition)
REQUIREMENT(windows_re_needs_no_partition)
REQUIREMENT(disk_windows_volume_extended)
REQUIREMENT(reserved_storage_not_in_use)
REQUIREMENT(reserved_storage_disabled)
REQUIREMENT(security_secure_boot_on)
REQUIREMENT(security_tpm_2)
REQUIREMENT(restart_none_pending)
REQUIREMENT(sysprep_not_sealed)
REQUIREMENT(sysprep_image_state_complete)
REQUIREMENT(sysprep_no_failed_run)
REQUIREMENT(setup_not_running)
REQUIREMENT(context_administrator)
REQUIREMENT(context_not_local_system)
PROFILE(devbox)
