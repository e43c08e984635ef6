//! Contracts that ask for too much: a few kilobytes that stand for more than any machine holds. Each is refused in words
//! that name a place, or read with what it says once.
//!
//! The command runs as a process, so that a stack that overflows is seen. No time is measured: what is not shared comes to
//! no end at all here.

use std::path::Path;
use std::process::{Command, Output};

use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::hostile_contracts::{CONTRACT, Kind, kinds};

/// A contract of these schema components, in which the operation `Do` sends and receives `content`.
fn wsdl(components: &str, content: &str) -> String {
    let root = |name: &str| {
        format!(
            "<x:element name='{name}'><x:complexType><x:sequence>{content}</x:sequence></x:complexType></x:element>"
        )
    };
    format!(
        "<definitions targetNamespace='urn:t' xmlns:t='urn:t' xmlns:x='http://www.w3.org/2001/XMLSchema' \
         xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns='http://schemas.xmlsoap.org/wsdl/'>\n\
         <types><x:schema targetNamespace='urn:t' elementFormDefault='qualified'>\n{components}{}{}</x:schema></types>\
         <message name='In'><part name='p' element='t:Do'/></message>\
         <message name='Out'><part name='p' element='t:Done'/></message>\
         <portType name='P'><operation name='Do'><input message='t:In'/><output message='t:Out'/></operation></portType>\
         <binding name='B' type='t:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>\
         <operation name='Do'><soap:operation soapAction='Do'/><input><soap:body use='literal'/></input>\
         <output><soap:body use='literal'/></output></operation></binding>\
         <service name='S'><port name='P' binding='t:B'><soap:address location='http://x/'/></port></service>\
         </definitions>",
        root("Do"),
        root("Done")
    )
}

/// `each` of so many steps, and then the last one.
fn chain(steps: usize, each: impl Fn(usize) -> String, last: &str) -> String {
    (0..steps).map(each).chain([last.to_owned()]).collect()
}

/// Groups of which each refers to the next one twice.
fn groups(steps: usize, kind: &str, occurs: &str, last: &str) -> String {
    let step = |at: usize| {
        let next = format!("<x:group ref='t:g{}'{occurs}/>", at + 1);
        format!("<x:group name='g{at}'><x:{kind}>{next}{next}</x:{kind}></x:group>\n")
    };
    let last = format!("<x:group name='g{steps}'><x:{kind}>{last}</x:{kind}></x:group>\n");
    wsdl(&chain(steps, step, &last), "<x:group ref='t:g0'/>")
}

/// Groups in groups, each with choices in choices.
fn groups_of_choices(groups: usize, choices: usize) -> String {
    let step = |at: usize| {
        let mut inner = format!("<x:group ref='t:g{}'/>", at + 1);
        for choice in 0..choices {
            inner = format!("<x:choice><x:element name='e{at}_{choice}' type='x:int'/>{inner}</x:choice>");
        }
        format!("<x:group name='g{at}'>{inner}</x:group>\n")
    };
    let last = format!("<x:group name='g{groups}'><x:sequence>{LEAF}</x:sequence></x:group>");
    wsdl(&chain(groups, step, &last), "<x:group ref='t:g0'/>")
}

/// Types of which each holds the next one in these elements.
fn types(steps: usize, elements: &[&str]) -> String {
    let step = |at: usize| {
        let inner = elements.iter().map(|name| format!("<x:element name='{name}' type='t:T{}'/>", at + 1));
        let inner: String = inner.collect();
        format!("<x:complexType name='T{at}'><x:sequence>{inner}</x:sequence></x:complexType>\n")
    };
    let last = format!("<x:complexType name='T{steps}'><x:sequence>{LEAF}</x:sequence></x:complexType>\n");
    wsdl(&chain(steps, step, &last), FIRST)
}

/// Unions of which each has the next ones twice.
fn unions(steps: usize, of: &str, default: &str) -> String {
    let both = |at: usize, inner: &str| {
        ["u", "v"].map(|name| format!("<x:simpleType name='{name}{at}'>{inner}</x:simpleType>\n")).concat()
    };
    let step = |at: usize| both(at, &format!("<x:union memberTypes='t:u{0} t:v{0}'/>", at + 1));
    let last = both(steps, &format!("<x:restriction base='{of}'/>"));
    wsdl(&chain(steps, step, &last), &format!("<x:element name='a' type='t:u0'{default}/>"))
}

const LEAF: &str = "<x:element name='x' type='x:string'/>";
const FIRST: &str = "<x:element name='a' type='t:T0'/>";

/// What comes of a contract.
struct Outcome {
    name: &'static str,
    contract: String,
    /// The exit code is 2, and this stands in the message; without it all commands succeed.
    refused: Option<&'static str>,
    /// Whether a crate is generated too. One of thousands of types takes long.
    generated: bool,
}

fn refused(name: &'static str, contract: String, message: &'static str) -> Outcome {
    Outcome { name, contract, refused: Some(message), generated: true }
}

fn read(name: &'static str, contract: String) -> Outcome {
    Outcome { name, contract, refused: None, generated: true }
}

fn outcomes() -> Vec<Outcome> {
    const MANY: &str = "the element Do has more than 100,000 particles";
    const DEEP: &str = "the element Do nests groups more than 256 levels deep";
    let attributes = |steps: usize| {
        let step = |at: usize| {
            let next = format!("<x:attributeGroup ref='t:a{}'/>", at + 1);
            format!("<x:attributeGroup name='a{at}'>{next}{next}</x:attributeGroup>\n")
        };
        let last = format!(
            "<x:attributeGroup name='a{steps}'><x:attribute name='y'/></x:attributeGroup>\
             <x:complexType name='T0'><x:attributeGroup ref='t:a0'/></x:complexType>"
        );
        wsdl(&chain(steps, step, &last), FIRST)
    };
    let anonymous = |steps: usize| {
        let step = |at: usize| {
            let next = format!("<x:element ref='t:e{}'/>", at + 1);
            format!(
                "<x:element name='e{at}'><x:complexType><x:sequence>{next}</x:sequence></x:complexType></x:element>\n"
            )
        };
        wsdl(
            &chain(steps, step, &format!("<x:element name='e{steps}' type='x:int'/>")),
            "<x:element ref='t:e0'/>",
        )
    };
    let in_groups = |steps: usize| {
        let step = |at: usize| {
            let inner = format!("<x:complexType><x:group ref='t:g{}'/></x:complexType>", at + 1);
            format!(
                "<x:group name='g{at}'><x:sequence><x:element name='e'>{inner}</x:element></x:sequence></x:group>\n"
            )
        };
        let last = format!("<x:group name='g{steps}'><x:sequence>{LEAF}</x:sequence></x:group>");
        wsdl(&chain(steps, step, &last), "<x:group ref='t:g0'/>")
    };
    let extensions = |steps: usize, kind: &str| {
        let step = |at: usize| {
            format!(
                "<x:complexType name='T{at}'{kind}><x:complexContent><x:extension base='t:T{}'><x:sequence>\
                 <x:element name='e{at}' type='x:int'/></x:sequence></x:extension></x:complexContent></x:complexType>\n",
                at + 1
            )
        };
        let last = format!("<x:complexType name='T{steps}'><x:sequence>{LEAF}</x:sequence></x:complexType>");
        wsdl(
            &chain(steps, step, &last),
            &format!("<x:element name='a' type='t:T{steps}'/><x:element name='b' type='t:T0'/>"),
        )
    };
    let restrictions = |steps: usize| {
        let step = |at: usize| {
            format!("<x:simpleType name='R{at}'><x:restriction base='t:R{}'/></x:simpleType>\n", at + 1)
        };
        let last = format!("<x:simpleType name='R{steps}'><x:restriction base='x:string'/></x:simpleType>");
        wsdl(&chain(steps, step, &last), "<x:element name='a' type='t:R0'/>")
    };
    let long = |mut one: Outcome| {
        one.generated = false;
        one
    };
    vec![
        refused("groups", groups(30, "sequence", "", LEAF), MANY),
        refused(
            "groups that repeat",
            groups(20, "sequence", " minOccurs='0' maxOccurs='unbounded'", LEAF),
            MANY,
        ),
        refused("choices", groups(30, "choice", " maxOccurs='2'", LEAF), MANY),
        refused("groups of nothing", groups(40, "sequence", "", ""), MANY),
        refused("groups of choices", groups_of_choices(50, 60), DEEP),
        refused("a chain of groups", groups_of_choices(400, 1), DEEP),
        read("attribute groups", attributes(40)),
        read("unions", unions(40, "x:int", "")),
        read("unions of names", unions(40, "x:QName", "")),
        read("a default of a union", unions(40, "x:int", " default='none'")),
        read("types that branch", types(40, &["l", "r"])),
        long(read("a chain of types", types(2_000, &["n"]))),
        long(read("a chain of elements", anonymous(2_000))),
        long(read("a chain of anonymous types in groups", in_groups(2_000))),
        long(read("a chain of extensions", extensions(2_000, ""))),
        long(read("a chain of abstract types", extensions(2_000, " abstract='true'"))),
        long(read("a chain of restrictions", restrictions(2_000))),
    ]
}

fn run(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_command_line")).current_dir(folder).args(words).output().unwrap()
}

#[test]
fn what_asks_for_too_much_is_refused_or_shared() {
    let folder = tempfile::tempdir().unwrap();
    for Outcome { name, contract, refused, generated } in outcomes() {
        std::fs::write(folder.path().join("t.wsdl"), contract).unwrap();
        let commands: [&[&str]; 4] = [
            &["inspect", "t.wsdl", "--operation", "Do"],
            &["normalize", "t.wsdl"],
            &["sample", "t.wsdl", "Do"],
            &["generate", "--wsdl", "t.wsdl", "--out", "made"],
        ];
        // All commands read a contract alike, so of most two are enough.
        let wanted = |command: &str| match (command, generated) {
            ("generate", generated) => generated,
            ("sample", _) => true,
            _ => matches!(name, "groups" | "types that branch"),
        };
        let commands = commands.iter().filter(|words| wanted(words[0]));
        for words in commands {
            let output = run(folder.path(), words);
            let told = String::from_utf8_lossy(&output.stderr);
            let command = words[0];
            let code = if refused.is_some() { 2 } else { 0 };
            assert_eq!(output.status.code(), Some(code), "{name}: {command}: {:?}\n{told}", output.status);
            if let Some(message) = refused {
                assert!(told.contains(message), "{name}: {command}: {told}");
                assert!(told.contains("--> t.wsdl:") && told.contains("help: "), "{name}: {command}: {told}");
                assert!(told.len() < 20_000, "{name}: {command}: {told}");
            }
            if command == "sample" {
                assert!(output.stdout.len() < 1_100_000, "{name}: {} bytes", output.stdout.len());
            }
        }
        let _ = std::fs::remove_dir_all(folder.path().join("made"));
    }
}

#[test]
fn a_sample_says_where_it_stops() {
    let folder = tempfile::tempdir().unwrap();
    for (contract, says) in [
        (types(30, &["l", "r"]), "<!-- the sample ends here: it would be larger than 1 MB -->"),
        (types(300, &["n"]), "<!-- more is nested here: the sample shows 100 levels -->"),
    ] {
        std::fs::write(folder.path().join("t.wsdl"), contract).unwrap();
        let output = run(folder.path(), &["sample", "t.wsdl", "Do", "--part", "request"]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.matches(says).count(), 1, "{}", text.len());
        // It is whole all the same.
        assert!(text.trim_end().ends_with("</soap:Envelope>") && text.len() < 600_000, "{}", text.len());
    }
}

#[test]
fn what_a_contract_says_once_is_not_copied_without_end() {
    const COPIES: &str = "the references of this contract stand for more than 150,000 particles";
    const INHERITED: &str = "more than 150,000 fields and long patterns from types that they extend or use";
    for (name, size, message) in [
        ("types that extend a large one", 460, INHERITED),
        ("uses of a long pattern", 1_100, INHERITED),
        ("types that share a large group", 460, COPIES),
        ("types that share large attribute groups", 460, COPIES),
        ("substitution groups in each other", 650, COPIES),
        ("operations that share a large message", 460, COPIES),
        ("schemas that include a file without a namespace", 300, "stands for more than 250000 elements"),
    ] {
        let kind = kinds().into_iter().find(|kind| kind.name == name).unwrap();
        let read = read_contracts(&[CONTRACT.into()], &memory(&kind, size));
        let Err(errors) = read else { panic!("{name} is read") };
        let text = errors.to_string();
        assert_eq!(errors.len(), 1, "{name}: {text}");
        assert!(text.contains(message) && text.contains("--> ") && text.contains("help: "), "{name}: {text}");
        assert!(read_contracts(&[CONTRACT.into()], &memory(&kind, size / 5)).is_ok(), "{name}");
    }
}

fn memory(kind: &Kind, size: usize) -> ReadOptions {
    let files = (kind.files)(size).into_iter();
    let memory = files.map(|(name, text)| (name.into(), text.into_bytes())).collect();
    ReadOptions { memory, ..ReadOptions::default() }
}

#[test]
fn a_chain_to_what_is_missing_is_cut_out_and_told_in_short() {
    let text = types(3_000, &["n"]).replace("name='T3000'", "name='Other'");
    let text = text.replace(FIRST, &FIRST.replace("/>", " minOccurs='0'/>"));
    let options = ReadOptions { lenient: true, ..ReadOptions::default() };
    let memory = [("t.wsdl".into(), text.into_bytes())].into_iter().collect();
    let (contract, warnings) =
        read_contracts(&["t.wsdl".into()], &ReadOptions { memory, ..options }).unwrap();
    assert_eq!(contract.services[0].ports[0].operations.len(), 1);
    assert!(contract.types.keys().all(|name| !name.name.local.starts_with('T')));
    let why = &warnings.iter().find(|one| one.message.contains("is left out")).unwrap().message;
    let whole = "the element a of {urn:t}Do is left out: it has the type T0, which in the end needs the type T3000, which \
                 does not exist";
    assert_eq!(why, whole);
}

#[test]
fn fields_beyond_count_keep_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let fields: String = (0..2_500).map(|at| format!("<x:element name='e{at}' type='x:int'/>\n")).collect();
    let fields = fields + "<x:element name='password' type='x:string'/>";
    let ty = format!("<x:complexType name='T0'><x:sequence>{fields}</x:sequence></x:complexType>");
    std::fs::write(folder.path().join("t.wsdl"), wsdl(&ty, FIRST)).unwrap();
    let output = run(folder.path(), &["generate", "--wsdl", "t.wsdl", "--out", "made"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(folder.path().join("made/src/types/t0.rs")).unwrap();
    // A call for each, and not one expression of thousands.
    assert!(text.contains("shown.field(\"password\", &\"***\");"), "{}", text.len());
    assert!(text.contains("    pub e2499: i32,\n"));
}

#[test]
fn groups_that_contain_themselves_are_told() {
    let group = "<x:group name='g'><x:sequence><x:group ref='t:h'/></x:sequence></x:group>\
                 <x:group name='h'><x:sequence><x:group ref='t:g'/></x:sequence></x:group>";
    let attributes = "<x:attributeGroup name='g'><x:attributeGroup ref='t:h'/></x:attributeGroup>\
                      <x:attributeGroup name='h'><x:attributeGroup ref='t:g'/></x:attributeGroup>";
    for (components, inner) in
        [(group, "<x:group ref='t:g'/>"), (attributes, "<x:attributeGroup ref='t:g'/>")]
    {
        let ty = format!("<x:complexType name='T0'>{inner}</x:complexType>");
        let memory = [("t.wsdl".into(), wsdl(&format!("{components}{ty}"), FIRST).into_bytes())];
        let options = ReadOptions { memory: memory.into_iter().collect(), ..ReadOptions::default() };
        let errors = read_contracts(&["t.wsdl".into()], &options).unwrap_err().to_string();
        assert!(errors.contains("error[cycle]: the group g contains itself"), "{errors}");
        assert!(!errors.contains("error[limit]"), "{errors}");
    }
}
