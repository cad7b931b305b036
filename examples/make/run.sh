#!/usr/bin/env bash
# A Makefile whose link recipe goes through a wrapper: two programs, two archives, make -j2.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=../common.sh
. "$here/../common.sh"
need make
usual_names
copy
cp -r . ../plain
export DTHINLTO_STRICT=1

run make -C ../plain -j2 LINK=
run make -j2
left=$(diff <(cd ../plain && find . | LC_ALL=C sort) <(find . | LC_ALL=C sort)) ||
  fail "other files than without: $left"
counts ./words '5 words'
counts ./lines '3 lines'
counts ../plain/words '5 words'
for program in words lines; do # under -j2, either may have been the first, print.o is compiled once
  said=$(dthinlto explain "$program" | head -n 1)
  case $said in
    '3 jobs: '*) echo "$program: $said" ;;
    *) fail "$program: '$said'" ;;
  esac
done

run touch count_lines.cc
run make
run make
grep -q 'Nothing to be done' "$work/log" || fail "make is never done: $(cat "$work/log")"
run sed -i 's/text) {/text) { if (text.empty()) return 0;/' count_lines.cc
run make
expect lines '3 jobs: 2 ran, 1 reused'
counts ./lines '3 lines'
