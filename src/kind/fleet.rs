//! `fleet`: virtual machines that scale out by CPU.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kind::machine::{CpuAlarm, CpuTarget, Started, Traffic, check_cpu, check_user_data};
use crate::kind::spec::{Facets, Kind, MACHINE, MACHINE_SAYS, Of, Rules};
use crate::model::capacity::{Count, Disk};

/// Machines that scale out.
#[derive(Debug)]
pub(crate) struct Fleet;

/// How big a fleet is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// The instance type; `+2` or `largest` from the base profile's.
    #[schemars(regex(pattern = MACHINE), extend("format" = "machine", "patternErrorMessage" = MACHINE_SAYS))]
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
    const SUMMARY: &'static str = "virtual machines that scale out by CPU, such as Elasticsearch";
    type Identity = Started;
    type Capacity = Capacity;

    fn facets(of: &Of<Self>) -> Facets<'_> {
        Facets {
            machine: Some(&of.capacity.machine),
            disk: Some(&of.capacity.disk),
            image: Some(&of.identity.image),
            count: Some(&of.capacity.count),
            sent: Some(of.capacity.traffic.sent()),
            templated: true,
            stateful: true,
            needs_one: true,
            ..Facets::default()
        }
    }

    fn check(of: &Of<Self>, rules: &mut dyn Rules) {
        check_user_data(of.identity.user_data.as_deref(), rules);
        check_cpu(of.capacity.scale_on.cpu, rules);
    }
}
