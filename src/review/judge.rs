//! What users feel of one change of a plan.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::cloud::existing::other::others;
use crate::cloud::existing::shown::Shown;
use crate::cloud::existing::{Capacity, Existing, Rows};
use crate::cloud::size::NUMBER;
use crate::effect::Rule;
use crate::existing::instance::{Content, Found};
use crate::existing::planned::{Action, Changed, Differing};
use crate::kind::ends::has_ends;
use crate::order::Order as _;
use crate::plan::Component;
use crate::survey::field::{scalar, written};
use crate::survey::size::{Is, field_of};
use crate::switch::change::{find, of_any_kind};

use super::felt::Felt;
use super::parts::{Part, Parts};
use super::{Attribute, Reviewed, Value, WHOLE};

/// A change by a provider that no cloud knows.
pub(super) fn unknown(change: Changed) -> Reviewed {
    settle(change, None, false, Vec::new())
}

/// Judges a change.
pub(super) fn judge(change: Changed, tables: &'static Existing, parts: &Parts<'_>) -> Reviewed {
    let part = parts.part(&change.address).filter(|_| change.deposed.is_none());
    let judge = Judge { change: &change, tables, parts, part };
    let attributes = judge.attributes();
    let is_head = part.is_some_and(|part| part.address == change.address);
    let before = parts.contents(&change.address)[0];
    let is_copy = before.is_some_and(|content| tables.is_copy(&change.kind, content));
    let mut reviewed = settle(change, Some(is_head), is_copy, attributes);
    reviewed.bill = part.and_then(|part| part.bill);
    reviewed
}

/// What a resource states of a size.
struct Stated {
    /// What people call it.
    label: String,
    /// Its path with the numbers of blocks.
    path: String,
    /// What tells its block from others.
    key: Option<String>,
    value: Value,
}

struct Judge<'a> {
    change: &'a Changed,
    tables: &'static Existing,
    parts: &'a Parts<'a>,
    part: Option<&'a Part>,
}

impl Judge<'_> {
    fn attributes(&self) -> Vec<Attribute> {
        let change = self.change;
        if change.is_data || change.deposed.is_some() {
            return Vec::new();
        }
        let mut found = self.sizes();
        let both = [0, 1].iter().all(|side: &usize| self.content(*side).is_some());
        let known: BTreeSet<&str> = self.tables.sizes_of(&change.kind).map(|row| row.path.plain()).collect();
        for differing in change.differing.iter().filter(|own| !known.contains(&*own.path)) {
            found.push(self.other(differing));
        }
        // What comes or goes as a whole, and is no component of its own.
        if !both {
            found.extend(self.whole());
        }
        found
    }

    fn content(&self, side: usize) -> Option<&Content> {
        self.parts.contents(&self.change.address)[side]
    }

    /// The sizes that differ.
    fn sizes(&self) -> Vec<Attribute> {
        let mut found = Vec::new();
        for rows in self.tables.attributes(&self.change.kind) {
            let row = rows.first;
            let sides = [0, 1].map(|side: usize| self.stated(row, side));
            let mut all: Vec<&Stated> = sides.iter().flatten().collect();
            all.order_by(|a, b| a.label.cmp(&b.label));
            all.dedup_by(|a, b| a.label == b.label);
            for one in all {
                let value = |side: usize| {
                    let own = sides[side].iter().find(|own| own.label == one.label);
                    own.map_or(Value::Unset, |own| own.value.clone())
                };
                let size = [value(0), value(1)];
                if self.differs(&size, row.path.plain()) {
                    found.push(self.size(&rows, one, size));
                }
            }
        }
        found
    }

    /// What a resource states of a size on one side: one value for each block that has it.
    fn stated(&self, row: &Capacity, side: usize) -> Vec<Stated> {
        let Some(content) = self.content(side) else { return Vec::new() };
        let of = |found: &Found<'_>| Stated {
            label: row.path.label(content, found),
            path: found.path.clone(),
            key: row.path.key(content, found),
            value: match Is::of(found.value, row.sort) {
                None => Value::Unset,
                Some(Is::Known(shown)) => Value::Known(shown),
                Some(_) => Value::Unknown,
            },
        };
        row.path.find(content).iter().map(of).collect()
    }

    /// Whether a size differs. Where a side is not known or not set, it does if the plan says so.
    fn differs(&self, [before, after]: &[Value; 2], path: &str) -> bool {
        let is_known = |own: &Value| matches!(own, Value::Known(_));
        let says_so = || {
            let within = |own: &str| {
                path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            self.change.more > 0 || self.change.differing.iter().any(|own| within(&own.path))
        };
        if before == after {
            *before == Value::Unknown && says_so()
        } else {
            is_known(before) && is_known(after) || says_so() || self.comes_or_goes()
        }
    }

    fn comes_or_goes(&self) -> bool {
        self.content(0).is_none() || self.content(1).is_none()
    }

    fn size(&self, rows: &Rows<'_>, stated: &Stated, size: [Value; 2]) -> Attribute {
        let row = rows.first;
        let content = self.content(1).or_else(|| self.content(0));
        let of = content.map_or_else(|| vec![row.of], |content| rows.of(content));
        let kind = self.part.map(|part| part.kind.name).or_else(|| of.first()?.kind);
        let field = kind.and_then(|kind| Some((kind, field_of(&of, stated.key.as_deref(), kind)?)));
        let known = size.iter().all(|value| *value != Value::Unknown);
        let json = |value: &Value| match value {
            Value::Known(shown) => {
                Some(written(shown, row.sort).map_or_else(|| plain(shown), |text: String| scalar(&text)))
            }
            Value::Unset | Value::Unknown => None,
        };
        let [from, to] = [json(&size[0]), json(&size[1])];
        let own = field.as_ref().filter(|_| known);
        let own = own.and_then(|(kind, field)| self.rule(kind, field, from.as_ref(), to.as_ref()));
        let own = own.filter(|_| !self.comes_or_goes());
        let rule = own.or_else(|| {
            self.rule_of_other(Some(row.path.plain()), from.as_ref(), to.as_ref()).filter(|_| known)
        });
        let instance = self.parts.instance(&self.change.address);
        let beside = self.part.map(|part| self.parts.members(part)).unwrap_or_default();
        let swallowed = instance.map(|own| self.tables.swallowed(own, &stated.path, &beside));
        let swallowed = swallowed.unwrap_or_default().iter().map(|own| own.effect).collect();
        Attribute { name: stated.label.clone(), size: Some(size), field, rule, swallowed }
    }

    /// The row of a field of a kind. A resource of a component of another kind has none.
    fn rule(&self, kind: &str, field: &str, from: Option<&Json>, to: Option<&Json>) -> Option<&'static Rule> {
        let sides = match self.part {
            Some(part) if part.kind.name == kind => self.parts.sides(part),
            Some(_) => None,
            None => self.parts.unstated(kind),
        };
        let sides: (&Component, &Component) = sides?;
        // One number for both the floor and the ceiling.
        let ends = ["min", "max"].map(|end| format!("{field}.{end}"));
        let fields: Vec<&str> = if has_ends(kind, field) {
            std::iter::once(field).chain(ends.iter().map(String::as_str)).collect()
        } else {
            vec![field]
        };
        worst(fields.iter().filter_map(|field| find(field, from, to, sides, self.parts.cloud)))
    }

    /// The row of what is no size: an attribute, or with no path the whole resource.
    fn rule_of_other(
        &self,
        path: Option<&str>,
        from: Option<&Json>,
        to: Option<&Json>,
    ) -> Option<&'static Rule> {
        let none = Content::default();
        let content = self.content(1).or_else(|| self.content(0)).unwrap_or(&none);
        let rows: Vec<_> = others(&self.tables.others, &self.change.kind, path, content).collect();
        let rules = rows.iter().map(|row| match row.kind {
            Some(kind) => self.rule(kind, row.field, from, to),
            None => of_any_kind(row.field, self.parts.cloud),
        });
        // If one of several rows says nothing, nothing is known.
        worst(rules.collect::<Option<Vec<_>>>()?.into_iter())
    }

    /// An attribute that is no size.
    fn other(&self, differing: &Differing) -> Attribute {
        let path = &*differing.path;
        let value = |side: usize| {
            let found = self.content(side)?.find(path);
            let [one] = found.as_slice() else { return None };
            one.value
                .number()
                .map(|own| scalar(&own.to_string()))
                .or_else(|| one.value.text().map(Json::from))
        };
        let (from, to) = (value(0), value(1));
        let rule = self.rule_of_other(Some(path), from.as_ref(), to.as_ref());
        Attribute { name: path.to_owned(), size: None, field: None, rule, swallowed: Vec::new() }
    }

    /// What is said of a resource that comes or goes and is a part of a component: how many of them there are, or that
    /// nobody feels any change of it.
    fn whole(&self) -> Option<Attribute> {
        let change = self.change;
        let counted = self.part.and_then(|part| {
            let row = self.tables.sizes_of(&change.kind).find(|row| row.path.plain() == NUMBER)?;
            let (kind, field) = row.of.kind.zip(row.of.field)?;
            let [from, to] = self.parts.number(part, &change.kind).map(Json::from);
            let rule = self.rule(kind, field, Some(&from), Some(&to))?;
            Some((Some((kind, field.into())), rule))
        });
        let (field, rule) = counted.or_else(|| Some((None, self.rule_of_other(None, None, None)?)))?;
        let name = field.as_ref().map_or(WHOLE, |_| "how many there are").to_owned();
        Some(Attribute { name, size: None, field, rule: Some(rule), swallowed: Vec::new() })
    }
}

/// A size as a value that can be compared, where profiles have no way to write it.
fn plain(shown: &Shown) -> Json {
    match shown {
        Shown::Number(number) => scalar(&number.normalize().to_string()),
        Shown::Flag(on) => (*on).into(),
        Shown::Name(name) => name.as_str().into(),
        Shown::Names(names) => names.join(",").into(),
    }
}

/// The row that users feel most, and longest.
fn worst(rules: impl Iterator<Item = &'static Rule>) -> Option<&'static Rule> {
    rules.reduce(|worst, rule| {
        let weight = |rule: &Rule| (rule.effect, rule.takes);
        if weight(rule) > weight(worst) { rule } else { worst }
    })
}

/// Brings together what is known of a change. `is_head` says whether it is the main resource of a component; none where
/// no cloud knows its provider. `is_copy` says whether what it holds is kept elsewhere as well.
fn settle(change: Changed, is_head: Option<bool>, is_copy: bool, attributes: Vec<Attribute>) -> Reviewed {
    let does = |action: Action| change.actions.contains(&action);
    let (creates, deletes) = (does(Action::Create), does(Action::Delete));
    let is_head = is_head == Some(true);
    let mut rules: Vec<&'static Rule> = Vec::new();
    for rule in attributes.iter().filter_map(|own| own.rule) {
        if !rules.iter().any(|own| std::ptr::eq(*own, rule)) {
            rules.push(rule);
        }
    }
    let mut felt = rules.iter().map(|rule| Felt::from(rule.effect)).max().unwrap_or_default();
    let mut remarks = Vec::new();
    let mut unknown = Vec::new();
    let whole = |rules: &[&Rule]| rules.is_empty() || change.deposed.is_some();
    match (creates, deletes) {
        _ if change.deposed.is_some() => {
            remarks.push("an old object that an earlier replacement has left behind is deleted");
            unknown.push(WHOLE.to_owned());
        }
        (true, true) if is_head => {
            felt = felt.max(Felt::Replace);
            remarks.push(if is_copy {
                "it is deleted and made anew: it holds a copy, which is made again of what it follows"
            } else {
                "it is deleted and made anew: what it holds goes with it"
            });
            unknown.extend(unruled(&attributes));
        }
        (true, false) if does(Action::Forget) => {
            // In use is from then on the new one, which has nothing of what the old one holds.
            if is_head {
                felt = felt.max(Felt::Replace);
            }
            unknown.extend(unruled(&attributes));
            if rules.is_empty() && !is_head {
                unknown.push(WHOLE.to_owned());
            }
            remarks.push("a new one is made; the old one goes on to be there, and on the bill, and Terraform forgets it");
        }
        (true, false) if is_head => {
            felt = felt.max(Felt::None);
            remarks.push("it is new: nobody uses it yet");
        }
        (false, true) if is_head => {
            felt = felt.max(Felt::Gone);
            remarks.push(if is_copy {
                "it is deleted: it holds a copy, and the data stays where it is copied from; what reads from it finds nothing"
            } else {
                "it is deleted: what it holds goes with it, and what uses it finds nothing"
            });
        }
        (true, _) | (_, true) => {
            if whole(&rules) {
                unknown.push(WHOLE.to_owned());
            } else if creates && deletes {
                unknown.extend(unruled(&attributes));
            }
        }
        (false, false) if does(Action::Update) => {
            if change.importing {
                remarks.push("it is there already, and Terraform takes it over");
            }
            if change.moved_from.is_some() {
                remarks.push("its address in the state changes, too");
            }
            unknown.extend(unruled(&attributes));
            if change.more > 0 {
                unknown.push(format!("{} more attributes", change.more));
            }
            if attributes.is_empty() {
                // What the plan shows as an update changes nothing that can be seen.
                unknown.push(WHOLE.to_owned());
            }
        }
        (false, false) if does(Action::Other) => unknown.push(WHOLE.to_owned()),
        (false, false) => {
            felt = Felt::None;
            remarks.push(if does(Action::Forget) {
                "Terraform forgets it, and it goes on to be there"
            } else if does(Action::Read) {
                "it is only read"
            } else if change.importing {
                "it is there already, and Terraform takes it over"
            } else {
                "only its address in the state changes"
            });
        }
    }
    unknown.dedup();
    Reviewed { change, felt, unknown, rules, remarks, attributes, bill: None }
}

/// The attributes without a row.
fn unruled(attributes: &[Attribute]) -> Vec<String> {
    attributes.iter().filter(|own| own.rule.is_none()).map(|own| own.name.clone()).collect()
}
