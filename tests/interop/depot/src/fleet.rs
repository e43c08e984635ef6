//! Derived types where their base type is declared.

use crate::{Check, Client};

pub(crate) const CHECKS: [(&str, fn(&Client) -> Check); 0] = [];
