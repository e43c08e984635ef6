//! What there may be much of in services.

use super::schemas::{copied, kind};
use super::{CONTRACT, Files, Kind, complex, definitions, each, element, operation, schema};

pub(super) const KINDS: [Kind; 21] = [
    kind("operations", 1_250, |n| Service { operations: n, ..Service::default() }.files()),
    copied("operations that share a large message", 90, |n| {
        let content = each(n, |at| element(format!("e{at}"), "x:int"));
        Service { operations: n, content, ..Service::default() }.files()
    }),
    kind("operations with elements of their own", 500, |n| {
        let roots = each(n, |at| {
            format!(
                "<x:element name='Do{at}'><x:complexType><x:sequence>{}</x:sequence></x:complexType></x:element>",
                element("v", "x:int")
            )
        });
        let messages =
            each(n, |at| message(&format!("M{at}"), &format!("<part name='p' element='t:Do{at}'/>")));
        let of = |at| Operation { name: format!("Do{at}"), input: format!("M{at}"), ..Operation::default() };
        Service { components: roots, messages, more: (0..n).map(of).collect(), ..Service::default() }.files()
    }),
    kind("overloads", 300, |n| {
        let roots = each(n, |at| {
            format!(
                "<x:element name='In{at}'><x:complexType><x:sequence>{}</x:sequence></x:complexType></x:element>",
                element("v", "x:int")
            )
        });
        let messages =
            each(n, |at| message(&format!("M{at}"), &format!("<part name='p' element='t:In{at}'/>")));
        let of = |at| Operation {
            name: "Over".to_owned(),
            input: format!("M{at}"),
            alias: format!("In{at}"),
            ..Operation::default()
        };
        Service { components: roots, messages, more: (0..n).map(of).collect(), ..Service::default() }.files()
    }),
    kind("headers of an operation", 1_000, |n| {
        let (components, messages) = headers(n, "x:string");
        let uses = each(n, |at| format!("<soap:header message='t:H{at}' part='h' use='literal'/>"));
        let one = Operation { name: "Head".to_owned(), headers: uses, ..Operation::default() };
        Service { components, messages, more: vec![one], ..Service::default() }.files()
    }),
    kind("headers, each of an operation", 1_000, |n| {
        let (components, messages) = headers(n, "x:string");
        let of = |at| Operation {
            name: format!("Head{at}"),
            headers: format!("<soap:header message='t:H{at}' part='h' use='literal'/>"),
            ..Operation::default()
        };
        Service { components, messages, more: (0..n).map(of).collect(), ..Service::default() }.files()
    }),
    kind("headers that hold much", 200, |n| {
        let (components, messages) = headers(n, "t:H");
        let inner = complex("H", &each(n, |at| element(format!("sessionPart{at}"), "x:string")));
        let uses = each(n, |at| format!("<soap:header message='t:H{at}' part='h' use='literal'/>"));
        let one = Operation { name: "Head".to_owned(), headers: uses, ..Operation::default() };
        Service { components: components + &inner, messages, more: vec![one], ..Service::default() }.files()
    }),
    kind("operations with a large parameter", 300, |n| {
        let fields = each(500, |at| element(format!("password{at}"), "x:string"));
        let roots = each(n, |at| {
            format!(
                "<x:element name='Do{at}'><x:complexType><x:sequence>{}</x:sequence></x:complexType></x:element>",
                element("v", "t:Large")
            )
        });
        let messages =
            each(n, |at| message(&format!("M{at}"), &format!("<part name='p' element='t:Do{at}'/>")));
        let of = |at| Operation { name: format!("Do{at}"), input: format!("M{at}"), ..Operation::default() };
        let components = roots + &complex("Large", &fields);
        Service { components, messages, more: (0..n).map(of).collect(), ..Service::default() }.files()
    }),
    kind("operations that log in", 500, |n| {
        let inner = element("userName", "x:string") + &element("password", "x:string");
        let roots = each(n, |at| {
            let root = |name: String, inner: &str| {
                format!(
                    "<x:element name='{name}'><x:complexType><x:sequence>{inner}</x:sequence></x:complexType></x:element>"
                )
            };
            root(format!("Login{at}"), &inner)
                + &root(format!("LoginDone{at}"), &element("sessionId", "x:string"))
        });
        let messages = each(n, |at| {
            message(&format!("M{at}"), &format!("<part name='p' element='t:Login{at}'/>"))
                + &message(&format!("R{at}"), &format!("<part name='p' element='t:LoginDone{at}'/>"))
        });
        let of = |at| Operation {
            name: format!("Login{at}"),
            input: format!("M{at}"),
            output: format!("R{at}"),
            ..Operation::default()
        };
        Service { components: roots, messages, more: (0..n).map(of).collect(), ..Service::default() }.files()
    }),
    kind("parts of a message", 1_000, |n| {
        let messages = message("Many", &each(n, |at| format!("<part name='p{at}' type='x:int'/>")));
        let one = Operation {
            name: "Many".to_owned(),
            input: "Many".to_owned(),
            rpc: true,
            ..Operation::default()
        };
        Service { messages, more: vec![one], ..Service::default() }.files()
    }),
    kind("headers that are parts of one message", 500, |n| {
        let messages = message("Many", &each(n, |at| format!("<part name='p{at}' type='x:string'/>")));
        let uses = each(n, |at| format!("<soap:header message='t:Many' part='p{at}' use='literal'/>"));
        let one = Operation { name: "Many".to_owned(), headers: uses, ..Operation::default() };
        Service { messages, more: vec![one], ..Service::default() }.files()
    }),
    kind("parts that a body lists", 1_000, |n| {
        let messages = message("Many", &each(n, |at| format!("<part name='p{at}' type='x:int'/>")));
        let names: String = (0..n).map(|at| format!("p{at} ")).collect();
        let one = Operation {
            name: "Many".to_owned(),
            input: "Many".to_owned(),
            rpc: true,
            ..Operation::default()
        };
        let mut files = Service { messages, more: vec![one], ..Service::default() }.files();
        for (_, text) in &mut files {
            *text = text.replacen(
                "style='rpc'/><input><soap:body ",
                &format!("style='rpc'/><input><soap:body parts='{names}' "),
                1,
            );
        }
        files
    }),
    kind("parameters of an operation", 1_000, |n| {
        let root = format!(
            "<x:element name='Many'><x:complexType><x:sequence>{}</x:sequence></x:complexType></x:element>",
            each(n, |at| element(format!("p{at}"), "x:int"))
        );
        let messages = message("Many", "<part name='p' element='t:Many'/>");
        let one = Operation {
            name: "Many".to_owned(),
            input: "Many".to_owned(),
            output: "Many".to_owned(),
            ..Operation::default()
        };
        Service { components: root, messages, more: vec![one], ..Service::default() }.files()
    }),
    kind("faults of an operation", 1_000, |n| {
        let components = each(n, |at| element(format!("F{at}"), "x:string"));
        let messages =
            each(n, |at| message(&format!("F{at}"), &format!("<part name='f' element='t:F{at}'/>")));
        let one = Operation { name: "Fails".to_owned(), faults: (0..n).collect(), ..Operation::default() };
        Service { components, messages, more: vec![one], ..Service::default() }.files()
    }),
    kind("operations with a fault each", 1_000, |n| {
        let components = each(n, |at| element(format!("F{at}"), "x:string"));
        let messages =
            each(n, |at| message(&format!("F{at}"), &format!("<part name='f' element='t:F{at}'/>")));
        let of = |at| Operation { name: format!("Fails{at}"), faults: vec![at], ..Operation::default() };
        Service { components, messages, more: (0..n).map(of).collect(), ..Service::default() }.files()
    }),
    kind("messages that nobody uses", 5_000, |n| {
        Service {
            messages: each(n, |at| message(&format!("M{at}"), "<part name='p' element='t:Do'/>")),
            ..Service::default()
        }
        .files()
    }),
    kind("ports of a service", 500, |n| {
        let port =
            |at| format!("<port name='P{at}' binding='t:B'><soap:address location='http://x/{at}'/></port>");
        Service {
            services: format!("<service name='Many'>{}</service>", each(n, port)),
            ..Service::default()
        }
        .files()
    }),
    kind("services", 200, |n| {
        let service = |at| {
            format!(
                "<service name='S{at}'><port name='P' binding='t:B'><soap:address location='http://x/{at}'/></port></service>"
            )
        };
        Service { services: each(n, service), ..Service::default() }.files()
    }),
    kind("services with a portType each", 200, |n| {
        let service = |at| {
            format!(
                "<portType name='P{at}'><operation name='Do{at}'><input message='t:In'/><output message='t:Out'/></operation></portType>\n\
                 <binding name='B{at}' type='t:P{at}'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>\
                 <operation name='Do{at}'><soap:operation soapAction='Do{at}'/><input><soap:body use='literal'/></input>\
                 <output><soap:body use='literal'/></output></operation></binding>\
                 <service name='S{at}'><port name='P' binding='t:B{at}'><soap:address location='http://x/S{at}'/></port></service>"
            )
        };
        Service { services: each(n, service), ..Service::default() }.files()
    }),
    kind("references to policies", 500, |n| {
        let utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
        let policies = each(n, |at| {
            let next = format!("<w:PolicyReference URI='#p{}'/>", at + 1);
            format!(
                "<w:Policy xmlns:w='http://schemas.xmlsoap.org/ws/2004/09/policy' xmlns:u='{utility}' u:Id='p{at}'>{next}</w:Policy>"
            )
        });
        let uses = each(n, |at| {
            format!(
                "<w:PolicyReference xmlns:w='http://schemas.xmlsoap.org/ws/2004/09/policy' URI='#p{at}'/>"
            )
        });
        let mut files = Service { operations: n, services: policies, ..Service::default() }.files();
        files
            .iter_mut()
            .for_each(|(_, text)| *text = text.replacen("<soap:binding", &format!("{uses}<soap:binding"), 1));
        files
    }),
    kind("policies", 1_000, |n| {
        let policies = each(n, |at| {
            format!(
                "<w:Policy xmlns:w='http://schemas.xmlsoap.org/ws/2004/09/policy' \
                     xmlns:u='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd' u:Id='p{at}'><w:All/></w:Policy>"
            )
        });
        Service { services: policies, ..Service::default() }.files()
    }),
];

/// A message of these parts.
fn message(name: &str, parts: &str) -> String {
    format!("<message name='{name}'>{parts}</message>")
}

/// Elements, and messages with one part of such an element each.
fn headers(count: usize, ty: &str) -> (String, String) {
    let components = each(count, |at| element(format!("Head{at}"), ty));
    let messages =
        each(count, |at| message(&format!("H{at}"), &format!("<part name='h' element='t:Head{at}'/>")));
    (components, messages)
}

/// One operation beside [`super::OPERATION`].
#[derive(Default)]
struct Operation {
    name: String,
    /// The message that it takes; that of the other one where this is empty.
    input: String,
    output: String,
    /// The name of its input.
    alias: String,
    headers: String,
    /// The messages of its faults, by their numbers.
    faults: Vec<usize>,
    rpc: bool,
}

impl Operation {
    fn alias(&self) -> String {
        if self.alias.is_empty() { String::new() } else { format!(" name='{}'", self.alias) }
    }

    fn offered(&self) -> String {
        let or = |name: &str, usual: &str| if name.is_empty() { usual.to_owned() } else { name.to_owned() };
        let (input, output) = (or(&self.input, "In"), or(&self.output, "Out"));
        let faults: String =
            self.faults.iter().map(|at| format!("<fault name='F{at}' message='t:F{at}'/>")).collect();
        format!(
            "<operation name='{}'><input{} message='t:{input}'/><output message='t:{output}'/>{faults}</operation>\n",
            self.name,
            self.alias()
        )
    }

    fn bound(&self) -> String {
        let Self { name, headers, .. } = self;
        let style = if self.rpc { " style='rpc'" } else { "" };
        let faults = self
            .faults
            .iter()
            .map(|at| format!("<fault name='F{at}'><soap:fault name='F{at}' use='literal'/></fault>"));
        format!(
            "<operation name='{name}'><soap:operation soapAction='{name}'{style}/>\
             <input{}><soap:body use='literal'/>{headers}</input><output><soap:body use='literal'/></output>{}</operation>\n",
            self.alias(),
            faults.collect::<String>()
        )
    }
}

/// What a contract has beside [`super::OPERATION`].
#[derive(Default)]
struct Service {
    components: String,
    messages: String,
    services: String,
    /// What messages hold; one text where this is empty.
    content: String,
    /// So many operations that differ in name alone.
    operations: usize,
    more: Vec<Operation>,
}

impl Service {
    fn files(mut self) -> Files {
        let named = |at| Operation { name: format!("Op{at}"), ..Operation::default() };
        self.more.extend((0..self.operations).map(named));
        let usual = element("a", "x:string");
        let (roots, rest) = operation(if self.content.is_empty() { &usual } else { &self.content });
        let offered: String = self.more.iter().map(Operation::offered).collect();
        let bound: String = self.more.iter().map(Operation::bound).collect();
        let rest = rest.replacen("</portType>", &format!("{offered}</portType>"), 1).replacen(
            "</binding>",
            &format!("{bound}</binding>"),
            1,
        );
        let Self { components, messages, services, .. } = self;
        let types = schema(&format!("{components}{roots}"));
        vec![(CONTRACT.to_owned(), definitions(&format!("<types>{types}</types>{messages}{rest}{services}")))]
    }
}
