/* SPDX-License-Identifier: MIT */
/*
 * asking.h - a guest that answers from its memory, and may ask a machine for what is not in it.
 *
 * With a machine behind it, it records: a question that is new goes to the machine, the answer is
 * redacted and kept, and what is handed out is what was kept. Without one, it replays. Both give
 * the same answers because there is one set of members (asked_*.c) and one memory.
 *
 * A member looks like this:
 *
 *     AUTO(asking) asking = asking_new(state, "tpm", NULL, NULL);
 *     struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };
 *
 *     if (asking_is_new(&asking))
 *         asking_keep(&asking, inner->tpm(inner->state, &reply.found, &seen, &reply.why), &reply);
 *     if (!asking_tell(&asking, &reply, err))
 *         return false;
 */
#pragma once

#include "guest/answers.h"
#include "guest/parts.h"

/** What `state` of such a guest points to. */
struct memory {
    struct answers answers;
    struct guest inner;       /* the machine; meaningful when is_live */
    bool is_live;             /* there is a machine: this records */
    struct err broken;        /* an answer could not be kept: there will be no recording */
    struct text_list mounted; /* SIDs of hives that the machine has mounted for us */
};

/** Unmounts what is still mounted. */
void memory_done(struct memory *memory);

/** One question, while it is asked. */
struct asking {
    struct memory *memory;
    const char *ask;      /* the member's name */
    struct json *line;    /* question and answer so far; owned until it is kept */
    struct json *of;      /* what is asked about, in line; NULL: nothing yet */
    struct text question; /* as answers.h has it */
    size_t place;         /* of the answer; ANSWERS_NONE: not known yet */
    struct err why;       /* domain ERR_NONE: nothing went wrong here */
};

/** What came back. */
struct reply {
    bool asks_found;  /* the member has a `found` */
    enum found found; /* then */
    const struct part *parts;
    size_t count;   /* of parts */
    struct err why; /* when the machine could not tell */
};

void asking_done(struct asking *asking);

/** Begins a question. @param first, second  what it is about; NULL: there is none */
struct asking asking_new(
    struct memory *memory, const char *ask, const char *first, const char *second);
/* More of what it is about. Text: NULL is written as null. */
void asking_text(struct asking *asking, const char *text);
void asking_number(struct asking *asking, uint64_t number);
/** @param texts  NULL-terminated; NULL is an empty list */
void asking_texts(struct asking *asking, const char *const *texts);

/** Must the machine be asked? When it is neither known nor to be had, asking_tell says so. */
bool asking_is_new(struct asking *asking);
/** Keeps what the machine said. @param told  what the machine's member returned */
void asking_keep(struct asking *asking, bool told, const struct reply *reply);
/** Reads the kept answer into reply's parts and found. @return what the member returns */
bool asking_tell(struct asking *asking, struct reply *reply, struct err *err) MUST_CHECK;

/** Says that this kind of guest changes nothing. @return false */
bool asking_refuses(const struct memory *memory, const char *member, struct err *err);

/* Each fills its part of the table. */
void asked_registry(struct guest *guest);
void asked_files(struct guest *guest);
void asked_machine(struct guest *guest);
void asked_lists(struct guest *guest);
void asked_disks(struct guest *guest);
void asked_changes(struct guest *guest);

/** The whole table. */
struct guest asked_guest(struct memory *memory);
