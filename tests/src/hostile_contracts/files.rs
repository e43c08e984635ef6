//! What there may be much of in files, and namespaces.

use super::schemas::{copied, kind, several};
use super::{CONTRACT, Files, Kind, complex, definitions, each, element, operation, schema, wsdl};

pub(super) const KINDS: [Kind; 7] = [
    kind("schemas of one namespace", 1_000, |n| {
        let (roots, rest) = operation(&several(n, "T"));
        let types =
            each(n, |at| schema(&complex(&format!("T{at}"), &element("v", "x:int")))) + &schema(&roots);
        vec![(CONTRACT.to_owned(), definitions(&format!("<types>{types}</types>{rest}")))]
    }),
    copied("schemas that include a file without a namespace", 50, |n| {
        let (roots, rest) =
            operation(&each(n, |at| format!("<x:element name='e{at}' xmlns:n='urn:s{at}' type='n:T0'/>")));
        let space = |at| {
            let head = "xmlns:x='http://www.w3.org/2001/XMLSchema'";
            format!(
                "<x:schema targetNamespace='urn:s{at}' {head}><x:include schemaLocation='c.xsd'/></x:schema>"
            )
        };
        let types = each(n, space) + &schema(&roots);
        let common = each(n, |at| complex(&format!("T{at}"), &element("v", "x:int")));
        let common = format!("<x:schema xmlns:x='http://www.w3.org/2001/XMLSchema'>{common}</x:schema>");
        vec![
            (CONTRACT.to_owned(), definitions(&format!("<types>{types}</types>{rest}"))),
            ("c.xsd".to_owned(), common),
        ]
    }),
    kind("namespaces", 500, |n| {
        let space = |at| {
            format!(
                "<x:schema targetNamespace='urn:s{at}'>{}</x:schema>",
                complex("T", &element("v", "x:int"))
            )
        };
        let (roots, rest) =
            operation(&each(n, |at| format!("<x:element name='e{at}' xmlns:n='urn:s{at}' type='n:T'/>")));
        let imports = each(n, |at| format!("<x:import namespace='urn:s{at}'/>"));
        let types = each(n, space) + &schema(&(imports + &roots));
        vec![(CONTRACT.to_owned(), definitions(&format!("<types>{types}</types>{rest}")))]
    }),
    kind("prefixes", 2_000, |n| {
        let all: String = (0..n).map(|at| format!(" xmlns:p{at}='urn:p{at}'")).collect();
        let mut files =
            wsdl(&each(n, |at| complex(&format!("T{at}"), &element("v", "x:int"))), &several(n, "T"));
        files
            .iter_mut()
            .for_each(|(_, text)| *text = text.replacen("<definitions", &format!("<definitions{all}"), 1));
        files
    }),
    kind("files that import each other in a ring", 500, |n| {
        let file = |at: usize| {
            let next = (at + 1) % n;
            let import = format!("<x:import namespace='urn:s{next}' schemaLocation='s{next}.xsd'/>");
            (format!("s{at}.xsd"), space(at, &(import + &complex("T", &element("v", "x:int")))))
        };
        imported(n, file, "<x:import namespace='urn:s0' schemaLocation='s0.xsd'/>")
    }),
    kind("files that are imported", 500, |n| {
        let file = |at: usize| (format!("s{at}.xsd"), space(at, &complex("T", &element("v", "x:int"))));
        let imports = each(n, |at| format!("<x:import namespace='urn:s{at}' schemaLocation='s{at}.xsd'/>"));
        imported(n, file, &imports)
    }),
    kind("files that include each other", 500, |n| {
        let file = |at: usize| {
            let next = if at + 1 < n {
                format!("<x:include schemaLocation='s{}.xsd'/>", at + 1)
            } else {
                String::new()
            };
            let text = format!(
                "<x:schema targetNamespace='urn:t' xmlns:x='http://www.w3.org/2001/XMLSchema'>{next}{}</x:schema>",
                complex(&format!("T{at}"), &element("v", "x:int"))
            );
            (format!("s{at}.xsd"), text)
        };
        let (roots, rest) = operation(&several(n, "T"));
        let types = schema(&format!("<x:include schemaLocation='s0.xsd'/>{roots}"));
        let mut files = vec![(CONTRACT.to_owned(), definitions(&format!("<types>{types}</types>{rest}")))];
        files.extend((0..n).map(file));
        files
    }),
];

fn space(at: usize, components: &str) -> String {
    format!(
        "<x:schema targetNamespace='urn:s{at}' xmlns:x='http://www.w3.org/2001/XMLSchema'>{components}</x:schema>"
    )
}

/// A contract of files with a type `T` each, of which it imports some.
fn imported(count: usize, file: impl Fn(usize) -> (String, String), imports: &str) -> Files {
    let uses = each(count, |at| format!("<x:element name='e{at}' xmlns:n='urn:s{at}' type='n:T'/>"));
    let (roots, rest) = operation(&uses);
    let types = schema(&format!("{imports}{roots}"));
    let mut files = vec![(CONTRACT.to_owned(), definitions(&format!("<types>{types}</types>{rest}")))];
    files.extend((0..count).map(file));
    files
}
