/* SPDX-License-Identifier: MIT */
/* operations_parts.h - how operations*.c put the list together; nobody else's. */
#pragma once

#include "upload/operations.h"

#define API_GALLERY "2024-03-03"
#define API_COMPUTE "2024-07-01"
#define API_DISK "2024-03-02"
#define API_TAGS "2021-04-01"
#define API_ROLE "2022-04-01"
#define API_DEV_CENTER "2024-02-01"
#define API_IDENTITY "2023-01-31"
#define API_LAB_PLAN "2023-06-07"
#define API_LAB_ACCOUNT "2018-10-15"

#define DOCS "https://learn.microsoft.com/"
#define SOURCE_DEV_BOX DOCS "azure/dev-box/how-to-configure-azure-compute-gallery"
#define SOURCE_LAB DOCS "azure/lab-services/how-to-attach-detach-shared-image-gallery"

/** Adds an operation; id, what and body are taken over, also when there is no memory.
 * @return  its body, to be filled; NULL: none, or no memory */
struct json *operations_add(struct operations *operations, struct operation operation);
/** printf to a string that the caller owns; NULL, and the list broken, without memory. */
char *operations_text(struct operations *operations, const char *format, ...) PRINTF_LIKE(2, 3);
/** Adds `{"<parameter>": name}`; name, kind and of make the parameter when it is new. */
void operations_add_parameter(struct operations *operations, struct json *parent,
    const char *member, struct operation_parameter parameter);

/** Says which image it is that the resource holds. */
void operations_add_image_tag(const struct operations *operations, struct json *request);

/** Adds text when it is there. */
void body_add_text(struct json *parent, const char *name, const char *value);
/** Adds text, as a date and time where only a date was said. */
void body_add_date(
    struct operations *operations, struct json *parent, const char *name, const char *value);
void body_add_number(struct json *parent, const char *name, struct target_number number);

void operations_gallery(struct operations *operations);
void operations_definition(struct operations *operations);
void operations_roles(struct operations *operations);
void operations_upload(struct operations *operations);
void operations_source(struct operations *operations);
void operations_version(struct operations *operations);
void operations_share(struct operations *operations);
void operations_windows365(struct operations *operations);
void operations_identity(struct operations *operations);
void operations_dev_center(struct operations *operations);
void operations_lab(struct operations *operations);
void operations_machines(struct operations *operations);
