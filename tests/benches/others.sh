#!/usr/bin/env bash
# How fast other SOAP stacks read the flat list, where they are installed: zeep and node-soap, as tests/interop/setup.sh
# installs them.
#
# Usage: tests/benches/others.sh [BYTES]
#
# The message has a million bytes unless told. Each row is MB/s, by the time that the processor worked, of the best of three
# runs in one process of the stack's own; the network is left out. A stack that is not there is skipped with a word.
set -euo pipefail
case ${1:-} in
-h | --help)
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 0
    ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
installed=${INTEROP_WORK:-$here/../../target/interop}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
size=${1:-1000000}
wsdl=$here/wsdl/Shapes.wsdl
cd "$here"
cargo run --quiet --locked --release --bin message -- flat "$size" >"$work/flat.xml"

# row NAME COMMAND...
row() {
    local name=$1 speed
    shift
    if speed=$("$@" 2>"$work/errors"); then
        printf '%-24s %8s MB/s\n' "$name" "$speed"
    else
        echo "$name: failed: $(tail -1 "$work/errors")"
    fi
}

cargo bench --quiet --locked --bench shapes -- flat --decode --size "$size" --best --tsv |
    awk -F'\t' '$1 == "flat" { printf "%-24s %8.2f MB/s\n", "the codec", $5 }'
python=$installed/env/bin/python
[ -x "$python" ] || python=python3
if "$python" -c 'import zeep' 2>/dev/null; then
    row "zeep" "$python" others/zeep_reply.py "$wsdl" GetRows "$work/flat.xml"
else
    echo "zeep: skipped, $python does not have it"
fi
if [ -d "$installed/node/node_modules/soap" ] && command -v node >/dev/null; then
    row "node-soap" env NODE_PATH="$installed/node/node_modules" node others/node_reply.js "$wsdl" GetRows "$work/flat.xml"
else
    echo "node-soap: skipped, there is no $installed/node"
fi
