#!/usr/bin/env bash
# The CI step of link-step.sh: a link that succeeds, one that fails, one that can't be distributed.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=../common.sh
. "$here/../common.sh"

cd -- "$work"
cp -- "$here"/../archive/*.cc .
"$CXX" -O2 -flto=thin -c lib.cc main.cc
"$AR" rcs lib.a lib.o
line=("$CXX" -O2 -flto=thin -fuse-ld=lld)

step() { # step OUTCOME LINK-LINE...: runs the step, whose table must tell that outcome
  local outcome=$1 status=0
  shift
  rm -f table log
  GITHUB_STEP_SUMMARY=$work/table "$here/link-step.sh" main "$@" >log 2>&1 || status=$?
  grep -q "^| main | $outcome" table || fail "the table doesn't say $outcome: $(cat table log)"
  return "$status"
}

echo "a link that can be distributed"
step distributed "${line[@]}" main.o lib.a -o main || fail "the step failed: $(cat log)"
[ "$(./main)" = 42 ] || fail "the program doesn't print 42"
cat table

echo "a link with an undefined symbol"
if step failed "${line[@]}" main.o -o undefined; then fail "the step passed"; fi
grep -q 'undefined symbol: triple' log || fail "the error isn't shown: $(cat log)"
[ ! -e undefined ] || fail "there is an output"

echo "a link that can't be distributed: a linker script that pulls in bitcode"
echo 'INPUT(lib.a) OUTPUT(elsewhere)' >script.ld
if step failed "${line[@]}" main.o script.ld -o script; then fail "the step passed"; fi
[ ! -e script ] || fail "there is an output"
grep -- '--strict' log || fail "the error doesn't name --strict: $(cat log)"

# the workflow names the script as it is called here
grep -q 'run: ./link-step.sh main clang++ ' "$here/dthinlto.yml" || fail "dthinlto.yml has no such step"
