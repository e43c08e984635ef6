//! A call as a program writes it: an operation with an argument of the right type for each parameter.

use crate::contract::TypeName;
use crate::contract::builtin::Rust;
use crate::names::RustName;
use crate::names::named::{Container, Member, Operation, Service, Shape};

use super::code::Code;
use super::context::Context;
use super::{arguments, text};

/// What the examples around a call import already.
const AROUND: [(&str, &str); 6] = [
    ("crate", "Error"),
    ("crate", "ErrorKind"),
    ("crate", "FakeTransport"),
    ("crate", "RequestHeaders"),
    ("crate", "Session"),
    ("std::time", "Duration"),
];

/// Where files of the crate find values; programs have a shorter way.
const VALUES: &str = "crate::runtime::values";

/// How wide an example gets.
const WIDTH: usize = 100;

/// An operation, with its service.
#[derive(Clone, Copy)]
pub(super) struct Found<'c> {
    pub(super) service: &'c Service,
    pub(super) operation: &'c Operation,
}

impl<'c> Found<'c> {
    /// All operations of a service, in the order of the contract.
    pub(super) fn in_service(service: &'c Service) -> impl Iterator<Item = Self> + Clone {
        service.operations.iter().map(move |operation| Self { service, operation })
    }

    /// All operations.
    fn all(cx: &Context<'c>) -> impl Iterator<Item = Self> + Clone {
        cx.model.services.iter().flat_map(Self::in_service)
    }

    /// Whether it has a result.
    fn gives(&self) -> bool {
        self.operation.output.as_ref().is_some_and(|output| !output.body.members.is_empty())
    }
}

/// The operation that the examples call: the one that the configuration names, where it is generated, or the simplest.
pub(super) fn chosen<'c>(cx: &Context<'c>) -> Option<Found<'c>> {
    let named = cx.example.as_ref().and_then(|(service, operation)| {
        Found::all(cx).find(|found| found.service.id == *service && found.operation.name == *operation)
    });
    named.or_else(|| simplest(cx, Found::all(cx)))
}

/// The operation that is the easiest to show: it gives something, its arguments are plain, and it only reads.
pub(super) fn simplest<'c>(cx: &Context<'c>, all: impl Iterator<Item = Found<'c>>) -> Option<Found<'c>> {
    let login = cx.options.login.as_ref().and_then(|login| login.operation.as_ref());
    let login = login.and_then(|operation| operation.name.rsplit('.').next());
    all.min_by_key(|found| {
        let members = &found.operation.input.body.members;
        let effort: usize = if arguments::as_struct(cx, &found.operation.input.body) {
            members.len() + 4
        } else {
            members.iter().map(|member| effort(member, found.operation.input.body.wcf)).sum()
        };
        (
            login == Some(&found.operation.name),
            !found.gives(),
            effort,
            !found.operation.name.starts_with("Get") || members.is_empty(),
        )
    })
}

/// How much a reader must know to see what an argument is.
fn effort(member: &Member, wcf: bool) -> usize {
    match (member.container, &member.shape) {
        (Container::Vec | Container::VecOption, _) => 2,
        (Container::Option | Container::Nillable, _) if !wcf => 1,
        (_, Shape::Scalar(builtin)) => match builtin.rust() {
            Rust::Text | Rust::Bool | Rust::Whole(..) | Rust::Float(..) => 0,
            Rust::Copied(_) | Rust::Value(_) => 1,
        },
        (_, Shape::Enum(_) | Shape::Flags(_)) => 1,
        (_, Shape::Record(_) | Shape::List(_)) => 2,
        _ => 3,
    }
}

/// A call of an operation, and what it needs imported.
pub(super) struct Call {
    /// Whether it has a result.
    pub(super) gives: bool,
    /// What stands before the arguments: the service's accessor, and the method.
    path: [String; 2],
    arguments: Vec<String>,
    imports: Code,
}

impl Call {
    pub(super) fn new(cx: &Context<'_>, found: Found<'_>) -> Self {
        let mut imports = Code::default();
        for (module, name) in AROUND {
            imports.define(module, name);
        }
        let body = &found.operation.input.body;
        let mut arguments: Vec<String> = if arguments::as_struct(cx, body) {
            let module = format!("crate::{}", found.service.rust.module);
            let request = cx.named(&mut imports, &module, &found.operation.rust.request);
            vec![format!("&{}::default()", text::flat(&request))]
        } else {
            body.members.iter().map(|member| argument(cx, &mut imports, member, body.wcf)).collect()
        };
        let krate = format!("{}::", cx.options.path());
        for argument in &mut arguments {
            *argument = argument.replace(VALUES, "crate::values").replace("crate::", &krate);
        }
        let path = [format!("{}()", found.service.rust.accessor), found.operation.rust.method.to_string()];
        Self { gives: found.gives(), path, arguments, imports }
    }

    /// The call, on a variable `session`.
    pub(super) fn expression(&self) -> String {
        let [accessor, method] = &self.path;
        format!("session.{accessor}.{method}({})", self.arguments.join(", "))
    }

    /// The call, awaited in a function, as a formatter lays it out.
    pub(super) fn statement(&self, start: &str) -> Vec<String> {
        let line = format!("    {start}{}.await?;", self.expression());
        if line.len() <= WIDTH {
            return vec![line];
        }
        let [accessor, method] = &self.path;
        let mut lines = vec![format!("    {start}session"), format!("        .{accessor}")];
        let line = format!("        .{method}({})", self.arguments.join(", "));
        if line.len() <= WIDTH {
            lines.push(line);
        } else {
            lines.push(format!("        .{method}("));
            lines.extend(self.arguments.iter().map(|argument| format!("            {argument},")));
            lines.push("        )".to_owned());
        }
        lines.push("        .await?;".to_owned());
        lines
    }

    /// The lines that import the types of its arguments.
    pub(super) fn uses(&self, cx: &Context<'_>) -> Vec<String> {
        let krate = format!("use {}::", cx.options.path());
        let short = |line: String| line.replacen(VALUES, "crate::values", 1);
        self.imports
            .use_lines()
            .into_iter()
            .map(|line| short(line).replacen("use crate::", &krate, 1))
            .collect()
    }
}

/// An argument as [`arguments::argument`] takes it.
fn argument(cx: &Context<'_>, code: &mut Code, member: &Member, wcf: bool) -> String {
    match member.container {
        Container::Vec => format!("&[{}]", value(cx, code, &member.shape, member)),
        Container::VecOption => format!("&[Some({})]", value(cx, code, &member.shape, member)),
        Container::Option | Container::Nillable if !wcf => match &member.shape {
            // What reads as text could be anything that does.
            Shape::List(item) if item.shape.is_text() => {
                format!("Some(&[{:?}])", sample(&item.wire.local))
            }
            _ => "None".to_owned(),
        },
        _ => match &member.shape {
            Shape::List(item) if item.shape.is_text() => {
                format!("&[{:?}]", sample(&item.wire.local))
            }
            Shape::List(item) => format!("&[{}]", value(cx, code, &item.shape, member)),
            shape if shape.is_text() => format!("{:?}", sample(&member.wire.local)),
            shape if arguments::is_copied(shape) => value(cx, code, shape, member),
            shape => format!("&{}", value(cx, code, shape, member)),
        },
    }
}

/// An owned value of a shape.
fn value(cx: &Context<'_>, code: &mut Code, shape: &Shape, member: &Member) -> String {
    let ty = match shape {
        Shape::Scalar(builtin) => match builtin.rust() {
            Rust::Text => return format!("{:?}.to_owned()", sample(&member.wire.local)),
            Rust::Bool => return "true".to_owned(),
            Rust::Whole(..) => return "1".to_owned(),
            Rust::Float(..) => return "1.0".to_owned(),
            Rust::Copied(name) | Rust::Value(name) => cx.value(code, name),
        },
        Shape::Enum(name) => match variant(cx, &name.name) {
            Some(variant) => return format!("{}::{variant}", text::flat(&cx.ty(code, name))),
            None => cx.ty(code, name),
        },
        Shape::Flags(name) => match variant(cx, &name.name) {
            Some(variant) => return format!("{}::{variant}.into()", text::flat(&cx.ty(code, name))),
            None => cx.value(code, "Flags"),
        },
        // What they hold is known where they are taken.
        Shape::Tokens(_) => cx.value(code, "SimpleList"),
        Shape::List(_) => cx.value(code, "List"),
        Shape::Map(name) if cx.model.dictionaries.contains_key(&name.name) => cx.value(code, "Map"),
        _ => cx.rust(code, shape),
    };
    format!("{}::default()", text::flat(&ty))
}

/// The first value of an enumerated type.
fn variant<'c>(cx: &Context<'c>, name: &TypeName) -> Option<&'c RustName> {
    cx.model.enums.get(name)?.values.first().map(|value| &value.rust)
}

/// A text for a parameter: its name.
fn sample(name: &str) -> String {
    name.to_lowercase()
}
