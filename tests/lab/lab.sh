#!/bin/bash
# SPDX-License-Identifier: MIT
# lab.sh - the lab guest: a Windows 11 made of Wine, on which the unmodified goldprep.exe does its job.
#
# As a command: see usage below. As a library: `. lab.sh` gives the lab_* functions and does nothing.
# README.md beside this file says what the guest is made of and how a recipe is written.

lab_usage() {
    cat <<'END'
usage: tests/lab/lab.sh <command> [arguments]

  prepare                       make the private Wine tree and the template that guests start from
  make RECIPE FOLDER            make a guest of that recipe in FOLDER (which must not exist)
  boot FOLDER                   start it
  run FOLDER PROGRAM [ARG ...]  run a program inside; ends with 0 and prints its whole exit code last
  restart FOLDER                stop and start it, as Windows restarts
  stop FOLDER                   stop it, as a power cut does
  registry FOLDER KEY VALUE     print a value below HKEY_LOCAL_MACHINE, running or not
  scenario [NAME] [--keep]      the main job as a technician sees it, in build/lab/NAME
                                (win11-23h2-enterprise when no NAME is given)
      --scenario NAME           the same as NAME
      --list                    list the recipes and end
      --keep                    leave the guest running at the end

environment
  GOLDPREP_EXE       the program to put into the guest   (build/windows-x64/agent/goldprep.exe)
  LAB_WINDOWS_BUILD  folder of the guest's files         (build/windows-x64/lab)
  LAB_HOST_BUILD     folder of the host's tools          (build/linux/lab)
  LAB_OUTPUT         where scenarios leave their results (build/lab)
  LAB_LIMIT_S        seconds that one program may take   (300)
END
}

lab_source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab_root=$(cd "$lab_source/../.." && pwd)
lab_exe=${GOLDPREP_EXE:-$lab_root/build/windows-x64/agent/goldprep.exe}
lab_windows=${LAB_WINDOWS_BUILD:-$lab_root/build/windows-x64/lab}
lab_host=${LAB_HOST_BUILD:-$lab_root/build/linux/lab}
lab_output=${LAB_OUTPUT:-$lab_root/build/lab}
lab_limit_s=${LAB_LIMIT_S:-300}
lab_boot_limit_s=120
lab_boots_apart_s=5
lab_windows_release=22631
lab_cache=${XDG_CACHE_HOME:-$HOME/.cache}/goldprep

# Debian's Wine.
lab_wine_loader=/usr/lib/wine/wine64
lab_wine_server=/usr/lib/wine/wineserver64
lab_wine_libraries=/usr/lib/x86_64-linux-gnu/wine

# Where Windows keeps what the stand-ins stand for, and the lab its own.
lab_places=(
    dismapi.dll=windows/system32/dismapi.dll
    mdmregistration.dll=windows/system32/mdmregistration.dll
    netapi32.dll=windows/system32/netapi32.dll
    tbs.dll=windows/system32/tbs.dll
    virtdisk.dll=windows/system32/virtdisk.dll
    cfgmgr32.dll=windows/system32/cfgmgr32.dll
    labwbem.dll=windows/system32/labwbem.dll
    labguest.dll=windows/system32/labguest.dll
    reagentc.exe=windows/system32/ReAgentc.exe
    diskpart.exe=windows/system32/diskpart.exe
    powershell.exe=windows/system32/WindowsPowerShell/v1.0/powershell.exe
    sysprep.exe=windows/system32/Sysprep/sysprep.exe
    labdisk.sys=LabGuest/labdisk.sys
    labboot.exe=LabGuest/labboot.exe
    labrun.exe=LabGuest/labrun.exe
    labpipe.exe=LabGuest/labpipe.exe
    labprobe.exe=LabGuest/labprobe.exe
)

lab_fail() {
    echo "lab: error: $*" >&2
    return 1
}

# -- the Wine tree and the template prefix ---------------------------------------------------------

lab_need_builds() {
    local file
    [ -x "$lab_wine_loader" ] || lab_fail "no $lab_wine_loader: install wine64" || return 1
    for file in "$lab_windows/labboot.exe" "$lab_host/add_export"; do
        [ -f "$file" ] || lab_fail "no '$file': run ./dev build" || return 1
    done
}

# Its name follows Wine's version and all that goes into the tree and the template.
lab_folder_of_cache() {
    local key
    key=$({
        "$lab_wine_loader" --version
        cat "$lab_wine_libraries"/x86_64-windows/{kernel32,advapi32}.dll "$lab_source/template.reg" \
            "$lab_source/host/add_export.c" "$lab_source/host/set_version.py"
        declare -f lab_make_tree lab_make_kernel32 lab_make_advapi32
        echo "$lab_windows_release"
    } 2>/dev/null | sha256sum | cut -c 1-16)
    echo "$lab_cache/lab-$key"
}

# Two calls that Windows has since version 8, in place of two that nothing in a guest asks for.
lab_make_kernel32() {
    local made=$1
    "$lab_host/add_export" "$lab_wine_libraries/x86_64-windows/kernel32.dll" "$made.half" \
        GetFirmwareEnvironmentVariableA GetFirmwareType labguest.LabGuestGetFirmwareType &&
        "$lab_host/add_export" "$made.half" "$made" \
            IsNormalizedString IsNativeVhdBoot labguest.LabGuestIsNativeVhdBoot &&
        rm "$made.half"
}

# What is written to the event log, which Wine lets fall.
lab_make_advapi32() {
    local made=$1 call from=$lab_wine_libraries/x86_64-windows/advapi32.dll
    for call in RegisterEventSourceW DeregisterEventSource ReportEventW; do
        "$lab_host/add_export" "$from" "$made.$call" "$call" "$call" "labguest.LabGuest$call" || return 1
        from=$made.$call
    done
    mv "$from" "$made" && rm "$made".*
}

lab_make_tree() {
    local tree=$1 libraries=$1/lib/x86_64-linux-gnu/wine
    mkdir -p "$tree/lib/wine" "$libraries" "$tree/share/wine" || return 1
    # Wine finds its parts from where its loader and ntdll.so really are: those two are copies.
    cp "$lab_wine_loader" "$tree/lib/wine/" || return 1
    cp -as "$lab_wine_libraries/x86_64-unix" "$lab_wine_libraries/x86_64-windows" "$libraries/" ||
        return 1
    rm "$libraries/x86_64-unix/ntdll.so" "$libraries"/x86_64-windows/{advapi32,kernel32,ntdll}.dll ||
        return 1
    cp "$lab_wine_libraries/x86_64-unix/ntdll.so" "$libraries/x86_64-unix/" || return 1
    lab_make_kernel32 "$libraries/x86_64-windows/kernel32.dll" &&
        lab_make_advapi32 "$libraries/x86_64-windows/advapi32.dll" || return 1
    "$lab_source/host/set_version.py" "$lab_wine_libraries/x86_64-windows/ntdll.dll" \
        "$libraries/x86_64-windows/ntdll.dll" "$lab_windows_release" || return 1
    # Not its fonts: whatever loads user32 would read them all, and no window is ever drawn here.
    ln -s /usr/share/wine/nls /usr/share/wine/wine.inf "$tree/share/wine/"
}

lab_make_template() {
    local prefix=$1
    mkdir -p "$prefix" || return 1
    {
        lab_wine "$prefix" wineboot -i
        lab_wine "$prefix" reg import "$(lab_windows_path "$lab_source/template.reg")"
        # The server ends by itself after its last process, with the registry written.
        WINEPREFIX=$prefix timeout 60 "$lab_wine_server" -w
    } >"$prefix.log" 2>&1
    if [ ! -d "$prefix/drive_c/windows/system32" ] || [ "$(grep -c labdisk "$prefix/system.reg")" = 0 ]; then
        cat "$prefix.log" >&2
        lab_fail "cannot make a Wine prefix"
        return 1
    fi
}

# Sets lab_tree and lab_template; makes them when they are not there. Two at once: one waits.
lab_prepare() {
    local folder temporary
    lab_need_builds || return 1
    folder=$(lab_folder_of_cache)
    lab_tree=$folder/tree
    lab_template=$folder/template
    [ ! -f "$folder/complete" ] || return 0
    mkdir -p "$lab_cache" || return 1
    {
        flock -w 600 9 || lab_fail "'$lab_cache/lab.lock' is held for too long" || return 1
        if [ ! -f "$folder/complete" ]; then
            echo "lab: making the Wine tree and the template in $folder" >&2
            rm -rf "$folder"
            temporary=$folder
            mkdir -p "$temporary" && lab_make_tree "$temporary/tree" &&
                lab_make_template "$temporary/template" && touch "$temporary/complete" || return 1
        fi
    } 9>"$lab_cache/lab.lock"
}

# -- Wine ------------------------------------------------------------------------------------------

# A path of this machine as the guest names it.
lab_windows_path() {
    local path=Z:$1
    echo "${path//\//\\}"
}

# lab_wine PREFIX PROGRAM [ARG ...]: runs in the foreground, with a limit, without a display.
lab_wine() {
    local prefix=$1 folder=$1/drive_c
    shift
    [ -d "$folder" ] || folder=/
    # A guest has no drive for this machine's folders: it starts in one of its own.
    env --chdir="$folder" -u DISPLAY -u WAYLAND_DISPLAY FONTCONFIG_SYSROOT="$lab_source" FONTCONFIG_FILE=/no-fonts.conf \
        WINEPREFIX="$prefix" WINESERVER="$lab_wine_server" \
        WINELOADER="$lab_tree/lib/wine/wine64" WINEARCH=win64 \
        WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe=' \
        WINEDEBUG="${LAB_WINEDEBUG:--all,fixme+advapi}" \
        timeout --foreground -k 10 "$lab_limit_s" "$lab_tree/lib/wine/wine64" "$@" </dev/null
}

lab_is_running() {
    WINEPREFIX=$1/guest "$lab_wine_server" -k0 2>/dev/null
}

# -- recipes ---------------------------------------------------------------------------------------

# Those that have a folder.
lab_own_recipes() {
    local recipe
    for recipe in "$lab_source"/recipes/*/recipe; do
        basename "$(dirname "$recipe")"
    done
}

# The ways in which sysprep fails, of the table that makes a recipe of each.
lab_ways() {
    sed -n 's/^\([a-z][a-z-]*\) *|.*/\1/p' "$lab_source/sysprep-ways"
}

lab_recipes() {
    lab_own_recipes
    lab_ways | sed 's/^/sysprep-/'
}

# lab_recipe RECIPE: what its file says, or what its row of the table makes of it; fails when there is
# neither.
lab_recipe() {
    if [ -f "$lab_source/recipes/$1/recipe" ]; then
        cat "$lab_source/recipes/$1/recipe"
        return
    fi
    [[ $1 == sysprep-* ]] && awk -F ' *[|] *' -v way="${1#sysprep-}" '
        $1 == way {
            print "title = " $8 "\ntold = " $7
            print "extends = already-ready\nonly = generalize\nprepare_options = --limit 1"
            print "sysprep = " way "\ngeneralize = " $2 "\nimage_state = IMAGE_STATE_" $3
            print "cause = " $4 "\nitem = " $5 "\ncodes = " $6 "\npower_off = no"
            found = 1
        }
        END { exit !found }' "$lab_source/sysprep-ways"
}

lab_need_recipe() {
    lab_recipe "$1" >/dev/null || lab_fail "no recipe '$1' (--list lists them)"
}

# lab_own_value RECIPE KEY: what the recipe's own file says; fails when it says nothing.
lab_own_value() {
    lab_recipe "$1" | sed -n "s/^$2 *= *//p" | grep -m 1 ''
}

# lab_chain RECIPE: the recipe and what it extends, the root first.
lab_chain() {
    local name=$1 chain=$1 steps
    for ((steps = 0; steps < 10; steps++)); do
        lab_need_recipe "$name" || return 1
        name=$(lab_own_value "$name" extends) || { echo "$chain"; return 0; }
        chain="$name $chain"
    done
    lab_fail "recipe '$1' extends itself"
}

# lab_layers RECIPE: what makes up its registry and files, in order: the recipes of the chain, each
# behind those that it names with "with = NAME ...", of which only their own registry and files count.
lab_layers() {
    local name other chain
    chain=$(lab_chain "$1") || return 1
    for name in $chain; do
        for other in $(lab_own_ids "$name" with); do
            lab_need_recipe "$other" || return 1
            echo "$other"
        done
        echo "$name"
    done
}

# lab_value RECIPE KEY: as the recipe or the nearest one it extends says; "" when none does.
lab_value() {
    local name value='' found chain
    chain=$(lab_chain "$1") || return 1
    for name in $chain; do
        ! found=$(lab_own_value "$name" "$2") || value=$found
    done
    echo "$value"
}

# lab_own_ids RECIPE KEY: those of every line of that key.
lab_own_ids() {
    lab_recipe "$1" | sed -n "s/^$2 *= *//p" | xargs
}

# lab_ids RECIPE KEY: a list of ids. "KEY = ..." is all of them; "KEY_more = ..." and "KEY_less = ..."
# add to those of the recipe that is extended, or take from them.
lab_ids() {
    local name ids='' less id chain
    chain=$(lab_chain "$1") || return 1
    for name in $chain; do
        ! lab_own_value "$name" "$2" >/dev/null || ids=$(lab_own_ids "$name" "$2")
        ids+=" $(lab_own_ids "$name" "${2}_more")"
        less=" $(lab_own_ids "$name" "${2}_less") "
        ids=$(for id in $ids; do [[ $less == *" $id "* ]] || printf '%s ' "$id"; done)
    done
    echo "${ids% }"
}

# lab_has_own RECIPE KEY: does the recipe itself say something about these ids?
lab_has_own() {
    [ -n "$(lab_recipe "$1" | sed -nE "s/^$2(_more|_less)? *=/=/p")" ]
}

# lab_nearest RECIPE FILE: the path of that file of the recipe or the nearest one it extends.
lab_nearest() {
    local name path='' chain
    chain=$(lab_chain "$1") || return 1
    for name in $chain; do
        [ ! -f "$lab_source/recipes/$name/$2" ] || path=$lab_source/recipes/$name/$2
    done
    [ -n "$path" ] || { lab_fail "recipe '$1' has no '$2'"; return 1; }
    echo "$path"
}

# -- a guest ---------------------------------------------------------------------------------------

# Puts the offsets of the disk in place of @NAMES@: "NAME=VALUE" lines in $1, then files.
lab_fill_in() {
    local values=$1 name value script=''
    shift
    while IFS='=' read -r name value; do
        script+="s|@$name@|$value|g;"
    done <"$values"
    sed -i "$script" "$@"
}

lab_put_files() {
    local folder=$1 recipe=$2 drive=$1/guest/drive_c place name layers
    for place in "${lab_places[@]}"; do
        mkdir -p "$(dirname "$drive/${place#*=}")" || return 1
        # What lies there is a link to the template's file: take it away, do not write through it.
        rm -f "$drive/${place#*=}"
        cp "$lab_windows/${place%%=*}" "$drive/${place#*=}" ||
            lab_fail "no stand-in '$lab_windows/${place%%=*}'" || return 1
    done
    mkdir -p "$drive/goldprep"
    [ ! -f "$lab_exe" ] || cp "$lab_exe" "$drive/goldprep/goldprep.exe" || return 1
    layers=$(lab_layers "$recipe") || return 1
    for name in $layers; do
        [ ! -d "$lab_source/recipes/$name/files" ] ||
            cp -r --remove-destination "$lab_source/recipes/$name/files/." "$drive/" || return 1
    done
}

# lab_registry_file FILE: as UTF-16, without which lists and expandable texts are read as 8-bit ones.
lab_registry_file() {
    printf '\xff\xfe'
    iconv -f UTF-8 -t UTF-16LE "$1"
}

# Everything the recipes say about the registry, in one file that the first boot imports.
lab_put_registry() {
    local folder=$1 recipe=$2 target=$1/guest/drive_c/LabGuest/guest.reg name layers way
    layers=$(lab_layers "$recipe") && way=$(lab_value "$recipe" sysprep) || return 1
    {
        echo 'Windows Registry Editor Version 5.00'
        for name in $layers; do
            [ ! -f "$lab_source/recipes/$name/guest.reg" ] ||
                sed 1d "$lab_source/recipes/$name/guest.reg"
        done
        [ -z "$way" ] ||
            printf '\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\LabGuest\\sysprep]\n"Way"="%s"\n' "$way"
    } >"$target.text"
    lab_fill_in "$folder/disk.values" "$target.text"
    lab_registry_file "$target.text" >"$target"
    rm "$target.text"
}

# The disk is made, or copied from a guest that has the same and was never started.
lab_put_disk() {
    local folder=$1 recipe=$2 like=$3 disk
    if [ -n "$like" ]; then
        cp --sparse=always "$like/disk.img" "$folder/disk.img" &&
            cp "$like/disk.values" "$folder/disk.values"
        return
    fi
    disk=$(lab_nearest "$recipe" disk) &&
        "$lab_source/host/make_disk.py" "$disk" "$folder/disk.img" >"$folder/disk.values" &&
        cp --sparse=always "$folder/disk.img" "$folder/disk.before.img"
}

# lab_make RECIPE FOLDER [LIKE]
lab_make() {
    local recipe=$1 folder=$2 hive file
    lab_prepare && lab_chain "$recipe" >/dev/null || return 1
    mkdir "$folder" || { lab_fail "cannot make '$folder'"; return 1; }
    folder=$(cd "$folder" && pwd)
    echo "$recipe" >"$folder/recipe"
    lab_put_disk "$folder" "$recipe" "${3:-}" || return 1

    # Files are shared with the template; where links cannot cross file systems, they are symbolic.
    cp -al "$lab_template" "$folder/guest" 2>/dev/null ||
        { rm -rf "$folder/guest"; cp -as "$lab_template" "$folder/guest"; } || return 1
    rm -rf "$folder/guest/dosdevices"
    mkdir "$folder/guest/dosdevices" && ln -s ../drive_c "$folder/guest/dosdevices/c:" || return 1
    for hive in system user userdef; do
        cp --remove-destination "$lab_template/$hive.reg" "$folder/guest/$hive.reg" || return 1
    done
    mkdir -p "$folder/guest/drive_c/LabGuest"
    ln -s ../../../disk.img "$folder/guest/drive_c/LabGuest/disk.img"
    lab_put_files "$folder" "$recipe" && lab_put_registry "$folder" "$recipe" || return 1
    file=$folder/guest/drive_c/windows/system32/Recovery/ReAgent.xml
    [ ! -f "$file" ] || lab_fill_in "$folder/disk.values" "$file"
}

lab_need_guest() {
    [ -d "$1/guest/drive_c" ] || lab_fail "'$1' is no lab guest"
}

# Wine starts what starts with Windows before labboot.exe has done what Windows does earlier: that is
# held here, and let go there.
lab_hold_services() {
    local hive=$1/guest/system.reg
    [ -f "$hive" ] || return 0
    awk '/^\[/ { here = tolower($0) ~ /services\\\\goldprep\]/ }
        here && /^"Start"=dword:00000002/ {
            print "\"LabHeld\"=dword:00000001"
            sub("00000002", "00000003")
        }
        { print }' "$hive" >"$hive.held" && mv "$hive.held" "$hive"
}

# Starts the guest; returns when its services, its disk and its registry are there.
lab_boot() {
    local folder=$1 answer=''
    lab_need_guest "$folder" && lab_prepare || return 1
    ! lab_is_running "$folder" || { lab_fail "'$folder' is running already"; return 1; }
    rm -f "$folder/power-off"
    lab_hold_services "$folder" || return 1
    touch "$folder/boot-began"
    # labboot.exe says one word and stays: the last process of a guest takes its services along.
    exec 8< <(lab_limit_s=86400 lab_wine "$folder/guest" 'C:\LabGuest\labboot.exe' boot \
        2>>"$folder/wine.log")
    read -r -t "$lab_boot_limit_s" answer <&8
    exec 8<&-
    answer=${answer%$'\r'}
    [ "$answer" = ready ] && return 0
    cat "$folder/guest/drive_c/LabGuest/standins.log" >&2
    lab_stop "$folder"
    lab_fail "the guest in '$folder' does not start"
}

# Lines of Wine's own go to the log, all others on; "power-off" appears when that was asked for.
lab_sort_lines() {
    local folder=$1 end=$2 line
    while IFS= read -r line; do
        line=${line%$'\r'}
        [ "$line" != "$end" ] || return 0
        case $line in
            [0-9a-f][0-9a-f][0-9a-f][0-9a-f]:fixme:advapi:InitiateSystemShutdown* | \
                [0-9a-f][0-9a-f][0-9a-f][0-9a-f]:fixme:advapi:InitiateShutdown*)
                echo "$line" >>"$folder/wine.log"
                touch "$folder/power-off"
                ;;
            [0-9a-f][0-9a-f][0-9a-f][0-9a-f]:*:*:*) echo "$line" >>"$folder/wine.log" ;;
            *) echo "$line" >&2 ;;
        esac
    done
}

# lab_run FOLDER PROGRAM [ARG ...]: sets lab_exit to the whole exit code. Fails when there is none.
lab_run() {
    local folder=$1 end="end of $$ $RANDOM" code sorter errors
    shift
    lab_need_guest "$folder" && lab_prepare || return 1
    code=$folder/guest/drive_c/LabGuest/exit-code
    rm -f "$code"
    lab_exit=
    exec {errors}> >(lab_sort_lines "$folder" "$end")
    sorter=$!
    lab_wine "$folder/guest" 'C:\LabGuest\labrun.exe' 'C:\LabGuest\exit-code' "$@" 2>&"$errors"
    # A program that was left running holds the other end open: do not wait for it, say when to end.
    echo "$end" >&"$errors"
    exec {errors}>&-
    wait "$sorter"
    lab_exit=$(tr -d '\r' 2>/dev/null <"$code")
    [ -n "$lab_exit" ] || lab_fail "'$1' did not end within $lab_limit_s s, or was not started"
}

lab_stop() {
    local folder=$1
    lab_is_running "$folder" || return 0
    WINEPREFIX=$folder/guest timeout 60 "$lab_wine_server" -k
    WINEPREFIX=$folder/guest timeout 60 "$lab_wine_server" -w
}

# Two boots of a machine are never as close together as two of a guest can be: programs that compare
# the times of boot allow for some seconds.
lab_restart() {
    local folder=$1 since
    lab_stop "$folder" || return 1
    since=$(($(date +%s) - $(stat -c %Y "$folder/boot-began" 2>/dev/null || echo 0)))
    [ "$since" -ge "$lab_boots_apart_s" ] || sleep $((lab_boots_apart_s - since))
    lab_boot "$folder"
}

# How often a program of the guest has asked for a restart since the guest was made.
lab_restarts_asked() {
    grep -c 'fixme:advapi:InitiateSystemShutdownExW .* 1 1 0x' "$1/wine.log"
}

# lab_restart_when_asked FOLDER COUNT: restarts the guest when that was asked for so often.
lab_restart_when_asked() {
    local folder=$1 count=$2 tries
    for ((tries = 0; tries < lab_limit_s * 4; tries++)); do
        [ "$(lab_restarts_asked "$folder")" -lt "$count" ] || { lab_restart "$folder"; return; }
        sleep 0.25
    done
    lab_fail "the guest in '$folder' has not asked for restart $count within $lab_limit_s s"
}

# Of a running guest the registry itself is asked, else its file is read.
lab_registry() {
    local folder=$1 key=$2 value=$3
    lab_need_guest "$folder" || return 1
    if lab_is_running "$folder"; then
        lab_prepare || return 1
        lab_wine "$folder/guest" reg query "HKLM\\$key" /v "$value" 2>/dev/null | tr -d '\r' |
            sed -n "s/^ *$value  *REG_[A-Z_]*  *//p" | grep -m 1 ''
    else
        "$lab_source/host/read_hive.py" "$folder/guest/system.reg" "$key" "$value"
    fi
}

# -- scenarios -------------------------------------------------------------------------------------

lab_say() {
    printf '\n== %s ==\n\n' "$*"
}

# lab_step FOLDER NAME WORD...: shows the command, runs it, shows and keeps its exit code.
lab_step() {
    local folder=$1 name=$2
    shift 2
    printf '> goldprep %s\n' "$*"
    lab_run "$folder" 'C:\goldprep\goldprep.exe' "$@" || return 1
    printf '\n(exit code %s)\n' "$lab_exit"
    echo "$name $lab_exit" >>"$folder/exit-codes"
}

# Asks for a document that people do not look at.
lab_document() {
    local folder=$1 file=$2
    shift 2
    lab_run "$folder" 'C:\goldprep\goldprep.exe' "$@" >"$folder/$file"
}

lab_collect() {
    local folder=$1 state=$1/guest/drive_c/ProgramData/goldprep file
    # A run that was never begun has left no facts of its own.
    cp "$folder/facts.before.json" "$folder/facts.json" 2>/dev/null
    for file in manifest.json facts.json journal; do
        [ ! -f "$state/$file" ] || cp "$state/$file" "$folder/$file" || return 1
    done
}

# `prepare`, and after every restart that it asks for, `resume`.
lab_prepare_guest() {
    local folder=$1 restarts options
    read -r -a options <<<"$(lab_value "$(cat "$folder/recipe")" prepare_options)"
    lab_step "$folder" prepare prepare --profile devbox --yes "${options[@]}" || return 1
    for ((restarts = 1; lab_exit == 3010 && restarts <= 3; restarts++)); do
        lab_say "The guest restarts"
        lab_restart "$folder" || return 1
        lab_step "$folder" resume resume || return 1
    done
}

# How every service of a running guest starts, one a line.
lab_start_types() {
    lab_wine "$1/guest" reg query 'HKLM\SYSTEM\CurrentControlSet\Services' /s /v Start 2>/dev/null |
        tr -d '\r' | awk '/^HKEY/ { service = $0 } / Start / { print service, $NF }' | sort
}

# Sysprep alone, on a guest that is ready for it, and what is said and left when it does not seal.
lab_play_generalize() {
    local folder=$1 options panther=$1/guest/drive_c/windows/system32/Sysprep/Panther
    read -r -a options <<<"$(lab_value "$(cat "$folder/recipe")" prepare_options)"
    lab_start_types "$folder" >"$folder/services.before"
    lab_say "Sealing it"
    SECONDS=0
    lab_step "$folder" generalize generalize --profile devbox --yes "${options[@]}" || return 1
    echo "$SECONDS" >"$folder/seconds"
    lab_start_types "$folder" >"$folder/services.after"

    lab_say "Why"
    lab_step "$folder" diagnose diagnose || return 1
    lab_document "$folder" diagnosis.json diagnose --json || return 1
    mkdir "$folder/panther" && cp -r "$folder"/guest/drive_c/ProgramData/goldprep/panther-* \
        "$folder/" 2>/dev/null
    [ ! -d "$panther" ] || cp "$panther"/setup*.log "$folder/panther/" 2>/dev/null
    cp "$folder/guest/drive_c/LabGuest/standins.log" "$folder/" && lab_collect "$folder"
}

lab_play() {
    local folder=$1 recipe=$2
    lab_say "The guest: $(lab_value "$recipe" title)"
    lab_boot "$folder" || return 1
    echo "started in $folder"
    if [ "$(lab_value "$recipe" only)" = generalize ]; then
        lab_play_generalize "$folder"
        return
    fi

    lab_say "What is not right"
    lab_step "$folder" assess assess --profile devbox || return 1
    lab_document "$folder" facts.before.json facts --json --record 'C:\LabGuest\guest.rec' ||
        return 1
    cp "$folder/guest/drive_c/LabGuest/guest.rec" "$folder/guest.rec" ||
        lab_fail 'the answers of the guest were not recorded' || return 1
    cp "$folder/facts.before.json" "$folder/guest/drive_c/LabGuest/facts.json"
    lab_document "$folder" assess.json assess --profile devbox --json \
        --facts 'C:\LabGuest\facts.json' || return 1
    lab_document "$folder" assess-all.json assess --json --facts 'C:\LabGuest\facts.json' || return 1
    [ "$(lab_value "$recipe" only)" != assess ] || return 0

    lab_say "What would be done"
    lab_step "$folder" plan plan --profile devbox || return 1

    lab_say "Doing it"
    lab_prepare_guest "$folder" || return 1
    lab_collect "$folder" || return 1
    [ ! -f "$folder/power-off" ] || printf '\nThe guest has switched itself off.\n'
}

# What judge.py compares with.
lab_expected() {
    local recipe=$1 key
    for key in only assess prepare generalize image_state power_off recovery windows cause item \
        codes told prepare_options; do
        echo "$key = $(lab_value "$recipe" "$key")"
    done
    # What a guest that is only looked at began with, not what one becomes that is prepared.
    echo "state_before = $(lab_own_value "$recipe" state_before || echo IMAGE_STATE_COMPLETE)"
    for key in unmet unknown; do
        echo "$key = $(lab_ids "$recipe" $key)"
    done
    # What devbox names is named by one of all.
    for key in unmet unknown; do
        ! lab_has_own "$recipe" "${key}_all" ||
            echo "${key}_all = $(lab_ids "$recipe" $key) $(lab_ids "$recipe" "${key}_all")"
    done
}

lab_scenario() {
    local recipe=$1 keep=$2 folder=$lab_output/$1 result
    [ -f "$lab_exe" ] || { lab_fail "no '$lab_exe': run ./dev build"; return 1; }
    lab_chain "$recipe" >/dev/null && mkdir -p "$lab_output" || return 1
    if [ -d "$folder" ]; then
        lab_stop "$folder" && rm -rf "$folder" || return 1
    fi
    lab_make "$recipe" "$folder" || return 1

    # Ctrl-C or an error: the guest does not outlive the scenario.
    trap 'lab_stop "'"$folder"'"; exit 130' INT TERM HUP
    lab_play "$folder" "$recipe" 2>&1 | tee "$folder/console.txt"
    result=${PIPESTATUS[0]}
    if [ -z "$keep" ] || [ -f "$folder/power-off" ] || [ "$result" != 0 ]; then
        lab_stop "$folder"
    fi
    trap - INT TERM HUP
    [ "$result" = 0 ] || { lab_fail "the scenario did not come to its end"; return 1; }

    if [ -f "$folder/manifest.json" ]; then
        lab_say "The manifest"
        "$lab_source/host/summary.py" "$folder/manifest.json" | tee -a "$folder/console.txt"
        printf '\nthe whole of it: %s\n' "$folder/manifest.json"
    fi
    lab_say "Is it what the recipe expects?"
    lab_expected "$recipe" >"$folder/expected"
    lab_registry "$folder" 'SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State' ImageState \
        >"$folder/image-state"
    "$lab_source/host/judge.py" "$folder"
}

lab_scenario_command() {
    local recipe=win11-23h2-enterprise keep=''
    while [ $# -gt 0 ]; do
        case $1 in
            --list) lab_list; return ;;
            --keep) keep=yes ;;
            --scenario)
                [ $# -gt 1 ] || { lab_fail "--scenario needs a name"; return 2; }
                recipe=$2
                shift
                ;;
            -*) lab_fail "unknown option '$1'"; return 2 ;;
            *) recipe=$1 ;;
        esac
        shift
    done
    lab_scenario "$recipe" "$keep"
}

lab_list() {
    local recipe
    for recipe in $(lab_recipes); do
        printf '%-36s %s\n' "$recipe" "$(lab_value "$recipe" title)"
    done
}

# -- the command -----------------------------------------------------------------------------------

lab_main() {
    local command=${1:-} count=$#
    [ $# = 0 ] || shift
    case $command in
        make | boot | stop | restart) [ "$count" -ge 2 ] || { lab_usage >&2; return 2; } ;;
        run) [ "$count" -ge 3 ] || { lab_usage >&2; return 2; } ;;
        registry) [ "$count" = 4 ] || { lab_usage >&2; return 2; } ;;
    esac
    case $command in
        prepare) lab_prepare ;;
        make) [ $# = 2 ] || { lab_usage >&2; return 2; }; lab_make "$1" "$2" ;;
        boot) lab_boot "$(realpath "$1")" ;;
        run) lab_run "$(realpath "$1")" "${@:2}" && echo "$lab_exit" ;;
        stop) lab_stop "$(realpath "$1")" ;;
        restart) lab_restart "$(realpath "$1")" ;;
        registry) lab_registry "$(realpath "$1")" "$2" "$3" ;;
        scenario) lab_scenario_command "$@" ;;
        help | -h | --help) lab_usage ;;
        *) lab_usage >&2; return 2 ;;
    esac
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -o pipefail
    lab_main "$@"
fi
