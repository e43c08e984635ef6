//! rpc/literal: parts by type below a wrapper in the binding's namespace, a header, nil members, a declared fault.

use ::address as client;
use ::address::address::faults::FindAddressFault;
use ::address::types::{Address, AddressHeaderType, PhoneNumber, SaveAddress, SaveAddressResponse};

use crate::checks::{Check, equal};
use crate::peer::{Peer, session};
use crate::{Named, text};

pub(crate) const CHECKS: [Named; 5] = [
    ("an unknown name is nil", unknown),
    ("a whole address", whole),
    ("members that are nil", nil_members),
    ("the declared fault", declared),
    ("a fault that nobody declared", undeclared),
];

fn unknown(peer: &Peer) -> Check {
    let session = session!(client, address_url, peer);
    equal("the address", peer.value(session.address().find_address("nobody"))?.find_address_return, None)
}

fn whole(peer: &Peer) -> Check {
    let header = AddressHeaderType { a: -5, b: true, s: text("h < 1") };
    let session = session!(client, address_url, peer, address_header = header);
    let entry = SaveAddress {
        name: text("Søren & Co"),
        address: Some(Address {
            province: text("Fyn"),
            city: text(" Odense "),
            street: text("Vej 1"),
            postal_code: text("5000"),
            phone_number: Some(PhoneNumber { area: 45, prefix: -6, number: i32::MAX - 3 }),
        }),
    };
    equal("the answer", peer.value(session.address().save_address(&entry))?, SaveAddressResponse::default())?;
    let found = peer.value(session.address().find_address("Søren & Co"))?;
    let expected = Address {
        province: text("province=Fyn"),
        city: text("city= Odense "),
        street: text("-5 true h < 1"),
        postal_code: None,
        phone_number: Some(PhoneNumber { area: 46, prefix: -4, number: i32::MAX }),
    };
    equal("the address", found.find_address_return, Some(expected))
}

fn nil_members(peer: &Peer) -> Check {
    let header = AddressHeaderType { a: 7, b: false, s: None };
    let session = session!(client, address_url, peer, address_header = header);
    let address = Address { province: text(""), city: text("Ribe"), ..Address::default() };
    let entry = SaveAddress { name: text("nil"), address: Some(address) };
    peer.value(session.address().save_address(&entry))?;
    let found = peer.value(session.address().find_address("nil"))?;
    let expected = Address {
        province: text("province="),
        city: text("city=Ribe street nil postalCode nil"),
        street: text("7 false (none)"),
        ..Address::default()
    };
    equal("the address", found.find_address_return, Some(expected))?;
    peer.value(session.address().save_address(&SaveAddress { name: text("gone"), address: None }))?;
    equal("a nil address", peer.value(session.address().find_address("gone"))?.find_address_return, None)
}

fn declared(peer: &Peer) -> Check {
    let header = AddressHeaderType { a: 1, b: true, s: text("x") };
    let session = session!(client, address_url, peer, address_header = header);
    let error = peer.fault(session.address().find_address("fault"))?;
    let fault = error.fault().ok_or("no fault")?;
    equal("the reason", fault.reason.as_str(), "asked to fault")?;
    equal("the code", fault.code.local.as_str(), "Client")?;
    let Some(Ok(FindAddressFault::F1(told))) = error.fault_as() else {
        return Err(format!("not the declared detail: {:?}", fault.detail).into());
    };
    equal("the detail", told.as_str(), "the header was 1 true x")
}

fn undeclared(peer: &Peer) -> Check {
    let session = session!(client, address_url, peer);
    let error = peer.fault(session.address().find_address("lost"))?;
    let fault = error.fault().ok_or("no fault")?;
    equal("the reason", fault.reason.as_str(), "nobody declared this")?;
    equal("the code", fault.code.local.as_str(), "Server")?;
    equal("typed", error.fault_as::<FindAddressFault>().is_none(), true)?;
    let detail = fault.detail.as_ref().ok_or("no detail")?;
    equal("the detail as XML", detail.xml.contains("<why>asked</why>"), true)
}
