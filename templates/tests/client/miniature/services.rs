//! The one agent of the miniature, and its twin that waits.

use soapwright_runtime::codec::{Field, View};

use super::Call;
use super::session::Client;
use super::wire::{DELETE_PLACE, FORGET_PLACE, Place, SAVE_PLACE};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Places<'a> {
    pub(super) client: &'a Client,
}

impl<'a> Places<'a> {
    #[inline]
    pub(crate) fn save_place(&self, place: &Place) -> Call<'a, Option<Place>> {
        self.client.call(&SAVE_PLACE, &[Field::view(place)])
    }

    #[inline]
    pub(crate) fn delete_place(&self, place_id: i32) -> Call<'a, ()> {
        self.client.call(&DELETE_PLACE, &[View::I32(place_id)])
    }

    #[inline]
    pub(crate) fn forget_place(&self, place_id: i32) -> Call<'a, ()> {
        self.client.call(&FORGET_PLACE, &[View::I32(place_id)])
    }

    pub(crate) fn blocking(&self) -> blocking::Places<'a> {
        blocking::Places { client: self.client }
    }
}

mod blocking {
    use soapwright_runtime::tables::blocking;

    use crate::miniature::session::Client;
    use crate::miniature::wire::Place;

    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Places<'a> {
        pub(super) client: &'a Client,
    }

    blocking! {
        Places of super;

        save_place(place: &Place) -> Option<Place>;
    }
}
