/* SPDX-License-Identifier: MIT */
/* serve.h - what the service does for those who ask: the host of service/server.h. */
#pragma once

#include "ui/say.h"

/** The command that is the service. */
struct serve {
    struct ui *ui;
};

/** @param serve  must outlive the host */
struct service_host serve_host(struct serve *serve);
