//! The program of the crate made of `content.wsdl`: typed values against their XML, both ways, with strict reading.

use content::RequestHeaders;
use content::content::server::SendRequest as Send;
use content::runtime::codec::Reading;
use content::runtime::soap::server::{ServerOperation as _, decode_request};
use content::runtime::soap::{Received, encode_body, envelope};
use content::types::other::Star;
use content::types::*;
use content::values::{AnyType, Attributes, Element, QName};

fn read(xml: &str, strict: bool) -> Result<Send, String> {
    let envelope = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:o='urn:other' xmlns:w='urn:wallets' \
         xmlns:f='urn:first' xmlns:a='urn:content' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><s:Body>\
         <Send xmlns='urn:content'>{xml}</Send></s:Body></s:Envelope>"
    );
    let limits = if strict { Reading::strict() } else { Reading::faithful() }.with_depth(64);
    let (mut headers, mut value) = (RequestHeaders::default(), Send::default());
    let parts = decode_request(Send::OPERATION, envelope.as_bytes(), &limits, &mut headers, &mut value)
        .map_err(|error| error.to_string())?;
    assert!(matches!(parts.received, Received::Value), "{xml}");
    Ok(value)
}

fn written(value: &Send) -> Result<String, String> {
    let body = encode_body(Send::OPERATION, value).map_err(|error| error.to_string())?;
    envelope(Send::OPERATION, &RequestHeaders::default(), &body).map_err(|error| error.to_string())
}

/// What a program on the other side would see of a request: only its content, without prefixes.
fn content(envelope: &str) -> String {
    let start = envelope.find("<a:Send>").expect("a wrapper") + "<a:Send>".len();
    let end = envelope.find("</a:Send>").expect("its end");
    envelope[start..end].replace("<a:", "<").replace("</a:", "</")
}

/// XML that is read as a value, and a value that is written as that XML.
fn both(xml: &str, value: Send) {
    assert_eq!(read(xml, true).as_ref(), Ok(&value), "{xml}");
    assert_eq!(content(&written(&value).expect(xml)), xml);
}

/// What a strict reader refuses.
fn refused(xml: &str) {
    assert!(read(xml, true).is_err(), "{xml}");
    assert!(read(xml, false).is_ok(), "{xml}");
}

fn circle(name: &str) -> Box<Circle> {
    Box::new(Circle { name: name.into(), radius: 1.5 })
}

fn element(namespace: &str, local: &str) -> Element {
    Element::new(QName::new(namespace, local), AnyType { xml: "x".into(), ..AnyType::default() })
}

fn groups() {
    let pair = |key: &str, value| PairsKeyGroup { key: key.into(), value };
    both(
        "<pairs><title>t</title><key>a</key><value>1</value><key>b</key><key>c</key><value>3</value><end>e</end></pairs>",
        Send {
            pairs: Some(Pairs {
                title: Some("t".into()),
                key_group: vec![pair("a", Some(1)), pair("b", None), pair("c", Some(3))],
                end: Some("e".into()),
            }),
            ..Send::default()
        },
    );
    both("<pairs/>", Send { pairs: Some(Pairs::default()), ..Send::default() });
    refused("<pairs><end>e</end><key>a</key></pairs>");
    refused("<pairs><key>a</key><unknown/></pairs>");
    let street_group = Some(AddressStreetGroup { street: "s".into(), city: "c".into() });
    both(
        "<address><street>s</street><city>c</city><note>n</note></address>",
        Send { address: Some(Address { street_group, note: Some("n".into()) }), ..Send::default() },
    );
    both(
        "<address><note>n</note></address>",
        Send { address: Some(Address { street_group: None, note: Some("n".into()) }), ..Send::default() },
    );
    let level = |h: &str, pairs: &[&str]| LevelsHGroup {
        h: h.into(),
        k_group: pairs.iter().map(|k| LevelsHGroupKGroup { k: (*k).into(), v: "v".into() }).collect(),
    };
    both(
        "<levels><h>1</h><k>a</k><v>v</v><k>b</k><v>v</v><h>2</h><h>3</h><k>c</k><v>v</v></levels>",
        Send {
            levels: Some(Levels {
                h_group: vec![level("1", &["a", "b"]), level("2", &[]), level("3", &["c"])],
            }),
            ..Send::default()
        },
    );
}

fn choices() {
    let payment = |cash_or_other, now_or_later| Send {
        payment: Some(Payment { cash_or_other, now_or_later }),
        ..Send::default()
    };
    assert_eq!(Payment::default().cash_or_other, PaymentChoice::Cash(0), "a required choice is there");
    both("<payment><cash>5</cash></payment>", payment(PaymentChoice::Cash(5), None));
    both(
        "<payment><card>c</card><until>2030-01</until><now>true</now></payment>",
        payment(
            PaymentChoice::CardGroup(Box::new(PaymentCardGroup {
                card: "c".into(),
                until: Some("2030-01".parse().expect("a month")),
            })),
            Some(PaymentChoiceNow::Now(true)),
        ),
    );
    both("<payment><iban i:nil=\"true\"/></payment>", payment(PaymentChoice::Iban(None), None));
    both(
        "<payment><coupon>a</coupon><coupon>b</coupon></payment>",
        payment(PaymentChoice::Coupon(vec!["a".into(), "b".into()]), None),
    );
    let wallet = payment(PaymentChoice::Any(element("urn:wallets", "w")), None);
    assert_eq!(read("<payment><w:w>x</w:w></payment>", true).as_ref(), Ok(&wallet));
    let again = written(&wallet).expect("written");
    assert!(again.contains(":w>x</") && again.contains("urn:wallets"), "{again}");
    refused("<payment><cash>5</cash><iban>i</iban></payment>");
    refused("<payment><now>true</now><cash>5</cash></payment>");

    let steps = |go_or_other| Send { steps: Some(Steps { go_or_other }), ..Send::default() };
    both(
        "<steps><go>1</go><from>a</from><to>b</to><from>c</from><to>d</to><turn>left</turn>\
         <stop i:nil=\"true\"/><stop>s</stop><go>2</go></steps>",
        steps(vec![
            StepsChoice::Go(1),
            StepsChoice::FromGroup(Box::new(StepsFromGroup { from: "a".into(), to: "b".into() })),
            StepsChoice::FromGroup(Box::new(StepsFromGroup { from: "c".into(), to: "d".into() })),
            StepsChoice::Turn(Turn::Left),
            StepsChoice::Stop(None),
            StepsChoice::Stop(Some("s".into())),
            StepsChoice::Go(2),
        ]),
    );
    both(
        "<steps><circle><name>c</name><radius>1.5</radius></circle><go>1</go></steps>",
        steps(vec![StepsChoice::Circle(circle("c")), StepsChoice::Go(1)]),
    );
    both("<steps/>", steps(Vec::new()));

    let order = |a_or_b, mid: Option<&str>, a| Send {
        order: Some(Order { a_or_b, mid: mid.map(Into::into), a }),
        ..Send::default()
    };
    let group = |a, b| OrderChoice::AGroup(Box::new(OrderAGroup { a, b }));
    both("<order><a>1</a><b>2</b></order>", order(group(1, Some(2)), None, None));
    both("<order><b>2</b><a>3</a></order>", order(OrderChoice::B(2), None, Some(3)));
    both("<order><a>1</a><mid>m</mid><a>3</a></order>", order(group(1, None), Some("m"), Some(3)));
}

fn substitutions() {
    let star = || Box::new(Star { name: "s".into(), points: 5 });
    let drawing = |drawing| Send { drawing: Some(drawing), ..Send::default() };
    let shapes = vec![
        AnyShapeElement::Circle(circle("a")),
        AnyShapeElement::Star(star()),
        AnyShapeElement::Circle(circle("b")),
    ];
    let value = drawing(Drawing {
        shape: shapes,
        label: AnyLabel::Loud("l".into()),
        second_shape: Some(AnyShapeElement::Star(star())),
        ghost: None,
    });
    let xml = "<drawing><circle><name>a</name><radius>1.5</radius></circle><o:star><name>s</name><o:points>5</o:points>\
               </o:star><circle><name>b</name><radius>1.5</radius></circle><loud>l</loud><o:star><name>s</name>\
               <o:points>5</o:points></o:star></drawing>";
    assert_eq!(read(xml, true).as_ref(), Ok(&value));
    let again = written(&value).expect("written");
    let other = content(&again).replace("<b:", "<o:").replace("</b:", "</o:");
    assert_eq!(other.replace("<c:", "<o:").replace("</c:", "</o:"), xml);
    // A member that the contract does not know is kept, in its place.
    let unknown = read("<drawing><o:blob>x</o:blob><label>l</label></drawing>", true).expect("read");
    let kept = unknown.drawing.as_ref().map(|drawing| drawing.shape.clone()).unwrap_or_default();
    assert_eq!(kept, [AnyShapeElement::Other(element("urn:other", "blob"))]);
    let again = written(&unknown).expect("written");
    assert!(again.find("blob").expect("kept") < again.find("label").expect("there"), "{again}");
    // Behind the place of a member nothing unknown is one.
    let late = read(
        "<drawing><label>l</label><o:star><name>s</name><o:points>5</o:points></o:star></drawing>",
        true,
    );
    assert!(late.is_ok_and(|late| late.drawing.is_some_and(|drawing| drawing.second_shape.is_some())));
    assert_eq!(Drawing::default().label, AnyLabel::Label(String::new()));

    let gallery = |frame_group, best_or_none| Send {
        gallery: Some(Gallery { frame_group, best_or_none }),
        ..Send::default()
    };
    both(
        "<gallery><frame>1</frame><work i:type=\"a:Circle\"><name>c</name><radius>1.5</radius></work><frame>2</frame>\
         <work><name>n</name></work><best i:type=\"a:Circle\"><name>d</name><radius>1.5</radius></best></gallery>",
        gallery(
            vec![
                GalleryFrameGroup { frame: 1, work: AnyShape::Circle(circle("c")) },
                GalleryFrameGroup { frame: 2, work: AnyShape::Shape(Box::new(Shape { name: "n".into() })) },
            ],
            GalleryChoice::Best(AnyShape::Circle(circle("d"))),
        ),
    );
}

/// What is made and read without naming the alternative.
fn shortcuts() {
    let shape = AnyShape::from(*circle("c"));
    assert_eq!(shape, AnyShape::Circle(circle("c")));
    assert_eq!(shape.name(), Some("c"));
    assert_eq!(AnyShape::from(Shape { name: "n".into() }).name(), Some("n"));
    assert_eq!(AnyShape::Other(AnyType::default()).name(), None);
    assert_eq!(GalleryChoice::from(shape.clone()), GalleryChoice::Best(shape));
    assert_eq!(OrderChoice::from(2), OrderChoice::B(2));
    let group = OrderAGroup { a: 1, b: None };
    assert_eq!(OrderChoice::from(group.clone()), OrderChoice::AGroup(Box::new(group)));
}

fn open_content() {
    let settings = Settings { width: 1, height: Some(2), title: Some("t".into()) };
    let value = Send { settings: Some(settings), ..Send::default() };
    both("<settings><width>1</width><height>2</height><title>t</title></settings>", value.clone());
    let any_order = read("<settings><title>t</title><width>1</width><height>2</height></settings>", true);
    assert_eq!(any_order, Ok(value));
    refused("<settings><width>1</width><width>1</width></settings>");

    let bag = read(
        "<bag w:a='1' o:b='2'><id>1</id><f:one>x</f:one><mid>2</mid><o:two>x</o:two><w:three>x</w:three></bag>",
        true,
    );
    let bag = bag.expect("read");
    let expected = Bag {
        id: 1,
        any: Some(element("urn:first", "one")),
        mid: Some(2),
        second_any: vec![element("urn:other", "two"), element("urn:wallets", "three")],
        other_attributes: Attributes(vec![
            (QName::new("urn:wallets", "a"), "1".into()),
            (QName::new("urn:other", "b"), "2".into()),
        ]),
    };
    assert_eq!(bag.bag.as_ref(), Some(&expected));
    let again = written(&bag).expect("written");
    assert!(again.contains("two") && again.contains("three") && again.contains("urn:first"), "{again}");
    let text = read("<text>a <em>b</em> c</text>", true).expect("read");
    assert_eq!(text.text.as_ref().map(|text| text.xml.as_str()), Some("a <em>b</em> c"));

    let marked = AnyMarked::Marked(Box::new(Marked { id: "x".into(), ..Marked::default() }));
    let value = Send { marked: Some(marked), ..Send::default() };
    // Absent attributes and an empty element have their defaults.
    assert_eq!(read("<marked id='x'><size/></marked>", true).as_ref(), Ok(&value));
    let again = written(&value).expect("written");
    for part in ["colour=\"red\"", "count=\"3\"", "on=\"true\"", "version=\"1.5\"", "size>7</"] {
        assert!(again.contains(part), "{part}: {again}");
    }
    let own = "<marked colour='blue' count='4' id='x' on='false' o:unit='u' xml:lang='en'><size>1</size><level/></marked>";
    let own = read(own, true).expect("read").marked;
    let Some(AnyMarked::Marked(own)) = own else { panic!("{own:?}") };
    assert_eq!((own.colour.clone(), own.count, own.on, own.size), (MarksColour::Blue, 4, false, 1));
    assert_eq!(
        (own.level.as_deref(), own.unit.as_deref(), own.lang.as_deref()),
        (Some("high"), Some("u"), Some("en"))
    );
    // A restriction has no more than it says.
    let Plain { size: 7, colour: MarksColour::Red, on: false, .. } = Plain::default() else { panic!() };
    both(
        "<price currency=\"EUR\" net=\"true\">1.5</price>",
        Send {
            price: Some(AnyPrice::Price(Box::new(Price {
                currency: "EUR".into(),
                net: true,
                value: "1.5".parse().expect("a decimal"),
            }))),
            ..Send::default()
        },
    );
    both(
        "<bargain currency=\"EUR\">9</bargain><nothing/>",
        Send {
            bargain: Some(Bargain { currency: "EUR".into(), value: "9".parse().expect("a decimal") }),
            nothing: Some(Nothing {}),
            ..Send::default()
        },
    );
}

fn what_is_not_known() {
    let idea = read("<idea i:type='o:Plan'><name>n</name></idea>", true).expect("read");
    let Some(AnyIdea::Other(plan)) = &idea.idea else { panic!("{idea:?}") };
    assert_eq!(plan.type_name, Some(QName::new("urn:other", "Plan")));
    let again = written(&idea).expect("written");
    assert!(again.contains(":Plan\"") && again.contains("name>n</"), "{again}");
}

fn secrets() {
    let secret = format!("{:?}", PaymentChoice::Iban(Some("DE1".into())));
    assert_eq!(secret, "Iban(\"***\")");
    assert_eq!(format!("{:?}", PaymentChoice::Cash(1)), "Cash(1)");
}

fn recursion() {
    let term = |choice| Term { choice };
    let number = |n| term(TermChoice::Number(n));
    assert_eq!(Term::default(), number(0), "a default ends");
    let value = term(TermChoice::LeftGroup(Box::new(TermLeftGroup {
        left: term(TermChoice::Not(Box::new(number(1)))),
        right: number(2),
    })));
    both(
        "<term><left><not><number>1</number></not></left><right><number>2</number></right></term>",
        Send { term: Some(value), ..Send::default() },
    );
    let next = Chain { link: 2, gap_group: None };
    both(
        "<chain><link>1</link><gap>0</gap><next><link>2</link></next></chain>",
        Send {
            chain: Some(Chain { link: 1, gap_group: Some(ChainGapGroup { gap: 0, next: Box::new(next) }) }),
            ..Send::default()
        },
    );
}

fn main() {
    groups();
    choices();
    substitutions();
    shortcuts();
    open_content();
    recursion();
    what_is_not_known();
    secrets();
}
