//! `workers` on Nimbus: a pool of nodes, a scaler, and what its schedule does.

use std::any::Any;

use scaleprof::bill::{Lines, Quantity};
use scaleprof::cloud::field::Field;
use scaleprof::cloud::lowered::{Output, View};
use scaleprof::cloud::provider::{Asked, OnCloud, Part, Sized};
use scaleprof::cloud::size::{Measure, SizeAttribute};
use scaleprof::diagnostic::Finding;
use scaleprof::diagnostic::code::Code;
use scaleprof::kind::spec::{Of, Rules};
use scaleprof::kind::workers::{Capacity, Workers};
use scaleprof::model::name::{Name, label, slug};
use scaleprof::model::site::Site;
use scaleprof::terraform::resource::Resource;
use scaleprof::watch::Watch;

use crate::item::Sold;
use crate::nimbus::SIZES;

/// The pool's name. Limit: 40 characters.
const POOL: Name = Name::new("pool", "", 40);

/// Workers on Nimbus.
#[derive(Debug)]
pub(crate) struct Pool;

/// How big the workers are.
fn capacity(part: Part<'_>) -> &Capacity {
    let spec: &dyn Any = part.spec;
    &spec.downcast_ref::<Of<Workers>>().expect("Nimbus offers workers only").capacity
}

impl OnCloud for Pool {
    fn services(&self) -> &'static str {
        "a pool of nodes"
    }

    fn names(&self, _: Part<'_>) -> &'static [Name] {
        &[POOL]
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                Field::new("machine").about("The size of a node, e.g. `n1.small`.").examples(&["n1.small"]),
                Field::new("image")
                    .about("The image of the nodes, `img-…`.")
                    .pattern("^img-[0-9]{1,9}$", "an image is `img-` and a number"),
            ]
        }
    }

    fn sizes(&self) -> &'static [SizeAttribute] {
        const {
            &[
                SizeAttribute::new("nimbus_pool", "machine", "machine", Measure::Machine),
                SizeAttribute::new("nimbus_scaler", "least", "count.min", Measure::Number),
                SizeAttribute::new("nimbus_scaler", "most", "count.max", Measure::Number),
            ]
        }
    }

    fn check(&self, part: Part<'_>, _: Option<Part<'_>>, _: &Asked<'_>, rules: &mut dyn Rules) {
        let machine = capacity(part).machine.as_deref().unwrap_or_default();
        if !SIZES.iter().any(|(size, ..)| *size == machine) {
            let message = format!("Nimbus has no nodes of the size `{machine}`");
            let finding = Finding::new(Code::UnknownMachine, rules.place("machine"), message);
            rules.report(finding.help("choose n1.small, n1.medium or n1.large"));
        }
    }

    fn watches(&self, part: Part<'_>) -> Vec<Watch> {
        vec![Watch::ceiling("nodes in the pool", "nodes", &capacity(part).count)]
    }

    fn bill(&self, part: Part<'_>, _: &Site, lines: &mut Lines<'_>) {
        let Capacity { machine, count, .. } = capacity(part);
        lines.add(Sold::Node(machine.clone().unwrap_or_default()), Quantity::scaled(count));
    }
}

/// What workers become.
pub(crate) fn lower(stack: &str, component: &Sized<'_>) -> Output {
    let Capacity { machine, count, .. } = capacity(component.part);
    let slug = slug(component.part.name);
    let (name, label) = (POOL.of(stack, &slug), label(&slug));
    let mut out = Output::default();
    out.views.push(View {
        address: format!("nimbus_pool.{label}"),
        command: format!("nimbus pools list --name {name}"),
        root: "pools[]",
        fields: &[("machine", "size")],
        state: ("state", "ready"),
        decimal: false,
        by_hand: None,
    });
    let pool = Resource::new("nimbus_pool", label.as_str())
        .identity(|r| {
            r.set("name", name);
        })
        .capacity(|r| {
            r.set("machine", machine.as_deref().unwrap_or_default());
        });
    let id = pool.attr("id");
    out.add(pool);
    let scaler = Resource::new("nimbus_scaler", label.as_str()).identity(|r| {
        r.set("pool", id.clone());
    });
    out.add(scaler.capacity(|r| {
        r.set("least", component.floor(count)).set("most", component.ceiling(count));
    }));
    for action in component.actions(count) {
        let label = format!("{label}_{}", action.suffix);
        out.add(Resource::new("nimbus_schedule", label).identity(|r| {
            r.set("count", action.count()).set("pool", id.clone()).set("at", action.stamp());
            r.set("least", action.min).set("most", action.max);
        }));
    }
    out
}
