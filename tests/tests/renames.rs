//! Rust names of one's own choice, of all that a contract names and of what has no name in it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use soapwright::internals::emit::{EmitOptions, Emitted, Runtime, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::generated_contracts;

const CONTRACT: &str = "\
<definitions targetNamespace='urn:t' xmlns:t='urn:t' xmlns:u='urn:u' xmlns:x='http://www.w3.org/2001/XMLSchema' \
  xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns='http://schemas.xmlsoap.org/wsdl/'>\
<types><x:schema targetNamespace='urn:t' elementFormDefault='qualified'>\
  <x:complexType name='Order'><x:sequence>\
    <x:element name='line' maxOccurs='unbounded'><x:complexType><x:sequence>\
      <x:element name='nr' type='x:int'/></x:sequence></x:complexType></x:element>\
    <x:choice><x:element name='card' type='x:string'/>\
      <x:sequence><x:element name='bank' type='x:string'/><x:element name='account' type='x:int'/></x:sequence></x:choice>\
    <x:element name='state' type='t:State'/><x:element name='shape' type='t:Shape'/><x:element ref='t:note'/>\
  </x:sequence></x:complexType>\
  <x:simpleType name='State'><x:restriction base='x:string'><x:enumeration value='on'/>\
    <x:enumeration value='off'/></x:restriction></x:simpleType>\
  <x:complexType name='Shape'><x:sequence><x:element name='size' type='x:int'/></x:sequence></x:complexType>\
  <x:complexType name='Round'><x:complexContent><x:extension base='t:Shape'/></x:complexContent></x:complexType>\
  <x:element name='note' type='x:string'/><x:element name='memo' type='x:string' substitutionGroup='t:note'/>\
  <x:element name='Place'><x:complexType><x:sequence><x:element name='order' type='t:Order'/></x:sequence></x:complexType></x:element>\
  <x:element name='PlaceResponse'><x:complexType><x:sequence/></x:complexType></x:element>\
  <x:complexType name='Basket'><x:sequence><x:element name='weight' type='u:Weight'/></x:sequence></x:complexType>\
  <x:element name='Weigh'><x:complexType><x:sequence><x:element name='basket' type='t:Basket'/></x:sequence></x:complexType></x:element>\
</x:schema><x:schema targetNamespace='urn:u'><x:complexType name='Weight'><x:sequence>\
  <x:element name='grams' type='x:int'/></x:sequence></x:complexType></x:schema></types>\
<message name='In'><part name='p' element='t:Place'/></message>\
<message name='Out'><part name='p' element='t:PlaceResponse'/></message>\
<message name='Weigh'><part name='p' element='t:Weigh'/></message>\
<portType name='P'><operation name='Place'><input message='t:In'/><output message='t:Out'/></operation>\
  <operation name='Weigh'><input message='t:Weigh'/></operation></portType>\
<binding name='B' type='t:P'><soap:binding style='document'/><operation name='Place'><soap:operation soapAction=''/>\
  <input><soap:body use='literal'/></input><output><soap:body use='literal'/></output></operation>\
  <operation name='Weigh'><soap:operation soapAction=''/><input><soap:body use='literal'/></input></operation></binding>\
<service name='S'><port name='P' binding='t:B'><soap:address location='http://x/'/></port></service>\
</definitions>";

fn emitted(renames: &[(&str, &str)], operations: &[&str]) -> Result<Emitted, String> {
    with_lock(renames, operations, &NamesLock::default())
}

fn with_lock(renames: &[(&str, &str)], operations: &[&str], lock: &NamesLock) -> Result<Emitted, String> {
    let mut reading = ReadOptions::default();
    reading.memory.insert("t.wsdl".into(), CONTRACT.as_bytes().to_vec());
    let (contract, _) = read_contracts(&["t.wsdl".into()], &reading).unwrap_or_else(|e| panic!("{e}"));
    let mut options = EmitOptions::new("t");
    options.sources = vec!["t.wsdl".to_owned()];
    options.runtime = Runtime::Dependency("\"1\"".to_owned());
    options.renames = renames.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    options.operations = operations.iter().map(|name| (*name).to_owned()).collect();
    emit(&contract, &options, lock).map_err(|errors| errors.to_string())
}

fn code(files: &BTreeMap<String, String>) -> String {
    files
        .iter()
        .filter(|(path, _)| path.starts_with("src/s/") || path.starts_with("src/types/"))
        .map(|f| &**f.1)
        .collect()
}

#[test]
fn whatever_a_contract_makes_has_the_name_that_is_asked_for() {
    let before = code(&emitted(&[], &[]).unwrap().files);
    for (from, to, found) in [
        ("Order", "Purchase", "pub struct Purchase {"),
        ("Order/line", "Row", "pub struct Row {"),
        ("Order/line.nr", "number", "pub number: i32,"),
        ("Order/card choice", "Payment", "pub enum Payment {"),
        ("Order/card choice.card", "Plastic", "Plastic(String),"),
        ("Order/card choice.bank group", "Transfer", "Transfer(Box<"),
        ("Order/bank group", "BankTransfer", "pub struct BankTransfer {"),
        ("State", "Switch", "pub enum Switch {"),
        ("State.on", "Lit", "Lit,"),
        ("derived Shape", "Form", "pub enum Form {"),
        ("note/substitution group", "Remark", "pub enum Remark {"),
        ("t.Place", "put", "pub fn put("),
        ("t.Place.order", "what", "what: &Order"),
    ] {
        assert!(!before.contains(found), "{found}");
        let after = code(&emitted(&[(from, to)], &[]).unwrap_or_else(|e| panic!("{from}: {e}")).files);
        assert!(after.contains(found), "{from}: {found}\n{after}");
    }
}

#[test]
fn a_name_that_nothing_has_is_an_error() {
    let error = emitted(&[("Order/lime", "Row")], &[]).unwrap_err();
    assert!(
        error.contains("[rename] names `Order/lime`, but nothing that is generated has this name"),
        "{error}"
    );
    assert!(error.contains("did you mean `Order/line`"), "{error}");
    let error = emitted(&[("Invoice", "Put"), ("Order", "Purchase")], &[]).unwrap_err();
    assert!(error.contains("names `Invoice`") && error.contains("soapwright.lock"), "{error}");
    assert!(!error.contains("names `Order`"), "{error}");
    // Of a part of the operations it may name what others reach, and nothing else.
    assert!(
        emitted(&[("Basket", "Cart"), ("s.Weigh.basket", "cart")], &["Place"]).unwrap().warnings.is_empty()
    );
    let error = emitted(&[("Basquet", "Cart")], &["Place"]).unwrap_err();
    assert!(error.contains("names `Basquet`") && error.contains("did you mean `Basket`"), "{error}");
}

#[test]
fn a_thing_is_named_as_the_contract_inspect_or_the_crate_show_it() {
    for (all, to, found) in [
        (&["Order", "{urn:t}Order", "n1:Order"][..], "Purchase", "pub struct Purchase {"),
        (&["Order/line", "OrderLine", "{urn:t}Order/line"], "Row", "pub struct Row {"),
        (&["Order/line.nr", "OrderLine.nr", "{urn:t}Order/line.{urn:t}nr"], "number", "pub number: i32,"),
        (&["Order/card choice", "OrderChoice"], "Payment", "pub enum Payment {"),
        (&["Order.card_or_bank", "Order.card"], "payment", "pub payment: OrderChoice,"),
        (&["State.on", "State.On"], "Lit", "Lit,"),
        (&["t.Place", "S.Place", "s.place", "P.Place", "{urn:t}S.Place"], "put", "pub fn put("),
        (&["t.Place.order", "s.place.order"], "what", "what: &Order"),
        (&["urn:u"], "units", "pub mod units;"),
    ] {
        for from in all {
            let made = emitted(&[(from, to)], &[]).unwrap_or_else(|e| panic!("{from}: {e}"));
            let code = code(&made.files);
            assert!(code.contains(found), "{from}: {found}\n{code}");
        }
    }
}

#[test]
fn a_name_that_cannot_be_given_is_an_error() {
    for (asked, says) in [
        (&[("Order.state", "shape")][..], "`Order.state` cannot be called `shape`: something else is"),
        (&[("State", "Order")], "`State` cannot be called `Order`"),
        (&[("S.Place", "weigh")], "`S.Place` cannot be called `weigh`"),
        (&[("urn:u", "types")], "`urn:u` cannot be called `types`: something else is, or it is reserved"),
        (&[("Order", "A"), ("n1:Order", "B")], "`Order` and `n1:Order` name the same thing"),
    ] {
        let error = emitted(asked, &[]).err().unwrap_or_else(|| panic!("{asked:?} is taken"));
        assert!(error.contains(says), "{asked:?}\n{error}");
    }
    // That which says its namespace counts; two may agree.
    assert!(emitted(&[("Order", "A"), ("{urn:t}Order", "B")], &[]).is_ok());
    assert!(emitted(&[("Order", "A"), ("n1:Order", "A")], &[]).is_ok());
}

/// The crate of a generated contract, in which many names clash. Its service's module is asked for.
fn generated(seed: u64, module: &str, lock: &NamesLock) -> Emitted {
    let mut reading = ReadOptions::default();
    reading.memory.insert("generated.wsdl".into(), generated_contracts::contract(seed).into_bytes());
    let (contract, _) =
        read_contracts(&["generated.wsdl".into()], &reading).unwrap_or_else(|e| panic!("{seed}: {e}"));
    let mut options = EmitOptions::new("t");
    options.runtime = Runtime::Dependency("\"1\"".to_owned());
    options.modules.insert("generated".to_owned(), module.to_owned());
    emit(&contract, &options, lock).unwrap_or_else(|e| panic!("{seed}: {e}"))
}

const SEEDS: std::ops::Range<u64> = 100..116;

/// All names that are pinned, but for those of services.
fn but_services(lock: &NamesLock) -> BTreeMap<&str, &str> {
    let pinned = lock.names.iter().map(|(key, name)| (key.as_str(), name.as_str()));
    pinned.filter(|(key, _)| !key.starts_with("service ") && !key.starts_with("agent of ")).collect()
}

/// The code of the service and of the types, with the service's module called `it` and its agent `It`.
fn blind(files: &BTreeMap<String, String>, module: &str, agent: &str) -> BTreeMap<String, String> {
    let own = |path: &&String| path.starts_with(&format!("src/{module}/")) || path.starts_with("src/types/");
    let blind = |text: &str| text.replace(module, "it").replace(agent, "It");
    files
        .keys()
        .filter(own)
        .map(|path| (blind(path), blind(&files[path]).split_whitespace().collect()))
        .collect()
}

#[test]
fn renaming_a_module_keeps_all_other_names() {
    let mut pinned = 0;
    for seed in SEEDS {
        let first = generated(seed, "qqfirst", &NamesLock::default());
        let second = generated(seed, "qqsecond", &first.names);
        assert!(second.renamed_services.contains(&("qqfirst".to_owned(), "qqsecond".to_owned())), "{seed}");
        assert_eq!(but_services(&first.names), but_services(&second.names), "{seed}");
        let before = blind(&first.files, "qqfirst", "Qqfirst");
        for (path, text) in blind(&second.files, "qqsecond", "Qqsecond") {
            assert_eq!(before.get(&path), Some(&text), "{seed}: {path} says something else");
        }
        pinned += but_services(&first.names).keys().filter(|key| key.starts_with("operation ")).count();
    }
    assert!(pinned > 3, "only {pinned} names of operations are pinned at all");
}

/// The module of the service that a key of an operation is about, and what follows the service in the key.
fn split<'k>(key: &'k str, lock: &'k NamesLock) -> Option<(&'k str, &'k str)> {
    lock.names.iter().find_map(|(service, module)| {
        let service = service.strip_prefix("service ")?;
        Some((module.as_str(), key.strip_prefix(&format!("operation {service}."))?))
    })
}

#[test]
fn a_lock_of_format_1_keeps_the_names_of_operations_through_a_rename() {
    for seed in SEEDS {
        let first = generated(seed, "orders", &NamesLock::default());
        // As format 1 had it, with names that nothing but the lock gives.
        let plain = |name: &str| name.trim_start_matches("r#").to_owned();
        let old = first.names.names.iter().map(|(key, name)| match split(key, &first.names) {
            Some((module, rest)) => (format!("operation {module}.{rest}"), format!("{}_old", plain(name))),
            None => (key.clone(), name.clone()),
        });
        let second = generated(seed, "purchases", &NamesLock::of_format_1(old.collect()));
        assert_eq!(but_services(&first.names).len(), but_services(&second.names).len(), "{seed}");
        for (key, name) in but_services(&second.names) {
            let before = &first.names.names[key];
            let wanted =
                if key.starts_with("operation ") { format!("{}_old", plain(before)) } else { before.clone() };
            assert_eq!(name, wanted, "{seed}: {key}");
        }
    }
}

#[test]
fn a_choice_keeps_the_name_that_it_has() {
    let field = |emitted: &Emitted| {
        let code = code(&emitted.files);
        let line = code.lines().find(|line| line.ends_with(": OrderChoice,")).unwrap();
        line.trim().trim_start_matches("pub ").split(':').next().unwrap().to_owned()
    };
    let new = emitted(&[], &[]).unwrap();
    assert_eq!(field(&new), "card_or_bank");
    // Format 1 pinned the choice, and not its field, which was called otherwise.
    let old: BTreeMap<String, String> = new
        .names
        .names
        .iter()
        .filter(|(key, _)| !key.contains(" choice {"))
        .map(|(k, n)| (k.clone(), n.clone()))
        .collect();
    let upgraded = with_lock(&[], &[], &NamesLock::of_format_1(old)).unwrap();
    assert_eq!(field(&upgraded), "card_or_other");
    assert_eq!(field(&with_lock(&[], &[], &upgraded.names).unwrap()), "card_or_other");
    // What is asked for goes before both.
    let asked = with_lock(&[("Order.card", "payment")], &[], &upgraded.names).unwrap();
    assert_eq!(field(&asked), "payment");
}

/// A contract with choices and groups; `order` is what is in its type `Order`, `version` ends its namespaces.
fn versioned(version: u32, order: &str) -> String {
    format!(
        "<definitions targetNamespace='urn:shop{version}' xmlns:t='urn:shop{version}' xmlns:u='urn:common_2026_{version}' \
           xmlns:x='http://www.w3.org/2001/XMLSchema' xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' \
           xmlns='http://schemas.xmlsoap.org/wsdl/'>\
         <types><x:schema targetNamespace='urn:shop{version}'>\
           <x:complexType name='Order'><x:sequence>{order}<x:element name='weight' type='u:Weight'/></x:sequence></x:complexType>\
           <x:element name='Place'><x:complexType><x:sequence><x:element name='order' type='t:Order'/>\
             <x:element name='Order' type='x:int'/></x:sequence></x:complexType></x:element></x:schema>\
         <x:schema targetNamespace='urn:common_2026_{version}'><x:complexType name='Weight'><x:sequence>\
           <x:element name='grams' type='x:int'/></x:sequence></x:complexType></x:schema></types>\
         <message name='In'><part name='p' element='t:Place'/></message>\
         <portType name='P'><operation name='Place'><input message='t:In'/></operation></portType>\
         <binding name='B' type='t:P'><soap:binding style='document'/><operation name='Place'><soap:operation soapAction=''/>\
           <input><soap:body use='literal'/></input></operation></binding>\
         <service name='Shop'><port name='P' binding='t:B'><soap:address location='http://x/'/></port></service></definitions>"
    )
}

/// The crates of contracts in their order, each with the lock of the one before it.
fn grown(contracts: &[(&str, String)]) -> Vec<Emitted> {
    let mut lock = NamesLock::default();
    let emitted = contracts.iter().map(|(file, text)| {
        let mut reading = ReadOptions::default();
        reading.memory.insert(file.into(), text.clone().into_bytes());
        let (contract, _) = read_contracts(&[file.into()], &reading).unwrap_or_else(|e| panic!("{e}"));
        let mut options = EmitOptions::new("t");
        options.runtime = Runtime::Dependency("\"1\"".to_owned());
        let emitted = emit(&contract, &options, &lock).unwrap_or_else(|e| panic!("{e}"));
        lock = emitted.names.clone();
        emitted
    });
    emitted.collect()
}

/// All declarations of a crate: its public items, fields and variants.
fn declarations(emitted: &Emitted) -> Vec<String> {
    let code = code(&emitted.files);
    let lines = code.lines().map(str::trim);
    let declared = lines.filter(|line| line.starts_with("pub ") || line.ends_with("),"));
    declared.map(str::to_owned).collect()
}

/// A choice of elements; `bank` stands for a group with another.
fn choice(elements: &[&str]) -> String {
    let mut alternatives = String::new();
    for name in elements {
        let element = format!("<x:element name='{name}' type='x:string'/>");
        alternatives += &match *name {
            "bank" => format!("<x:sequence>{element}<x:element name='account' type='x:int'/></x:sequence>"),
            _ => element,
        };
    }
    format!("<x:choice>{alternatives}</x:choice>")
}

#[test]
fn a_new_version_of_the_namespaces_keeps_every_name() {
    let order = choice(&["card", "bank", "cash"]);
    for files in [["Shop.wsdl", "Shop.wsdl"], ["Shop86.wsdl", "Shop87.wsdl"]] {
        let both = grown(&[(files[0], versioned(86, &order)), (files[1], versioned(87, &order))]);
        let [before, after] = both.as_slice() else { panic!("there are two") };
        assert_eq!(declarations(before), declarations(after));
        let paths = |emitted: &Emitted| emitted.files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(before), paths(after));
        assert!(after.renamed_services.is_empty());
        // The lock has the new keys, and no others.
        assert!(!after.names.names.keys().any(|key| key.contains("86")), "{:?}", after.names);
    }
}

#[test]
fn a_choice_is_known_by_its_alternatives() {
    let card = choice(&["card", "bank", "cash"]);
    let phone = "<x:choice><x:element name='phone' type='x:string'/><x:element name='mail' type='x:string'/></x:choice>";
    let first = "pub card_or_bank: OrderChoice,";
    for (name, before, after, kept) in [
        (
            "another comes first",
            choice(&["card", "bank"]),
            choice(&["cash", "card", "bank"]),
            &[first, "pub enum OrderChoice {"][..],
        ),
        (
            "the first goes",
            choice(&["card", "cash", "bank"]),
            choice(&["cash", "bank"]),
            &["pub choice: OrderChoice,", "pub enum OrderChoice {"],
        ),
        (
            "another order",
            choice(&["card", "bank"]),
            choice(&["bank", "card"]),
            &[first, "pub enum OrderChoice {"],
        ),
        (
            "another choice before it",
            choice(&["card", "bank"]),
            format!("{phone}{}", choice(&["card", "bank"])),
            &[first, "pub enum OrderChoice {"],
        ),
        (
            "two change places and their beginnings",
            format!("{card}{phone}"),
            format!("{}{}", phone.replace("'phone'", "'card'"), choice(&["voucher", "card", "bank", "cash"])),
            &["pub choice: OrderChoice,", "pub phone_or_mail: OrderChoicePhone,"],
        ),
    ] {
        let both = grown(&[("Shop.wsdl", versioned(1, &before)), ("Shop.wsdl", versioned(1, &after))]);
        for kept in kept {
            let has = |emitted: &Emitted| declarations(emitted).iter().any(|line| line == kept);
            assert!(has(&both[0]), "{name}: {kept} is not there before: {:#?}", declarations(&both[0]));
            assert!(has(&both[1]), "{name}: {kept} is gone: {:#?}", declarations(&both[1]));
        }
    }
}

#[test]
fn a_group_is_known_by_its_elements() {
    let grows =
        |order: String| order.replace("<x:sequence>", "<x:sequence><x:element name='branch' type='x:int'/>");
    let both = grown(&[
        ("Shop.wsdl", versioned(1, &choice(&["card", "bank"]))),
        ("Shop.wsdl", versioned(1, &grows(choice(&["card", "bank"])))),
        ("Shop.wsdl", versioned(2, &grows(choice(&["cash", "bank", "card"])))),
    ]);
    for emitted in &both {
        let declared = declarations(emitted);
        for kept in
            ["pub struct OrderBankGroup {", "BankGroup(Box<OrderBankGroup>),", "pub enum OrderChoice {"]
        {
            assert!(declared.iter().any(|line| line == kept), "{kept}: {declared:#?}");
        }
    }
}
