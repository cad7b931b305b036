#!/bin/sh
# usage: train-cds.sh TARGET-FOLDER
#
# Makes TARGET-FOLDER/lib/dthinlto.jsa, the class-data archive that halves the time to start: runs
# TARGET-FOLDER/dthinlto on a few command lines, merges the lists of the classes they loaded and
# has java dump those. The archive is good for this java and for the jar at this very place only;
# java ignores it silently otherwise, so nothing that fails here fails the build.
set -u
target=$(cd "$1" && pwd) || exit 0
dthinlto=$target/dthinlto
archive=$target/lib/dthinlto.jsa
work=$target/cds
rm -rf "$work" "$archive" && mkdir -p "$work" && cd "$work" || exit 0

lists=0
train() { # what the run says and how it ends doesn't matter; names are relative as opts are split
  lists=$((lists + 1))
  DTHINLTO_JAVA_OPTS="-Xshare:auto -XX:DumpLoadedClassList=$lists.lst" \
    "$dthinlto" "$@" >>runs.log 2>&1 </dev/null
}

printf 'int lib(int n) { return n + 1; }\n' >lib.c
printf 'int lib(int);\nint main(void) { return lib(-1); }\n' >main.c
train --help
train --version
train link --no-such-option
if command -v clang >/dev/null && clang -O2 -flto=thin -c lib.c main.c 2>>runs.log; then
  ar=$(command -v llvm-ar || command -v ar || echo llvm-ar)
  "$ar" rc lib.a lib.o 2>>runs.log
  train link clang main.o lib.a -o main
  train link clang main.o lib.o -o main
  train link clang main.o no-such.o -o main
  train archive list lib.a
else
  echo "train-cds: no clang that makes ThinLTO objects: the archive lacks the classes of a link"
fi

cat ./*.lst 2>/dev/null | awk '!seen[$0]++' >all
# Beside and renamed: a JVM that maps a cut archive dies of SIGBUS.
if [ -s all ] &&
  DTHINLTO_JAVA_OPTS="-Xshare:dump -XX:SharedClassListFile=all -XX:SharedArchiveFile=new.jsa" \
    "$dthinlto" >dump.log 2>&1 && mv -f new.jsa "$archive"; then
  exit 0
fi
echo "train-cds: no class-data archive made, dthinlto will start slower; see $work/dump.log"
exit 0
