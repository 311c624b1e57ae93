/* SPDX-License-Identifier: MIT */
/*
 * efs.c - has a person ever encrypted a file with EFS?
 *
 * Sysprep makes such files unreadable for ever. Windows notes the certificate that it encrypts with
 * in the person's own registry; profiles that are not in use are mounted to read it, which takes the
 * rights to back up and restore. Whether files are still encrypted is asked by efs_deep.c.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep--system-preparation--overview
 *         EFS\CurrentKeys, CertificateHash is observed by public tools: unverified on a real
 *         Windows.
 */
#include "probes/probe.h"

#include "guest/user_profiles.h"

#define CURRENT_KEYS "\\Software\\Microsoft\\Windows NT\\CurrentVersion\\EFS\\CurrentKeys"

static const struct probe_key keys[] = {
    { "efs.keys", "rows: sid of each person with a certificate for encrypting files",
        "HKU\\<SID>" CURRENT_KEYS ", CertificateHash" },
    { NULL, NULL, NULL },
};

static bool look(const struct guest *guest, const char *sid, void *context, struct err *err)
{
    struct json *rows = context;
    AUTO(text) key = { 0 };
    enum found found = ABSENT;

    text_append(&key, GUEST_USERS "%s" CURRENT_KEYS, sid);
    if (!text_ok(&key, err) ||
        !guest->reg_has_value(guest->state, text_string(&key), "CertificateHash", &found, err))
        return false;
    if (found == ABSENT)
        return true;
    struct json *row = json_add_object(rows, NULL);
    return json_add_string(row, "sid", sid) ? true : err_nomem(err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { json_new_array() };
    struct err why = { 0 };

    if (!rows.root)
        return err_nomem(err);
    if (!user_registries_visit(guest, look, rows.root, &why))
        return facts_set_unreadable(facts, "efs.keys", &why, err);
    return facts_set_rows(facts, "efs.keys", rows.root, err);
}

const struct probe probe_efs = {
    .id = "efs",
    .title = "Persons who have encrypted files with EFS",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "sysprep--system-preparation--overview",
    .keys = keys,
    .collect = collect,
};
