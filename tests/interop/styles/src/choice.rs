//! Choices: of single elements, of a sequence, of a choice within, of an element that repeats.

use ::choice as client;
use ::choice::types::{
    Andor, AndorB2aGroup, AndorChoice, Echoele, EchoeleComplex, EchoeleComplexEmptyArrayAtFirst,
    EmptyArrayAtFirst, EmptyArrayAtFirstChoice, TerminalID, TerminalIDChoice,
};

use crate::Named;
use crate::checks::{Check, equal};
use crate::peer::{Peer, session};

pub(crate) const CHECKS: [Named; 3] = [
    ("a choice of two", two),
    ("a choice with a sequence and a choice in it", nested),
    ("a choice with an element that repeats", repeated),
];

fn two(peer: &Peer) -> Check {
    let session = session!(client, choice_url, peer);
    let id = |choice| Some(TerminalID { imei_or_dev_id: choice });
    let cases = [
        (id(TerminalIDChoice::Imei("1 < 2".into())), id(TerminalIDChoice::Imei("imei=1 < 2".into()))),
        (id(TerminalIDChoice::DevId(String::new())), id(TerminalIDChoice::DevId("devId=".into()))),
        (None, None),
    ];
    for (sent, expected) in cases {
        let answer = peer.value(session.choice().echo(&Echoele { terminal_id: sent }))?;
        equal("the answer", answer, expected)?;
    }
    Ok(())
}

fn nested(peer: &Peer) -> Check {
    let session = session!(client, choice_url, peer);
    let group = |b2a: &str, b2b: &str| {
        AndorChoice::B2aGroup(Box::new(AndorB2aGroup { b2a: b2a.into(), b2b: b2b.into() }))
    };
    let cases = [
        (AndorChoice::B1("x".into()), AndorChoice::B1("B1=x".into())),
        (group("y", "z"), group("B2a=y", "B2b=z")),
        (AndorChoice::B3a("v".into()), AndorChoice::B3a("B3a=v".into())),
        (AndorChoice::B3b("w".into()), AndorChoice::B3b("B3b=w".into())),
    ];
    for (sent, expected) in cases {
        let data =
            |a: &str, choice, c1: &str, c2: &str| Andor { a: a.into(), choice, c1: c1.into(), c2: c2.into() };
        let sent = EchoeleComplex { data: data("1", sent, "2", "3") };
        let answer = peer.value(session.choice().echo_complex(&sent))?;
        equal("the answer", answer, data("A=1", expected, "C1=2", "C2=3"))?;
    }
    Ok(())
}

fn repeated(peer: &Peer) -> Check {
    let session = session!(client, choice_url, peer);
    let list = |items: &[&str]| EmptyArrayAtFirstChoice::A(items.iter().map(|i| (*i).to_owned()).collect());
    let cases = [
        (list(&["x"]), list(&["A0=x"])),
        (list(&["x", "", "z"]), list(&["A0=x", "A1=", "A2=z"])),
        (EmptyArrayAtFirstChoice::B1("1".into()), EmptyArrayAtFirstChoice::B1("B1=1".into())),
        (EmptyArrayAtFirstChoice::B2("2".into()), EmptyArrayAtFirstChoice::B2("B2=2".into())),
    ];
    for (sent, expected) in cases {
        let data = |choice| EmptyArrayAtFirst { choice };
        let sent = EchoeleComplexEmptyArrayAtFirst { data: data(sent) };
        let answer = peer.value(session.choice().echo_complex_empty_array_at_first(&sent))?;
        equal("the answer", answer, data(expected))?;
    }
    Ok(())
}
