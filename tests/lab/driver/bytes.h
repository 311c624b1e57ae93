/* SPDX-License-Identifier: MIT */
/* bytes.h - numbers in a disk's sectors: little-endian, at any place. */
#pragma once

#include <stdint.h>

static inline uint64_t bytes_get(const uint8_t *at, unsigned size)
{
    uint64_t number = 0;

    while (size-- > 0)
        number = number << 8 | at[size];
    return number;
}

static inline uint16_t bytes_get16(const uint8_t *at)
{
    return (uint16_t)bytes_get(at, 2);
}

static inline uint32_t bytes_get32(const uint8_t *at)
{
    return (uint32_t)bytes_get(at, 4);
}

static inline uint64_t bytes_get64(const uint8_t *at)
{
    return bytes_get(at, 8);
}

static inline void bytes_put(uint8_t *at, unsigned size, uint64_t number)
{
    for (unsigned i = 0; i < size; i++, number >>= 8)
        at[i] = (uint8_t)number;
}
