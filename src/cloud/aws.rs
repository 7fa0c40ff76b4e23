//! AWS. One file per kind says what a component is there; the others are what kinds share: provider and state, network,
//! names, alarms, and facts about machines.

pub(crate) mod alarm;
pub mod app;
pub(crate) mod balancer;
pub(crate) mod billed;
pub mod cache;
pub(crate) mod class_versions;
pub mod classes;
pub mod commands;
pub(crate) mod connections;
pub mod database;
pub mod effects;
pub mod engines;
pub(crate) mod existing;
pub(crate) mod families;
pub mod fields;
pub mod fleet;
pub mod group;
pub mod iam;
pub(crate) mod image;
pub mod item;
pub(crate) mod launch_rates;
pub mod machines;
pub mod meter;
pub mod monitoring;
pub mod network;
pub mod offers;
pub mod on;
pub mod prices;
pub(crate) mod proof;
pub mod quota;
pub mod regions;
pub mod root;
pub(crate) mod rules;
pub(crate) mod scheduled;
pub mod server;
pub(crate) mod service;
mod stand;
pub mod storage;
pub mod table;
pub(crate) mod timed;
pub(crate) mod tracking;
pub(crate) mod traffic;
mod tuned;
pub(crate) mod unit;
mod words;
pub mod workers;

use hcl::Block;

use jiff::SignedDuration;

use crate::bill::{BillOfMaterials, Lines, Quantity};
use crate::cloud::commands::Commands;
use crate::cloud::existing::Existing;
use crate::cloud::existing::reach::{Beside, Made, Stand, Watching};
use crate::cloud::lowered::Output;
use crate::cloud::provider::{
    Asked, Cloud, Components, Lowering, OnCloud, Part, Places, Sized, Stack, Watched,
};
use crate::effect::Rule;
use crate::kind::app::App;
use crate::kind::cache::Cache;
use crate::kind::database::Database;
use crate::kind::fleet::Fleet;
use crate::kind::server::Server;
use crate::kind::spec::{Kind as _, Rules};
use crate::kind::workers::Workers;
use crate::model::site::Site;
use crate::price::catalogue::Tables;
use crate::price::lists::PriceLists;
use crate::quota::applied::Applied;
use crate::quota::rate::Rate;
use crate::quota::requests::Requests;
use crate::quota::table::Quota;
use crate::watch::Watch;
use families::Families;
use item::Item;
use network::Subnets;
use on::{AnyOnAws, Aws};
use unit::Unit;

/// What AWS makes of each kind that it builds. A kind that AWS offers is one more line here.
static KINDS: &[(&str, &dyn AnyOnAws)] = &[
    (App::NAME, &Aws::<App>::KIND),
    (Cache::NAME, &Aws::<Cache>::KIND),
    (Database::NAME, &Aws::<Database>::KIND),
    (Fleet::NAME, &Aws::<Fleet>::KIND),
    (Server::NAME, &Aws::<Server>::KIND),
    (Workers::NAME, &Aws::<Workers>::KIND),
];

/// The one value of this cloud.
pub static AWS: Amazon = Amazon;

/// Amazon Web Services.
#[derive(Debug)]
pub struct Amazon;

fn kind(name: &str) -> Option<&'static dyn AnyOnAws> {
    let built = KINDS.iter().find(|(kind, _)| *kind == name).map(|(_, on)| *on);
    built.or_else(|| tuned::kind(name).map(|on| -> &dyn AnyOnAws { on }))
}

/// The families of the sizes of all kinds.
fn families() -> impl Iterator<Item = Families> {
    KINDS.iter().filter_map(|(_, on)| on.families()).chain([tuned::FAMILIES])
}

impl Cloud for Amazon {
    fn name(&self) -> &'static str {
        "aws"
    }

    fn title(&self) -> &'static str {
        "Amazon Web Services."
    }

    fn short(&self) -> &'static str {
        "AWS"
    }

    /// Elastic Load Balancing reserves `internal-`, EC2 `sg-`, and many services `aws-`.
    fn reserved_stacks(&self) -> &'static [&'static str] {
        &["internal", "sg", "aws"]
    }

    /// Rounded up from two minutes.
    /// docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
    fn schedule_delay(&self) -> SignedDuration {
        SignedDuration::from_mins(5)
    }

    /// Of an Auto Scaling group, which takes fewer than a scalable target.
    /// docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html
    fn most_schedules(&self) -> usize {
        125
    }

    fn prices(&self) -> &'static Tables {
        &prices::PRICES
    }

    fn price_lists(&self) -> Option<&'static dyn PriceLists> {
        Some(&offers::Offers)
    }

    fn commands(&self) -> &'static dyn Commands {
        &commands::Cli
    }

    fn called(&self, word: &str) -> Option<&'static str> {
        words::called(word)
    }

    fn field_called(&self, word: &str) -> Vec<&'static str> {
        words::WORDS.field(word)
    }

    fn kind(&self, name: &str) -> Option<&'static dyn OnCloud> {
        kind(name).map(|on| -> &'static dyn OnCloud { on })
    }

    fn effects(&self) -> &'static [Rule] {
        &effects::RULES
    }

    fn family(&self, name: &str, region: &str) -> Option<Vec<&'static str>> {
        families().find_map(|families| (families.ladder)(name, region))
    }

    fn figures(&self, name: &str) -> Option<(u32, u64)> {
        machines::machine_under(name)?.figures()
    }

    fn quotas(&self) -> &'static [Quota] {
        &quota::QUOTAS
    }

    fn launch_rates(&self) -> &'static [Rate] {
        &launch_rates::RATES
    }

    fn read_account(&self, text: &str, region: &str, into: &mut Applied) -> Result<(), String> {
        quota::dump::add(text, region, into).map_err(|error| error.to_string())
    }

    fn requests(&self) -> Option<&'static dyn Requests> {
        Some(&quota::ServiceQuotas)
    }

    fn existing(&self) -> Option<&'static Existing> {
        Some(&existing::EXISTING)
    }

    fn watching(&self) -> Option<&'static dyn Watching> {
        Some(&AWS)
    }

    fn bill(&self, site: &Site, components: &BillOfMaterials, lines: &mut Lines<'_>) {
        network::bill(site, lines);
        lines.add(Item::AlarmMetric, Quantity::fixed(monitoring::quota_alarms(components)));
        lines.add(Item::Dashboard, Quantity::fixed(1));
    }

    fn places(&self, site: &Site, public: bool, alone: Option<&str>) -> Places {
        network::places(site, public, alone)
    }

    fn dashboards(&self) -> Option<&'static str> {
        Some("CloudWatch, Dashboards")
    }

    fn quota_alarms(&self) -> &'static [u32] {
        &monitoring::SHARES
    }

    fn counted(&self) -> &'static str {
        "groups and scalable targets"
    }

    fn network_watches(&self, site: &Site) -> Vec<Watch> {
        if network::gateways(site).is_empty() { Vec::new() } else { vec![network::gateway_watch()] }
    }

    fn check(&self, asked: &Asked<'_>, stack: &Components<'_>, rules: &mut dyn Rules) {
        rules::check_stack(asked, stack, rules);
    }

    fn head(&self, site: &Site, stack: &str, backend: Block) -> Vec<Block> {
        vec![root::terraform(&site.state, backend), root::provider(site, stack)]
    }

    fn lower<'a>(&self, stack: &Stack<'a>, shared: &mut Output) -> Box<dyn Lowering + 'a> {
        let subnets = network::lower(stack, shared);
        Box::new(OnStack { stack: stack.clone(), subnets })
    }
}

impl Watching for Amazon {
    fn alarms(&self, beside: &Beside<'_>) -> Vec<Made> {
        let Beside { stack, site, name, common, spec, watches, reach } = *beside;
        let Some(on) = kind(spec.kind().name) else { return Vec::new() };
        let (part, nowhere) = (Part { name, common, spec }, Subnets::nowhere());
        let stack = Stack { name: stack, site, parts: Vec::new(), required: None };
        let sized = Sized { part, storage_kept_larger: false, storage_most: None, timed: None };
        Unit::beside(&stack, &nowhere, sized, reach, stand::OWN).alarms_beside(&on.alarms(part), watches)
    }

    fn topic(&self, stack: &str, owner: &str, contact: &str, stand: &Stand) -> Vec<Block> {
        let name = stand::topic_name(stack, owner, stand);
        monitoring::topic(&stand::topic_label(owner, stand), &name, contact, stand)
    }

    fn names(&self) -> &'static [&'static str] {
        &["alarm_name", "name"]
    }

    fn bill(&self, metrics: u64, lines: &mut Lines<'_>) {
        lines.add(Item::AlarmMetric, Quantity::fixed(metrics));
    }
}

/// A stack on AWS while its Terraform is written.
struct OnStack<'a> {
    stack: Stack<'a>,
    subnets: Subnets,
}

impl Lowering for OnStack<'_> {
    fn component(&self, component: &Sized<'_>) -> Output {
        let mut out = Output::default();
        if let Some(on) = kind(component.part.spec.kind().name) {
            on.lower(&Unit::new(&self.stack, &self.subnets, *component), &mut out);
        }
        out
    }

    fn most_widgets(&self) -> usize {
        monitoring::MOST_WIDGETS
    }

    fn monitoring(&self, watched: &Watched<'_>) -> Vec<Block> {
        monitoring::lower(&self.stack, watched)
    }
}
