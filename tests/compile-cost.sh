#!/usr/bin/env bash
# What compiling a generated crate costs, in CPU seconds (user and system together), beside a fixed crate in the usual
# style: 300 structs of 12 fields, each with its own match on names for reading and its own calls for writing.
#
# Usage: tests/compile-cost.sh [CRATE [FEATURES]]     CRATE is a generated crate (generated/), FEATURES its features
# (its defaults: every service, the async client). Dependencies are built before and not counted; nothing is
# incremental. $COMPILE_COST_DIR keeps the built dependencies for another time.
set -euo pipefail
export CARGO_INCREMENTAL=0
root=$(cd "$(dirname "$0")/.." && pwd)
crate=$(cd "${1:-$root/generated}" && pwd)
features=${2:-default}
work=${COMPILE_COST_DIR:-$(mktemp -d)}
[ -n "${COMPILE_COST_DIR:-}" ] || trap 'rm -rf "$work"' EXIT
mkdir -p "$work"
rm -rf "$work/crate" "$work/reference"

# A copy on its own, so that no workspace's profile or lock counts.
mkdir "$work/crate"
cp -r "$crate/Cargo.toml" "$crate/src" "$work/crate/"
grep -q '^\[workspace\]' "$work/crate/Cargo.toml" || printf '\n[workspace]\n' >>"$work/crate/Cargo.toml"
[ ! -f "$root/Cargo.lock" ] || cp "$root/Cargo.lock" "$work/crate/"

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

# CPU seconds of building the crate in $1 alone with the cargo command that follows.
cost() {
    local directory=$1
    shift
    cd "$directory"
    [ "$directory" = "$work/reference" ] || "$@" --quiet >&2
    # As if it had been changed.
    touch src/lib.rs
    local TIMEFORMAT='%U %S'
    { time "$@" --quiet >&2 2>"$work/messages"; } 2>&1 | awk '{ printf "%.2f\n", $1 + $2 }'
}

lines() { find "$1/src" -name '*.rs' -print0 | xargs -0 cat | wc -l; }

export CARGO_TARGET_DIR=$work/target
own=(--no-default-features --features "$features")
base=$(cost "$work/reference" cargo build --release)
printf '%-34s %9s %7s\n' "" "CPU s" "ratio"
row() { printf '%-34s %9s %7s\n' "$1" "$2" "$(awk -v a="$2" -v b="$base" 'BEGIN { printf "%.2f", a / b }')"; }
row "reference, build --release" "$base"
row "generated, check" "$(cost "$work/crate" cargo check "${own[@]}")"
row "generated, build" "$(cost "$work/crate" cargo build "${own[@]}")"
row "generated, build --release" "$(cost "$work/crate" cargo build --release "${own[@]}")"
echo "generated: $(lines "$work/crate") lines; reference: $(lines "$work/reference") lines"
