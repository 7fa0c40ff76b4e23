//! How long AWS takes to start what a profile's floor adds, from a table of launch rates, `ramp.csv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::SignedDuration;
use serde::Serialize;

use crate::bill::Role;
use crate::plan::Plan;
use crate::quota::applied::Applied;

/// What one component's floor adds, and how long AWS takes to start it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ramp {
    /// Whose.
    pub component: String,
    /// `tasks` or `machines`.
    pub what: &'static str,
    /// The floor on a normal day.
    pub from: u64,
    /// The floor in this profile.
    pub to: u64,
    /// The shortest time that AWS's launch rates leave; none where it documents no rate.
    pub takes: Option<SignedDuration>,
    /// Where the rate was read; for machines, where one would stand.
    pub source: &'static str,
}

/// A bucket of starts.
struct Rate {
    burst_code: &'static str,
    count_code: &'static str,
    /// Whether all services of an account share it.
    shared: bool,
    burst: u64,
    count: u64,
    seconds: u64,
    newer: (u64, u64),
    newer_regions: Vec<&'static str>,
    source: &'static str,
}

static RATES: LazyLock<Vec<Rate>> = LazyLock::new(|| {
    let text = include_str!("ramp.csv");
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1);
    let number = |text: &str| text.parse().unwrap_or(0);
    let rate = |line: &'static str| {
        let row: Vec<&'static str> = line.split(',').collect();
        let [burst_code, count_code, per, burst, count, seconds, newer_burst, newer_count, regions, source] =
            row[..]
        else {
            return None;
        };
        Some(Rate {
            burst_code,
            count_code,
            shared: per == "account",
            burst: number(burst),
            count: number(count),
            seconds: number(seconds),
            newer: (number(newer_burst), number(newer_count)),
            newer_regions: regions.split(' ').collect(),
            source,
        })
    };
    rows.filter_map(rate).collect()
});

/// Amazon EC2 Auto Scaling documents quotas on groups and on API calls, and none on how fast machines start.
const NO_RATE: &str = "docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html";

impl Rate {
    /// How long so many starts take, in seconds, rounded up.
    fn seconds_for(&self, starts: u64, region: &str, applied: Option<&Applied>) -> u64 {
        let newer = self.newer_regions.contains(&region);
        let (burst, count) = if newer { self.newer } else { (self.burst, self.count) };
        let of = |code| applied.and_then(|applied| applied.value("fargate", code));
        let burst = of(self.burst_code).unwrap_or(burst);
        let count = of(self.count_code).unwrap_or(count).max(1);
        starts.saturating_sub(burst).saturating_mul(self.seconds).div_ceil(count)
    }
}

/// What the floor of a plan adds to that of the everyday plan, and how long AWS takes to start it; nothing
/// for an everyday plan itself.
#[must_use]
pub fn ramp(plan: &Plan, everyday: Option<&Plan>, applied: Option<&Applied>) -> Vec<Ramp> {
    let region = plan.header.cloud.region.as_str();
    let Some(everyday) = everyday else { return Vec::new() };
    let before = floors(everyday);
    let ramps = floors(plan).into_iter().filter_map(|((component, what), to)| {
        let from = before.get(&(component, what)).copied().unwrap_or(0);
        (to > from).then_some(Ramp {
            component: component.to_owned(),
            what,
            from,
            to,
            takes: None,
            source: NO_RATE,
        })
    });
    let mut ramps: Vec<Ramp> = ramps.collect();
    let tasks = ramps.iter().filter(|ramp| ramp.what == "tasks");
    let together = tasks.fold(0, |sum: u64, ramp| sum.saturating_add(ramp.to - ramp.from));
    for ramp in ramps.iter_mut().filter(|ramp| ramp.what == "tasks") {
        let starts = |rate: &Rate| if rate.shared { together } else { ramp.to - ramp.from };
        let slowest = RATES.iter().map(|rate| (rate.seconds_for(starts(rate), region, applied), rate.source));
        if let Some((seconds, source)) = slowest.max() {
            ramp.takes = Some(SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX)));
            ramp.source = source;
        }
    }
    ramps
}

/// How many tasks and machines of each component that scales out are there at the floor.
fn floors(plan: &Plan) -> BTreeMap<(&str, &'static str), u64> {
    let mut floors = BTreeMap::new();
    for line in &plan.bill().lines {
        let what = match line.item.role() {
            Role::Task => "tasks",
            Role::Machine => "machines",
            _ => continue,
        };
        if plan.component(&line.component).is_some_and(|one| one.spec.facets().count.is_some()) {
            *floors.entry((line.component.as_str(), what)).or_default() += line.quantity.floor;
        }
    }
    floors
}
