//! A reply to `GetUserInfoList` of any length, laid out as WCF writes it.
//!
//! The default namespace stands on the wrapper, members that are null are `i:nil` and empty, sets of flags are lists of
//! names, dictionaries are lists of pairs, an array of strings declares its namespace where it stands. The same length
//! always gives the same bytes.

use std::fmt::Write as _;

const SERVICES86: &str = "http://www.superoffice.net/ws/crm/NetServer/Services86";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const ARRAYS: &str = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

const NAMES: [&str; 8] = [
    "Ada Lovelace",
    "Bjørn Ødegård",
    "Chloé Lefèvre",
    "Dörte Grünwald",
    "Łukasz Żak",
    "Mehmet Yılmaz",
    "Smith &amp; Daughters",
    "上田 花子",
];
const ROLES: [&str; 4] =
    ["Administrator", "User level 1", "Read &lt;only&gt;", "Anonymous (no access to the sales module)"];
const TYPES: [&str; 3] = ["InternalAssociate", "ExternalAssociate", "ResourceAssociate"];
const FIELDS: [&str; 4] = ["associate.name", "associate.rank", "associate.person_id", "associate.type"];
const LICENSES: [&str; 5] = ["user", "sales", "marketing", "service", "windows"];

/// A small generator of numbers, so that neither sizes nor choices follow a pattern that a branch predictor learns.
struct Numbers(u64);

impl Numbers {
    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }

    fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let length = u64::try_from(of.len()).unwrap_or(1);
        usize::try_from(self.below(length)).ok().and_then(|index| of.get(index)).copied().unwrap_or("")
    }
}

/// The reply, of at least `size` bytes and hardly more.
#[must_use]
pub fn reply(size: usize) -> String {
    let mut xml = String::with_capacity(size + 4096);
    xml.push_str("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>");
    // Writing to a String does not fail.
    let _ = write!(xml, "<h:Succeeded xmlns:h=\"{SERVICES86}\">true</h:Succeeded></s:Header><s:Body>");
    let _ = write!(xml, "<GetUserInfoListResponse xmlns=\"{SERVICES86}\"><Response xmlns:i=\"{INSTANCE}\">");
    let mut numbers = Numbers(86);
    let mut id = 1u32;
    while xml.len() < size {
        user(&mut xml, id, &mut numbers);
        id += 1;
    }
    xml.push_str("</Response></GetUserInfoListResponse></s:Body></s:Envelope>");
    xml
}

fn user(xml: &mut String, id: u32, numbers: &mut Numbers) {
    xml.push_str("<UserInfo>");
    if numbers.below(3) == 0 {
        xml.push_str("<TableRight i:nil=\"true\"/>");
    } else {
        xml.push_str("<TableRight><Mask>Select Update Insert Delete Filtering</Mask>");
        optional(xml, "Reason", numbers, &["Granted by the role", "Not your own &amp; not your group's"]);
        xml.push_str("</TableRight>");
    }
    properties(xml, numbers);
    let name = numbers.one_of(&NAMES);
    let person = numbers.below(100_000);
    let rank = numbers.below(900);
    let _ = write!(xml, "<Deleted>{}</Deleted><UserInfoId>{id}</UserInfoId>", numbers.below(10) == 0);
    let _ = write!(xml, "<UserName>{name} {id}</UserName><PersonId>{person}</PersonId><Rank>{rank}</Rank>");
    optional(xml, "Tooltip", numbers, &["Bjørn — extension 4 21", "Works at the Oslo office, second floor"]);
    let _ = write!(xml, "<UserGroupId>{}</UserGroupId>", numbers.below(40));
    let _ = write!(xml, "<EjUserId>{}</EjUserId>", numbers.below(5000));
    let _ = write!(xml, "<UserType>{}</UserType>", numbers.one_of(&TYPES));
    licenses(xml, numbers);
    let _ = write!(xml, "<CanLogon>{}</CanLogon>", numbers.below(4) != 0);
    let _ = write!(xml, "<RoleName>{}</RoleName>", numbers.one_of(&ROLES));
    optional(xml, "RoleTooltip", numbers, &["What this role may do is set in the administrator's client"]);
    let _ = write!(xml, "<UserGroupName>Group {}</UserGroupName>", numbers.below(40));
    optional(xml, "UserGroupTooltip", numbers, &["Sales, Norway", "Støtte"]);
    xml.push_str("</UserInfo>");
}

fn properties(xml: &mut String, numbers: &mut Numbers) {
    let count = usize::try_from(numbers.below(5)).unwrap_or(0);
    if count == 0 {
        xml.push_str("<FieldProperties i:nil=\"true\"/>");
        return;
    }
    xml.push_str("<FieldProperties>");
    for field in FIELDS.iter().take(count) {
        let _ = write!(
            xml,
            "<FieldPropertyDictionaryKeyValuePair><Key>{field}</Key><Value><FieldRight><Mask>Read Write</Mask>\
             <Reason i:nil=\"true\"/></FieldRight><FieldType>{}</FieldType><FieldLength>{}</FieldLength></Value>\
             </FieldPropertyDictionaryKeyValuePair>",
            numbers.one_of(&["String", "Int32"]),
            numbers.below(255)
        );
    }
    xml.push_str("</FieldProperties>");
}

fn licenses(xml: &mut String, numbers: &mut Numbers) {
    let _ = write!(xml, "<GrantedLicenses xmlns:a=\"{ARRAYS}\">");
    for license in LICENSES.iter().take(usize::try_from(numbers.below(6)).unwrap_or(0)) {
        let _ = write!(xml, "<a:string>{license}</a:string>");
    }
    xml.push_str("</GrantedLicenses>");
}

/// A member that is null every other time.
fn optional(xml: &mut String, name: &str, numbers: &mut Numbers, texts: &[&str]) {
    if numbers.below(2) == 0 {
        let _ = write!(xml, "<{name} i:nil=\"true\"/>");
    } else {
        let _ = write!(xml, "<{name}>{}</{name}>", numbers.one_of(texts));
    }
}
