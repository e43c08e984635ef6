#!/bin/bash
# Other tools read our renderings of the contracts: zeep and gSOAP's wsdl2h must exit with 0 on each of
# generated/wsdl/*.wsdl, and complain of nothing that they do not also complain of in the published contract (compared
# only where that one is there). usage: readers.sh [FOLDER]   (setup.sh must have run)
set -euo pipefail
. "$(dirname "$0")/lib.sh"

out=$work/readers
rm -rf "$out"
mkdir -p "$out"
failed=0

# complaints FILE: the lines of a log that are no mere progress, without file names, places and counts.
complaints() {
    { grep -iE 'warn|error|fail|cannot|could not|undefined|unknown|missing|not found|invalid|problem' "$1" || true; } |
        sed -E 's#[^ "'\'']*\.(wsdl|xml|xsd|h)\b#FILE#g; s/0x[0-9a-f]+/ADDRESS/g; s/(line|column|:)[ ]*[0-9]+/\1 N/g' |
        sort -u
}

# expanded FILE: what zeep printed, sorted, with namespaces in place of the prefixes that it numbers as it meets them.
expanded() {
    python3 - "$1" <<'EOF'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
prefixes = dict(re.findall(r"^ +(\w+): (\S+)$", text.split("Global elements:")[0], re.M))
lines = [line for line in text.splitlines() if not re.match(r" +\w+: \S+$", line)]
names = lambda match: "{%s}" % prefixes[match[1]] if match[1] in prefixes else match[0]
print("\n".join(sorted(re.sub(r"\b(\w+):(?=\w)", names, line) for line in lines)))
EOF
}

# read_with READER WSDL LOG
read_with() {
    case $1 in
    zeep) "$python" -W default -m zeep "$2" >"$3.output" 2>"$3" ;;
    wsdl2h) wsdl2h -o "$3.h" "$2" >"$3" 2>&1 ;;
    esac
}

folder=${1:-$root/generated/wsdl}
for wsdl in "$folder"/*.wsdl; do
    if [ ! -f "$wsdl" ]; then
        echo "$folder holds no contract" >&2
        exit 1
    fi
    name=$(basename "$wsdl" .wsdl)
    published=$shared/contracts/superoffice/WSDL-Services86-$name.xml
    for reader in zeep wsdl2h; do
        ours=$out/$name.$reader.ours theirs=$out/$name.$reader.published result=ok
        if ! read_with "$reader" "$wsdl" "$ours"; then
            result="FAILED: exit code not 0"
            tail -n 20 "$ours"
        elif [ ! -f "$published" ]; then
            result="ok (skipped for want of shared data: the comparison with the published contract)"
        elif ! read_with "$reader" "$published" "$theirs"; then
            result="FAILED: cannot read the published contract"
        else
            complaints "$ours" >"$ours.complaints"
            complaints "$theirs" >"$theirs.complaints"
            if new=$(comm -23 "$ours.complaints" "$theirs.complaints") && [ -n "$new" ]; then
                result="FAILED: complains of what it does not in the published contract"
                echo "$new"
            fi
            # zeep prints the service as it understood it: the two must say the same.
            if [ "$reader" = zeep ] && ! diff <(expanded "$theirs.output") <(expanded "$ours.output") >"$ours.diff"; then
                result="FAILED: understands it differently"
                head -n 20 "$ours.diff"
            fi
        fi
        printf '%-14s %-7s %s\n' "$name" "$reader" "$result"
        case $result in FAILED*) failed=1 ;; esac
    done
done
exit "$failed"
