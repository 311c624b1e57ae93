#!/bin/sh
# SPDX-License-Identifier: MIT
# judge_packer.sh - Packer itself validates every rendered file, offline, and would lay it out the same.
#
# usage: judge_packer.sh FOLDER      of targets.py and render_targets: NAME/packer.pkr.hcl
#
# Exit 77: Packer is not installed.
set -eu
command -v packer >/dev/null || { echo "skipped: packer is not installed; 0 files were validated"; exit 77; }

folder=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CHECKPOINT_DISABLE=1 PACKER_CONFIG_DIR="$work" PACKER_CACHE_DIR="$work/cache"
touch "$work/goldprep.exe"
id=00000000-0000-0000-0000-000000000001
wrong=0
count=0

validate() {
    packer validate -var "client_id=$id" -var client_secret=x -var "tenant_id=$id" -var base_publisher=Contoso \
        -var base_offer=Windows11 -var base_sku=base -var winrm_password=x -var "goldprep_exe=$work/goldprep.exe" \
        "$1" >"$work/told" 2>&1
}

for file in "$folder"/*/packer.pkr.hcl; do
    # what differs is the destination: files that are alike are validated once
    sum=$(sha256sum <"$file" | cut -d ' ' -f 1)
    count=$((count + 1))
    [ ! -e "$work/$sum" ] || continue
    touch "$work/$sum"
    if ! validate "$file" || ! packer fmt -check "$file" >>"$work/told" 2>&1; then
        echo "WRONG $file:"
        cat "$work/told"
        wrong=$((wrong + 1))
    fi
done

# one that takes everything would pass too
for spoiled in 's/replication_regions =/replication_region =/' 's/valid_exit_codes  = \[0\]/valid_exit_codes = ["x"]/' 's/^build {/build {{/'; do
    sed "$spoiled" "$folder/private/packer.pkr.hcl" >"$work/spoiled.pkr.hcl"
    ! cmp -s "$folder/private/packer.pkr.hcl" "$work/spoiled.pkr.hcl" || { echo "WRONG: nothing to spoil by $spoiled"; wrong=$((wrong + 1)); }
    if validate "$work/spoiled.pkr.hcl"; then
        echo "WRONG: $spoiled was taken"
        wrong=$((wrong + 1))
    fi
done
echo "$count files, $(find "$work" -maxdepth 1 -name '????????????????*' | wc -l) of them different, validated by $(packer version | head -1); 3 spoiled ones refused; $wrong wrong"
[ "$wrong" = 0 ] && [ "$count" -ge 40 ]
