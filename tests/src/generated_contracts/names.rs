//! Names that something in Rust, in the standard library, in the runtime or in a generated crate is called too, and names
//! that are hardly told from each other.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use fastrand::Rng;
use soapwright::internals::emit::kept;

/// Keywords, and words that mean something in some places.
const WORDS: &[&str] = &[
    "type",
    "self",
    "Self",
    "super",
    "crate",
    "async",
    "await",
    "dyn",
    "impl",
    "fn",
    "match",
    "ref",
    "mut",
    "static",
    "const",
    "box",
    "yield",
    "try",
    "gen",
    "macro",
    "union",
    "abstract",
    "become",
    "do",
    "final",
    "override",
    "priv",
    "typeof",
    "unsized",
    "virtual",
    "where",
    "while",
    "loop",
    "in",
    "as",
    "extern",
    "unsafe",
    "use",
    "pub",
    "mod",
    "move",
    "trait",
    "true",
    "false",
    "raw",
    "safe",
    "auto",
    "default",
    "macro_rules",
    "str",
    "i32",
    "u8",
    "bool",
    "char",
    "f64",
];

/// More of the standard library's, the runtime's and the generated crates' own names than generated files import.
const TAKEN: &[&str] = &[
    "Debug",
    "Display",
    "std",
    "core",
    "alloc",
    "Arguments",
    "types",
    "headers",
    "namespaces",
    "tables",
    "runtime",
    "session",
    "blocking",
    "operations",
    "server",
    "faults",
    "builder",
    "client",
    "new",
    "clone",
    "eq",
    "ne",
    "fmt",
    "slot",
    "view",
    "nil",
    "variant",
    "pick",
    "chosen",
    "unknown",
    "value",
    "set",
    "get",
    "call",
    "call_record",
    "reply",
    "timeout",
    "with_timeout",
    "with_base_url",
    "transport",
    "build",
    "into_future",
    "request",
    "other",
    "Other",
    "NAMESPACES",
    "SERVICE",
    "OPERATIONS",
    "SECRETS",
    "OUTCOME",
    "ns",
    "NONE",
    "XSD",
    "XSI",
    "any",
    "text",
    "wrapper",
    "encoded",
    "optional",
    "nullable",
    "item",
    "Any",
    "AnyEntry",
    "T",
    "E",
    "a",
    "index",
    "name",
    "validate",
    "is_empty",
    "len",
    "iter",
    "push",
    "as_str",
    "from",
    "into",
    "drop",
    "send",
];

/// All of them.
static OWN: LazyLock<Vec<&str>> = LazyLock::new(|| kept().chain(TAKEN.iter().copied()).collect());

/// Names that become one name where case or punctuation does not count, and those that Rust writes otherwise.
const ALIKE: &[&str] = &[
    "foo",
    "Foo",
    "FOO",
    "fOO",
    "foo_",
    "_foo",
    "foo-bar",
    "foo.bar",
    "fooBar",
    "foo_bar",
    "FooBar",
    "FOO_BAR",
    "Foo_Bar",
    "foo--bar",
    "foo__bar",
    "foo-",
    "A1",
    "A-1",
    "A.1",
    "A_1",
    "a1",
    "_1",
    "_2a",
    "_",
    "__",
    "___",
    "x-",
    "größe",
    "Größe",
    "GRÖSSE",
    "名前",
    "名称",
    "Ñandú",
    "ſ",
    "Ω",
    "ω",
    "é",
    "e\u{301}",
    "ǅ",
    "x\u{b7}y",
    "ArrayOfFoo",
    "ArrayOfString",
    "FooResponse",
    "FooRequest",
    "FooFault",
    "FooElement",
    "FooType",
    "FooChoice",
    "AnyFoo",
    "HTTPServer",
    "HttpServer",
    "XMLHTTP2Request",
    "iPhone",
    "IPhone",
    "I_Phone",
    "aB",
    "AB",
    "a_b",
];

/// A store of names, each of which is handed out once.
#[derive(Debug, Default)]
pub(super) struct Names {
    used: BTreeSet<String>,
}

impl Names {
    /// A name that was not handed out yet.
    pub(super) fn fresh(&mut self, rng: &mut Rng) -> String {
        for _ in 0..20 {
            let name = any(rng);
            if self.used.insert(name.clone()) {
                return name;
            }
        }
        let mut number = self.used.len();
        loop {
            let name = format!("{}{number}", any(rng));
            if self.used.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }
}

/// Any name.
pub(super) fn any(rng: &mut Rng) -> String {
    let pool = match rng.u8(..8) {
        0 | 1 => WORDS,
        2 | 3 => OWN.as_slice(),
        _ => ALIKE,
    };
    let name = rng.choice(pool).copied().unwrap_or("x");
    match rng.u8(..24) {
        0 => name.to_uppercase(),
        1 => format!("{name}_{}", rng.choice(WORDS).copied().unwrap_or("x")),
        2 => format!("{name}{}", "Long".repeat(20)),
        _ => name.to_owned(),
    }
}

/// A value of an enumeration: a name, or what is none.
pub(super) fn value(rng: &mut Rng) -> String {
    const ODD: &[&str] = &[
        "", " ", "+", "-", "*", "%", "0", "1", "-1", "1.5", "a b", "a/b", "a\\b", "N/A", "&amp;", "&lt;",
        "€", "😀", "¾", "…", "//", "{}", "{0}", "\\n", "#", "'", "true", "r#type", "Other", "other", "2D",
        "3-D", "*/", "/*", "[x](y)", "`", "``",
    ];
    if rng.u8(..3) == 0 { rng.choice(ODD).copied().unwrap_or_default().to_owned() } else { any(rng) }
}
