#!/usr/bin/env bash
# ThinLTO in three steps with an archive on the link line: the example of llvm-project issue 71345.
#
# lld calls a module in an archive lib.a(lib.o at 94), and no file of that name is there for clang
# to compile. dthinlto makes one, in a place of its own, and does the three steps.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=../common.sh
. "$here/../common.sh"

run() { # shows a command and runs it
  printf '$ %s\n' "${*//"$DTHINLTO"/dthinlto}"
  "$@"
}

mkdir -- "$work/build"
cd -- "$work/build"
cp -- "$here"/*.cc .
export DTHINLTO_DRIVER=$CXX DTHINLTO_SUMMARY=$work/summary
run "$CXX" -O2 -flto=thin -c lib.cc main.cc
run "$AR" rcs lib.a lib.o
before=$(find . -type f -exec cksum {} + | LC_ALL=C sort)
run "$DTHINLTO" link main.o lib.a -o main
left=$(comm -3 <(echo "$before") <(find . -type f -exec cksum {} + | LC_ALL=C sort))
result=$(run ./main)
echo "$result"

summary=$(cat -- "$work/summary")
[ "${result##*$'\n'}" = 42 ] || fail "the program didn't print 42"
[ "${left##* }" = ./main ] && [ "$(wc -l <<<"$left")" = 1 ] ||
  fail "the link changed or left more than its output: $left"
[ "$(field outcome "$work/summary")" = distributed ] || fail "not distributed: $summary"
[ "$(field jobs "$work/summary")" = 2 ] || fail "not two backend jobs: $summary"
called=$(calls main main)
grep -q printf <<<"$called" || fail "no call of printf in main: the disassembly says nothing"
if grep -q triple <<<"$called"; then fail "main calls triple: nothing was inlined across the archive"; fi
echo "two modules compiled apart, triple inlined into main, nothing left beside main"
