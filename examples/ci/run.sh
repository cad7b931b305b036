#!/usr/bin/env bash
# The CI step of link-step.sh: the steps of dthinlto.yml as they stand there, twice, then a link that
# fails and one that can't be distributed.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=../common.sh
. "$here/../common.sh"
usual_names
copy
mkdir src
cp -- "$here"/../archive/*.cc src

# script NAME: what stands at the "run:" of the workflow's step of that name
script() {
  awk -v step="      - name: $1" '
    $0 == step { here = 1; next }
    here && /^      - / { exit }
    here && /^        run: \|$/ { on = 1; next }
    here && sub(/^        run: /, "") { print; exit }
    on { sub(/^          /, ""); print }' dthinlto.yml
}

for time in first second; do # another machine each time, but for the cache
  echo "the workflow, for the $time time"
  rm -f -- *.o *.a main "$work/table"
  for name in Compile Link 'What was compiled, and why'; do
    [ -n "$(script "$name")" ] || fail "dthinlto.yml has no step '$name'"
    script "$name" >step.sh
    GITHUB_STEP_SUMMARY=$work/table bash --noprofile --norc -eo pipefail step.sh >"$work/log" 2>&1 ||
      fail "the step '$name' failed: $(cat "$work/log")"
  done
  [ "$(./main)" = 42 ] || fail "the program doesn't print 42"
  cat "$work/table"
  reused=0
  [ $time = first ] || reused=2
  grep -q "^| main | distributed  | 2 | 2 | $reused |" "$work/table" || fail "the table is wrong"
  rm -rf -- "$work/cache/trees" # what the workflow doesn't keep
done

line=(clang++ -O2 -flto=thin -fuse-ld=lld)
step() { # step OUTCOME LINK-LINE...: runs the step, whose table must tell that outcome
  local outcome=$1 status=0
  shift
  rm -f table log
  GITHUB_STEP_SUMMARY=$PWD/table "$here/link-step.sh" main "$@" >log 2>&1 || status=$?
  grep -q "^| main | $outcome" table || fail "the table doesn't say $outcome: $(cat table log)"
  return "$status"
}

echo "a link with an undefined symbol"
if step failed "${line[@]}" main.o -o undefined; then fail "the step passed"; fi
grep -q 'undefined symbol: triple' log || fail "the error isn't shown: $(cat log)"
[ ! -e undefined ] || fail "there is an output"

echo "a link that can't be distributed: a linker script that pulls in bitcode"
echo 'INPUT(lib.a) OUTPUT(elsewhere)' >script.ld
if step failed "${line[@]}" main.o script.ld -o script; then fail "the step passed"; fi
[ ! -e script ] || fail "there is an output"
grep -- '--strict' log || fail "the error doesn't name --strict: $(cat log)"
