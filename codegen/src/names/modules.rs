//! What services are called: their modules, which are cargo features too, and their agents.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Offer, ServiceId};

use super::keys::{agent_key, service_key};
use super::rust_name::unescape;
use super::scope::{Case, Request, Scope};
use super::{NamesLock, case, identifier};

/// What a service's module and cargo feature cannot be called: modules and features of the crate, and the modules of a
/// service, since a module in one of its name is confusing.
const CRATE_MODULES: [&str; 38] = [
    "http",
    "reqwest",
    "ureq",
    "types",
    "runtime",
    "namespaces",
    "headers",
    "session",
    "login",
    "guide",
    "blocking",
    "lib",
    "main",
    "core",
    "std",
    "alloc",
    "default",
    "async",
    "rustls",
    "native_tls",
    "server",
    "tracing",
    "validate",
    "addressing",
    "stream",
    "cookies",
    "wsse",
    "wsse_signature",
    "wsse_pkcs12",
    "http_digest",
    "ntlm",
    "serde",
    "jiff",
    "chrono",
    "rust_decimal",
    "num_bigint",
    "operations",
    "faults",
];

/// Methods and functions of a session that are no service.
const SESSION_METHODS: [&str; 27] = [
    "builder",
    "builder_at_contract_address",
    "new",
    "login",
    "login_with",
    "client",
    "clone",
    "drop",
    "ticket",
    "with_ticket",
    "build",
    "from",
    "into",
    "default",
    "calls",
    "over",
    "with_headers",
    "with_timeout",
    "with_base_url",
    "with_header_block",
    "with_header_blocks",
    "with_digest_auth",
    "with_ntlm_auth",
    "with_negotiate_auth",
    "with_addressing",
    "with_security",
    "without_addressing",
];

/// Whether a service cannot have this name, as generated crates have a module or a feature of the same name.
pub(crate) fn is_reserved_module(name: &str) -> bool {
    CRATE_MODULES.contains(&name)
}

/// Last segments of addresses, and names of services, that say nothing.
const GENERAL: [&str; 11] = [
    "service", "services", "service1", "soap", "soap11", "soap12", "ws", "api", "index", "server", "endpoint",
];

/// What a service is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// Its module and cargo feature.
    pub module: String,
    /// Its agent: `User`.
    pub agent: String,
    /// The accessor of a session.
    pub accessor: String,
}

/// The names of all services, also of those that are not generated: so the name of a service does not depend on which
/// others are generated. `asked` maps a contract's file, or its stem, to the module that a configuration asks for; this overrides the lock.
pub(crate) fn of_services(
    offers: &[Offer],
    asked: &BTreeMap<String, String>,
    lock: &NamesLock,
) -> BTreeMap<ServiceId, Called> {
    let asked_for = |offer: &Offer| asked.get(&*offer.file).or_else(|| asked.get(&offer.id.source));
    let words = words(offers);
    let requests = offers.iter().zip(&words).map(|(offer, word)| Request {
        key: service_key(&offer.id),
        wire: case::ascii(asked_for(offer).unwrap_or(word)),
        meanings: vec![
            case::ascii(&offer.id.name.local),
            case::ascii(&offer.id.port_type.local),
            "service".to_owned(),
        ],
        rank: u8::from(asked_for(offer).is_none()),
    });
    let pins = pins(offers, &asked_for, lock);
    let given = Scope::new(Case::Snake, &pins, CRATE_MODULES).assign(requests.collect());
    let mut called = BTreeMap::new();
    for (offer, word) in offers.iter().zip(&words) {
        let key = service_key(&offer.id);
        let Some(module) = given.get(&key).cloned() else { continue };
        let fits = |word: &str| module == identifier(&case::ascii(word), Case::Snake);
        let pinned = lock.get(&key).filter(|pinned| *pinned == module);
        let agent = match (pinned, asked_for(offer)) {
            (Some(_), None) if lock.upgraded && fits(&offer.id.source) => {
                identifier(&offer.id.source, Case::Pascal)
            }
            (Some(_), _) => match lock.get(&agent_key(&offer.id)) {
                Some(agent) if super::is_identifier(agent) => agent.to_owned(),
                _ => identifier(unescape(&module), Case::Pascal),
            },
            (None, None) if fits(word) => identifier(word, Case::Pascal),
            (None, _) => identifier(unescape(&module), Case::Pascal),
        };
        let accessor = match unescape(&module) {
            name if SESSION_METHODS.contains(&name) => format!("{name}_service"),
            _ => module.clone(),
        };
        called.insert(offer.id.clone(), Called { module, agent, accessor });
    }
    called
}

/// The names of the lock that stay: not those of services whose contract asks for another, nor what others ask for.
fn pins<'a>(
    offers: &[Offer],
    asked_for: &dyn Fn(&Offer) -> Option<&'a String>,
    lock: &NamesLock,
) -> NamesLock {
    let asked: Vec<Option<String>> = offers
        .iter()
        .map(|offer| asked_for(offer).map(|name| identifier(&case::ascii(name), Case::Snake)))
        .collect();
    let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
    asked.iter().flatten().for_each(|name| *wanted.entry(name).or_default() += 1);
    let several = |name: &String| wanted.get(name.as_str()).is_some_and(|count| *count > 1);
    let mut pins = NamesLock::default();
    for (offer, own) in offers.iter().zip(&asked) {
        let key = service_key(&offer.id);
        let Some(pinned) = lock.get(&key) else { continue };
        let stays = match own {
            Some(name) if several(name) => {
                pinned == name || pinned.starts_with(&format!("{}_", unescape(name)))
            }
            Some(name) => pinned == name,
            None => !wanted.contains_key(pinned),
        };
        if stays {
            pins.pin(key, pinned);
        }
    }
    pins
}

/// Where a service may have its name from.
#[derive(Clone, Copy, PartialEq)]
enum From {
    Address,
    Service,
    PortType,
}

/// The default name of each service: the last segment of its address, or else the name of the service. Each of these is
/// used only if it says something and no other service has it. Otherwise it is the name of the file, or of the portType if
/// the file has several services.
fn words(offers: &[Offer]) -> Vec<String> {
    let mut words: Vec<Option<String>> = vec![None; offers.len()];
    let mut taken = BTreeSet::new();
    for from in [From::Address, From::Service, From::PortType] {
        let unnamed = || {
            let pairs = offers.iter().zip(&words).enumerate();
            pairs.filter(|(_, (_, word))| word.is_none()).map(|(at, (offer, _))| (at, offer))
        };
        let mut of_file: BTreeMap<&str, usize> = BTreeMap::new();
        unnamed().for_each(|(_, offer)| *of_file.entry(&offer.id.source).or_default() += 1);
        let several = |offer: &Offer| of_file.get(offer.id.source.as_str()).is_some_and(|count| *count > 1);
        let candidates: Vec<(usize, &str, String)> = unnamed()
            .filter(|(_, offer)| from != From::PortType || several(offer))
            .filter_map(|(at, offer)| {
                let word = match from {
                    From::Address => segment(offer.address.as_deref()?)?,
                    From::Service => &offer.id.name.local,
                    From::PortType => &offer.id.port_type.local,
                };
                Some((at, word))
            })
            .filter(|(_, word)| says_something(word))
            .map(|(at, word)| (at, word, case::snake(word)))
            .collect();
        let mut again: BTreeMap<&str, usize> = BTreeMap::new();
        candidates.iter().for_each(|(.., name)| *again.entry(name).or_default() += 1);
        // A name that two have is nobody's.
        let alone = |name: &str| again.get(name) == Some(&1);
        for (at, word, name) in &candidates {
            if !alone(name) || !taken.insert(name.clone()) {
                continue;
            }
            if let Some(place) = words.get_mut(*at) {
                *place = Some((*word).to_owned());
            }
        }
    }
    offers.iter().zip(words).map(|(offer, word)| word.unwrap_or_else(|| offer.id.source.clone())).collect()
}

/// The last segment of a URL's path, without its extension.
fn segment(address: &str) -> Option<&str> {
    let (_, rest) = address.trim().split_once("://")?;
    let rest = rest.split(['?', '#']).next()?;
    let (_, path) = rest.split_once('/')?;
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    Some(last.rsplit_once('.').map_or(last, |(stem, _)| stem))
}

/// Whether a word can be the name of a service and distinguishes it from others.
fn says_something(word: &str) -> bool {
    let name = case::snake(word);
    word.is_ascii()
        && super::is_identifier(word)
        && !name.is_empty()
        && !GENERAL.contains(&&*word.to_lowercase())
        && !CRATE_MODULES.contains(&&*name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::QName;

    fn offer(source: &str, name: &str, port_type: &str, address: &str) -> Offer {
        let qname = |local: &str| QName::new("urn:x", local);
        Offer {
            id: ServiceId { source: source.into(), name: qname(name), port_type: qname(port_type) },
            file: format!("wsdl/{source}.wsdl").into(),
            port: "Port".into(),
            address: (!address.is_empty()).then(|| address.into()),
            operations: Vec::new(),
        }
    }

    /// The modules and agents of services, in their order.
    fn named(offers: &[Offer], asked: &[(&str, &str)], lock: &NamesLock) -> Vec<(String, String)> {
        let asked = asked.iter().map(|(file, name)| ((*file).to_owned(), (*name).to_owned())).collect();
        let called = of_services(offers, &asked, lock);
        offers.iter().map(|o| (called[&o.id].module.clone(), called[&o.id].agent.clone())).collect()
    }

    fn modules(offers: &[Offer]) -> Vec<String> {
        named(offers, &[], &NamesLock::default()).into_iter().map(|(module, _)| module).collect()
    }

    #[test]
    fn a_service_is_called_after_its_address_else_itself_else_its_file() {
        for (address, module) in [
            ("https://host/Services86/Contact.svc", "contact"),
            ("https://host/CRMScript.svc?wsdl#x", "crm_script"),
            ("http://host/services/Orders/", "orders"),
            ("http://host:80/a/EchoService.EchoHttpEndpoint/", "echo_service"),
            ("https://host", "own_name"),
            ("https://host/", "own_name"),
            ("https://orders.example.com", "own_name"),
            ("https://host/Soap/u/58.0", "own_name"),
            ("https://host/web-services", "own_name"),
            ("https://host/a%20b", "own_name"),
            ("https://host/${PATH}", "own_name"),
            ("https://host/größe", "own_name"),
            ("https://host/type", "own_name"),
            ("https://host/__", "own_name"),
            ("https://host/runtime", "own_name"),
            ("jms:queue:orders", "own_name"),
            ("REPLACE_WITH_ACTUAL_URL", "own_name"),
            ("", "own_name"),
        ] {
            assert_eq!(modules(&[offer("File", "OwnName", "P", address)]), [module], "{address}");
        }
        for general in GENERAL {
            let address = format!("http://host/x/{}.asmx", general.to_uppercase());
            assert_eq!(modules(&[offer("File", "OwnName", "P", &address)]), ["own_name"], "{address}");
            assert_eq!(modules(&[offer("File", general, "P", "")]), ["file"], "{general}");
        }
    }

    #[test]
    fn a_name_that_two_have_is_nobodys() {
        let same = "http://host/Orders.svc";
        let two = [offer("A", "First", "P", same), offer("B", "Second", "P", same)];
        assert_eq!(modules(&two), ["first", "second"]);
        let two = [offer("A", "Service", "P", same), offer("B", "Service", "P", same)];
        assert_eq!(modules(&two), ["a", "b"]);
        // Of one service's portTypes each gives its own.
        let ports = [offer("Event", "event", "PullPoint", ""), offer("Event", "event", "Consumer", "")];
        assert_eq!(modules(&ports), ["pull_point", "consumer"]);
        // An address goes before another's own name.
        let two = [offer("A", "Orders", "P", "http://host/"), offer("B", "Other", "P", same)];
        assert_eq!(modules(&two), ["a", "orders"]);
    }

    #[test]
    fn the_lock_goes_before_the_rule_and_what_is_asked_for_before_the_lock() {
        let one = [offer("WSDL-Contact", "C", "P", "http://host/Contact.svc")];
        let names = |asked: &[(&str, &str)], lock: &NamesLock| named(&one, asked, lock).remove(0);
        let pair = |module: &str, agent: &str| (module.to_owned(), agent.to_owned());
        let mut lock = NamesLock::default();
        lock.pin(service_key(&one[0].id), "wsdl_contact");
        assert_eq!(names(&[], &NamesLock::default()), pair("contact", "Contact"));
        // An earlier version called the agent after the file.
        assert_eq!(names(&[], &lock), pair("wsdl_contact", "WsdlContact"));
        lock.upgraded = true;
        assert_eq!(names(&[], &lock), pair("wsdl_contact", "WSDLContact"));
        assert_eq!(names(&[("wsdl/WSDL-Contact.wsdl", "people")], &lock), pair("people", "People"));
        assert_eq!(names(&[("WSDL-Contact", "wsdl_contact")], &lock), pair("wsdl_contact", "WsdlContact"));
        lock.pin(agent_key(&one[0].id), "Pinned");
        lock.upgraded = false;
        assert_eq!(names(&[], &lock), pair("wsdl_contact", "Pinned"));
    }

    #[test]
    fn what_is_asked_for_is_taken_from_who_has_it() {
        let two = [offer("A", "First", "P", ""), offer("B", "Second", "P", "")];
        let mut lock = NamesLock::default();
        lock.pin(service_key(&two[0].id), "orders");
        let names = named(&two, &[("wsdl/B.wsdl", "orders")], &lock);
        assert_eq!((names[0].0.as_str(), names[1].0.as_str()), ("first", "orders"));
    }

    #[test]
    fn no_service_is_called_as_a_feature_of_every_crate() {
        let manifest: toml::Table =
            include_str!("../emit/templates/dependencies.toml").parse().expect("the manifest is TOML");
        let features = manifest["features"].as_table().expect("features are a table");
        assert!(features.len() > 5);
        for feature in features.keys() {
            assert!(CRATE_MODULES.contains(&&*feature.replace('-', "_")), "{feature}");
        }
    }
}
