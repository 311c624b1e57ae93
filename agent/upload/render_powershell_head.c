/* SPDX-License-Identifier: MIT */
/*
 * render_powershell_head.c - what every PowerShell script begins with.
 *
 * No text between double quotes and no here-string: PowerShell looks for $ and $() in those.
 *
 * Source: https://learn.microsoft.com/powershell/module/az.accounts/invoke-azrestmethod
 *         https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
#include "upload/quote.h"
#include "upload/render_powershell.h"

static const char functions[] =
    "#Requires -Version 5.1\n"
    "#Requires -Modules Az.Accounts, Az.Compute, Az.Resources\n"
    "Set-StrictMode -Version 3.0\n"
    "$ErrorActionPreference = 'Stop'\n"
    "\n"
    "function Get-Answer {\n"
    "    param([string] $Method, [string] $Path, [string] $Payload)\n"
    "    $arguments = @{ Method = $Method; Path = $Path }\n"
    "    if ($Payload) { $arguments.Payload = $Payload }\n"
    "    $answer = Invoke-AzRestMethod @arguments\n"
    "    if ($answer.StatusCode -ge 400 -and -not ($Method -eq 'GET' -and $answer.StatusCode -eq "
    "404)) "
    "{\n"
    "        throw ('{0} {1}: {2} {3}' -f $Method, $Path, $answer.StatusCode, $answer.Content)\n"
    "    }\n"
    "    return $answer\n"
    "}\n"
    "\n"
    "# The resource, or nothing when it is not there.\n"
    "function Get-Resource {\n"
    "    param([string] $Id, [string] $Api)\n"
    "    $answer = Get-Answer -Method GET -Path ($Id + '?api-version=' + $Api)\n"
    "    if ($answer.StatusCode -eq 404) { return $null }\n"
    "    return ConvertFrom-Json -InputObject $answer.Content\n"
    "}\n"
    "\n"
    "# A member by its path; nothing where there is none.\n"
    "function Get-Part {\n"
    "    param($Of, [string] $Path)\n"
    "    foreach ($name in $Path.Split('.')) {\n"
    "        if ($null -eq $Of -or $null -eq $Of.PSObject.Properties[$name]) { return $null }\n"
    "        $Of = $Of.PSObject.Properties[$name].Value\n"
    "    }\n"
    "    return $Of\n"
    "}\n"
    "\n"
    "function Send-Resource {\n"
    "    param([string] $Method, [string] $Id, [string] $Api, [string] $Payload)\n"
    "    $null = Get-Answer -Method $Method -Path ($Id + '?api-version=' + $Api) -Payload "
    "$Payload\n"
    "}\n"
    "\n"
    "# How to make again what is never repaired, and is this script's alone.\n"
    "function Get-Anew {\n"
    "    param([string] $Id, [string] $Api)\n"
    "    if ($Id -notmatch '/(versions|disks)/') { return ': see its activity log' }\n"
    "    return ('. To make it anew, delete it and run this again: Remove-AzResource -ResourceId "
    "''{0}'' -ApiVersion {1}' -f $Id, $Api)\n"
    "}\n"
    "\n"
    "# Until it is made; a limit, not a hope.\n"
    "function Wait-Resource {\n"
    "    param([string] $Id, [string] $Api, [int] $Minutes)\n"
    "    $end = (Get-Date).AddMinutes($Minutes)\n"
    "    while ($true) {\n"
    "        $state = Get-Part -Of (Get-Resource -Id $Id -Api $Api) -Path "
    "'properties.provisioningState'\n"
    "        if ($null -eq $state -or $state -eq 'Succeeded') { return }\n"
    "        if ($state -in 'Failed', 'Canceled') { throw ('{0} is in state {1}{2}' -f $Id, "
    "$state, "
    "(Get-Anew -Id $Id -Api $Api)) }\n"
    "        if ((Get-Date) -gt $end) { throw ('{0} is still in state {1} after {2} minutes' -f "
    "$Id, "
    "$state, $Minutes) }\n"
    "        Start-Sleep -Seconds 15\n"
    "    }\n"
    "}\n"
    "\n"
    "# Until the cmdlet that makes it has ended: by itself, it waits without a limit.\n"
    "function Wait-Made {\n"
    "    param($Job, [int] $Minutes)\n"
    "    $null = Wait-Job -Job $Job -Timeout ($Minutes * 60)\n"
    "    if ($Job.State -notin 'Completed', 'Failed') { throw ('it is still being made after {0} "
    "minutes' -f $Minutes) }\n"
    "    $null = Receive-Job -Job $Job\n"
    "}\n"
    "\n"
    "# Until it is there, or gone.\n"
    "function Wait-Presence {\n"
    "    param([string] $Id, [string] $Api, [bool] $There, [int] $Minutes)\n"
    "    $end = (Get-Date).AddMinutes($Minutes)\n"
    "    while (($null -ne (Get-Resource -Id $Id -Api $Api)) -ne $There) {\n"
    "        if ((Get-Date) -gt $end) { throw ('{0}: waited {1} minutes' -f $Id, $Minutes) }\n"
    "        Start-Sleep -Seconds 15\n"
    "    }\n"
    "}\n"
    "\n"
    "# The JSON that gives a resource One, or its own identity, beside those that it has: its type "
    "says\n"
    "# which kinds it has, so that one kind alone would take the other away.\n"
    "function Join-Identity {\n"
    "    param($Of, [string] $One)\n"
    "    $ids = @{}\n"
    "    $kept = Get-Part -Of $Of -Path 'userAssignedIdentities'\n"
    "    if ($kept) { foreach ($member in $kept.PSObject.Properties) { $ids[$member.Name] = @{} } "
    "}\n"
    "    if ($One) { $ids[$One] = @{} }\n"
    "    $types = @()\n"
    "    if (-not $One -or (Get-Part -Of $Of -Path 'type') -match 'SystemAssigned') { $types += "
    "'SystemAssigned' }\n"
    "    if ($ids.Count -gt 0) { $types += 'UserAssigned' }\n"
    "    $identity = @{ type = $types -join ', ' }\n"
    "    if ($ids.Count -gt 0) { $identity.userAssignedIdentities = $ids }\n"
    "    return ConvertTo-Json -InputObject @{ identity = $identity } -Depth 5\n"
    "}\n"
    "\n"
    "# Does a resource lie in a scope, or is it the scope?\n"
    "function Test-Within {\n"
    "    param([string] $Scope, [string] $Id)\n"
    "    return ($Id + '/').StartsWith($Scope.TrimEnd('/') + '/', "
    "[System.StringComparison]::OrdinalIgnoreCase)\n"
    "}\n"
    "\n"
    "# What is not changed here must be as it should.\n"
    "function Assert-Member {\n"
    "    param($Resource, [string] $Path, [string] $Wanted, [string] $Absent, [string] $Feature, "
    "[string] $Advice)\n"
    "    $is = Get-Part -Of $Resource -Path $Path\n"
    "    if ($Feature) {\n"
    "        $features = @($is)\n"
    "        $is = $null\n"
    "        foreach ($one in $features) { if ($one -and $one.name -eq $Feature) { $is = "
    "$one.value } }\n"
    "        $Path = $Feature\n"
    "    }\n"
    "    if (-not $is) { $is = $Absent }\n"
    "    if ($is -ne $Wanted) {\n"
    "        if (-not $Advice) { $Advice = 'it is left as it is' }\n"
    "        throw ('{0} is there, but its {1} is {2} and not {3}: {4}' -f $Resource.id, $Path, "
    "$is, $Wanted, $Advice)\n"
    "    }\n"
    "}\n"
    "\n"
    "# A fixed VHD: a whole number of MiB, and a footer of 512 bytes behind it.\n"
    "function Assert-Vhd {\n"
    "    param([string] $File)\n"
    "    $stream = [System.IO.File]::OpenRead((Resolve-Path -LiteralPath $File).Path)\n"
    "    try {\n"
    "        if (($stream.Length - 512) % 1048576 -ne 0) { throw ('the disk in {0} is no whole "
    "number "
    "of MiB' -f $File) }\n"
    "        $null = $stream.Seek(-512, [System.IO.SeekOrigin]::End)\n"
    "        $footer = New-Object byte[] 8\n"
    "        $null = $stream.Read($footer, 0, 8)\n"
    "        if ([System.Text.Encoding]::ASCII.GetString($footer) -ne 'conectix') { throw ('{0} "
    "has no "
    "VHD footer: Convert-VHD -VHDType Fixed' -f $File) }\n"
    "    } finally {\n"
    "        $stream.Dispose()\n"
    "    }\n"
    "}\n"
    "\n"
    "# It is there, but may lack bytes.\n"
    "function Stop-Unfinished {\n"
    "    param([string] $What, [string] $Delete, [string] $Mark)\n"
    "    throw ('{0} is there, but nothing says that all of it came. To upload it anew: {1}. If "
    "you "
    "know that it is whole: {2}. Then run this again' -f $What, $Delete, $Mark)\n"
    "}\n"
    "\n"
    "# What a machine is in.\n"
    "function Get-MachineState {\n"
    "    param([string] $Id, [string] $Api)\n"
    "    $view = Get-Resource -Id ($Id + '/instanceView') -Api $Api\n"
    "    if ($null -eq $view) { throw ('there is no machine {0}' -f $Id) }\n"
    "    foreach ($status in $view.statuses) { $status.code }\n"
    "}\n"
    "\n"
    "# Acts on a machine until it is in the state.\n"
    "function Set-MachineState {\n"
    "    param([string] $Id, [string] $Api, [string] $Action, [string] $State, [bool] $MayRun, "
    "[int] $Minutes)\n"
    "    $end = (Get-Date).AddMinutes($Minutes)\n"
    "    $is = @(Get-MachineState -Id $Id -Api $Api)\n"
    "    if ($is -contains $State) {\n"
    "        Write-Host ('machine {0} is so: {1}' -f $Id.Split('/')[8], $State)\n"
    "        return\n"
    "    }\n"
    "    if (-not $MayRun -and $is -contains 'PowerState/running') {\n"
    "        throw ('{0} runs: it is not sealed, or was started after it was' -f $Id)\n"
    "    }\n"
    "    Write-Host ('machine {0}: {1}' -f $Id.Split('/')[8], $Action)\n"
    "    Send-Resource -Method POST -Id ($Id + '/' + $Action) -Api $Api\n"
    "    while (@(Get-MachineState -Id $Id -Api $Api) -notcontains $State) {\n"
    "        if ((Get-Date) -gt $end) { throw ('{0} is not in state {1} after {2} minutes' -f $Id, "
    "$State, $Minutes) }\n"
    "        Start-Sleep -Seconds 15\n"
    "    }\n"
    "}\n"
    "\n"
    "# The subscriptions or tenants that see the gallery.\n"
    "function Get-Shared {\n"
    "    param([string] $Type)\n"
    "    $path = $galleryId + '?$expand=SharingProfile/Groups&api-version=2024-03-03'\n"
    "    $gallery = ConvertFrom-Json -InputObject (Get-Answer -Method GET -Path $path).Content\n"
    "    foreach ($group in @(Get-Part -Of $gallery -Path 'properties.sharingProfile.groups')) {\n"
    "        if ($null -ne $group -and $group.type -eq $Type) { $group.ids }\n"
    "    }\n"
    "}\n"
    "\n";

void powershell_append_quoted(struct powershell_script *script, const char *value)
{
    quote_powershell(script->text, value);
}

static void append_variable(struct powershell_script *script, const char *name, const char *value)
{
    text_append(script->text, "$%s = ", name);
    powershell_append_quoted(script, value);
    text_append(script->text, "\n");
}

/* Comments are ASCII too: see quote.h. */
static void append_ascii_comment(struct text *text, const char *value)
{
    AUTO(part) shown = { .whole = text };

    quote_comment(&shown.text, value);
    for (const char *at = text_string(&shown.text); *at; at++)
        text_append(text, "%c", (unsigned char)*at < 0x80 ? *at : '?');
}

void powershell_append_head(struct powershell_script *script)
{
    const struct target *target = script->operations->target;

    text_append(script->text, "# Made by goldprep from a target and the manifest of '");
    append_ascii_comment(script->text, target->image.machine ? target->image.machine : "");
    text_append(script->text,
        "'.\n"
        "#\n"
        "# Run it as often as you like: what is there as it should be is left alone.\n"
        "# Needs the Az modules, signed in (Connect-AzAccount); azcopy for the upload to a "
        "disk.\n");
    text_append(script->text, "%s", functions);
    append_variable(script, "subscription", target->subscription);
    append_variable(script, "resourceGroup", target->resource_group);
    append_variable(script, "galleryName", target->gallery.name);
    append_variable(script, "galleryId", script->operations->gallery_id);
    text_append(script->text, "$null = Set-AzContext -Subscription $subscription -Scope Process\n");
    if (operations_cloud_name(script->operations))
        text_append(script->text,
            "if ((Get-AzContext).Environment.Name -ne '%s') { throw 'Connect-AzAccount "
            "-Environment "
            "%s' }\n",
            operations_cloud_name(script->operations), operations_cloud_name(script->operations));
}
