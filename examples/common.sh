# shellcheck shell=bash
# What the examples share: the tools they use, a temporary folder, how they fail. Sourced by their
# run.sh, which has set $here to its own folder. LLVM=22 chooses clang-22 and its relatives.

project=$(dirname -- "$(dirname -- "$here")")
CC=${CC:-clang${LLVM:+-$LLVM}}
CXX=${CXX:-clang++${LLVM:+-$LLVM}}
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
objdump=$("$CXX" -print-prog-name=llvm-objdump)
command -v -- "$objdump" >/dev/null || objdump=objdump

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
export DTHINLTO_CACHE_DIR=$work/cache # all is done for the first time

# field NAME FILE: a number or word of a summary that dthinlto wrote
field() { sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" "$2" | head -n 1; }

# need TOOL: a tool that only some examples use
need() { command -v -- "$1" >/dev/null || fail "'$1': not found, install the package ${2-$1}"; }

# calls PROGRAM FUNCTION: the functions that FUNCTION calls in the linked program
calls() {
  "$objdump" -d --no-show-raw-insn "$1" |
    awk -v f="<$2>:" '$2 == f { on = 1; next } /^$/ { on = 0 } on && /call/ { print $NF }'
}

# usual_names: puts the tools on PATH under the names that build files and guides use, whatever
# version they are of: clang++, llvm-ar, dthinlto, and dthinlto-clang++, which stands for
# "dthinlto link -- clang++"
usual_names() {
  mkdir -- "$work/bin"
  ln -s -- "$(command -v -- "$CC")" "$work/bin/clang"
  ln -s -- "$(command -v -- "$CXX")" "$work/bin/clang++"
  ln -s -- "$(command -v -- "$AR")" "$work/bin/llvm-ar"
  local tool
  for tool in llvm-ranlib llvm-nm ld.lld; do
    ln -s -- "$("$CXX" -print-prog-name="$tool")" "$work/bin/$tool"
  done
  for tool in dthinlto dthinlto-clang dthinlto-clang++ dthinlto-ld.lld; do
    ln -s -- "$DTHINLTO" "$work/bin/$tool"
  done
  PATH=$work/bin:$PATH
  unset CC CXX AR
}

# run NAME=VALUE... COMMAND...: shows a command and runs it; what it says is shown if it fails
run() {
  printf '$ %s\n' "${*//"$work"\//}"
  env "$@" >"$work/log" 2>&1 || { cat -- "$work/log" && fail "'$*' failed"; }
}

# copy: the example itself, in $work/source, with what it shares with others
copy() { cp -rL -- "$here" "$work/source" && cd -- "$work/source"; }

# expect OUTPUT JOBS: what dthinlto says of its last link of OUTPUT
expect() {
  local said
  said=$(dthinlto explain "$1" | head -n 1) || fail "dthinlto did not link '$1'"
  [ "$said" = "$2" ] || fail "'$1': '$said', not '$2'"
  echo "$1: $said"
}

# counts PROGRAM TEXT: the program counts what three lines of text hold, and its library is inlined
counts() {
  local got called
  got=$(printf 'one two\nthree\tfour\n five\n' | "$1") && [ "$got" = "$2" ] ||
    fail "'$1' says '$got', not '$2'"
  called=$(calls "${3-$1}" main)
  [ -n "$called" ] || fail "no calls in main: the disassembly says nothing"
  if grep -q -e count_words -e count_lines <<<"$called"; then
    fail "'$1': nothing was inlined across the archive"
  fi
}
