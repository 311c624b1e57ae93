/* SPDX-License-Identifier: MIT */
/*
 * profile_lab_services.c - what Azure Lab Services asks of a generalized image, as far as the guest can tell.
 *
 * Source: https://learn.microsoft.com/azure/lab-services/how-to-attach-detach-shared-image-gallery
 *         https://learn.microsoft.com/azure/lab-services/how-to-use-shared-image-gallery
 *
 * The service is retired on 2027-06-28. It takes specialized images too, which need no goldprep. Its
 * pages name no architecture, so that x64 is a `should`.
 */
#include "policy/policy.h"

static const struct parameter lab_disk[] = {
    { "os_disk_below_bytes", 137438953472 }, /* 128 GiB */
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
    { "os.architecture-x64", LEVEL_SHOULD, NULL, NULL },
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
    { "servicing.agent-idle", LEVEL_SHOULD, NULL, NULL },
    { "servicing.agent-no-restart", LEVEL_SHOULD, NULL, NULL },
    { "updater.none-active", LEVEL_SHOULD, NULL, NULL },
    { "configmgr.no-restart-pending", LEVEL_SHOULD, NULL, NULL },
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
    { "join.not-domain-joined", LEVEL_MUST, NULL, NULL },
    { "join.not-entra-joined", LEVEL_MUST, NULL, NULL },
    { "join.not-workplace-registered", LEVEL_SHOULD, NULL, NULL },
    { "join.not-mdm-enrolled", LEVEL_MUST, NULL, NULL },
    { "join.not-configmgr-managed", LEVEL_SHOULD, NULL, NULL },
    { "join.not-co-managed", LEVEL_SHOULD, NULL, NULL },
    { "join.no-autopilot-profile", LEVEL_SHOULD, NULL, NULL },
    { "bitlocker.os-decrypted", LEVEL_MUST, NULL, NULL },
    { "bitlocker.fixed-volumes-decrypted", LEVEL_SHOULD, NULL, NULL },
    { "disk.no-data-disks", LEVEL_MUST, NULL, NULL },
    { "disk.size-below-lab-limit", LEVEL_MUST, lab_disk, NULL },
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
    { "agent.azure-present", LEVEL_SHOULD, NULL, NULL },
    { "agent.azure-healthy", LEVEL_SHOULD, NULL, NULL },
    { "agent.no-azure-extensions", LEVEL_SHOULD, NULL, NULL },
    { "defender.not-onboarded", LEVEL_SHOULD, NULL, NULL },
    { "defender.no-sense-id", LEVEL_SHOULD, NULL, NULL },
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

const struct profile profile_lab_services = {
    .id = "lab-services",
    .title = "Azure Lab Services",
    .dated = "2026-03-18",
    .source =
        "https://learn.microsoft.com/azure/lab-services/how-to-attach-detach-shared-image-gallery",
    .rules = rules,
};
