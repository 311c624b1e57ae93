#!/bin/bash
# SPDX-License-Identifier: MIT
# service.sh - the service in a guest: made, started, asked over its pipe by the right and the wrong ones,
# stopped and taken away, and nothing of it is left.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
need "$lab_windows/labpipe.exe"
begin service

goldprep='C:\goldprep\goldprep.exe'
pipe='C:\LabGuest\labpipe.exe'
system32='C:\windows\system32'
source_key='SYSTEM\CurrentControlSet\Services\EventLog\Application\goldprep'
service_key='SYSTEM\CurrentControlSet\Services\goldprep'

exits() {
    local code=$1
    shift
    lab_run "$guest" "$@" >"$folder/said" 2>&1 && is "$lab_exit" "$code" && return
    cat "$folder/said"
    return 1
}

# says TEXT PROGRAM [ARG ...]: it ends with 0 and prints that.
says() {
    local text=$1
    shift
    exits 0 "$@" && has "$folder/said" "$text"
}

in_registry() {
    is "$(lab_registry "$guest" "$1" "$2")" "$3"
}

# Waits for a line of the event log: the service ends on its own time.
comes_event() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        [ "$(grep -c "$1" "$drive/LabGuest/events.log" 2>/dev/null)" -lt "$2" ] || return 0
        sleep 0.1
    done
    cat "$drive/LabGuest/events.log"
    return 1
}

# Registry and files as they are; the counter of started services is Windows' own.
take_stock() {
    local hive
    for hive in SYSTEM SOFTWARE; do
        lab_run "$guest" "$system32\\reg.exe" export "HKLM\\$hive" "C:\\LabGuest\\stock.reg" /y \
            >/dev/null 2>&1 || return 1
        iconv -f UTF-16 -t UTF-8 "$drive/LabGuest/stock.reg" | tr -d '\r' |
            sed '/Control\\ServiceCurrent\]/,/^$/d' >"$folder/$1.$hive"
    done
    rm "$drive/LabGuest/stock.reg"
    (cd "$drive" && find . -path ./LabGuest -prune -o -print | sort) >"$folder/$1.files"
}

is_as_before() {
    diff "$folder/before.SYSTEM" "$folder/after.SYSTEM" &&
        diff "$folder/before.SOFTWARE" "$folder/after.SOFTWARE" &&
        diff "$folder/before.files" "$folder/after.files"
}

start_service() {
    exits 0 "$system32\\net.exe" start goldprep
}

# beside NAME WORD PROGRAM [ARG ...]: runs a program at the same time, and waits until it has said WORD;
# its exit-code file is its own.
beside() {
    local name=$1 word=$2 tries
    shift 2
    : >"$folder/$name"
    lab_wine "$guest/guest" 'C:\LabGuest\labrun.exe' "C:\\LabGuest\\$name-code" "$@" \
        >"$folder/$name" 2>&1 &
    beside=$!
    for ((tries = 0; tries < 100; tries++)); do
        ! has "$folder/$name" "$word" || return 0
        sleep 0.1
    done
    return 1
}

stop_service() {
    exits 0 "$system32\\net.exe" stop goldprep
}

check 'a guest starts' new_guest already-ready first
check 'its registry and files are noted' take_stock before

# What is refused before anything is made.
check 'rule 1: without the Administrators group it is not made' exits 5 "$pipe" stranger \
    "$goldprep service install"
check 'and the error says so' has "$folder/said" "'service install' needs an administrator"
mkdir -p "$drive/anybody" && cp "$drive/goldprep/goldprep.exe" "$drive/anybody/" &&
    chmod -R 777 "$drive/anybody"
check 'rule 2: a program that anybody can change does not become a service' exits 5 \
    'C:\anybody\goldprep.exe' service install
check 'and the error names the file' has "$folder/said" "'C:\\anybody\\goldprep.exe' can be changed by"
chmod 755 "$drive/anybody/goldprep.exe"
check 'rule 2: nor does one in a folder that anybody can change' exits 5 \
    'C:\anybody\goldprep.exe' service install
check 'and the error names the folder' has "$folder/said" "'C:\\anybody' can be changed by"
chmod 755 "$drive/anybody" && mkdir "$drive/above" && chmod 777 "$drive/above" && mv "$drive/anybody" "$drive/above/"
check 'rule 2: nor does one below a folder that anybody can replace' exits 5 \
    'C:\above\anybody\goldprep.exe' service install
check 'and the error names that folder' has "$folder/said" "'C:\\above' can be changed by"
chmod 755 "$drive/above" && ln -s above "$drive/link"
check 'rule 2: nor does one that is reached by a link' exits 5 \
    'C:\link\anybody\goldprep.exe' service install
check 'and the error names the link' has "$folder/said" "'C:\\link' leads elsewhere"
rm -r "$drive/above" "$drive/link"
check 'run is for the service manager' exits 2 "$goldprep" service run
check 'and the error says what to do' has "$folder/said" 'service --console'
check 'there is nothing to remove yet' says "There is no service 'goldprep'." "$goldprep" service remove

# Made.
check 'it is installed' exits 0 "$goldprep" service install
check 'its path is in quotes' in_registry "$service_key" ImagePath \
    '"C:\goldprep\goldprep.exe" service run'
check 'it starts on demand' in_registry "$service_key" Start 0x3
check 'it runs as the system' in_registry "$service_key" ObjectName LocalSystem
check 'its time at a shutdown is written down' in_registry "$service_key" PreshutdownTimeout 0x2bf20
check 'its events have their texts in the program' in_registry "$source_key" EventMessageFile \
    'C:\goldprep\goldprep.exe'
check 'a second time it is refused' exits 5 "$goldprep" service install
check 'and the error shows what is there' has "$folder/said" 'installed already: "C:\goldprep\goldprep.exe"'

# Started, and asked.
check 'it starts' start_service
check 'it says so in the event log' comes_event 'information 100 goldprep goldprep' 1
check 'it answers over the pipe' says '17 {"state":"idle"' "$pipe" status
check 'a second start is none' exits 1 "$system32\\net.exe" start goldprep
check 'rule 5: nobody else makes an instance of the pipe' exits 1 "$pipe" instance
check 'rule 5: a second server is refused' exits 5 "$goldprep" service --console
check 'and the error says why' has "$folder/said" 'somebody else has its name'
check 'rule 3: the pipe has the descriptor that pipe_security.h reads out' says \
    'O:SYG:SYD:P(A;;FA;;;SY)(A;;0x12019b;;;BA)' "$pipe" descriptor pipe -
check 'rule 3: it gives nothing to who is no administrator, and no instance to one' says \
    'administrator 0012019b stranger 00000000' "$pipe" access pipe -
check 'the event source is for administrators to change' says \
    'stranger 00000000' "$pipe" access key "MACHINE\\$source_key"

# Wrong messages: no effect, no growth, it answers on.
check 'some wrong messages are refused' says 'refused 500 closed 0 taken 0' "$pipe" malformed 500 1
check 'its memory is noted' exits 0 "$pipe" memory
before_kib=$(tr -d '\r' <"$folder/said")
check 'rule 4: ten thousand wrong messages are refused' says 'refused 10000 closed 0 taken 0' \
    "$pipe" malformed 10000 2
check 'its memory is noted again' exits 0 "$pipe" memory
after_kib=$(tr -d '\r' <"$folder/said")
check "rule 4: it has not grown ($before_kib KiB, then $after_kib KiB)" test \
    "$after_kib" -le $((before_kib + 256))
check 'rule 4: they have left five events' is \
    "$(grep -c ' 301 goldprep' "$drive/LabGuest/events.log")" 5
check 'consoles that come and go are no matter' says 'opened 1000' "$pipe" flood 1000
check 'it answers on' says '17 {"state":"idle"' "$pipe" status

# Stopped, and taken away.
check 'it stops' stop_service
check 'and says so' comes_event ' 101 goldprep' 1
check 'then nobody answers' exits 1 "$pipe" status
check 'it is removed' says "The service 'goldprep' is removed." "$goldprep" service remove
check 'its registry and files are noted' take_stock after
check 'rule 7: nothing of it is left' is_as_before

# A path with a space in it. Its folder was made by the guest's owner: others may read there.
mkdir -p "$drive/Program Files/goldprep" &&
    cp "$drive/goldprep/goldprep.exe" "$drive/Program Files/goldprep/"
spaced='C:\Program Files\goldprep\goldprep.exe'
check 'a program below Program Files becomes the service' exits 0 "$spaced" service install
check 'its path is in quotes' in_registry "$service_key" ImagePath "\"$spaced\" service run"
check 'it starts' start_service
check 'it answers' says '17 {"state":"idle"' "$pipe" status
check 'it is removed while it runs' says "The service 'goldprep' is removed." "$spaced" service remove
check 'and has ended' comes_event ' 101 goldprep' 2

# Somebody has taken the name before it starts.
check 'it is installed again' exits 0 "$goldprep" service install
check 'somebody takes the name of its pipe' beside squat made "$pipe" squat 6
# net.exe does not wait for what becomes of it.
lab_run "$guest" "$system32\\net.exe" start goldprep >"$folder/said" 2>&1
check 'rule 5: it does not start where somebody has the name of its pipe, and says why' comes_event 'error 102 goldprep .*somebody else has' 1
wait "$beside"
check 'afterwards it starts' start_service
check 'removing it stops it first' says "The service 'goldprep' is removed." "$goldprep" service remove
check 'and it says that it has ended' comes_event ' 101 goldprep' 3

# Held open by somebody while it is removed.
check 'it is installed once more' exits 0 "$goldprep" service install
check 'somebody holds it open' beside hold held "$pipe" hold-service 6
check 'it is removed while it is held open' exits 0 "$goldprep" service remove
check 'until it is let go it cannot be made again' exits 1 "$goldprep" service install
check 'and the error says what to do' has "$folder/said" 'hint: close the Services window'
wait "$beside"
check 'then it can' exits 0 "$goldprep" service install
check 'and be removed' exits 0 "$goldprep" service remove
lab_stop "$guest"

# A run that is unfinished keeps its service.
check 'a guest with a restart to come starts' new_guest reserved-storage-restart second
check 'prepare wants the restart' exits 3010 "$goldprep" prepare --profile devbox --yes
check 'the service is installed' exits 0 "$goldprep" service install
check 'rule 8: it is not removed while a run is unfinished' exits 5 "$goldprep" service remove
check 'and the error says what to do' has "$folder/said" "'goldprep resume' ends it"
# Wine's file systems keep an owner and a mode: Administrators is whom the guest belongs to.
check 'rule 9: the state folder is for its owner and the system' says \
    '(A;OICI;FA;;;SY)(A;OICI;FA;;;S-1-5-21-0-0-0-1000)' "$pipe" descriptor file 'C:\ProgramData\goldprep'
check 'rule 9: and for nobody else' is "$(tr -cd '(' <"$folder/said")" '(('
lab_stop "$guest"
