#!/bin/sh
# usage: stage.sh TARGET-FOLDER VERSION DATE
#
# Makes TARGET-FOLDER/debian, the files of the Debian package in the places that they get there, out
# of what the build has made. Equal inputs give equal bytes. DATE is as 2026-11-23T00:00:00Z.
set -eu
target=$(cd "$1" && pwd)
source=$(cd "$(dirname "$0")" && pwd)
root=$target/debian
rm -rf "$root"

lib=$root/usr/lib/dthinlto
doc=$root/usr/share/doc/dthinlto
install -d "$root/usr/bin" "$lib" "$doc"
install -m755 "$target/dthinlto" "$root/usr/bin/dthinlto"
install -m755 "$target/lib/class-data" "$lib/class-data"
for file in dthinlto.jar remote.jar dthinlto.classlist; do
  [ ! -e "$target/lib/$file" ] || install -m644 "$target/lib/$file" "$lib/$file"
done

share=$root/usr/share
cp -R "$target/share/man" "$target/share/bash-completion" "$target/share/fish" "$share/"
gzip -9n "$share"/man/man1/*
install -D -m644 "$target/share/zsh/site-functions/_dthinlto" "$share/zsh/vendor-completions/_dthinlto"

install -m644 "$source/copyright" "$doc/copyright"
for file in "$source"/../../../README.md "$source"/../../../docs/*.md; do
  install -m644 "$file" "$doc/$(basename "$file")"
done
day=$(LC_ALL=C date -u -R -d "$3")
cat >"$doc/changelog.Debian" <<EOF
dthinlto ($2-1) unstable; urgency=medium

  * Version $2.

 -- The dthinlto maintainers <maintainers@dthinlto.org>  $day
EOF
gzip -9n "$doc/changelog.Debian"
