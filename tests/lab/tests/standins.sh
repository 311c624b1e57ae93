#!/bin/bash
# SPDX-License-Identifier: MIT
# standins.sh - the stand-ins act as the originals are documented to, and fail when a recipe says so.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need "$lab_windows/labdisk.sys" "$lab_host/add_export"
begin standins

sysprep='C:\windows\system32\Sysprep\sysprep.exe'
reagentc='C:\windows\system32\ReAgentc.exe'
diskpart='C:\windows\system32\diskpart.exe'
state='SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
seal=(/generalize /oobe /mode:vm /quiet /quit)

exits() {
    local code=$1
    shift
    lab_run "$guest" "$@" >"$folder/said" && is "$lab_exit" "$code"
}

in_registry() {
    is "$(lab_registry "$guest" "$1" "$2")" "$3"
}

# fault NAME VALUE NUMBER: sets a value that a recipe would set.
fault() {
    exits 0 reg add "HKLM\\SOFTWARE\\LabGuest\\$1" /v "$2" /t REG_DWORD /d "$3" /f
}

script() {
    printf '%s\r\n' "$@" >"$drive/script.txt"
}

partitions() {
    is "$(sfdisk --dump "$guest/disk.img" | grep -c 'start=')" "$1"
}

check 'a guest starts' new_guest win11-23h2-enterprise guest
panther=$drive/windows/system32/Sysprep/Panther
xml=$drive/windows/system32/Recovery/ReAgent.xml
act=$panther/setupact.log
tag=$drive/windows/system32/Sysprep/Sysprep_succeeded.tag

# reagentc
check 'reagentc tells the state' exits 0 "$reagentc" /info
check 'and where Windows RE is' has "$folder/said" 'harddisk0\partition4\Recovery\WindowsRE'
check 'it fails when a recipe says so' fault reagentc ExitCode 5
check 'with that code' exits 5 "$reagentc" /disable
check 'and changes nothing' has "$xml" 'InstallState state="1"'
check 'without the fault' fault reagentc ExitCode 0
check 'it switches Windows RE off' exits 0 "$reagentc" /disable
check 'the file says so' has "$xml" 'InstallState state="0"'
check 'the image is safe' test -e "$drive/windows/system32/Recovery/Winre.wim"
check 'a second time it says so' exits 2 "$reagentc" /disable
check 'it switches Windows RE on again' exits 0 "$reagentc" /enable
check 'at the place it had' has "$xml" 'offset="67984424960"'
check 'and off' exits 0 "$reagentc" /disable

# diskpart
script 'select disk 0' 'select partition 4' 'delete partition'
check 'diskpart keeps a protected partition' exits 4 "$diskpart" /s 'C:\script.txt'
check 'and the table' partitions 4
script 'select disk 0' 'select partition 9'
check 'it refuses a partition that is not there' exits 1 "$diskpart" /s 'C:\script.txt'
script 'format everything'
check 'it refuses what it does not know' exits 5 "$diskpart" /s 'C:\script.txt'
check 'it needs its script' exits 3 "$diskpart" /s 'C:\nothing.txt'
check 'it needs its parameters' exits 2 "$diskpart"
script 'select disk 0' 'select partition 4' 'delete partition override' 'select partition 3' 'extend'
check 'it deletes and extends' exits 0 "$diskpart" /s 'C:\script.txt'
check 'the partition is gone' partitions 3
check 'the other has its room' has <(sfdisk --dump "$guest/disk.img") 'size=   133976064'
check 'the table is sound' has <(sgdisk --verify "$guest/disk.img") 'No problems found'

# memberships, management, virtual disks
probe='C:\LabGuest\labprobe.exe'

# tells QUESTION TEXT ...: the probe ends with 0 and prints these lines.
tells() {
    local question=$1 text
    shift
    exits 0 "$probe" "$question" || return 1
    for text in "$@"; do
        has "$folder/said" "$text" || return 1
    done
}

# words NAME VALUE TEXT: the same as fault, for a text.
words() {
    exits 0 reg add "HKLM\\SOFTWARE\\LabGuest\\$1" /v "$2" /t REG_SZ /d "$3" /f
}

account() {
    fault "netapi32\\Users\\$1" Rid "$2" && fault "netapi32\\Users\\$1" Flags "$3"
}

check 'a guest is in a workgroup and nothing else' tells joins \
    'join 2 WORKGROUP' 'entra 0' 'managed 0' 'backing 0xc03a0015' 'native boot 0'
check 'it joins a domain' fault netapi32 DomainStatus 3
check 'of that name' words netapi32 DomainName CONTOSO
check 'and Microsoft Entra' fault netapi32 EntraType 1
check 'of that tenant' words netapi32 Tenant 7a3c1f0e-0000-4d6b-9f0f-2f6f3c1f9a01
check 'is managed' fault mdm Enrolled 1
check 'lies in a file' words virtdisk BackingPath '\golden\base.vhdx'
check 'and is started from it' fault virtdisk NativeBoot 1
check 'all that is told' tells joins 'join 3 CONTOSO' \
    'entra 1 7a3c1f0e-0000-4d6b-9f0f-2f6f3c1f9a01' 'managed 1' 'backing \golden\base.vhdx' \
    'native boot 1'
check 'one account more' account builder2 1002 66049
check 'accounts come one an answer' fault netapi32 PageSize 1
check 'and all of them come' tells accounts 'account Administrator 500' 'account builder2 1002 0x10201'
check 'they are refused when a recipe says so' fault netapi32 UsersCode 5
check 'with that code' exits 5 "$probe" accounts

# sysprep: refusals
check 'reserved storage in use' exits 0 reg add \
    'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\ReserveManager' /v ActiveScenario /t REG_DWORD /d 1 /f
check 'sysprep ends with 0 though it refuses' exits 0 "$sysprep" "${seal[@]}"
check 'the log has the code' has "$act" 'hr = 0x80070975'
check 'the errors are in the other log too' has "$panther/setuperr.log" 'dwRet = 0x975'
check 'there is no tag' test ! -e "$tag"
check 'ImageState is untouched' in_registry "$state" ImageState IMAGE_STATE_COMPLETE
check 'idle again' exits 0 reg add \
    'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\ReserveManager' /v ActiveScenario /t REG_DWORD /d 0 /f
check 'BitLocker on' fault sysprep BitLockerOn 1
check 'sysprep refuses' exits 0 "$sysprep" "${seal[@]}"
check 'and names BitLocker' has "$act" 'Turn BitLocker off to run Sysprep. (0x80310039)'
check 'the log was cleared in between' lacks "$act" '0x80070975'
check 'BitLocker off' fault sysprep BitLockerOn 0
check 'a stray package' exits 0 reg add \
    'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore\S-1-5-21-1-2-3-1001\Stray_1.0.0.0_x64__abcdefgh' /f
check 'sysprep refuses it' exits 0 "$sysprep" "${seal[@]}"
check 'and names it' has "$act" 'Package Stray_1.0.0.0_x64__abcdefgh was installed for a user'
check 'it is gone' exits 0 reg delete \
    'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore\S-1-5-21-1-2-3-1001' /f
check 'a package that only sysprep knows' words sysprep StrayPackage Hidden_1.0.0.0_x64__abcdefgh
check 'it refuses that, too' exits 0 "$sysprep" "${seal[@]}"
check 'and names it again' has "$act" 'Package Hidden_1.0.0.0_x64__abcdefgh was installed for a user'
check 'no more of it' exits 0 reg delete 'HKLM\SOFTWARE\LabGuest\sysprep' /v StrayPackage /f
check 'an unknown switch' exits 1 "$sysprep" /generalise /oobe /quiet
check 'is refused in the log' has "$act" 'Unable to parse command-line arguments'

# sysprep: the work
check 'the state settles late' fault sysprep SettleMs 1500
check 'sysprep seals' exits 0 "$sysprep" "${seal[@]}"
check 'ImageState is not there yet' in_registry "$state" ImageState IMAGE_STATE_UNDEPLOYABLE
check 'the tag is' test -e "$tag"
check 'the banner is in the log' has "$act" '===          Beginning of a new sysprep run          ==='
check 'the mode too' has "$act" 'Sysprep mode [vm]; was specified'
check 'and its end' has "$act" '[0x0f0052] SYSPRP Shutting down SysPrep log'
check 'there is no error' test ! -s "$panther/setuperr.log"
check 'setup is armed' in_registry 'SYSTEM\Setup' CmdLine 'oobe\windeploy.exe'
check 'for the next boot' in_registry 'SYSTEM\Setup' SetupType 0x2
sleep 2
check 'ImageState has settled' in_registry "$state" ImageState IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE
check 'and its file' has "$drive/windows/Setup/State/State.ini" IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE
check 'a second run refuses' exits 0 "$sysprep" "${seal[@]}"
check 'for the state it finds' has "$act" '[0x0f0073] SYSPRP RunDlls:Not running DLLs'
check 'and has removed the tag' test ! -e "$tag"
check 'stand-ins say what they are' has "$drive/LabGuest/standins.log" \
    'sysprep: lab stand-in for System32\Sysprep\sysprep.exe'
lab_stop "$guest"

# sysprep: faults on the way
check 'another guest starts' new_guest win11-23h2-enterprise dying
check 'death on the way' words sysprep Way dies-generalizing
check 'shows in the exit code' exits 3221225477 "$sysprep" "${seal[@]}"
check 'and in ImageState' in_registry "$state" ImageState IMAGE_STATE_UNDEPLOYABLE
lab_stop "$guest"
check 'a third one' new_guest win11-23h2-enterprise tagless
check 'no tag' words sysprep Way no-tag
check 'though all else is done' exits 0 "$sysprep" "${seal[@]}"
check 'as wanted' in_registry "$state" ImageState IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE
check 'there is none' test ! -e "$drive/windows/system32/Sysprep/Sysprep_succeeded.tag"
