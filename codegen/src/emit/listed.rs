//! Results that hold one list, so that they can be read item by item.

use crate::names::RustName;
use crate::names::named::{Container, Member, MemberPlace, Shape};

use super::code::Code;
use super::context::Context;
use super::paths::runtime_macro;
use super::text;

/// Whether a result of the crate can be read item by item.
pub(super) fn any(cx: &Context<'_>) -> bool {
    let operations = cx.model.services.iter().flat_map(|service| &service.operations);
    let mut outputs = operations.filter_map(|operation| operation.output.as_ref());
    outputs.any(|output| match output.body.members.as_slice() {
        [Member { shape: Shape::Record(names), .. }] => {
            cx.model.records.get(&names.name).is_some_and(|record| list_of(&record.members).is_some())
        }
        members => list_of(members).is_some(),
    })
}

/// Says which field of a struct is its list, where it has just one. Whether an operation returns it makes no difference: else
/// another contract would change the types of this one.
pub(super) fn listed(cx: &Context<'_>, code: &mut Code, item: &RustName, members: &[Member]) {
    let Some((slot, member)) = list_of(members) else { return };
    let ty = text::flat(&cx.member(code, member));
    let listed = runtime_macro(code, "listed");
    code.text(format!("{listed}! {{ {item} {slot}: {} = {ty} }}\n", member.rust));
}

/// The only list among members, where its items can be told from all others, and its number.
fn list_of(members: &[Member]) -> Option<(usize, &Member)> {
    let is_list = |member: &Member| matches!(member.shape, Shape::List(_)) || is_repeated(member);
    let mut lists = members.iter().enumerate().filter(|(_, member)| is_list(member));
    let (Some((slot, member)), None) = (lists.next(), lists.next()) else { return None };
    let is_plain = match (&member.shape, member.container) {
        (Shape::List(_), Container::None) => true,
        (Shape::Group(_) | Shape::Choice(_) | Shape::Element(_) | Shape::List(_) | Shape::Map(_), _) => false,
        _ => is_repeated(member),
    };
    (is_plain && member.place == MemberPlace::Element).then_some((slot, member))
}

fn is_repeated(member: &Member) -> bool {
    matches!(member.container, Container::Vec | Container::VecOption)
}
