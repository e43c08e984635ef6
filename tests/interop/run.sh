#!/bin/bash
# Our client, async and blocking, against every third-party server, and our mock of them, which has a nil item in the
# middle of its list; then a client generated for the Mono host's Depot service against that, and clients generated from
# published contracts of other styles against servers that gSOAP and node-soap made of the same. usage: run.sh
# (setup.sh must have run)
# Prints a table; exits 1 when any run fails. Logs stay in $INTEROP_WORK/run.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$here/servers.sh"
. "$here/depot.sh"
. "$here/styles.sh"

cd "$root"
step "Depot client: generate" generate_depot_client
step "Depot client: build" build_depot_client
if have_styles; then
    step "clients of other styles: generate" generate_style_clients
    step "clients of other styles: build" build_style_checks
else
    style_names=() gsoap_styles=() node_styles=()
fi
cargo build --quiet -p soapwright-tests --bins
programs=${CARGO_TARGET_DIR:-$root/target}/debug

start_servers "$(user_contract)"
start_mock "$programs/superoffice_mock"
start_style_servers
failed=0
printf '%-14s %-9s %s\n' server client result

# check SERVER CLIENT COMMAND...
check() {
    local output=$logs/$1.$2.txt start result
    start=$(date +%s%N)
    if timeout 120 "${@:3}" >"$output" 2>&1; then
        result="ok, $(grep -c '^ok ' "$output") checks"
    else
        result=FAILED
        failed=1
    fi
    printf '%-14s %-9s %s, %d ms\n' "$1" "$2" "$result" $((($(date +%s%N) - start) / 1000000))
    if [ "$result" = FAILED ]; then sed 's/^/    /' "$output"; fi
}
for server in node gsoap-nil gsoap-plain mono mock; do
    for client in async blocking; do
        arguments=("$server" "${urls[$server]}" "$client")
        # What the judge itself read is in its log.
        if [ "$server" = mono ]; then arguments+=("$logs/mono.requests"); fi
        check "$server" "$client" "$programs/interop" "${arguments[@]}"
    done
done
url=${urls[mono]%User.svc}Depot.svc
check mono-depot contract python3 "$kit/mono/published.py" "$url?wsdl" "$kit/mono/Depot.wsdl"
for client in async blocking; do
    check mono-depot "$client" "$depot_target/debug/depot-check" "$url" "$client"
done
for server in "${gsoap_styles[@]/%/-gsoap}" "${node_styles[@]/%/-node}"; do
    for client in async blocking; do
        check "$server" "$client" "$styles_target/debug/styles-check" "${server%-*}" "${urls[$server]}" "$client"
    done
done
exit "$failed"
