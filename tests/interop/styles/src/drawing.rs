//! Substitution groups over two namespaces, a choice that repeats, several declared faults: a contract of our own, since
//! none of the published ones has all this and is small.

use ::drawing as client;
use ::drawing::drawing::faults::DrawFault;
use ::drawing::types::round::Circle;
use ::drawing::types::{AnyShape, Box as Rectangle, Path, PathChoice, Picture, Point, TooLarge};

use crate::Named;
use crate::checks::{Check, equal};
use crate::peer::{Peer, session};

pub(crate) const CHECKS: [Named; 4] = [
    ("members of a substitution group", shapes),
    ("a choice that repeats", path),
    ("the declared fault of a record", too_large),
    ("the declared fault of a text", no_title),
];

fn rectangle(key: i32, label: Option<&str>, width: f64, height: f64) -> Box<Rectangle> {
    Box::new(Rectangle { label: label.map(Into::into), width, height, key })
}

fn circle(key: i32, label: Option<&str>, radius: f64, filled: Option<bool>) -> Box<Circle> {
    Box::new(Circle { label: label.map(Into::into), radius, filled, key })
}

fn shapes(peer: &Peer) -> Check {
    let session = session!(client, drawing_url, peer);
    let picture = Picture {
        title: "all < & >".into(),
        shape: vec![
            AnyShape::Circle(circle(-1, Some("c"), 1.5, Some(false))),
            AnyShape::Box(rectangle(2, None, 2.0, 0.25)),
            AnyShape::Frame(rectangle(3, Some("f & g"), 4.0, -1.0)),
            AnyShape::Circle(circle(4, None, 0.0, None)),
        ],
        path: None,
    };
    let answer = peer.value(session.drawing().draw(&picture))?;
    equal(
        "what the server saw",
        answer.seen.as_str(),
        "circle -1 c 1.5 false; box 2 (none) 2x0.25; frame 3 f & g 4x-1; circle 4 (none) 0 (none); ",
    )?;
    let expected = Picture {
        title: "title=all < & >".into(),
        shape: vec![
            AnyShape::Box(rectangle(6, None, 0.0, -0.0)),
            AnyShape::Circle(circle(4, Some("label=f & g"), 4.0, Some(true))),
            AnyShape::Frame(rectangle(2, None, 2.0, 0.25)),
            AnyShape::Box(rectangle(1, None, 1.5, -1.5)),
        ],
        path: None,
    };
    equal("the picture", answer.picture, expected)
}

fn path(peer: &Peer) -> Check {
    let session = session!(client, drawing_url, peer);
    let point = |x, y| Box::new(Point { x, y });
    let steps = vec![
        PathChoice::Move(point(0.0, 1.0)),
        PathChoice::Line(point(2.0, 3.5)),
        PathChoice::Line(point(-4.0, 5.0)),
        PathChoice::Close(true),
        PathChoice::Move(point(6.0, 7.0)),
        PathChoice::Close(false),
    ];
    let path = Some(Path { choice: steps.clone() });
    let picture = Picture { title: "path".into(), path, ..Picture::default() };
    let answer = peer.value(session.drawing().draw(&picture))?;
    let seen = "close false; move 6,7; close true; line -4,5; line 2,3.5; move 0,1; ";
    equal("what the server saw", answer.seen.as_str(), seen)?;
    let expected: Vec<PathChoice> = steps.into_iter().rev().collect();
    equal("the path", answer.picture.path.map(|path| path.choice), Some(expected))
}

fn too_large(peer: &Peer) -> Check {
    let session = session!(client, drawing_url, peer);
    let shape = [1.0, 101.0, 100.0, 1000.0].map(|width| AnyShape::Frame(rectangle(1, None, width, 1.0)));
    let picture = Picture { title: "large".into(), shape: shape.into(), path: None };
    let error = peer.fault(session.drawing().draw(&picture))?;
    let Some(Ok(DrawFault::TooLarge(detail))) = error.fault_as() else {
        return Err(format!("not the declared detail: {error:?}").into());
    };
    equal("the detail", *detail, TooLarge { limit: 100.0, id: vec![1, 3] })
}

fn no_title(peer: &Peer) -> Check {
    let session = session!(client, drawing_url, peer);
    let error = peer.fault(session.drawing().draw(&Picture::default()))?;
    let Some(Ok(DrawFault::NoTitle(told))) = error.fault_as() else {
        return Err(format!("not the declared detail: {error:?}").into());
    };
    equal("the detail", told.as_str(), "a title, please & thanks")
}
