//! What a module that a `build.rs` wrote demands of this crate, which is a dependency of its program: the version of the
//! generator, and the features of what is in the module. Where it is not so, the compiler says what to change.

/// This crate's version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Fails, while a module is compiled, where this crate is of another version than the generator that wrote the module.
///
/// # Panics
///
/// Where the versions differ.
#[doc(hidden)]
pub const fn assert_generated_by(generator: &str) {
    if !is_same(generator.as_bytes(), VERSION.as_bytes()) {
        let text = Text::new()
            .with("this module was written by soapwright ")
            .with(generator)
            .with(", and soapwright-runtime is ")
            .with(VERSION)
            .with(": in Cargo.toml, give both the same version");
        complain(&text);
    }
}

#[allow(
    clippy::panic,
    reason = "a constant that panics is an error of the compiler, and nothing else can say a text"
)]
const fn complain(text: &Text) {
    panic!("{}", text.as_str())
}

#[allow(clippy::indexing_slicing, reason = "constants cannot iterate; the lengths are compared")]
const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    one.len() == other.len()
}

/// A text that a constant puts together. What is longer than any version is cut off.
struct Text {
    bytes: [u8; 256],
    length: usize,
}

impl Text {
    const fn new() -> Self {
        Self { bytes: [0; 256], length: 0 }
    }

    #[allow(clippy::indexing_slicing, reason = "constants cannot iterate; the lengths are compared")]
    const fn with(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.length < self.bytes.len() {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    const fn as_str(&self) -> &str {
        let Some((text, _)) = self.bytes.split_at_checked(self.length) else { return "" };
        match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => "the versions of soapwright and soapwright-runtime differ",
        }
    }
}

/// Makes a macro that is nothing where this crate has a feature, and an error of the compiler where it has not.
macro_rules! demand {
    ($($name:ident $feature:literal $what:literal $method:literal;)*) => {
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
                         Cargo.toml, `soapwright-runtime = { version = \"…\", features = [\"", $feature, "\"] }`, or say `.",
                        $method, "(false)` in build.rs"
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_version_is_right() {
        assert_generated_by(VERSION);
        assert!(is_same(b"1.2.3", b"1.2.3") && !is_same(b"1.2.3", b"1.2.30") && !is_same(b"1.2.3", b"1.3.3"));
    }

    #[test]
    #[should_panic(expected = "written by soapwright 9.8.7, and soapwright-runtime is 0.")]
    fn another_version_is_named() {
        assert_generated_by("9.8.7");
    }

    #[test]
    fn a_long_version_is_cut_off() {
        let text = Text::new().with(&"1".repeat(300)).with("2");
        assert_eq!(text.as_str(), "1".repeat(256));
    }
}
