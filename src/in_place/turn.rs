//! What becomes of the alarms beside a root when one profile follows another.

use std::collections::BTreeMap;
use std::fmt;

use hcl::Block;

use crate::in_place::alarms::{Alarms, address};

/// What becomes of the resources of our own beside a root when one profile follows another: how many of each type.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The folder of the file, relative to the border.
    pub(crate) dir: String,
    created: BTreeMap<String, usize>,
    changed: BTreeMap<String, usize>,
    destroyed: BTreeMap<String, usize>,
}

impl Turn {
    /// Whether one of a type is made.
    pub(crate) fn creates(&self, kind: &str) -> bool {
        self.created.contains_key(kind)
    }
}

/// What becomes of them beside the root of this name; nothing where nothing does.
#[must_use]
pub(crate) fn turn([before, after]: [&[Alarms]; 2], root: &str) -> Option<Turn> {
    let of = |all: &[Alarms]| all.iter().find(|own| own.roots.contains(root)).cloned();
    let (before, after) = (of(before), of(after));
    let by_address = |of: &Option<Alarms>| -> BTreeMap<String, Block> {
        of.iter().flat_map(|own| &own.blocks).map(|block| (address(block), block.clone())).collect()
    };
    let dir = after.as_ref().or(before.as_ref())?.dir.clone();
    let (before, after) = (by_address(&before), by_address(&after));
    let mut turn = Turn { dir, ..Turn::default() };
    let mut count = |of: fn(&mut Turn) -> &mut BTreeMap<String, usize>, address: &str| {
        let kind = address.split('.').next().unwrap_or(address).to_owned();
        *of(&mut turn).entry(kind).or_default() += 1;
    };
    for (address, block) in &after {
        match before.get(address) {
            None => count(|turn| &mut turn.created, address),
            Some(was) if was != block => count(|turn| &mut turn.changed, address),
            Some(_) => {}
        }
    }
    for address in before.keys().filter(|address| !after.contains_key(*address)) {
        count(|turn| &mut turn.destroyed, address);
    }
    let nothing = [&turn.created, &turn.changed, &turn.destroyed].iter().all(|own| own.is_empty());
    (!nothing).then_some(turn)
}

/// `7 type and 1 other created, 2 type changed`.
impl fmt::Display for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [(&self.created, "created"), (&self.changed, "changed"), (&self.destroyed, "destroyed")];
        let part = |(own, done): (&BTreeMap<String, usize>, &str)| {
            let kinds: Vec<String> = own.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
            (!kinds.is_empty()).then(|| format!("{} {done}", kinds.join(", ")))
        };
        f.write_str(&parts.into_iter().filter_map(part).collect::<Vec<_>>().join("; "))
    }
}
