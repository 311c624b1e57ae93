/* SPDX-License-Identifier: MIT */
/* test_join.c - what the probe on domain, Entra and management service writes down. */
#include "probe_rows.h"

extern const struct probe probe_join;

#define GROUP_POLICY "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Group Policy"
#define CLOUD_JOIN "SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\JoinInfo"
#define ENROLLMENTS "SOFTWARE\\Microsoft\\Enrollments"
#define TENANT "72f988bf-0000-0000-0000-2d7cd011db47"

static void join_a_domain(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);

    hardware->domain_status = 3;
    (void)snprintf(hardware->domain, sizeof hardware->domain, "contoso.com"); /* fits */
    fake_reg_text(machine, GROUP_POLICY "\\State\\Machine", "Distinguished-Name", "CN=GOLDEN-01");
}

static void leave_a_domain(struct fake_machine *machine)
{
    fake_reg_text(machine, GROUP_POLICY "\\State\\Machine", "Distinguished-Name", "");
    fake_reg_text(machine, GROUP_POLICY "\\History", "MachineDomain", "contoso.com");
}

static void join_entra(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);

    hardware->entra_found = FOUND;
    hardware->entra_type = 1;
    (void)snprintf(hardware->entra_tenant, sizeof hardware->entra_tenant, TENANT); /* fits */
    fake_reg_text(machine, CLOUD_JOIN "\\0A1B", "TenantId", TENANT);
    fake_reg_text(machine, CLOUD_JOIN "\\0A1B", "UserEmail", "ann@contoso.com");
}

static void enroll(struct fake_machine *machine)
{
    fake_hardware(machine)->mdm_enrolled = true;
    fake_reg_text(machine, ENROLLMENTS "\\A", "ProviderID", "MS DM Server");
    fake_reg_u32(machine, ENROLLMENTS "\\A", "EnrollmentState", 1);
    fake_reg_u32(machine, ENROLLMENTS "\\A", "EnrollmentType", 6);
    fake_reg_text(machine, ENROLLMENTS "\\A", "UPN", "ann@contoso.com");
}

static void have_own_providers(struct fake_machine *machine)
{
    fake_reg_text(machine, ENROLLMENTS "\\B", "ProviderID", "Local");
    fake_reg_u32(machine, ENROLLMENTS "\\C", "EnrollmentState", 1);
    fake_reg_text(machine, ENROLLMENTS "\\D", "UPN", "ann@contoso.com");
    fake_reg_u32(machine, ENROLLMENTS "\\D", "EnrollmentState", 1);
    fake_reg_key(machine, ENROLLMENTS "\\Context");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "join_domain", -1, ERR_WIN32, 5, "access denied");
    fake_fail(machine, "join_entra", -1, ERR_WIN32, 5, "access denied");
    fake_fail(machine, "join_mdm", -1, ERR_WIN32, 5, "access denied");
    fake_reg_deny(machine, GROUP_POLICY);
    fake_reg_deny(machine, CLOUD_JOIN);
    fake_reg_deny(machine, ENROLLMENTS);
}

static void deny_one_enrollment(struct fake_machine *machine)
{
    enroll(machine);
    fake_reg_key(machine, ENROLLMENTS "\\Z");
    fake_reg_deny(machine, ENROLLMENTS "\\Z");
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_u32(machine, CLOUD_JOIN "\\0A1B", "TenantId", 7);
    fake_reg_u32(machine, ENROLLMENTS "\\A", "ProviderID", 7);
    fake_reg_u32(machine, GROUP_POLICY "\\History", "MachineDomain", 7);
}

static const struct probe_row rows[] = {
    { "a workgroup, and nothing else", NULL,
        { IS_NUMBER("join.domain_status", 2), IS_TEXT("join.domain_name", "WORKGROUP"),
            IS_ROWS("join.domain_residue", "[]"), IS_ABSENT("join.entra_type"),
            IS_ABSENT("join.entra_tenant"), IS_ROWS("join.entra_registry", "[]"),
            IS_NUMBER("join.mdm_enrolled", 0), IS_ROWS("join.enrollments", "[]") } },
    { "a domain", join_a_domain,
        { IS_NUMBER("join.domain_status", 3), IS_TEXT("join.domain_name", "contoso.com"),
            IS_ROWS("join.domain_residue",
                "[{\"name\":\"computer account in group policy\",\"place\":\"HKLM\\\\SOFTWARE\\\\"
                "Microsoft\\\\Windows\\\\CurrentVersion\\\\Group Policy\\\\State\\\\Machine, "
                "Distinguished-Name\"}]") } },
    { "a domain that was left", leave_a_domain,
        { IS_NUMBER("join.domain_status", 2),
            IS_ROWS("join.domain_residue",
                "[{\"name\":\"domain in group policy history\",\"place\":\"HKLM\\\\SOFTWARE\\\\"
                "Microsoft\\\\Windows\\\\CurrentVersion\\\\Group Policy\\\\History, "
                "MachineDomain\"}]") } },
    { "Entra, without whose account", join_entra,
        { IS_NUMBER("join.entra_type", 1), IS_TEXT("join.entra_tenant", TENANT),
            IS_ROWS("join.entra_registry", "[{\"id\":\"0A1B\",\"tenant\":\"" TENANT "\"}]") } },
    { "enrolled", enroll,
        { IS_NUMBER("join.mdm_enrolled", 1),
            IS_ROWS("join.enrollments",
                "[{\"id\":\"A\",\"provider\":\"MS DM Server\",\"state\":1,\"type\":6}]") } },
    { "Windows' own providers are none", have_own_providers,
        { IS_NUMBER("join.mdm_enrolled", 0),
            IS_ROWS("join.enrollments", "[{\"id\":\"D\",\"provider\":\"\",\"state\":1}]") } },
    { "denied", deny,
        { IS_UNREADABLE("join.domain_status", "access denied"),
            IS_UNREADABLE("join.domain_name", "access denied"),
            IS_UNREADABLE("join.domain_residue", "computer account in group policy: "),
            IS_UNREADABLE("join.entra_type", "access denied"),
            IS_UNREADABLE("join.entra_tenant", "access denied"),
            IS_UNREADABLE("join.entra_registry", "access denied"),
            IS_UNREADABLE("join.mdm_enrolled", "access denied"),
            IS_UNREADABLE("join.enrollments", "access denied") } },
    { "one enrolment denied, another told", deny_one_enrollment,
        { IS_ROWS("join.enrollments",
            "[{\"id\":\"A\",\"provider\":\"MS DM Server\",\"state\":1,\"type\":6}]") } },
    { "values of another kind", spoil,
        { IS_UNREADABLE("join.entra_registry", ""), IS_UNREADABLE("join.enrollments", ""),
            IS_UNREADABLE("join.domain_residue", "") } },
};

START_TEST(join_is_told_as_seen)
{
    check_probe_row(&probe_join, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_join, join_is_told_as_seen, rows)
