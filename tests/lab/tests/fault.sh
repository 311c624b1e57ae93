# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# fault.sh - one fault in a run of a recipe's guest, and what must come of it: the same machine that a
# run leaves which nobody disturbed, and nothing done twice.
#
# Sourced by those that have a $folder. A point is a few words:
#   line N kill|tear|power     goldprep ends right after line N of its journal, in the middle of it, or
#                              the power is cut right after it
#   at STAND-IN WHERE HOW      the stand-in dies (die), goldprep ends (kill) or the power fails (power)
#                              "before", "half" way or "after" what it does; standin.h has the places
#   write N drop|tear|keep     the power fails at the Nth write to the disk
#   refuse FAULT               the disk answers that request with an error, once
#   full FILE                  there is no room for that file of the state folder, once
#   deny KEY                   nobody may write to that key of the registry, until the first command ends

# shellcheck disable=SC2154 # lab.sh, which check.sh brings, sets what begins with lab_
fault_exe='C:\goldprep\goldprep.exe'
fault_disk='HKLM\SYSTEM\CurrentControlSet\Services\labdisk\Parameters'
fault_awaited=    # a fault is set and has not come, as far as is known
fault_many=100000 # more writes than any run makes

fault_reg() {
    lab_wine "$guest/guest" reg add "$1" /v "$2" /t "$3" /d "$4" /f >"$guest/reg.txt" 2>&1
}

# fault_command WORD ...: a command of goldprep until it ends, or the power is to be cut. lab_exit is its
# exit code: "" when it was ended.
fault_command() {
    local command
    rm -f "$guest/said" "$guest/code"
    (lab_run "$guest" "$fault_exe" "$@" >"$guest/said" 2>&1; echo "$lab_exit" >"$guest/code") &
    command=$!
    while [ ! -f "$guest/code" ] && [ ! -f "$drive/LabGuest/power-cut" ]; do
        sleep 0.1
    done
    [ -f "$guest/code" ] || fault_cut
    wait "$command"
    cat "$guest/said" >>"$guest/all-said"
    lab_exit=$(cat "$guest/code" 2>/dev/null)
    echo "$* $lab_exit" >>"$guest/commands"
}

fault_prepare() {
    local options
    read -r -a options <<<"$(lab_value "$(cat "$guest/recipe")" prepare_options)"
    fault_command prepare --profile devbox --yes "${options[@]}"
}

fault_cut() {
    lab_stop "$guest"
    rm -f "$drive/LabGuest/power-cut"
    touch "$guest/was-cut"
}

# fault_go_on FIRST: FIRST, then restarts and resumes until a command ends with another code than 3010.
# With a fault that is still to come, it ends as soon as that has come.
fault_go_on() {
    local next=$1 restarts
    for ((restarts = 0; restarts < 5; restarts++)); do
        if [ "$next" = prepare ]; then fault_prepare; else fault_command resume; fi
        [ "$lab_exit" = 3010 ] || return 0
        [ -z "$fault_awaited" ] || ! fault_has_come || return 0
        lab_restart "$guest" || return 1
        next=resume
    done
    return 1
}

# There is a sign of it.
fault_has_come() {
    [ -s "$guest/shim" ] || [ -f "$guest/was-cut" ] || [ -f "$guest/was-denied" ] ||
        grep -q '^fault: \|answers 0x.* as asked' "$drive/LabGuest/standins.log" 2>/dev/null
}

# What a person or Packer does after a crash, until nothing is left to do.
fault_finish() {
    local tries
    for ((tries = 0; tries < 5; tries++)); do
        lab_is_running "$guest" || lab_restart "$guest" || return 1
        fault_go_on resume
        # A run whose plan never reached the disk was never begun; one that failed is over.
        if [ "$lab_exit" = 5 ] && grep -q 'no unfinished run' "$guest/said"; then
            touch "$guest/began-anew"
            fault_go_on prepare
        fi
        [ "$lab_exit" != 0 ] || return 0
    done
    return 1
}

fault_set() {
    case $1 in
        line)
            case $3 in
                tear) export LAB_TEAR_JOURNAL_LINE="$2" ;;
                *) export LAB_KILL_AFTER_JOURNAL_LINE="$2" ;;
            esac
            ;;
        full) export LAB_ENOSPC_FILE="$2" ;;
        at)
            fault_reg 'HKLM\SOFTWARE\LabGuest\fault' At REG_SZ "$2 $3" &&
                fault_reg 'HKLM\SOFTWARE\LabGuest\fault' How REG_SZ "$4"
            ;;
        write)
            fault_reg "$fault_disk" CutAtWrite REG_DWORD "$2" || return 1
            case $3 in drop) set -- 0 ;; tear) set -- 1 ;; keep) set -- 2 ;; esac
            fault_reg "$fault_disk" CutHow REG_DWORD "$1"
            ;;
        refuse)
            fault_reg "$fault_disk" "$2" REG_DWORD 0xC0000185 && # STATUS_IO_DEVICE_ERROR
                fault_reg "$fault_disk" "${2}Count" REG_DWORD 1
            ;;
        deny) lab_run "$guest" 'C:\LabGuest\labprobe.exe' deny "$2" && is "$lab_exit" 0 ;;
        *) lab_fail "no fault '$1'" ;;
    esac
}

# fault_clear POINT...: what is not over by itself.
fault_clear() {
    fault_awaited=
    if [ "$1" = deny ]; then
        ! grep -q 'Win32 error 5)' "$guest/all-said" || touch "$guest/was-denied"
        lab_run "$guest" 'C:\LabGuest\labprobe.exe' allow "$2"
    fi
    unset LD_PRELOAD LAB_SHIM_REPORT LAB_TEAR_JOURNAL_LINE LAB_KILL_AFTER_JOURNAL_LINE LAB_ENOSPC_FILE
}

# fault_reference RECIPE: the guest that nobody disturbs, in $folder/RECIPE/reference, and a fresh one
# whose disk the others copy. Sets how many lines its journal has, and how often its disk was written to.
fault_reference() {
    local recipe=$1
    mkdir -p "$folder/$recipe" && lab_make "$recipe" "$folder/$recipe/fresh" || return 1
    guest=$folder/$recipe/reference
    drive=$guest/guest/drive_c
    lab_make "$recipe" "$guest" "$folder/$recipe/fresh" && lab_boot "$guest" &&
        fault_set write "$fault_many" drop && fault_go_on prepare || return 1
    [ "$lab_exit" = 0 ] || { cat "$guest/said"; return 1; }
    lab_stop "$guest" && lab_collect "$guest" && fault_is_sound || return 1
    wc -l <"$guest/journal" >"$folder/$recipe/lines"
    echo $((fault_many - $(lab_registry "$guest" "${fault_disk#HKLM\\}" CutAtWrite))) \
        >"$folder/$recipe/writes"
}

fault_is_sound() {
    local said
    said=$(sgdisk --verify "$guest/disk.img")
    # It falls back to the copy that holds, and then finds no problem.
    if ! grep -q 'No problems found' <<<"$said" || grep -qE 'Caution|Warning|ERROR' <<<"$said"; then
        echo "$said"
        return 1
    fi
}

# What is compared with the run that nobody disturbed. A run that failed and was begun anew tells in its
# manifest of what it had left to do.
fault_is_same() {
    local how=--interrupted
    [ ! -f "$guest/began-anew" ] || how=--anew
    lab_stop "$guest" && lab_collect "$guest" && fault_is_sound &&
        "$lab_source/host/compare_runs.py" "$how" "$folder/$1/reference" "$guest"
}

# fault_begin RECIPE POINT...: a guest, and a run in it that the fault meets. Ends with 2 when it met none: the
# guest or a program in it was not started in time, as where many are at work, or there is no such place.
fault_begin() {
    local recipe=$1
    shift
    guest=$folder/$recipe/$(tr -c 'a-zA-Z0-9\n' - <<<"$*")
    drive=$guest/guest/drive_c
    [ ! -d "$guest" ] || { lab_stop "$guest" && rm -rf "$guest"; } || return 1
    lab_make "$recipe" "$guest" "$folder/$recipe/fresh" && lab_boot "$guest" || return 2
    lab_start_types "$guest" >"$guest/services.before"
    case $1 in
        line | full) export LD_PRELOAD=$lab_host/journal_shim.so LAB_SHIM_REPORT=$guest/shim ;;
    esac
    fault_awaited=yes
    fault_set "$@" && fault_go_on prepare
    fault_clear "$@"
    fault_has_come || { echo "       the fault did not come"; lab_stop "$guest"; return 2; }
    [ "$1 $3" != 'line power' ] || fault_cut
}

# fault_end RESULT: what was seen stays where something was wrong.
fault_end() {
    lab_stop "$guest"
    [ "$1" != 0 ] || rm -rf "$guest"
    return "$1"
}

# fault_play RECIPE POINT...: ends with 0 when the machine came to the same end.
fault_play() {
    local recipe=$1 result=1
    fault_begin "$@" || return
    if fault_finish && [ -e "$guest/power-off" ] && fault_is_same "$recipe"; then
        result=0
    else
        tail -n 5 "$guest/said"
    fi
    fault_end "$result"
}

# fault_play_to_end RECIPE CODE POINT...: a fault that no run recovers from, and is not meant to. The first
# command that ends by itself says CODE; no later one says that all is well or switches the machine off;
# there is a manifest only where the run had ended before; the disk is whole, and every service starts as it did.
fault_play_to_end() {
    local recipe=$1 code=$2 result=1
    shift 2
    fault_begin "$recipe" "$@" || return
    rm -f "$guest/power-off"
    # Of a process that was ended here no exit code counts.
    if ! lab_is_running "$guest"; then
        lab_restart "$guest" || return 1
        fault_command resume
    fi
    if is "$lab_exit" "$code" && fault_stays_refused && fault_is_sound &&
        cmp "$guest/services.before" "$guest/services.after"; then
        result=0
    else
        tail -n 5 "$guest/said"
    fi
    fault_end "$result"
}

fault_stays_refused() {
    local state=$drive/ProgramData/goldprep
    lab_start_types "$guest" >"$guest/services.after"
    fault_command resume
    [ "$lab_exit" != 0 ] || return 1
    fault_prepare
    [ "$lab_exit" != 0 ] && [ ! -e "$guest/power-off" ] || return 1
    [ ! -e "$state/manifest.json" ] || grep -q '"kind":"finished"' "$state/journal"
}

# -- the table ---------------------------------------------------------------------------------------

# fault_rows: "RECIPE|WHAT|HOW|LAST" for each point of fault-points but *, its spaces taken away.
fault_rows() {
    local recipe what hows last how
    while IFS='|' read -r recipe what hows last; do
        recipe=$(xargs <<<"$recipe")
        if [ -z "$recipe" ] || [[ $recipe == '#'* ]]; then continue; fi
        # Backslashes are those of a key.
        what=$(sed 's/^ *//;s/ *$//' <<<"$what")
        for how in $hows; do
            echo "$recipe|$what|$how|$(xargs <<<"$last")"
        done
        [ -n "${hows// /}" ] || echo "$recipe|$what||$(xargs <<<"$last")"
    done <"$lab_source/fault-points"
}

# fault_points RECIPE: every point: "RECIPE|POINT|LAST". Of what the reference has, lines or writes, * is every
# one, *-2 every one but the last two, $ the last one, $-1 the one before.
fault_points() {
    local recipe what how last n count least most
    while IFS='|' read -r recipe what how last; do
        [ "$recipe" = "$1" ] || continue
        least=1
        most=1
        count=0
        case $what in
            line*) count=$(cat "$folder/$recipe/lines") ;;
            write*) count=$(cat "$folder/$recipe/writes") ;;
        esac
        case $what in
            *' *'*) most=$((count - ${what##*[*-]} + 0)) ;;
            *' $'*) most=$((count - ${what##*[\$-]} + 0)) least=$most ;;
        esac
        for ((n = least; n <= most; n++)); do
            echo "$recipe|${what/%[*\$]*/$n}${how:+ $how}|$last"
        done
    done < <(fault_rows)
}

# fault_try RECIPE POINT LAST: plays it as its row of the table says.
fault_try() {
    local point
    read -r -a point <<<"$2"
    case $3 in
        'ends '*) fault_play_to_end "$1" "${3#ends }" "${point[@]}" ;;
        *) fault_play "$1" "${point[@]}" ;;
    esac
}
