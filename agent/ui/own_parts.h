/* SPDX-License-Identifier: MIT */
/* own_parts.h - the parts of goldprep that lie outside of its state folder, in the order they go. */
#pragma once

#include "guest/guest.h"
#include "guest/own.h"

/** What is known of the parts while they go. Zeroed but for guest and own is the beginning. */
struct own_parts {
    const struct guest *guest;
    const struct own *own;
    struct text product; /* code of the installation; "" when there is none */
    struct text program; /* the program's file, as it is named now */
    struct text folder;  /* of an installed program, which goes when it is empty; "": none */
};
void own_parts_done(struct own_parts *parts);

/** Fills in the program. */
bool own_parts_begin(struct own_parts *parts, struct err *err) MUST_CHECK;

struct own_part {
    const char *what; /* "service", in the manifest; never renamed */
    /** Is it there? Appends where. */
    bool (*find)(
        struct own_parts *parts, enum found *found, struct text *where, struct err *err) MUST_CHECK;
    bool (*remove)(struct own_parts *parts, struct err *err) MUST_CHECK;
};

/** Ends with a `what` of NULL. */
extern const struct own_part own_parts_all[];
