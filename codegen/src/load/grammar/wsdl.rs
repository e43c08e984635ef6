//! WSDL 1.1 (sections 2, 3 and 5): its own elements, and those that its SOAP and MIME extensions add. The order of children
//! means nothing, and elements of other namespaces may stand anywhere.

use super::rows::RowText;

const fn row(
    name: &'static str,
    form: &'static str,
    attributes: &'static str,
    children: &'static str,
) -> RowText {
    RowText { name, form, attributes, children, read: "" }
}

pub(super) const ROWS: &[RowText] = &[
    RowText {
        read: "include xs:schema",
        ..row(
            "definitions",
            "",
            "name targetNamespace",
            "documentation? import|types|message|portType|binding|service*",
        )
    },
    row("documentation", "", "", "..."),
    row("import", "", "namespace location", "documentation?"),
    RowText { read: "xs:import", ..row("types", "", "", "documentation? xs:schema*") },
    row("message", "", "name", "documentation? part*"),
    row("part", "", "name element type/element", "documentation?"),
    row("portType", "", "name", "documentation? operation*"),
    row("operation", "portType", "name parameterOrder", "documentation? input? output? fault*"),
    row("input", "portType", "name message", "documentation?"),
    row("output", "portType", "name message", "documentation?"),
    row("fault", "portType", "name message", "documentation?"),
    row("binding", "", "name type", "documentation? soap:binding? operation*"),
    row("operation", "binding", "name", "documentation? soap:operation? input? output? fault*"),
    row(
        "input",
        "binding",
        "name",
        "documentation? soap:body? soap:header* mime:multipartRelated? mime:content|mime:mimeXml*",
    ),
    row(
        "output",
        "binding",
        "name",
        "documentation? soap:body? soap:header* mime:multipartRelated? mime:content|mime:mimeXml*",
    ),
    row("fault", "binding", "name", "documentation? soap:fault?"),
    row("service", "", "name", "documentation? port*"),
    row("port", "", "name binding", "documentation? soap:address?"),
];

pub(super) const SOAP_ROWS: &[RowText] = &[
    row("binding", "", "transport style:document,rpc", ""),
    row("operation", "", "soapAction soapActionRequired=flag style:document,rpc", ""),
    row("body", "", "parts use=literal,encoded encodingStyle namespace", ""),
    row("header", "", "message part use=literal,encoded encodingStyle namespace", "headerfault*"),
    row("headerfault", "", "message part use=literal,encoded encodingStyle namespace", ""),
    row("fault", "", "name use=literal,encoded encodingStyle namespace", ""),
    row("address", "", "+location", ""),
];

pub(super) const MIME_ROWS: &[RowText] = &[
    row("multipartRelated", "", "", "part*"),
    row("part", "", "name", "soap:body? soap:header* content|mimeXml*"),
    row("content", "", "part type", ""),
    row("mimeXml", "", "part", ""),
];
