#!/bin/bash
# Installs and builds the SOAP stacks that the interop runs talk to. usage: setup.sh
# Does only what is missing, so a second run takes a second. Everything it builds goes to $INTEROP_WORK (default
# target/interop); Debian packages are installed only where a tool is not there, and need root or sudo.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$here/styles.sh"

# Tried with gsoap 2.8.124, mono 6.8.0 (Debian 12), node 18 and 20, Python 3.11.
debian_packages() {
    local wanted=()
    if ! command -v wsdl2h || ! command -v soapcpp2 || [ ! -e /usr/include/stdsoap2.h ]; then
        wanted+=(gsoap libgsoap-dev)
    fi
    command -v g++ || wanted+=(g++)
    if ! command -v mono || ! command -v mcs; then wanted+=(mono-devel); fi
    command -v node || wanted+=(nodejs)
    command -v npm || wanted+=(npm)
    command -v python3 || wanted+=(python3)
    # Debian splits ensurepip off; without it a venv has no pip.
    python3 -c 'import ensurepip' || wanted+=(python3-venv)
    # The security kit: its keys, gSOAP with TLS, WSS4J.
    command -v openssl || wanted+=(openssl)
    [ -e /usr/include/openssl/ssl.h ] || wanted+=(libssl-dev)
    [ -e /usr/include/zlib.h ] || wanted+=(zlib1g-dev)
    command -v javac || wanted+=(default-jdk-headless)
    [ -e /usr/share/java/wss4j.jar ] || wanted+=(libwss4j-java)
    if [ ${#wanted[@]} = 0 ]; then return; fi
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${wanted[@]}"
}

# stamped FOLDER COMMAND... -- FILE...: runs COMMAND unless FOLDER was made by it from the same FILEs.
stamped() {
    local folder=$1 command=() stamp
    shift
    while [ "$1" != -- ]; do
        command+=("$1")
        shift
    done
    shift
    stamp=$(cat "$@" | sha256sum)
    if [ "$(cat "$folder/.stamp" 2>/dev/null)" = "$stamp" ]; then return; fi
    rm -rf "$folder"
    mkdir -p "$folder"
    "${command[@]}"
    echo "$stamp" >"$folder/.stamp"
}

node_modules() {
    cp "$kit/package.json" "$kit/package-lock.json" "$work/node/"
    npm ci --prefix "$work/node" --no-audit --no-fund
}

python_env() {
    python3 -m venv "$work/env"
    "$python" -m pip install --disable-pip-version-check -r "$kit/requirements.txt"
}

gsoap_programs() {
    local out=$work/gsoap binding compile
    wsdl2h -o "$out/user.h" "$contract"
    soapcpp2 -1 -j -x -d "$out" -I/usr/share/gsoap/import:/usr/share/gsoap "$out/user.h"
    binding=$(basename "$out"/*.nsmap .nsmap)
    cp "$out/$binding.nsmap" "$out/nsmap.inc"
    ln -sf "soap${binding}Service.h" "$out/service.h"
    ln -sf "soap${binding}Proxy.h" "$out/proxy.h"
    # Default virtual: the 77 operations that the server does not have answer "no method".
    compile=(g++ -O1 "-I$out" -DWITH_DEFAULT_VIRTUAL)
    "${compile[@]}" -c "$out/soapC.cpp" -o "$out/C.o" &
    local codec=$!
    "${compile[@]}" -c "$out/soap${binding}Service.cpp" -o "$out/S.o"
    "${compile[@]}" -c "$out/soap${binding}Proxy.cpp" -o "$out/P.o"
    wait "$codec"
    "${compile[@]}" "$kit/gsoap/server.cpp" "$out/C.o" "$out/S.o" -lgsoap++ -o "$out/server"
    "${compile[@]}" "$kit/gsoap/client.cpp" "$out/C.o" "$out/P.o" -lgsoap++ -o "$out/client"
}

mono_program() {
    mcs -out:"$work/mono/host.exe" -r:System.ServiceModel -r:System.Runtime.Serialization -r:System.Xml \
        "$kit/mono"/*.cs
}

security_keys() {
    "$here/security/kit/keys/make-keys.sh" "$work/security/keys"
}

security_gsoap() {
    "$here/security/kit/gsoap/build.sh" "$work/security/gsoap" 0408
}

security_mono() {
    "$here/security/kit/mono/build.sh" "$work/security/mono"
}

mkdir -p "$work"
step "Debian packages" debian_packages
contract=$(user_contract)
step "node-soap" stamped "$work/node" node_modules -- "$kit/package.json" "$kit/package-lock.json"
step "zeep" stamped "$work/env" python_env -- "$kit/requirements.txt"
step "gSOAP server and client" stamped "$work/gsoap" gsoap_programs -- \
    "$contract" "$kit/gsoap/server.cpp" "$kit/gsoap/client.cpp" "$here/setup.sh"
if have_styles; then
    for name in "${gsoap_styles[@]}"; do
        step "gSOAP server: $name" stamped "$styles/gsoap/$name" gsoap_style "$name" -- \
            "$(style_contract "$name")" "$kit/gsoap/styles/$name.cpp" "$kit/gsoap/styles/serve.h" "$here/styles.sh"
    done
fi
step "Mono WCF host" stamped "$work/mono" mono_program -- "$kit/mono"/*.cs "$here/setup.sh"
security=$here/security/kit
step "Security kit: keys" stamped "$work/security/keys" security_keys -- "$security/keys/make-keys.sh"
step "Security kit: gSOAP servers" stamped "$work/security/gsoap" security_gsoap -- \
    "$security/contract.wsdl" "$security/gsoap/build.sh" "$security/gsoap/server.cpp"
step "Security kit: Mono WCF host" stamped "$work/security/mono" security_mono -- \
    "$security/mono/build.sh" "$security/mono/host.cs"
