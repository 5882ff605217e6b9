# cmake -DPROGRAM=... -DEXPECTED=... -P check_output.cmake: runs a program and compares what it prints.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE printed RESULT_VARIABLE status TIMEOUT 60)
file(READ ${EXPECTED} expected)
if(NOT status EQUAL 0 OR NOT printed STREQUAL expected)
  message(FATAL_ERROR "exit status ${status}, printed:\n${printed}\nexpected:\n${expected}")
endif()
