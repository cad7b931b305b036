#!/bin/sh
# usage: bare-system.sh make FOLDER | run FOLDER COMMAND...
#
# A Debian with nothing in it but what every Debian has, for tests of packages. As root.
#
#   make  puts this machine's release of Debian into FOLDER, from where apt takes it here
#   run   runs a command in it, as root, in namespaces of its own: what is mounted or left running goes
#         with the command
set -eu
export LC_ALL=C
fail() {
  echo "bare-system: $*" >&2
  exit 1
}
[ $# -ge 2 ] || fail "usage: bare-system.sh make FOLDER | run FOLDER COMMAND..."
do=$1 root=$2
shift 2

case $do in
make)
  # shellcheck disable=SC1091
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  # shellcheck disable=SC2016
  uri=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v suite="$suite" '$1 == suite && $2 == "main" { print $3; exit }')
  [ -n "$uri" ] || fail "apt has no source of Debian's main component"
  mmdebstrap --quiet --mode=root --variant=minbase --dpkgopt=force-unsafe-io \
    --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
    --aptopt='APT::Install-Recommends "false"' "$suite" "$root" "$uri"
  ;;
run)
  # shellcheck disable=SC2016
  exec unshare --mount --pid --fork --kill-child sh -c '
    mount -t proc proc "$0/proc"
    [ ! -e /etc/resolv.conf ] || cat /etc/resolv.conf >"$0/etc/resolv.conf"
    cd /
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
      DEBIAN_FRONTEND=noninteractive chroot "$0" "$@"' "$root" "$@"
  ;;
*) fail "'$do': make or run" ;;
esac
