//! What AWS makes of the kinds that are never built: their sizes in Terraform, and what they are billed by and count
//! against, which the table `bought.csv` says.

mod bought;

use std::sync::LazyLock;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::Alarm;
use crate::cloud::aws::existing::EXISTING;
use crate::cloud::aws::families::Families;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::on::AnyOnAws;
use crate::cloud::aws::rules::{check_facets, machines as step};
use crate::cloud::aws::table::table;
use crate::cloud::aws::unit::Unit;
use crate::cloud::existing::sort::Sort;
use crate::cloud::lowered::Output;
use crate::cloud::provider::{Asked, MachineStep, OnCloud, Part};
use crate::cloud::size::{Measure, SizeAttribute};
use crate::kind::TUNED;
use crate::kind::spec::{Facets, Rules};
use crate::kind::tuned::{Amount, Tuned};
use crate::model::name::Name;
use crate::model::site::Site;
use crate::watch::Watch;
use bought::{Bought, ROWS, Row, When};

/// Each of these kinds on AWS.
static ALL: LazyLock<Vec<OnTuned>> = LazyLock::new(|| {
    let of = |kind: &'static str| OnTuned { kind, services: services(kind), sizes: sizes(kind) };
    TUNED.iter().map(|kind| of(kind.name)).collect()
});

/// What AWS makes of a kind; nothing of one that is built.
pub(super) fn kind(name: &str) -> Option<&'static OnTuned> {
    ALL.iter().find(|own| own.kind == name)
}

/// The families of the sizes of these kinds: those of virtual machines are known by the kinds that are built.
pub(super) const FAMILIES: Families = Families { ladder: bought::ladder };

/// A kind that is never built, on AWS.
#[derive(Debug)]
pub(super) struct OnTuned {
    kind: &'static str,
    services: &'static str,
    sizes: Vec<SizeAttribute>,
}

/// What AWS calls what a kind is made of; a test holds that each has a row.
fn services(kind: &str) -> &'static str {
    let mut rows = table(include_str!("tuned/services.csv"));
    let own = rows.find(|row| row.first() == Some(&kind));
    own.and_then(|row| row.get(1).copied()).unwrap_or_default()
}

fn sizes(kind: &str) -> Vec<SizeAttribute> {
    let own = EXISTING.sizes.iter().filter(|size| size.of.kind == Some(kind));
    let size = |size: &'static crate::cloud::existing::Capacity| {
        let measure = match size.sort {
            Sort::Machine => Measure::Machine,
            Sort::Gib => Measure::Gib,
            Sort::Flag => Measure::Flag,
            Sort::Count
            | Sort::Members
            | Sort::Mib
            | Sort::Iops
            | Sort::Throughput
            | Sort::CpuUnits
            | Sort::Vcpus
            | Sort::Units
            | Sort::Target
            | Sort::Step => Measure::Number,
        };
        Some(SizeAttribute::new(size.resource, size.path.plain(), size.of.field?, measure))
    };
    own.filter_map(size).collect()
}

impl OnCloud for OnTuned {
    fn services(&self) -> &'static str {
        self.services
    }

    fn names(&self, _: Part<'_>) -> &'static [Name] {
        &[]
    }

    fn sizes(&self) -> &'static [SizeAttribute] {
        kind(self.kind).map_or(&[], |own| &own.sizes)
    }

    fn check(&self, part: Part<'_>, baseline: Option<Part<'_>>, asked: &Asked<'_>, rules: &mut dyn Rules) {
        check_facets(part, baseline, asked, rules);
    }

    fn watches(&self, _: Part<'_>) -> Vec<Watch> {
        Vec::new()
    }

    fn machine_step(&self, to: &Facets<'_>, from: &Facets<'_>) -> MachineStep {
        step::step(to, from)
    }

    fn bill(&self, part: Part<'_>, _: &Site, lines: &mut Lines<'_>) {
        let spec: &dyn std::any::Any = part.spec;
        let Some(tuned) = spec.downcast_ref::<Tuned>() else { return };
        for row in ROWS.iter().filter(|row| row.kind == self.kind) {
            add(row, tuned, lines);
        }
    }
}

/// Adds what a row says, if the component has it.
fn add(row: &'static Row, tuned: &Tuned, lines: &mut Lines<'_>) {
    let holds = match row.when {
        When::Always => true,
        When::Is(field, word) => tuned.word(field) == Some(word),
        When::Without(field) => tuned.value(field).is_none(),
    };
    if !holds {
        return;
    }
    let amount = match row.of {
        None => None,
        Some(field) => match tuned.value(field) {
            None => return,
            some => some,
        },
    };
    for count in tuned.counts(row.count) {
        let quantity = Quantity::scaled(&count);
        if let (Some(Amount::Word(name)), "ec2") = (amount, row.service) {
            lines.add(Item::Machine(name.clone()), quantity);
        } else {
            lines.add(Bought::of(row, amount), quantity);
        }
    }
}

impl AnyOnAws for OnTuned {
    fn families(&self) -> Option<Families> {
        Some(FAMILIES)
    }

    fn alarms(&self, _: Part<'_>) -> Vec<Alarm> {
        Vec::new()
    }

    /// It is there already.
    fn lower(&self, _: &Unit<'_>, _: &mut Output) {}
}

#[cfg(test)]
mod tests {
    use super::{TUNED, services};

    #[test]
    fn each_kind_is_called_something() {
        for kind in TUNED.iter() {
            assert!(!services(kind.name).is_empty(), "{}", kind.name);
        }
    }
}
