//! Replies that are legal, however odd: each must give the right value.

use superoffice_services86::types::{ETableRight, RoleEntity, RoleType, TableRight, UserGroup};
use superoffice_services86::values::Flags;

use super::super::http_server::Reply;
use super::envelopes::{
    FIELDS, HEADERS, bare, good_answer, group, gzipped, latin1, of_body, of_fields, of_headers, of_parts, ok,
    undeclared, utf16, xml,
};
use super::{Ask, Case, Expect};

/// All of them.
#[must_use]
pub fn cases() -> Vec<Case> {
    [namespaces(), contents(), nil(), encodings(), transfer()].concat()
}

/// Prefixes, order, and what the contract does not know.
fn namespaces() -> Vec<Case> {
    let prefixed = "<e:Envelope xmlns:e=\"{S11}\" xmlns:q1=\"{NS}\" xmlns:x=\"{XSI}\"><e:Header>\
        <q1:Succeeded>1</q1:Succeeded></e:Header><e:Body><q1:SaveUserGroupResponse><q1:Response>\
        <q1:TableRight><q1:Mask>Select Update</q1:Mask><q1:Reason/></q1:TableRight>\
        <q1:Value>Møte &amp; &lt;annet></q1:Value><q1:Tooltip x:nil=\"1\"/><q1:Id>4711</q1:Id>\
        <q1:Rank>-3</q1:Rank><q1:Deleted>1</q1:Deleted></q1:Response></q1:SaveUserGroupResponse></e:Body></e:Envelope>";
    let default = format!(
        "<Envelope xmlns=\"{{S11}}\"><Header/><Body><SaveUserGroupResponse xmlns='{{NS}}'>\
         <Response xmlns:i=\"{{XSI}}\">{FIELDS}</Response></SaveUserGroupResponse></Body></Envelope>"
    );
    let rebound = "<a:Envelope xmlns:a=\"{S11}\" xmlns:b=\"{NS}\"><a:Body><a:SaveUserGroupResponse \
        xmlns:a=\"{NS}\" xmlns:b=\"urn:other\"><a:Response xmlns:b=\"{XSI}\"><a:TableRight><c:Mask xmlns:c=\"{NS}\" \
        xmlns:a=\"urn:other\">Select Update</c:Mask><Reason xmlns=\"{NS}\"/></a:TableRight>\
        <a:Value xmlns:a=\"urn:other\">not this one</a:Value><a:Value>Møte &amp; &lt;annet></a:Value>\
        <a:Tooltip b:nil=\"true\"/><b:Id xmlns:b=\"{NS}\">4711</b:Id><a:Rank>-3</a:Rank><a:Deleted>1</a:Deleted>\
        </a:Response></a:SaveUserGroupResponse></a:Body></a:Envelope>";
    let unprefixed = FIELDS.replace(
        "<Id>",
        "<Extra xmlns=\"\"><Id>1</Id></Extra><Value xmlns=\"\">no</Value><p:Id xmlns:p=\"urn:other\">2</p:Id><Id>",
    );
    let shuffled = "<Deleted>1</Deleted><Rank>-3</Rank><Id>4711</Id><Tooltip i:nil=\"true\"/>\
        <Value>Møte &amp; &lt;annet></Value><TableRight><Reason/><Mask>Select Update</Mask></TableRight>";
    let unknown = FIELDS.replace(
        "<Value>",
        "<New><Value>inner</Value><Deep><Deeper a=\"1\"/>text</Deep></New><Newer/><Value xmlns=\"urn:x\">other</Value><Value>",
    );
    let attributes = FIELDS
        .replace(
            "<Id>",
            "<Id xmlns:z=\"http://schemas.microsoft.com/2003/10/Serialization/\" z:Id='i1' new=\"&lt;\">",
        )
        .replace("<Value>", "<Value xml:space=\"preserve\" xml:lang=\"nb\">");
    let twice = FIELDS.replace("<Rank>", "<Id>12</Id><Value>second</Value><Rank>");
    let headers = "<n:Note xmlns:n=\"urn:n\" s:mustUnderstand=\"0\"><n:Succeeded>false</n:Succeeded></n:Note>\
        <Succeeded xmlns=\"urn:other\">false</Succeeded><h:TimeZone xmlns:h=\"{NS}\"><h:SoTimeZoneId>7</h:SoTimeZoneId>\
        </h:TimeZone><h:Succeeded xmlns:h=\"{NS}\" s:actor=\"\">true</h:Succeeded><Plain/>";
    let after = good_answer().replace("</s:Body>", "</s:Body><o:More xmlns:o=\"urn:o\"><o:Even/></o:More>");
    let typed = good_answer().replace("<Response ", "<Response xmlns:t=\"{NS}\" i:type=\"t:UserGroup\" ");
    vec![
        Case::legal("plain", good_answer()),
        Case::legal("other prefixes", xml(prefixed)),
        Case::legal("default namespaces", xml(&default)),
        Case::legal("prefixes rebound midway", xml(rebound)),
        Case::legal("the default namespace undeclared midway", of_fields(&unprefixed)),
        Case::legal("fields out of order", of_fields(shuffled)),
        Case::legal("unknown elements", of_fields(&unknown)),
        Case::legal("unknown attributes", of_fields(&attributes)),
        Case::legal("a field twice: the first counts", of_fields(&twice)),
        Case::legal("unknown headers, known ones in any order", of_headers(headers)),
        Case::legal("no Header", of_parts(&plain_body())),
        Case::legal("an empty Header", of_headers("")),
        Case::legal("something foreign after the Body", after),
        Case::legal("xsi:type of the declared type", xml(&typed)),
    ]
}

/// The plain Body element.
fn plain_body() -> String {
    format!(
        "<s:Body s:encodingStyle=''><SaveUserGroupResponse xmlns=\"{{NS}}\"><Response xmlns:i=\"{{XSI}}\">{FIELDS}\
         </Response></SaveUserGroupResponse></s:Body>"
    )
}

/// Text in all its spellings.
fn contents() -> Vec<Case> {
    let value = "<Value>Møte &amp; &lt;annet></Value>";
    let with = |new: &str| of_fields(&FIELDS.replace(value, new));
    let comments = good_answer().replace("><", "><!-- <Rank>9</Rank> & --><?p <Id>?><");
    let comments = comments.replace(">-3<", ">-<!--minus-->3<?then three?><");
    let spaced = good_answer()
        .replace("annet>", "annet&gt;")
        .replace("><", ">\r\n\t <")
        .replace(" <Reason>\r\n\t </", "<Reason></");
    let spaced =
        spaced.replace("<Reason>\r\n\t </Reason>", "<Reason></Reason>").replace("</Id>", "\n</Id \t\n>");
    let numbers = FIELDS.replace(">4711<", "> +4711\n<").replace(">-3<", ">\t-0003 <").replace(">1<", ">01<");
    let quotes = good_answer().replace('"', "'").replace("xmlns:s='", "\n xmlns:s\t=\r\n'");
    vec![
        Case::legal("comments and processing instructions", comments),
        Case::legal("white space everywhere", spaced),
        Case::legal("white space around the document", format!("{}\r\n\t \n<!-- end -->\n", good_answer())),
        Case::legal("padded and signed numbers", of_fields(&numbers)),
        Case::legal("single quotes, spaces around =", quotes),
        Case::legal("CDATA", with("<Value><![CDATA[Møte & <annet>]]></Value>")),
        Case::legal(
            "CDATA in pieces",
            with("<Value>M<![CDATA[]]><![CDATA[øte &]]> &lt;<![CDATA[annet]]>></Value>"),
        ),
        Case::legal("character references", with("<Value>M&#248;te &#38; &#x3C;annet&#x3e;</Value>")),
        Case::legal("entity references", with("<Value>Møte &amp; &lt;annet&gt;</Value>")),
        Case::legal("quotes and apostrophes", with("<Value>&apos;&quot;'\"</Value>"))
            .group(|group| group.value = Some("'\"'\"".to_owned())),
        Case::legal("references to line breaks", with("<Value>a&#13;&#xA;&#9;b\r\nc\rd</Value>"))
            .group(|group| group.value = Some("a\r\n\tb\nc\nd".to_owned())),
        Case::legal("a comment within text", with("<Value>Sa<!-- > -->l<?x?>es</Value>"))
            .group(|group| group.value = Some("Sales".to_owned())),
        Case::legal("characters beyond the BMP", with("<Value>😀&#x1F600;\u{10FFFD}\u{FFFD}</Value>"))
            .group(|group| group.value = Some("😀😀\u{10FFFD}\u{FFFD}".to_owned())),
        Case::legal("white space is text in a string", with("<Value> \n </Value>"))
            .group(|group| group.value = Some(" \n ".to_owned())),
        Case::legal("no XML declaration", undeclared()),
        Case::legal("XML 1.0, standalone", good_answer().replace("?>", " standalone='yes' ?>")),
        Case::legal("an unknown flag is kept", of_fields(&FIELDS.replace("Select Update", " Select\n Fly ")))
            .group(|group| {
                let mut mask = Flags::from([ETableRight::Select]);
                // The only way to a name that the contract does not know is the wire.
                superoffice_services86::runtime::codec::LexValue::read(&mut mask, "Select Fly")
                    .unwrap_or_default();
                group.table_right = Some(TableRight { mask, reason: Some(String::new()) });
            }),
        role(),
    ]
}

/// An enumeration's name that the contract does not know is kept.
fn role() -> Case {
    let body = "<GetRoleEntityResponse xmlns=\"{NS}\"><Response><RoleId>5</RoleId><RoleType>Robot</RoleType>\
        <Rank>2</Rank></Response></GetRoleEntityResponse>";
    let role = RoleEntity {
        role_id: 5,
        role_type: RoleType::Other("Robot".into()),
        rank: 2,
        ..RoleEntity::default()
    };
    Case::legal("an unknown enum name is kept", of_body(body))
        .ask(Ask::Role)
        .gives(Expect::Role(Box::new(role)))
}

/// Nil, empty and absent.
fn nil() -> Vec<Case> {
    let all = "<TableRight i:nil=\"true\"/><FieldProperties i:nil=\"true\"></FieldProperties><Value i:nil=\" 1 \"/>\
        <Tooltip i:nil=\"true\"/>";
    let empty = "<TableRight/><FieldProperties/><Value/><Tooltip></Tooltip><Id>1</Id>";
    let not_nil = FIELDS.replace("<Id>", "<Id i:nil=\"false\">").replace("<Value>", "<Value i:nil=\"0\">");
    let list = |content: &str| {
        of_body(&format!("<GetAllUserGroupsResponse xmlns=\"{{NS}}\">{content}</GetAllUserGroupsResponse>"))
    };
    let group = |id: i32| Some(UserGroup { id, ..UserGroup::default() });
    let items = "<Response xmlns:i=\"{XSI}\"><UserGroup i:nil=\"true\"/><UserGroup><Id>1</Id></UserGroup>\
        <!-- --><UserGroup i:nil='true'></UserGroup><Foreign/><UserGroup/><UserGroup i:nil=\"true\"/></Response>";
    let groups = |items: Vec<Option<UserGroup>>| Expect::Groups(items);
    let nothing = || Expect::Group(Box::new(None));
    vec![
        Case::legal("nil everywhere", of_fields(all))
            .gives(Expect::Group(Box::new(Some(UserGroup::default())))),
        Case::legal("a wrapper in no namespace", of_body("<SaveUserGroupResponse/>")).gives(nothing()),
        Case::legal("nil where a value is", of_fields(&not_nil)),
        Case::legal("empty everywhere", of_fields(empty)).gives(Expect::Group(Box::new(Some(UserGroup {
            table_right: Some(TableRight::default()),
            value: Some(String::new()),
            tooltip: Some(String::new()),
            id: 1,
            // Empty is not absent: the dictionary was there.
            field_properties: std::iter::empty().collect(),
            ..UserGroup::default()
        })))),
        Case::legal(
            "a nil result",
            of_body("<SaveUserGroupResponse xmlns=\"{NS}\"><Response xmlns:i=\"{XSI}\" i:nil=\"true\"/></SaveUserGroupResponse>"),
        )
        .gives(nothing()),
        Case::legal("no result", of_body("<SaveUserGroupResponse xmlns=\"{NS}\"/>")).gives(nothing()),
        Case::legal("an empty result", of_fields("")).gives(Expect::Group(Box::new(Some(UserGroup::default())))),
        Case::legal("nil items", list(items))
            .ask(Ask::List)
            .gives(groups(vec![None, group(1), None, group(0), None])),
        Case::legal("an empty array", list("<Response/>")).ask(Ask::List).gives(groups(Vec::new())),
        Case::legal("an absent array", list("")).ask(Ask::List).gives(groups(Vec::new())),
        Case::legal("a nil array", list("<Response i:nil=\"true\" xmlns:i=\"{XSI}\"/>"))
            .ask(Ask::List)
            .gives(groups(Vec::new())),
        Case::legal("a result where none is promised", of_body("<DeleteUserGroupResponse xmlns=\"{NS}\"><Response>1</Response></DeleteUserGroupResponse>"))
            .ask(Ask::Delete)
            .gives(Expect::Done),
        Case::legal("no result where none is promised", of_body("<DeleteUserGroupResponse xmlns=\"{NS}\"/>"))
            .ask(Ask::Delete)
            .gives(Expect::Done),
    ]
}

/// Encodings: RFC 7303 has a byte order mark win over the media type's charset, and that over the declaration.
fn encodings() -> Vec<Case> {
    let declared = |name: &str| good_answer().replace("utf-8", name);
    let with_bom = |bom: &[u8], body: Vec<u8>| [bom, &body].concat();
    let charset = |charset: &str, body: Vec<u8>| {
        Reply::new(200).header("Content-Type", &format!("text/xml; charset={charset}")).body(body)
    };
    let legal = |name, reply| Case::legal(name, "").reply(|_| reply);
    vec![
        Case::legal("UTF-8 with a byte order mark", with_bom(b"\xEF\xBB\xBF", good_answer().into_bytes())),
        // Not legal, but sent, and clear.
        Case::legal("blank lines before the XML declaration", format!("\r\n\n {}", good_answer())),
        Case::legal("blank lines after a byte order mark", format!("\u{feff}\n{}", good_answer())),
        legal("UTF-16 LE", bare(with_bom(b"\xFF\xFE", utf16(&declared("utf-16"), false)))),
        legal("UTF-16 BE", bare(with_bom(b"\xFE\xFF", utf16(&declared("UTF-16"), true)))),
        legal("UTF-16 LE without a byte order mark", bare(utf16(&declared("utf-16le"), false))),
        legal("UTF-16 BE without a byte order mark", bare(utf16(&undeclared(), true))),
        legal(
            "UTF-16 by the media type",
            charset("utf-16", with_bom(b"\xFF\xFE", utf16(&undeclared(), false))),
        ),
        legal("UTF-16 BE by the media type alone", charset("UTF-16BE", utf16(&undeclared(), true))),
        legal("Latin-1 by the declaration", bare(latin1(&declared("ISO-8859-1")))),
        legal("windows-1252 by the declaration", bare(latin1(&declared("windows-1252")))),
        legal("Latin-1 by the media type", charset("ISO-8859-1", latin1(&undeclared()))),
        legal(
            "Latin-1 by the media type, quoted",
            charset("\"iso-8859-1\"; action=x", latin1(&undeclared())),
        ),
        legal("the media type wins over the declaration", charset("iso-8859-1", latin1(&good_answer()))),
        legal("UTF-8 by the media type, Latin-1 declared", ok(declared("iso-8859-1"))),
        legal(
            "a byte order mark wins over the media type",
            charset("iso-8859-1", with_bom(b"\xEF\xBB\xBF", good_answer().into_bytes())),
        ),
        legal("a charset that nobody knows, UTF-8 within", charset("utf8mb4", good_answer().into_bytes())),
    ]
}

/// How the bytes arrive.
fn transfer() -> Vec<Case> {
    let legal = |name, reply| Case::legal(name, "").reply(|_| reply);
    let body = good_answer();
    let chunk = |text: &str, extension: &str| format!("{:X}{extension}\r\n{text}\r\n", text.len());
    let (first, rest) = body.split_at(100);
    let odd = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n{}{}0;last\r\nX-After: 1\r\n\r\n",
        chunk(first, ";name=\"value\""),
        chunk(rest, " ")
    );
    let until_close = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n{body}");
    let interim = format!(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    vec![
        legal("gzip", gzipped(200, body.as_bytes())),
        legal("gzip, chunked", gzipped(200, body.as_bytes()).chunked(7)),
        legal("chunks of one byte", ok(body.clone()).chunked(1)),
        legal("chunks of three bytes", ok(body.clone()).chunked(3)),
        legal("chunks of 977 bytes", ok(body.clone()).chunked(977)),
        legal("chunk extensions and trailers", Reply::raw(odd)),
        legal("no length: the connection's end is the body's", Reply::raw(until_close)),
        legal("an interim response first", Reply::raw(interim)),
        legal("the connection is closed after", ok(body.clone()).close()),
        legal("no media type", Reply::new(200).body(body.clone())),
        legal(
            "another media type",
            Reply::new(200).header("Content-Type", "application/octet-stream").body(body.clone()),
        ),
        legal("status 202", super::envelopes::answer(202, body.clone())),
        Case::legal(
            "a header block of two thousand bytes",
            of_headers(&format!("{HEADERS}<x>{}</x>", "y".repeat(2000))),
        ),
        Case::legal(
            "a long text",
            of_fields(&FIELDS.replace(
                "<Tooltip i:nil=\"true\"/>",
                &format!("<Tooltip>{}</Tooltip>", "ø".repeat(100_000)),
            )),
        )
        .group(|one| {
            *one = group();
            one.tooltip = Some("ø".repeat(100_000));
        }),
    ]
}
