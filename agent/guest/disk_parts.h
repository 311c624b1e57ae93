/* SPDX-License-Identifier: MIT */
/*
 * disk_parts.h - where the members of Windows' answer about a disk are. Only disk*.c use it.
 *
 * The offsets follow from the declarations by the rules of the 64-bit Windows ABI.
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-drive_layout_information_ex
 *         learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-partition_information_ex
 */
#pragma once

/** DRIVE_LAYOUT_INFORMATION_EX */
enum {
    LAYOUT_STYLE = 0,
    LAYOUT_COUNT = 4,
    LAYOUT_MBR_SIGNATURE = 8,
    LAYOUT_GPT_ID = 8,
    LAYOUT_GPT_USABLE_OFFSET = 24,
    LAYOUT_GPT_USABLE_LENGTH = 32,
    LAYOUT_ENTRIES = 48,
};

/** PARTITION_INFORMATION_EX */
enum {
    ENTRY_STYLE = 0,
    ENTRY_OFFSET = 8,
    ENTRY_LENGTH = 16,
    ENTRY_NUMBER = 24,
    ENTRY_REWRITE = 28,
    ENTRY_MBR_TYPE = 32,
    ENTRY_MBR_BOOT = 33,
    ENTRY_GPT_TYPE = 32,
    ENTRY_GPT_ID = 48,
    ENTRY_GPT_ATTRIBUTES = 64,
    ENTRY_GPT_NAME = 72,
    ENTRY_GPT_NAME_UNITS = 36,
    ENTRY_SIZE = 144,
};

/** PARTITION_STYLE as Windows numbers it. */
enum {
    STYLE_MBR = 0,
    STYLE_GPT = 1,
    STYLE_RAW = 2,
};
