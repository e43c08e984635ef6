# Starts the third-party servers on free ports and stops them on exit. To be sourced after lib.sh, setup.sh having run.
# start_servers fills the array `urls` (server name to URL); each server's own log of requests is $logs/NAME.requests.

declare -A urls=()
pids=()

stop_servers() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    # A server that is still writing its log would leave the scratch folder half done.
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
}
trap stop_servers EXIT

# free_ports N: N ports that nobody listens on.
free_ports() {
    node -e '
        const net = require("net"), servers = [];
        const next = left => left ? servers.push(net.createServer().listen(0, "127.0.0.1", () => next(left - 1)))
            : (console.log(servers.map(s => s.address().port).join(" ")), servers.forEach(s => s.close()));
        next(Number(process.argv[1]));' "$1"
}

# launch NAME URL COMMAND...
launch() {
    local name=$1
    urls[$name]=$2
    shift 2
    "$@" >"$logs/$name.output" 2>&1 &
    pids+=($!)
}

# wait_for NAME: until its port accepts connections.
wait_for() {
    local address=${urls[$1]#http://} tries
    address=${address%%/*}
    for tries in $(seq 150); do
        if (exec 3<>"/dev/tcp/${address%:*}/${address#*:}") 2>/dev/null; then return; fi
        sleep 0.2
    done
    echo "$1 does not answer on ${urls[$1]}:" >&2
    cat "$logs/$1.output" >&2
    return 1
}

# start_servers WSDL
start_servers() {
    local wsdl=$1 ports name
    logs=$work/run
    rm -rf "$logs"
    mkdir -p "$logs"
    read -ra ports <<<"$(free_ports 4)"
    launch node "http://127.0.0.1:${ports[0]}/User.svc" \
        env NODE_PATH="$work/node/node_modules" node "$kit/node_server.js" "${ports[0]}" "$wsdl" "$logs/node.requests"
    launch gsoap-nil "http://127.0.0.1:${ports[1]}/" \
        "$work/gsoap/server" "${ports[1]}" "$logs/gsoap-nil.requests" 10000
    launch gsoap-plain "http://127.0.0.1:${ports[2]}/" \
        "$work/gsoap/server" "${ports[2]}" "$logs/gsoap-plain.requests" 10000 plain
    launch mono "http://127.0.0.1:${ports[3]}/User.svc" \
        mono "$work/mono/host.exe" "${ports[3]}" "$logs/mono.requests" 1200
    for name in "${!urls[@]}"; do wait_for "$name"; done
}

# start_mock PROGRAM: our own server too.
start_mock() {
    local port
    port=$(free_ports 1)
    launch mock "http://127.0.0.1:$port/User.svc" "$1" "$port"
    wait_for mock
}
