#!/usr/bin/env bash
# Breaks the code in one place at a time, and sees whether a test notices: mutants of cargo-mutants, drawn at random.
#
# Usage: tests/mutants/run.sh COUNT [SEED [FIRST]]
#
# Draws from the runtime's codec, soap and client, and from the generator's read, lower and write. The same SEED (1 unless
# told) gives the same row of mutants; FIRST (0 unless told) is where in that row this run begins, so that several runs
# make one sample. It ends with the mutants that no test noticed, one a line: the file, what was changed, the line as it
# was, and how many tests reach it. The last line counts them all:
#
#   caught      a test failed
#   hangs       a test took more than ten times as long as it does, and five seconds: that is noticed too
#   missed      no test failed
#   unviable    does not compile
#   constant    stands where the compiler computes, or in a chain with `let`, so it cannot be put to sleep: not tried
#   equivalent  no test can notice it: equivalent.tsv says why
#
# The share that was caught is that of the first three. All mutants are in one build, asleep, and woken one by one
# (src/main.rs says how). Each test is run alone once to see which of them it reaches, and each mutant is tried with those
# tests only. They are those of `cargo test`, and those of the runtime's features that .ci/run has. Left out are tests that
# compile crates or take more than thirty seconds, and code for native-tls, which needs a library of the system.
#
# It works in $MUTANTS_DIR or a temporary folder. With MUTANTS_DIR set, the verdicts stand in results.tsv there: a run that
# is started again goes on where the last one ended, and tries what was missed once more, with the tests of now. It needs
# `cargo install cargo-mutants cargo-nextest`, jq and git. Six hundred mutants take half an hour on two processors, more
# than half of which goes to compiling.
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
mkdir -p "$work"
work=$(cd "$work" && pwd)
[ -n "${MUTANTS_DIR:-}" ] || trap 'rm -rf "$work"' EXIT
CARGO=$(command -v cargo)
export CARGO SOAPWRIGHT_SHARED=${SOAPWRIGHT_SHARED:-$(realpath -m "$root/../shared")}
unset SOAPWRIGHT_MUST_HAVE MUTANT MUTANT_TRACE
results=$work/results.tsv

env -u CARGO_TARGET_DIR cargo build -q --release --manifest-path "$here/Cargo.toml"
weaver() { "$here/target/release/soapwright-mutants" "$@"; }
export CARGO_TARGET_DIR=$work/target

[ -d "$work/clone" ] || git clone -q "$root" "$work/clone"
cd "$work/clone"
git fetch -q origin HEAD
git checkout -q --detach --force FETCH_HEAD

features=async,blocking,rustls,server,stream,cookies,addressing,tracing,validate,wsse-pkcs12,http-digest,ntlm,serde
features+=,jiff,chrono,rust_decimal,num-bigint
runtime=(-p soapwright-runtime --features "$features")
generator=(-p soapwright --features internals)

cargo mutants --list --json --diff \
    -f 'templates/src/runtime/codec/**' -f 'templates/src/runtime/soap/**' -f 'templates/src/runtime/client/**' \
    -f 'codegen/src/read/**' -f 'codegen/src/lower/**' -f 'codegen/src/write/**' |
    weaver draw "$count" "$seed" "$first" >"$work/drawn.json"
[ ! -e "$results" ] || sed -i '/\tmissed\t/d' "$results"
weaver left "$here/equivalent.tsv" "$results" <"$work/drawn.json" >"$work/left.json"

# tell VERDICT IDS: ids of $work/left.json, one a line.
tell() {
    jq -r --arg verdict "$1" --argjson ids "[$(paste -sd, <<<"$2")]" \
        '.[] | select(.id as $id | $ids | index($id)) | "\(.told)\t\($verdict)\t"' "$work/left.json" >>"$results"
}

# Those that do not compile are taken out, until the rest does.
cp "$work/left.json" "$work/in.json"
while true; do
    git checkout -q --force .
    weaver weave . <"$work/in.json" >"$work/woven.json"
    outside=$(jq -r --slurpfile woven "$work/woven.json" '.[].id | select(. as $id | $woven[0] | all(.id != $id))' \
        "$work/in.json")
    [ -z "$outside" ] || tell constant "$outside"
    bad=
    for package in runtime generator; do
        declare -n arguments=$package
        cargo check -q --message-format=json "${arguments[@]}" >"$work/messages" 2>"$work/log" && continue
        bad=$(weaver suspects . <"$work/messages")
        [ -n "$bad" ] || { cat "$work/log" >&2 && exit 2; }
        break
    done
    [ -n "$bad" ] || break
    tell unviable "$bad"
    jq --argjson bad "[$(paste -sd, <<<"$bad")]" 'map(select(.id as $id | $bad | index($id) | not))' \
        "$work/woven.json" >"$work/in.json"
done

# What is tested through the checked-in crate is its copy of the runtime, which has no unit tests.
git diff --name-only -- templates/src/runtime | while read -r file; do
    sed '/^#\[cfg(test)\]$/{N;/\nmod tests {$/Q}' "$file" >"generated/${file#templates/}"
done

units=(client codec headers http_auth mtom stream tables values verify wsse)
quick=(bad_servers diagnostics emit encoded features fetch formatting generate memory mutations published readme renames)
quick+=(schemas secrets services86 slips tolerance)
cargo nextest list --message-format json "${runtime[@]}" --lib "${units[@]/#/--test=}" >"$work/runtime.json"
cargo nextest list --message-format json "${generator[@]}" --lib --bins --tests >"$work/generator.json"
cargo nextest list --message-format json -p soapwright-tests --lib "${quick[@]/#/--test=}" >"$work/tests.json"
weaver trace "$work/reached.tsv" "$work"/{runtime,generator,tests}.json
weaver judge "$work/reached.tsv" "$results" <"$work/woven.json"
weaver sum "$here/equivalent.tsv" "$results" <"$work/drawn.json" | tee "$work/sum"
! grep -q $'\tmissed\t' "$work/sum"
