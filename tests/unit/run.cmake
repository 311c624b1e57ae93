# SPDX-License-Identifier: MIT
# Readers that probes and actions share.
unit_test(pending NEEDS fakes)
unit_test(reagent NEEDS fakes alloc)
unit_test(action_files NEEDS guest alloc)
unit_test(disk_add NEEDS guest)
unit_test(answer_file NEEDS guest alloc)
unit_test(appx_store NEEDS guest alloc)
unit_test(system_path NEEDS fakes)
unit_test(user_profiles NEEDS fakes)
# A guest's answers, kept and given again; the facts that are made of both come out the same.
unit_test(redact NEEDS guest alloc)
unit_test(record NEEDS probes fakes alloc)
unit_test(replay NEEDS probes fakes alloc)
# sysprep
unit_test(codes NEEDS sysprep)
unit_test(diagnose NEEDS sysprep alloc)
unit_test(log NEEDS sysprep alloc)
unit_test(log_stream NEEDS sysprep)
unit_test(seal NEEDS sysprep)
unit_test(stages NEEDS sysprep)
unit_test(unattend NEEDS sysprep alloc)
unit_test(unattend_merge NEEDS sysprep alloc)
# plan; what the actions in it would write is written to a disk of memory
unit_test(order NEEDS plan fake_disk)
unit_test(plan NEEDS plan fake_disk alloc)
unit_test(plan_json NEEDS plan fake_disk alloc)
# run
unit_test(fake_disk NEEDS base fake_disk)
unit_test(journal NEEDS run fake_disk alloc)
unit_test(journal_undo NEEDS run fake_disk)
add_library(goldprep_stage STATIC "${CMAKE_CURRENT_LIST_DIR}/stage.c")
target_link_libraries(goldprep_stage PUBLIC goldprep_run goldprep_fakes Check::check)
foreach(stem IN ITEMS crash crash_calls executor executor_limits undo)
    unit_test(${stem} NEEDS stage fake_disk)
endforeach()
unit_test(crash_golden NEEDS stage fake_disk probes)
unit_test(crash_memory NEEDS stage fake_disk alloc)
foreach(stem IN ITEMS crash crash_calls crash_golden crash_memory)
    target_sources(test_${stem} PRIVATE crash_scenes.c)
endforeach()
target_sources(test_crash_golden PRIVATE golden_scenarios.c)
# actions, one at a time
add_library(goldprep_bench STATIC "${CMAKE_CURRENT_LIST_DIR}/bench.c")
target_link_libraries(goldprep_bench PUBLIC goldprep_actions goldprep_fakes Check::check)
foreach(stem IN ITEMS actions decrypt_system_volume delete_recovery_partition disable_reserved_storage
        disable_windows_re extend_system_volume generalize generalize_stages partition_backup remove_appx_packages
        restart_windows revert tool updaters)
    unit_test(${stem} NEEDS bench fake_disk)
endforeach()
unit_test(sysprep_command NEEDS bench fake_disk)
# They take longest: begin first, and last on a machine that guests of the lab keep busy meanwhile.
set_tests_properties(unit.crash unit.crash_golden unit.crash_memory PROPERTIES COST 1000 TIMEOUT 900)
