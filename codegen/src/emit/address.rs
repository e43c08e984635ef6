//! The addresses of a contract: which of them can be called, and what a base URL is continued by.

use std::collections::BTreeSet;

use http::Uri;
use http::uri::Scheme;

use crate::names::named::Service;

/// What no path of a URL holds, but a template does that somebody is to fill in.
const TEMPLATE: [char; 12] = ['{', '}', '<', '>', '[', ']', '"', '\\', '^', '`', '|', '#'];

/// The address as a URL that can be called. `None` where there is none, where it is of another transport (`jms:…`), or
/// where it only stands for one (`REPLACE_WITH_ACTUAL_URL`, `https://{host}/…`).
pub(super) fn url(address: Option<&str>) -> Option<String> {
    let url = escaped(address?.trim());
    let uri: Uri = url.parse().ok()?;
    let web = [Scheme::HTTP, Scheme::HTTPS].iter().any(|scheme| uri.scheme() == Some(scheme));
    let authority = uri.authority()?.as_str();
    let host = uri.host()?;
    let port = authority.strip_prefix(host)?;
    let port_is_number = port.is_empty() || port.strip_prefix(':')?.parse::<u16>().is_ok();
    let path = url.split_once("://")?.1.strip_prefix(authority)?;
    (web && is_host(host) && port_is_number && is_filled_in(path)).then_some(url)
}

/// Whether it is a host, not words in capitals that tell what to put there. There are hosts with an underscore in their
/// name, but in small letters.
fn is_host(host: &str) -> bool {
    if host.starts_with('[') {
        return true;
    }
    let named = host.chars().any(char::is_alphanumeric)
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let in_capitals = !host.contains(|c: char| c.is_ascii_lowercase());
    named && !(in_capitals && host.contains('_'))
}

/// Whether a path is no template: its `%` are escapes, and none of its characters is there to be replaced.
fn is_filled_in(path: &str) -> bool {
    let escape = |after: &str| after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    !path.contains(TEMPLATE) && !path.contains("$(") && path.split('%').skip(1).all(escape)
}

/// The last segment of an address's path, with the slash after it, where there is one; empty where the address ends in
/// no segment that can be used. Addresses that cannot be called often have a right one.
pub(super) fn last_segment(address: Option<&str>) -> String {
    let address = escaped(address.unwrap_or_default().trim());
    let rest = address.split_once("://").map_or(&*address, |(_, rest)| rest);
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let Some((_, path)) = path.split_once('/') else { return String::new() };
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let slash = if path.ends_with('/') { "/" } else { "" };
    if last.is_empty() || !is_filled_in(last) { String::new() } else { format!("{last}{slash}") }
}

/// The last segments of all services, each once; none where there are not several.
pub(super) fn last_segments(services: &[Service]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for service in services {
        let segment = last_segment(service.address.as_deref());
        if !segment.is_empty() && seen.insert(segment.clone()) {
            out.push(segment);
        }
    }
    if out.len() > 1 { out } else { Vec::new() }
}

/// Spaces and what is not ASCII, which addresses often have as they are, as URLs have them.
fn escaped(address: &str) -> String {
    let mut out = String::new();
    for byte in address.bytes() {
        match byte {
            b' ' | 0x80.. => out.push_str(&format!("%{byte:02X}")),
            _ => out.push(char::from(byte)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_can_be_called_is_a_url() {
        for good in [
            "https://host/remote/services86/User.svc",
            "http://localhost:8080",
            "http://localhost:8080/",
            "HTTP://Host.Example.com:80/a/b/?wsdl",
            "http://[::1]:81/a",
            "http://10.100.0.134:9443/services/Endpoint/",
            "http://my_service:8080/x",
            "http://MYHOST01/Service1.asmx",
            "https://host/a%20b?x=%7b1%7d&y=$1",
            "https://host/XX_ORDERS_SOAP/(S(1))/@me",
        ] {
            assert_eq!(url(Some(&format!(" {good}\n"))).as_deref(), Some(good));
            // What the runtime says of it is the same.
            let client = soapwright_runtime::client::ClientBuilder::new(good).build::<(), ()>(());
            assert!(client.is_ok(), "{good}: {client:?}");
        }
        assert_eq!(
            url(Some("http://host/My größe.asmx")).as_deref(),
            Some("http://host/My%20gr%C3%B6%C3%9Fe.asmx")
        );
    }

    #[test]
    fn an_address_that_only_stands_for_one_is_none() {
        assert_eq!(url(None), None);
        for none in [
            "",
            "REPLACE_WITH_ACTUAL_URL",
            "/services/User.svc",
            "host/User.svc",
            "http://",
            "http:///a",
            "jms:queue:orders",
            "IOR:",
            "soap.udp://:3702",
            "ftp://host/a",
            "corbaname::localhost:1050#Bank",
            "http:8080://localhost/sql",
            "http://host:port",
            "http://host:70000/",
            "http://USE_ADDRESS_RETURNED_BY_LOCATION_SERVICE/api/Session.asmx",
            "https://FILLED_IN_BY_DEPLOYER",
            "https://{{SERVER}}/api/v5/registration",
            "http://{host}:8080/a",
            "http://localhost:${HttpDefaultPort}/hotel",
            "http://@jboss.bind.address@:@port@/a",
            "http://ann:hunter2@host/a",
            "http://%HOST%/a",
            "http://$server/a",
            "http://<server>/a",
            "http://host/{tenant}/a",
            "http://host/<tenant>/a",
            "http://host/%TENANT%/a",
            "http://host/$(tenant)/a",
            "http://host/a?tenant={tenant}",
            "http://host/a#b",
            "http://host/a\nb",
        ] {
            assert_eq!(url(Some(none)), None, "{none}");
        }
    }

    #[test]
    fn takes_the_last_segment_of_an_address() {
        for (address, expected) in [
            ("https://host/remote/services86/User.svc", "User.svc"),
            ("http://host/a/b/?wsdl", "b/"),
            ("http://host/a/b//", "b/"),
            ("http://host", ""),
            ("http://host/", ""),
            ("User.svc", ""),
            ("${ENDPOINT}/orders", "orders"),
            ("https://{{SERVER}}/api/v5/registration", "registration"),
            ("https://host/{service}", ""),
            ("http://host/My Orders.asmx", "My%20Orders.asmx"),
        ] {
            assert_eq!(last_segment(Some(address)), expected, "{address}");
        }
        assert_eq!(last_segment(None), "");
    }
}
