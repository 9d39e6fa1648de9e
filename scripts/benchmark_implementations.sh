#!/bin/sh
# Times both sides of the components beside each other.
set -eu

usage() {
  cat <<'TEXT'
Usage: scripts/benchmark_implementations.sh [OPTION ...]

Builds, then runs the same cases with the flag of each component false and true
(MDM_REFACTORING_USE_NEW_BACKEND=false and =true, and likewise CONFIG, REGISTRAR and FEATURES) and prints both,
and the new side beside the old one.

  --component backend,registrar  these alone
  --case TEXT                    cases with this text in their name
  --runs N                       rounds after the first, which warms up; default 10
  --backend duckdb               default sqlite
  --small                        a few quick cases without a warm-up
  --no-gate                      exit code 0 whatever the figures are
  --json FILE                    keep the figures; bench/implementations.json is what `mdm migration status` reads

Exit code 0: no case is beyond the gate; 1: one is; 2: an option is wrong. Run it on a machine that does nothing else.
TEXT
}

case "${1:-}" in
  -h | --help)
    usage
    exit 0
    ;;
esac

cd "$(dirname "$0")/.."
# The Node that comes with a clone, where the system's may be an old one.
PATH="$PWD/node_modules/.bin:$PATH"
npm run --silent build
exec node bench/implementations.js "$@"
