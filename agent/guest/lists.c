/* SPDX-License-Identifier: MIT */
/* lists.c - the names of the lists that a guest gives. */
#include "guest/guest.h"

const char *guest_list_name(enum guest_list which)
{
    switch (which) {
    case GUEST_LIST_DEVICES:
        return "devices";
    case GUEST_LIST_DRIVER_PACKAGES:
        return "driver-packages";
    case GUEST_LIST_SERVICES:
        return "services";
    case GUEST_LIST_PROCESSES:
        return "processes";
    case GUEST_LIST_ACCOUNTS:
        return "accounts";
    case GUEST_LIST_DRIVES:
        return "drives";
    case GUEST_LIST_DISKS:
        return "disks";
    case GUEST_LIST_APPX_PACKAGES:
        return "appx-packages";
    case GUEST_LIST_COUNT:
        break;
    }
    return "no list";
}
