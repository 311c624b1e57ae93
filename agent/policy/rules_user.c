/* SPDX-License-Identifier: MIT */
/*
 * rules_user.c - are persons, their files and the way the machine is set up fit to be generalized?
 */
#include "policy/judge.h"

#define OVERVIEW                                                                                   \
    "https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep--system-"            \
    "preparation--overview"

/* The walk over the files outweighs the certificate: who once encrypted may have decrypted. */
static enum verdict judge_encrypted(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    const struct fact *files = facts_get(facts, "efs.files");
    enum verdict verdict = VERDICT_UNKNOWN;

    (void)parameters;
    if (files->state == FACT_KNOWN && files->kind == FACT_NUMBER) {
        text_append(seen, "%lld encrypted files or folders below Users", (long long)files->number);
        return judge_met(files->number == 0);
    }
    const struct json *keys = judge_rows(facts, "efs.keys", &verdict, seen);
    if (!keys)
        return verdict;
    for (const struct json *row = json_first(keys); row; row = json_next(row)) {
        const char *sid = json_string(json_member(row, "sid"));

        text_append(seen, "%s%s", seen->len > 0 ? ", " : "", sid ? text_shown(sid) : "(unnamed)");
    }
    if (json_count(keys) == 0)
        text_append(seen, "nobody has a certificate for it");
    else
        text_append(seen, " can encrypt; --deep looks for files");
    return judge_met(json_count(keys) == 0);
}

/* The person who runs goldprep is signed in, of course. */
static enum verdict judge_signed_in(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    size_t others = 0;

    (void)parameters;
    const char *own = judge_text(facts, "context.sid", &verdict, seen);
    if (!own)
        return verdict;
    const struct json *rows = judge_rows(facts, "user.signed_in", &verdict, seen);
    if (!rows)
        return verdict;
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        const char *sid = json_string(json_member(row, "sid"));

        if (sid && text_same(sid, own))
            continue;
        text_append(seen, "%s%s", others++ > 0 ? ", " : "", sid ? text_shown(sid) : "(unnamed)");
    }
    if (others == 0)
        text_append(seen, "nobody else");
    return judge_met(others == 0);
}

static enum verdict judge_profiles(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct json *rows = judge_rows(facts, "user.profiles", &verdict, seen);

    if (!rows)
        return verdict;
    text_append(seen, "%zu profiles", json_count(rows));
    return judge_met((int64_t)json_count(rows) <= parameter_value(parameters, "most_profiles"));
}

const struct requirement requirement_efs_no_encrypted_files = {
    .id = "efs.no-encrypted-files",
    .title = "No file is encrypted with EFS",
    .why = "Sysprep makes such files unreadable, and nobody can recover them.",
    .source = OVERVIEW,
    .advice = "Decrypt them (cipher /d /s:C:\\Users), or delete the profile.",
    .judge = judge_encrypted,
};

const struct requirement requirement_user_no_other_signed_in = {
    .id = "user.no-other-signed-in",
    .title = "Nobody else is signed in",
    .why = "Sysprep works while files and registry of the others are open, and may stop at them.",
    .source = OVERVIEW,
    .advice = "Sign the others out, or restart and sign in once.",
    .judge = judge_signed_in,
};

const struct requirement requirement_user_no_temporary_profiles = {
    .id = "user.no-temporary-profiles",
    .title = "No profile is set aside for a temporary one",
    .why = "Windows could not load it; what is broken there goes into every clone.",
    .source = "https://learn.microsoft.com/troubleshoot/windows-server/user-profiles-and-logon/"
              "renaming-user-account-not-change-profile-path",
    .advice = "Repair or delete the profile, and its .bak key below ProfileList.",
    .expects = { .fact = "user.temporary_profiles", .kind = EXPECTS_NO_ROWS, .show = "sid" },
};

const struct requirement requirement_user_profiles_few = {
    .id = "user.profiles-few",
    .title = "There are no profiles of earlier users",
    .why = "Sysprep is not meant for machines in use: profiles, packages and secrets stay inside.",
    .source = OVERVIEW,
    .advice = "Delete the profiles of everybody but the one who builds the image.",
    .judge = judge_profiles,
};

const struct requirement requirement_dsc_not_applied = {
    .id = "dsc.not-applied",
    .title = "No configuration of PowerShell DSC was applied",
    .why = "Generalizing such a machine is not supported: DscCore.dll stops sysprep with 0x2.",
    .source = "https://learn.microsoft.com/powershell/dsc/troubleshooting/troubleshooting",
    .advice = "Build the image without DSC, and apply configurations on the clones.",
    .expects = { .fact = "dsc.configuration", .kind = EXPECTS_NO_ROWS, .show = "name" },
};

const struct requirement requirement_crypto_machine_keys_present = {
    .id = "crypto.machine-keys-present",
    .title = "The folder of the machine's RSA keys is there",
    .why = "Sysprep's cryptographic provider works on it, and fails with 0x80090016 or 0x2.",
    .source = "https://learn.microsoft.com/windows/win32/seccng/key-storage-and-retrieval",
    .advice = "Restore the folder with the rights that Windows gives it.",
    .expects = { .fact = "crypto.machine_keys",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .show = "MachineKeys",
        .when_absent = VERDICT_UNMET },
};

const struct requirement requirement_context_not_safe_mode = {
    .id = "context.not-safe-mode",
    .title = "Windows runs in its normal mode",
    .why = "In safe mode the services that sysprep's providers call cannot be started.",
    .source = OVERVIEW,
    .advice = "Restart without safe mode (bcdedit /deletevalue safeboot).",
    .expects = { .fact = "context.safe_mode",
        .kind = EXPECTS_ABSENT,
        .show = "OptionValue of SafeBoot" },
};

const struct requirement requirement_os_not_domain_controller = {
    .id = "os.not-domain-controller",
    .title = "The machine is not a domain controller",
    .why = "Sysprep does not support Active Directory Domain Services: a domain controller cannot "
           "be generalized.",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "sysprep-support-for-server-roles",
    .advice = "Demote it, or build the image on a machine without that role.",
    .expects = { .fact = "os.product_type",
        .kind = EXPECTS_NOT_NUMBER,
        .number = 2,
        .show = "product type" },
};
