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
