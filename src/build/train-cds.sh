#!/bin/sh
# usage: train-cds.sh TARGET-FOLDER
#
# Makes TARGET-FOLDER/lib/dthinlto.classlist, the classes that dthinlto loads: runs TARGET-FOLDER/dthinlto
# on a few command lines and merges the lists of what they loaded. Then has class-data make the
# archive of them, dthinlto.jsa. Nothing that fails here fails the build. JDK 17 archives none of the jar's
# classes if a URL has to escape its path, as it has to escape blanks.
set -u
target=$(cd "$1" && pwd) || exit 0
lib=$target/lib
work=$target/cds
rm -rf "$work" "$lib/dthinlto.jsa" "$lib/dthinlto.classlist" && mkdir -p "$work" && cd "$work" || exit 0

# The user's DTHINLTO_ variables stay out. File names in the options are relative to $work, since
# the launcher splits them at blanks.
dthinlto() { # JAVA-OPTIONS WORD...
  opts=$1
  shift
  env -i PATH="$PATH" JAVA_HOME="${JAVA_HOME-}" HOME="$work" DTHINLTO_JAVA_OPTS="$opts" \
    "$target/dthinlto" "$@" </dev/null
}

runs=0
train() { # what the run says and how it ends doesn't matter
  runs=$((runs + 1))
  dthinlto "-XX:DumpLoadedClassList=$runs.lst" "$@" >>train.log 2>&1
}

first_of() { # the first of the commands that is there
  for c in "$@"; do
    command -v "$c" && return
  done
}

printf 'int lib(int n) { return n + 1; }\n' >lib.c
printf 'int lib(int);\nint main(void) { return lib(-1); }\n' >main.c
clang=$(first_of clang clang-22 clang-19 clang-16 clang-14)
ar=$(first_of llvm-ar llvm-ar-22 llvm-ar-19 llvm-ar-16 llvm-ar-14 ar)
if [ -n "$clang" ] && "$clang" -O2 -flto=thin -c lib.c main.c 2>>train.log &&
  [ -n "$ar" ] && "$ar" rc lib.a lib.o 2>>train.log; then
  train link "$clang" main.o lib.a -o main
  train link "$clang" main.o lib.a -o main # nothing changed
  rm -f main
  train link "$clang" main.o lib.a -o main # results are in the cache
  train link "$clang" main.o lib.o -o main
  train link "$clang" main.o no-such.o -o main
  # lld 21 and later calls it; another one says that it doesn't know it.
  runs=$((runs + 1))
  env -i PATH="$PATH" JAVA_HOME="${JAVA_HOME-}" HOME="$work" \
    DTHINLTO_JAVA_OPTS="-XX:DumpLoadedClassList=$runs.lst" \
    "$clang" -flto=thin -fuse-ld=lld "-fthinlto-distributor=$target/dthinlto" \
    -Xthinlto-distributor=distribute main.o lib.a -o main </dev/null >>train.log 2>&1
  train archive list lib.a
else
  echo "train-cds: no clang that makes ThinLTO objects, or no ar: a link will start slower"
fi
train link --no-such-option
train --help
train --version

# Newer javas number the classes of each list, and refuse a merged list with a number twice. Sorted,
# so that each build gives the same.
cat ./*.lst 2>/dev/null | awk '{ sub(/ id: [0-9]+$/, "") } !/^#/' | LC_ALL=C sort -u >all
if [ -s all ] && mv all "$lib/dthinlto.classlist"; then
  sh "$lib/class-data" || true
else
  echo "train-cds: no class was loaded, dthinlto will start slower; see $work/train.log"
fi
exit 0
