/* SPDX-License-Identifier: MIT */
/*
 * quote.h - pure: a text as a literal of another language, so that nothing in it can end the literal.
 *
 * Texts are UTF-8 without NUL. Every renderer writes every value through one of these, and puts
 * nothing from outside anywhere else, comments included (quote_comment).
 */
#pragma once

#include "base/text.h"

/** 'it'\''s' for bash and sh: nothing but the apostrophe means anything between apostrophes. */
void quote_bash(struct text *text, const char *value);

/**
 * 'it''s' for PowerShell, in ASCII alone: PowerShell takes four more characters for an apostrophe,
 * and Windows PowerShell reads a script without a byte order mark in the code page. What is not
 * ASCII, and control characters, are put together: ('caf' + [char]0x00E9).
 */
void quote_powershell(struct text *text, const char *value);

/** The same for JSON of several lines: one literal, with JSON's own escapes for what is not ASCII. */
void quote_powershell_json(struct text *text, const char *json);

/** "..." for HCL2: no ${ or %{ in it starts a template. */
void quote_hcl(struct text *text, const char *value);

/** What an ARM template holds for this text as a JSON string, before JSON's own quoting: a text that
 * would be read as an expression gets a bracket more. */
void quote_arm(struct text *text, const char *value);

/** 'it''s' within an ARM expression. */
void quote_arm_literal(struct text *text, const char *value);

/** A text inside a comment: what could end the line or turn its direction is shown as '?'. */
void quote_comment(struct text *text, const char *value);

/**
 * Would the Azure CLI take this argument as it is? It reads a file for one that begins with '@', also
 * behind the first '=', and takes one that begins with '-' for an option.
 */
bool quote_az_takes(const char *value);
