//! rpc/literal, and attributes that have defaults.

use ::state as client;
use ::state::types::{State, SynchronizationType};
use ::state::values::Hex;

use crate::Named;
use crate::checks::{Check, equal};
use crate::peer::{Peer, session};

pub(crate) const CHECKS: [Named; 1] = [("attributes, given and left out", attributes)];

fn attributes(peer: &Peer) -> Check {
    let session = session!(client, state_url, peer);
    let given = State {
        byte_array_value: Some(Hex::from(vec![0x00, 0xFF, 0x1A])),
        date_time_value: "2020-02-28T23:59:59Z".parse()?,
        date_value: "2024-02-29".parse()?,
        double_value: 0.5,
        enumeration_value: SynchronizationType::END,
        error_description: "a < b & \"c\"\nå".into(),
        int_value: -7,
        is_cancelled: false,
        time_value: "23:59:58.5".parse()?,
    };
    equal("all given", peer.value(session.state().get_state())?, given)?;
    let expected = State {
        // The contract's default, `0xFFAA`, is no value of its type.
        byte_array_value: None,
        date_time_value: "2002-05-30T09:30:10".parse()?,
        date_value: "2002-01-24".parse()?,
        double_value: 1985.145,
        enumeration_value: SynchronizationType::MIDDLE,
        error_description: "defaultError".into(),
        int_value: 1985,
        is_cancelled: true,
        time_value: "09:30:10".parse()?,
    };
    equal("all left out", peer.value(session.state().get_state())?, expected)
}
