#!/bin/bash
# Our client, async and blocking, against servers that ask who calls: WS-Security, WS-Addressing, MTOM and HTTP
# authentication, by gSOAP, WSS4J, node-soap, Mono, Python (security/kit). usage: security.sh (setup.sh must have run)
# Prints a row for each check: `ok`, `known` (a stack cannot do it, and why), `FAIL`. Exits 1 when a row is FAIL.
# Logs of the servers stay in $INTEROP_WORK/security.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

security=$here/security
scratch=$work/security
# The features that the runtime's own tests need together, as in .ci/run: then they are compiled once.
features=addressing,cookies,http-digest,ntlm,server,stream,wsse-pkcs12
# Whose number is in this file ends with us. (A step is a shell of its own: variables do not come out of it.)
servers=$scratch/servers.pid
rm -f "$servers"
trap '[ ! -e "$servers" ] || kill "$(cat "$servers")" 2>/dev/null || true' EXIT

# free_base: the first of eleven ports that nobody listens on.
free_base() {
    "$python" - <<'PYTHON'
import random, socket
while True:
    base = random.randrange(20000, 32000)
    sockets = [socket.socket() for _ in range(11)]
    try:
        for offset, one in enumerate(sockets):
            one.bind(("127.0.0.1", base + offset))
    except OSError:
        continue
    finally:
        for one in sockets:
            one.close()
    print(base)
    break
PYTHON
}

start_servers() {
    local ports tries
    ports=$(free_base)
    rm -f "$scratch"/*.log "$scratch/addresses"
    KIT_PY=$python NODE_PATH=$work/node/node_modules \
        "$security/kit/servers.sh" "$scratch" "$ports" 900 >"$scratch/addresses" 2>"$scratch/servers.err" &
    echo $! >"$servers"
    for tries in $(seq 300); do
        if grep -q '^ready$' "$scratch/addresses"; then return; fi
        sleep 0.2
    done
    echo "the servers of the security kit do not start:" >&2
    cat "$scratch/servers.err" >&2
    return 1
}

# Where the tests build generated crates too, so that their dependencies are compiled once.
target=$root/target/generated-crates

generate_clients() {
    local name
    for name in contract contract12 contract-policy; do
        mkdir -p "$scratch/clients/$name"
        cp -p "$security/kit/$name.wsdl" "$scratch/clients/$name/"
        # Two of them share the runtime as a dependency, the other has it embedded.
        sed "s|RUNTIME|$root/templates|" "$security/clients/$name/soapwright.toml" \
            >"$scratch/clients/$name/soapwright.toml"
        cargo run --quiet -- generate "$scratch/clients/$name/soapwright.toml"
    done
}

# build_check: leaves $target/debug/security-check.
build_check() {
    local program=$scratch/program
    rm -rf "$program/src"
    mkdir -p "$program"
    cp -rp "$security/check/Cargo.toml" "$security/check/src" "$program/"
    cp "$root/Cargo.lock" "$program/"
    rustfmt --check --edition 2024 --config-path "$root" "$program/src/main.rs"
    cd "$program"
    export CARGO_TARGET_DIR=$target RUSTFLAGS="-D warnings"
    cargo clippy --quiet --no-deps
    cargo build --quiet
}

# The examples of a client's guide, with all features that the chapters about callers are for.
guide() {
    cp "$root/Cargo.lock" "$scratch/clients/contract/"
    cd "$scratch/clients/contract"
    CARGO_TARGET_DIR=$target cargo test --quiet --doc --features "blocking,$features"
}

cd "$root"
step "clients of the kit's contracts: generate" generate_clients
step "clients of the kit's contracts: build" build_check
step "a client's guide" guide
step "servers" start_servers
port=$(sed -n 's/^httpauth http:.*://p' "$scratch/addresses")
# The same servers, asked by the runtime's tests.
runtime_tests() {
    SECURITY_KIT_PORT=$((port - 8)) SECURITY_KIT_KEYS=$scratch/keys \
        SECURITY_KIT_PYTHON=$python:$security/kit/python \
        cargo test --quiet -p soapwright-runtime --features "$features" --no-fail-fast \
        --test headers --test http_auth --test mtom --test verify --test wsse kit:: -- --ignored
}
step "the runtime's tests against the servers" runtime_tests
rm -rf "$scratch/requests"
mkdir -p "$scratch/requests"
rows=$scratch/rows.txt
status=0
{
    timeout 600 "$target/debug/security-check" "$scratch/addresses" "$scratch/keys" "$scratch/requests" ||
        echo "FAIL  check    security-check ended with $?"
    wss4j=$(sed -n 's/^wss4j //p' "$scratch/addresses")
    if [ -n "$wss4j" ]; then
        timeout 300 "$python" "$security/kit/python/judge_requests.py" "$scratch/requests" "$scratch/keys" "$wss4j" 2>&1 ||
            echo "FAIL  judge    judge_requests.py ended with $?"
    fi
} | tee "$rows"
printf '%s ok, %s known, %s FAIL\n' "$(grep -c '^ok' "$rows")" "$(grep -c '^known' "$rows")" "$(grep -c '^FAIL' "$rows")"
# A stack that is not there must not look like one that was tried.
for name in gsoap gsoapv gsoap0408 wss4j node node12 mono judge httpauth; do
    if ! grep -q "^$name " "$scratch/addresses"; then
        echo "FAIL  $name is not installed: setup.sh installs it"
        status=1
    fi
done
! grep -q '^FAIL' "$rows" || status=1
exit "$status"
