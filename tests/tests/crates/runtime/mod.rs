//! Where a generated crate has its runtime from: in itself, or from a crate that others share.

mod places;
mod versions;

use soapwright_tests::crates::Joined;

pub(crate) fn tests() -> Vec<Joined> {
    places::tests().into_iter().chain(versions::tests()).collect()
}
