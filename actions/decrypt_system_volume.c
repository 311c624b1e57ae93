/* SPDX-License-Identifier: MIT */
/*
 * decrypt_system_volume.c - takes BitLocker off the volume of Windows, and keeps it off.
 *
 * Windows decrypts on its own, also over restarts and without goldprep: the action begins it, shows
 * how far it is, and waits within its limit. At the limit nothing is lost: the run is resumed.
 * First of all Windows is told not to begin device encryption, which it would do again once it has
 * decrypted.
 *
 * Conversion says what is so, never the percentage, which is rounded; the partition's first sector
 * is the second witness.
 *
 * Leaves behind: PreventDeviceEncryption 1, also in machines made from the image.
 * Undo:          goldprep undo puts that value back; manage-bde -on C: encrypts anew
 * Source: learn.microsoft.com/windows/win32/secprov/decrypt-win32-encryptablevolume
 *         learn.microsoft.com/windows/win32/secprov/getconversionstatus-win32-encryptablevolume
 *         learn.microsoft.com/windows-hardware/design/device-experiences/oem-bitlocker
 */
#include "actions/patience.h"
#include "guest/boot_sector.h"

#include <ctype.h>
#include <string.h>

enum {
    CALL_LIMIT_MS = 60 * 1000,
    POLL_MS = 10 * 1000,
    HEARTBEAT_MS = 30 * 1000,
};

#define NAME_SPACE "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption"
#define BITLOCKER "SYSTEM\\CurrentControlSet\\Control\\BitLocker"
#define PREVENT "PreventDeviceEncryption"

/** ConversionStatus. Source: the page of GetConversionStatus */
enum conversion {
    DECRYPTED = 0,
    ENCRYPTED = 1,
    ENCRYPTING = 2,
    DECRYPTING = 3,
    ENCRYPTION_PAUSED = 4,
    DECRYPTION_PAUSED = 5,
};

/** What WMI says of the volume. */
struct volume_state {
    int64_t conversion; /* enum conversion, or a number that is not known */
    int64_t percent;    /* still encrypted; -1: not told */
};

static const char *in_words(int64_t conversion)
{
    static const char *const words[] = { "decrypted", "encrypted", "encryption in progress",
        "decryption in progress", "encryption paused", "decryption paused" };

    return conversion >= 0 && conversion < (int64_t)COUNT_OF(words) ? words[conversion]
                                                                    : "in a state not known";
}

/* -- WMI -- */

static const struct {
    uint32_t code;
    const char *meaning;
} codes[] = {
    { 0x80070005, "access denied" },
    { 0x80310000, "the volume is locked" },
    { 0x80310029, "it holds keys that unlock other volumes; run 'manage-bde -autounlock "
                  "-clearallkeys' for it first" },
};

/* Calls a method of the volume that Windows is on; one that does not answer 0 is an error. */
static bool call(const struct guest *guest, const char *method, const char *const *properties,
    struct json **answer, struct err *err)
{
    AUTO(text) windows = { 0 };
    AUTO(text) where = { 0 };
    AUTO(json_value) given = { NULL };
    struct guest_wmi_query about = { .name_space = NAME_SPACE,
        .class_name = "Win32_EncryptableVolume",
        .method = method,
        .properties = properties,
        .limit_ms = CALL_LIMIT_MS };
    const char *meaning = "it says no more";
    int64_t code = 0;

    if (!guest->folder(guest->state, GUEST_WINDOWS, &windows, err))
        return false;
    if (windows.len < 2 || !isalpha((unsigned char)windows.bytes[0]) || windows.bytes[1] != ':')
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "the folder of Windows has no drive letter");
    text_append(&where, "DriveLetter='%c:'", windows.bytes[0]);
    if (!text_ok(&where, err))
        return false;
    about.where = text_string(&where);
    if (!guest->wmi_call(guest->state, &about, &given.root, err))
        return err_wrap(err, "%s", method);
    if (!json_number(json_member(given.root, "ReturnValue"), &code))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "%s gives no ReturnValue", method);
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (codes[i].code == (uint32_t)code)
            meaning = codes[i].meaning;
    if (code != 0)
        return err_set(err, ERR_HRESULT, (uint32_t)code, "%s answers 0x%08lX: %s", method,
            (unsigned long)(uint32_t)code, meaning);
    *answer = given.root;
    given.root = NULL;
    return true;
}

static bool read_state(const struct guest *guest, struct volume_state *state, struct err *err)
{
    static const char *const properties[] = { "ReturnValue", "ConversionStatus",
        "EncryptionPercentage", NULL };
    AUTO(json_value) answer = { NULL };

    if (!call(guest, "GetConversionStatus", properties, &answer.root, err))
        return false;
    if (!json_number(json_member(answer.root, "ConversionStatus"), &state->conversion))
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "GetConversionStatus gives no ConversionStatus");
    if (!json_number(json_member(answer.root, "EncryptionPercentage"), &state->percent))
        state->percent = -1;
    return true;
}

static bool decrypt(const struct guest *guest, struct err *err)
{
    static const char *const properties[] = { "ReturnValue", NULL };
    AUTO(json_value) answer = { NULL };

    return call(guest, "Decrypt", properties, &answer.root, err);
}

/* -- device encryption -- */

static bool is_prevented(const struct guest *guest, bool *yes, struct err *err)
{
    enum found found = ABSENT;
    uint32_t value = 0;

    if (!guest->reg_read_u32(guest->state, BITLOCKER, PREVENT, &found, &value, err))
        return false;
    *yes = found == FOUND && value == 1;
    return true;
}

static bool prevent(struct action_context *context, struct err *err)
{
    const struct guest *guest = context->guest;
    enum found found = ABSENT;
    uint32_t before = 0;

    if (!guest->reg_read_u32(guest->state, BITLOCKER, PREVENT, &found, &before, err))
        return false;
    if (found == FOUND && before == 1)
        return true;
    if (found == FOUND)
        text_append(&context->details, PREVENT " before: %lu\n", (unsigned long)before);
    else
        text_append(&context->details, PREVENT " before: not set\n");
    return guest->reg_write_u32(guest->state, BITLOCKER, PREVENT, 1, err);
}

/* -- the action -- */

/* A sector that cannot be read says nothing; what WMI says is enough then, as the rule has it. */
static bool is_encrypted_on_disk(const struct guest *guest)
{
    const char *whose = NULL;
    struct err ignored = { 0 };

    return boot_sector_read(guest, &whose, &ignored) && text_starts(whose, "bitlocker");
}

static bool holds(struct action_context *context, bool *yes, struct err *err)
{
    struct volume_state state = { 0 };
    bool prevented = false;

    if (!read_state(context->guest, &state, err) || !is_prevented(context->guest, &prevented, err))
        return false;
    *yes = state.conversion == DECRYPTED && prevented && !is_encrypted_on_disk(context->guest);
    return true;
}

static void append_state(struct text *text, const struct volume_state *state)
{
    text_append(text, "%s", in_words(state->conversion));
    if (state->conversion != DECRYPTED && state->conversion != ENCRYPTED && state->percent >= 0)
        text_append(text, ", %lld%% still encrypted", (long long)state->percent);
}

/* What a person was told last. */
struct told {
    struct volume_state state;
    uint64_t at_ms;
};

/* Each step of the conversion and of the percentage, or every 30 s that it goes on. */
static bool tell(struct action_context *context, const struct patience *patience,
    const struct volume_state *state, struct told *told, struct err *err)
{
    AUTO(text) line = { 0 };
    uint64_t spent_ms;

    if (!patience_spent(patience, &spent_ms, err))
        return false;
    if (state->conversion == told->state.conversion && state->percent == told->state.percent &&
        spent_ms < told->at_ms + HEARTBEAT_MS)
        return true;
    append_state(&line, state);
    text_append(&line, " (");
    patience_append(&line, spent_ms);
    action_say(context, "volume of Windows: %s)", text_string(&line));
    *told = (struct told){ *state, spent_ms };
    return true;
}

/* Windows goes on by itself, so that the limit ends the waiting and nothing else. */
static bool give_up(struct action_context *context, const struct volume_state *state,
    uint32_t limit_ms, struct err *err)
{
    AUTO(text) limit = { 0 };
    AUTO(text) now = { 0 };

    patience_append(&limit, limit_ms);
    append_state(&now, state);
    context->resumable = true;
    return err_set(err, ERR_AGENT, ERR_TIME_LIMIT,
        "the volume of Windows is not decrypted within %s (%s); Windows goes on by itself: resume "
        "later",
        text_string(&limit), text_string(&now));
}

static bool apply(struct action_context *context, struct err *err)
{
    const struct guest *guest = context->guest;
    struct told told = { .state = { -1, -1 } };
    struct volume_state state = { 0 };
    struct patience patience;
    uint32_t left_ms;

    if (!patience_begin(&patience, guest, context->limit_ms, err) || !prevent(context, err))
        return false;
    for (;;) {
        if (!read_state(guest, &state, err) || !tell(context, &patience, &state, &told, err))
            return false;
        if (state.conversion == DECRYPTED && is_encrypted_on_disk(guest))
            return err_set(err, ERR_AGENT, ERR_NO_EFFECT,
                "WMI says that the volume of Windows is decrypted, and on the disk it still begins "
                "as BitLocker's");
        if (state.conversion == DECRYPTED)
            return true;
        /* One that was paused meanwhile, by whomever, is gone on with. */
        if (state.conversion != DECRYPTING && !decrypt(guest, err))
            return err_wrap(err, "the volume of Windows stays encrypted");
        if (!patience_left(&patience, &left_ms, err))
            return false;
        if (left_ms == 0)
            return give_up(context, &state, patience.limit_ms, err);
        if (!guest->wait(guest->state, left_ms < POLL_MS ? left_ms : POLL_MS, err))
            return false;
    }
}

static bool remember(struct action_context *context, struct json *kept, struct err *err)
{
    struct volume_state state = { 0 };
    enum found found = ABSENT;
    uint32_t value = 0;

    if (!read_state(context->guest, &state, err) ||
        !context->guest->reg_read_u32(
            context->guest->state, BITLOCKER, PREVENT, &found, &value, err))
        return false;
    struct json *object = json_add_object(kept, "bitlocker");
    (void)json_add_number(object, "conversion", state.conversion);
    if (found == FOUND)
        (void)json_add_number(object, PREVENT, value);
    else
        (void)json_add_null(object, PREVENT);
    return true;
}

/* The value as it was. found: ABSENT when it was not set */
static void read_kept(const struct json *was, enum found *found, uint32_t *value)
{
    int64_t number = 0;

    *found = ABSENT;
    if (!json_number(json_member(was, PREVENT), &number) || number < 0 || number > UINT32_MAX)
        return;
    *found = FOUND;
    *value = (uint32_t)number;
}

static bool is_reverted(struct action_context *context, bool *yes, struct err *err)
{
    const struct guest *guest = context->guest;
    const struct json *was = json_member(context->kept, "bitlocker");
    struct volume_state state = { 0 };
    enum found before = ABSENT, now = ABSENT;
    uint32_t value_before = 0, value_now = 0;
    int64_t conversion = DECRYPTED;

    *yes = true;
    if (!json_number(json_member(was, "conversion"), &conversion)) {
        action_stays(context, "BitLocker: the journal does not tell how it was");
        return true;
    }
    read_kept(was, &before, &value_before);
    if (!read_state(guest, &state, err) ||
        !guest->reg_read_u32(guest->state, BITLOCKER, PREVENT, &now, &value_now, err))
        return false;
    if (conversion != DECRYPTED && state.conversion != conversion)
        action_stays(context,
            "BitLocker: the volume of Windows was %s and is %s, its keys are gone: 'manage-bde "
            "-on' "
            "encrypts it anew, with other keys",
            in_words(conversion), in_words(state.conversion));
    *yes = before == now && (now == ABSENT || value_before == value_now);
    return true;
}

static bool revert(struct action_context *context, struct err *err)
{
    const struct guest *guest = context->guest;
    enum found before = ABSENT;
    uint32_t value = 0;

    read_kept(json_member(context->kept, "bitlocker"), &before, &value);
    return before == FOUND ? guest->reg_write_u32(guest->state, BITLOCKER, PREVENT, value, err)
                           : guest->reg_delete_value(guest->state, BITLOCKER, PREVENT, err);
}

static bool observe(struct action_context *context, struct text *now, struct err *err)
{
    const struct guest *guest = context->guest;
    struct volume_state state = { 0 };
    const char *whose = NULL;
    struct err why = { 0 };
    bool prevented = false;

    if (!read_state(guest, &state, err) || !is_prevented(guest, &prevented, err))
        return false;
    append_state(now, &state);
    if (boot_sector_read(guest, &whose, &why))
        text_append(now, "; the partition begins as %s", whose);
    else
        text_append(now, "; its first sector is not told: %s", why.text);
    text_append(now, "; device encryption %s", prevented ? "prevented" : "not prevented");
    return text_ok(now, err);
}

static const char *const after[] = { NULL };

extern const struct action action_decrypt_system_volume;
const struct action action_decrypt_system_volume = {
    .id = "decrypt-system-volume",
    .title = "Decrypt the volume of Windows",
    .changes = "Turns BitLocker off for the volume of Windows, waits until it is decrypted, and "
               "sets PreventDeviceEncryption to 1, so that Windows does not begin again by itself.",
    .leaves = "The volume has no key protectors any more, and PreventDeviceEncryption stays in "
              "machines made from the image. Undo: goldprep undo puts that value back; "
              "manage-bde -on encrypts anew",
    .risk = "What lies on the disk can be read by whoever has the disk.",
    .cost = "minutes to hours",
    .source = "https://learn.microsoft.com/windows/win32/secprov/decrypt-win32-encryptablevolume",
    .traits = 0,
    .after = after,
    .holds = holds,
    .apply = apply,
    .observe = observe,
    .remember = remember,
    .is_reverted = is_reverted,
    .revert = revert,
    .irreversible = "The encryption: the keys of a volume that is decrypted are gone.",
};
