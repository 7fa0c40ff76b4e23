//! How fast a cloud starts what scales out.

use crate::bill::Role;
use crate::quota::applied::Applied;

/// How fast a cloud starts what has a role, as far as it says so.
#[derive(Clone, Debug)]
pub struct Rate {
    /// What is started.
    pub role: Role,
    /// The bucket that starts are taken from; none where the cloud documents none.
    pub bucket: Option<Bucket>,
    /// Where that was read; without a bucket, where one would stand.
    pub source: &'static str,
}

/// A bucket of starts, which fills up again.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// Whether everything in an account and a region shares it; else each component has one of its own.
    pub shared: bool,
    /// How many starts it holds, and how many come in again each time.
    pub starts: (u64, u64),
    /// The same in [`Self::newer_regions`].
    pub newer: (u64, u64),
    /// The regions that have buckets of another size.
    pub(crate) newer_regions: Vec<&'static str>,
    /// The time between two refills, in seconds.
    pub seconds: u64,
    /// The service of the quotas that raise it.
    pub service: &'static str,
    /// The codes of those quotas: on what it holds, and on what comes in; empty where none raises it.
    pub codes: (&'static str, &'static str),
}

impl Bucket {
    /// How long so many starts take, in seconds, rounded up.
    #[must_use]
    pub(crate) fn seconds_for(&self, starts: u64, region: &str, applied: Option<&Applied>) -> u64 {
        let (burst, count) = if self.newer_regions.contains(&region) { self.newer } else { self.starts };
        let of = |code| applied.and_then(|applied| applied.value(self.service, code));
        let burst = of(self.codes.0).unwrap_or(burst);
        let count = of(self.codes.1).unwrap_or(count).max(1);
        starts.saturating_sub(burst).saturating_mul(self.seconds).div_ceil(count)
    }
}
