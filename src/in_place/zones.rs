//! In how many zones a component stands, as far as the team's own Terraform says it.

use std::collections::BTreeSet;

use crate::cloud::existing::Existing;
use crate::existing::estate::Root;
use crate::existing::instance::{Exists, Instance};
use crate::existing::value::{Data, Value};
use crate::source::Place;

/// The networks of a root that say zones, each with its address and that of all its copies.
pub(crate) struct Networks<'a> {
    tables: &'a Existing,
    all: Vec<(&'a Instance, String, String)>,
}

impl<'a> Networks<'a> {
    /// Those of a root.
    pub(crate) fn of(root: &'a Root, tables: &'a Existing) -> Self {
        let is = |one: &&Instance| {
            let kinds = tables.spread.iter().filter_map(|own| own.network).map(|(kind, _)| kind);
            one.exists == Exists::Yes && kinds.into_iter().any(|kind| *one.address.kind == *kind)
        };
        let all = root.instances.iter().filter(is);
        let all = all.map(|one| (one, one.address.to_string(), one.address.resource()));
        Self { tables, all: all.collect() }
    }

    /// The number of zones in which the resources of a component stand, and what says it; of networks whose zone is not
    /// known, at most one each. Nothing where a part of them is not known.
    pub(crate) fn zones(&self, members: &[&Instance]) -> Option<(u32, Place)> {
        for own in &self.tables.spread {
            for one in members.iter().filter(|one| *one.address.kind == *own.resource) {
                let found = own.path.find(&one.content);
                let [found] = found.as_slice() else { continue };
                if found.exists != Exists::Yes || found.value.is_null() {
                    continue;
                }
                let zones = self.named(found.value, own.network.map(|(_, zone)| zone))?;
                let place = one.content.attribute(own.path.plain()).map_or(one.place, |own| own.place);
                return Some((u32::try_from(zones.len()).ok()?, place));
            }
        }
        None
    }

    /// What tells the zones apart that a list names, itself or by networks whose attribute `zone` says it.
    fn named(&self, value: &Value, zone: Option<&str>) -> Option<BTreeSet<String>> {
        match &value.data {
            Data::List(items) | Data::Set(items) => {
                let all: Option<Vec<_>> = items.iter().map(|item| self.one(item, zone)).collect();
                Some(all?.into_iter().flatten().collect())
            }
            _ => self.one(value, zone),
        }
    }

    fn one(&self, value: &Value, zone: Option<&str>) -> Option<BTreeSet<String>> {
        if let Some(text) = value.text() {
            return Some(BTreeSet::from([text.to_owned()]));
        }
        let zone = zone?;
        let said = value.origin.references();
        let mut zones = BTreeSet::new();
        for reference in &said {
            let is = |(_, address, resource): &&(&Instance, String, String)| {
                **reference == **address || **reference == **resource
            };
            let mut meant = self.all.iter().filter(is).peekable();
            meant.peek()?;
            zones.extend(meant.map(|(network, address, _)| {
                let own = network.content.attribute(zone).and_then(|own| own.value.text());
                own.map_or_else(|| address.clone(), str::to_owned)
            }));
        }
        (!zones.is_empty()).then_some(zones)
    }
}
