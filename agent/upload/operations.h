/* SPDX-License-Identifier: MIT */
/*
 * operations.h - pure: everything that brings an image to its target, as requests to Azure in order.
 *
 * One list for all renderers: what a template, a script and a REST document do is the same because
 * they are written from it. A body is the JSON of the request. Where something is known only when it
 * runs (the object id of a principal in that tenant), the body has an object with the one member
 * OPERATION_PARAMETER, whose value is the parameter's name; nothing else can have that member.
 */
#pragma once

#include "base/json.h"
#include "upload/target.h"

#define OPERATION_PARAMETER "<parameter>"

/** What an operation is part of; also the order of the list. */
enum operation_step {
    STEP_GROUP = 0, /* resource group */
    STEP_GALLERY,
    STEP_DEFINITION,
    STEP_IDENTITY, /* of the dev center */
    STEP_ROLE,
    STEP_UPLOAD, /* a VHD, to a blob or a managed disk */
    STEP_SOURCE, /* the machine that the version is made from */
    STEP_VERSION,
    STEP_SHARE,
    STEP_COMMUNITY,
    STEP_WINDOWS365,
    STEP_DEV_CENTER, /* attach or detach */
    STEP_DEV_BOX,    /* definition */
    STEP_LAB,        /* attach or detach */
    STEP_LAB_IMAGE,
    STEP_MACHINE,
    STEP_SCALE_SET,
    STEP_COUNT,
};

enum operation_kind {
    OPERATION_MAKE = 0, /* PUT of a resource; not when it is there */
    OPERATION_CHANGE,   /* PATCH of a resource that is there; not when it is so already */
    OPERATION_TAKE_OUT, /* GET, take the member at `member` out, PUT back; not when it is not there */
    OPERATION_CALL,     /* POST of an action */
    OPERATION_REMOVE,   /* DELETE; not when it is not there */
    OPERATION_LOOK,     /* GET; changes nothing */
    OPERATION_CARRY,    /* bytes of a file: no request to Resource Manager */
};

/** The mark of an upload that came to its end: a tag of a disk, metadata of a blob (without a dash). */
#define OPERATION_MARK_DISK "goldprep-upload"
#define OPERATION_MARK_BLOB "goldprep_upload"
#define OPERATION_MARK_WORD "done"
/** The tag of a disk and of a version that says which image they hold: the digest of its manifest. */
#define OPERATION_IMAGE_TAG "goldprep-manifest"
/** The same in the metadata of a blob, and what to do where that is another one. */
#define OPERATION_IMAGE_BLOB "goldprep_manifest"
#define OPERATION_BLOB_ADVICE                                                                      \
    "it holds another image, or nobody knows which: upload to a blob of another name"

struct operation {
    enum operation_step step;
    enum operation_kind kind;
    const char *type;   /* "Microsoft.Compute/galleries"; of the resource that is asked */
    const char *api;    /* "2024-03-03" */
    const char *action; /* behind the id: "/share", "?$expand=..."; "" */
    char *id;           /* resource id; owned */
    struct json *body;  /* NULL: none; owned */
    char *what;         /* "gallery 'contoso'": for comments and messages; owned */
    const char *why;    /* a sentence for people */
    const char *source; /* where that is published: a URL */
    /* CHANGE and TAKE_OUT: the member that is looked at first, as a JMESPath of names and dots */
    const char *member;
    const char *only;      /* the one id that may stand at `member`; another ends it. NULL: any */
    bool is_changed_later; /* MAKE: by one that follows, so that what is there is not compared */
    bool is_in_make;       /* CHANGE: in a template, the MAKE of the resource does it */
    const char *not_in_template;        /* why a template cannot do it; NULL: it can */
    unsigned needs;                     /* bits 1u << step of what must be there before */
    int wait_minutes;                   /* how long it may take; 0: it answers at once */
    const struct target_source *upload; /* of CARRY and of what belongs to it; NULL: none */
    const char *state;                  /* of STEP_SOURCE: what the machine is in then */
};

enum parameter_kind {
    PARAMETER_APPLICATION = 0, /* object id of the service principal of application `of` */
    PARAMETER_USER,            /* object id of the user with the address `of` */
    PARAMETER_IDENTITY,        /* principal id of the user-assigned identity with the id `of` */
    PARAMETER_SYSTEM_IDENTITY, /* principal id of the identity of the dev center with the id `of` */
    PARAMETER_FILE_SIZE,       /* bytes of the file `of`: a number */
    PARAMETER_SECRET,          /* never written anywhere: from the environment or asked for */
};

struct operation_parameter {
    char *name; /* "windows365ObjectId"; letters and digits; owned */
    enum parameter_kind kind;
    char *of;         /* owned */
    const char *what; /* a sentence for people */
};

/** Zeroed is empty. */
struct operations {
    struct operation *items;
    size_t count, capacity;
    struct operation_parameter *parameters;
    size_t parameter_count, parameter_capacity;
    const struct target *target;
    char *group_id, *gallery_id, *definition_id, *version_id; /* owned */
    bool broken;                                              /* an allocation failed */
    struct text *whole; /* what is rendered; a renderer sets it */
};

/** A text on its way into another one: when it breaks, so does that one. For AUTO(part). */
struct part {
    struct text text;
    struct text *whole;
};
void part_done(struct part *part);

void operations_done(struct operations *operations);

/**
 * Lists what the target asks for. The target must have no problems, and outlive the list.
 *
 * @return  false: out of memory, or a tag is called OPERATION_PARAMETER
 */
bool operations_make(
    const struct target *target, struct operations *operations, struct err *err) MUST_CHECK;

/** What a member must be where the resource is there already: a difference ends a script. */
struct operation_fixed {
    const char *member; /* "properties.osType" */
    const char
        *feature; /* "SecurityType": the value of that one of the list there; NULL: no list */
    const char *wanted;
    const char *absent; /* what it counts as where it is not there; NULL: nothing that is wanted */
    const char *advice; /* for people, where it is not so; NULL: none */
};
/**
 * Tells one of them after the other.
 *
 * @param at     begins at 0; it is moved on
 * @param fixed  borrows from the operation
 * @return       false: there are no more
 */
bool operation_next_fixed(
    const struct operation *operation, size_t *at, struct operation_fixed *fixed);
/** "a gallery", for headings: what a step is about. */
const char *operation_step_title(enum operation_step step);
/** Is it a part of an upload that the scripts write around the bytes: leave, its end, the mark? */
bool operation_is_around_bytes(const struct operation *operation);
/** "PUT" */
const char *operation_method(const struct operation *operation);
/** Appends "https://management.azure.com/...?api-version=...", of the target's cloud; without the
 * host when `path_alone`. */
void operation_append_url(const struct operations *operations, const struct operation *operation,
    bool path_alone, struct text *text);
/** What the tools call a national cloud; NULL: it is the public one. */
const char *operations_cloud_name(const struct operations *operations);
/** The parameter's name when the value is one, else NULL. */
const char *operation_parameter(const struct json *value);
const struct operation_parameter *operations_find_parameter(
    const struct operations *operations, const char *name);
/** Does the body of an operation use the parameter? */
bool operation_uses(const struct json *body, const char *name);
/** What is made of what is uploaded: where all of it is there, the source may be gone.
 * @param at  0, 1, ... @return NULL: there is no more */
const struct operation *operations_made_of_upload(const struct operations *operations, size_t at);
/** Begins an upload with it, or does one end before it? */
bool operations_upload_begins(const struct operations *operations, size_t at);
bool operations_upload_has_ended(const struct operations *operations, size_t at);
/** The first operation of the step, or NULL. */
const struct operation *operations_find(
    const struct operations *operations, enum operation_step step);
/** The last segment of a resource id. */
const char *operations_last_segment(const char *id);

/** What stands around a parameter's name in printed JSON: no text of a target has a control character,
 * and JSON escapes a backslash, so that nothing else looks like it. */
#define OPERATION_MARK "\"\\u0001"
#define OPERATION_MARK_END "\\u0001\""
/** Appends the body as JSON of several lines, without a line end, each parameter between marks. */
bool operation_print_marked(const struct json *body, struct text *text, struct err *err) MUST_CHECK;
/** Is the parameter of that name a number? @param name  len bytes of it */
bool operations_is_number(const struct operations *operations, const char *name, size_t len);

/** Is it a service of Microsoft, which a tenant may not know until its principal is made? */
bool operation_parameter_may_be_made(const struct operation_parameter *parameter);
/** How the directory finds the principal of an application. */
#define OPERATION_APPLICATION_FILTER "appId eq '%'"
/** How the directory finds a person: '%' stands for the address. */
#define OPERATION_USER_FILTER "mail eq '%' or userPrincipalName eq '%'"
/** Appends the filter with the name in it, its apostrophes doubled as OData wants. */
void operation_append_filter(struct text *text, const char *filter, const char *name);
