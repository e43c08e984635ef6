#!/usr/bin/env bash
# How long types of the same shape take to compile: ours, with the runtime as a dependency, serde's derives over quick-xml,
# and yaserde's derives.
#
# Usage: tests/benches/compile.sh [TYPES]
#
# There are 100 types of twelve elements each unless told, and one that has an element of each. A program reads and writes that
# one: ours as an operation of a client, the others as text. Each row is the best of three builds (debug, release) of program and types, in
# seconds on the wall and seconds that the processor worked; what they depend on is compiled before. Needs the network where
# the crates are not there yet.
set -euo pipefail
case ${1:-} in
-h | --help)
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 0
    ;;
esac
root=$(cd "$(dirname "$0")/../.." && pwd)
types=${1:-100}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# each FORMAT: a line for each type, of its number.
each() {
    local number
    for number in $(seq 1 "$types"); do
        # shellcheck disable=SC2059 # The format is ours.
        printf "$1" "$number" "$number"
    done
}

elements="Id:int:i32 Code:string:String Name:string:String Deleted:boolean:bool Rank:int:i32 Tooltip:string:String
    GroupId:int:i32 Email:string:String Phone:string:String OwnerId:int:i32 Amount:double:f64 Remark:string:String"

contract() {
    local element name type
    cat <<END
<definitions name="Types" targetNamespace="urn:types" xmlns:t="urn:types" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns="http://schemas.xmlsoap.org/wsdl/">
  <types><xs:schema targetNamespace="urn:types" elementFormDefault="qualified">
END
    row=""
    for element in $elements; do
        IFS=: read -r name type _ <<<"$element"
        row+="<xs:element name=\"$name\" type=\"xs:$type\"/>"
    done
    each "<xs:complexType name=\"Row%d\"><xs:sequence>$row</xs:sequence></xs:complexType>\n"
    echo '<xs:complexType name="All"><xs:sequence>'
    each '<xs:element name="Row%d" type="t:Row%d"/>\n'
    cat <<END
  </xs:sequence></xs:complexType>
  <xs:element name="Change"><xs:complexType><xs:sequence><xs:element name="all" type="t:All"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="ChangeResponse"><xs:complexType><xs:sequence><xs:element name="all" type="t:All"/></xs:sequence></xs:complexType></xs:element>
  </xs:schema></types>
  <message name="In"><part name="parameters" element="t:Change"/></message>
  <message name="Out"><part name="parameters" element="t:ChangeResponse"/></message>
  <portType name="Table"><operation name="Change"><input message="t:In"/><output message="t:Out"/></operation></portType>
  <binding name="Table" type="t:Table"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Change"><soap:operation soapAction="urn:types/Change"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
  </binding>
  <service name="Table"><port name="Table" binding="t:Table"><soap:address location="http://localhost/types"/></port></service>
</definitions>
END
}

# structs BEFORE_STRUCT FIELD: all types. FIELD is a format of an element's name, its name in Rust, and its type.
structs() {
    local element name rust fields=""
    for element in $elements; do
        IFS=: read -r name _ rust <<<"$element"
        # shellcheck disable=SC2059 # The format is ours.
        fields+=$(printf "$2" "$name" "$(sed 's/\(.\)\([A-Z]\)/\1_\2/g' <<<"$name" | tr '[:upper:]' '[:lower:]')" "$rust")
    done
    each "$1 pub struct Row%d { $fields }\n"
    echo "$1 pub struct All {"
    local number
    for number in $(seq 1 "$types"); do
        # shellcheck disable=SC2059 # The format is ours.
        printf "$2" "Row$number" "row$number" "Row$number"
    done
    echo "}"
}

# program NAME DEPENDENCIES: a package.
program() {
    mkdir -p "$work/$1/src"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n%s\n' "$1" "$2" \
        >"$work/$1/Cargo.toml"
}

# row NAME PACKAGE PROFILE FILES...: compiles the package, then FILES anew.
row() {
    local name=$1 package=$2 profile=$3 TIMEFORMAT='%R %U %S' run
    shift 3
    rm -f "$work/times"
    for run in 0 1 2 3; do
        touch "$@"
        if ! (cd "$work/$package" && { time cargo build --quiet --profile "$profile" >"$work/output" 2>&1; } 2>"$work/time"); then
            echo "$name: failed: $(grep -m1 '^error' "$work/output")"
            return 0
        fi
        [ "$run" = 0 ] || cat "$work/time" >>"$work/times"
    done
    sort -n "$work/times" | awk -v name="$name, ${profile/dev/debug}" 'NR == 1 || $2 + $3 < cpu { cpu = $2 + $3 } NR == 1 { wall = $1 }
        END { printf "%-34s %8.2f s %8.2f s of the processor\n", name, wall, cpu }'
}

(cd "$root" && cargo build --quiet --release -p soapwright)
program ours 'types-client = { path = "client", default-features = false, features = ["blocking", "table"] }'
mkdir "$work/ours/client"
contract >"$work/ours/client/Types.wsdl"
cat >"$work/ours/client/soapwright.toml" <<END
runtime = { path = "$root/templates" }
[crate]
name = "types-client"
[[contract]]
wsdl = "Types.wsdl"
END
"$root/target/release/soapwright" generate --quiet "$work/ours/client"
cat >"$work/ours/src/main.rs" <<'END'
use types_client::{blocking::Session, types::All};

fn main() -> Result<(), types_client::Error> {
    let session = Session::builder_at_contract_address().build()?;
    let all = session.table().change(&All::default())?;
    println!("{}", all.row1.id);
    Ok(())
}
END

program by_serde 'quick-xml = { version = "0.42", features = ["serialize"] }
serde = { version = "1", features = ["derive"] }'
{
    echo '#![allow(dead_code)]'
    structs '#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]' \
        '#[serde(rename = "%s")] pub %s: %s,'
    cat <<'END'
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let all: All = quick_xml::de::from_str(&quick_xml::se::to_string(&All::default())?)?;
    println!("{}", all.row1.id);
    Ok(())
}
END
} >"$work/by_serde/src/main.rs"

program by_yaserde 'yaserde = { version = "0.13", features = ["derive"] }
xml-rs = "*"'
{
    echo '#![allow(dead_code)]'
    structs '#[derive(Debug, Clone, PartialEq, Default, yaserde::YaSerialize, yaserde::YaDeserialize)]' \
        '#[yaserde(rename = "%s")] pub %s: %s,'
    cat <<'END'
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let all: All = yaserde::de::from_str(&yaserde::ser::to_string(&All::default())?)?;
    println!("{}", all.row1.id);
    Ok(())
}
END
} >"$work/by_yaserde/src/main.rs"

echo "$types types of 12 elements"
for profile in dev release; do
    row "soapwright" ours "$profile" "$work/ours/src/main.rs" "$work/ours/client/src/lib.rs"
    row "serde + quick-xml" by_serde "$profile" "$work/by_serde/src/main.rs"
    row "yaserde" by_yaserde "$profile" "$work/by_yaserde/src/main.rs"
done
