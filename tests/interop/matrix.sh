#!/bin/bash
# The kit's own clients against the kit's servers and our mock: shows that the kit, and the mock that our tests trust,
# are right without our client. usage: matrix.sh   (setup.sh must have run). Exits 1 when any pair fails.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$here/servers.sh"

cd "$root"
cargo build --quiet -p soapwright-tests --bin superoffice_mock
wsdl=$(user_contract)
start_servers "$wsdl"
start_mock "${CARGO_TARGET_DIR:-$root/target}/debug/superoffice_mock"

failed=0
# try CLIENT SERVER COMMAND...
try() {
    local output=$logs/$1-to-$2.txt result=ok
    if ! timeout 60 "${@:3}" >"$output" 2>&1; then
        result="FAILED, see $output"
        failed=1
    fi
    printf '%-6s -> %-12s %s\n' "$1" "$2" "$result"
}
for server in node gsoap-nil gsoap-plain mono mock; do
    url=${urls[$server]}
    try zeep "$server" "$python" "$kit/zeep_client.py" "$url" "$wsdl"
    try node "$server" env NODE_PATH="$work/node/node_modules" node "$kit/node_client.js" "$url" "$wsdl"
    try gsoap "$server" "$work/gsoap/client" "$url"
    try mono "$server" mono "$work/mono/host.exe" client "$url"
done
exit "$failed"
