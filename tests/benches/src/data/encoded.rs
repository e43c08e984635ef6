//! rpc/encoded, as Axis 1 writes it: everything is referred to, and stands beside the response.

use std::fmt::Write as _;

use super::{ENVELOPE, INSTANCE, Numbers, SCHEMA};

const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
const NAMESPACE: &str = "urn:shapes:encoded";

/// A reply to `listEntries`: each entry is referred to, and refers to one of 50 owners.
#[must_use]
pub fn multi_ref(size: usize) -> String {
    let (mut numbers, mut refs, mut items, mut count) = (Numbers::new(), String::new(), String::new(), 0);
    for owner in 0..50 {
        target(&mut refs, &format!("owner{owner}"), "Owner");
        let _ = write!(refs, "<name xsi:type=\"xsd:string\">Owner {owner}</name></multiRef>");
    }
    while refs.len() + items.len() < size {
        let _ = write!(items, "<item href=\"#id{count}\"/>");
        target(&mut refs, &format!("id{count}"), "Entry");
        let _ = write!(refs, "<id xsi:type=\"xsd:int\">{count}</id>");
        let _ =
            write!(refs, "<title xsi:type=\"xsd:string\">Entry number {}</title>", numbers.below(100_000));
        let _ = write!(refs, "<amount xsi:type=\"xsd:double\">{}.25</amount>", numbers.below(100_000));
        let _ = write!(refs, "<owner href=\"#owner{}\"/></multiRef>", numbers.below(50));
        count += 1;
    }
    let mut xml = String::with_capacity(size + 4096);
    let _ = write!(
        xml,
        "<soapenv:Envelope xmlns:soapenv=\"{ENVELOPE}\" xmlns:xsd=\"{SCHEMA}\" xmlns:xsi=\"{INSTANCE}\">"
    );
    let _ = write!(
        xml,
        "<soapenv:Body><ns1:listEntriesResponse soapenv:encodingStyle=\"{ENCODING}\" xmlns:ns1=\"{NAMESPACE}\">"
    );
    let _ = write!(
        xml,
        "<entries soapenc:arrayType=\"ns1:Entry[{count}]\" xsi:type=\"soapenc:Array\" xmlns:soapenc=\"{ENCODING}\">"
    );
    let _ =
        write!(xml, "{items}</entries></ns1:listEntriesResponse>{refs}</soapenv:Body></soapenv:Envelope>");
    xml
}

fn target(xml: &mut String, id: &str, of: &str) {
    let _ = write!(xml, "<multiRef id=\"{id}\" soapenc:root=\"0\" soapenv:encodingStyle=\"{ENCODING}\"");
    let _ = write!(xml, " xsi:type=\"ns2:{of}\" xmlns:soapenc=\"{ENCODING}\" xmlns:ns2=\"{NAMESPACE}\">");
}
