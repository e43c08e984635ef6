//! Drives three crates of the same contracts, whose runtimes stand in different places.

use whole::Validate;

/// What a crate does: each gives the same.
macro_rules! driven {
    ($krate:ident) => {{
        use $krate::types::derived_types::{AnyShape, Circle};
        use $krate::types::facets::Item;
        use $krate::typed_faults::faults::PutFault;
        use $krate::{FakeReply, FakeTransport, Session};

        let fake = FakeTransport::new();
        let session = Session::builder("http://fake").transport(fake.clone()).build().unwrap();
        let envelope = |body: &str| {
            format!("<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>{body}</s:Body></s:Envelope>")
        };
        fake.reply(FakeReply::ok(envelope(
            "<PutResponse xmlns='urn:facets'><item><code>AB1</code><percent>7.5</percent></item></PutResponse>",
        )));
        let item = Item { code: "AB1".to_owned(), percent: "7.5".parse().unwrap() };
        assert_eq!(wait(session.facets().put(&item)).unwrap(), item);
        fake.reply(FakeReply::ok(envelope(
            "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring><detail>\
             <NotFound xmlns='urn:typed-faults'><id>4</id></NotFound></detail></s:Fault>",
        )));
        let error = wait(session.typed_faults().put("b")).unwrap_err();
        assert_eq!(error.fault_as::<PutFault>().unwrap().unwrap(), PutFault::NotFound(vec![4].into()));
        let shape = AnyShape::from(Circle::default());
        assert!(matches!(&shape, AnyShape::Circle(_)));
        let sent: Vec<String> = fake.requests().iter().map(|request| request.text().to_owned()).collect();
        (sent, error.to_string())
    }};
}

fn wait<T, E>(call: impl IntoFuture<Output = Result<T, E>>) -> Result<T, E> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(call.into_future())
}

fn main() {
    let told = driven!(embedded);
    assert_eq!(told, driven!(whole));
    assert_eq!(told, driven!(bare));

    // Whoever shares a runtime has its errors and values, and types of its own.
    let fake: whole::FakeTransport = bare::FakeTransport::new();
    let session = whole::Session::builder("http://fake").transport(fake).build().unwrap();
    let item = whole::types::facets::Item::default();
    let error: bare::Error = wait(session.facets().put(&item)).unwrap_err();
    let percent: whole::values::Decimal = bare::types::facets::Item::default().percent;
    assert!(!error.to_string().is_empty() && percent.to_string() == "0", "{error}");

    // The runtime has both features, so all that stands on it keeps to its rules and has its formats.
    let (whole, bare) = (
        whole::types::facets::Item { code: "a".to_owned(), percent },
        bare::types::facets::Item { code: "a".to_owned(), percent: "0".parse().unwrap() },
    );
    assert_eq!(whole.validate().unwrap_err().to_string(), bare.validate().unwrap_err().to_string());
    assert_eq!(serde_json::to_string(&whole).unwrap(), serde_json::to_string(&bare).unwrap());
    let embedded = embedded::types::facets::Item { code: "a".to_owned(), percent: "0".parse().unwrap() };
    assert_eq!(
        embedded::Validate::validate(&embedded).unwrap_err().to_string(),
        whole.validate().unwrap_err().to_string()
    );
    let answer = serde_json::to_string(&bare::types::AnyAnswer::Unknown(None)).unwrap();
    assert_eq!(serde_json::to_string(&whole::types::AnyAnswer::Unknown(None)).unwrap(), answer);
    assert!(matches!(serde_json::from_str(&answer), Ok(bare::types::AnyAnswer::Unknown(_))), "{answer}");
}
