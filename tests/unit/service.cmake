# SPDX-License-Identifier: MIT
# service.cmake - tests of agent/service: what goes over the pipe, and what the service does of it.
unit_test(protocol NEEDS service alloc)
unit_test(server NEEDS service alloc)
target_sources(test_server PRIVATE server_scene.c)
