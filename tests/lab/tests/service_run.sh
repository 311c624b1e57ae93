#!/bin/bash
# SPDX-License-Identifier: MIT
# service_run.sh - the service carries a run through two restarts, consoles come and go, and an
# administrator seals; a service that is stopped, or a console that is killed, ends nothing.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
begin service-run

goldprep='C:\goldprep\goldprep.exe'
prepare=("$goldprep" prepare --profile devbox --yes)
state='SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
service='SYSTEM\CurrentControlSet\Services\goldprep'

ends_with() {
    local code=$1
    shift
    lab_run "$guest" "$@" >"$guest/said" 2>&1
    is "$lab_exit" "$code" || { cat "$guest/said"; return 1; }
}

in_registry() {
    is "$(lab_registry "$guest" "$1" "$2")" "$3"
}

starts() {
    in_registry "$service" Start "$1"
}

# begin_console NAME ARG ...: a console beside others, with an exit-code file and a file of its own.
begin_console() {
    local name=$1
    shift
    rm -f "$drive/LabGuest/$name"
    lab_wine "$guest/guest" 'C:\LabGuest\labrun.exe' "C:\\LabGuest\\$name" "$goldprep" "$@" \
        >"$guest/$name" 2>&1 &
    eval "$name=$!"
}

# ended NAME CODE
ended() {
    wait "${!1}"
    is "$(tr -d '\r' 2>/dev/null <"$drive/LabGuest/$1")" "$2" || { cat "$guest/$1"; return 1; }
}

# kill_console COMMAND: the process of this guest that runs that command, and not the service's.
kill_console() {
    local process killed=''
    for process in /proc/[0-9]*; do
        tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -q "goldprep[.]exe\"* *$1 " || continue
        tr '\0' '\n' <"$process/environ" 2>/dev/null | grep -qxF "WINEPREFIX=$guest/guest" || continue
        ! tr '\0' ' ' <"$process/cmdline" | grep -q labrun || continue
        kill -9 "${process#/proc/}" && killed=yes
    done
    [ -n "$killed" ]
} 2>/dev/null # processes of others come and go

# comes FILE TEXT: within the limit.
comes() {
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        ! grep -qF -- "$2" "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    echo "       '$2' does not come"
    return 1
}

event() {
    comes "$drive/LabGuest/events.log" "$1"
}

is_sealed() {
    in_registry "$state" ImageState IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE
}

# DISM is busy once, so that the action at work waits for some seconds.
dism_is_busy() {
    ends_with 0 reg add 'HKLM\SOFTWARE\LabGuest\dismapi' /v BusyTries /t REG_DWORD /d 1 /f
}

same_from() {
    diff <(sed -n "/$1/,\$p" "$guest/$2") <(sed -n "/$1/,\$p" "$guest/$3")
}

# -- two restarts, two watchers, one administrator --

check 'a guest starts' new_guest two-restarts run
check 'DISM will be busy' dism_is_busy
check 'the service is installed' ends_with 0 "$goldprep" service install
check 'it starts on demand' starts 0x3
check 'prepare asks for a restart' ends_with 3010 "${prepare[@]}"
check 'the service says that it restarts Windows' has "$guest/said" 'Windows is restarted now'
check 'it starts with Windows now' starts 0x2
check 'and has it in the event log' event 'information 205 goldprep'
check 'the guest restarts when it is asked to' lab_restart_when_asked "$guest" 1
check 'the run goes on by itself' comes "$drive/ProgramData/goldprep/journal" \
    '"kind":"begin","at":"20' # the plan was there; see the next ones for which action
begin_console first resume
begin_console second resume
check 'a console watches' comes "$guest/first" 'The service is at work already'
check 'a second one, too' comes "$guest/second" 'The service is at work already'
check 'status says that the service is at work' ends_with 0 "$goldprep" status
check 'in words' has "$guest/said" 'the service is at work on it'
check 'a run beside it is refused' ends_with 5 "$goldprep" generalize --profile devbox --yes
check 'the first console ends with the restart' ended first 3010
check 'the second one, too' ended second 3010
check 'both have seen the same' same_from 'Going on with' first second
check 'what had been done before they came is in it' has "$guest/first" 'Delete the recovery'
check 'the guest restarts once more' lab_restart_when_asked "$guest" 2
check 'the service hands the run over' event 'warning 204 goldprep'
check 'it starts on demand again' starts 0x3
check 'nobody has asked for a third restart' is "$(lab_restarts_asked "$guest")" 2
check 'status says whom it waits for' ends_with 0 "$goldprep" status
check 'in words' has "$guest/said" 'it waits for an administrator'
check 'for programs, too' ends_with 0 "$goldprep" status --json
check 'so' has "$guest/said" '"waits_for_seal": true'
check 'the machine is not sealed' in_registry "$state" ImageState IMAGE_STATE_COMPLETE
check 'the administrator goes on' ends_with 0 "$goldprep" resume
check 'the machine is sealed' is_sealed
check 'sysprep ran once' in_registry 'SOFTWARE\LabGuest\sysprep' Runs 0x1
check 'the machine asked for power-off' test -e "$guest/power-off"
check 'the service still starts on demand' starts 0x3
check 'the journal says who carried it' has "$drive/ProgramData/goldprep/journal" \
    '"carried_by":"service"'
cp "$drive/ProgramData/goldprep/manifest.json" "$guest/manifest.json"
check 'the manifest is ready' "${LAB_LINUX_GOLDPREP:-$lab_root/build/linux/agent/goldprep}" \
    manifest check "$guest/manifest.json"
check 'two restarts are in it' is \
    "$(jq '[.actions[] | select(.restarts == 1)] | length' "$guest/manifest.json")" 2
lab_stop "$guest"
check 'the disk is sound' sgdisk --verify "$guest/disk.img"

# -- a service that is stopped, a console that is killed --

check 'another guest starts' new_guest reserved-storage-busy stopped
check 'the service is installed there' ends_with 0 "$goldprep" service install
begin_console third prepare --profile devbox --yes
check 'DISM is waited for' comes "$guest/third" '] Disable reserved storage'
check 'the service is stopped' ends_with 0 net stop goldprep
check 'its console is told' ended third 1
check 'how to go on' has "$guest/third" "'goldprep resume'"
check 'the event log has it' event 'warning 203 goldprep'
check 'the run goes on when Windows starts again' starts 0x2
check 'the guest is restarted' lab_restart "$guest"
check 'the service goes on and hands over' event 'warning 204 goldprep'
check 'the administrator gives the same command again' ends_with 0 "${prepare[@]}"
check 'the machine is sealed' is_sealed
lab_stop "$guest"

check 'a third guest starts' new_guest reserved-storage-busy killed
check 'the service is installed there' ends_with 0 "$goldprep" service install
begin_console fourth prepare --profile devbox --yes
check 'DISM is waited for' comes "$guest/fourth" '] Disable reserved storage'
check 'the console is killed' kill_console prepare
begin_console fifth prepare --profile devbox --yes
check 'the same command watches the run' comes "$guest/fifth" 'The service is at work already'
check 'and seals' ended fifth 0
check 'the machine is sealed' is_sealed
lab_stop "$guest"

# -- the limit of the whole run, and a restart that is left to the caller --

check 'a fourth guest starts' new_guest two-restarts limits
check 'the service is installed there' ends_with 0 "$goldprep" service install
check 'prepare leaves the restart to the caller' ends_with 3010 "${prepare[@]}" --no-restart \
    --run-limit 1
check 'Windows is not restarted' is "$(lab_restarts_asked "$guest")" 0
sleep 60
check 'the caller restarts' lab_restart "$guest"
check 'the run is over its limit' event 'exit code 7: the run has reached its limit of 1 minutes'
check 'and starts with Windows no more' starts 0x3
check 'resume says so, too' ends_with 7 "$goldprep" resume
check 'with more time it goes on' ends_with 3010 "$goldprep" resume --run-limit 60 --no-restart
check 'to the next restart' has "$guest/said" 'Restart Windows now'
