//! Published contracts, whose crates nobody has configured.

use std::path::Path;

use soapwright_tests::crates::{Joined, Krate, Made, joined_with_shared};
use soapwright_tests::folders::{generate, temporary};
use soapwright_tests::shared::superoffice;

fn the_user_contract_makes_a_crate_that_compiles_on_its_own(shared: &Path) -> Made {
    let folder = temporary();
    let krate = folder.path().join("user-client");
    generate(&[shared.join("contracts/superoffice/WSDL-Services86-User.xml")], &krate);
    Made::crates(vec![Krate::of("user-client", &krate).unwrap().with_all_features().clean()])
}

fn all_contracts_make_one_crate_that_compiles_on_its_own(shared: &Path) -> Made {
    let folder = temporary();
    let krate = folder.path().join("services86");
    let contracts: Vec<_> = superoffice(shared, "Services86").unwrap().into_values().collect();
    generate(&contracts, &krate);
    Made::crates(vec![Krate::of("services86", &krate).unwrap().with_all_features().clean()])
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![
        joined_with_shared(the_user_contract_makes_a_crate_that_compiles_on_its_own),
        joined_with_shared(all_contracts_make_one_crate_that_compiles_on_its_own).long(),
    ]
}
