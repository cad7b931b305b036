#!/usr/bin/env bash
# A build.ninja by hand whose link rule goes through dthinlto.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=../common.sh
. "$here/../common.sh"
need ninja ninja-build
usual_names
copy

run ninja
counts ./words '5 words'
counts ./lines '3 lines'
expect words '3 jobs: 3 ran, 0 reused'
expect lines '3 jobs: 2 ran, 1 reused'

run ninja
grep -q 'no work to do' "$work/log" || fail "ninja is never done: $(cat "$work/log")"
before=$(stat -c %y words)
run touch words.cc
run ninja
run ninja
grep -q 'no work to do' "$work/log" || fail "ninja is never done: $(cat "$work/log")"
[ "$(stat -c %y words)" = "$before" ] || fail "the same program was linked again"
run sed -i 's/text) {/text) { if (text.empty()) return 0;/' count_lines.cc
run ninja
expect lines '3 jobs: 2 ran, 1 reused'
counts ./lines '3 lines'
