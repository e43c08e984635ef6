# Shared by the scripts beside it: where things are. To be sourced.
# Environment: INTEROP_WORK (scratch folder, default target/interop), SOAPWRIGHT_SHARED (published contracts).

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
kit=$here/kit
work=${INTEROP_WORK:-$root/target/interop}
shared=${SOAPWRIGHT_SHARED:-$root/../shared}
python=$work/env/bin/python

# The User contract: our rendering, or the published one where there is none yet.
user_contract() {
    local candidate
    for candidate in "$root/generated/wsdl/User.wsdl" "$shared/contracts/superoffice/WSDL-Services86-User.xml"; do
        if [ -f "$candidate" ]; then
            realpath "$candidate"
            return
        fi
    done
    echo "no User contract: neither generated/wsdl/User.wsdl nor the published one" >&2
    return 1
}

# step NAME COMMAND...: runs it, output to a log that is shown only when it fails, and prints how long it took.
step() {
    local name=$1 start=$SECONDS log=$work/log/${1// /-}.txt status
    shift
    mkdir -p "$work/log"
    # Not as a condition: bash ignores set -e inside of one, functions and subshells included.
    set +e
    (set -e && "$@") >"$log" 2>&1
    status=$?
    set -e
    if [ "$status" != 0 ]; then
        echo "FAILED: $name" >&2
        tail -n 60 "$log" >&2
        return 1
    fi
    printf '%-34s %3d s\n' "$name" $((SECONDS - start))
}
