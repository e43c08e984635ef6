pub mod orders {
    include!(concat!(env!("OUT_DIR"), "/orders.rs"));
}

mod r#in {
    pub(crate) mod super_ {
        include!(concat!(env!("OUT_DIR"), "/counts.rs"));
    }
}

use r#in::super_::stock::CountRequest;
use r#in::super_::types::Super;
use r#in::super_::{Error, blocking};
// The configuration says what it is called.
use orders::types::Order as Bought;

/// Modules share their runtime, and so the type of errors.
fn main() -> Result<(), orders::Error> {
    let session = blocking::Session::builder(std::env::var("SHOP").unwrap()).build()?;
    let item: Super = counted(&session)?;
    println!("{} {:?} {}", item.crate_, item.r#mod, Bought::default().line.len());
    Ok(())
}

/// One more parameter changes nothing here.
fn counted(session: &blocking::Session) -> Result<Super, Error> {
    session.stock().count(&CountRequest { self_: "AB".to_owned(), ..Default::default() })
}
