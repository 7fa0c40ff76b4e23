//! What an item counts against: a measure, which a quota limits, and how much of it one item takes.

/// How much one item takes of one measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure<'a> {
    /// What is counted, in the words of the table of quotas.
    pub name: &'static str,
    /// The quota's code, where several quotas limit one measure; else empty.
    pub code: &'static str,
    /// How much each takes, in the quota's base unit (GiB for TiB, 1/1024 for vCPUs of tasks).
    pub each: u64,
    /// How that is made up, for people.
    pub share: Share<'a>,
    /// Whether what the cloud or a deployment adds for a moment counts too.
    pub(crate) surges: bool,
    /// Whether a limit on each is one on all that share it together.
    pub(crate) pooled: bool,
}

impl<'a> Measure<'a> {
    /// Each item takes so much.
    #[must_use]
    pub const fn of(name: &'static str, each: u64, share: Share<'a>) -> Self {
        Self { name, code: "", each, share, surges: true, pooled: false }
    }

    /// Each item counts as one.
    #[must_use]
    pub const fn one(name: &'static str) -> Self {
        Self::of(name, 1, Share::One)
    }
}

/// A measure of which nobody knows how much an item takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmeasured {
    /// What is counted, in the words of the table of quotas.
    pub name: &'static str,
    /// The quota's code, where several quotas limit one measure; else empty.
    pub code: &'static str,
    /// What is not known, in words: "the vCPUs of `x`".
    pub what: String,
}

/// What makes up a share, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share<'a> {
    /// Each counts as one.
    One,
    /// Each is one of these.
    Named(&'a str),
    /// Each holds so much.
    Holds(u64, &'static str),
    /// Each machine of this type has so many vCPUs.
    Vcpu(&'a str, u32),
    /// Each task has so many 1/1024 vCPUs.
    TaskCpu(u32),
}
