#!/bin/sh
# Runs the tests that compare the old side with the new one.
set -eu

usage() {
  cat <<'TEXT'
Usage: scripts/run_comparison_tests.sh [JEST ARGUMENT ...]

Builds, then runs test/migration/compare-* with MDM_REFACTORING_ENABLE_COMPARISON_TESTS=true.
Arguments are passed on to jest:

  scripts/run_comparison_tests.sh -t wine
  scripts/run_comparison_tests.sh --listTests

Exit code 0: every comparison agrees; 1: one does not.
TEXT
}

case "${1:-}" in
  -h | --help)
    usage
    exit 0
    ;;
esac

cd "$(dirname "$0")/.."
export MDM_REFACTORING_ENABLE_COMPARISON_TESTS=true
# The Node that comes with a clone, where the system's may be an old one.
PATH="$PWD/node_modules/.bin:$PATH"
npm run --silent build
exec node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js \
  --testPathPatterns '/test/migration/compare-[^/]*$' "$@"
