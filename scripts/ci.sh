#!/usr/bin/env bash
# Called by .ci/run. Runs every step even after a failure, names the steps that failed, and ends with the test count.
set -uo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Nothing is written to the home of whoever runs this.
export MDM_HOME_DIR="$work/home"
failed=()

step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@" || { failed+=("$name"); printf 'FAILED: %s\n' "$name"; }
  printf -- '-- %s: %d s\n' "$name" $((SECONDS - began))
}

# The node that npm scripts use comes first for everything below.
install() { npm ci && PATH="$PWD/node_modules/.bin:$PATH" && node --version; }

# Of the README, on what `npm ci` left: nothing was built by hand.
first_command() {
  npx mdm features generate examples/penguins.csv --target species && rm penguins.features.parquet penguins.recipe.json
}

same_after() { # file or folder, then the command that must leave it as it is
  local path=$1 before="$work/before"
  shift
  rm -rf "$before"
  cp -r "$path" "$before" && "$@" && diff -r "$before" "$path"
}

pack() {
  mkdir "$work/tarballs" && npm pack --silent --pack-destination "$work/tarballs" &&
    npm pack --silent --workspaces --pack-destination "$work/tarballs" && rm "$work"/tarballs/mdm-tools-*
}

empty_folder() { mkdir "$1" && cp examples/penguins.csv "$1/" && printf '{ "private": true }\n' >"$1/package.json"; }

# First-party packages travel inside the CLI and are never fetched: any attempt goes to a closed port and fails.
add() {
  npm install --prefix "$1" --omit=dev --prefer-offline --fetch-retries=0 --@mdm:registry=http://127.0.0.1:9/ --loglevel=http "${@:2}" >"$work/add" 2>&1 ||
    { cat "$work/add"; return 1; }
  ! grep -F '127.0.0.1:9' "$work/add"
}

main_job() (
  cd "$1" && ls >"$work/before-job" && npm exec --no -- mdm features generate penguins.csv --target species || exit
  ls | comm -13 "$work/before-job" - | grep . || { echo 'the main job wrote nothing'; exit 1; }
)

cli_alone() { empty_folder "$work/alone" && add "$work/alone" "$work"/tarballs/mdm-cli-*.tgz && main_job "$work/alone"; }

# One after another: npm asks the registry for a dependency that arrives in the same command.
all_packages() {
  empty_folder "$work/all" && add "$work/all" "$work"/tarballs/mdm-sdk-*.tgz && add "$work/all" "$work"/tarballs/mdm-feature-*.tgz &&
    add "$work/all" "$work"/tarballs/mdm-cli-*.tgz && npm ls --prefix "$work/all" && main_job "$work/all"
}

# In the folder of the CLI alone, with no way to any registry.
without_network() (
  cd "$work/alone" && export npm_config_registry=http://127.0.0.1:9/ https_proxy=http://127.0.0.1:9/ MDM_DATA_DIR="$work/alone/data" &&
    printf 'said,n\nWhat a day!,1\nHello there all,2\nNo. Not at all,3\nWhat a day it was,4\n' >said.csv &&
    npm exec --no -- mdm plugins install @mdm/feature-text && npm exec --no -- mdm plugins doctor &&
    npm exec --no -- mdm features generate said.csv --type said=text --only text.shape -o said.features.csv &&
    head -1 said.features.csv | grep said__word_count && npm exec --no -- mdm plugins create offline && ls mdm-feature-offline/vendor
)

# Steps that run beside others; what they print and which of them failed is told by `joined`.
beside() { # name, then the function whose steps they are
  failed=()
  "$2"
  [ ${#failed[@]} -eq 0 ] || printf '%s\n' "${failed[@]}" >"$work/failed-$1"
}

joined() {
  wait "$2"
  cat "$work/$1.log"
  [ ! -f "$work/failed-$1" ] || mapfile -t -O ${#failed[@]} failed <"$work/failed-$1"
}

# They wait for files and for npm.
packages() {
  step 'the packed CLI alone' cli_alone
  step 'the packed CLI without a network' without_network
  step 'all packages together' all_packages
}

lint() { step lint npm run lint; }

step install install
[ ${#failed[@]} -eq 0 ] || { printf '\n0 passed, 1 failed\n'; exit 1; }
step 'the first command of the README' first_command
step pack pack
beside packages packages >"$work/packages.log" 2>&1 &
packages_job=$!
step tests npm test -- --json --outputFile="$work/jest.json"
beside lint lint >"$work/lint.log" 2>&1 &
lint_job=$!
step 'parity with MDM 1.0.6' npm run parity
step 'both sides timed' env BENCH_WORK="$work/bench" PATH="$PWD/node_modules/.bin:$PATH" node bench/implementations.js --small --runs 1 --no-gate
step types npm run typecheck
step 'command list is up to date' same_after oclif.manifest.json npm run manifest
step 'docs are up to date' npm run docs:check --if-present
step 'lock file names no host' bash -c '! grep -nE "\"resolved\": \"[a-z+]+:" package-lock.json'
joined packages "$packages_job"
joined lint "$lint_job"

counts=$(node -p "const r = JSON.parse(require('fs').readFileSync('$work/jest.json', 'utf8')); const f = r.numFailedTests + r.numRuntimeErrorTestSuites; r.numPassedTests + ' passed, ' + f + ' failed'" 2>/dev/null) || counts='0 passed, 1 failed'
printf '\n'
[ ${#failed[@]} -eq 0 ] || printf 'Failed step: %s\n' "${failed[@]}"
printf '%s\n' "$counts"
[ ${#failed[@]} -eq 0 ]
