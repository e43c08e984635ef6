//! Replies in which a server repeats what it was sent, or gives away what it should not.

use roxmltree::Document;
use soapwright_tests::bad_servers::envelopes::{
    FIELDS, answer, bare, gzipped, of_body, of_fields, of_headers, of_parts, ok, utf16, xml,
};
use soapwright_tests::http_server::Reply;
use soapwright_tests::message::Message;

use super::planted::NEEDLE;

/// What a request held, in the spellings in which a server may repeat it.
pub(crate) struct Echo {
    pub(crate) raw: String,
    pub(crate) escaped: String,
    percent: String,
    json: String,
    /// As part of a name in XML.
    name: String,
}

impl Echo {
    pub(crate) fn of_request(request: &Message) -> Self {
        let text = request.text();
        let mut found: Vec<String> = Vec::new();
        if let Ok(document) = Document::parse(&text) {
            let texts = document.descendants().filter(|node| node.is_text()).filter_map(|node| node.text());
            found.extend(texts.filter(|text| text.contains(NEEDLE)).map(str::to_owned));
        }
        found.extend(request.header("authorization").map(str::to_owned));
        let name = found.first().map(|one| {
            one.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect::<String>()
        });
        // The token is a name as it stands.
        let token = found.iter().find(|one| one.starts_with("token")).cloned();
        let raw = found.join(" | ");
        let escaped = raw.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let percent = raw.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02x}"),
        });
        let json =
            raw.replace('\\', "\\\\").replace('"', "\\\"").replace('<', "\\u003c").replace('&', "\\u0026");
        Self { escaped, percent: percent.collect(), json, name: token.or(name).unwrap_or_default(), raw }
    }
}

/// A reply, made of what the request held.
pub(crate) type Make = Box<dyn Fn(&Echo) -> Reply + Send + Sync>;

fn html(status: u16, body: String) -> Reply {
    Reply::new(status).header("Content-Type", "text/html").body(body)
}

/// All replies, with their names.
pub(crate) fn replies() -> Vec<(String, Make)> {
    let mut all = pages();
    all.extend(faults());
    all.extend(broken());
    all.extend(given_away());
    all
}

fn add(
    all: &mut Vec<(String, Make)>,
    name: impl Into<String>,
    make: impl Fn(&Echo) -> Reply + Send + Sync + 'static,
) {
    all.push((name.into(), Box::new(make)));
}

/// What is no envelope.
fn pages() -> Vec<(String, Make)> {
    let mut all = Vec::new();
    for status in [200, 400, 401, 403, 404, 407, 500, 503] {
        add(&mut all, format!("HTML {status}"), move |e| {
            html(status, format!("<html><body>bad {} !", e.raw))
        });
        add(&mut all, format!("HTML {status}, escaped"), move |e| {
            html(status, format!("<html><p>bad {}", e.escaped))
        });
        add(&mut all, format!("HTML {status}, title"), move |e| {
            html(status, format!("<html><head><title>{}</title></head></html>", e.escaped))
        });
        add(&mut all, format!("text {status}"), move |e| Reply::new(status).body(e.raw.clone()));
        add(&mut all, format!("JSON {status}"), move |e| {
            Reply::new(status)
                .header("Content-Type", "application/json")
                .body(format!("{{\"got\":\"{}\"}}", e.json))
        });
        add(&mut all, format!("a page's link {status}"), move |e| {
            html(status, format!("<html><a href='?t={}'>", e.percent))
        });
    }
    // The excerpt ends in the middle of a secret, wherever that is.
    for padding in (200..301).step_by(9) {
        add(&mut all, format!("an excerpt that ends after {padding}"), move |e| {
            html(500, format!("{} {}", "x".repeat(padding), e.raw))
        });
    }
    add(&mut all, "gzip", |e| gzipped(500, e.raw.as_bytes()));
    add(&mut all, "UTF-16", |e| Reply::new(500).body([b"\xFF\xFE".to_vec(), utf16(&e.raw, false)].concat()));
    for (name, location) in [
        ("a query", "https://elsewhere.example/login?ticket={}"),
        ("a fragment", "https://elsewhere.example/login#{}"),
        ("a path", "https://elsewhere.example/login/{}"),
        ("user and password", "https://{}:{}@elsewhere.example/login"),
        ("no URL", "{}"),
        ("a relative one", "/login;{}?x"),
    ] {
        add(&mut all, format!("a Location with {name}"), move |e| {
            Reply::new(302).header("Location", &location.replace("{}", &e.percent))
        });
    }
    add(&mut all, "a raw Location", |e| {
        Reply::new(302).header("Location", &format!("https://elsewhere.example/{}", ascii(&e.raw)))
    });
    for status in [200, 401, 500] {
        add(&mut all, format!("header fields {status}"), move |e| {
            let text = ascii(&e.raw);
            Reply::new(status)
                .header("Set-Cookie", &format!("t={text}"))
                .header("WWW-Authenticate", &format!("Bearer realm=\"{text}\""))
                .header("X-Echo", &text)
                .body("no envelope")
        });
    }
    all
}

fn ascii(text: &str) -> String {
    text.chars().filter(char::is_ascii).collect()
}

/// Failures that the server tells properly.
fn faults() -> Vec<(String, Make)> {
    let mut all = Vec::new();
    let trace =
        "\r\n   at PLANTEDz1.Stack.Frame(String s) in c:\\PLANTEDz1\\x.cs:line 3\r\n   at PLANTEDz1.B()";
    add(&mut all, "a Fault", |e| {
        answer(
            500,
            of_parts(&format!(
                "<s:Body><s:Fault><faultcode>s:{0}</faultcode><faultstring>bad {0}</faultstring><faultactor>{0}</faultactor>\
             <detail><x>{0}</x></detail></s:Fault></s:Body>",
                e.escaped
            )),
        )
    });
    add(&mut all, "a Fault in SOAP 1.2", |e| {
        answer(
            500,
            xml(&format!(
                "<s:Envelope xmlns:s=\"{{S12}}\"><s:Body><s:Fault><s:Code><s:Value>{0}</s:Value><s:Subcode><s:Value>{0}</s:Value>\
             </s:Subcode></s:Code><s:Reason><s:Text>{0}</s:Text></s:Reason><s:Node>{0}</s:Node><s:Role>{0}</s:Role>\
             <s:Detail a='{0}'>{0}</s:Detail></s:Fault></s:Body></s:Envelope>",
                e.escaped.replace('\'', "&apos;")
            )),
        )
    });
    add(&mut all, "a Fault with a stack trace", move |_| {
        answer(
            500,
            of_parts(&format!(
                "<s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>No access{trace}</faultstring><detail>\
             <ExceptionDetail xmlns='urn:x'><StackTrace>{trace}</StackTrace></ExceptionDetail></detail></s:Fault></s:Body>"
            )),
        )
    });
    for status in [200, 500] {
        add(&mut all, format!("Succeeded=false at {status}"), move |e| {
            answer(
                status,
                of_headers(&format!(
                    "<Succeeded xmlns='{{NS}}'>false</Succeeded><ExceptionInfo xmlns='{{NS}}'><Message>bad {0}</Message><StackTrace>\
                 PLANTEDz1 {0}</StackTrace><ExceptionType>{0}</ExceptionType><InnerException><Message>{0}</Message><StackTrace>\
                 PLANTEDz1</StackTrace></InnerException></ExceptionInfo><Other xmlns='urn:o'>{0}</Other>",
                    e.escaped
                )),
            )
        });
    }
    add(&mut all, "Succeeded=false with a stack trace in its message", move |_| {
        ok(of_headers(&format!(
            "<Succeeded xmlns='{{NS}}'>false</Succeeded><ExceptionInfo xmlns='{{NS}}'><Message>No access{trace}</Message>\
             </ExceptionInfo>"
        )))
    });
    all
}

/// What cannot be read, at many places around what the request held.
fn broken() -> Vec<(String, Make)> {
    let mut all = Vec::new();
    let field = |name: &'static str, make: fn(&Echo) -> String| {
        let make = move |e: &Echo| ok(of_fields(&FIELDS.replace("<Id>", &format!("{}<Id>", make(e)))));
        (format!("in a field: {name}"), Box::new(make) as Make)
    };
    all.extend([
        field("text behind", |e| format!("<Tip>{}</Tip><", e.escaped)),
        field("text before the end tag", |e| format!("<Tip>{}</Tap>", e.escaped)),
        field("text beside", |e| e.escaped.clone()),
        field("raw text", |e| format!("<Tip>{}</Tip>", e.raw)),
        field("CDATA", |e| format!("<Tip><![CDATA[{}]]></Tip><", e.raw)),
        field("a comment", |e| format!("<!-- {} --><", e.raw)),
        field("a comment without end", |e| format!("<!-- {} ", e.raw)),
        field("an instruction", |e| format!("<?p {} ?><", e.raw)),
        field("an instruction's name", |e| format!("<?{} ", e.raw)),
        field("an attribute", |e| format!("<Tip a=\"{}\" a=''/>", e.escaped)),
        field("a number", |e| format!("<Rank>{}</Rank>", e.escaped)),
        field("a name", |e| format!("<{0}>&</{0}>", e.name)),
        field("a name nested", |e| format!("<x><{0}>&</{0}></x>", e.name)),
        field("a prefix", |e| format!("<{}:x/>", e.name)),
        field("an entity", |e| format!("<Tip>&{};</Tip>", e.name)),
        field("a namespace", |e| format!("<x xmlns='urn:{0}' xmlns:b='{0}' xmlns:b=''/>", e.percent)),
        field("a type", |e| format!("<TableRight i:type='{}:x'><Mask>x</Mask>&</TableRight>", e.name)),
    ]);
    add(&mut all, "the answer's name", |e| ok(of_body(&format!("<{0} xmlns='urn:{0}'/>", e.name))));
    add(&mut all, "the root's name", |e| ok(format!("<{0} xmlns='urn:{0}'/>", e.name)));
    add(&mut all, "a part of the Envelope", |e| ok(of_parts(&format!("<{}/>", e.name))));
    add(&mut all, "the encoding's name", |e| {
        bare(format!("<?xml version='1.0' encoding='{}'?><a/>", e.name))
    });
    add(&mut all, "Succeeded", |e| {
        ok(of_headers(&format!("<Succeeded xmlns='{{NS}}'>{}</Succeeded>", e.escaped)))
    });
    add(&mut all, "a header's name", |e| ok(of_headers(&format!("<{0}>&</{0}>", e.name))));
    add(&mut all, "behind the document", |e| ok(of_fields(FIELDS) + &e.raw));
    add(&mut all, "before the document", |e| ok(e.raw.clone() + &of_fields(FIELDS)));
    add(&mut all, "deep nesting", |e| ok(of_fields(&format!("<{}>", e.name).repeat(300))));
    add(&mut all, "too large", |e| ok(e.raw.repeat(20_000)));
    add(&mut all, "bytes that are no text", |e| ok([e.raw.as_bytes(), b"\xFF", e.raw.as_bytes()].concat()));
    add(&mut all, "UTF-16 that is none", |e| {
        bare([b"\xFF\xFE".to_vec(), utf16(&e.raw, false), vec![0, 0xD8, 0]].concat())
    });
    add(&mut all, "a body that breaks off", |e| {
        let reply = ok(of_fields(&e.escaped));
        let length = reply.wire_length();
        reply.cut_after(length - 20)
    });
    add(&mut all, "no HTTP", |e| Reply::raw(e.raw.clone()));
    add(&mut all, "no status", |e| Reply::raw(format!("HTTP/1.1 {} OK\r\n\r\n", e.raw)));
    add(&mut all, "no chunk", |e| {
        Reply::raw(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}\r\n", e.raw))
    });
    add(&mut all, "no header", |e| Reply::raw(format!("HTTP/1.1 200 OK\r\n{}\r\n\r\n", e.raw)));
    all
}

/// Secrets that the client has never seen: by the configured names alone they are known.
fn given_away() -> Vec<(String, Make)> {
    let mut all = Vec::new();
    let given = "<AuthenticateResponse xmlns=\"{NS}\"><Response><AssociateId>1</AssociateId></Response><Credentials><Ticket>\
        7T:PLANTEDx1PLANTEDx2PLANTEDx3PLANTEDx4</Ticket></Credentials><AuthenticationSucceeded>true</AuthenticationSucceeded>\
        </AuthenticateResponse>";
    let whole = of_body(given);
    let start = whole.find("<AuthenticateResponse").unwrap_or_default();
    for cut in (start..whole.len()).step_by(7) {
        let part = whole.as_bytes()[..cut].to_vec();
        add(&mut all, format!("a ticket, cut off at {cut}"), move |_| ok(part.clone()));
    }
    for (name, from, to) in [
        ("broken behind it", "</Ticket>", "</Ticket><"),
        ("broken before its end", "x4</Ticket>", "x4<</Ticket>"),
        ("an element in it", "PLANTEDx3", "<b>PLANTEDx3</b>"),
        ("with an attribute", "<Ticket>", "<Ticket a='&'>"),
        ("a secret attribute", "<Response>", "<Response Ticket='PLANTEDz1 PLANTEDz1' Ticket=''>"),
        ("an unquoted attribute", "<Response>", "<Response Ticket=PLANTEDz1-PLANTEDz1>"),
        ("a number that is none", "<AssociateId>1", "<AssociateId Ticket='PLANTEDz1'>one"),
        ("a truth value that is none", ">true</Auth", ">maybe</Auth"),
        ("with another prefix", "<Ticket>", "<p:Ticket xmlns:p='u'>PLANTEDz1</p:Ticket><Ticket>&"),
    ] {
        let text = whole.replace(from, to);
        add(&mut all, format!("a ticket, {name}"), move |_| ok(text.clone()));
    }
    all
}
