#!/bin/sh
# Runs the tests, all or one suite of them.
set -eu

usage() {
  cat <<'TEXT'
Usage: scripts/run_tests.sh [SUITE] [--list] [JEST ARGUMENT ...]

Builds, then runs the tests of a suite; without one, all of them.

  --unit-only         what is tested without a database, a server or a process of its own, and the plugins
  --integration-only  databases (SQLite, DuckDB, PostgreSQL), datasets, the client and installed packages
  --e2e-only          commands as processes, the acceptance list at small size, the pages and examples
  --migration-only    both sides of each component, flags, comparisons, moving, recovery
  --benchmarks-only   one short round of the benchmark of both sides; figures are printed, no gate

Every test is in one suite. --list names the files of the suite and runs nothing.

  scripts/run_tests.sh --unit-only -t expression
  scripts/run_tests.sh --migration-only --list

Exit code 0: all pass; 1: one does not; 2: the suite is not known.
TEXT
}

integration='/test/(client|create|datasets|differential|engine|host|install|ml|never-lose|operations|storage|timeseries)/'
e2e='/test/(acceptance|docs|e2e)/|/test/(bin|packages)\.test\.ts$'
migration='/test/(components|flags|migration|parity|recovery)/'

suite=
case "${1:-}" in
  -h | --help)
    usage
    exit 0
    ;;
  --unit-only | --integration-only | --e2e-only | --migration-only | --benchmarks-only)
    suite=${1#--}
    suite=${suite%-only}
    shift
    ;;
  --*-only)
    printf 'There is no suite %s.\n\n' "$1" >&2
    usage >&2
    exit 2
    ;;
esac
list=
if [ "${1:-}" = --list ]; then
  list=yes
  shift
fi

cd "$(dirname "$0")/.."
# The Node that comes with a clone, where the system's may be an old one.
PATH="$PWD/node_modules/.bin:$PATH"
[ -n "$list" ] || npm run --silent build
[ "$suite" != benchmarks ] || exec node bench/implementations.js --small --runs 1 --no-gate "$@"

case "$suite" in
  '') ;;
  # Patterns of jest are of whole paths: those of the ignored suites, and what is ignored by default.
  unit) set -- --testPathIgnorePatterns /node_modules/ "$integration" "$e2e" "$migration" "$@" ;;
  integration) set -- --testPathPatterns "$integration" "$@" ;;
  e2e) set -- --testPathPatterns "$e2e" "$@" ;;
  migration) set -- --testPathPatterns "$migration" "$@" ;;
esac
[ -z "$list" ] || set -- --listTests "$@"
exec node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js "$@"
