# The client of the Mono host's Depot service, and its contract. To be sourced after lib.sh.

depot=$work/depot
# Where the tests build generated crates too, so that their dependencies are compiled once.
depot_target=$root/target/generated-crates

# generate_depot_client: the contract is as `normalize` writes it, and the client comes from it.
generate_depot_client() {
    mkdir -p "$depot/client"
    cp -p "$kit/mono/Depot.wsdl" "$here/depot/soapwright.toml" "$depot/client/"
    cargo run --quiet -- normalize "$depot/client/Depot.wsdl" | diff "$kit/mono/Depot.wsdl" -
    cargo run --quiet -- generate "$depot/client/soapwright.toml"
}

# build_depot_client: the checks in `depot/src`, with the client. Leaves $depot_target/debug/depot-check.
build_depot_client() {
    # Beside the client, not around it: each of them is a workspace of its own.
    local program=$depot/program
    rm -rf "$program/src"
    mkdir -p "$program"
    cp -rp "$here/depot/Cargo.toml" "$here/depot/src" "$program/"
    cp -p "$here/checks.rs" "$program/src/"
    cp "$root/Cargo.lock" "$program/"
    rustfmt --check --edition 2024 --config-path "$root" "$program/src/main.rs"
    cd "$program"
    export CARGO_TARGET_DIR=$depot_target RUSTFLAGS="-D warnings"
    cargo clippy --quiet --no-deps
    cargo build --quiet
}
