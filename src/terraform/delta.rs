//! What Terraform will say: how many resources a switch adds, changes and destroys, component by component.

use std::collections::BTreeMap;

use hcl::{Block, Body, Expression, Structure};

use crate::terraform::moment::Moment;

/// What becomes of a component's resources, by their addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Delta {
    /// Made.
    pub add: Vec<String>,
    /// Changed in place.
    pub change: Vec<String>,
    /// Destroyed.
    pub destroy: Vec<String>,
}

impl Delta {
    /// From what a component becomes in one profile to what it becomes in another, as plans made at these
    /// moments have it. `follows` holds resources that change whenever another one does: address, address of the other.
    #[must_use]
    pub(crate) fn of(from: (&[Block], Moment), to: (&[Block], Moment), follows: &[(String, String)]) -> Self {
        let (before, after) = (resources(from), resources(to));
        let mut out = Self::default();
        for (address, body) in &after {
            match before.get(address) {
                None => out.add.push(address.clone()),
                Some(old) if differ((old, from.1), (body, to.1)) => out.change.push(address.clone()),
                Some(_) => {}
            }
        }
        for (follower, changed) in follows {
            let news = out.change.contains(changed) && after.contains_key(follower);
            if news && !out.change.contains(follower) {
                out.change.push(follower.clone());
            }
        }
        out.destroy = before.into_keys().filter(|address| !after.contains_key(address)).collect();
        out
    }

    /// Only what is at these addresses.
    #[must_use]
    pub(crate) fn only(&self, addresses: &[String]) -> Self {
        let keep = |all: &[String]| all.iter().filter(|one| addresses.contains(one)).cloned().collect();
        Self { add: keep(&self.add), change: keep(&self.change), destroy: keep(&self.destroy) }
    }

    /// Without what is at these addresses.
    #[must_use]
    pub(crate) fn without(&self, addresses: &[String]) -> Self {
        let keep = |all: &[String]| all.iter().filter(|one| !addresses.contains(one)).cloned().collect();
        Self { add: keep(&self.add), change: keep(&self.change), destroy: keep(&self.destroy) }
    }
}

/// The resources that are there at a moment.
fn resources((blocks, moment): (&[Block], Moment)) -> BTreeMap<String, &Body> {
    let mut out = BTreeMap::new();
    for block in blocks.iter().filter(|block| block.identifier() == "resource") {
        let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
        let mut attributes = block.body().attributes();
        let count = attributes.find(|attribute| attribute.key() == "count").map(hcl::Attribute::expr);
        if count.is_none_or(|count| *moment.choose(count) != Expression::from(0)) {
            out.insert(labels.join("."), block.body());
        }
    }
    out
}

/// Whether one becomes the other by a change: `lifecycle` is Terraform's own business, and what it says to
/// ignore is not looked at.
fn differ(old: (&Body, Moment), new: (&Body, Moment)) -> bool {
    let lifecycle = new.0.blocks().filter(|block| block.identifier() == "lifecycle");
    let ignored: Vec<String> = lifecycle
        .flat_map(|block| block.body().attributes())
        .filter(|attribute| attribute.key() == "ignore_changes")
        .flat_map(|attribute| match attribute.expr() {
            Expression::Array(names) => names.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        })
        .collect();
    !is_same(old, new, &|structure| match structure {
        Structure::Attribute(attribute) => {
            attribute.key() != "depends_on" && !ignored.iter().any(|name| name == attribute.key())
        }
        Structure::Block(block) => block.identifier() != "lifecycle",
    })
}

/// Whether two bodies say the same as plans made at their moments read them, as far as their parts are seen.
fn is_same(
    (old, then): (&Body, Moment),
    (new, now): (&Body, Moment),
    seen: &dyn Fn(&Structure) -> bool,
) -> bool {
    let (mut old, mut new) = (old.iter().filter(|own| seen(own)), new.iter().filter(|own| seen(own)));
    loop {
        let same = match (old.next(), new.next()) {
            (None, None) => return true,
            (Some(Structure::Attribute(old)), Some(Structure::Attribute(new))) => {
                old.key() == new.key() && then.choose(old.expr()) == now.choose(new.expr())
            }
            (Some(Structure::Block(old)), Some(Structure::Block(new))) => {
                old.identifier == new.identifier
                    && old.labels == new.labels
                    && is_same((&old.body, then), (&new.body, now), &|_| true)
            }
            _ => false,
        };
        if !same {
            return false;
        }
    }
}
