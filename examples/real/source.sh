# shellcheck shell=bash
# Fetches Debian source packages without changing this machine's apt configuration, and unpacks
# them. Sourced by real-program.sh; knows nothing of compilers and links.
#
# A private apt folder holds one source-package line, made from the archive that the machine's own
# sources name. apt checks the signatures as always. What was fetched stays in $sources, so a
# second run needs no network.

suite=${REAL_SUITE:-bookworm}

archive_uri() { # the URI of the machine's own Debian archive (it serves every suite)
  apt-get indextargets --format '$(COMPONENT) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' \
    'Origin: Debian' 2>/dev/null |
    awk -v s="$suite" '$1 == "main" && $2 == s { print $3; exit }
                       $1 == "main" && $2 !~ /-/ && !u { u = $3 } END { if (u) print u }' |
    head -n 1
}

apt_private() { # apt_private COMMAND...: one that knows the lines of $sources/apt and nothing else
  local tool=$1 a=$sources/apt
  shift
  "$tool" -q -o Dir::Etc::sourcelist="$a/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State="$a/state" -o Dir::State::lists="$a/state/lists" \
    -o Dir::State::status="$a/status" -o Dir::State::extended_states="$a/extended_states" \
    -o Dir::Cache="$a/cache" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o APT::Default-Release= -o APT::Sandbox::User= -o Debug::NoLocking=true \
    -o Acquire::Languages=none -o Acquire::PDiffs=false -o Acquire::Retries=3 "$@"
}

apt_prepare() { # reads the package lists of the suite, once per $sources
  local uri a=$sources/apt key=/usr/share/keyrings/debian-archive-keyring.gpg option='' kinds
  [ -e "$a/.ready" ] && return
  command -v apt-get >/dev/null || die "no apt-get here: put the package's files into '$sources'" 77
  uri=$(archive_uri)
  [ -n "$uri" ] || die "no Debian archive among this machine's apt sources" 77
  [ -r "$key" ] && option="[signed-by=$key] "
  rm -rf "$a"
  mkdir -p "$a/state/lists/partial" "$a/cache/archives/partial"
  : >"$a/status"
  for kinds in deb-src deb; do
    echo "$kinds ${option}${uri%/} $suite main"
  done >"$a/sources.list"
  say "reading the package lists of Debian $suite"
  if ! apt_private apt-get update >"$a/log" 2>&1; then
    tail -n 5 "$a/log" >&2
    die "apt could not read the package lists of '$suite'" 77
  fi
  : >"$a/.ready"
}

fetch_source() { # fetch_source PACKAGE: leaves its files in $sources/PACKAGE
  local package=$1 to=$sources/$1
  [ -e "$to/.complete" ] && return
  apt_prepare
  rm -rf "$to" && mkdir -p "$to"
  say "fetching the source package '$package'"
  if ! (cd "$to" && apt_private apt-get source --download-only --only-source "$package") \
    >"$to/log" 2>&1; then
    tail -n 5 "$to/log" >&2
    die "the source package '$package' could not be fetched" 77
  fi
  : >"$to/.complete"
}

source_version() { # source_version PACKAGE
  sed -n 's/^Version: *//p' "$sources/$1"/*.dsc | head -n 1
}

unpack_source() { # unpack_source PACKAGE DIR: upstream's tree (without Debian's patches) in DIR
  local package=$1 to=$2 tar
  [ -e "$to/.unpacked" ] && return
  tar=$(find "$sources/$package" -name "*.orig.tar.*" ! -name '*.asc' | head -n 1)
  [ -n "$tar" ] || die "no upstream archive in '$sources/$package'"
  rm -rf "$to" && mkdir -p "$to"
  tar -xf "$tar" -C "$to" --strip-components=1 || die "'$tar' could not be unpacked"
  : >"$to/.unpacked"
}

fetch_tool() { # fetch_tool DIR PACKAGE...: unpacks binary packages into DIR; nothing is installed
  local to=$1 deb
  shift
  [ -e "$to/.complete" ] && return
  apt_prepare
  rm -rf "$to" && mkdir -p "$to/debs"
  say "fetching $*"
  if ! (cd "$to/debs" && apt_private apt-get download "$@") >"$to/log" 2>&1; then
    tail -n 5 "$to/log" >&2
    die "the packages '$*' could not be fetched" 77
  fi
  for deb in "$to/debs"/*.deb; do dpkg-deb -x "$deb" "$to"; done
  rm -rf "$to/debs"
  : >"$to/.complete"
}
