//! Structs that hold one list: what a result is streamed by.

/// What a struct has with the cargo feature `stream`: the slot of its one list, and the field of that with its type.
#[cfg(feature = "stream")]
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_listed {
    ($name:ident $slot:literal: $field:ident = $list:ty) => {
        impl $crate::runtime::client::Listed for $name {
            type Item = <$list as $crate::runtime::client::Listed>::Item;

            const SLOT: ::core::option::Option<u16> = ::core::option::Option::Some($slot);

            #[inline]
            fn take_items(&mut self) -> ::std::vec::Vec<Self::Item> {
                <$list as $crate::runtime::client::Listed>::take_items(&mut self.$field)
            }
        }
    };
}

/// What a struct has with the cargo feature `stream`: it is off.
#[cfg(not(feature = "stream"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_listed {
    ($($rest:tt)*) => {};
}
