#!/bin/sh
# SPDX-License-Identifier: MIT
# windows-deps.sh - cross-builds libxml2, cJSON and Check for Windows from Debian's own source
# packages, security patches applied. Called by ./dev; needs apt-get, dpkg-source, cmake, ninja and
# mingw-w64.
#
# usage: windows-deps.sh FOLDER     prints the folder that holds include/ and lib/
#
# The result lies in FOLDER, under a name made of the packages' versions, the compiler's version and
# this script: a second call only prints it.
set -eu

sources='libxml2 cjson check'
here=$(cd "$(dirname "$0")" && pwd)
into=$1

# `apt-get source` wants deb-src lists. They are derived from the machine's own sources and given to
# apt for these calls only; the machine's lists stay as they are.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$work/lists/partial" "$work/parts" "$work/src"
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$list" ] || continue
    # Debian's own archives only: a third party's may have no sources to offer.
    sed -n 's/^deb\([[:space:]].*\)$/deb-src\1/p' "$list" | grep -E '[[:space:]](main)([[:space:]]|$)' |
        grep -i debian >>"$work/sources.list" || true
done
for list in /etc/apt/sources.list.d/*.sources; do
    [ -f "$list" ] || continue
    grep -q debian-archive-keyring "$list" || continue
    sed 's/^Types:.*/Types: deb-src/' "$list" >"$work/parts/$(basename "$list")"
done
touch "$work/sources.list"
cp -r /var/lib/apt/lists/. "$work/lists/" 2>/dev/null || true

apt() {
    apt-get -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts="$work/parts" \
        -o Dir::State::lists="$work/lists" -o APT::Sandbox::User=root "$@"
}

# The key asks the binary packages' versions, which needs no source list and no network.
compiler=$(x86_64-w64-mingw32-gcc -dumpfullversion)
versions=$(apt-cache policy libxml2-dev libcjson-dev check | sed -n 's/^ *Candidate: *//p' | tr '\n' ' ')
key=$(printf '%s|%s|%s' "$versions" "$compiler" "$(cat "$here/windows-deps.sh" "$here/windows-x64.cmake")" |
    sha256sum | cut -c1-16)
prefix=$into/windows-$key
if [ -f "$prefix/complete" ]; then
    echo "$prefix"
    exit 0
fi

echo "cross-building libxml2, cJSON and Check for Windows (once, about a minute)" >&2
apt update >&2
cd "$work/src"
# shellcheck disable=SC2086 # a list of names
apt source $sources >&2

fail() {
    cat "$work/log" >&2
    echo "windows-deps.sh: cannot build $1" >&2
    exit 1
}

build() { # folder-pattern option...
    name=$1
    folder=$(find "$work/src" -maxdepth 1 -type d -name "$name" | head -n 1)
    shift
    cmake -S "$folder" -B "$work/build-$name" -G Ninja -Wno-dev \
        -DCMAKE_TOOLCHAIN_FILE="$here/windows-x64.cmake" -DCMAKE_BUILD_TYPE=MinSizeRel \
        -DCMAKE_INSTALL_PREFIX="$prefix" -DBUILD_SHARED_LIBS=OFF \
        -DCMAKE_C_FLAGS="-ffile-prefix-map=$work/= -fstack-protector-strong -ffunction-sections -fdata-sections" \
        "$@" >"$work/log" 2>&1 || fail "$name"
    cmake --build "$work/build-$name" --target install >>"$work/log" 2>&1 || fail "$name"
}

rm -rf "$prefix"
build 'libxml2-*' -DLIBXML2_WITH_PYTHON=OFF -DLIBXML2_WITH_ICONV=OFF -DLIBXML2_WITH_ZLIB=OFF \
    -DLIBXML2_WITH_LZMA=OFF -DLIBXML2_WITH_TESTS=OFF -DLIBXML2_WITH_PROGRAMS=OFF \
    -DLIBXML2_WITH_HTTP=OFF -DLIBXML2_WITH_FTP=OFF -DLIBXML2_WITH_CATALOG=OFF \
    -DLIBXML2_WITH_DOCB=OFF -DLIBXML2_WITH_HTML=OFF -DLIBXML2_WITH_DEBUG=OFF \
    -DLIBXML2_WITH_XINCLUDE=OFF -DLIBXML2_WITH_SCHEMATRON=OFF -DLIBXML2_WITH_MODULES=OFF
build 'cjson-*' -DENABLE_CJSON_TEST=OFF -DENABLE_CUSTOM_COMPILER_FLAGS=OFF
build 'check-*' -DCHECK_ENABLE_TESTS=OFF

# library, source package, version, licence: for the list of what the program is made of
version_of() {
    dpkg-parsechangelog -S Version -l "$(find "$work/src" -path "*/$1-*/debian/changelog" | head -n 1)"
}
{
    printf 'libxml2.a\tlibxml2\t%s\tMIT\n' "$(version_of libxml2)"
    printf 'libcjson.a\tcjson\t%s\tMIT\n' "$(version_of cjson)"
} >"$prefix/sources.tsv"
touch "$prefix/complete"
echo "$prefix"
