/* SPDX-License-Identifier: MIT */
/*
 * signs.c - the marks, and the search for them and for the signatures of causes.
 *
 * Source: public logs and issues; unverified on a real Windows
 */
#include "sysprep/signs.h"

#include <string.h>

#define FIRMWARE                                                                                   \
    "copying boot entries to the firmware failed, which virtual machines refuse; the store on "    \
    "the disk "                                                                                    \
    "is what counts"

const struct sign_mark sign_marks[] = {
    { "Failure occurred while executing", SIGN_PROVIDER, NULL },
    { "Failure occured while executing", SIGN_PROVIDER, NULL }, /* as people type it */
    { "halting sysprep execution", SIGN_STOP, NULL },
    { "error occurred while running registry sysprep DLLs", SIGN_STOP, NULL },
    { "Error in validating actions", SIGN_STOP, NULL },
    { "Error in executing action", SIGN_STOP, NULL },
    { "Error in execute actions", SIGN_STOP, NULL },
    { "Failed while validating Sysprep session actions", SIGN_STOP, NULL },
    { "Failed while executing Sysprep session actions", SIGN_STOP, NULL },
    { "Failed during deleteValue operation", SIGN_STOP, NULL },
    { "Hit failure while", SIGN_STOP_LAST, NULL },
    { "Could not load DLL", SIGN_PROVIDER, NULL },
    { "Beginning of a new sysprep run", SIGN_BANNER, NULL },
    { "Initialized SysPrep log at", SIGN_BEGIN, NULL },
    { "Shutting down SysPrep log", SIGN_END, NULL },
    { "The sysprep dialog box returned FALSE", SIGN_END, NULL },
    { "Successfully created tag file", SIGN_SUCCESS, NULL },
    { "Successfully called InitiateSystemShutdown", SIGN_SUCCESS, NULL },
    { "Executing method", SIGN_CALL, NULL },
    { "LaunchDll:Found", SIGN_CALL, NULL },
    { "LaunchModule: Found", SIGN_CALL, NULL },
    { "Successfully executed", SIGN_CALLED, NULL },
    { "external providers", SIGN_EXTERNAL, NULL },
    { "ActionFiles\\Specialize.xml", SIGN_FIRST_BOOT, NULL },
    { "ActionFiles\\Respecialize.xml", SIGN_FIRST_BOOT, NULL },
    { "Operation Successful", SIGN_GOOD, NULL },
    { "operation completed successfully", SIGN_GOOD, NULL },
    { "Successfully generalized the bcd store", SIGN_GOOD, NULL },
    { "Successfully validated", SIGN_GOOD, NULL },
    { "DiskPart succeeded", SIGN_GOOD, NULL },
    { "DiskPart successfully", SIGN_GOOD, NULL },
    { "WinRE is installed", SIGN_GOOD, NULL },
    { "Vorgang wurde erfolgreich", SIGN_GOOD, NULL },
    { "Vorgang erfolgreich", SIGN_GOOD, NULL },
    { "op\xc3\xa9ration a r\xc3\xa9ussi", SIGN_GOOD, NULL },
    { "Sysprep completed successfully", SIGN_GOOD, NULL },
    { "FullyDecrypted", SIGN_DECRYPTED, NULL },
    { "Vollst\xc3\xa4ndig entschl\xc3\xbcsselt", SIGN_DECRYPTED, NULL },
    { "Enti\xc3\xa8rement d\xc3\xa9"
      "chiffr\xc3\xa9",
        SIGN_DECRYPTED, NULL },
    { "successfully deleted the selected partition", SIGN_DELETED, NULL },
    { "ausgew\xc3\xa4hlte Partition erfolgreich gel\xc3\xb6scht", SIGN_DELETED, NULL },
    { "unallocated", SIGN_FREE, NULL },
    { "nicht zugeordnet", SIGN_FREE, NULL },
    { "non allou\xc3\xa9", SIGN_FREE, NULL },
    { "Sysprep encountered errors", SIGN_FAILED_RUN, NULL },
    { "error occurred while trying to sysprep", SIGN_FAILED_RUN, NULL },
    { "Sysprep was not able to validate your Windows", SIGN_FAILED_RUN, NULL },
    { "konnte die Windows-Installation nicht", SIGN_FAILED_RUN, NULL },
    { "pas pu valider votre installation", SIGN_FAILED_RUN, NULL },
    { "Sysprep no pudo validar", SIGN_FAILED_RUN, NULL },
    { "sysprep failed", SIGN_FAILED_RUN, NULL },
    { "Sysprep has failed", SIGN_FAILED_RUN, NULL },
    { "sysprep.exe failed", SIGN_FAILED_RUN, NULL },
    { "failed to run sysprep", SIGN_FAILED_RUN, NULL },
    { "sysprep exited with", SIGN_FAILED_RUN, NULL },
    { "sysprep.exe exited with", SIGN_FAILED_RUN, NULL },
    { "unable to sysprep", SIGN_FAILED_RUN, NULL },
    { "Windows could not finish configuring the system", SIGN_FAILED, NULL },
    { "Windows could not complete the installation", SIGN_FAILED, NULL },
    { "The computer restarted unexpectedly or encountered", SIGN_FAILED, NULL },
    { "Operation failed:", SIGN_FAILED, NULL },
    { "REAGENTC.EXE: An error has occurred", SIGN_FAILED, NULL },
    { "Virtual Disk Service error", SIGN_FAILED, NULL },
    { "DiskPart has encountered an error", SIGN_FAILED, NULL },
    { "Deployment failed with HRESULT", SIGN_FAILED, NULL },
    { "non-zero exit status", SIGN_FAILED, NULL },
    { "non-zero return code", SIGN_FAILED, NULL },
    { "BiUpdateEfiEntry failed", SIGN_NOISE, FIRMWARE },
    { "BiExportBcdObjects failed", SIGN_NOISE, FIRMWARE },
    { "BiExportStoreAlterationsToEfi failed", SIGN_NOISE, FIRMWARE },
    { "MRTGeneralize", SIGN_NOISE,
        "the entry of Defender in the list of security products stays; the first boot writes it "
        "anew" },
    { "Compat-GenTel custom trigger", SIGN_NOISE,
        "telemetry is not triggered again; nothing waits for it" },
    { "setupdigetclassdevs failed", SIGN_NOISE, "no device of a kind was there to be listed" },
    { "CFirstUXWnd::OpenExisting failed", SIGN_NOISE,
        "the first boot looks for a window that is not open yet" },
    { "IOCTL_STORAGE_QUERY_PROPERTY failed", SIGN_NOISE, "the disk does not answer that question" },
    { "Failed to queue enumerated driver packages", SIGN_NOISE, "successful runs have it too" },
    { "Unable to uninstall device", SIGN_NOISE,
        "a device without hardware stays; successful runs have it" },
    { "SysprepMode to be deleted does not exist", SIGN_NOISE, "there was nothing to delete" },
    { "ResetTSRDSAppXKeys", SIGN_NOISE, "a key of another role is not there" },
    { "DetermineIfReRegisterOnUpgrade", SIGN_NOISE, "a key that upgrades leave is not there" },
};
const size_t sign_marks_count = COUNT_OF(sign_marks);

void signs_done(struct signs *signs)
{
    fold_set_done(&signs->set);
    free(signs->signatures);
    free(signs->causes);
    memset(signs, 0, sizeof *signs);
}

static size_t count_signatures(void)
{
    size_t count = 0;

    for (size_t at = 0; at < causes_count; at++)
        for (const struct cause_signature *each = causes_all[at].signatures; each && each->needle;
             each++)
            count++;
    return count;
}

bool signs_make(struct signs *signs, struct err *err)
{
    size_t count = count_signatures(), row = 0;

    signs->signatures = calloc(count, sizeof(const struct cause_signature *));
    signs->causes = calloc(count, sizeof(const struct cause *));
    if (!signs->signatures || !signs->causes)
        return err_nomem(err);
    for (size_t at = 0; at < causes_count; at++)
        for (const struct cause_signature *each = causes_all[at].signatures; each && each->needle;
             each++, row++) {
            signs->signatures[row] = each;
            signs->causes[row] = &causes_all[at];
            if (!fold_set_add(&signs->set, each->needle, SIGN_CAUSE, (uint16_t)row, err))
                return false;
        }
    signs->signature_count = row;
    for (size_t at = 0; at < sign_marks_count; at++)
        if (!fold_set_add(&signs->set, sign_marks[at].needle, (uint16_t)sign_marks[at].kind,
                (uint16_t)at, err))
            return false;
    return true;
}

static bool is_alnum(char c)
{
    return fold_byte(c) != 0;
}

static void add_hit(struct signs *signs, const struct log_record *record,
    const struct fold_needle *needle, size_t at)
{
    struct sign_hit hit = { .kind = (enum sign_kind)needle->kind,
        .from = signs->places[at],
        .to = signs->places[at + needle->len - 1] + 1U };

    if (hit.kind == SIGN_CAUSE) {
        hit.signature = signs->signatures[needle->row];
        hit.cause = signs->causes[needle->row];
        if ((hit.signature->traits & CAUSE_WHOLE) && hit.to < record->len &&
            is_alnum(record->text[hit.to]))
            return;
    } else {
        hit.why = sign_marks[needle->row].why;
    }
    /* What another tool repeats for hours leaves no room for what comes behind it. */
    if (signs->hit_count == SIGN_HITS_MOST)
        memmove(signs->hits + SIGN_HITS_MOST / 2, signs->hits + SIGN_HITS_MOST / 2 + 1,
            (SIGN_HITS_MOST / 2 - 1) * sizeof signs->hits[0]);
    else
        signs->hit_count++;
    signs->hits[signs->hit_count - 1] = hit;
}

void signs_find(struct signs *signs, const struct log_record *record)
{
    signs->hit_count = 0;
    signs->folded_len = fold_text(record->text, record->len, signs->folded, signs->places);
    for (size_t at = 0; at + FOLD_NEEDLE_LEAST <= signs->folded_len; at++)
        for (const struct fold_needle *needle = NULL;
             (needle = fold_set_at(&signs->set, signs->folded, signs->folded_len, at, needle));)
            add_hit(signs, record, needle, at);
}

bool signs_have(const struct signs *signs, enum sign_kind kind)
{
    for (size_t at = 0; at < signs->hit_count; at++)
        if (signs->hits[at].kind == kind)
            return true;
    return false;
}
