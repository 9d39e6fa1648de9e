#!/bin/sh
# Runs the tests that compare the old side with the new one.
set -eu

usage() {
  cat <<'TEXT'
Usage: scripts/run_comparison_tests.sh [COMPONENT] [JEST ARGUMENT ...]

Builds, then runs the tests that compare both sides of a component, or of all, with
MDM_REFACTORING_ENABLE_COMPARISON_TESTS=true.

  config      both readers of the configuration
  storage     both storages: SQLite, DuckDB, PostgreSQL
  registrar   both registrations
  features    the generator of MDM 1.0.6 and its features as expressions
  stories     from an original home to the new side and back, for each component

Further arguments are passed on to jest:

  scripts/run_comparison_tests.sh -t wine
  scripts/run_comparison_tests.sh storage --listTests

Exit code 0: every comparison agrees; 1: one does not.
TEXT
}

features='/test/migration/(compare-|mdm1-)[^/]*$|/test/parity/'
config='/test/(components|migration)/[^/]*config[^/]*$'
storage='/test/(components|migration)/[^/]*(backend|storage)[^/]*$'
registrar='/test/(components|migration)/[^/]*(registrar|registration)[^/]*$'
stories='/test/migration/story-[^/]*$'

case "${1:-}" in
  -h | --help)
    usage
    exit 0
    ;;
  config | features | registrar | storage | stories)
    eval "chosen=\$$1"
    shift
    ;;
  *) chosen="$config|$storage|$registrar|$features|$stories" ;;
esac

cd "$(dirname "$0")/.."
export MDM_REFACTORING_ENABLE_COMPARISON_TESTS=true
# The Node that comes with a clone, where the system's may be an old one.
PATH="$PWD/node_modules/.bin:$PATH"
npm run --silent build
exec node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js \
  --testPathPatterns "$chosen" "$@"
