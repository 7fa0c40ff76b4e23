//! `workers`: tiny virtual machines that empty a queue and scale by what waits in it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kind::machine::{Started, Traffic, check_user_data};
use crate::kind::spec::{Facets, Kind, MACHINE, MACHINE_SAYS, Of, Rules};
use crate::model::capacity::{Count, Disk};
use crate::model::length::Length;

/// Tiny machines behind a queue.
#[derive(Debug)]
pub struct Workers;

/// How big a group of workers is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// The instance type; `+1` or `largest` from the base profile's.
    #[schemars(regex(pattern = MACHINE), extend("format" = "machine", "patternErrorMessage" = MACHINE_SAYS))]
    pub machine: String,
    /// How many there are.
    pub count: Count,
    /// The queue that they empty.
    #[serde(default)]
    pub queue: Queue,
    /// The root disk of each, 8 GiB gp3 when left out.
    #[serde(default)]
    pub disk: Disk,
    /// What is billed by use. What is left out is not counted, and said so.
    #[serde(default)]
    pub traffic: Traffic,
    /// From where on their owner is called.
    #[serde(default)]
    pub alarms: Alarms,
}

/// From where on the owner of workers is called.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// How old the oldest message may be, e.g. `30m`; ten minutes more than `queue: {visibility}` when left out.
    pub oldest: Option<Length>,
    /// How many messages may wait; what all workers at the ceiling should have waiting when left out.
    #[schemars(range(min = 1, max = 1_000_000_000_000_u64))]
    pub backlog: Option<u64>,
}

/// A queue as the autoscaler sees it.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"backlog_per_worker": 100}]))]
pub struct Queue {
    /// Messages for each worker, those that it works on among them: the wait that is acceptable over the time
    /// one takes.
    #[schemars(range(min = 1, max = 1_000_000))]
    #[serde(default = "hundred")]
    pub backlog_per_worker: u32,
    /// Messages that are sent per minute for each worker, which the autoscaler aims at too: about eight in ten of what
    /// one gets done in a minute while there is enough to do. When it is left out only the backlog counts, and a queue
    /// that is kept empty ends workers that it needs.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub sent_per_worker: Option<u32>,
    /// How long a message is hidden from the others while one worker has it, at least as long as the longest job
    /// takes; from `1s` to `12h`, and `5m` when left out. A worker that needs longer is done twice by another.
    pub visibility: Option<Length>,
    /// How often a message is tried before it is put aside as a dead letter; 5 when left out.
    #[schemars(range(min = 1, max = 1000))]
    pub tries: Option<u32>,
    /// Messages per hour, for the bill. When it is left out the queue's requests are not counted.
    #[schemars(range(max = 1_000_000_000_000_u64))]
    pub messages: Option<u64>,
}

/// A hundred messages: ten seconds of waiting at a tenth of a second each, as the guides of clouds reckon it.
const fn hundred() -> u32 {
    100
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            backlog_per_worker: hundred(),
            sent_per_worker: None,
            visibility: None,
            tries: None,
            messages: None,
        }
    }
}

impl Queue {
    /// For how many seconds a message is hidden while one worker has it.
    #[must_use]
    pub(crate) fn visibility_seconds(&self) -> i64 {
        self.visibility.map_or(300, |length| length.get().as_secs())
    }
}

impl Kind for Workers {
    const NAME: &'static str = "workers";
    const SUMMARY: &'static str = "tiny virtual machines that empty a queue and scale by its backlog";
    type Identity = Started;
    type Capacity = Capacity;

    fn facets(of: &Of<Self>) -> Facets<'_> {
        Facets {
            machine: Some(&of.capacity.machine),
            disk: Some(&of.capacity.disk),
            image: Some(&of.identity.image),
            count: Some(&of.capacity.count),
            templated: true,
            ..Facets::default()
        }
    }

    fn check(of: &Of<Self>, rules: &mut dyn Rules) {
        check_user_data(of.identity.user_data.as_deref(), rules);
    }
}
