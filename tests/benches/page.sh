#!/usr/bin/env bash
# Measures all shapes and writes the figures into README.md and shapes.svg beside this.
#
# Usage: tests/benches/page.sh [OPTIONS OF SHAPES...]
#
# The same code is faster or slower by a quarter depending on where the linker puts it, the rivals' loops above all. So three
# programs are built, each with other names of symbols and thus in another order, and of each figure the median counts.
# The machine should be idle; `--best` lets the shortest runs count where it is not. $BUILDS says another number than three.
set -euo pipefail
case ${1:-} in
-h | --help)
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 0
    ;;
esac
cd "$(dirname "$0")"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
for build in $(seq "${BUILDS:-3}"); do
    # What is built without it stays as it is for others.
    RUSTFLAGS="-Cmetadata=order$build" CARGO_TARGET_DIR="target/order$build" \
        cargo bench --locked --bench shapes -- --tsv "$@" >"$results/$build.tsv" ||
        echo "page: some shapes could not be measured" >&2
done
cargo run --quiet --locked --release --bin page -- "$*" "$results"/*.tsv
