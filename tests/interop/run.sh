#!/bin/bash
# Our client, async and blocking, against every third-party server, and our mock of them, which has a nil item in the
# middle of its list. usage: run.sh   (setup.sh must have run)
# Prints a table; exits 1 when any run fails. Logs stay in $INTEROP_WORK/run.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$here/servers.sh"

cd "$root"
cargo build --quiet -p soapwright-tests --bins
programs=${CARGO_TARGET_DIR:-$root/target}/debug

start_servers "$(user_contract)"
start_mock "$programs/superoffice_mock"
failed=0
printf '%-12s %-9s %s\n' server client result
for server in node gsoap-nil gsoap-plain mono mock; do
    for client in async blocking; do
        arguments=("$server" "${urls[$server]}" "$client")
        # What the judge itself read is in its log.
        if [ "$server" = mono ]; then arguments+=("$logs/mono.requests"); fi
        start=$(date +%s%N)
        if timeout 120 "$programs/interop" "${arguments[@]}" >"$logs/$server.$client.txt" 2>&1; then
            result="ok, $(grep -c '^ok ' "$logs/$server.$client.txt") checks"
        else
            result=FAILED
            failed=1
        fi
        printf '%-12s %-9s %s, %d ms\n' "$server" "$client" "$result" $((($(date +%s%N) - start) / 1000000))
        if [ "$result" = FAILED ]; then sed 's/^/    /' "$logs/$server.$client.txt"; fi
    done
done
exit "$failed"
