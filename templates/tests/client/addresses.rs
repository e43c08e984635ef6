//! Where a call goes: below a base URL, which may be a service's own, at a URL of its own, or where the contract says.

use soapwright_runtime::client::{Client, ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::soap::Service;

use super::miniature::{PLACES, PLACES_12, Place, RequestHeaders, ResponseHeaders, SAVE_PLACE, saved};

type Plain = Client<RequestHeaders, ResponseHeaders>;

fn at(builder: ClientBuilder, service: &Service) -> Result<String, Error> {
    let client: Plain = builder.build(RequestHeaders::default())?;
    Ok(client.address(service)?.to_string())
}

fn address(base: &str) -> Result<String, Error> {
    at(ClientBuilder::new(base), &PLACES)
}

#[test]
fn an_address_is_the_base_url_and_the_services_path() {
    for (base, expected) in [
        ("https://host", "https://host/Places.svc"),
        ("https://host/", "https://host/Places.svc"),
        ("http://host:81/a/b", "http://host:81/a/b/Places.svc"),
        (" http://host/a/b// ", "http://host/a/b/Places.svc"),
        ("http://[::1]:8/a?tenant=1&x=2", "http://[::1]:8/a/Places.svc?tenant=1&x=2"),
        ("http://host/a%20b", "http://host/a%20b/Places.svc"),
        // No more than the end of a segment.
        ("https://host/MyPlaces.svc", "https://host/MyPlaces.svc/Places.svc"),
        ("https://host/svc", "https://host/svc/Places.svc"),
        ("https://Places.svc", "https://places.svc/Places.svc"),
        ("https://host/Places.svc/soap", "https://host/Places.svc/soap/Places.svc"),
        ("https://host/?Places.svc", "https://host/Places.svc?Places.svc"),
    ] {
        assert_eq!(address(base).unwrap().to_lowercase(), expected.to_lowercase(), "{base}");
    }
}

/// The services of a contract, by their addresses there; the last segments are given apart, as generated code does.
static CONTRACT: [&[(Option<&str>, &str)]; 7] = [
    // Files of a server that does not tell cases apart, in one folder.
    &[
        (Some("https://c/s86/User.svc"), "User.svc"),
        (Some("https://c/s86/SoPrincipal.svc"), "SoPrincipal.svc"),
    ],
    // A folder that is called as its service.
    &[(Some("http://c/orders/orders"), "orders"), (Some("http://c/orders/customers"), "customers")],
    // Without an address, and with a path that is one no more.
    &[(None, ""), (None, "Stock")],
    // At the root of the host.
    &[(Some("http://c/"), ""), (Some("http://c/Stock"), "Stock")],
    // With a slash at the end.
    &[(Some("http://c/ws/Stock/"), "Stock/"), (Some("http://c/ws/Price/"), "Price/")],
    // With a space in it.
    &[(Some("http://c/My%20Stock.asmx"), "My%20Stock.asmx"), (Some("http://c/B.asmx"), "B.asmx")],
    // One for all.
    &[(Some("http://c/soap"), "soap"), (Some("http://c/soap"), "soap")],
];

/// A base URL, and where it leads the two services of the contract with that number.
#[test]
fn a_base_url_that_is_a_services_own_is_that_of_the_others_too() {
    for (contract, base, one, other) in [
        (0, "https://h/s86", "https://h/s86/User.svc", "https://h/s86/SoPrincipal.svc"),
        (0, "https://h/s86/User.svc", "https://h/s86/User.svc", "https://h/s86/SoPrincipal.svc"),
        (0, "https://h/s86/User.svc/", "https://h/s86/User.svc", "https://h/s86/SoPrincipal.svc"),
        (0, "https://h/s86/SoPrincipal.svc//", "https://h/s86/User.svc", "https://h/s86/SoPrincipal.svc"),
        (0, "https://h/User.svc", "https://h/User.svc", "https://h/SoPrincipal.svc"),
        (0, "https://h/s86/user.SVC", "https://h/s86/user.SVC", "https://h/s86/SoPrincipal.svc"),
        (
            0,
            "https://h/s86/User%2Esvc?t=1",
            "https://h/s86/User%2Esvc?t=1",
            "https://h/s86/SoPrincipal.svc?t=1",
        ),
        (0, "https://h/s86/%55ser.svc", "https://h/s86/%55ser.svc", "https://h/s86/SoPrincipal.svc"),
        (
            0,
            "https://h/s86?x=/User.svc",
            "https://h/s86/User.svc?x=/User.svc",
            "https://h/s86/SoPrincipal.svc?x=/User.svc",
        ),
        (0, "https://h/User", "https://h/User/User.svc", "https://h/User/SoPrincipal.svc"),
        (
            0,
            "https://h/s86/%User.svc",
            "https://h/s86/%User.svc/User.svc",
            "https://h/s86/%User.svc/SoPrincipal.svc",
        ),
        (1, "http://h", "http://h/orders", "http://h/customers"),
        (1, "http://h/orders", "http://h/orders/orders", "http://h/orders/customers"),
        (1, "http://h/orders/orders", "http://h/orders/orders", "http://h/orders/customers"),
        (1, "http://h/orders/customers", "http://h/orders/orders", "http://h/orders/customers"),
        (1, "http://h/Orders", "http://h/Orders/orders", "http://h/Orders/customers"),
        (1, "http://h/a/orders", "http://h/a/orders/orders", "http://h/a/orders/customers"),
        (2, "http://h/a/", "http://h/a/", "http://h/a/Stock"),
        (2, "http://h/a/Stock", "http://h/a/", "http://h/a/Stock"),
        (2, "http://h/a/stock", "http://h/a/stock", "http://h/a/stock/Stock"),
        (3, "http://h?q=1", "http://h/?q=1", "http://h/Stock?q=1"),
        (3, "http://h/Stock?q=1", "http://h/?q=1", "http://h/Stock?q=1"),
        (4, "http://h/ws", "http://h/ws/Stock/", "http://h/ws/Price/"),
        (4, "http://h/ws/Stock", "http://h/ws/Stock/", "http://h/ws/Price/"),
        (4, "http://h/ws/Price/", "http://h/ws/Stock/", "http://h/ws/Price/"),
        (5, "http://h/My%20Stock.asmx", "http://h/My%20Stock.asmx", "http://h/B.asmx"),
        (5, "http://h/my%20stock.asmx", "http://h/my%20stock.asmx", "http://h/B.asmx"),
        (
            5,
            "http://h/My+Stock.asmx",
            "http://h/My+Stock.asmx/My%20Stock.asmx",
            "http://h/My+Stock.asmx/B.asmx",
        ),
        (6, "http://h/soap", "http://h/soap", "http://h/soap"),
        (6, "http://h/", "http://h/soap", "http://h/soap"),
    ] {
        let services = CONTRACT[contract];
        let paths: &'static [&'static str] =
            services.iter().map(|(_, path)| *path).collect::<Vec<_>>().leak();
        for ((address, path), expected) in services.iter().zip([one, other]) {
            let service = Service { name: "S", address: *address, path, paths, ..PLACES };
            assert_eq!(at(ClientBuilder::new(base), &service).unwrap(), expected, "{base}, {path:?}");
        }
    }
}

#[test]
fn a_service_knows_its_own_segment_where_it_stands_alone() {
    let alone = Service { paths: &[], ..PLACES };
    let base = "https://host/a/Places.svc";
    assert_eq!(at(ClientBuilder::new(base), &alone).unwrap(), base);
    let client: Plain = ClientBuilder::new("https://x").build(RequestHeaders::default()).unwrap();
    let other = client.with_base_url("https://host/b/Places.svc?t=1").unwrap();
    assert_eq!(other.address(&PLACES).unwrap(), "https://host/b/Places.svc?t=1");
    assert_eq!(other.address(&PLACES_12).unwrap(), "https://host/b/Places12.svc?t=1");
}

#[test]
fn a_service_can_have_a_url_of_its_own() {
    let builder = || ClientBuilder::without_base_url().service_url(&PLACES, "http://other/exact?q=1");
    assert_eq!(at(builder(), &PLACES).unwrap(), "http://other/exact?q=1");
    let error = at(builder(), &PLACES_12).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(
        error.to_string(),
        "no URL for the service Places12: give a base URL, or a URL for this service"
    );
}

#[test]
fn a_client_goes_where_the_contract_says() {
    let fake = FakeTransport::computed(|_| Ok(FakeReply::ok(saved("Oslo"))));
    let builder = ClientBuilder::at_contract_address().transport(fake.clone());
    let client: Plain = builder.build(RequestHeaders::default()).unwrap();
    assert!(format!("{client:?}").contains("the contract's addresses"), "{client:?}");
    client.call_blocking::<Option<Place>>(&SAVE_PLACE, &[]).unwrap();
    assert_eq!(fake.last_request().unwrap().uri, "https://contract/atlas/Places.svc");
    let error = client.call_blocking::<()>(&super::miniature::FORGET_PLACE, &[]).unwrap_err();
    assert_eq!((error.kind(), error.url()), (ErrorKind::Config, None));
    assert_eq!(
        error.to_string(),
        "Places12.ForgetPlace: no URL for the service Places12: the contract names none that can be called. Give it \
         a URL of its own"
    );
    assert_eq!(fake.requests().len(), 1);
    let builder = || ClientBuilder::at_contract_address().service_url(&PLACES_12, "http://other/12");
    assert_eq!(at(builder(), &PLACES_12).unwrap(), "http://other/12");
    assert_eq!(at(builder(), &PLACES).unwrap(), "https://contract/atlas/Places.svc");
}

#[test]
fn a_url_that_is_none_is_refused_with_a_reason() {
    for (url, reason) in [
        ("", "the base URL is empty: give one such as https://host/path"),
        ("host/path", "is not a URL"),
        ("/path", "must begin with https:// or http:// and a host"),
        ("ftp://host/", "must begin with https:// or http:// and a host"),
        ("https://ho st/", "is not a URL"),
        ("https://host/#part", "has a fragment"),
    ] {
        let error = address(url).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains(reason), "{url}: {error}");
    }
}

#[test]
fn a_url_with_a_password_is_refused_without_repeating_it() {
    let error = address("https://user:hunter2@host/").unwrap_err();
    assert!(error.to_string().contains("user name or password"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
