#!/bin/bash
# SPDX-License-Identifier: MIT
# upload.sh - the Windows program uploads through WinHTTP: delivered, or a clear failure; no secret stays behind.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
begin upload
tests=$lab_source/../upload
goldprep='C:\goldprep\goldprep.exe'
secret=TopSecretSignature

# As a command line of its own, with the whole exit code: what upload.py calls.
cat >"$folder/run" <<END
#!/bin/bash
. "$lab_source/lab.sh"
lab_run "\$@" 2>&1
exit "\$lab_exit"
END
chmod +x "$folder/run"

check 'a guest starts' new_guest win11-23h2-enterprise sealed
lab_run "$guest" "$goldprep" prepare --profile devbox --yes --no-shutdown >"$guest/said" 2>&1
check 'it is sealed' is "$lab_exit" 0
cp "$drive/ProgramData/goldprep/manifest.json" "$folder/manifest.json"
# upload_parts PART ...: what the Linux program goes through, too.
upload_parts() {
    GOLDPREP_PARTS="$*" GOLDPREP_SEARCH="$drive/ProgramData:$drive/LabGuest:$drive/users" \
        GOLDPREP_MANIFEST='C:\ProgramData\goldprep\manifest.json' \
        "$tests/upload.py" "$folder/manifest.json" "$folder/certificates" "$folder/run" "$guest" "$goldprep"
}
check 'uploads end as they should' upload_parts plain redirected untrusted

# Registry hives, logs, journal, manifest: whatever the guest has written. Its command lines are kept nowhere.
nowhere() {
    ! grep -raqF -e "$1" "$guest/guest" "$guest/said" "$guest/wine.log"
}
lab_stop "$guest"
check 'no signature is anywhere in the guest' nowhere "$secret"

# The whole run: denied at first, so that the machine stays on; then delivered, and it switches itself off.
mkdir -p "$folder/server"
python3 "$tests/server.py" "$folder/server" 403 201 &
server=$!
for ((tries = 0; tries < 100; tries++)); do
    [ -e "$folder/server/port" ] && break
    sleep 0.1
done
address="http://127.0.0.1:$(cat "$folder/server/port")/c/manifest.json?sv=1&sig=$secret"

ends_with() {
    local code=$1
    shift
    lab_run "$guest" "$@" >"$guest/said" 2>&1
    is "$lab_exit" "$code" || { cat "$guest/said"; return 1; }
}

check 'a second guest starts' new_guest win11-23h2-enterprise uploading
export GOLDPREP_UPLOAD_URL=$address
check 'prepare fails when its manifest is not taken' ends_with 1 "$goldprep" prepare --profile devbox --yes --upload env
unset GOLDPREP_UPLOAD_URL
check 'and says why' has "$guest/said" 'the server answered 403'
check 'the machine is sealed' has "$guest/said" 'Sealed. The manifest is'
check 'and left running' lab_is_running "$guest"
check 'the journal says where it goes' has "$drive/ProgramData/goldprep/journal" 'c/manifest.json?(hidden)'
check 'resume asks for the address' ends_with 5 "$goldprep" resume
check 'resume delivers it' ends_with 0 "$goldprep" resume --upload "$address"
check 'it says so' has "$guest/said" "answered 201"
lab_stop "$guest"
check 'the server has what the guest has' cmp "$folder/server/2" "$drive/ProgramData/goldprep/manifest.json"
check 'twice the same' cmp "$folder/server/1" "$folder/server/2"
check 'and no more' not test -e "$folder/server/3"
check 'no signature is anywhere in that guest' nowhere "$secret"
kill "$server"
wait "$server" 2>/dev/null || true # killed, as it should be
