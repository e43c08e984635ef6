//! What there may be much of in schemas.

use super::{Files, Kind, complex, each, element, simple, wsdl};

pub(super) const fn kind(name: &'static str, size: usize, files: fn(usize) -> Files) -> Kind {
    Kind { name, size, good: true, copied: false, files }
}

pub(super) const fn copied(name: &'static str, size: usize, files: fn(usize) -> Files) -> Kind {
    Kind { name, size, good: true, copied: true, files }
}

const fn bad(name: &'static str, size: usize, files: fn(usize) -> Files) -> Kind {
    Kind { name, size, good: false, copied: false, files }
}

pub(super) const KINDS: [Kind; 47] = [
    kind("elements of a type", 12_500, |n| {
        wsdl(&complex("T", &each(n, |at| element(format!("e{at}"), "x:string"))), T)
    }),
    kind("elements of types that differ", 2_000, |n| {
        let types = each(n, |at| complex(&format!("T{at}"), &element("v", "x:int")));
        wsdl(&(types + &complex("T", &each(n, |at| element(format!("e{at}"), format!("t:T{at}"))))), T)
    }),
    kind("elements of one name", 2_000, |n| wsdl(&complex("T", &each(n, |_| element("e", "x:int"))), T)),
    kind("elements of names that differ in case", 2_000, |n| wsdl(&complex("T", &cases(n)), T)),
    kind("attributes of a type", 5_000, |n| {
        let all = each(n, |at| format!("<x:attribute name='a{at}' type='x:int'/>"));
        wsdl(&format!("<x:complexType name='T'>{all}</x:complexType>"), T)
    }),
    kind("types", 1_250, |n| {
        wsdl(&each(n, |at| complex(&format!("T{at}"), &element("v", "x:int"))), &several(n, "T"))
    }),
    kind("types in a chain", 1_250, |n| {
        let step = |at| complex(&format!("T{at}"), &element("n", format!("t:T{}", at + 1)));
        wsdl(&(each(n, step) + &complex(&format!("T{n}"), "")), &element("a", "t:T0"))
    }),
    kind("types in a ring", 1_250, |n| {
        let step = |at| complex(&format!("T{at}"), &element("n", format!("t:T{}", (at + 1) % n)));
        wsdl(&each(n, step), &element("a", "t:T0"))
    }),
    kind("types in rings through optional elements", 1_250, |n| {
        let to =
            |name: &str, at: usize| format!("<x:element name='{name}' type='t:T{}' minOccurs='0'/>", at % n);
        wsdl(
            &each(n, |at| complex(&format!("T{at}"), &(to("l", at + 1) + &to("r", at * 3 + 2)))),
            &element("a", "t:T0"),
        )
    }),
    kind("types of long names", 250, |n| {
        let long = "Name".repeat(250);
        let types = each(n, |at| complex(&format!("{long}{at}"), &element("v", "x:int")));
        wsdl(&types, &each(n, |at| element(format!("e{at}"), format!("t:{long}{at}"))))
    }),
    kind("types derived from each other", 500, |n| {
        let step = |at| extended(&format!("T{}", at + 1), &format!("T{at}"));
        wsdl(&(complex("T0", "") + &each(n, step)), &element("a", format!("t:T{n}")))
    }),
    kind("types with text that extend each other", 1_000, |n| {
        let step = |at| {
            format!(
                "<x:complexType name='T{}'><x:simpleContent><x:extension base='t:T{at}'/></x:simpleContent></x:complexType>",
                at + 1
            )
        };
        let first = "<x:complexType name='T0'><x:simpleContent><x:extension base='x:int'/></x:simpleContent></x:complexType>";
        wsdl(&(first.to_owned() + &each(n, step)), &element("a", "t:T0"))
    }),
    kind("types derived from one", 1_000, |n| {
        wsdl(&(complex("T", "") + &each(n, |at| extended(&format!("D{at}"), "T"))), T)
    }),
    kind("anonymous types of one name", 1_000, |n| {
        let one = |at| {
            format!(
                "<x:element name='e{at}'><x:complexType><x:sequence><x:element name='same'><x:complexType><x:sequence>{}\
                 </x:sequence></x:complexType></x:element></x:sequence></x:complexType></x:element>",
                element(format!("v{at}"), "x:int")
            )
        };
        wsdl("", &each(n, one))
    }),
    copied("anonymous types in each other", 20, |n| {
        let (mut before, mut after) = (String::new(), String::new());
        for at in 0..n {
            before += &format!("<x:element name='e{at}'><x:complexType><x:sequence>");
            after += "</x:sequence></x:complexType></x:element>";
        }
        wsdl("", &(before + &element("v", "x:int") + &after))
    }),
    copied("types that extend a large one", 90, |n| {
        let base = complex("T0", &each(n, |at| element(format!("b{at}"), "x:int")));
        wsdl(&(base + &each(n, |at| extended(&format!("T{}", at + 1), "T0"))), &several(n, "T"))
    }),
    copied("types that share a large group", 90, |n| {
        let group = format!(
            "<x:group name='g'><x:sequence>{}</x:sequence></x:group>",
            each(n, |at| element(format!("b{at}"), "x:int"))
        );
        wsdl(&(group + &each(n, |at| complex(&format!("T{at}"), "<x:group ref='t:g'/>"))), &several(n, "T"))
    }),
    copied("types that share large attribute groups", 90, |n| {
        let all = each(n, |at| format!("<x:attribute name='a{at}' type='x:int'/>"));
        let ty = |at| format!("<x:complexType name='T{at}'><x:attributeGroup ref='t:g'/></x:complexType>");
        wsdl(
            &(format!("<x:attributeGroup name='g'>{all}</x:attributeGroup>") + &each(n, ty)),
            &several(n, "T"),
        )
    }),
    copied("uses of a long pattern", 150, |n| {
        let pattern = "(ab?|[c-e]+)".repeat(n / 2);
        wsdl(
            &simple("T", &format!("<x:pattern value='{pattern}'/>")),
            &each(n, |at| element(format!("e{at}"), "t:T")),
        )
    }),
    kind("namespaces of wildcards", 500, |n| {
        let uris: String = (0..n).map(|at| format!("urn:n{at} ")).collect();
        let ty = |at| {
            format!(
                "<x:complexType name='T{at}'><x:sequence/><x:anyAttribute namespace='urn:m{at}'/></x:complexType>"
            )
        };
        let any = format!("<x:any namespace='{uris}' processContents='lax'/>");
        wsdl(&(each(n, ty) + &complex("T", &any)), &(several(n, "T") + T))
    }),
    kind("elements in a chain", 1_250, |n| {
        let step = |at| {
            let next = format!("<x:element ref='t:e{}'/>", at + 1);
            format!(
                "<x:element name='e{at}'><x:complexType><x:sequence>{next}</x:sequence></x:complexType></x:element>"
            )
        };
        wsdl(&(each(n, step) + &element(format!("e{n}"), "x:int")), "<x:element ref='t:e0'/>")
    }),
    kind("array wrappers", 1_000, |n| {
        let list = |at| {
            let item = format!("<x:element name='v' type='t:T{at}' minOccurs='0' maxOccurs='unbounded'/>");
            complex(&format!("T{at}"), &element("v", "x:int")) + &complex(&format!("ArrayOfT{at}"), &item)
        };
        wsdl(&each(n, list), &several(n, "ArrayOfT"))
    }),
    kind("choices", 1_000, |n| {
        let one = |at| {
            format!(
                "<x:choice>{}{}</x:choice>",
                element(format!("a{at}"), "x:int"),
                element(format!("b{at}"), "x:int")
            )
        };
        wsdl("", &each(n, one))
    }),
    kind("alternatives of a choice", 1_250, |n| {
        wsdl("", &format!("<x:choice>{}</x:choice>", each(n, |at| element(format!("a{at}"), "x:int"))))
    }),
    kind("choices of one name", 1_000, |n| {
        let ty = |at| {
            let alternatives = element("a", "x:int") + &element("b", "x:int");
            complex(&format!("T{at}"), &format!("<x:choice>{alternatives}</x:choice>"))
        };
        wsdl(&each(n, ty), &several(n, "T"))
    }),
    kind("repeated groups", 1_000, |n| {
        let one = |at| {
            let inner = element(format!("a{at}"), "x:int") + &element(format!("b{at}"), "x:int");
            format!("<x:sequence minOccurs='0' maxOccurs='unbounded'>{inner}</x:sequence>")
        };
        wsdl("", &each(n, one))
    }),
    kind("references to a group", 1_000, |n| {
        let group = format!("<x:group name='g'><x:sequence>{}</x:sequence></x:group>", element("a", "x:int"));
        wsdl(&(group + &each(n, |at| complex(&format!("T{at}"), "<x:group ref='t:g'/>"))), &several(n, "T"))
    }),
    kind("wildcards", 1_000, |n| {
        let one =
            |at| element(format!("a{at}"), "x:int") + "<x:any namespace='##other' processContents='lax'/>";
        wsdl("", &each(n, one))
    }),
    kind("members of a substitution group", 400, |n| {
        wsdl(&(head("h", "") + &each(n, |at| head(&format!("m{at}"), "t:h"))), "<x:element ref='t:h'/>")
    }),
    kind("substitution groups in each other", 100, |n| {
        wsdl(
            &(head("h0", "") + &each(n, |at| head(&format!("h{}", at + 1), &format!("t:h{at}")))),
            "<x:element ref='t:h0'/>",
        )
    }),
    kind("uses of a substitution group", 200, |n| {
        let members = head("h", "") + &each(50, |at| head(&format!("m{at}"), "t:h"));
        let types = each(n, |at| complex(&format!("T{at}"), "<x:element ref='t:h'/>"));
        wsdl(&(members + &types), &several(n, "T"))
    }),
    kind("values of an enumeration", 25_000, |n| wsdl(&simple("T", &values(n)), T)),
    kind("values that differ in case", 2_000, |n| {
        let values = (0..n).map(|at| format!("<x:enumeration value='{}'/>\n", cased(at)));
        wsdl(&simple("T", &values.collect::<String>()), T)
    }),
    kind("values without letters", 2_000, |n| {
        let values =
            each(n, |at| format!("<x:enumeration value='{}'/>", "+-*=~".repeat(at % 7) + &signs(at)));
        wsdl(&simple("T", &values), T)
    }),
    kind("defaults of an enumeration", 2_000, |n| {
        let one = |at| format!("<x:element name='e{at}' type='t:T' default='v{at}'/>");
        wsdl(&simple("T", &values(n)), &each(n, one))
    }),
    kind("defaults of lists of an enumeration", 500, |n| {
        let list = "<x:simpleType name='L'><x:list itemType='t:T'/></x:simpleType>";
        let all: String = (0..n).map(|at| format!("v{at} ")).collect();
        wsdl(&(simple("T", &values(n)) + list), &format!("<x:element name='e' type='t:L' default='{all}'/>"))
    }),
    kind("members of a union", 1_000, |n| {
        let names: String = (0..n).map(|at| format!("t:M{at} ")).collect();
        let types = each(n, |at| simple(&format!("M{at}"), &format!("<x:maxLength value='{}'/>", at + 1)));
        let elements = each(n, |at| format!("<x:element name='e{at}' type='t:T' default='d'/>"));
        wsdl(
            &format!("{types}<x:simpleType name='T'><x:union memberTypes='{names}'/></x:simpleType>"),
            &elements,
        )
    }),
    copied("restrictions of restrictions", 1_000, |n| {
        let step = |at| {
            format!(
                "<x:simpleType name='R{at}'><x:restriction base='t:R{}'><x:maxLength value='{n}'/></x:restriction></x:simpleType>",
                at + 1
            )
        };
        wsdl(&(each(n, step) + &simple(&format!("R{n}"), "")), &several(n, "R"))
    }),
    kind("patterns of a type", 400, |n| {
        wsdl(&simple("T", &each(n, |at| format!("<x:pattern value='[a-z]{{1,{}}}x{at}'/>", at % 50 + 1))), T)
    }),
    kind("types with patterns", 100, |n| {
        let types = each(n, |at| {
            simple(&format!("P{at}"), &format!("<x:pattern value='\\p{{L}}{{{},20}}\\d+'/>", at % 20))
        });
        wsdl(&types, &several(n, "P"))
    }),
    kind("documentation", 1_000_000, |n| {
        let text = "some words &lt;b&gt; [and] `code` of it\n".repeat(n / 40);
        let said = format!("<x:annotation><x:documentation>{text}</x:documentation></x:annotation>");
        wsdl(&format!("<x:complexType name='T'>{said}<x:sequence/></x:complexType>"), T)
    }),
    kind("documentation in one line", 1_000_000, |n| {
        let text = "some words &lt;b&gt; [and] `code` of it ".repeat(n / 40);
        let said = format!("<x:annotation><x:documentation>{text}</x:documentation></x:annotation>");
        wsdl(&format!("<x:complexType name='T'>{said}<x:sequence/></x:complexType>"), T)
    }),
    bad("references that lead nowhere", 2_000, |n| {
        wsdl(
            &complex(
                "T",
                &(0..n).map(|at| element(format!("e{at}"), format!("t:No{at}"))).collect::<String>(),
            ),
            T,
        )
    }),
    bad("references that nearly lead somewhere", 2_000, |n| {
        let types = each(n, |at| complex(&format!("Customer{at}"), &element("v", "x:int")));
        wsdl(
            &(types
                + &complex(
                    "T",
                    &(0..n).map(|at| element(format!("e{at}"), format!("t:Custmer{at}"))).collect::<String>(),
                )),
            T,
        )
    }),
    bad("types that are declared twice", 1_000, |n| {
        let one = |at| {
            complex(&format!("T{at}"), &element("v", "x:int"))
                + &complex(&format!("T{at}"), &element("w", "x:int"))
        };
        wsdl(&each(n, one), &several(n, "T"))
    }),
    kind("attributes that nobody knows", 2_000, |n| {
        wsdl(&complex("T", &each(n, |at| format!("<x:element name='e{at}' type='x:int' colour='{at}'/>"))), T)
    }),
    kind("elements that nobody knows", 2_000, |n| {
        wsdl(&complex("T", &each(n, |at| element(format!("e{at}"), "x:int") + "<x:elephant/>")), T)
    }),
];

const T: &str = "<x:element name='a' type='t:T'/>";

/// An element of each of the types of a name.
pub(super) fn several(count: usize, name: &str) -> String {
    each(count, |at| element(format!("e{at}"), format!("t:{name}{at}")))
}

fn extended(name: &str, base: &str) -> String {
    format!(
        "<x:complexType name='{name}'><x:complexContent><x:extension base='t:{base}'><x:sequence>{}</x:sequence>\
         </x:extension></x:complexContent></x:complexType>",
        element(format!("of{name}"), "x:int")
    )
}

fn head(name: &str, group: &str) -> String {
    let group = if group.is_empty() { String::new() } else { format!(" substitutionGroup='{group}'") };
    format!("<x:element name='{name}' type='x:string'{group}/>")
}

fn values(count: usize) -> String {
    each(count, |at| format!("<x:enumeration value='v{at}'/>"))
}

/// A text of sixteen letters, of which the bits of a number say which are small.
fn cased(at: usize) -> String {
    let letter = |bit: usize| if at >> bit & 1 == 0 { 'A' } else { 'a' };
    (0..16).map(letter).collect()
}

fn cases(count: usize) -> String {
    each(count, |at| element(cased(at), "x:int"))
}

/// A number in signs.
fn signs(at: usize) -> String {
    (0..16).map(|bit| if at >> bit & 1 == 0 { '+' } else { '-' }).collect()
}
