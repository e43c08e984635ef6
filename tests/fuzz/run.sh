#!/usr/bin/env bash
# Fuzzes everything that reads what others wrote: replies, requests, contracts, multipart replies, configurations.
#
# Usage: tests/fuzz/run.sh [SECONDS [TARGET...]]
#
# Each target runs for so many seconds (60 unless told), from seeds that are made of files of this repository, in
# tests/fuzz/corpus. What was found stands in tests/fuzz/artifacts; the run of that target ends with it, and this with
# exit code 1. It needs nightly Rust, a C++ compiler and `cargo install cargo-fuzz`. Our own code holds no unsafe code, so
# no sanitizer is asked for: it runs twice as fast.
set -euo pipefail
case ${1:-} in
-h | --help)
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 0
    ;;
esac
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(reply request contract multipart configuration)

seeds() {
    local corpus=tests/fuzz/corpus operation number=0
    mkdir -p "$corpus"/{reply,request,contract,multipart,configuration}
    cargo build -q -p soapwright
    for operation in SaveUserGroup SaveUser GetUserGroupList SetDataRight CreateExternalUser GetDataRights; do
        target/debug/soapwright sample generated/wsdl/User.wsdl "$operation" --part request >"$corpus/request/$operation"
        target/debug/soapwright sample generated/wsdl/User.wsdl "$operation" --part response >"$corpus/multipart/response"
        # The first byte chooses an operation.
        { printf "\\x$(printf %02x $number)" && cat "$corpus/multipart/response"; } >"$corpus/reply/$operation"
        { echo 'text/xml; charset=utf-8' && cat "$corpus/multipart/response"; } >"$corpus/multipart/$operation"
        number=$((number + 1))
    done
    {
        printf 'multipart/related; type="application/xop+xml"; boundary=b; start="<a>"\n'
        printf '\r\n--b\r\nContent-Type: application/xop+xml\r\nContent-ID: <a>\r\n\r\n'
        cat "$corpus/multipart/response"
        printf '\r\n--b\r\nContent-ID: <c>\r\nContent-Transfer-Encoding: binary\r\n\r\nbytes\r\n--b--\r\n'
    } >"$corpus/multipart/parts"
    rm "$corpus/multipart/response"
    # Small ones: what is tried most often should be quick to read.
    find codegen/tests tests generated/wsdl \( -path tests/fuzz -o -path tests/target \) -prune -o \
        \( -name '*.wsdl' -o -name '*.xsd' \) -size -20k -print | while read -r file; do
        cp "$file" "$corpus/contract/$(tr '/' '_' <<<"$file")"
    done
    find . \( -path ./target -o -path ./tests/fuzz \) -prune -o -name soapwright.toml -print | while read -r file; do
        cp "$file" "$corpus/configuration/$(tr '/' '_' <<<"$file")"
    done
}

seeds
failed=0
for target in "${targets[@]}"; do
    printf '\n=== %s, %d s\n' "$target" "$seconds"
    cargo +nightly fuzz run --fuzz-dir tests/fuzz --sanitizer none "$target" -- -max_total_time="$seconds" -timeout=20 \
        -rss_limit_mb=2048 -max_len=20000 -print_final_stats=1 -verbosity=0 || failed=1
done
exit "$failed"
