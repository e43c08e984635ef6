//! What a change means: the table of rules, read from `rules.tsv`.

use std::sync::OnceLock;

use super::class::{Class, Direction};
use super::kind::Kind;

/// The table, as it stands in the repository. The first line names the columns.
const TABLE: &str = include_str!("rules.tsv");

/// What a change of one kind means, in one direction and under one condition.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The kind of change.
    pub kind: Kind,
    /// The messages that reach the place; `None` for guesses, which mean the same in all directions.
    pub direction: Option<Direction>,
    /// What else must hold; `-` for nothing.
    pub condition: &'static str,
    /// An old client no longer talks rightly to a new server.
    pub wire: bool,
    /// A client that reads, changes and saves loses data.
    pub data: bool,
    /// Code that was written against the old client no longer compiles with the new one.
    pub source: bool,
    /// How bad it is.
    pub class: Class,
    /// Why.
    pub why: &'static str,
}

/// All rules, in the order of the table.
pub fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| TABLE.lines().skip(1).filter_map(rule).collect())
}

fn rule(line: &'static str) -> Option<Rule> {
    let mut cells = line.split('\t');
    let mut cell = || cells.next();
    Some(Rule {
        kind: Kind::named(cell()?)?,
        direction: match cell()? {
            "any" => None,
            direction => Some(Direction::named(direction)?),
        },
        condition: cell()?,
        wire: cell()? == "breaks",
        data: cell()? == "loses",
        source: cell()? == "breaks",
        class: Class::named(cell()?)?,
        why: cell()?,
    })
}

/// The rule for a change. A condition that has no row of its own is judged as the worst one of its kind and direction.
pub(super) fn find(kind: Kind, direction: Direction, condition: &str) -> Option<&'static Rule> {
    let own = |rule: &&Rule| rule.kind == kind && rule.direction.is_none_or(|d| d == direction);
    let mut all = rules().iter().filter(own);
    let exact = all.clone().find(|rule| rule.condition == condition);
    exact.or_else(|| all.clone().find(|rule| rule.condition == "any")).or_else(|| {
        let worst = all.clone().map(|rule| rule.class).max();
        all.find(|rule| Some(rule.class) == worst)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_is_a_rule_and_every_kind_has_one() {
        assert_eq!(rules().len(), TABLE.lines().count() - 1);
        let kinds: BTreeSet<Kind> = rules().iter().map(|rule| rule.kind).collect();
        assert_eq!(kinds, Kind::ALL.iter().copied().collect());
        let keys: BTreeSet<_> =
            rules().iter().map(|rule| (rule.kind, rule.direction, rule.condition)).collect();
        assert_eq!(keys.len(), rules().len(), "two rules for one case");
    }

    #[test]
    fn a_class_is_the_worst_of_the_axes() {
        for rule in rules() {
            let versions = rule.kind == Kind::NamespaceChanged && rule.condition == "version";
            assert_eq!(rule.wire || rule.source, rule.class == Class::Breaking || versions, "{rule:?}");
            assert!(!rule.data || rule.class >= Class::Risky, "{rule:?}");
        }
    }

    #[test]
    fn a_case_without_a_row_is_judged_as_the_worst() {
        let found = |kind, direction, condition| find(kind, direction, condition).map(|rule| rule.class);
        assert_eq!(found(Kind::AttributeTypeChanged, Direction::Request, "narrowed"), Some(Class::Breaking));
        assert_eq!(found(Kind::FieldAdded, Direction::None, "required"), Some(Class::Cosmetic));
        assert_eq!(found(Kind::FieldRenamed, Direction::Both, "guess"), Some(Class::Cosmetic));
    }
}
