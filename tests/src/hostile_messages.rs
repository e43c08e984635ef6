//! Messages that ask for too much: few bytes that an engine without budgets turns into gigabytes or minutes.
//!
//! Each kind makes a message of about a length, and is read by tables made here and by those of the checked-in crate.
//! What reading it may take is told by [`Kind::allowed`].

use std::fmt::Write as _;

use superoffice_services86::ResponseHeaders;
use superoffice_services86::runtime::codec::{
    Array, DecodeError, Dynamic, ENCODED, MANY, OPTIONAL, Particle, Reading, Scalar, Type, TypeDef, Wildcard,
    ns,
};
use superoffice_services86::runtime::soap::{
    Body, Message, Operation, Service, SoapVersion, Wrapper, decode_reply,
};
use superoffice_services86::types::UserInfo;
use superoffice_services86::user::operations::GET_USER_INFO_LIST;
use superoffice_services86::values::List;

use crate::mutation::Whole;

const A: u16 = ns::FIRST;
const TEXT: Type = Type::Scalar(Scalar::String);

static NAMESPACES: [&str; 7] = {
    let [none, xsi, soap11, soap12, xml, xsd] = ns::WELL_KNOWN;
    [none, xsi, soap11, soap12, xml, xsd, "urn:a"]
};

static SERVICE: Service = Service {
    name: "Hostile",
    address: None,
    path: "Hostile.svc",
    paths: &[],
    version: SoapVersion::Soap11,
    namespaces: &NAMESPACES,
    outcome: None,
    secrets: &[],
};

static OPEN: TypeDef = TypeDef {
    attributes: &[Particle::any_attribute(3, &Wildcard::Any)],
    ..TypeDef::new(
        A,
        "Open",
        &[
            Particle::new(A, "Any", 0, OPTIONAL | MANY, Type::Any),
            Particle::new(A, "Words", 1, OPTIONAL | MANY, Type::SimpleList(&TEXT)),
            Particle::wildcard(2, OPTIONAL | MANY, &Wildcard::Any),
        ],
    )
};

static NODE: TypeDef = TypeDef::new(
    A,
    "Node",
    &[
        Particle::new(ns::NONE, "name", 0, OPTIONAL, TEXT),
        Particle::new(ns::NONE, "next", 1, OPTIONAL, Type::Record(&NODE)),
        Particle::new(ns::NONE, "nodes", 2, OPTIONAL, Type::Array(&NODES)),
        Particle::new(ns::NONE, "names", 3, OPTIONAL, Type::Array(&NAMES)),
    ],
);
static NODES: Array = Array::new(ns::NONE, "item", (A, "Node"), Type::Record(&NODE));
static NAMES: Array = Array::new(ns::NONE, "item", (ns::XSD, "string"), TEXT);

const fn answering(flags: u8, element: &'static [Particle]) -> Operation {
    let body = Body::Wrapped(Wrapper { flags, def: TypeDef::new(A, "Answer", element) });
    Operation {
        name: "Ask",
        service: &SERVICE,
        action: "",
        input_action: None,
        request: Message { headers: &[], body: Body::Bare(&[]), attachments: &[] },
        response: Some(Message { headers: &[], body, attachments: &[] }),
    }
}

static OPEN_RESULT: [Particle; 1] = [Particle::new(A, "Result", 0, OPTIONAL, Type::Record(&OPEN))];
static LITERAL: Operation = answering(0, &OPEN_RESULT);
static NODE_RESULT: [Particle; 1] = [Particle::new(ns::NONE, "return", 0, OPTIONAL, Type::Record(&NODE))];
static RPC: Operation = answering(ENCODED, &NODE_RESULT);

/// A kind of message.
pub struct Kind {
    /// What is special about it.
    pub name: &'static str,
    /// A message of about so many bytes.
    make: fn(usize) -> String,
    read: fn(&[u8], &Reading) -> Result<usize, DecodeError>,
    /// It is one that honest servers send: it must be read.
    pub honest: bool,
    /// What becomes of it is bounded by the setting, and not by its length.
    typed: bool,
}

/// What a setting allows to become of the messages that it bounds.
const TYPED: usize = 32 << 20;

/// How many times its length an honest message may take: values without types are large.
const HONEST: usize = 32;

/// What any message may take beside a multiple of its length.
const CONSTANT: usize = 32 << 20;

impl Kind {
    /// A message of about so many bytes.
    #[must_use]
    pub fn message(&self, length: usize) -> String {
        (self.make)(length)
    }

    /// Reads it; gives something that depends on what was read.
    ///
    /// # Errors
    /// Where it is refused.
    pub fn read(&self, message: &str) -> Result<usize, DecodeError> {
        let reading = Reading::faithful();
        (self.read)(message.as_bytes(), &if self.honest { reading } else { reading.with_memory(TYPED) })
    }

    /// How many bytes of memory reading may take at most.
    #[must_use]
    pub const fn allowed(&self, message: &str) -> usize {
        CONSTANT
            + match (self.honest, self.typed) {
                (true, _) => HONEST * message.len(),
                (_, true) => TYPED,
                (_, false) => 4 * message.len(),
            }
    }
}

/// Reads the answer of an operation without types.
fn untyped(operation: &'static Operation, bytes: &[u8], reading: &Reading) -> Result<usize, DecodeError> {
    let Some(Message { body: Body::Wrapped(Wrapper { def, .. }), .. }) = &operation.response else {
        return Ok(0);
    };
    let mut value = Whole(Dynamic::new(def));
    let parts = decode_reply(operation, bytes, reading, &mut ResponseHeaders::default(), &mut value)?;
    Ok(parts.other_headers.len() + parts.departures.count())
}

fn literal(bytes: &[u8], reading: &Reading) -> Result<usize, DecodeError> {
    untyped(&LITERAL, bytes, reading)
}

fn encoded(bytes: &[u8], reading: &Reading) -> Result<usize, DecodeError> {
    untyped(&RPC, bytes, reading)
}

fn users(bytes: &[u8], reading: &Reading) -> Result<usize, DecodeError> {
    let mut list = List::<UserInfo>::default();
    decode_reply(&GET_USER_INFO_LIST, bytes, reading, &mut ResponseHeaders::default(), &mut list)?;
    Ok(list.len())
}

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

fn envelope(header: &str, body: &str) -> String {
    format!("<s:Envelope xmlns:s='{SOAP}'><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>")
}

fn result(declared: &str, content: &str) -> String {
    envelope("", &format!("<Answer xmlns='urn:a' {declared}><Result>{content}</Result></Answer>"))
}

fn rpc(answer: &str, others: &str) -> String {
    envelope("", &format!("<a:Answer xmlns:a='urn:a'>{answer}</a:Answer>{others}"))
}

/// A namespace of so many bytes.
fn long(length: usize) -> String {
    format!("urn:{}", "x".repeat(length))
}

/// Declarations of so many prefixes.
fn prefixes(count: usize) -> String {
    (0..count).fold(String::new(), |mut all, number| {
        let _ = write!(all, " xmlns:p{number}='urn:{number}'");
        all
    })
}

fn repeated(length: usize, piece: &str) -> String {
    piece.repeat(length / piece.len())
}

fn numbered(length: usize, piece: impl Fn(usize) -> String) -> String {
    let mut all = String::new();
    let mut number = 0;
    while all.len() < length {
        all.push_str(&piece(number));
        number += 1;
    }
    all
}

/// All kinds.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "header blocks in one long namespace",
        make: |length| {
            let blocks = repeated(900 * 6, "<h:b/>");
            envelope(&blocks, "").replacen("<s:Header>", &format!("<s:Header xmlns:h='{}'>", long(length)), 1)
        },
        read: literal,
        honest: false,
        typed: false,
    },
    Kind {
        name: "kept elements in one long namespace",
        make: |length| {
            let declared = format!("xmlns:h='{}'", long(length / 2));
            result(&declared, &repeated(length / 2, "<h:e h:a='1'><h:f/></h:e>"))
        },
        read: literal,
        honest: false,
        typed: true,
    },
    Kind {
        name: "kept elements of one type in a long namespace",
        make: |length| {
            let declared =
                format!("xmlns:h='{}' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'", long(length / 2));
            result(&declared, &repeated(length / 2, "<Any i:type='h:t'>h:v</Any>"))
        },
        read: literal,
        honest: false,
        typed: true,
    },
    Kind {
        name: "kept elements with 900 prefixes in scope",
        make: |length| result(&prefixes(900), &numbered(length, |at| format!("<Any>p{}:x</Any>", at % 900))),
        read: literal,
        honest: false,
        typed: true,
    },
    Kind {
        name: "a kept element that mentions many prefixes",
        make: |length| {
            result(&prefixes(900), &format!("<Any>{}</Any>", numbered(length, |at| format!("q{at}:x "))))
        },
        read: literal,
        honest: false,
        typed: false,
    },
    Kind {
        name: "900 declarations used by every kept element",
        make: |length| {
            let all = numbered(900 * 5, |at| format!("p{}:", at % 900));
            result(&prefixes(900), &repeated(length, &format!("<Any>{all}</Any>")))
        },
        read: literal,
        honest: false,
        typed: true,
    },
    Kind {
        name: "small kept elements",
        make: |length| result("", &repeated(length, "<z/>")),
        read: literal,
        honest: false,
        typed: true,
    },
    Kind {
        name: "kept attributes",
        make: |length| {
            let attributes = (0..900).map(|at| format!(" a{at}=''")).collect::<String>();
            result("", &repeated(length, &format!("<z{attributes}/>")))
        },
        read: literal,
        honest: false,
        typed: true,
    },
    Kind {
        name: "a list of short words",
        make: |length| result("", &format!("<Words>{}</Words>", repeated(length, "a "))),
        read: literal,
        honest: false,
        typed: true,
    },
    Kind {
        name: "unknown elements",
        make: |length| envelope("", &format!("<Answer xmlns='urn:a'>{}</Answer>", repeated(length, "<z/>"))),
        read: encoded,
        honest: false,
        typed: false,
    },
    Kind {
        name: "records without content",
        make: |length| {
            let list = format!("<Response>{}</Response>", repeated(length, "<UserInfo/>"));
            let namespace = "http://www.superoffice.net/ws/crm/NetServer/Services86";
            envelope(
                "",
                &format!("<GetUserInfoListResponse xmlns='{namespace}'>{list}</GetUserInfoListResponse>"),
            )
        },
        read: users,
        honest: false,
        typed: true,
    },
    Kind { name: "an honest list", make: crate::userlist::reply, read: users, honest: true, typed: true },
    Kind {
        name: "references to one long text",
        make: |length| {
            let items = repeated(length / 2, "<item href='#t'/>");
            let text = format!("<t id='t'>{}</t>", "x".repeat(length / 2));
            rpc(&format!("<return><names>{items}</names></return>"), &text)
        },
        read: encoded,
        honest: false,
        typed: true,
    },
    Kind {
        name: "references that double",
        make: |length| {
            let nodes = numbered(length, |at| {
                let next = at + 1;
                format!("<n id='{at}'><nodes><item href='#{next}'/><item href='#{next}'/></nodes></n>")
            });
            rpc("<return href='#0'/>", &format!("{nodes}<n id='last'/>"))
        },
        read: encoded,
        honest: false,
        typed: true,
    },
    Kind {
        name: "references that multiply",
        make: |length| {
            let level = |at: usize| {
                let items = repeated(length / 4, &format!("<item href='#{}'/>", at + 1));
                format!("<n id='{at}'><nodes>{items}</nodes></n>")
            };
            let levels: String = (0..4).map(level).collect();
            rpc("<return href='#0'/>", &format!("{levels}<n id='4'/>"))
        },
        read: encoded,
        honest: false,
        typed: true,
    },
    Kind {
        name: "an honest list of references",
        make: |length| {
            let count = length / 90;
            let items: String = (0..count).map(|at| format!("<item href='#id{at}'/>")).collect();
            let parts: String =
                (0..count).map(|at| format!("<multiRef id='id{at}'><name>{at}</name></multiRef>")).collect();
            rpc(&format!("<return><nodes>{items}</nodes></return>"), &parts)
        },
        read: encoded,
        honest: true,
        typed: true,
    },
    Kind {
        name: "elements with an id",
        make: |length| rpc("<return/>", &numbered(length, |at| format!("<n id='{at}'/>"))),
        read: encoded,
        honest: false,
        typed: false,
    },
    Kind {
        name: "elements with an id, each in a scope of its own",
        make: |length| {
            let parts = numbered(length / 2, |at| format!("<n xmlns:q='{at}'><m id='{at}'/></n>"));
            rpc("<return/>", &format!("<o id='o' xmlns:h='{}'>{parts}</o>", long(length / 2)))
        },
        read: encoded,
        honest: true,
        typed: false,
    },
];
