#!/bin/sh
# SPDX-License-Identifier: MIT
# package.sh - what is handed out: MSI, portable zip, list of parts (SPDX) and sums; called by ./dev package.
#
# usage: package.sh BUILD OUTPUT [--certificate FILE.pfx [--password FILE] [--timestamp URL]]
#
# BUILD is the folder of the Windows build. Everything is the same to the bit from the same sources:
# times are SOURCE_DATE_EPOCH, which is the last commit's where it is not set. A signature is, too,
# unless a timestamp is asked of a server.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

fail() {
    echo "package.sh: $*" >&2
    exit 1
}

[ $# -ge 2 ] || { sed -n 's/^# usage: //p' "$0" >&2; exit 2; }
build=$1
output=$2
shift 2
certificate=''
password=''
timestamp=''
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || fail "'$1' needs a value"
    case $1 in
        --certificate) certificate=$2 ;;
        --password) password=$2 ;;
        --timestamp) timestamp=$2 ;;
        *) fail "unknown option '$1'" ;;
    esac
    shift 2
done

if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
    SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null) ||
        fail "no git history to take the time from: set SOURCE_DATE_EPOCH"
fi
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C

version=$(sed -n 's/^project(goldprep VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
[ -n "$version" ] || fail "no version in CMakeLists.txt"
name=goldprep-$version-x64
[ -f "$build/agent/goldprep.exe" ] || fail "no '$build/agent/goldprep.exe': run ./dev build"
deps=$(cat "$build/deps") || fail "'$build/deps' does not say where the libraries are"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# sign FILE DESCRIPTION
sign() {
    [ -n "$certificate" ] || return 0
    set -- "$1" "$2" -pkcs12 "$certificate" -h sha256 -n "$2" -time "$SOURCE_DATE_EPOCH"
    [ -z "$password" ] || set -- "$@" -readpass "$password"
    [ -z "$timestamp" ] || set -- "$@" -ts "$timestamp"
    file=$1
    shift 2
    osslsigncode sign "$@" -in "$file" -out "$file.signed" >"$work/log" 2>&1 ||
        { cat "$work/log" >&2; fail "cannot sign '$(basename "$file")'"; }
    mv "$file.signed" "$file"
}

mkdir -p "$work/goldprep" "$output"
cp "$build/agent/goldprep.exe" "$root/LICENSE" "$work/goldprep/"
sign "$work/goldprep/goldprep.exe" goldprep

# The licences of what is linked in, as Debian's packages give them.
for package in libxml2-dev libcjson-dev mingw-w64-x86-64-dev gcc-mingw-w64-x86-64-win32; do
    printf '==== %s\n\n' "$package"
    cat "/usr/share/doc/$package/copyright"
    echo
done >"$work/goldprep/THIRD-PARTY.txt"

"$here/make_msi.py" "$work/goldprep/goldprep.exe" "$root/agent/win/goldprep.ico" "$version" \
    "$work/$name.msi"
sign "$work/$name.msi" "goldprep $version"

"$here/make_sbom.py" "$build/agent/goldprep.map" "$deps/sources.tsv" "$work/goldprep/goldprep.exe" \
    "$version" "$work/$name.spdx.json"

# Zip keeps local times of two seconds' accuracy; TZ is UTC above.
find "$work/goldprep" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
chmod 644 "$work/goldprep"/*
(cd "$work" && zip -q -X -9 "$name.zip" goldprep/LICENSE goldprep/THIRD-PARTY.txt goldprep/goldprep.exe)

rm -f "$output"/goldprep-*-x64.* "$output/SHA256SUMS"
cp "$work/$name.msi" "$work/$name.zip" "$work/$name.spdx.json" "$output/"
(cd "$output" && sha256sum "$name.msi" "$name.spdx.json" "$name.zip" >SHA256SUMS && cat SHA256SUMS)
