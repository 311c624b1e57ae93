# SPDX-License-Identifier: MIT
# disk.cmake - the system disk of the lab guest and the Windows components that judge and change it:
# for the guest a driver and its DLLs, for the host the tool that completes Wine's kernel32.

if(WIN32)
    # labdisk.sys runs in Wine's kernel side: it has no C library, so no stack protector either. A
    # library's options come behind the ones of goldprep_settings, a target's own would come before.
    add_library(labdisk_kernel INTERFACE)
    target_compile_options(labdisk_kernel INTERFACE -fno-stack-protector)
    target_link_options(labdisk_kernel INTERFACE -fno-stack-protector -nostdlib -nostartfiles
        -Wl,--subsystem,native -Wl,-e,DriverEntry)
    find_path(LAB_DDK_HEADERS ntifs.h PATH_SUFFIXES ddk REQUIRED)
    target_include_directories(labdisk_kernel SYSTEM INTERFACE "${LAB_DDK_HEADERS}")

    add_library(labdisk MODULE
        driver/config.c
        driver/control.c
        driver/cut.c
        driver/entry.c
        driver/gpt.c
        driver/layout.c
        driver/mbr.c
        driver/storage.c
        driver/table.c
        driver/volume.c
        driver/volume_query.c
        "${PROJECT_SOURCE_DIR}/agent/base/crc32.c"
    )
    target_link_libraries(labdisk PRIVATE goldprep_settings labdisk_kernel ntoskrnl)
    set_target_properties(labdisk PROPERTIES PREFIX "" SUFFIX ".sys")

    # What is loaded into goldprep costs it no more time than the original would: mingw's libssp opens
    # a cryptography provider in each of its users, which takes as long as starting a process.
    add_library(lab_unguarded INTERFACE)
    target_compile_options(lab_unguarded INTERFACE -fno-stack-protector)
    target_link_options(lab_unguarded INTERFACE -fno-stack-protector)

    # lab_library(<name> <file> ...): a DLL of the guest, with the exports of its .def file.
    function(lab_library name)
        add_library(${name} MODULE ${ARGN} standins/standin.c)
        target_link_libraries(${name} PRIVATE goldprep_settings lab_unguarded)
        set_target_properties(${name} PROPERTIES PREFIX "")
    endfunction()

    lab_library(cfgmgr32 standins/cfgmgr.c standins/cfgmgr.def)
    # It gives the functions that the header declares.
    target_compile_definitions(cfgmgr32 PRIVATE _CFGMGR32_)
    lab_library(dismapi standins/dismapi.c standins/dismapi.def)
    lab_library(labguest standins/event_log.c standins/labguest.c standins/labguest.def)
    lab_library(mdmregistration standins/mdmregistration.c standins/mdmregistration.def)
    lab_library(netapi32 standins/netapi32.c standins/netapi32.def standins/netapi32_users.c)
    lab_library(tbs standins/tbs.c standins/tbs.def)
    lab_library(virtdisk standins/virtdisk.c standins/virtdisk.def)
    lab_library(labwbem
        standins/wbem.def
        standins/wbem_bitlocker.c
        standins/wbem_disk.c
        standins/wbem_dll.c
        standins/wbem_enumerator.c
        standins/wbem_locator.c
        standins/wbem_methods.c
        standins/wbem_object.c
        standins/wbem_query.c
        standins/wbem_rows.c
        standins/wbem_schema.c
        standins/wbem_services.c
        standins/wbem_system.c
        standins/wbem_values.c
    )
    target_link_libraries(labwbem PRIVATE wbemuuid ole32 oleaut32 uuid)
else()
    add_executable(add_export host/add_export.c)
    target_link_libraries(add_export PRIVATE goldprep_settings)
    target_include_directories(add_export PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")

    # lab_unit_test(<stem> <file> ...): tests/test_<stem>.c with the portable files it tests.
    function(lab_unit_test stem)
        add_executable(test_${stem} tests/test_${stem}.c ${ARGN})
        target_link_libraries(test_${stem} PRIVATE goldprep_base Check::check)
        target_include_directories(test_${stem} PRIVATE
            "${CMAKE_CURRENT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/tests/unit")
        add_test(NAME unit.${stem} COMMAND test_${stem})
    endfunction()

    lab_unit_test(lab_mbr driver/gpt.c driver/mbr.c driver/table.c)
    lab_unit_test(lab_query standins/wbem_query.c)
    lab_unit_test(lab_table driver/gpt.c driver/mbr.c driver/table.c)
endif()
