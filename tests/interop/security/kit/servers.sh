#!/bin/bash
# Starts the servers of the security kit, prints a line `NAME URL` for each and then `ready`, and ends them when it is ended.
# usage: servers.sh OUT PORT [SECONDS]
# OUT has what ../../setup.sh built; logs go there. PORT is the first of eleven. KIT_PY is a python with what requirements.txt
# names; NODE_PATH has `soap`. A stack that is not installed is left out.
set -u
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1") port=$2 seconds=${3:-600}
keys=$out/keys python=${KIT_PY:-python3}
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done' EXIT
trap exit TERM INT
declare -A urls=()

# up NAME PORT COMMAND...
up() {
    local name=$1 at=$2
    shift 2
    "$@" >"$out/$name.out" 2>&1 &
    pids+=($!)
    urls[$name]=http://127.0.0.1:$at
}

gsoap=$out/gsoap/gsoap_sec
if [ -x "$gsoap" ]; then
    up gsoap "$port" "$gsoap" "$port" "$keys" "$out/gsoap.log" 5000
    up gsoapv $((port + 1)) "$gsoap" $((port + 1)) "$keys" "$out/gsoapv.log" 5000 verify
    up gsoap0408 $((port + 2)) "${gsoap}0408" $((port + 2)) "$keys" "$out/gsoap0408.log" 5000
fi
if [ -f /usr/share/java/wss4j.jar ]; then
    up wss4j $((port + 3)) "$here/wss4j/run.sh" $((port + 3)) "$keys" "$out/wss4j.log" "$seconds"
fi
if [ -d "${NODE_PATH:-/nowhere}/soap" ]; then
    up node $((port + 4)) node "$here/node/server.js" $((port + 4)) "$here/contract.wsdl" "$out/node.log" "$seconds"
    up node12 $((port + 5)) node "$here/node/server.js" $((port + 5)) "$here/contract12.wsdl" "$out/node12.log" "$seconds"
fi
if [ -f "$out/mono/wcf.exe" ]; then
    up mono $((port + 6)) mono "$out/mono/wcf.exe" $((port + 6)) "$out/mono.log" "$seconds"
fi
up judge $((port + 7)) "$python" "$here/python/mtom_judge.py" $((port + 7)) "$out/mtom.log" "$seconds"
up httpauth $((port + 8)) "$python" "$here/python/httpauth.py" $((port + 8)) "$keys" "$out/httpauth.log" "$seconds"

for name in "${!urls[@]}"; do
    address=${urls[$name]#http://}
    for _ in $(seq 150); do
        (exec 3<>"/dev/tcp/${address%:*}/${address#*:}") 2>/dev/null && break
        sleep 0.2
    done
done
for name in "${!urls[@]}"; do echo "$name ${urls[$name]}"; done | sort
echo "httpauth-tls https://localhost:$((port + 9))"
echo "httpauth-client-certificate https://localhost:$((port + 10))"
echo ready
sleep "$seconds" &
wait $!
