#!/bin/sh
# Sets one flag and prints its new state: scripts/toggle_feature.sh use_new_backend false
# Exit codes: 2, there is no such flag or state; 7, the component has no second implementation.
set -eu
if [ "$#" -ne 2 ]; then
  echo "Usage: $0 FLAG STATE" >&2
  echo "FLAG is a component such as backend, STATE is true, false or a share such as 25%. See: mdm flags list" >&2
  exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
exec node "$root/bin/run.js" flags set --reason toggle_feature.sh -- "$1" "$2"
