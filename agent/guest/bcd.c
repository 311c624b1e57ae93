/* SPDX-License-Identifier: MIT */
/* bcd.c - boot configuration data, as the registry shows the store that this Windows started from. */
#include "guest/bcd.h"

enum { TYPE_BINARY = 3 }; /* REG_BINARY */

static void append_key(struct text *key, const char *object, enum bcd_element element)
{
    text_append(key, BCD_STORE "\\Objects\\%s\\Elements\\%08x", object, (unsigned)element);
}

bool bcd_parse_number(uint32_t type, const struct bytes *bytes, int64_t *number, struct err *err)
{
    uint64_t value = 0;

    if (type != TYPE_BINARY || (bytes->len != 1 && bytes->len != 8))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "neither a boolean nor an integer");
    for (size_t i = 0; i < bytes->len; i++)
        value |= (uint64_t)bytes->data[i] << (8 * i);
    if (value > INT64_MAX)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "an integer that is too large");
    *number = (int64_t)value;
    return true;
}

bool bcd_read_number(const struct guest *guest, const char *object, enum bcd_element element,
    enum found *found, int64_t *number, struct err *err)
{
    AUTO(text) key = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found is_there = ABSENT;
    uint32_t type = 0;

    append_key(&key, object, element);
    if (!text_ok(&key, err) || !guest->reg_read_bytes(guest->state, text_string(&key), "Element",
                                   &is_there, &type, &bytes, err))
        return false;
    if (is_there == FOUND && !bcd_parse_number(type, &bytes, number, err))
        return err_wrap(err, "boot configuration element %08x", (unsigned)element);
    *found = is_there;
    return true;
}

bool bcd_read_default(
    const struct guest *guest, enum found *found, struct text *object, struct err *err)
{
    AUTO(text) key = { 0 };

    append_key(&key, BCD_BOOT_MANAGER, BCD_DEFAULT_OBJECT);
    return text_ok(&key, err) &&
           guest->reg_read_text(guest->state, text_string(&key), "Element", found, object, err);
}
