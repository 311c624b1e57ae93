/* SPDX-License-Identifier: MIT */
/*
 * profile_windows365.c - what Windows 365 Enterprise asks of a custom image, as far as the guest can tell.
 *
 * Source: https://learn.microsoft.com/windows-365/enterprise/device-images
 *
 * The errors are those that the service's own interface lists for a device image
 * (cloudPcDeviceImageErrorCode). Secure Boot and TPM are a `should`: the page asks for a generation
 * 2 image and names neither.
 */
#include "policy/policy.h"

static const struct parameter release[] = {
    { "min_build_windows_10", 19044 }, /* 21H2 */
    { "min_build_windows_11", 22000 }, /* 21H2 */
    { NULL, 0 },
};

static const struct parameter disk_size[] = {
    { "os_disk_bytes", 68719476736 }, /* 64 GiB */
    { NULL, 0 },
};

static const struct parameter extended[] = {
    { "least_gain_bytes", 1048576 }, /* partitions start at whole MiB: less cannot be used */
    { NULL, 0 },
};

static const struct parameter start_menu[] = {
    { "max_start_menu_entries", 3000 },
    { NULL, 0 },
};

static const struct parameter room[] = {
    { "least_free_bytes", 17179869184 }, /* 16 GiB */
    { NULL, 0 },
};

static const struct parameter in_service[] = {
    { "in_service_build", 26100 }, /* 24H2: Windows 10 ended 2025-10-14, 11 23H2 2026-11-10 */
    { NULL, 0 },
};

static const struct parameter few_profiles[] = {
    { "most_profiles", 2 }, /* the builder's and the built-in Administrator's */
    { NULL, 0 },
};

static const struct profile_rule rules[] = {
    { "os.client", LEVEL_MUST, NULL, "osVersionNotSupported" },
    { "os.edition-enterprise", LEVEL_MUST, NULL, "osVersionNotSupported" },
    { "os.release-supported", LEVEL_MUST, release, "osVersionNotSupported" },
    { "os.single-session", LEVEL_MUST, NULL, "osVersionNotSupported" },
    { "os.architecture-x64", LEVEL_MUST, NULL, "sourceImageInvalid" },
    { "machine.generation-2", LEVEL_MUST, NULL, "sourceImageInvalid" },
    { "security.secure-boot-on", LEVEL_SHOULD, NULL, NULL },
    { "security.tpm-2", LEVEL_SHOULD, NULL, NULL },
    { "disk.size-default", LEVEL_MUST, disk_size, "sourceImageSizeExceedsLimitation" },
    { "disk.no-recovery-partition", LEVEL_MUST, NULL, "sourceImageInvalid" },
    { "windows-re.needs-no-partition", LEVEL_SHOULD, NULL, NULL },
    { "disk.windows-volume-extended", LEVEL_SHOULD, extended, NULL },
    { "reserved-storage.disabled", LEVEL_SHOULD, NULL, NULL },
    { "restart.none-pending", LEVEL_MUST, NULL, NULL },
    { "reserved-storage.not-in-use", LEVEL_MUST, NULL, NULL },
    { "sysprep.not-sealed", LEVEL_MUST, NULL, NULL },
    { "sysprep.image-state-complete", LEVEL_MUST, NULL, NULL },
    { "sysprep.no-failed-run", LEVEL_MUST, NULL, NULL },
    { "setup.not-running", LEVEL_MUST, NULL, NULL },
    { "context.administrator", LEVEL_SHOULD, NULL, NULL },
    { "context.not-local-system", LEVEL_SHOULD, NULL, NULL },
    { "servicing.idle", LEVEL_SHOULD, NULL, NULL },
    { "cdrom.enabled", LEVEL_MUST, NULL, NULL },
    { "start-menu.few-entries", LEVEL_MUST, start_menu, NULL },
    { "servicing.agent-idle", LEVEL_SHOULD, NULL, NULL },
    { "servicing.agent-no-restart", LEVEL_SHOULD, NULL, NULL },
    { "updater.none-active", LEVEL_SHOULD, NULL, NULL },
    { "store.updates-held", LEVEL_SHOULD, NULL, NULL },
    { "power.fast-startup-off", LEVEL_SHOULD, NULL, NULL },
    { "storage.removable-allowed", LEVEL_MUST, NULL, NULL },
    { "storage.discs-readable", LEVEL_SHOULD, NULL, NULL },
    { "bcd.no-test-signing", LEVEL_SHOULD, NULL, NULL },
    { "bcd.integrity-checks-on", LEVEL_SHOULD, NULL, NULL },
    { "network.no-persistent-routes", LEVEL_SHOULD, NULL, NULL },
    { "network.no-proxy", LEVEL_SHOULD, NULL, NULL },
    { "network.hosts-clean", LEVEL_SHOULD, NULL, NULL },
    { "network.no-static-address", LEVEL_SHOULD, NULL, NULL },
    { "network.no-static-dns", LEVEL_SHOULD, NULL, NULL },
    { "winlogon.no-autologon", LEVEL_SHOULD, NULL, NULL },
    { "winlogon.no-stored-password", LEVEL_SHOULD, NULL, NULL },
    { "winlogon.no-secret", LEVEL_SHOULD, NULL, NULL },
    { "uac.on", LEVEL_SHOULD, NULL, NULL },
    { "uac.no-remote-exception", LEVEL_SHOULD, NULL, NULL },
    { "winrm.no-unencrypted", LEVEL_SHOULD, NULL, NULL },
    { "winrm.no-basic", LEVEL_SHOULD, NULL, NULL },
    { "ssh.not-left", LEVEL_SHOULD, NULL, NULL },
    { "run-once.empty", LEVEL_SHOULD, NULL, NULL },
    { "policy.no-local-scripts", LEVEL_SHOULD, NULL, NULL },
    { "winrm.not-opened", LEVEL_SHOULD, NULL, NULL },
    { "account.administrator-disabled", LEVEL_SHOULD, NULL, NULL },
    { "join.not-domain-joined", LEVEL_MUST, NULL, NULL },
    { "join.never-domain-joined", LEVEL_SHOULD, NULL, NULL },
    { "join.not-entra-joined", LEVEL_MUST, NULL, "vmAlreadyAzureAdjoined" },
    { "join.no-entra-profiles", LEVEL_SHOULD, NULL, NULL },
    { "join.not-workplace-registered", LEVEL_SHOULD, NULL, NULL },
    { "join.not-mdm-enrolled", LEVEL_MUST, NULL, NULL },
    { "join.not-configmgr-managed", LEVEL_MUST, NULL, NULL },
    { "join.not-co-managed", LEVEL_MUST, NULL, NULL },
    { "join.no-autopilot-profile", LEVEL_SHOULD, NULL, NULL },
    { "bitlocker.os-decrypted", LEVEL_MUST, NULL, NULL },
    { "bitlocker.fixed-volumes-decrypted", LEVEL_SHOULD, NULL, NULL },
    { "bitlocker.device-encryption-prevented", LEVEL_SHOULD, NULL, NULL },
    { "disk.no-data-disks", LEVEL_MUST, NULL, NULL },
    { "disk.size-whole-mib", LEVEL_MUST, NULL, NULL },
    { "disk.sector-512", LEVEL_SHOULD, NULL, NULL },
    { "disk.not-native-vhd-boot", LEVEL_SHOULD, NULL, NULL },
    { "disk.free-space", LEVEL_SHOULD, room, NULL },
    { "drive.no-removable-media", LEVEL_SHOULD, NULL, NULL },
    { "device.no-problems", LEVEL_SHOULD, NULL, NULL },
    { "device.no-ghosts", LEVEL_SHOULD, NULL, NULL },
    { "device.ghosts-not-kept", LEVEL_SHOULD, NULL, NULL },
    { "device.installs-not-persisted", LEVEL_SHOULD, NULL, NULL },
    { "device.no-foreign-tools", LEVEL_SHOULD, NULL, NULL },
    { "driver.no-foreign-storage", LEVEL_SHOULD, NULL, NULL },
    { "device.hyper-v-drivers-start", LEVEL_MUST, NULL, NULL },
    { "device.nvme-start", LEVEL_SHOULD, NULL, NULL },
    { "agent.azure-healthy", LEVEL_SHOULD, NULL, NULL },
    { "agent.no-azure-extensions", LEVEL_SHOULD, NULL, NULL },
    { "defender.not-onboarded", LEVEL_SHOULD, NULL, NULL },
    { "defender.no-sense-id", LEVEL_SHOULD, NULL, NULL },
    { "fslogix.absent", LEVEL_MUST, NULL, NULL },
    { "avd.agent-absent", LEVEL_MUST, NULL, NULL },
    { "os.not-end-of-service", LEVEL_SHOULD, in_service, NULL },
    { "setup.not-upgraded", LEVEL_SHOULD, NULL, NULL },
    { "sysprep.rearm-left", LEVEL_MUST, NULL, NULL },
    { "sysprep.no-skip-rearm", LEVEL_SHOULD, NULL, NULL },
    { "sysprep.external-providers-present", LEVEL_MUST, NULL, NULL },
    { "sysprep.external-providers-visible", LEVEL_MUST, NULL, NULL },
    { "sysprep.provider-modules-present", LEVEL_MUST, NULL, NULL },
    { "appx.all-provisioned", LEVEL_MUST, NULL, NULL },
    { "service.windows-update-startable", LEVEL_MUST, NULL, NULL },
    { "service.appx-startable", LEVEL_MUST, NULL, NULL },
    { "service.state-repository-startable", LEVEL_MUST, NULL, NULL },
    { "service.client-license-startable", LEVEL_MUST, NULL, NULL },
    { "service.software-protection-startable", LEVEL_MUST, NULL, NULL },
    { "service.trusted-installer-startable", LEVEL_MUST, NULL, NULL },
    { "service.cryptographic-startable", LEVEL_SHOULD, NULL, NULL },
    { "service.event-log-startable", LEVEL_SHOULD, NULL, NULL },
    { "service.msdtc-startable", LEVEL_SHOULD, NULL, NULL },
    { "service.wap-push-startable", LEVEL_MUST, NULL, NULL },
    { "answer-file.none-left", LEVEL_SHOULD, NULL, NULL },
    { "answer-file.parsable", LEVEL_MUST, NULL, NULL },
    { "answer-file.no-secrets", LEVEL_SHOULD, NULL, NULL },
    { "answer-file.no-autologon", LEVEL_SHOULD, NULL, NULL },
    { "setup.no-complete-script", LEVEL_SHOULD, NULL, NULL },
    { "setup.no-windows-old", LEVEL_SHOULD, NULL, NULL },
    { "efs.no-encrypted-files", LEVEL_SHOULD, NULL, NULL },
    { "user.no-other-signed-in", LEVEL_SHOULD, NULL, NULL },
    { "user.no-temporary-profiles", LEVEL_SHOULD, NULL, NULL },
    { "user.profiles-few", LEVEL_SHOULD, few_profiles, NULL },
    { "dsc.not-applied", LEVEL_MUST, NULL, NULL },
    { "crypto.machine-keys-present", LEVEL_SHOULD, NULL, NULL },
    { "context.not-safe-mode", LEVEL_MUST, NULL, NULL },
    { "os.not-domain-controller", LEVEL_MUST, NULL, NULL },
    { NULL, LEVEL_SHOULD, NULL, NULL },
};

const struct profile profile_windows365 = {
    .id = "windows365",
    .title = "Windows 365 Enterprise custom image",
    .dated = "2026-03-18",
    .source = "https://learn.microsoft.com/windows-365/enterprise/device-images",
    .rules = rules,
};
