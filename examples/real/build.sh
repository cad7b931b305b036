# shellcheck shell=bash
# Compiles sources into ThinLTO objects and packs them into archives. Sourced by real-program.sh;
# knows nothing of what the programs are. The current folder is the build folder, $src the sources.

# compile FOLDER COMPILER FLAG... -- SOURCE...
#   SOURCE is relative to $src: a/b.c becomes FOLDER/a/b.o. As many at once as there are processors.
compile() {
  local folder=$1 command=() source
  shift
  while [ "$1" != -- ]; do
    command+=("$1")
    shift
  done
  shift
  for source in "$@"; do
    mkdir -p -- "$(dirname -- "$folder/$source")"
    printf '%s\0%s\0' "$folder/${source%.*}.o" "$src/$source"
  done | xargs -0 -n 2 -P "$(nproc)" "${command[@]}" -w -c -o || die "compiling failed"
}

# objects FOLDER SOURCE...: the names that compile gave, one per line
objects() {
  local folder=$1 source
  shift
  for source in "$@"; do printf '%s\n' "$folder/${source%.*}.o"; done
}

# archive NAME FOLDER SOURCE...: a static library of what compile made of these sources
archive() {
  local name=$1 members
  shift
  mapfile -t members < <(objects "$@")
  rm -f -- "$name"
  "$AR" rcs "$name" "${members[@]}" || die "'$name' could not be packed"
}

# sources PATTERN...: the files of the source tree that match, sorted, relative to it
sources() {
  (cd "$src" && LC_ALL=C find . -path './.git' -prune -o -type f -print) | sed 's,^\./,,' |
    LC_ALL=C sort | grep -E -x -- "$(IFS='|' && echo "$*")"
}

# link_line WORD...: keeps the words of the link line (driver first) for whoever links
link_line() { printf '%s\n' "$@" >link-line; }
