#!/usr/bin/env bash
# What generated crates cost: compiling them, compiling a program that uses them, generating them.
#
# Usage: tests/compile-cost.sh [CRATE [FEATURES]]
#
# Without arguments: SuperOffice's User service alone and all 56 of Services86, from the published contracts
# ($SOAPWRIGHT_SHARED, else ../shared), against the budgets. With CRATE (a folder that was generated; FEATURES: its
# defaults) that crate alone.
#
# Compiling is in CPU seconds (user and system together) of one crate alone: dependencies are built before and not
# counted, nothing is incremental. Machines differ, and so does what else they do. So a crate in the usual style (300
# structs of 12 fields, a match on names for reading, calls for writing) is compiled before and after, and a budget is
# met when its seconds hold, or its ratio to that crate's release build, which took 16.6 s where the budgets were set.
# $COMPILE_COST_DIR keeps the built dependencies for another time. Exit code 1 when a budget is not met.
set -euo pipefail
case ${1:-} in
-h | --help)
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 0
    ;;
esac
export CARGO_INCREMENTAL=0
root=$(cd "$(dirname "$0")/.." && pwd)
work=${COMPILE_COST_DIR:-$(mktemp -d)}
[ -n "${COMPILE_COST_DIR:-}" ] || trap 'rm -rf "$work"' EXIT
mkdir -p "$work"
failed=0

# The reference crate.
reference() {
    rm -rf "$work/reference"
    mkdir -p "$work/reference/src"
    cat >"$work/reference/Cargo.toml" <<'TOML'
[package]
name = "reference"
version = "0.0.0"
edition = "2024"

[workspace]
TOML
    {
        cat <<'RUST'
//! One reader and one writer for each struct, a match arm for each field.
pub trait Source {
    fn next(&mut self) -> Result<Option<String>, String>;
    fn text(&mut self) -> Result<String, String>;
    fn skip(&mut self) -> Result<(), String>;
}
fn parse<T: std::str::FromStr>(source: &mut dyn Source, name: &str) -> Result<T, String> {
    source.text()?.parse().map_err(|_| format!("{name}: not a value of its type"))
}
fn open(out: &mut String, name: &str) { out.push('<'); out.push_str(name); out.push('>'); }
fn close(out: &mut String, name: &str) { out.push_str("</"); out.push_str(name); out.push('>'); }
RUST
        types=(String i32 bool f64)
        for ((s = 0; s < 300; s++)); do
            echo "#[derive(Debug, Clone, PartialEq, Default)]"
            echo "pub struct Struct$s {"
            for ((f = 0; f < 12; f++)); do echo "    pub field_$f: Option<${types[f % 4]}>,"; done
            echo "}"
            echo "impl Struct$s {"
            echo "    pub fn read(source: &mut dyn Source) -> Result<Self, String> {"
            echo "        let mut value = Self::default();"
            echo "        while let Some(name) = source.next()? {"
            echo "            match name.as_str() {"
            for ((f = 0; f < 12; f++)); do
                echo "                \"S${s}Field$f\" => value.field_$f = Some(parse(source, &name)?),"
            done
            echo "                _ => source.skip()?,"
            echo "            }"
            echo "        }"
            echo "        Ok(value)"
            echo "    }"
            echo "    pub fn write(&self, out: &mut String) {"
            for ((f = 0; f < 12; f++)); do
                echo "        if let Some(field) = &self.field_$f {"
                echo "            open(out, \"S${s}Field$f\"); out.push_str(&field.to_string()); close(out, \"S${s}Field$f\");"
                echo "        }"
            done
            echo "    }"
            echo "}"
        done
    } >"$work/reference/src/lib.rs"
}

# CPU seconds of building the crate in $1 alone with the cargo command that follows. The first time it is built whole,
# then three times alone: the least counts, since what else the machine does only adds.
cost() {
    local directory=$1
    shift
    (
        cd "$directory"
        "$@" --quiet >&2
        local TIMEFORMAT='%U %S'
        for _ in 1 2 3; do
            # As if it had been changed.
            touch -c src/lib.rs src/main.rs
            { time "$@" --quiet >&2 2>"$work/messages"; } 2>&1 | awk '{ printf "%.2f\n", $1 + $2 }'
        done | sort -n | head -1
    )
}

# row WHAT SECONDS [BUDGET]: one line of the table.
row() {
    local verdict=""
    if [ -n "${3:-}" ]; then
        verdict=$(awk -v s="$2" -v r="$base" -v b="$3" 'BEGIN { print (s <= b || s / r <= b / 16.6) ? "met" : "NOT met" }')
        [ "$verdict" = met ] || failed=1
    fi
    awk -v w="$1" -v s="$2" -v r="$base" -v b="${3:-}" -v v="$verdict" 'BEGIN {
        printf "%-46s %8.2f %7.2f", w, s, s / r
        if (b != "") printf " %8.1f %7.2f  %s", b, b / 16.6, v
        printf "\n" }'
}

# limit WHAT VALUE BUDGET: as a row, for what is no CPU time.
limit() {
    local verdict
    verdict=$(awk -v s="$2" -v b="$3" 'BEGIN { print s <= b ? "met" : "NOT met" }')
    [ "$verdict" = met ] || failed=1
    printf '%-46s %8s %7s %8s %7s  %s\n' "$1" "$2" "" "$3" "" "$verdict"
}

lines() { find "$@" -name '*.rs' -print0 | xargs -0r cat | wc -l; }

# A copy of a generated crate on its own, so that no workspace's profile or lock counts.
copy() {
    rm -rf "$2"
    mkdir -p "$2"
    cp -r "$1/Cargo.toml" "$1/README.md" "$1/src" "$2/"
    [ ! -f "$1/GUIDE.md" ] || cp "$1/GUIDE.md" "$2/"
    grep -q '^\[workspace\]' "$2/Cargo.toml" || printf '\n[workspace]\n' >>"$2/Cargo.toml"
    [ ! -f "$root/Cargo.lock" ] || cp "$root/Cargo.lock" "$2/"
}

# crate NAME FOLDER FEATURES [CHECK BUILD RELEASE]: what compiling it costs, and how much there is.
crate() {
    local own=(--no-default-features --features "$3")
    row "$1, check" "$(cost "$2" cargo check "${own[@]}")" "${4:-}"
    row "$1, build" "$(cost "$2" cargo build "${own[@]}")" "${5:-}"
    row "$1, build --release" "$(cost "$2" cargo build --release "${own[@]}")" "${6:-}"
}

# How much code a crate has, and what of it is the runtime and the server's alone.
sizes() {
    local all runtime server largest
    all=$(lines "$2/src")
    runtime=0
    [ ! -d "$2/src/runtime" ] || runtime=$(lines "$2/src/runtime")
    server=$(find "$2/src" -path "$2/src/runtime" -prune -o \( -path '*/server/*' -o -name server.rs \) -name '*.rs' -print0 |
        xargs -0r cat | wc -l)
    largest=$(find "$2/src" -name '*.rs' -print0 | xargs -0 wc -l | grep -v ' total$' | sort -n | tail -1 | awk '{ print $1 }')
    limit "$1, lines" $((all - runtime - server)) "${3:-60000}"
    limit "$1, lines of the largest file" "$largest" 5000
    printf '%-46s %8s\n' "$1, lines of the embedded runtime" "$runtime" "$1, lines for servers alone" "$server"
}

# A program on the crate in $1: what its functions do is on stdin.
program() {
    rm -rf "$2"
    mkdir -p "$2/src"
    cat >"$2/Cargo.toml" <<TOML
[package]
name = "program"
version = "0.0.0"
edition = "2024"

[dependencies]
client = { package = "$3", path = "$1" }

[workspace]
TOML
    [ ! -f "$root/Cargo.lock" ] || cp "$root/Cargo.lock" "$2/"
    cat >"$2/src/main.rs"
}

# The session's method for the service in module $2: not always of its name.
accessor() { sed -n "s/^ *pub fn \([a-z_0-9#]*\)(&self) -> crate::$2::.*/\1/p" "$1/src/session.rs" | head -1; }

# One line a method of every agent: it is called with arguments that come from nowhere, and made into its future.
calls() {
    for file in "$1"/src/*/mod.rs; do
        awk '
            /^impl<.a> [A-Za-z0-9_]+<.a> \{/ { agent = $2; sub(/<.*/, "", agent); inside = 1 }
            /^}/ { inside = 0 }
            inside && /^    pub fn / { text = ""; open = 1 }
            open { line = $0; sub(/^ +/, "", line); text = text line " " }
            open && /\{$/ {
                open = 0
                name = text; sub(/^pub fn /, "", name); sub(/\(.*/, "", name)
                list = text; sub(/^[^(]*\(/, "", list); sub(/\) ->.*/, "", list)
                count = split(list, parts, ", *")
                arguments = ""
                for (i = 2; i <= count; i++) {
                    if (parts[i] !~ /:/) continue
                    value = parts[i] ~ /impl / ? "&[\"\"]" : "from_nowhere()"
                    if (parts[i] ~ /Option<&\[impl/) value = "Some(&[\"\"])"
                    arguments = arguments value ", "
                }
                printf "    drop(std::hint::black_box(session.%s().%s(%s).into_future()));\n", accessor, name, arguments
            }' accessor="$(accessor "$1" "$(basename "$(dirname "$file")")")" "$file"
    done
}

# programs FOLDER NAME: what one operation and all of them cost in the crate that calls them.
programs() {
    local head='#![allow(unused)]
use client::Session;
use std::future::IntoFuture;
#[inline(never)]
fn from_nowhere<T>() -> T { std::hint::black_box(None).unwrap() }
fn main() { std::hint::black_box(run as fn(&Session)); }
'
    printf '%sfn run(session: &Session) {}\n' "$head" | program "$1" "$work/empty" "$2"
    calls "$1" >"$work/calls"
    printf '%sfn run(session: &Session) {\n%s\n}\n' "$head" "$(grep -m1 'save_user_group' "$work/calls")" |
        program "$1" "$work/one" "$2"
    printf '%sfn run(session: &Session) {\n%s\n}\n' "$head" "$(cat "$work/calls")" | program "$1" "$work/every" "$2"
    local empty one every
    empty=$(cost "$work/empty" cargo build --release)
    one=$(cost "$work/one" cargo build --release)
    row "an empty program, build --release" "$empty"
    row "one operation beyond it" "$(awk -v a="$one" -v b="$empty" 'BEGIN { printf "%.2f", (a > b ? a - b : 0) }')" 0.5
    every=$(cost "$work/every" cargo build --release)
    row "all $(wc -l <"$work/calls") operations called, build --release" "$every" 30
}

# generation NAME CONFIG SECONDS [MIB]: the best of five runs that write nothing new, wall clock.
generation() {
    local best
    best=$(for _ in 1 2 3 4 5; do
        { /usr/bin/time -f '%e %M' "$soapwright" generate --quiet "$2" >/dev/null; } 2>&1 | tail -1
    done | sort -n | head -1)
    limit "$1, generation, s" "${best% *}" "$3"
    limit "$1, generation, MiB" $((${best#* } / 1024)) "${4:-200}"
}

# configuration FOLDER NAME CONTRACTS...
configuration() {
    local folder=$1 name=$2 file agent
    shift 2
    mkdir -p "$folder"
    {
        printf '[crate]\nname = "%s"\n' "$name"
        for file in "$@"; do
            agent=$(basename "$file" .xml)
            printf '[[contract]]\nwsdl = "%s"\nmodule = "%s"\n' "$file" "${agent##*-}"
        done
        printf '[session]\nheaders = ["ApplicationToken", "Credentials", "TimeZone"]\n'
        printf '[outcome]\nsucceeded = "Succeeded"\nerror = "ExceptionInfo"\n'
    } >"$folder/soapwright.toml"
}

reference
export CARGO_TARGET_DIR=$work/target
before=$(cost "$work/reference" cargo build --release)
base=$before
heading() { printf '%-46s %8s %7s %8s %7s\n' "" "CPU s" "ratio" "budget" "ratio"; }

if [ -n "${1:-}" ]; then
    copy "$(cd "$1" && pwd)" "$work/crate"
    heading
    row "reference, build --release" "$base"
    crate generated "$work/crate" "${2:-default}"
    sizes generated "$work/crate"
    exit 0
fi

shared=${SOAPWRIGHT_SHARED:-$root/../shared}
if [ ! -d "$shared" ]; then
    echo "compile-cost: skipped for want of shared data" >&2
    exit 0
fi
contracts=$(cd "$shared/contracts/superoffice" && pwd)
soapwright=$root/target/release/soapwright
(cd "$root" && env -u CARGO_TARGET_DIR cargo build --release --quiet -p soapwright)
rm -rf "$work/user" "$work/all"
configuration "$work/user" services86-user "$contracts/WSDL-Services86-User.xml"
configuration "$work/all" services86-all "$contracts"/WSDL-Services86-*.xml
for name in user all; do
    "$soapwright" generate --quiet "$work/$name"
    copy "$work/$name" "$work/$name-crate"
done
heading
row "reference, build --release" "$base"
crate "User alone" "$work/user-crate" default 2 3.5 5
sizes "User alone" "$work/user-crate"
generation "User alone" "$work/user" 0.06
crate "all 56" "$work/all-crate" default 5 8 10
sizes "all 56" "$work/all-crate"
generation "all 56" "$work/all" 0.8
programs "$work/all-crate" services86-all
row "reference once more" "$(cost "$work/reference" cargo build --release)"
exit "$failed"
