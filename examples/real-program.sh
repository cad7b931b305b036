#!/usr/bin/env bash
# Links a real program by lld in process and by dthinlto, and shows both side by side.
#
#   real-program.sh [options] NAME [WORK-FOLDER]
#     NAME         zstd, re2, sqlite3, brotli, lua, protoc or git
#     WORK-FOLDER  keeps what was fetched and built for the next run (default: a new temporary
#                  folder, removed at the end)
#     --build-only fetch and compile, link nothing; prints the folder, whose file link-line holds
#                  the words of the link line, one per line
#     --quick      without the program's own tests where they take longer than 15 seconds
#     --strict     dthinlto may not fall back to linking in process (passed on to it)
#
# The source package of Debian 12 is fetched by apt, with its signatures checked, without touching
# this machine's apt configuration; it is compiled into ThinLTO objects and archives (-O2
# -flto=thin), linked twice by the same line, then the program that dthinlto linked runs its tests,
# and the two programs are compared function by function.
#
# Environment: LLVM (22: clang-22 and clang++-22; default: clang), CC, CXX, AR, DTHINLTO,
# REAL_SUITE (default bookworm).
# Exit status: 0 all well; 1 something failed or differs that must not; 2 usage;
# 77 the sources or a tool cannot be had here.
set -euo pipefail
export LC_ALL=C

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
project=$(dirname -- "$here")

say() { echo "real-program: $*" >&2; }
die() {
  say "$1"
  exit "${2:-1}"
}
usage() {
  sed -n '2,/^set -euo/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
  exit 2
}
need() { command -v -- "$1" >/dev/null || die "'$1' is needed and not here" 77; }

build_only='' quick='' link_options=()
while [ $# -gt 0 ]; do
  case $1 in
    --build-only) build_only=1 ;;
    --quick) quick=1 ;;
    --strict) link_options+=(--strict) ;;
    -*) usage ;;
    *) break ;;
  esac
  shift
done
[ $# -ge 1 ] && [ $# -le 2 ] || usage
name=$1
case $name in */* | source | build) usage ;; esac
[ -r "$here/real/$name.sh" ] || die "no such program: '$name'" 2

# shellcheck source=real/source.sh
. "$here/real/source.sh"
# shellcheck source=real/build.sh
. "$here/real/build.sh"
# shellcheck source=real/zstd.sh
. "$here/real/$name.sh"

CC=${CC:-clang${LLVM:+-$LLVM}} CXX=${CXX:-clang++${LLVM:+-$LLVM}}
need "$CC"
need "$CXX"
AR=${AR:-$("$CC" -print-prog-name=llvm-ar)}
need "$AR"
DTHINLTO=$(realpath -m -- "${DTHINLTO:-$project/target/dthinlto}")
version=$("$CC" -dumpversion)

# ---------------------------------------------------------------- fetch and compile

[ $# -eq 2 ] || [ -z "$build_only" ] || die "--build-only wants a work folder" 2
if [ $# -eq 2 ]; then
  mkdir -p -- "$2"
  work=$(cd -- "$2" && pwd -P)
else
  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT
fi
sources=$work/sources
folder=$work/$name/llvm-${version%%.*}
mkdir -p -- "$sources"
exec 9>"$work/lock"
if command -v flock >/dev/null; then flock 9; fi # one at a time prepares things in this folder
# shellcheck disable=SC2154 # package: by the program's file
fetch_source "$package"
src=$work/$name/source
unpack_source "$package" "$src"

mkdir -p -- "$folder"
cd -- "$folder"
if [ ! -e .built ]; then
  say "compiling $name $(source_version "$package") with $CC $version"
  build_program
  "$CC" --version | head -n 1 >.built
fi
exec 9>&-
if [ -n "$build_only" ]; then
  pwd -P
  exit
fi

# ---------------------------------------------------------------- link both ways

# timed FILE COMMAND...: runs it; FILE gets "wall user+sys" in seconds
timed() {
  local TIMEFORMAT='%R %U %S' file=$1
  shift
  { time "$@" 2>&3; } 3>&2 2>"$file" || return
  awk '{ printf "%.2f %.2f\n", $1, $2 + $3 }' "$file" >"$file.sum" && mv "$file.sum" "$file"
}

own_tests() { # own_tests TITLE COMMAND...: runs a program's own tests, silently unless they fail
  local title=$1 start=$SECONDS
  shift
  mkdir -p tests
  if ! (cd tests && "$@") >own-tests.log 2>&1; then
    tail -n 20 own-tests.log
    echo "$title failed"
    return 1
  fi
  echo "$title passed ($((SECONDS - start)) s)"
}

field() { # field NAME: a number or word of the summary
  sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" summary.json | head -n 1
}

mapfile -t line <link-line
for ((i = 1; i < ${#line[@]}; i++)); do
  if [ "${line[i - 1]}" = -o ]; then output=$i; fi
done
in_process=("${line[@]}" -Wl,--thinlto-jobs="$(nproc)")
in_process[output]=by-lld
distributed=("${line[@]}")
distributed[output]=by-dthinlto
rm -f by-lld by-dthinlto summary.json

[ -x "$DTHINLTO" ] || die "'$DTHINLTO': not there, build it first (mvn package)"
say "linking by lld in process"
timed lld.time "${in_process[@]}" || die "lld could not link $name"
say "linking by dthinlto"
before=$(find . | LC_ALL=C sort)
timed dthinlto.time "$DTHINLTO" link -j "$(nproc)" --summary summary.json "${link_options[@]}" -- \
  "${distributed[@]}" || die "dthinlto could not link $name"
left=$(comm -13 <(echo "$before") <(find . | LC_ALL=C sort) |
  grep -v -x -e ./by-dthinlto -e ./summary.json -e ./dthinlto.time || true)
[ -z "$left" ] || die "dthinlto left something behind: $left"

# ---------------------------------------------------------------- side by side

read -r lld_wall lld_cpu <lld.time
read -r our_wall our_cpu <dthinlto.time
outcome=$(field outcome)
printf '%s %s, LLVM %s, %s processors\n' "$name" "$(source_version "$package")" "$version" "$(nproc)"
printf '  %-18s %12s %12s\n' '' 'lld' 'dthinlto'
printf '  %-18s %10s s %10s s\n' 'wall' "$lld_wall" "$our_wall" 'CPU' "$lld_cpu" "$our_cpu"
printf '  %-18s %10s B %10s B\n' 'size' "$(wc -c <by-lld)" "$(wc -c <by-dthinlto)"
printf '  %-18s %12s %12s\n' 'backend jobs' '' "$(field jobs) of $(field modules)"
printf '  %-18s %12s %12s\n' 'outcome' '' "$outcome"

status=0
fail() {
  printf '  FAILED: %s\n' "$1"
  status=1
}
[ "$outcome" = distributed ] || fail "the outcome is '$outcome': $(field reason)"
python3 "$project/src/bench/compare-functions" --at-least 99 by-lld by-dthinlto \
  >functions.log 2>&1 || fail "less than 99 % of the functions are the same"
sed 's/^/  /' functions.log
check_program ./by-dthinlto >check.log 2>&1 || fail "the program that dthinlto linked does not work"
sed 's/^/  /' check.log
exit "$status"
