#!/usr/bin/env bash
# A Meson project that is linked by dthinlto without a change: a native file names the compiler.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=../common.sh
. "$here/../common.sh"
need meson
need ninja ninja-build
usual_names
copy

run meson setup --native-file dthinlto.ini build
run DTHINLTO_STRICT=1 meson compile -C build
counts build/words '5 words'
counts build/lines '3 lines'
expect build/libprint.so '1 job: 1 ran, 0 reused'
expect build/words '2 jobs: 2 ran, 0 reused'
expect build/lines '2 jobs: 2 ran, 0 reused'

run touch words.cc
run meson compile -C build
run meson compile -C build
grep -q 'no work to do' "$work/log" || fail "ninja is never done: $(cat "$work/log")"
run sed -i 's/text) {/text) { if (text.empty()) return 0;/' count_lines.cc
run DTHINLTO_STRICT=1 meson compile -C build
expect build/lines '2 jobs: 2 ran, 0 reused'
counts build/lines '3 lines'

echo "another build folder, the same cache"
run meson setup --native-file dthinlto.ini other
run DTHINLTO_STRICT=1 meson compile -C other
expect other/words '2 jobs: 0 ran, 2 reused'
counts other/words '5 words'
