//! Derived types where their base type is declared: in an array, a member, a parameter; over two namespaces.

use depot::types::fleet::{AnyVehicle, Bicycle, Duty, Truck, Vehicle};
use depot::types::partners::Tanker;
use depot::types::{AnySign, Arrow, Board, Convoy};
use depot::values::{List, QName};

use crate::checks::{Check, equal};
use crate::{Client, Named, seen};

pub(crate) const CHECKS: [Named; 6] = [
    ("derived types in an array, from the server", from_the_server),
    ("derived types in an array, there and back", there_and_back),
    ("derived types in an array, from the client", from_the_client),
    ("derived types in members, and nil among them", in_members),
    ("derived types, changed: what they do not know stays", changed),
    ("derived types of an abstract one", abstract_base),
];

/// What a vehicle is, in short: the Rust variant, and the members that the contract has.
fn describe(vehicle: &AnyVehicle) -> String {
    let base = |plate: &Option<String>, wheels, duties: &depot::values::Flags<Duty>| {
        let duties: Vec<_> =
            duties.iter().map(|duty| format!("{duty:?}")).chain(duties.unknown().map(Into::into)).collect();
        format!("{plate:?} {wheels} {duties:?}")
    };
    let trailer = |trailer: Option<&AnyVehicle>| trailer.map_or("-".into(), describe);
    match vehicle {
        AnyVehicle::Vehicle(v) => format!("Vehicle {}", base(&v.plate, v.wheels, &v.duties)),
        AnyVehicle::Truck(t) => {
            let load = t.load.as_str();
            format!("Truck {} {load} ({})", base(&t.plate, t.wheels, &t.duties), trailer(t.trailer.as_ref()))
        }
        AnyVehicle::Tanker(t) => {
            let (own, load) = (base(&t.plate, t.wheels, &t.duties), t.load.as_str());
            let trailer = trailer(t.trailer.as_ref());
            format!("Tanker {own} {load} ({trailer}) {:?} {}", t.cargo, t.litres)
        }
        AnyVehicle::Bicycle(b) => {
            format!("Bicycle {} {}", base(&b.plate, b.wheels, &b.duties), b.electric)
        }
        AnyVehicle::Other(any) => format!("other {:?}", any.type_name.as_ref().map(QName::to_string)),
        other => format!("no variant for {other:?}"),
    }
}

fn describe_all(vehicles: &[AnyVehicle]) -> Vec<String> {
    vehicles.iter().map(describe).collect()
}

fn from_the_server(client: &Client) -> Check {
    let fleet = client.call(|depot| depot.get_fleet())?.get_fleet_result;
    let got: Vec<_> = fleet.iter_with_nils().map(|vehicle| vehicle.map(describe)).collect();
    let expected = [
        Some(r#"Vehicle Some("V 1") 4 []"#),
        Some(r#"Truck Some("T <2>") 6 ["Night", "Heavy"] 7.50 (Vehicle Some("TT 2") 2 [])"#),
        None,
        Some(
            r#"Tanker Some("K 3") 8 ["Cold", "Foreign"] 20 (Tanker Some("KK 3") 0 [] 0 (-) Some("Øl") 1) Some("Melk & fløte") 30000000000"#,
        ),
        Some(r#"other Some("{http://depot.example/partners}Tram")"#),
        Some("Bicycle None 2 [] true"),
    ];
    equal("the fleet", got, expected.map(|vehicle| vehicle.map(str::to_owned)))
}

/// What the server saw of its own fleet; the nil item is left out of a slice.
const FLEET: [&str; 47] = [
    "/0=Vehicle",
    "/0/Plate=String V 1",
    "/0/Wheels=Int32 4",
    "/0/Duties=Duty 0",
    "/1=Truck",
    "/1/Plate=String T <2>",
    "/1/Wheels=Int32 6",
    "/1/Duties=Duty Night, Heavy",
    "/1/Load=Decimal 7.50",
    "/1/Maker=String Ås & Sønn",
    "/1/Trailer=Vehicle",
    "/1/Trailer/Plate=String TT 2",
    "/1/Trailer/Wheels=Int32 2",
    "/1/Trailer/Duties=Duty 0",
    "/2=Tanker",
    "/2/Plate=String K 3",
    "/2/Wheels=Int32 8",
    "/2/Duties=Duty Cold, Foreign",
    "/2/Load=Decimal 20",
    "/2/Maker=String Vabis",
    "/2/Trailer=Tanker",
    "/2/Trailer/Plate=String KK 3",
    "/2/Trailer/Wheels=Int32 0",
    "/2/Trailer/Duties=Duty 0",
    "/2/Trailer/Load=Decimal 0",
    "/2/Trailer/Maker=null",
    "/2/Trailer/Trailer=null",
    "/2/Trailer/Cargo=String Øl",
    "/2/Trailer/Litres=Int64 1",
    "/2/Cargo=String Melk & fløte",
    "/2/Litres=Int64 30000000000",
    "/3=Tram",
    "/3/Plate=String S 4",
    "/3/Wheels=Int32 16",
    "/3/Duties=Duty 0",
    "/3/Line=String 12 & 19",
    "/3/Second=Bicycle",
    "/3/Second/Plate=String SB 4",
    "/3/Second/Wheels=Int32 2",
    "/3/Second/Duties=Duty 0",
    "/3/Second/Electric=Boolean True",
    "/4=Bicycle",
    "/4/Plate=null",
    "/4/Wheels=Int32 2",
    "/4/Duties=Duty 0",
    "/4/Electric=Boolean True",
    "=5 items",
];

/// The flag, the member and the type that the contract does not know come back with the others.
fn there_and_back(client: &Client) -> Check {
    let fleet = client.call(|depot| depot.get_fleet())?.get_fleet_result;
    let echo = client.call(|depot| depot.echo_vehicles(&fleet))?;
    seen(&echo.seen, &FLEET)?;
    equal("the echo", &*echo.echo_vehicles_result, &*fleet)
}

fn truck() -> Truck {
    Truck {
        plate: Some("T & <1>".into()),
        wheels: 10,
        duties: Duty::Cold | Duty::Heavy,
        load: depot::values::Decimal::from(3),
        trailer: Some(tanker().into()),
        ..Truck::default()
    }
}

fn tanker() -> Tanker {
    Tanker {
        plate: Some("K 1".into()),
        cargo: Some("Vann ]]>".into()),
        litres: i64::MAX,
        trailer: Some(Vehicle { wheels: 1, ..Vehicle::default() }.into()),
        ..Tanker::default()
    }
}

fn from_the_client(client: &Client) -> Check {
    let vehicles: [AnyVehicle; 4] = [
        Bicycle { plate: Some(String::new()), electric: true, ..Bicycle::default() }.into(),
        truck().into(),
        Vehicle { plate: Some("V".into()), ..Vehicle::default() }.into(),
        Tanker::default().into(),
    ];
    let echo = client.call(|depot| depot.echo_vehicles(&vehicles))?;
    let expected = [
        "/0=Bicycle",
        "/0/Plate=String ",
        "/0/Wheels=Int32 0",
        "/0/Duties=Duty 0",
        "/0/Electric=Boolean True",
        "/1=Truck",
        "/1/Plate=String T & <1>",
        "/1/Wheels=Int32 10",
        "/1/Duties=Duty Cold, Heavy",
        "/1/Load=Decimal 3",
        "/1/Maker=null",
        "/1/Trailer=Tanker",
        "/1/Trailer/Plate=String K 1",
        "/1/Trailer/Wheels=Int32 0",
        "/1/Trailer/Duties=Duty 0",
        "/1/Trailer/Load=Decimal 0",
        "/1/Trailer/Maker=null",
        "/1/Trailer/Trailer=Vehicle",
        "/1/Trailer/Trailer/Plate=null",
        "/1/Trailer/Trailer/Wheels=Int32 1",
        "/1/Trailer/Trailer/Duties=Duty 0",
        "/1/Trailer/Cargo=String Vann ]]>",
        "/1/Trailer/Litres=Int64 9223372036854775807",
        "/2=Vehicle",
        "/2/Plate=String V",
        "/2/Wheels=Int32 0",
        "/2/Duties=Duty 0",
        "/3=Tanker",
        "/3/Plate=null",
        "/3/Wheels=Int32 0",
        "/3/Duties=Duty 0",
        "/3/Load=Decimal 0",
        "/3/Maker=null",
        "/3/Trailer=null",
        "/3/Cargo=null",
        "/3/Litres=Int64 0",
        "=4 items",
    ];
    seen(&echo.seen, &expected)?;
    equal("the echo", describe_all(&echo.echo_vehicles_result), describe_all(&vehicles))
}

fn in_members(client: &Client) -> Check {
    let mut followers = List::from(vec![AnyVehicle::from(Bicycle::default())]);
    followers.push_nil();
    followers.push(Vehicle::default().into());
    let mut signs = List::from(vec![AnySign::from(Board { text: Some("Hei".into()), ..Board::default() })]);
    signs.push_nil();
    signs.push(Arrow { height: 2, left: true, ..Arrow::default() }.into());
    let convoy = Convoy { leader: Some(tanker().into()), followers, signs, ..Convoy::default() };
    let echo = client.call(|depot| depot.echo_convoy(&convoy))?;
    let expected = [
        "=Convoy",
        "/Leader=Tanker",
        "/Leader/Plate=String K 1",
        "/Leader/Wheels=Int32 0",
        "/Leader/Duties=Duty 0",
        "/Leader/Load=Decimal 0",
        "/Leader/Maker=null",
        "/Leader/Trailer=Vehicle",
        "/Leader/Trailer/Plate=null",
        "/Leader/Trailer/Wheels=Int32 1",
        "/Leader/Trailer/Duties=Duty 0",
        "/Leader/Cargo=String Vann ]]>",
        "/Leader/Litres=Int64 9223372036854775807",
        "/Followers/0=Bicycle",
        "/Followers/0/Plate=null",
        "/Followers/0/Wheels=Int32 0",
        "/Followers/0/Duties=Duty 0",
        "/Followers/0/Electric=Boolean False",
        "/Followers/1=null",
        "/Followers/2=Vehicle",
        "/Followers/2/Plate=null",
        "/Followers/2/Wheels=Int32 0",
        "/Followers/2/Duties=Duty 0",
        "/Followers=3 items",
        "/Signs/0=Board",
        "/Signs/0/Height=Int32 0",
        "/Signs/0/Text=String Hei",
        "/Signs/1=null",
        "/Signs/2=Arrow",
        "/Signs/2/Height=Int32 2",
        "/Signs/2/Left=Boolean True",
        "/Signs=3 items",
    ];
    seen(&echo.seen, &expected)?;
    let got = echo.echo_convoy_result.ok_or("no convoy came back")?;
    equal(
        "nils",
        got.followers.iter_with_nils().map(|f| f.is_none()).collect::<Vec<_>>(),
        [false, true, false],
    )?;
    equal("the leader", got.leader.as_ref().map(describe), convoy.leader.as_ref().map(describe))?;
    equal("the followers", describe_all(&got.followers), describe_all(&convoy.followers))?;
    equal("the signs", got.signs, convoy.signs)
}

/// A truck with a member that only the server knows, in the middle of those of its base types.
fn changed(client: &Client) -> Check {
    let fleet = client.call(|depot| depot.get_fleet())?.get_fleet_result;
    let mut vehicles = fleet.into_vec();
    let tanker = vehicles.iter_mut().find_map(|vehicle| match vehicle {
        AnyVehicle::Tanker(tanker) => Some(tanker),
        _ => None,
    });
    let tanker = tanker.ok_or("no tanker")?;
    tanker.load = "1.5".parse()?;
    tanker.trailer = None;
    tanker.duties.insert(Duty::Night);
    let echo = client.call(|depot| depot.echo_vehicles(&vehicles))?;
    let expected: Vec<_> = FLEET
        .into_iter()
        .filter(|line| !line.starts_with("/2/Trailer/"))
        .map(|line| match line {
            "/2/Load=Decimal 20" => "/2/Load=Decimal 1.5",
            "/2/Trailer=Tanker" => "/2/Trailer=null",
            "/2/Duties=Duty Cold, Foreign" => "/2/Duties=Duty Night, Cold, Foreign",
            line => line,
        })
        .collect();
    seen(&echo.seen, &expected)
}

fn abstract_base(client: &Client) -> Check {
    let signs: [(AnySign, &[&str]); 2] = [
        (
            Arrow { height: 3, left: true, ..Arrow::default() }.into(),
            &["=Arrow", "/Height=Int32 3", "/Left=Boolean True"],
        ),
        (
            Board { text: Some("Stopp <her>".into()), ..Board::default() }.into(),
            &["=Board", "/Height=Int32 0", "/Text=String Stopp <her>"],
        ),
    ];
    for (sign, expected) in signs {
        let echo = client.call(|depot| depot.echo_sign(&sign))?;
        seen(&echo.seen, expected)?;
        equal("the echo", echo.echo_sign_result, Some(sign))?;
    }
    Ok(())
}
