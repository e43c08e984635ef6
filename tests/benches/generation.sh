#!/usr/bin/env bash
# How long generating a client takes, beside other tools that are installed: gSOAP's wsdl2h and soapcpp2, zeep, PHP.
#
# Usage: tests/benches/generation.sh [WSDL]
#
# WSDL is generated/wsdl/User.wsdl unless told. Each row is the best of five runs of a whole process: seconds on the wall, and
# seconds that the processor worked. zeep and PHP write no code: they load the contract before each program's first call. A tool
# that is not there is skipped with a word. zeep is looked for in tests/interop's Python, else in the system's.
set -euo pipefail
case ${1:-} in
-h | --help)
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 0
    ;;
esac
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/benches/others/has.sh"
wsdl=$(realpath "${1:-$root/generated/wsdl/User.wsdl}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# row NAME COMMAND...
row() {
    local name=$1 TIMEFORMAT='%R %U %S' run
    shift
    for run in 1 2 3 4 5; do
        rm -rf "$work/out"
        mkdir "$work/out"
        { time "$@" >"$work/output" 2>&1; } 2>>"$work/times" || {
            echo "$name: failed: $(tail -1 "$work/output")"
            rm -f "$work/times"
            return 0
        }
    done
    sort -n "$work/times" | awk -v name="$name" 'NR == 1 || $2 + $3 < cpu { cpu = $2 + $3 } NR == 1 { wall = $1 }
        END { printf "%-34s %8.3f s %8.3f s of the processor\n", name, wall, cpu }'
    rm -f "$work/times"
}

ours() {
    printf '[crate]\nname = "client"\n[[contract]]\nwsdl = "%s"\n' "$wsdl" >"$work/out/soapwright.toml"
    "$root/target/release/soapwright" generate --quiet "$work/out"
}

gsoap() {
    wsdl2h -o "$work/out/client.h" "$wsdl"
    soapcpp2 -C -1 -j -x -d "$work/out" -I/usr/share/gsoap/import:/usr/share/gsoap "$work/out/client.h"
}

php_load() {
    php -d soap.wsdl_cache_enabled=0 -r 'new SoapClient($argv[1], ["cache_wsdl" => WSDL_CACHE_NONE]);' "$wsdl"
}

(cd "$root" && cargo build --quiet --release -p soapwright)
row "soapwright generate" ours
! has "gSOAP" wsdl2h soapcpp2 || row "wsdl2h and soapcpp2" gsoap
python=${INTEROP_WORK:-$root/target/interop}/env/bin/python
[ -x "$python" ] || python=python3
if has "zeep" "$python" && "$python" -c 'import zeep' 2>/dev/null; then
    row "zeep, load" "$python" -c 'import sys, zeep; zeep.Client(sys.argv[1])' "$wsdl"
else
    echo "zeep: skipped, $python does not have it"
fi
if has "PHP" php && php -r 'exit(class_exists("SoapClient") ? 0 : 1);'; then
    row "PHP, load" php_load
fi
