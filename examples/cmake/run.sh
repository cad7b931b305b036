#!/usr/bin/env bash
# A CMake project that is linked by dthinlto without a change: by CMAKE_CXX_LINKER_LAUNCHER, with the
# generators for Ninja and make, and by a toolchain file.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=../common.sh
. "$here/../common.sh"
need cmake
need ninja ninja-build
need make
usual_names
copy
export DTHINLTO_STRICT=1

check() { # check BUILD RAN: the program in that folder, and what its link did
  expect "$1/area" "3 jobs: $2 ran, $((3 - $2)) reused"
  local got called left
  got=$("$1/area" 3)
  [ "$got" = 'circle 27, square 9' ] || fail "area printed '$got'"
  called=$(calls "$1/area" main)
  [ -n "$called" ] || fail "no calls in main: the disassembly says nothing"
  if grep -q -e circle -e square <<<"$called"; then fail "nothing was inlined across the archive"; fi
  left=$(find "$1" -name '*.dthinlto*')
  [ -z "$left" ] || fail "left behind: $left"
}

ran=3
for generator in Ninja 'Unix Makefiles'; do
  build="build with ${generator#Unix }"
  run cmake -G "$generator" -S . -B "$build" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON \
    -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld '-DCMAKE_CXX_LINKER_LAUNCHER=dthinlto;link;--touch;--'
  run cmake --build "$build" -j 2
  check "$build" "$ran"
  ran=0 # CMake names objects alike, whatever the generator
  run touch area.cc
  run cmake --build "$build"
  grep -q Linking "$work/log" || fail "nothing was linked after a touch"
  run cmake --build "$build"
  if grep -q Linking "$work/log"; then fail "it is never done"; fi
done

run cmake -G Ninja -S . -B build -DCMAKE_BUILD_TYPE=Release --toolchain dthinlto.cmake
run cmake --build build
check build 0
