#!/bin/sh
# SPDX-License-Identifier: MIT
# check_exe.sh - looks at the Windows program from outside. Exit 77: it has not been built.
#
# usage: check_exe.sh imports|hardening|size|paths|version EXE
#        check_exe.sh reproducible EXE      builds the same sources once more, elsewhere
set -eu

here=$(cd "$(dirname "$0")" && pwd)
exe=$2
[ -f "$exe" ] || { echo "there is no $exe: run ./dev build"; exit 77; }
objdump=x86_64-w64-mingw32-objdump

# characteristic NAME: objdump prints one line for each set bit.
characteristic() {
    $objdump -p "$exe" | sed -n '/^DllCharacteristics/,/^$/p' | grep -q "^[[:space:]]*$1" ||
        { echo "$exe: $1 is not set"; exit 1; }
}

case $1 in
    imports)
        dlls=$($objdump -p "$exe" | sed -n 's/^[[:space:]]*DLL Name: //p')
        [ -n "$dlls" ] || { echo "$exe: no import table found"; exit 1; }
        bad=$(echo "$dlls" | grep -vixF -f "$here/dlls.txt" || true)
        [ -z "$bad" ] || { echo "$exe imports from $bad, which dlls.txt does not list"; exit 1; }
        echo "$dlls"
        ;;
    hardening)
        characteristic DYNAMIC_BASE
        characteristic NX_COMPAT
        characteristic HIGH_ENTROPY_VA
        $objdump -h "$exe" | grep -q '\.reloc' || { echo "$exe: no relocations, so no ASLR"; exit 1; }
        $objdump -p "$exe" | grep -Eq '^Magic[[:space:]]+020b' || { echo "$exe: not 64-bit"; exit 1; }
        ;;
    size)
        bytes=$(wc -c <"$exe")
        limit=$((5 * 1024 * 1024 / 2))
        echo "$bytes bytes; the limit is $limit"
        [ "$bytes" -lt "$limit" ]
        ;;
    paths)
        # No folder of the machine that built it.
        root=$(cd "$here/../.." && pwd)
        for folder in "$root" "$HOME/"; do
            ! grep -aqF "$folder" "$exe" || { echo "$exe contains '$folder'"; exit 1; }
        done
        ;;
    reproducible)
        sum=$(sha256sum <"$exe")
        shown=$(dirname "$exe")/reproducible
        if [ "$(cat "$shown" 2>/dev/null)" = "$sum" ]; then
            echo "shown before for this very file: $sum"
            exit 0
        fi
        GOLDPREP_WINDOWS_DEPS=$(cat "$here/../../build/windows-x64/deps")
        export GOLDPREP_WINDOWS_DEPS
        again=$(mktemp -d)
        trap 'rm -rf "$again"' EXIT
        cp "$here/../../CMakeLists.txt" "$here/../../CMakePresets.json" "$again/"
        for folder in agent probes actions installer; do cp -r "$here/../../$folder" "$again/"; done
        (cd "$again" && cmake --preset windows-x64 -D GOLDPREP_TESTS=OFF >/dev/null &&
            cmake --build --preset windows-x64 >/dev/null)
        cmp "$exe" "$again/build/windows-x64/agent/goldprep.exe"
        echo "$sum" | tee "$shown"
        ;;
    *)
        echo "unknown check '$1'" >&2
        exit 2
        ;;
esac
