#!/usr/bin/env bash
# Breaks the code in one place at a time, and sees whether a test notices: mutants of cargo-mutants, drawn at random.
#
# Usage: tests/mutants/run.sh COUNT [SEED [FIRST]]
#
# Draws from the runtime's codec, soap and client, and from the generator's read, lower and write. The same SEED (1 unless
# told) gives the same row of mutants; FIRST (0 unless told) is where in that row this run begins, so that several runs
# make one sample. Each line on stdout is a mutant: caught, missed, hangs (a test did not end: that is noticed too) or
# unviable (it does not compile: not counted); then the file, what was changed, and the line as it was, in columns. Those
# of equivalent.tsv, which no test can notice, are told as equivalent. Exit code 1 when one was missed.
#
# It works in a clone, in $MUTANTS_DIR (kept, so that the next run need not compile everything) or a temporary folder. It
# needs `cargo install cargo-mutants`, jq and git. A mutant takes half a minute to two.
set -euo pipefail
case ${1:--h} in
-h | --help)
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 0
    ;;
esac
count=$1 seed=${2:-1} first=${3:-0}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${MUTANTS_DIR:-$(mktemp -d)}
[ -n "${MUTANTS_DIR:-}" ] || trap 'rm -rf "$work"' EXIT
export SOAPWRIGHT_SHARED=${SOAPWRIGHT_SHARED:-$(realpath -m "$root/../shared")} CARGO_INCREMENTAL=1
unset CARGO_TARGET_DIR SOAPWRIGHT_MUST_HAVE

[ -d "$work/clone" ] || git clone -q "$root" "$work/clone"
cd "$work/clone"
git fetch -q origin HEAD
git checkout -q --detach --force FETCH_HEAD

cargo mutants --list --json --diff \
    -f 'templates/src/runtime/codec/**' -f 'templates/src/runtime/soap/**' -f 'templates/src/runtime/client/**' \
    -f 'codegen/src/read/**' -f 'codegen/src/lower/**' -f 'codegen/src/write/**' >"$work/all.json"
# A mutant is told without the number of its line, which changes with the file. The row is by a hash of the seed and of
# the mutant, so that it does not depend on the others.
jq -r '.[] | (.diff | [match("\n-\\s*([^\n]*)"; "").captures[0].string][0] // "") as $line
    | "\(.file)\t\(.name | sub("^[^ ]+ "; ""))\t\($line | gsub("\t"; " "))\u0001\(.name)"' "$work/all.json" |
    while IFS=$'\x01' read -r mutant name; do
        printf '%s %s\x01%s\n' "$(sha256sum <<<"$seed $mutant" | cut -c1-16)" "$mutant" "$name"
    done | sort | cut -d' ' -f2- >"$work/row"

features=blocking,server,serde,tracing,validate,jiff,chrono,rust_decimal,num-bigint
# The tests of an area: the quick ones, then those that use what the area is for. They end at the first that fails.
tests_of() {
    case $1 in
    templates/*)
        echo "-p soapwright-runtime --features $features"
        echo "-p soapwright-tests --test replies --test services86 --test features --test encoded --test secrets --test memory"
        echo "-p soapwright-tests --test mutations --test bad_servers"
        ;;
    *)
        echo "-p soapwright --lib --features internals"
        echo "-p soapwright-tests --test diagnostics --test slips --test tolerance --test schemas --test emit --test features"
        echo "-p soapwright --tests"
        echo "-p soapwright-tests --test encoded --test renames --test published"
        ;;
    esac
}

missed=0
# try NAME MUTANT: by its name in cargo-mutants' list.
try() {
    local name=$1 mutant=$2 file line code=0
    if grep -qF "$mutant"$'\t' "$here/equivalent.tsv"; then
        printf 'equivalent\t%s\n' "$mutant"
        return
    fi
    git checkout -q --force .
    file=$(cut -f1 <<<"$mutant")
    jq -r --arg name "$name" 'first(.[] | select(.name == $name)) | .diff' "$work/all.json" | patch -s "$file"
    # What is tested through the checked-in crate is its copy of the runtime.
    [[ $file != templates/* ]] || cp "$file" "generated/${file#templates/}"
    while read -r line; do
        # shellcheck disable=SC2086
        if ! timeout 900 cargo test -q $line --no-run >"$work/log" 2>&1; then
            printf 'unviable\t%s\n' "$mutant"
            return
        fi
        code=0
        # shellcheck disable=SC2086
        timeout 300 cargo test -q $line >"$work/log" 2>&1 || code=$?
        [ "$code" = 0 ] || break
    done < <(tests_of "$file")
    case $code in
    0) missed=1 && printf 'missed\t%s\n' "$mutant" ;;
    124) printf 'hangs\t%s\n' "$mutant" ;;
    *) printf 'caught\t%s\n' "$mutant" ;;
    esac
}

# What fails without a mutant would be taken for caught.
while read -r line; do
    # shellcheck disable=SC2086
    cargo test -q $line >"$work/log" 2>&1 || { echo "cargo test $line fails as it is: see $work/log" >&2 && exit 2; }
done < <(tests_of templates/ && tests_of codegen/)
while IFS=$'\x01' read -r mutant name; do
    try "$name" "$mutant" </dev/null
done < <(tail -n "+$((first + 1))" "$work/row" | head -n "$count")
exit "$missed"
