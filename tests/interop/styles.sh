# The clients of contracts of many styles: which there are, and how they and the checks are built. To be sourced after
# lib.sh. Published contracts are read where they are, below $shared; they are not copied.

vendors=$shared/contracts/vendors
styles=$work/styles
# Where the tests build generated crates too, so that their dependencies are compiled once.
styles_target=$root/target/generated-crates

# Contract NAMEs, which are also the names of servers and of the modules of the checks.
style_names=(address choice drawing product rpc soap12 state)
# Who serves them: gsoap by kit/gsoap/styles/NAME.cpp, node by kit/node_styles.js.
gsoap_styles=(address choice drawing product soap12 state)
node_styles=(product rpc)

# style_contract NAME
style_contract() {
    case $1 in
    # rpc/literal: parts by type, a header, nil members, a fault by type
    address)
        local wsi=eclipse-webservices+webservices/core/tests/org.eclipse.wst.wsi.tests
        echo "$vendors/$wsi/testResources/samples/wsdl/bp/2117-3/2117-3.wsdl"
        ;;
    # choices with sequences, choices and repeated elements in them
    choice) echo "$vendors/rubyjedi+soap4r/test/wsdl/choice/choice.wsdl" ;;
    # substitution groups, a choice that repeats, several faults: our own, since no published one has all this and is small
    drawing) echo "$kit/drawing/Drawing.wsdl" ;;
    # rpc/literal without a namespace of the body; headers in, out and both; a typed fault
    rpc) echo "$vendors/apache+cxf/testutils/src/main/resources/wsdl/header_rpc_lit.wsdl" ;;
    # attributes by reference and local, text with attributes, an anonymous type
    product) echo "$vendors/rubyjedi+soap4r/test/wsdl/ref/product.wsdl" ;;
    # SOAP 1.2: headers, typed faults, one-way, bytes
    soap12) echo "$vendors/mulesoft+mule-wsdl-parser/src/test/resources/wsdl/simple-soap12-service.wsdl" ;;
    # rpc/literal with attributes that have defaults
    state)
        echo "$vendors/KDAB+KDSoap/unittests/default_attribute_value_wsdl/default_attribute_value.wsdl"
        ;;
    esac
}

# have_styles: whether the published contracts are there; says so where they are not.
have_styles() {
    [ -d "$vendors" ] || {
        echo "contracts of other styles: skipped for want of shared data"
        return 1
    }
}

# gsoap_style NAME: builds $styles/gsoap/NAME/server.
gsoap_style() {
    local name=$1 out=$styles/gsoap/$1 version=-1 contract
    contract=$(style_contract "$name")
    [ "$name" != soap12 ] || version=-2
    # Imports are relative to the contract. -D: an attribute with a default may be left out. -z9: references to global
    # elements and attributes are qualified whatever the schema says of local ones, as it was before gSOAP 2.8.94.
    (cd "$(dirname "$contract")" && wsdl2h -D -z9 -L -o "$out/api.h" "$(basename "$contract")")
    # Nor have parts of rpc messages a namespace (WS-I Basic Profile, R2735), where gSOAP goes by the schema.
    [ "$name" != address ] || sed -Ei 's/^( .* )parameters([,;])/\1:parameters\2/' "$out/api.h"
    soapcpp2 "$version" -S -j -x -w -d "$out" -I/usr/share/gsoap/import:/usr/share/gsoap "$out/api.h"
    mv "$out"/*.nsmap "$out/nsmap.inc"
    mv "$out"/soap*Service.cpp "$out/service.cpp"
    ln -sf "$(basename "$out"/soap*Service.h)" "$out/service.h"
    g++ -O0 "-I$out" "-I$kit/gsoap/styles" -DWITH_DEFAULT_VIRTUAL \
        "$kit/gsoap/styles/$name.cpp" "$out/soapC.cpp" "$out/service.cpp" -lgsoap++ -o "$out/server"
}

# start_style_servers: each as `NAME-gsoap` or `NAME-node` in `urls`. After servers.sh.
start_style_servers() {
    local name port
    for name in "${gsoap_styles[@]}"; do
        port=$(free_ports 1)
        launch "$name-gsoap" "http://127.0.0.1:$port/" \
            "$styles/gsoap/$name/server" "$port" "$logs/$name-gsoap.requests"
    done
    for name in "${node_styles[@]}"; do
        port=$(free_ports 1)
        launch "$name-node" "http://127.0.0.1:$port/" \
            env NODE_PATH="$work/node/node_modules" node "$kit/node_styles.js" "$name" "$port" \
            "$(style_contract "$name")" "$logs/$name-node.requests"
    done
    for name in "${gsoap_styles[@]/%/-gsoap}" "${node_styles[@]/%/-node}"; do wait_for "$name"; done
}

# generate_style_clients: one crate each, on one runtime, so that the checks can have one face for all.
generate_style_clients() {
    local name client
    for name in "${style_names[@]}"; do
        client=$styles/clients/$name
        mkdir -p "$client"
        printf '%s\n' "runtime = { path = \"$root/templates\" }" '[crate]' "name = \"styles-$name\"" \
            '[[contract]]' "wsdl = \"$(style_contract "$name")\"" "module = \"$name\"" >"$client/soapwright.toml"
        cargo run --quiet -- generate "$client/soapwright.toml"
    done
}

# build_style_checks: leaves $styles_target/debug/styles-check.
build_style_checks() {
    # Beside the clients, not around them: each of them is a workspace of its own.
    local program=$styles/program
    rm -rf "$program/src"
    mkdir -p "$program"
    cp -rp "$here/styles/Cargo.toml" "$here/styles/src" "$program/"
    cp -p "$here/checks.rs" "$program/src/"
    cp "$root/Cargo.lock" "$program/"
    rustfmt --check --edition 2024 --config-path "$root" "$program/src/main.rs"
    cd "$program"
    export CARGO_TARGET_DIR=$styles_target RUSTFLAGS="-D warnings"
    cargo clippy --quiet --no-deps
    cargo build --quiet
}
