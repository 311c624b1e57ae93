#!/bin/sh
# SPDX-License-Identifier: MIT
# sign.sh - what 'goldprep manifest sign' writes, openssl verifies; an altered byte, and it does not.
#
# usage: sign.sh GOLDPREP MANIFEST FOLDER
set -eu

goldprep=$1
rm -rf "$3"
mkdir -p "$3"
cp "$2" "$3/manifest.json"
cd "$3"
password='Pfx Passw0rd; "quoted"'
faults=0

wrong() {
    echo "WRONG  $*"
    faults=$((faults + 1))
}

# verifies CONTENT CERTIFICATE: as docs/manifest.md has it.
verifies() {
    openssl cms -verify -binary -inform DER -in manifest.json.p7s -content "$1" -CAfile "$2" \
        -purpose any -out /dev/null 2>/dev/null
}

for kind in rsa:2048 ec; do
    if [ $kind = ec ]; then
        openssl ecparam -name prime256v1 -out curve.pem
        kind=ec:curve.pem
    fi
    rm -f manifest.json.p7s
    for name in signer other; do
        openssl req -x509 -newkey "$kind" -nodes -keyout $name.key -out $name.pem -subj "/CN=$name" 2>/dev/null
    done
    openssl pkcs12 -export -inkey signer.key -in signer.pem -out signer.pfx -passout "pass:$password"

    # Without the password, with another one: nothing is written, and the right one is not shown.
    "$goldprep" manifest sign manifest.json --sign signer.pfx >said 2>&1 && wrong "$kind: signed without password"
    GOLDPREP_PFX_PASSWORD=other "$goldprep" manifest sign manifest.json --sign signer.pfx >>said 2>&1 &&
        wrong "$kind: signed with another password"
    [ ! -e manifest.json.p7s ] || wrong "$kind: a signature was written"

    GOLDPREP_PFX_PASSWORD=$password "$goldprep" manifest sign manifest.json --sign signer.pfx >>said 2>&1 ||
        wrong "$kind: not signed"
    verifies manifest.json signer.pem || wrong "$kind: does not verify"
    verifies manifest.json other.pem && wrong "$kind: verifies with a certificate of somebody else"
    sed 's/"ready":true/"ready":tru3/' manifest.json >altered.json
    cmp -s manifest.json altered.json && wrong "$kind: nothing was altered"
    verifies altered.json signer.pem && wrong "$kind: an altered manifest verifies"

    # From a file: the first line is it.
    rm manifest.json.p7s
    printf '%s\r\nsecond line\n' "$password" >password
    GOLDPREP_PFX_PASSWORD_FILE=password "$goldprep" manifest sign manifest.json --sign signer.pfx >>said 2>&1 ||
        wrong "$kind: not signed with the password of a file"
    verifies manifest.json signer.pem || wrong "$kind: that does not verify"
    grep -qF "Passw0rd" said && wrong "$kind: the password is shown"
done

# What is no manifest is not signed.
echo '{}' >other.json
GOLDPREP_PFX_PASSWORD=$password "$goldprep" manifest sign other.json --sign signer.pfx >said 2>&1 &&
    wrong "something else is signed"

# As docs/manifest.md has it: the digest without goldprep.
[ "$(jq -jcS 'del(.digest)' manifest.json | sha256sum | cut -d' ' -f1)" = "$(jq -r .digest.value manifest.json)" ] ||
    wrong "the digest is not that of jq and sha256sum"

echo "$faults faults"
[ $faults = 0 ]
