# A toolchain file: ThinLTO by clang and lld, linked by dthinlto. Found on PATH: clang, clang++,
# llvm-ar, llvm-ranlib and dthinlto.
#
#   cmake -G Ninja -S . -B build -DCMAKE_BUILD_TYPE=Release --toolchain dthinlto.cmake
find_program(dthinlto dthinlto REQUIRED)
find_program(llvm_ar llvm-ar REQUIRED)
find_program(llvm_ranlib llvm-ranlib REQUIRED)

set(CMAKE_C_COMPILER clang)
set(CMAKE_CXX_COMPILER clang++)
set(CMAKE_AR ${llvm_ar} CACHE FILEPATH "")
set(CMAKE_RANLIB ${llvm_ranlib} CACHE FILEPATH "")

# Not by CMAKE_INTERPROCEDURAL_OPTIMIZATION, which CMake ignores in projects that ask for a CMake
# older than 3.9.
foreach(language C CXX)
  set(CMAKE_${language}_FLAGS_INIT -flto=thin)
  set(CMAKE_${language}_LINKER_LAUNCHER ${dthinlto} link --touch --)
endforeach()
foreach(kind EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT -fuse-ld=lld)
endforeach()
