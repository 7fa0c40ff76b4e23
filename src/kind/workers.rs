//! `workers`: tiny virtual machines, or containers, that empty a queue and scale by what waits in it.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::container;
use crate::kind::image::Image;
use crate::kind::machine::{Started, check_user_data};
use crate::kind::spec::{Facets, Kind, MACHINE, MACHINE_SAYS, Of, Rules, SentFacet};
use crate::model::capacity::{Count, Disk};
use crate::model::container::{Contained, Container};
use crate::model::length::Length;
use crate::model::size::Size;

/// Machines or containers behind a queue.
#[derive(Debug)]
pub struct Workers;

/// What workers are: how each machine starts, or what each task runs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// How each machine starts.
    #[serde(flatten)]
    pub(crate) started: Started,
    /// Containers in place of machines: what each of them runs, and its size.
    pub(crate) container: Option<Container>,
}

/// How big a group of workers is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// The instance type; `+1` or `largest` from the base profile's. Containers have none.
    #[schemars(regex(pattern = MACHINE), extend("format" = "machine", "patternErrorMessage" = MACHINE_SAYS))]
    pub machine: Option<String>,
    /// How many there are.
    pub count: Count,
    /// The queue that they empty.
    #[serde(default)]
    pub queue: Queue,
    /// The root disk of each machine, 8 GiB gp3 when left out.
    pub disk: Option<Disk>,
    /// What is billed by use. What is left out is not counted, and said so.
    #[serde(default)]
    pub traffic: Traffic,
    /// From where on their owner is called.
    #[serde(default)]
    pub alarms: Alarms,
}

/// Use of workers that is billed.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Traffic {
    /// Out to the internet, of all of them, per hour.
    pub(crate) data: Option<Size>,
    /// Through NAT, out and back, of all of them, per hour.
    pub(crate) nat: Option<Size>,
    /// Log lines of containers, per hour.
    pub(crate) logs: Option<Size>,
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

impl Capacity {
    /// The root disk of each machine.
    #[must_use]
    pub(crate) fn disk(&self) -> &Disk {
        static USUAL: LazyLock<Disk> = LazyLock::new(Disk::default);
        self.disk.as_ref().unwrap_or(&USUAL)
    }
}

impl Identity {
    /// Its container, if it is one.
    #[must_use]
    pub(crate) fn contained(&self) -> Option<Contained<'_>> {
        self.container.as_ref().map(|container| Contained { container, at: "container/" })
    }
}

impl Kind for Workers {
    const NAME: &'static str = "workers";
    const SUMMARY: &'static str = "tiny machines or containers behind a queue";
    type Identity = Identity;
    type Capacity = Capacity;
    const SIZED: &'static [&'static str] = &["container.cpu", "container.memory"];

    fn facets(of: &Of<Self>) -> Facets<'_> {
        let container = of.identity.contained();
        Facets {
            machine: of.capacity.machine.as_deref(),
            disk: container.is_none().then(|| of.capacity.disk()),
            image: container.is_none().then_some(&of.identity.started.image),
            count: Some(&of.capacity.count),
            sent: Some(SentFacet { data: of.capacity.traffic.data, nat: of.capacity.traffic.nat }),
            templated: container.is_none(),
            container,
            ..Facets::default()
        }
    }

    fn check(of: &Of<Self>, rules: &mut dyn Rules) {
        let Of { identity, capacity } = of;
        check_user_data(identity.started.user_data.as_deref(), rules);
        let Some(contained) = identity.contained() else {
            if capacity.machine.is_none() {
                let message = "workers are machines or containers, and these are neither";
                let finding = Finding::new(Code::MissingField, rules.place("machine"), message);
                rules.report(finding.help(
                    "write the type of the machines: `machine: …`; or `container: {image: …, cpu: …, memory: …}`",
                ));
            }
            if capacity.traffic.logs.is_some() {
                let message = "only the log lines of containers are taken in";
                let finding = Finding::new(Code::BadValue, rules.place("traffic/logs"), message);
                rules.report(finding.help("leave it out: what machines log is theirs"));
            }
            return;
        };
        container::check(contained, rules);
        let of_machines = [
            ("machine", capacity.machine.is_some()),
            ("image", identity.started.image != Image::Usual),
            ("user_data", identity.started.user_data.is_some()),
            ("disk", capacity.disk.is_some()),
        ];
        for (field, _) in of_machines.into_iter().filter(|(_, stated)| *stated) {
            let message = format!("`{field}` is for machines, and these workers are containers");
            let finding = Finding::new(Code::BadValue, rules.place(field), message)
                .label(rules.place("container"), "here");
            rules.report(finding.help(format!("remove `{field}`, or `container`")));
        }
    }
}
