#!/bin/bash
# SPDX-License-Identifier: MIT
# check_package.sh - looks at what installer/package.sh makes. Exit 77: something it needs is missing.
#
# usage: check_package.sh make BUILD FOLDER      makes it there, for the others but `signed`
#        check_package.sh tables|files|shortcut|zip|sums|sbom|reproducible|signed BUILD FOLDER
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(realpath -m "$2")
folder=$(realpath -m "$3")
version=$(sed -n 's/^project(goldprep VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
name=goldprep-$version-x64
wrong=0

skip() {
    echo "$1"
    [ -z "${LAB_REQUIRED:-}" ] || exit 1
    exit 77
}

[ -f "$build/agent/goldprep.exe" ] || skip "there is no $build/agent/goldprep.exe: run ./dev build"
[ -f "$(cat "$build/deps")/sources.tsv" ] || skip "the libraries are older than sources.tsv: run ./dev build"
for tool in wixl msibuild msiinfo msiextract zip unzip lnkinfo osslsigncode openssl python3; do
    command -v "$tool" >/dev/null || skip "there is no $tool: ./dev package installs it"
done

say_wrong() {
    echo "WRONG  $*"
    wrong=1
}

is() { # TEXT WANTED SEEN
    [ "$2" = "$3" ] || say_wrong "$1: '$3' and not '$2'"
}

# make FOLDER [OPTION ...]: in a time zone and with rights that must not matter.
make() {
    local into=$1
    shift
    rm -rf "$into"
    mkdir -p "$into"
    SOURCE_DATE_EPOCH=1764140000 "$root/installer/package.sh" "$build" "$into" "$@" >"$into.log" 2>&1 ||
        { cat "$into.log"; exit 1; }
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
msi=$folder/$name.msi

# rows TABLE: without the three lines that say what its columns are.
rows() {
    msiinfo export "$msi" "$1" | tr -d '\r' | tail -n +4 | LC_ALL=C sort
}

# row TABLE KEY: its other columns with bars between them.
row() {
    rows "$1" | awk -F '\t' -v OFS='|' -v key="$2" '$1 == key { $1 = ""; print substr($0, 2) }'
}

case $1 in
    make) make "$folder" ;;
    tables)
        is 'an entry of PATH' "=-*PATH|[~];[INSTALLFOLDER]|Program" "$(row Environment Path)"
        is 'the service' 'goldprep|goldprep: golden image preparation|16|3|1|||||service run|Program' \
            "$(row ServiceInstall Service | cut -d '|' -f 1-11)"
        # stop at both, delete at removal
        is 'what is done with it' 'goldprep|162||1|Program' "$(row ServiceControl ServiceEnds)"
        is 'messages of the event log' \
            '2|SYSTEM\CurrentControlSet\Services\EventLog\Application\goldprep|EventMessageFile|#%[#goldprep.exe]|EventSource' \
            "$(row Registry EventMessages)"
        is 'the service, quoted' \
            '2|SYSTEM\CurrentControlSet\Services\goldprep|ImagePath|#%"[#goldprep.exe]" service run|Program' \
            "$(row Registry ServiceProgram)"
        services=$(row InstallExecuteSequence InstallServices | cut -d '|' -f 2)
        values=$(row InstallExecuteSequence WriteRegistryValues | cut -d '|' -f 2)
        is 'which is written behind it' yes "$([ "$values" -gt "$services" ] && echo yes)"
        is 'its version' "$version.0|1033" "$(row File goldprep.exe | cut -d '|' -f 4-5)"
        is 'no hash beside a version' '' "$(row MsiFileHash goldprep.exe)"
        is 'older and same version go' "0.0.0|$version||768||OLDER_IS_THERE" \
            "$(rows Upgrade | grep OLDER | cut -f 2- | tr '\t' '|')"
        is 'newer is refused' "$version|||2||NEWER_IS_THERE" \
            "$(rows Upgrade | grep NEWER | cut -f 2- | tr '\t' '|')"
        is 'no custom action' '' "$(rows CustomAction)"
        is 'the icon of Add or remove programs' goldprep.ico "$(row Property ARPPRODUCTICON)"
        is 'for all users' 1 "$(row Property ALLUSERS)"
        is 'passed on' 'OLDER_IS_THERE;NEWER_IS_THERE;BUILD;BUILD_BEFORE' "$(row Property SecureCustomProperties)"
        gone=$(row InstallExecuteSequence RemoveExistingProducts | cut -d '|' -f 2)
        begin=$(row InstallExecuteSequence InstallInitialize | cut -d '|' -f 2)
        is 'an upgrade is one transaction' yes "$([ "$gone" -gt "$begin" ] && echo yes)"
        msiinfo suminfo "$msi" | grep -q 'Template: x64;1033' || say_wrong 'not for x64'
        # The codes of components stay as they are: another one would be another component.
        is 'components' "$(grep -oE 'Component Id="[A-Za-z]+" Guid="[-0-9A-F]+"' "$root/installer/product.wxs" |
            sed 's/Component Id="\([A-Za-z]*\)" Guid="\(.*\)"/\1 {\2}/' | LC_ALL=C sort)" \
            "$(rows Component | awk '{ print $1, $2 }')"
        ;;
    files)
        msiextract -C "$work" "$msi" >/dev/null
        cmp "$work/PFiles/goldprep/goldprep.exe" "$build/agent/goldprep.exe" || wrong=1
        is 'nothing else' $'PFiles/goldprep/goldprep.exe\nPrograms/goldprep.lnk' \
            "$(cd "$work" && find . -type f | sed 's|^\./||' | LC_ALL=C sort)"
        ;;
    shortcut)
        msiextract -C "$work" "$msi" >/dev/null
        lnkinfo "$work/Programs/goldprep.lnk" | tr -d '\t' >"$work/told"
        # RunAsUser of [MS-SHLLINK] 2.1.1
        flags=0x$(od -An -tx4 -j 20 -N 4 "$work/Programs/goldprep.lnk" | tr -d ' ')
        [ $((flags & 0x2000)) != 0 ] || say_wrong "flags $flags do not ask for elevation"
        # shellcheck disable=SC2016 # the variables are Windows' own
        for told in 'Command line arguments *: /k ""%ProgramFiles%\\goldprep\\goldprep.exe" help"' \
            'Icon location *: %ProgramFiles%\\goldprep\\goldprep.exe' \
            '%SystemRoot%\\System32\\cmd.exe'; do
            grep -q "$told" "$work/told" || say_wrong "not there: $told"
        done
        [ "$wrong" = 0 ] || cat "$work/told"
        ;;
    zip)
        unzip -q "$folder/$name.zip" -d "$work"
        cmp "$work/goldprep/goldprep.exe" "$build/agent/goldprep.exe" || wrong=1
        cmp "$work/goldprep/LICENSE" "$root/LICENSE" || wrong=1
        for part in libxml2 cjson mingw-w64; do
            grep -qi "$part" "$work/goldprep/THIRD-PARTY.txt" || say_wrong "no licence of $part"
        done
        ;;
    sums)
        (cd "$folder" && sha256sum --strict --check SHA256SUMS)
        is 'every file is listed' "$(cd "$folder" && echo goldprep-*)" \
            "$(awk '{ print $2 }' "$folder/SHA256SUMS" | xargs)"
        ;;
    sbom)
        "$here/check_sbom.py" "$folder/$name.spdx.json" "$build/agent/goldprep.exe" "$(cat "$build/deps")"
        ;;
    reproducible)
        (cd "$work" && umask 077 && export TZ=Asia/Tokyo && make "$work/again")
        for file in "$name.msi" "$name.zip" "$name.spdx.json" SHA256SUMS; do
            cmp "$folder/$file" "$work/again/$file" || wrong=1
        done
        ;;
    signed)
        openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -out "$work/crt" -days 3 \
            -subj '/CN=goldprep test' -addext extendedKeyUsage=codeSigning 2>/dev/null
        echo secret >"$work/password"
        openssl pkcs12 -export -inkey "$work/key" -in "$work/crt" -out "$work/test.pfx" \
            -passout file:"$work/password"
        export SOURCE_DATE_EPOCH
        SOURCE_DATE_EPOCH=$(date +%s)
        rm -rf "$work/signed"
        "$root/installer/package.sh" "$build" "$work/signed" --certificate "$work/test.pfx" \
            --password "$work/password" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
        msiextract -C "$work/inside" "$work/signed/$name.msi" >/dev/null
        unzip -q "$work/signed/$name.zip" -d "$work"
        for file in "$work/signed/$name.msi" "$work/inside/PFiles/goldprep/goldprep.exe" \
            "$work/goldprep/goldprep.exe"; do
            osslsigncode verify -CAfile "$work/crt" -in "$file" >"$work/log" 2>&1 ||
                { cat "$work/log"; say_wrong "'$file' does not verify"; }
            # One byte in the middle is another one.
            cp "$file" "$work/altered"
            at=$(($(stat -c %s "$file") / 2))
            byte=$(od -An -tu1 -j $at -N 1 "$file")
            # shellcheck disable=SC2059 # the format is the byte
            printf "\\$(printf %03o $((byte ^ 255)))" |
                dd of="$work/altered" bs=1 seek=$at conv=notrunc status=none
            ! osslsigncode verify -CAfile "$work/crt" -in "$work/altered" >"$work/log" 2>&1 ||
                say_wrong "an altered '$file' verifies"
        done
        grep -q secret "$work/signed"/SHA256SUMS "$work/log" && say_wrong 'the password is shown'
        ;;
    *)
        echo "unknown check '$1'" >&2
        exit 2
        ;;
esac
[ "$wrong" = 0 ]
