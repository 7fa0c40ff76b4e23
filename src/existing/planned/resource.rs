//! One resource of a plan: what it is before and after, and which of its attributes differ.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::configuration::Configuration;
use super::difference::{Differences, Written};
use super::document::{Change, Members, members};
use super::marks::Marks;
use super::value::{Refer, Said, value};
use super::{Action, Changed, Planned, Wanted};
use crate::existing::instance::{Address, Attribute, Content, Exists, Ignored, Instance, Key};
use crate::order::Order as _;

/// The largest value of an attribute that is looked into, in bytes. Of a larger one only that it differs is known.
const LARGEST: usize = 1 << 20;

/// Reads the resources of one plan.
pub(super) struct Reader<'a> {
    pub(super) wanted: &'a Wanted<'a>,
    pub(super) configuration: &'a Configuration<'a>,
    pub(super) marks: &'a Marks,
}

/// A resource whose values refer to others.
struct Within<'a> {
    reader: &'a Reader<'a>,
    module: &'a str,
}

impl Refer for Within<'_> {
    fn refers(&self, expression: Option<&Json>, text: Option<&str>) -> Vec<Arc<str>> {
        let mut found = text.map(|text| self.reader.marks.named(text)).unwrap_or_default();
        if found.is_empty()
            && let Some(expression) = expression
        {
            found = self.reader.configuration.refers(self.module, expression);
        }
        found
    }
}

/// The attributes of both sides, as they are written.
struct Raw<'a> {
    before: Members<'a>,
    after: Members<'a>,
    unknown: Members<'a>,
    sensitive: [Members<'a>; 2],
    written: Option<Members<'a>>,
}

impl<'a> Reader<'a> {
    pub(super) fn read(&self, change: &Change<'a>, into: &mut Planned) {
        let is_data = change.mode != "managed";
        let module = change.module_address.as_deref().unwrap_or_default();
        let resource = format!("{}.{}", change.kind, change.name);
        let keeps = !is_data && self.wanted.keep.kind(&change.kind);
        let actions: Vec<Action> = change.sides.actions.iter().map(|word| Action::read(word)).collect();
        let moves = change.previous_address.as_deref().filter(|own| **own != *change.address);
        let idle = actions.iter().all(|action| *action == Action::NoOp);
        let silent = idle && moves.is_none() && change.sides.importing.is_none();
        if silent && !keeps {
            return;
        }
        let sides = &change.sides;
        // What leaves the state and is not destroyed goes on to be there, as it is.
        let stays = actions.contains(&Action::Forget) && sides.after.is_none();
        let after = if stays { sides.before } else { sides.after };
        let raw = Raw {
            before: members(sides.before),
            after: members(after),
            unknown: members(sides.after_unknown),
            sensitive: [members(sides.before_sensitive), members(sides.after_sensitive)],
            written: self.configuration.expressions(module, &resource),
        };
        if keeps && change.deposed.is_none() {
            let within = Within { reader: self, module };
            let before = sides.before.map(|_| self.instance(change, &raw, false, &within));
            let after = after.map(|_| self.instance(change, &raw, true, &within));
            into.before.instances.extend(before);
            into.after.instances.extend(after);
        }
        if !is_data {
            let own = raw.after.get(self.wanted.region).or_else(|| raw.before.get(self.wanted.region));
            let own = own.and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
            let region = own.or_else(|| self.configuration.region(module, &resource).map(str::to_owned));
            into.regions.extend(region.map(|region| (change.address.to_string(), region)));
        }
        if silent {
            return;
        }
        let both = sides.before.is_some() && sides.after.is_some();
        let (differing, more) = if both { self.differing(&change.kind, &raw) } else { Default::default() };
        into.changes.push(Changed {
            address: change.address.to_string(),
            kind: change.kind.to_string(),
            provider: provider(change.provider_name.as_deref().unwrap_or_default()),
            is_data,
            actions,
            reason: change.action_reason.as_deref().map(str::to_owned),
            deposed: change.deposed.as_deref().map(str::to_owned),
            moved_from: moves.map(str::to_owned),
            importing: change.sides.importing.is_some(),
            replace_paths: sides.replace_paths.map(replace_paths).unwrap_or_default(),
            differing,
            more,
        });
    }

    /// A resource on one side, with what is kept of it.
    fn instance(&self, change: &Change<'_>, raw: &Raw<'a>, after: bool, within: &Within<'_>) -> Instance {
        let values = if after { &raw.after } else { &raw.before };
        let unknown = if after { Some(&raw.unknown) } else { None };
        let names: BTreeSet<&str> =
            values.keys().chain(unknown.into_iter().flat_map(|own| own.keys())).map(|name| &**name).collect();
        let mut content = Content::default();
        for name in names.into_iter().filter(|name| self.wanted.keep.attribute(&change.kind, name)) {
            let said = [
                values.get(name),
                unknown.and_then(|own| own.get(name)),
                raw.sensitive[usize::from(after)].get(name),
                raw.written.as_ref().and_then(|own| own.get(name)),
            ];
            let lost = said.into_iter().flatten().any(|raw| json(raw).is_none());
            let [is, unknown, sensitive, expression] = said.map(|own| own.and_then(|raw| json(raw)));
            // Of what is too large or too deep to be looked into nothing is known.
            let (unknown, is) = if lost { (Some(Json::Bool(true)), None) } else { (unknown, is) };
            let said = Said {
                value: is.as_ref(),
                unknown: unknown.as_ref(),
                sensitive: sensitive.as_ref(),
                expression: expression.as_ref(),
            };
            let value = value(said, within);
            content.attributes.push(Attribute { name: Arc::from(name), place: self.wanted.place, value });
        }
        let key = match &change.index {
            Some(Json::Number(at)) => at.as_u64().map(Key::Index),
            Some(Json::String(text)) => Some(Key::Text(Arc::from(text.as_str()))),
            _ => None,
        };
        Instance {
            address: Address {
                module: Arc::from(change.module_address.as_deref().unwrap_or_default()),
                kind: Arc::from(&*change.kind),
                name: Arc::from(&*change.name),
                key,
            },
            exists: Exists::Yes,
            place: self.wanted.place,
            repeat: None,
            content,
            ignored: Ignored::default(),
            provider: None,
        }
    }

    /// The attributes that differ, and how many more of them there are.
    fn differing(&self, kind: &str, raw: &Raw<'_>) -> (Vec<super::Differing>, usize) {
        let mut found = Differences { keep: self.wanted.keep, kind, list: Vec::new(), more: 0 };
        let names: BTreeSet<&str> =
            raw.before.keys().chain(raw.after.keys()).chain(raw.unknown.keys()).map(|name| &**name).collect();
        for name in names {
            let sides = [raw.before.get(name), raw.after.get(name)].map(|own| own.map(|raw| raw.get()));
            let unknown = raw.unknown.get(name).map(|raw| raw.get());
            let later = unknown.is_some_and(|text| text.contains("true"));
            if sides[0].unwrap_or("null") == sides[1].unwrap_or("null") && !later {
                continue;
            }
            let expression = raw.written.as_ref().map(|own| own.get(name));
            let parsed = expression.flatten().and_then(|raw| json(raw));
            let written = match (expression, &parsed) {
                (Some(None), _) => Written::Whole(false),
                (Some(Some(_)), Some(parsed)) => Written::of(parsed),
                _ => Written::Whole(true),
            };
            let all = [raw.before.get(name), raw.after.get(name), raw.unknown.get(name)];
            if all.into_iter().flatten().any(|raw| json(raw).is_none()) {
                found.add(name, later);
                continue;
            }
            let [before, after, unknown] = all.map(|own| own.and_then(|raw| json(raw)));
            let said = Said { value: after.as_ref(), unknown: unknown.as_ref(), ..Said::default() };
            found.compare(name, before.as_ref(), said, &written);
        }
        found.list.order();
        (found.list, found.more)
    }
}

/// A value that is small enough to be looked into.
fn json(raw: &RawValue) -> Option<Json> {
    Some(raw.get()).filter(|text| text.len() <= LARGEST).and_then(|text| serde_json::from_str(text).ok())
}

/// The last word of a provider's address.
fn provider(address: &str) -> String {
    address.rsplit('/').next().unwrap_or(address).to_owned()
}

/// The paths for which a resource is replaced, without the numbers of blocks.
fn replace_paths(raw: &RawValue) -> Vec<String> {
    let paths: Vec<Vec<Json>> =
        json(raw).and_then(|own| serde_json::from_value(own).ok()).unwrap_or_default();
    let name = |path: &Vec<Json>| path.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(".");
    let mut paths: Vec<String> = paths.iter().map(name).filter(|path| !path.is_empty()).collect();
    paths.order();
    paths.dedup();
    paths.truncate(32);
    paths
}
