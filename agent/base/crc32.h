/* SPDX-License-Identifier: MIT */
/* crc32.h - CRC-32 as in zip and Ethernet (polynomial 0xEDB88320, reflected). */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** Continues a CRC over len more bytes. Start with 0. */
uint32_t crc32_add(uint32_t crc, const void *data, size_t len);
