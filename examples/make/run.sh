#!/usr/bin/env bash
# A Makefile whose link recipe goes through a wrapper: two programs, two archives, make -j2.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=../common.sh
. "$here/../common.sh"
need make

build() { # build FOLDER VARIABLE=...: all of it, in a folder of its own
  local folder=$work/$1
  shift
  mkdir -p -- "$folder"
  cp -- "$here"/Makefile "$here"/*.cc "$here"/*.h "$folder"
  make -s -j2 -C "$folder" CXX="$CXX" AR="$AR" "$@"
}

echo "make LINK= (lld, in process)"
build plain LINK=
echo "make LINK='dthinlto link --strict --'"
DTHINLTO_SUMMARY=$work/summary \
  build distributed LINK="'${DTHINLTO//\'/\'\\\'\'}' link --strict --"

[ "$(field outcome "$work/summary")" = distributed ] || fail "not distributed: $(cat "$work/summary")"
left=$(diff <(cd -- "$work/plain" && find . | LC_ALL=C sort) \
  <(cd -- "$work/distributed" && find . | LC_ALL=C sort)) || fail "other files than without: $left"
text=$'one two\nthree\tfour\n five\n'
for program in words lines; do
  want=$("$work/plain/$program" <<<"$text") && got=$("$work/distributed/$program" <<<"$text")
  [ "$got" = "$want" ] || fail "$program says '$got', and linked in process '$want'"
  called=$(calls "$work/distributed/$program" main)
  if grep -q "count_$program" <<<"$called"; then fail "count_$program was not inlined into main"; fi
  echo "$program: $got"
done
