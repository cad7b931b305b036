# shellcheck shell=bash
# What the examples share: the tools they use, a temporary folder, how they fail. Sourced by their
# run.sh, which has set $here to its own folder.

project=$(dirname -- "$(dirname -- "$here")")
CC=${CC:-clang}
CXX=${CXX:-clang++}
AR=${AR:-$("$CXX" -print-prog-name=llvm-ar)}
DTHINLTO=${DTHINLTO:-$project/target/dthinlto}

fail() {
  echo "$(basename -- "$here"): error: $1" >&2
  exit 1
}

for tool in "$CC" "$CXX" "$AR"; do
  command -v -- "$tool" >/dev/null ||
    fail "'$tool': not found, install the packages clang, lld and llvm"
done
command -v -- "$DTHINLTO" >/dev/null || fail "'$DTHINLTO': not found, build it by mvn package"
DTHINLTO=$(realpath -- "$(command -v -- "$DTHINLTO")")
export CC CXX AR DTHINLTO

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# field NAME FILE: a number or word of a summary that dthinlto wrote
field() { sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" "$2" | head -n 1; }

# need TOOL: a tool that only some examples use
need() { command -v -- "$1" >/dev/null || fail "'$1': not found, install the package ${2-$1}"; }

# calls PROGRAM FUNCTION: the functions that FUNCTION calls in the linked program
calls() {
  local objdump
  objdump=$("$CXX" -print-prog-name=llvm-objdump)
  command -v -- "$objdump" >/dev/null || objdump=objdump
  "$objdump" -d --no-show-raw-insn "$1" |
    awk -v f="<$2>:" '$2 == f { on = 1; next } /^$/ { on = 0 } on && /call/ { print $NF }'
}
