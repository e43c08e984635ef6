//! Values that nest: as deep as a reply may, and deeper. All on a stack of 2 MB, which is what a thread has.

use superoffice_services86::runtime::codec::Reading;
use superoffice_services86::runtime::soap::decode_reply;
use superoffice_services86::runtime::soap::server::encode_reply;
use superoffice_services86::types::SelectableMDOListItem;
use superoffice_services86::user::operations::GET_ALL_ROLES;
use superoffice_services86::values::List;
use superoffice_services86::{ResponseHeaders, Validate as _};

/// An item that holds one that holds one…
fn nested(depth: usize) -> List<SelectableMDOListItem> {
    let mut list = List::default();
    for _ in 0..depth {
        list = List::from(vec![SelectableMDOListItem { child_items: list, ..Default::default() }]);
    }
    list
}

fn read(text: &str, depth: usize) -> Result<List<SelectableMDOListItem>, String> {
    let mut list = List::default();
    let reading = Reading::faithful().with_depth(depth);
    decode_reply(&GET_ALL_ROLES, text.as_bytes(), &reading, &mut ResponseHeaders::default(), &mut list)
        .map_err(|error| error.to_string())?;
    Ok(list)
}

fn on_a_small_stack(run: fn()) {
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn what_a_reply_may_hold_is_dropped_cloned_compared_shown_and_written() {
    on_a_small_stack(|| {
        // Each level is two elements, within three others.
        let list = nested((128 - 3) / 2);
        let text = encode_reply(&GET_ALL_ROLES, &ResponseHeaders::default(), &list).unwrap();
        let back = read(&text, 128).unwrap();
        let copy = back.clone();
        assert_eq!(copy, back);
        assert_eq!(format!("{back:?}"), format!("{copy:?}"));
        assert!(back.iter().all(|item| item.validate().is_ok()));
        assert!(read(&text, 64).unwrap_err().contains("depth of elements"));
    });
}

#[test]
fn deeper_ones_are_refused_where_they_are_written() {
    on_a_small_stack(|| {
        let list = nested(2_000);
        let written = encode_reply(&GET_ALL_ROLES, &ResponseHeaders::default(), &list);
        let error = written.unwrap_err().to_string();
        assert!(error.contains("deep"), "{error}");
        assert!(list.iter().any(|item| item.validate().is_err()), "validate() says nothing");
    });
}
