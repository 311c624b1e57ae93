/* SPDX-License-Identifier: MIT */
/* list.h - every probe, one line each, in the order they run. Define PROBE() and include. */
PROBE(os)
PROBE(session)
PROBE(firmware)
PROBE(secure_boot)
PROBE(tpm)
PROBE(system_disk)
PROBE(windows_re)
PROBE(reserved_storage)
PROBE(reserved_storage_deep)
PROBE(restart)
PROBE(sysprep)
PROBE(context)
