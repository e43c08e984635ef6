//! Elements with the right local name in a wrong namespace, and many of them.

use soapwright_runtime::codec::{MANY, OPTIONAL, Particle, Scalar, Type, TypeDef, Wildcard};

use crate::roundtrip::again;
use crate::tables::{A, B};

const TEXT: Type = Type::Scalar(Scalar::String);

static PAIR: TypeDef =
    TypeDef::new(A, "", &[Particle::new(A, "k", 0, 0, TEXT), Particle::new(A, "v", 1, OPTIONAL, TEXT)]);
static PAIRS: TypeDef = TypeDef::new(
    A,
    "Pairs",
    &[Particle::group(0, OPTIONAL | MANY, &PAIR), Particle::new(A, "end", 1, OPTIONAL, TEXT)],
);

#[test]
fn what_counts_is_decided_among_all_children() {
    for (read, written) in [
        // None, or another one, for all of a name.
        ("<k xmlns=''>1</k><v xmlns=''>2</v><k xmlns=''>3</k>", "<a:k>1</a:k><a:v>2</a:v><a:k>3</a:k>"),
        (
            "<b:k>1</b:k><v>2</v><b:k>3</b:k><b:end>4</b:end>",
            "<a:k>1</a:k><a:v>2</a:v><a:k>3</a:k><a:end>4</a:end>",
        ),
        // One of them has the right one.
        ("<b:k>1</b:k><k>2</k><v>3</v>", "<a:k>2</a:k><a:v>3</a:v>"),
        // One that the contract knows goes before one that it does not know.
        ("<n:k xmlns:n='urn:n'>1</n:k><b:k>2</b:k>", "<a:k>2</a:k>"),
        ("<n:k xmlns:n='urn:n'>1</n:k><n:k xmlns:n='urn:m'>2</n:k>", "<a:k>1</a:k>"),
    ] {
        assert_eq!(
            again(Type::Record(&PAIRS), &format!("<Value>{read}</Value>")),
            format!("<a:Value>{written}</a:Value>")
        );
    }
}

#[test]
fn names_of_several_namespaces_and_what_a_wildcard_takes_stay_as_they_are() {
    static BOTH: TypeDef = TypeDef::new(
        A,
        "Both",
        &[Particle::new(A, "x", 0, OPTIONAL, TEXT), Particle::new(B, "x", 1, OPTIONAL, TEXT)],
    );
    assert_eq!(again(Type::Record(&BOTH), "<Value><x xmlns=''>1</x></Value>"), "<a:Value/>");
    static OPEN: TypeDef = TypeDef::new(
        A,
        "Open",
        &[
            Particle::new(A, "x", 0, OPTIONAL, TEXT),
            Particle::wildcard(1, OPTIONAL | MANY, &Wildcard::Only(&[B])),
        ],
    );
    for (read, written) in
        [("<b:y>1</b:y><x xmlns=''>2</x>", "<a:x>2</a:x><b:y>1</b:y>"), ("<b:x>1</b:x>", "<b:x>1</b:x>")]
    {
        assert_eq!(
            again(Type::Record(&OPEN), &format!("<Value>{read}</Value>")),
            format!("<a:Value>{written}</a:Value>")
        );
    }
}

#[test]
fn many_in_a_wrong_namespace_do_not_take_forever() {
    // With all children looked through for each pair, this takes a minute.
    let (mut read, mut written) = (String::new(), String::new());
    for number in 0..4_000 {
        read.push_str(&format!("<k xmlns=''>{number}</k><b:v>v</b:v>"));
        written.push_str(&format!("<a:k>{number}</a:k><a:v>v</a:v>"));
    }
    let again = again(Type::Record(&PAIRS), &format!("<Value>{read}</Value>"));
    assert!(again == format!("<a:Value>{written}</a:Value>"));
}
