//! What a module that a `build.rs` wrote demands of this crate, which is a dependency of its program: the version of the
//! generator, and the features of what is in the module. Where it is not so, the compiler says what to change.

/// Makes the macro that is an error of the compiler where another version of the generator wrote the module. A macro, since the
/// compiler gets to know no type of the other version before it says so.
macro_rules! version {
    ($version:tt) => {
        #[cfg(test)]
        const VERSION: &str = $version;

        #[macro_export]
        #[doc(hidden)]
        macro_rules! generated_by {
            ($version) => {};
            ($other:literal) => {
                ::core::compile_error!(::core::concat!(
                    "this module was written by soapwright ",
                    $other,
                    ", and soapwright-runtime is ",
                    $version,
                    ": in Cargo.toml, give both the same version"
                ));
            };
        }
    };
}

version!("0.1.0");

/// Makes a macro that is nothing where this crate has a feature, and an error of the compiler where it has not.
macro_rules! demand {
    ($($name:ident $feature:literal $what:literal $($method:literal)?;)*) => {
        $(
            #[cfg(feature = $feature)]
            #[macro_export]
            #[doc(hidden)]
            macro_rules! $name {
                () => {};
            }

            #[cfg(not(feature = $feature))]
            #[macro_export]
            #[doc(hidden)]
            macro_rules! $name {
                () => {
                    ::core::compile_error!(::core::concat!(
                        "this module has ", $what, ", which needs the feature `", $feature, "` of soapwright-runtime: add it in \
                         Cargo.toml, `soapwright-runtime = { version = \"…\", features = [\"", $feature, "\"] }`",
                        $(", or say `.", $method, "(false)` in build.rs")?
                    ));
                };
            }
        )*
    };
}

demand! {
    needs_async "async" "the async client" "async_client";
    needs_blocking "blocking" "blocking calls" "blocking";
    needs_validate "validate" "checks of values" "validate";
    needs_server "server" "types of requests" "server";
    needs_addressing "addressing" "WS-Addressing, as a policy of its contract requires";
}

/// Makes the macro that is what is in it where this crate has a feature, and nothing where it has not.
macro_rules! only_with {
    ($($name:ident $feature:literal;)*) => {
        $(
            #[cfg(feature = $feature)]
            #[macro_export]
            #[doc(hidden)]
            macro_rules! $name {
                ($item:item) => { $item };
            }

            #[cfg(not(feature = $feature))]
            #[macro_export]
            #[doc(hidden)]
            macro_rules! $name {
                ($item:item) => {};
            }
        )*
    };
}

only_with! {
    if_addressing "addressing";
    if_cookies "cookies";
    if_wsse "wsse";
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_is_that_of_the_package() {
        assert_eq!(super::VERSION, env!("CARGO_PKG_VERSION"));
    }
}
