#!/bin/sh
# usage: no-skipped-tests.sh TARGET-FOLDER
# Fails if the reports of the last test run tell of a skipped test: what can't run here must fail.
set -eu
cd "$1"
skipped=$(grep -l '<skipped' surefire-reports/TEST-*.xml failsafe-reports/TEST-*.xml 2>/dev/null) || :
[ -z "$skipped" ] && exit 0
echo "tests were skipped, see <skipped> in these reports:" >&2
printf '%s\n' "$skipped" >&2
exit 1
