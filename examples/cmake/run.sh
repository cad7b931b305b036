#!/usr/bin/env bash
# A CMake project that is linked by dthinlto without a change: CMAKE_CXX_LINKER_LAUNCHER.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=../common.sh
. "$here/../common.sh"
need cmake
need ninja ninja-build
need make

cp -r -- "$here" "$work/source"
for generator in Ninja 'Unix Makefiles'; do
  build="$work/build with ${generator#Unix }"
  echo "cmake -G '$generator' '-DCMAKE_CXX_LINKER_LAUNCHER=dthinlto;link;--strict;--'"
  log=$work/log
  cmake -G "$generator" -S "$work/source" -B "$build" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_CXX_COMPILER_AR="$(command -v -- "$AR")" \
    -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld \
    -DCMAKE_CXX_LINKER_LAUNCHER="$DTHINLTO;link;--strict;--" >"$log" 2>&1 ||
    { cat -- "$log" && fail "cmake could not configure"; }
  rm -f -- "$work/summary"
  DTHINLTO_SUMMARY=$work/summary cmake --build "$build" -j 2 >"$log" 2>&1 ||
    { cat -- "$log" && fail "could not build with $generator"; }
  [ -e "$work/summary" ] || { cat -- "$log" && fail "dthinlto did not link"; }
  summary=$(cat -- "$work/summary")
  [ "$(field outcome "$work/summary")" = distributed ] || fail "not distributed: $summary"
  [ "$(field modules "$work/summary")" = 4 ] || fail "not four modules: $summary"
  [ "$(field jobs "$work/summary")" = 3 ] || fail "not three backend jobs: $summary"
  got=$("$build/area" 3)
  [ "$got" = 'circle 27, square 9' ] || fail "area printed '$got'"
  called=$(calls "$build/area" main)
  if grep -q -e circle -e square <<<"$called"; then fail "nothing was inlined across the archive"; fi
  left=$(find "$build" -name '*.dthinlto*')
  [ -z "$left" ] || fail "left behind: $left"
  echo "area: $got (3 backend jobs for 4 modules)"
done
