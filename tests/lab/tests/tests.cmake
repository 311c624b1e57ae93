# SPDX-License-Identifier: MIT
# The lab's tests. Those that need the guest's files are skipped where they have not been built.

# lab_test(<name> <limit in seconds> <script> [<argument> ...])
function(lab_test name seconds script)
    add_test(NAME lab.${name} COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/tests/${script}" ${ARGN})
    set_tests_properties(lab.${name} PROPERTIES
        SKIP_RETURN_CODE 77 TIMEOUT ${seconds}
        ENVIRONMENT "LAB_OUTPUT=${PROJECT_BINARY_DIR}/lab-runs;LAB_HOST_BUILD=${PROJECT_BINARY_DIR}/lab;LAB_LINUX_GOLDPREP=$<TARGET_FILE:goldprep>")
endfunction()

# A sanitized or counted build has nothing new to say about a Windows program.
if(NOT GOLDPREP_SANITIZE AND NOT GOLDPREP_COVERAGE)
    lab_test(images 120 images.sh)
    lab_test(guest 180 guest.sh)
    lab_test(standins 180 standins.sh)
    lab_test(appx-one-by-one 180 appx_one_by_one.sh)
    lab_test(faults 180 faults.sh)
    lab_test(service-run 600 service_run.sh)
    lab_test(service 600 service.sh)
    lab_test(faults-inside-actions 300 faults_inside.sh)
    lab_test(installer-msi 300 installer.sh msi)
    lab_test(installer-run 300 installer.sh run)
    lab_test(installer-service 300 installer.sh service)
    lab_test(installer-traces 300 installer.sh traces)
    lab_test(upload 300 upload.sh)
    lab_test(manifest-diff 300 manifest_diff.sh)
    lab_test(kill-every-journal-line 900 kill_every_line.sh)
    lab_test(disk-write 180 disk_write.sh)
    lab_test(undo-every-journal-line 1200 undo_every_line.sh)
    # Every recipe that apply changes something of.
    foreach(recipe IN ITEMS appx-removal-fails bitlocker-decrypts delete-lies reagentc-fails
            recovery-in-front reserved-storage-busy reserved-storage-restart restart-pending
            sysprep-fails-appx sysprep-fails-appx-four sysprep-hangs win11-23h2-enterprise wmi-absent)
        lab_test(undo-${recipe} 600 undo.sh ${recipe})
    endforeach()

    file(GLOB recipes RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/recipes" CONFIGURE_DEPENDS
        "${CMAKE_CURRENT_SOURCE_DIR}/recipes/*")
    foreach(recipe IN LISTS recipes)
        lab_test(${recipe} 300 recipe.sh ${recipe})
    endforeach()
    # A row of this table is a recipe, too.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS sysprep-ways)
    file(STRINGS sysprep-ways ways REGEX "^[a-z][a-z-]* *[|]")
    foreach(row IN LISTS ways)
        string(REGEX REPLACE " *[|].*" "" way "${row}")
        lab_test(sysprep-${way} 300 recipe.sh sysprep-${way})
        # These wait for a limit, or for ImageState to settle.
        if(row MATCHES "[|] (incomplete-log|no-failure|success-with-noise|-) [|]")
            set_tests_properties(lab.sysprep-${way} PROPERTIES COST 500)
        endif()
    endforeach()
    # These two wait for most of their time: they begin first.
    set_tests_properties(lab.reserved-storage-busy lab.sysprep-hangs PROPERTIES COST 1000)
    # What takes longest begins first.
    set_tests_properties(lab.kill-every-journal-line lab.faults-inside-actions lab.sysprep-hangs lab.wmi-absent PROPERTIES
        COST 1000)
endif()
