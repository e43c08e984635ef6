//! Values come back as they were written, and texts that are read are written back the same.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;
use soapwright_runtime::codec::{LexError, LexValue};
use soapwright_runtime::values::{
    AnyType, Attributes, Base64, Char, Date, DateTime, Decimal, Duration, Element, GDay, GMonth, GMonthDay,
    GYear, GYearMonth, Guid, Hex, Integer, Offset, QName, Time,
};

fn write(value: &dyn LexValue) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

#[test]
fn a_password_kept_as_xml_never_shows_in_debug() {
    const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    let named = || QName::new(WSSE, "Password");
    let token = AnyType {
        xml: "<Username>me</Username><w:Password>s3cret</w:Password>".into(),
        ..AnyType::default()
    };
    let attributes = vec![(named(), "s3cret".to_owned()), (QName::new("", "Id"), "seen".to_owned())];
    let shown = [
        format!("{token:?}"),
        format!("{:?}", Element::new(QName::new(WSSE, "UsernameToken"), token)),
        format!("{:?}", Element::new(named(), AnyType::string("s3cret"))),
        format!("{:?}", AnyType { attributes: attributes.clone(), ..AnyType::default() }),
        format!("{:#?}", Attributes(attributes)),
    ];
    for (shown, kept) in shown.iter().zip(["me", "me", "Password", "seen", "seen"]) {
        assert!(!shown.contains("s3cret") && shown.contains("***") && shown.contains(kept), "{shown}");
    }
}

/// Reading what `value` writes gives `value`, white space around or not.
fn returns<T: LexValue + Default + PartialEq + Debug>(value: T) {
    let text = write(&value);
    for text in [text.clone(), format!("\r\n {text}\t")] {
        let mut read = T::default();
        assert_eq!(read.read(&text), Ok(()), "{text}");
        assert_eq!(read, value);
    }
}

/// Where `text` is a value it is written back the same; whatever it is, nothing breaks.
fn stays<T: FromStr<Err = LexError> + Display>(text: &str) -> bool {
    text.parse::<T>().is_ok_and(|value| {
        assert_eq!(value.to_string(), text);
        true
    })
}

fn offset() -> impl Strategy<Value = Offset> {
    prop_oneof![Just(Offset::None), Just(Offset::Utc), (-840_i16..=840).prop_map(Offset::Minutes)]
}

fn date() -> impl Strategy<Value = Date> {
    let year = prop_oneof![1..=9999, -12_000..=12_000, -2_147_483_647..=i32::MAX];
    (year, 1_u8..=12, 1_u8..=31, offset()).prop_filter_map("no such day", |(year, month, day, offset)| {
        Date::new(year, month, day)?.with_offset(offset)
    })
}

fn nanosecond() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), 0_u32..1_000_000_000, (0_u32..1000).prop_map(|milli| milli * 1_000_000)]
}

fn time() -> impl Strategy<Value = Time> {
    (0_u8..24, 0_u8..60, 0_u8..60, nanosecond(), offset())
        .prop_filter_map("no such time", |(h, m, s, n, offset)| {
            Time::new(h, m, s)?.with_nanosecond(n)?.with_offset(offset)
        })
}

fn small() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 0_u64..100, any::<u64>()]
}

proptest! {
    #[test]
    fn dates_and_times(date in date(), time in time()) {
        returns(date);
        returns(time);
        let both = DateTime::new(date.year(), date.month(), date.day(), time.hour(), time.minute(), time.second());
        let both = both.unwrap().with_nanosecond(time.nanosecond()).unwrap().with_offset(time.offset()).unwrap();
        prop_assert_eq!(both.time(), time);
        returns(both);
    }

    #[test]
    fn date_time_texts(text in r"-?[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9]T([01][0-9]|2[0-4]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?") {
        // The one text that is not kept: minus nothing is plus nothing.
        prop_assume!(!text.ends_with("-00:00"));
        stays::<DateTime>(&text);
    }

    #[test]
    fn durations(
        negative: bool, years: u32, months in 0_u32..20, days in small(), hours in small(), minutes in small(),
        seconds in small(), nanosecond in nanosecond(),
    ) {
        let value = Duration::default().with_negative(negative).with_years(years).with_months(months);
        let value = value.with_days(days).with_hours(hours).with_minutes(minutes).with_seconds(seconds);
        returns(value.with_nanosecond(nanosecond).unwrap());
        let std = std::time::Duration::new(seconds, nanosecond);
        let value = Duration::from_std(std);
        returns(value);
        prop_assert_eq!(value.to_std(), Some(std));
    }

    #[test]
    fn duration_texts(text in r"-?P([1-9][0-9]?Y)?([0-9]M)?([0-9]D)?(T([0-9]H)?([0-9]M)?([0-9](\.[0-9]{1,9})?S)?)?") {
        let empty = text.ends_with(['P', 'T']);
        prop_assert_eq!(stays::<Duration>(&text), !empty);
    }

    #[test]
    fn numbers(decimal in r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})", wide: i128, double: f64) {
        prop_assert!(stays::<Decimal>(&decimal));
        let value: Decimal = decimal.parse().unwrap();
        let canonical: Decimal = value.canonical().parse().unwrap();
        prop_assert_eq!(canonical.canonical(), canonical.as_str());
        prop_assert_eq!(canonical.to_f64(), value.to_f64());
        returns(value);
        prop_assert_eq!(i128::try_from(&Integer::from(wide)), Ok(wide));
        if let Ok(value) = Decimal::try_from(double) {
            prop_assert_eq!(value.to_f64(), double);
            returns(value);
        }
    }

    #[test]
    fn bytes(bytes: Vec<u8>, id: u128, unit: u16) {
        returns(Base64(bytes.clone()));
        returns(Hex(bytes));
        returns(Guid::from_u128(id));
        returns(Char(unit));
    }

    #[test]
    fn gregorian(text in "-{0,3}[0-9]{2,5}(-[0-9]{2}){0,2}(Z|[+-][0-9]{2}:00)?") {
        stays::<GYear>(&text);
        stays::<GYearMonth>(&text);
        stays::<GMonth>(&text);
        stays::<GMonthDay>(&text);
        stays::<GDay>(&text);
    }

    #[test]
    fn untyped(text in r"[\t\n\r -~é€😀]*") {
        let any = AnyType::string(&text);
        prop_assert_eq!(any.text().unwrap(), text);
    }

    #[test]
    fn nothing_breaks(text in r"[-+0-9.:TZPYMDHS{} é&;<>!\[\]#x]{0,30}") {
        let _ = (text.parse::<DateTime>(), text.parse::<Date>(), text.parse::<Time>(), text.parse::<Duration>());
        let _ = (text.parse::<Base64>(), text.parse::<Hex>(), text.parse::<Char>(), Guid::nil().read(&text));
        let _ = (text.parse::<Decimal>(), text.parse::<Integer>(), text.parse::<GMonthDay>());
        let _ = AnyType { xml: text, ..AnyType::default() }.text();
    }
}
