//! Operations, and the methods that wait for them.

/// The operations of a service that are made alike: a request and a reply with these headers, in each the element that
/// is named after the operation, in it the parameters and the results, which may be absent (`optional`) and `xsi:nil`
/// too (`nullable`), an `item` being what an array repeats. `list` is a list of them all.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_operations {
    (
        service $service:ident, namespace $namespace:ident,
        action $action:literal,
        request $request:expr,
        response $response:expr;
        list $list:ident;
        $($name:ident = $wire:literal [$($parameter:expr),* $(,)?] [$($result:expr),* $(,)?];)*
    ) => {
        /// All operations, in the order of the contract.
        pub static $list: &[&$crate::runtime::soap::Operation] = &[$(&$name),*];

        $crate::runtime::tables::operations! {
            service $service, namespace $namespace,
            action $action,
            request $request,
            response $response;
            $($name = $wire [$($parameter),*] [$($result),*];)*
        }
    };
    (
        service $service:ident, namespace $namespace:ident,
        action $action:literal,
        request $request:expr,
        response $response:expr;
        $($name:ident = $wire:literal [$($parameter:expr),* $(,)?] [$($result:expr),* $(,)?];)*
    ) => {
        #[allow(dead_code, reason = "not every service needs it")]
        const fn optional(
            name: &'static str,
            slot: u16,
            ty: $crate::runtime::codec::Type,
        ) -> $crate::runtime::codec::Particle {
            $crate::runtime::codec::Particle::optional($namespace, name, slot, ty)
        }

        #[allow(dead_code, reason = "not every service needs it")]
        const fn item(
            name: &'static str,
            ty: $crate::runtime::codec::Type,
        ) -> $crate::runtime::codec::Particle {
            $crate::runtime::codec::Particle::item($namespace, name, ty)
        }

        #[allow(dead_code, reason = "not every service needs it")]
        const fn nullable(
            name: &'static str,
            slot: u16,
            ty: $crate::runtime::codec::Type,
        ) -> $crate::runtime::codec::Particle {
            $crate::runtime::codec::Particle::nullable($namespace, name, slot, ty)
        }

        $(
            #[doc = concat!("`", $wire, "`.")]
            pub static $name: $crate::runtime::soap::Operation = $crate::runtime::soap::Operation {
                name: $wire,
                service: &$service,
                action: concat!($action, $wire),
                input_action: None,
                request: $crate::runtime::soap::Message::request(
                    $request,
                    $crate::runtime::codec::TypeDef::new($namespace, $wire, &[$($parameter),*]),
                ),
                response: Some($crate::runtime::soap::Message::reply(
                    $response,
                    $crate::runtime::codec::TypeDef::new(
                        $namespace,
                        concat!($wire, "Response"),
                        &[$($result),*],
                    ),
                )),
            };
        )*
    };
}

/// The methods of an agent that wait for the reply. Each calls the method of its name of the asynchronous agent, which
/// has the same name as this agent, and stands in the module after `of`.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_blocking {
    ($agent:ident of $module:ident; $($name:ident($($parameter:ident: $ty:ty),* $(,)?) -> $value:ty;)*) => {
        impl $agent<'_> {
            $(
                #[doc = concat!(
                    "As the method of this name of [`", stringify!($agent), "`](",
                    stringify!($module), "::", stringify!($agent), "),",
                )]
                /// and waits for the reply.
                #[inline]
                pub fn $name(&self $(, $parameter: $ty)*) -> ::core::result::Result<$value, $crate::runtime::Error> {
                    // By its path: a method may be called as one of every type is, such as `into`.
                    $module::$agent::$name(&$module::$agent { client: self.client } $(, $parameter)*).blocking()
                }
            )*
        }
    };
}
