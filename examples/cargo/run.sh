#!/usr/bin/env bash
# A crate with a library in C++, linked by dthinlto: Rust and C++ are optimised together.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)

# lld and clang have to know the bitcode that rustc writes, so they are of its LLVM or a later one
rust=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
for version in "${LLVM:-none}" '' "$rust" 14 16 19 22; do
  [ "$version" != none ] || continue
  major=$("clang${version:+-$version}" -dumpversion 2>&1) || continue
  [ "${major%%.*}" -lt "${rust:-999}" ] || break
done
LLVM=$version
unset CC CXX AR
# shellcheck source=../common.sh
. "$here/../common.sh"
need cargo
usual_names
copy
echo "rustc has LLVM $rust, $(clang --version | head -n 1)"

run DTHINLTO_STRICT=1 cargo build --release --offline
got=$(printf 'one\ntwo\n' | target/release/count)
[ "$got" = '2 lines' ] || fail "it says '$got'"
if llvm-nm target/release/count | grep -q count_lines; then fail "C++ was not inlined into Rust"; fi
llvm-nm "$(find target -name libcxxcount.a)" | grep -q count_lines || fail "nothing to inline"
program=$(find target/release/deps -type f -executable -name 'count-*')
said=$(dthinlto explain "$program" | head -n 1)
case $said in
  [2-9]*' jobs: '*' ran, 0 reused') echo "count: $said" ;;
  *) fail "'$said'" ;;
esac

echo "all of it again"
run cargo clean
run DTHINLTO_STRICT=1 cargo build --release --offline
program=$(find target/release/deps -type f -executable -name 'count-*')
case $(dthinlto explain "$program" | head -n 1) in
  *' jobs: 0 ran, '*) dthinlto explain "$program" ;;
  *) fail "$(dthinlto explain "$program")" ;;
esac
