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
# All mutants are put into one build, asleep, and wakened one by one (src/main.rs says how): compiling each by itself takes
# ten times as long. Those that cannot be put there, such as the ones in constants, are compiled one by one at the end.
#
# It works in a clone, in $MUTANTS_DIR (kept, so that the next run need not compile everything) or a temporary folder. It
# needs `cargo install cargo-mutants`, jq and git, and a machine with nothing else to do: a test that takes five times as
# long as it should, and ten seconds more, hangs.
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
unset CARGO_TARGET_DIR SOAPWRIGHT_MUST_HAVE MUTANT

weaver() { "$here/target/release/soapwright-mutants" "$@"; }
cargo build -q --release --manifest-path "$here/Cargo.toml"

[ -d "$work/clone" ] || git clone -q "$root" "$work/clone"
cd "$work/clone"
git fetch -q origin HEAD
git checkout -q --detach --force FETCH_HEAD

# draw: the mutants of this run, one JSON object a line, each with its id: its place in the row.
# A mutant is told without the number of its line, which changes with the file. The row is by a hash of the seed and of
# the mutant, so that it does not depend on the others.
draw() {
    cargo mutants --list --json --diff \
        -f 'templates/src/runtime/codec/**' -f 'templates/src/runtime/soap/**' -f 'templates/src/runtime/client/**' \
        -f 'codegen/src/read/**' -f 'codegen/src/lower/**' -f 'codegen/src/write/**' |
        jq -c '.[] | (.diff | [match("\n-\\s*([^\n]*)"; "").captures[0].string][0] // "") as $line
            | .told = "\(.file)\t\(.name | sub("^[^ ]+ "; ""))\t\($line | gsub("\t"; " "))"' >"$work/all"
    jq -r .told "$work/all" | while IFS= read -r told; do
        sha256sum <<<"$seed $told" | cut -c1-16
    done | paste - "$work/all" | sort | cut -f2- | tail -n "+$((first + 1))" | head -n "$count" |
        jq -c --argjson first "$first" '.id = $first + input_line_number'
}
draw >"$work/drawn"

features=blocking,server,serde,tracing,validate,jiff,chrono,rust_decimal,num-bigint
package_of() {
    case $1 in
    templates) echo "-p soapwright-runtime --features $features" ;;
    codegen) echo "-p soapwright --features internals" ;;
    esac
}

# The tests of an area: the quick ones, then those that use what the area is for.
tests_of() {
    case $1 in
    templates)
        echo "$(package_of templates) --lib --tests"
        echo "-p soapwright-tests --test replies --test services86 --test features --test encoded --test secrets --test memory"
        echo "-p soapwright-tests --test mutations --test bad_servers"
        ;;
    codegen)
        echo "$(package_of codegen) --lib"
        echo "-p soapwright-tests --test diagnostics --test slips --test tolerance --test schemas --test emit --test features"
        echo "-p soapwright --tests"
        echo "-p soapwright-tests --test encoded --test renames --test published"
        ;;
    esac
}

# What is tested through the checked-in crate is its copy of the runtime, which has no unit tests.
copy_runtime() {
    local file
    git diff --name-only -- templates/src/runtime | while read -r file; do
        sed '/^#\[cfg(test)\]$/{N;/\nmod tests {$/Q}' "$file" >"generated/${file#templates/}"
    done
}

# build AREA: compiles its tests. Prints the folder and the path of each program, in the order of `tests_of`.
build() {
    local line
    while read -r line; do
        # shellcheck disable=SC2086
        cargo test -q --no-run --message-format=json $line 2>"$work/log" |
            jq -r 'select(.profile.test? and .executable) | "\(.manifest_path | sub("/Cargo.toml$"; ""))\t\(.executable)"' ||
            return 1
    done < <(tests_of "$1")
}

# run FOLDER PROGRAM SECONDS
run() { (cd "$1" && CARGO_MANIFEST_DIR=$1 CARGO=$(command -v cargo) timeout "$3" "$2" -q >"$work/log" 2>&1 </dev/null); }

missed=0
# tell HOW TOLD
tell() {
    [ "$1" != missed ] || missed=1
    printf '%s\t%s\n' "$1" "$2"
}

# try AREA TOLD: runs the programs until one fails, with the mutant that $MUTANT names, or the one that is compiled in.
try() {
    local folder program seconds code
    while IFS=$'\t' read -r folder program seconds; do
        code=0
        run "$folder" "$program" "$seconds" || code=$?
        case $code in
        0) ;;
        124) tell hangs "$2" && return ;;
        *) tell caught "$2" && return ;;
        esac
    done <"$work/programs.$1"
    tell missed "$2"
}

# measure AREA: how long each program may take. What fails without a mutant would be taken for caught.
measure() {
    local folder program start
    build "$1" >"$work/built" || { cat "$work/log" >&2 && exit 2; }
    while IFS=$'\t' read -r folder program; do
        start=$SECONDS
        run "$folder" "$program" 900 || { echo "$program fails as it is: see $work/log" >&2 && exit 2; }
        printf '%s\t%s\t%d\n' "$folder" "$program" $(((SECONDS - start) * 5 + 10))
    done <"$work/built" >"$work/programs.$1"
}

# woven AREA: tries what can be put into one build. The ids of the others are in $work/apart.
woven() {
    local area=$1 id bad
    git checkout -q --force .
    jq -c --arg area "$area/" 'select(.file | startswith($area))' "$work/drawn" >"$work/area"
    cp "$work/area" "$work/in"
    while true; do
        git checkout -q --force .
        jq -s . "$work/in" | weaver weave . | sort -n >"$work/ids"
        # shellcheck disable=SC2046
        cargo check -q --message-format=json $(package_of "$area") >"$work/messages" 2>"$work/log" && break
        bad=$(weaver suspects . <"$work/messages")
        [ -n "$bad" ] || { cat "$work/log" >&2 && exit 2; }
        jq -c --argjson bad "[$(paste -sd, <<<"$bad")]" 'select(.id as $id | $bad | index($id) | not)' "$work/in" >"$work/less"
        mv "$work/less" "$work/in"
    done
    sort <(jq -r .id "$work/area") <(cat "$work/ids") | uniq -u >>"$work/apart"
    [ "$area" != templates ] || copy_runtime
    measure "$area"
    while read -r id; do
        MUTANT=$id try "$area" "$(jq -r --argjson id "$id" 'select(.id == $id) | .told' "$work/in")"
    done <"$work/ids"
}

# apart ID: compiles and tries one mutant alone.
apart() {
    local mutant file area
    mutant=$(jq -c --argjson id "$1" 'select(.id == $id)' "$work/drawn")
    file=$(jq -r .file <<<"$mutant")
    area=${file%%/*}
    git checkout -q --force .
    jq -r .diff <<<"$mutant" | patch -s "$file"
    [ "$area" != templates ] || copy_runtime
    # A program has another name in another build: the times stay in their order.
    if build "$area" >"$work/built"; then
        paste "$work/built" <(cut -f3 "$work/programs.$area") >"$work/alone"
        mv "$work/alone" "$work/programs.$area"
        try "$area" "$(jq -r .told <<<"$mutant")"
    else
        tell unviable "$(jq -r .told <<<"$mutant")"
    fi
}

# Those that no test can notice are told, and not tried.
: >"$work/apart" && : >"$work/wanted"
while IFS= read -r mutant; do
    told=$(jq -r .told <<<"$mutant")
    if grep -qF "$told"$'\t' "$here/equivalent.tsv"; then
        tell equivalent "$told"
    else
        echo "$mutant" >>"$work/wanted"
    fi
done <"$work/drawn"
mv "$work/wanted" "$work/drawn"
for area in templates codegen; do
    if jq -r .file "$work/drawn" | grep -q "^$area/"; then woven "$area"; fi
done
while read -r id; do
    apart "$id"
done <"$work/apart"
exit "$missed"
