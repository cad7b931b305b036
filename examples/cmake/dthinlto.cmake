# A toolchain file: ThinLTO by clang and lld, linked by dthinlto. Found on PATH: clang++, llvm-ar,
# llvm-ranlib and dthinlto.
#
#   cmake -G Ninja -S . -B build -DCMAKE_BUILD_TYPE=Release --toolchain dthinlto.cmake
find_program(dthinlto dthinlto REQUIRED)
find_program(llvm_ar llvm-ar REQUIRED)
find_program(llvm_ranlib llvm-ranlib REQUIRED)

foreach(language C CXX)
  set(CMAKE_${language}_COMPILER_AR ${llvm_ar})
  set(CMAKE_${language}_COMPILER_RANLIB ${llvm_ranlib})
  set(CMAKE_${language}_LINKER_LAUNCHER ${dthinlto} link --touch --)
endforeach()
set(CMAKE_C_COMPILER clang)
set(CMAKE_CXX_COMPILER clang++)
set(CMAKE_AR ${llvm_ar} CACHE FILEPATH "")
set(CMAKE_RANLIB ${llvm_ranlib} CACHE FILEPATH "")

set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON) # for clang: -flto=thin
foreach(kind EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT -fuse-ld=lld)
endforeach()
