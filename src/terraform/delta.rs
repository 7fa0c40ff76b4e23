//! What Terraform will say: how many resources a switch adds, changes and destroys, component by component.

use std::collections::BTreeMap;

use hcl::{Block, Body, Expression, Structure};

use crate::terraform::moment::Moment;

/// What becomes of a component's resources, by their addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// Made.
    pub add: Vec<String>,
    /// Changed in place.
    pub change: Vec<String>,
    /// Destroyed.
    pub destroy: Vec<String>,
}

impl Delta {
    /// From what a component becomes in one profile to what it becomes in another, as plans made at these
    /// moments have it.
    #[must_use]
    pub fn of(from: (&[Block], Moment), to: (&[Block], Moment)) -> Self {
        let (before, after) = (resources(from), resources(to));
        let mut out = Self::default();
        for (address, body) in &after {
            match before.get(address) {
                None => out.add.push(address.clone()),
                Some(old) if differ(old, body) => out.change.push(address.clone()),
                Some(_) => {}
            }
        }
        // A group follows its template: the version is known only afterwards.
        for template in out.change.clone() {
            let group = template.replace("aws_launch_template.", "aws_autoscaling_group.");
            if group != template && after.contains_key(&group) && !out.change.contains(&group) {
                out.change.push(group);
            }
        }
        out.destroy = before.into_keys().filter(|address| !after.contains_key(address)).collect();
        out
    }

    /// Only what is at these addresses.
    #[must_use]
    pub fn only(&self, addresses: &[String]) -> Self {
        let keep = |all: &[String]| all.iter().filter(|one| addresses.contains(one)).cloned().collect();
        Self { add: keep(&self.add), change: keep(&self.change), destroy: keep(&self.destroy) }
    }

    /// Without what is at these addresses.
    #[must_use]
    pub fn without(&self, addresses: &[String]) -> Self {
        let keep = |all: &[String]| all.iter().filter(|one| !addresses.contains(one)).cloned().collect();
        Self { add: keep(&self.add), change: keep(&self.change), destroy: keep(&self.destroy) }
    }
}

/// The resources that are there at a moment.
fn resources((blocks, moment): (&[Block], Moment)) -> BTreeMap<String, Body> {
    let mut out = BTreeMap::new();
    for block in blocks.iter().filter(|block| block.identifier() == "resource") {
        let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
        let body = at(block.body(), moment);
        let count = body.attributes().find(|attribute| attribute.key() == "count").map(hcl::Attribute::expr);
        if count.is_none_or(|count| *count != Expression::from(0)) {
            out.insert(labels.join("."), body);
        }
    }
    out
}

/// A body as a plan made at a moment reads it.
fn at(body: &Body, moment: Moment) -> Body {
    let settle = |structure: &Structure| match structure {
        Structure::Attribute(attribute) => {
            let value = moment.choose(attribute.expr()).clone();
            hcl::Attribute::new(hcl::Identifier::unchecked(attribute.key()), value).into()
        }
        Structure::Block(block) => {
            Structure::Block(Block { body: at(block.body(), moment), ..block.clone() })
        }
    };
    body.iter().map(settle).collect()
}

/// Whether one becomes the other by a change: `lifecycle` is Terraform's own business, and what it says to
/// ignore is not looked at.
fn differ(old: &Body, new: &Body) -> bool {
    let ignored: Vec<String> = new
        .blocks()
        .filter(|block| block.identifier() == "lifecycle")
        .flat_map(|block| block.body().attributes())
        .filter(|attribute| attribute.key() == "ignore_changes")
        .flat_map(|attribute| match attribute.expr() {
            Expression::Array(names) => names.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        })
        .collect();
    let seen = |body: &Body| -> Vec<Structure> {
        let own = body.iter().filter(|structure| match structure {
            Structure::Attribute(attribute) => {
                attribute.key() != "depends_on" && !ignored.iter().any(|name| name == attribute.key())
            }
            Structure::Block(block) => block.identifier() != "lifecycle",
        });
        own.cloned().collect()
    };
    seen(old) != seen(new)
}
