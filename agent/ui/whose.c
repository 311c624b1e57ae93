/* SPDX-License-Identifier: MIT */
/*
 * whose.c - tells machines apart.
 *
 * Reads: HKLM\SOFTWARE\Microsoft\Cryptography, MachineGuid: made when Windows is installed, and what
 * others take for the identity of an installation. A copy of a disk has the same one until it is
 * generalized: two machines with one id cannot be told apart here, and nobody asks which of them it is.
 * Source: https://docs.rs/crate/host-identity/latest/source/src/sources/windows.rs
 */
#include "ui/whose.h"

#define KEY "SOFTWARE\\Microsoft\\Cryptography"
#define VALUE "MachineGuid"

enum { ID_LIMIT = 64 }; /* a GUID has 36 characters */

/* Empty when it cannot be told: then the name has to do. */
static void read_id(const struct guest *guest, struct text *id)
{
    enum found found = ABSENT;
    struct err no_id = { 0 };

    if (!guest->reg_read_text(guest->state, KEY, VALUE, &found, id, &no_id) || found == ABSENT ||
        id->len > ID_LIMIT)
        text_clear(id);
}

bool whose_to_json(
    const struct guest *guest, const char *computer, struct json *header, struct err *err)
{
    AUTO(text) id = { 0 };

    read_id(guest, &id);
    if (!text_ok(&id, err))
        return false;
    json_add_string(header, "machine", computer);
    if (id.len > 0)
        json_add_string(header, "machine_id", text_string(&id));
    return true;
}

bool whose_is_ours(
    const struct guest *guest, const struct json *header, bool *ours, struct err *err)
{
    const char *machine = json_string(json_member(header, "machine"));
    const char *machine_id = json_string(json_member(header, "machine_id"));
    AUTO(text) name = { 0 };
    AUTO(text) id = { 0 };

    read_id(guest, &id);
    if (!guest->computer_name(guest->state, &name, err) || !text_ok(&name, err) ||
        !text_ok(&id, err))
        return err_wrap(err, "cannot tell which machine this is");
    if (machine_id && id.len > 0) {
        *ours = text_same(machine_id, text_string(&id));
        if (!*ours)
            err_set(err, ERR_AGENT, ERR_REFUSED,
                "it is of the machine '%.63s' (%.64s), and this is '%.63s' (%s)",
                machine ? machine : "?", machine_id, text_string(&name), text_string(&id));
        return true;
    }
    *ours = !machine || text_same(machine, text_string(&name));
    if (!*ours)
        err_set(err, ERR_AGENT, ERR_REFUSED, "it is of the machine '%.63s', and this is '%.63s'",
            machine, text_string(&name));
    return true;
}
