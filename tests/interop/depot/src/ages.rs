//! Contracts of two ages: a server that is newer than the client loses nothing through the client (`preserve-unknown`),
//! and a server that is older loses nothing of the client's (`IExtensibleDataObject`).

use depot::types::{Crate, Item, Owner, Pallet};
use depot::values::List;

use crate::checks::{Check, equal};
use crate::{Client, Named, seen};

pub(crate) const CHECKS: [Named; 5] = [
    ("a newer server: read and written back", written_back),
    ("a newer server: read, changed and written", changed),
    ("a newer server: a part of what was read", a_part),
    ("a newer server: what was not read is not there", not_read),
    ("an older server: keeps what it does not know", older),
];

/// What the server says of the crate that it sent, in the client's contract or not.
const LINES: [&str; 43] = [
    "=Crate",
    "/Origin=Place",
    "/Origin/City=String Bodø <N>",
    "/Origin/Gates/0=String A",
    "/Origin/Gates/1=null",
    "/Origin/Gates/2=String B & C",
    "/Origin/Gates/3=String ",
    "/Origin/Gates=4 items",
    "/Code=String C-17",
    "/Fragile=Boolean True",
    "/Void=null",
    "/Weight=Decimal 12.5",
    "/Contents/0=Item",
    "/Contents/0/Name=String bolts",
    "/Contents/0/Lot=String L-1",
    "/Contents/0/Count=Int32 100",
    "/Contents/0/Expires=DateTime 2019-05-17T12:00:00Z",
    "/Contents/1=null",
    "/Contents/2=Item",
    "/Contents/2/Name=String nuts",
    "/Contents/2/Lot=null",
    "/Contents/2/Count=Int32 200",
    "/Contents/2/Expires=DateTime 0001-01-01T00:00:00",
    "/Contents=3 items",
    "/Remark=Int32 42",
    "/Seal=Stamp",
    "/Seal/By=String Ola",
    "/Seal/At=DateTime 2019-05-17T12:00:00Z",
    "/Courier=Tanker",
    "/Courier/Plate=String K 9",
    "/Courier/Wheels=Int32 0",
    "/Courier/Duties=Duty Night, Foreign",
    "/Courier/Load=Decimal 0",
    "/Courier/Maker=null",
    "/Courier/Trailer=Tram",
    "/Courier/Trailer/Plate=null",
    "/Courier/Trailer/Wheels=Int32 0",
    "/Courier/Trailer/Duties=Duty 0",
    "/Courier/Trailer/Line=String 1",
    "/Courier/Trailer/Second=null",
    "/Courier/Cargo=String x",
    "/Courier/Litres=Int64 0",
    "/Note=String   two\n lines ]]> & \"quoted\"  ",
];

/// [`LINES`] with some of them replaced.
fn lines_but(replaced: &[(&'static str, &[&'static str])]) -> Result<Vec<&'static str>, String> {
    let mut lines = LINES.to_vec();
    for (old, new) in replaced {
        let at = lines.iter().position(|line| line == old).ok_or_else(|| format!("no line {old:?}"))?;
        lines.splice(at..=at, new.iter().copied());
    }
    Ok(lines)
}

fn read(client: &Client) -> Result<Crate, Box<dyn std::error::Error>> {
    let reply = client.call(|depot| depot.get_crate())?;
    seen(&reply.seen, &LINES)?;
    Ok(reply.get_crate_result.ok_or("no crate came")?)
}

fn written_back(client: &Client) -> Check {
    let crate_ = read(client)?;
    equal("code", crate_.code.as_deref(), Some("C-17"))?;
    equal("weight", crate_.weight.as_str(), "12.5")?;
    let items: Vec<_> =
        crate_.contents.iter_with_nils().map(|i| i.map(|i| (i.name.as_deref(), i.count))).collect();
    equal("items", items, [Some((Some("bolts"), 100)), None, Some((Some("nuts"), 200))])?;
    seen(&client.call(|depot| depot.put_crate(&crate_))?, &LINES)
}

/// Elements keep their place where the ones before them go, come, or change.
fn changed(client: &Client) -> Check {
    let mut crate_ = read(client)?;
    crate_.code = None;
    crate_.weight = "99.50".parse()?;
    if let Some(item) = crate_.contents.first_mut() {
        item.name = None;
        item.count = -1;
    }
    crate_.contents.push(Item { name: Some("screws".into()), count: 5, ..Item::default() });
    let expected = lines_but(&[
        ("/Code=String C-17", &["/Code=null"]),
        ("/Weight=Decimal 12.5", &["/Weight=Decimal 99.50"]),
        ("/Contents/0/Name=String bolts", &["/Contents/0/Name=null"]),
        ("/Contents/0/Count=Int32 100", &["/Contents/0/Count=Int32 -1"]),
        (
            "/Contents=3 items",
            &[
                "/Contents/3=Item",
                "/Contents/3/Name=String screws",
                "/Contents/3/Lot=null",
                "/Contents/3/Count=Int32 5",
                "/Contents/3/Expires=DateTime 0001-01-01T00:00:00",
                "/Contents=4 items",
            ],
        ),
    ])?;
    seen(&client.call(|depot| depot.put_crate(&crate_))?, &expected)?;
    crate_.contents = List::absent();
    let mut without: Vec<_> = expected.into_iter().filter(|line| !line.starts_with("/Contents/")).collect();
    for line in &mut without {
        if *line == "/Contents=4 items" {
            *line = "/Contents=null";
        }
    }
    seen(&client.call(|depot| depot.put_crate(&crate_))?, &without)
}

/// What a record does not know goes with the record, into another parent too.
fn a_part(client: &Client) -> Check {
    let item = read(client)?.contents.first().ok_or("no item")?.clone();
    let crate_ = Crate { code: Some("other".into()), contents: vec![item].into(), ..Crate::default() };
    seen(
        &client.call(|depot| depot.put_crate(&crate_))?,
        &[
            "=Crate",
            "/Origin=null",
            "/Code=String other",
            "/Fragile=Boolean False",
            "/Void=null",
            "/Weight=Decimal 0",
            "/Contents/0=Item",
            "/Contents/0/Name=String bolts",
            "/Contents/0/Lot=String L-1",
            "/Contents/0/Count=Int32 100",
            "/Contents/0/Expires=DateTime 2019-05-17T12:00:00Z",
            "/Contents=1 items",
            "/Remark=null",
            "/Seal=null",
            "/Courier=null",
            "/Note=null",
        ],
    )
}

/// The members that a client does not copy are lost: the checks above could fail.
fn not_read(client: &Client) -> Check {
    let read = read(client)?;
    let crate_ = Crate { code: read.code, weight: read.weight, ..Crate::default() };
    seen(
        &client.call(|depot| depot.put_crate(&crate_))?,
        &[
            "=Crate",
            "/Origin=null",
            "/Code=String C-17",
            "/Fragile=Boolean False",
            "/Void=null",
            "/Weight=Decimal 12.5",
            "/Contents=null",
            "/Remark=null",
            "/Seal=null",
            "/Courier=null",
            "/Note=null",
        ],
    )
}

fn older(client: &Client) -> Check {
    let mut layers: List<String> = vec!["one".to_owned(), "two & <three>".to_owned(), String::new()].into();
    layers.push_nil();
    let owner =
        Owner {
            name: Some("Åse".into()), since: "2019-05-17T12:00:00.5+02:00".parse()?, ..Owner::default()
        };
    let pallets = [
        Pallet { number: 7, layers, height: 120, owner: Some(owner), ..Pallet::default() },
        Pallet { number: 8, layers: List::new(), owner: Some(Owner::default()), ..Pallet::default() },
        Pallet { number: 9, height: 1, ..Pallet::default() },
    ];
    for pallet in pallets {
        let echo = client.call(|depot| depot.echo_pallet(&pallet))?;
        let [number, height] =
            [format!("/Number=Int32 {}", pallet.number), format!("/Height=Int32 {}", pallet.height)];
        seen(&echo.seen, &["=Pallet", number.as_str(), height.as_str()])?;
        equal("the echo", echo.echo_pallet_result, Some(pallet))?;
    }
    Ok(())
}
