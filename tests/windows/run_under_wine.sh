#!/bin/bash
# SPDX-License-Identifier: MIT
# run_under_wine.sh - runs a test of agent/win under Wine, in a prefix of its own.
#
# usage: run_under_wine.sh prepare|stop PREFIX
#        run_under_wine.sh run PREFIX EXE
#
# `prepare` makes the prefix when it is not there, `stop` takes it away again: it is large and made
# in seconds. GOLDPREP_TEST_PREFIX names another one, which stays. Ends with 77 where there is no
# Wine or no such exe.
set -euo pipefail

wine=/usr/lib/wine/wine64
server=/usr/lib/wine/wineserver64

command=$1
export WINEPREFIX=${GOLDPREP_TEST_PREFIX:-$2}
export WINEARCH=win64 WINESERVER=$server WINEDEBUG=-all
# What a test takes of the lab is taken, not Wine's own of that name.
export WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe=;cfgmgr32=n,b;powershell.exe=n,b'
unset DISPLAY WAYLAND_DISPLAY

if [ ! -x "$wine" ]; then
    echo "no $wine: install wine64" >&2
    exit 77
fi

# A link that leads elsewhere, which Windows' own calls cannot make there.
link=goldprep-test-link

# Rights that a test gives to everybody are given: Wine takes them off as any program does.
umask 0

case $command in
    prepare)
        if [ ! -d "$WINEPREFIX/drive_c/windows/system32" ]; then
            mkdir -p "$WINEPREFIX"
            timeout 120 "$wine" wineboot -i </dev/null
            timeout 60 "$server" -w
        fi
        ln -sfn windows "$WINEPREFIX/drive_c/$link"
        ;;
    run)
        exe=$3
        if [ ! -f "$exe" ]; then
            echo "no '$exe': run ./dev build" >&2
            exit 77
        fi
        GOLDPREP_TEST_LINK="C:\\$link" timeout -k 10 240 "$wine" "$exe" </dev/null
        ;;
    stop)
        # Nothing but this prefix's own processes; none running is as good.
        timeout 60 "$server" -k || true
        timeout 60 "$server" -w || true
        [ -n "${GOLDPREP_TEST_PREFIX:-}" ] || rm -rf "$WINEPREFIX"
        ;;
    *)
        sed -n 's/^# usage: /usage: /p' "$0" >&2
        exit 2
        ;;
esac
