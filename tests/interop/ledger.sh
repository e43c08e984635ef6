#!/bin/bash
# rpc/encoded: a client generated from tests/tests/encoded/ledger.wsdl against a server that gSOAP makes of the same contract.
# usage: ledger.sh (needs wsdl2h, soapcpp2 and a C++ compiler: apt-get install gsoap libgsoap-dev g++)
set -euo pipefail
. "$(dirname "$0")/lib.sh"

ledger=$work/ledger
contract=$root/tests/tests/encoded/ledger.wsdl

build_server() {
    rm -rf "$ledger/server"
    mkdir -p "$ledger/server"
    cd "$ledger/server"
    wsdl2h -o ledger.h "$contract"
    soapcpp2 -i -S -x -I/usr/share/gsoap/import ledger.h
    g++ -w -O0 -o "$ledger/ledger-server" -I. "$here/ledger/server.cpp" soapC.cpp soapLedgerBindingService.cpp -lgsoap++
}

generate_client() {
    rm -rf "$ledger/client"
    mkdir -p "$ledger/client/tests"
    cd "$root"
    cargo run --quiet -- generate --wsdl "$contract" --out "$ledger/client" --crate-name ledger
    cp "$here/ledger/talk.rs" "$ledger/client/tests/"
    cp Cargo.lock "$ledger/client/"
}

talk() {
    cd "$ledger/client"
    # Where the tests build generated crates too, so that their dependencies are compiled once.
    LEDGER_SERVER=$ledger/ledger-server CARGO_TARGET_DIR=$root/target/generated-crates \
        cargo test --quiet --no-default-features --features ledger --test talk -- --nocapture
}

step "Ledger server: gSOAP" build_server
step "Ledger client: generate" generate_client
step "Ledger: every operation" talk
