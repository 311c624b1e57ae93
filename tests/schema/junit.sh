#!/bin/sh
# SPDX-License-Identifier: MIT
# junit.sh - is every JUnit document well-formed? Exit 77: xmllint is not installed.
#
# usage: junit.sh DOCUMENTS
set -eu
command -v xmllint >/dev/null || { echo "xmllint is not installed"; exit 77; }
xmllint --noout "$1"/*.xml
