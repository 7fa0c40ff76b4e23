//! `fleet`: virtual machines that scale out by CPU.

pub mod aws;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::bill::{Item, Lines, Quantity};
use crate::check::Probe;
use crate::cloud::aws::{Output, Unit, group};
use crate::kind::machine::{CpuAlarm, CpuTarget, Started, Traffic, check_cpu, check_user_data};
use crate::kind::{Facets, Kind, MACHINE, Of};
use crate::model::capacity::{Count, Disk};
use crate::model::name::Name;
use crate::watch::{Measure, Watch};

/// Machines that scale out.
#[derive(Debug)]
pub struct Fleet;

/// How big a fleet is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// The instance type, e.g. `m6g.large`; `+2` or `largest` from the base profile's.
    #[schemars(regex(pattern = MACHINE), extend("examples" = ["m6g.large"]))]
    pub machine: String,
    /// How many there are.
    pub count: Count,
    /// What the autoscaler aims at; 60 % CPU when left out.
    #[serde(default)]
    pub scale_on: CpuTarget,
    /// The root disk of each, 8 GiB gp3 when left out.
    #[serde(default)]
    pub disk: Disk,
    /// What is billed by use. What is left out is not counted, and said so.
    #[serde(default)]
    pub traffic: Traffic,
    /// From where on its owner is called.
    #[serde(default)]
    pub alarms: CpuAlarm,
}

impl Kind for Fleet {
    const NAME: &'static str = "fleet";
    const SUMMARY: &'static str = "virtual machines that scale out by CPU";
    type Identity = Started;
    type Capacity = Capacity;
    const NAMES: &'static [Name] = &[group::TEMPLATE, group::GROUP, aws::POLICY];

    fn facets(of: &Of<Self>) -> Facets<'_> {
        Facets {
            machine: Some(&of.capacity.machine),
            disk: Some(&of.capacity.disk),
            image: Some(&of.identity.image),
            count: Some(&of.capacity.count),
            templated: true,
            stateful: true,
            needs_one: true,
            ..Facets::default()
        }
    }

    fn watches(of: &Of<Self>) -> Vec<Watch> {
        let Capacity { count, scale_on, alarms, .. } = &of.capacity;
        // Above what the autoscaler aims at: it is behind, or at its ceiling.
        let cpu = alarms.cpu.unwrap_or_else(|| (scale_on.cpu + 20).min(95));
        vec![
            Watch::above("cpu", "CPU over all machines", Measure::Percent, cpu)
                .aims_at(scale_on.cpu)
                .then("raise count.min: the autoscaler is behind"),
            Watch::ceiling("machines in service", "machines", count),
        ]
    }

    fn check(of: &Of<Self>, probe: &mut Probe<'_>) {
        check_user_data(of.identity.user_data.as_deref(), probe);
        check_cpu(of.capacity.scale_on.cpu, probe);
    }

    fn bill(of: &Of<Self>, lines: &mut Lines<'_>) {
        let count = &of.capacity.count;
        group::bill(&of.capacity.machine, &of.capacity.disk, count, lines);
        lines.add(Item::DetailedMonitoring, Quantity::scaled(count));
        // Target tracking makes two alarms, one for each way.
        lines.add(Item::AlarmMetric, Quantity::fixed(2));
        lines.add_traffic(of.capacity.traffic.data, of.capacity.traffic.nat, true);
    }

    fn aws(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        aws::lower(of, unit, out);
    }
}
