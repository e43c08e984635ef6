//! Every kind of simple type in every place, read and written again. Part of a generated crate's tests.

use simple::types::*;
use simple::values::{QName, SimpleList};
use simple::{FakeReply, FakeTransport, Session};

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// A thing as it is read, and as it is sent then: the start tag's attributes and the content.
fn trip(attributes: &str, content: &str) -> (Things, String) {
    let fake = FakeTransport::new();
    let envelope = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><EchoResponse xmlns='urn:simple' \
         xmlns:t='urn:simple' xmlns:a='urn:simple' xmlns:o='urn:o'><Thing {attributes}>{content}</Thing></EchoResponse></s:Body></s:Envelope>"
    );
    fake.reply(FakeReply::ok(envelope.clone()));
    fake.reply(FakeReply::ok(envelope));
    let session = Session::builder("http://fake").transport(fake.clone()).build().unwrap();
    let read = wait(async { session.simple().echo(&Things::default()).await }).unwrap();
    wait(async { session.simple().echo(&read).await }).unwrap();
    let sent = fake.requests().last().unwrap().text().to_owned();
    let (_, thing) = sent.split_once("Thing").unwrap();
    // The end tags of the thing, its wrapper, the Body and the envelope.
    let thing = (0..4).fold(thing, |rest, _| rest.rsplit_once("</").unwrap().0);
    (read, thing.replace("<tns:", "<").replace("</tns:", "</").replace("<a:", "<").replace("</a:", "</"))
}

/// The elements of one name, read, and their texts when they are sent.
fn texts<T>(name: &str, texts: &[&str], of: impl Fn(Things) -> T) -> (T, Vec<String>) {
    let content: String = texts.iter().map(|text| format!("<{name}>{text}</{name}>")).collect();
    let (read, sent) = trip("", &content);
    let start = format!("{name}>");
    let parts = sent.split(&start).collect::<Vec<_>>();
    let inner = parts.iter().skip(1).step_by(2).map(|part| part.rsplit_once("</").map_or("", |p| p.0).to_owned());
    (of(read), inner.collect())
}

#[test]
fn enumerations_are_told_by_their_collapsed_text() {
    let (colours, sent) = texts("Colour", &["red", " RED\n", "dark\tblue", "Red", " light  red "], |t| t.colour);
    let other = |text: &str| Colour::Other(text.into());
    assert_eq!(colours, [Colour::RedValue, Colour::RED, Colour::DarkBlue, other("Red"), other("light  red")]);
    assert_eq!(sent, ["red", "RED", "dark blue", "Red", "light  red"]);
    let (signs, sent) = texts("Sign", &["", "+", " + ", " - ", "1st", "Other", "x"], |t| t.sign);
    assert_eq!(
        signs,
        [
            Sign::Empty,
            Sign::Plus,
            Sign::SpacePlusSpace,
            Sign::Dash,
            Sign::N1st,
            Sign::OtherValue,
            Sign::Other("x".into())
        ]
    );
    assert_eq!(sent, ["+", " + ", "-", "1st", "Other", "x"], "the empty one is <Sign/>");
    let (levels, sent) = texts("Level", &["-1", " 1 ", "10", "2"], |t| t.level);
    assert_eq!(levels, [Level::Minus1, Level::N1, Level::N10, Level::Other("2".into())]);
    assert_eq!(sent, ["-1", "1", "10", "2"]);
    let (day, _) = texts("Holiday", &[" 2024-12-25 "], |t| t.holiday);
    assert_eq!(day, Some(Holiday::N2024_12_25));
}

#[test]
fn names_in_enumerations_are_resolved() {
    let (read, sent) = trip("", "<Fault>t:Broken</Fault><Names>t:a o:b c</Names>");
    assert_eq!(read.fault, Some(QName::new("urn:simple", "Broken")));
    let names = [QName::new("urn:simple", "a"), QName::new("urn:o", "b"), QName::new("urn:simple", "c")];
    assert_eq!(read.names, Some(SimpleList::from(names)));
    let (again, _) = trip("", sent.strip_prefix('>').unwrap());
    assert_eq!(again, read);
}

#[test]
fn unions_are_the_first_member_that_fits() {
    let (sizes, sent) = texts("Size", &["7", " 07 ", "small", " large\n", "huge", "7.5"], |t| t.size);
    assert_eq!(
        sizes,
        [
            Size::Int(7),
            Size::Int(7),
            Size::Named(SizeMember::Small),
            Size::Named(SizeMember::Large),
            Size::Other("huge".into()),
            Size::Other("7.5".into())
        ]
    );
    assert_eq!(sent, ["7", "7", "small", "large", "huge", "7.5"]);
    let texts_of_when = ["2024-12-25", "2024-12-25T00:00:00Z", "3", "small", "2024"];
    let (when, sent) = texts("When", &texts_of_when, |t| t.when);
    assert_eq!(
        when,
        [
            When::Date("2024-12-25".parse().unwrap()),
            When::DateTime("2024-12-25T00:00:00Z".parse().unwrap()),
            When::Int(3),
            When::Named(SizeMember::Small),
            When::Int(2024)
        ]
    );
    assert_eq!(sent, texts_of_when);
    let (open, sent) = texts("Open", &["red", " red", "any  text "], |t| t.open);
    assert_eq!(
        open,
        [Open::Colour(Colour::RedValue), Open::String(" red".to_owned()), Open::String("any  text ".to_owned())]
    );
    assert_eq!(sent, ["red", " red", "any  text "]);
    let (share, sent) = texts("Share", &["50%", "0.50", "x"], |t| t.share);
    assert_eq!(
        share,
        [
            Share::String("50%".to_owned()),
            Share::Decimal("0.50".parse().unwrap()),
            Share::String("x".to_owned())
        ]
    );
    assert_eq!(sent, ["50%", "0.50", "x"]);
    let (one, sent) = texts("One", &["10", "1 2 3", "", "a b"], |t| t.one);
    assert_eq!(
        one,
        [
            One::Level(Level::N10),
            One::Numbers(SimpleList::from([1, 2, 3])),
            One::Numbers(SimpleList::default()),
            One::Other("a b".into())
        ]
    );
    assert_eq!(sent, ["10", "1 2 3", "a b"], "the empty one is <One/>");
    assert_eq!((Size::default(), Open::default()), (Size::Int(0), Open::String(String::new())));
    assert_eq!(Size::Named(SizeMember::Small).to_string(), "small");
}

#[test]
fn lists_hold_whatever_is_simple() {
    let (read, sent) = trip(
        "rank='3' sizes=' 1  small\tx ' tokens='a  b' refs='r1 r2' id='i' language='en-GB'",
        "<Sizes>1 small x</Sizes><Numbers> 1\n2 </Numbers><Colours>red RED x</Colours><Codes>AB CD</Codes>",
    );
    let sizes = [Size::Int(1), Size::Named(SizeMember::Small), Size::Other("x".into())];
    assert_eq!(read.sizes, Some(SimpleList::from(sizes.clone())));
    assert_eq!(read.sizes_attribute, Some(SimpleList::from(sizes)));
    assert_eq!(read.tokens, Some(SimpleList::from(["a".to_owned(), "b".to_owned()])));
    assert_eq!(read.numbers, Some(SimpleList::from([1, 2])));
    let colours = [Colour::RedValue, Colour::RED, Colour::Other("x".into())];
    assert_eq!(read.colours, Some(SimpleList::from(colours)));
    assert_eq!(
        sent,
        " id=\"i\" language=\"en-GB\" rank=\"3\" refs=\"r1 r2\" sizes=\"1 small x\" tokens=\"a b\">\
         <Sizes>1 small x</Sizes><Numbers>1 2</Numbers><Colours>red RED x</Colours><Codes>AB CD</Codes>"
    );
}

#[test]
fn simple_content_is_of_any_simple_type() {
    let (read, sent) = trip(
        "",
        "<Measure unit='bcd' size='small'>1.50</Measure><Cheap unit='kg'>2</Cheap><Sized>large</Sized>",
    );
    let Some(AnyMeasure::Measure(measure)) = read.measure.first() else { panic!("{read:?}") };
    assert_eq!(measure.size, Some(Size::Named(SizeMember::Small)));
    assert_eq!(measure.value.as_str(), "1.50");
    assert_eq!(read.sized.as_ref().map(|s| &s.value), Some(&Size::Named(SizeMember::Large)));
    assert_eq!(
        sent,
        "><Measure size=\"small\" unit=\"bcd\">1.50</Measure><Cheap unit=\"kg\">2</Cheap><Sized>large</Sized>"
    );
}

#[test]
fn parameters_and_results_are_unions_too() {
    let fake = FakeTransport::new();
    fake.on::<simple::simple::server::PassRequest>(|request| {
        assert_eq!(request.maybe, Some(When::Int(2)));
        Ok(request.sizes.first().cloned().unwrap_or(request.size))
    });
    let session = Session::builder("http://fake").transport(fake).build().unwrap();
    let sizes = SimpleList::from([Size::Named(SizeMember::Large)]);
    let when = When::Int(2);
    let service = session.simple();
    let size = wait(async { service.pass(&Size::Int(1), "bcd", &sizes, Some(&when)).await });
    assert_eq!(size.unwrap(), Size::Named(SizeMember::Large));
}
