//! Every kind of simple type in every place, read and written again. Part of a generated crate's tests.

mod wait;

use simple::types::*;
use simple::values::{QName, SimpleList};
use simple::{FakeReply, FakeTransport, Session};

use wait::wait;

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
    // A text of the program's is read as one of a reply.
    let parsed = ["red", " RED\n", "dark\tblue", "Red", " light  red "].map(|text| text.parse::<Colour>().unwrap());
    assert_eq!(colours, parsed);
    assert_eq!(Colour::DarkBlue.to_string().parse(), Ok(Colour::DarkBlue));
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

#[cfg(feature = "validate")]
mod validation {
    use super::trip;
    use simple::types::*;
    use simple::{Validate, values::SimpleList};

    /// What is wrong with a thing, one a line.
    fn problems(attributes: &str, content: &str) -> Vec<String> {
        let (thing, _) = trip(attributes, content);
        match thing.validate() {
            Ok(()) => Vec::new(),
            Err(invalid) => invalid.violations().iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn what_the_contract_allows_has_no_problem() {
        let content = "<Colour>red</Colour><Sign/><Level>1</Level><Size>7</Size><Size>small</Size><When>2024</When>\
            <Open>x</Open><Sizes>1 small</Sizes><One>1 2 3</One><Share>50%</Share><Share>0.5</Share><Pair>1 2</Pair>\
            <Codes>AB CD</Codes><Measure unit='bcd'>123.45</Measure><Cheap unit='kg'>5</Cheap><Fork><Left>1</Left>\
            </Fork><Words><Word>bc</Word></Words><Hash>00112233</Hash>";
        assert_eq!(problems("rank='10' tokens='a b' id='i' language='en-GB'", content), Vec::<String>::new());
    }

    #[test]
    fn every_place_is_checked() {
        let content = "<Colour>green</Colour><Size>huge</Size><Sizes>1 huge</Sizes><Share>x</Share><Share>1.5</Share>\
            <Pair>1 2 3</Pair><Codes>AB c</Codes><Measure unit='a'>123.456</Measure><Measure unit='bcd'>0</Measure>\
            <Cheap unit='kg'>6</Cheap><Fork><Left>11</Left></Fork><Fork/>\
            <Words><Word>b</Word><Word>aeiou</Word><Word>bc</Word><Word>bc</Word></Words><Hash>0011</Hash>\
            <Inner rank='0'/>";
        let expected = [
            "Things/Colour[1]: `green` is not one of `red`, `dark blue`, `RED`",
            "Things/Size[1]: `huge` is a value of none of the union's types",
            "Things/Sizes: `huge` is a value of none of the union's types",
            "Things/Share[1]: `x` is a value of none of the union's types",
            "Things/Share[2]: 1.5 is a value of none of the union's types",
            "Things/Pair: 3 items, exactly 2 are needed",
            "Things/Codes: `c` does not match `[A-Z]{2}`",
            "Things/Measure[1]/@unit: 1 character, at least 2 are needed",
            "Things/Measure[1]/@unit: `a` does not match `[a-z-[aeiou]]*`",
            "Things/Measure[1]: 6 digits, at most 5 are allowed",
            "Things/Measure[1]: after the point: 3 digits, at most 2 are allowed",
            "Things/Measure[2]: 0 is not above 0",
            "Things/Cheap: 6 is above 5",
            "Things/Fork/Left: 11 is above 10",
            "Things/Words: 4 items, at most 3 are allowed",
            "Things/Words/Word[1]: 1 character, at least 2 are needed",
            "Things/Words/Word[2]: `aeiou` does not match `[a-z-[aeiou]]*`",
            "Things/Hash: 2 bytes, exactly 4 are needed",
            "Things/Inner/@rank: 0 is below 1",
            "Things/@id: 1 is no NCName",
            "Things/@language: `english-language` does not match `[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*`",
            "Things/@tokens: `,` is no NMTOKEN",
        ];
        let found = problems("tokens='a ,' id='1' language='englishlanguage'", content);
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found.replace("englishlanguage", "english-language"), *expected);
        }
    }

    #[test]
    fn repeated_elements_and_choices_are_counted() {
        let measure = AnyMeasure::from(Measure { unit: "bc".to_owned(), value: 1.into(), ..Default::default() });
        let thing = Things { measure: vec![measure; 5], fork: Some(Fork::default()), ..Default::default() };
        let invalid = thing.validate().unwrap_err();
        assert_eq!(
            invalid.to_string(),
            "Things/Measure: 5 elements, at most 4 are allowed; Things/Fork/Left: 0 is below 1"
        );
        // Whatever holds such values can be checked, too.
        assert_eq!(vec![thing.clone()].validate().unwrap_err().violations().len(), 2);
        assert_eq!(Some(&invalid), Some(Box::new(thing)).validate().as_ref().err());
        assert_eq!(Size::Other("huge".into()).validate(), Ok(()), "by itself a union is of no place");
    }

    #[cfg(feature = "server")]
    #[test]
    fn whole_requests_are_checked() {
        use simple::simple::server::PassRequest;
        let request = PassRequest {
            size: Size::Other("x".into()),
            word: "a".to_owned(),
            sizes: SimpleList::from([Size::Int(1), Size::Other("y".into())]),
            maybe: None,
        };
        let found: Vec<String> =
            request.validate().unwrap_err().violations().iter().map(|v| v.path.clone()).collect();
        assert_eq!(found, ["Pass/size", "Pass/word", "Pass/word", "Pass/sizes"]);
    }
}
