//! Nimbus: a cloud with nodes, pools of them and a router.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hcl::Block;
use jiff::civil::date;
use scaleprof::bill::{BillOfMaterials, Lines, Quantity};
use scaleprof::cloud::lowered::Output;
use scaleprof::cloud::provider::{
    Asked, Cloud, Components, Lowering, OnCloud, Places, Sized, Stack, Watched,
};
use scaleprof::effect::{Rule, table};
use scaleprof::kind::spec::{Kind as _, Rules};
use scaleprof::kind::workers::Workers;
use scaleprof::model::site::Site;
use scaleprof::price::catalogue::{Table, Tables};
use scaleprof::quota::requests::Requests;
use scaleprof::quota::table::{Per, Quota};
use scaleprof::terraform::resource::{Resource, object, other};
use serde_json::{Value, json};

use crate::item::Sold;
use crate::workers::{Pool, lower};

/// A cloud of the tests.
#[derive(Debug)]
pub(crate) struct Nimbus;

/// The sizes of its nodes, smallest first, each with its vCPUs and its memory in MiB.
pub(crate) const SIZES: [(&str, u32, u64); 3] =
    [("n1.small", 1, 1024), ("n1.medium", 2, 2048), ("n1.large", 4, 4096)];

static SERVICES: [Table; 1] = [Table::new("nodes", include_str!("prices.csv"))];

static PRICES: Tables = Tables { services: &SERVICES, graduated: &[], as_of: date(2026, 10, 1) };

static EFFECTS: LazyLock<Vec<Rule>> = LazyLock::new(|| table(include_str!("effects.csv")));

static QUOTAS: LazyLock<Vec<Quota>> = LazyLock::new(|| {
    let quota = |code, name, default, measure| Quota {
        cloud: "Nimbus",
        service: "limits",
        code,
        name,
        default,
        overrides: BTreeMap::new(),
        unit: measure,
        adjustable: code.is_some(),
        measure,
        base_units: 1,
        per: Per::Region,
        source: "nimbus.example/docs/limits",
    };
    vec![quota(Some("NODES"), "Nodes of all pools", 12, "nodes"), quota(None, "Routers", 3, "routers")]
});

/// Limits are raised by a form.
#[derive(Debug)]
struct Form;

impl Requests for Form {
    fn open_limit(&self, _region: &str) -> usize {
        5
    }

    fn console(&self, _quota: &Quota, region: &str) -> Option<String> {
        Some(format!("https://nimbus.example/limits/{region}"))
    }

    fn request(&self, quota: &Quota, value: u64) -> Option<Value> {
        Some(json!({"limit": quota.code?, "to": value}))
    }
}

impl Cloud for Nimbus {
    fn name(&self) -> &'static str {
        "nimbus"
    }

    fn title(&self) -> &'static str {
        "A cloud of the tests."
    }

    fn short(&self) -> &'static str {
        "Nimbus"
    }

    fn prices(&self) -> &'static Tables {
        &PRICES
    }

    fn quotas(&self) -> &'static [Quota] {
        &QUOTAS
    }

    fn requests(&self) -> Option<&'static dyn Requests> {
        Some(&Form)
    }

    fn kind(&self, name: &str) -> Option<&'static dyn OnCloud> {
        (name == Workers::NAME).then_some(&Pool)
    }

    fn effects(&self) -> &'static [Rule] {
        &EFFECTS
    }

    fn family(&self, name: &str, _region: &str) -> Option<Vec<&'static str>> {
        self.figures(name)?;
        Some(SIZES.map(|(name, ..)| name).to_vec())
    }

    fn figures(&self, name: &str) -> Option<(u32, u64)> {
        SIZES.iter().find(|(size, ..)| *size == name).map(|(_, vcpu, memory)| (*vcpu, *memory))
    }

    fn bill(&self, _: &Site, _: &BillOfMaterials, lines: &mut Lines<'_>) {
        lines.add(Sold::Router, Quantity::fixed(1));
    }

    fn places(&self, site: &Site, _: bool, _: Option<&str>) -> Places {
        Places::Zones(vec![format!("{}-1", site.region)])
    }

    fn check(&self, _: &Asked<'_>, _: &Components<'_>, _: &mut dyn Rules) {}

    fn head(&self, site: &Site, _: &str, backend: Block) -> Vec<Block> {
        let terraform = other("terraform", &[], |terraform| {
            terraform.block("required_providers", |providers| {
                providers.set("nimbus", object([("source", "example/nimbus".into())]));
            });
            terraform.add(backend);
        });
        let provider = other("provider", &["nimbus"], |provider| {
            provider.set("place", site.region.as_str());
        });
        vec![terraform, provider]
    }

    fn lower<'a>(&self, stack: &Stack<'a>, shared: &mut Output) -> Box<dyn Lowering + 'a> {
        shared.add(Resource::new("nimbus_router", "main").identity(|r| {
            r.set("name", stack.name);
        }));
        Box::new(Written { stack: stack.name })
    }
}

/// A stack on Nimbus while it is written.
struct Written<'a> {
    stack: &'a str,
}

impl Lowering for Written<'_> {
    fn component(&self, component: &Sized<'_>) -> Output {
        lower(self.stack, component)
    }

    fn monitoring(&self, _: &Watched<'_>) -> Vec<Block> {
        Vec::new()
    }
}
