#!/usr/bin/env bash
# A CI step: links by dthinlto, fails if the link fails or wasn't distributed, and reports.
#
#   link-step.sh TITLE LINK-LINE...
#
# Environment: DTHINLTO (default: dthinlto on PATH); GITHUB_STEP_SUMMARY: a file that gets a table
# of what was done (set by GitHub Actions; without it the table goes to standard output).
set -euo pipefail

title=$1
shift
summary=$(mktemp)
trap 'rm -f -- "$summary"' EXIT

field() { # field NAME: a number or word of the summary
  sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" "$summary" | head -n 1
}

# --strict: a line that can't be distributed is an error here, not a slow build nobody notices
status=0
"${DTHINLTO:-dthinlto}" link --strict --summary "$summary" -- "$@" || status=$?

{
  echo "| link | outcome | modules | backend jobs | reused | thin link | backends | final link |"
  echo "|---|---|--:|--:|--:|--:|--:|--:|"
  echo "| $title | $(field outcome) $(field reason) | $(field modules) | $(field jobs)" \
    "| $(field cacheHits) | $(field thinLink) ms | $(field backends) ms | $(field finalLink) ms |"
} >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
exit "$status"
