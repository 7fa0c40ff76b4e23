//! How big a component is: the words that several kinds share.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::size::Size;

/// How many of a thing there are. The autoscaler moves between `min` and `max`.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"max": 6, "min": 3}]))]
pub struct Count {
    /// The floor: so many are always there.
    #[schemars(range(max = 100_000))]
    pub min: u32,
    /// The ceiling: never more than these.
    #[schemars(range(max = 100_000))]
    pub max: u32,
    /// The usual number while the profile is live, for cost estimates; the floor when left out.
    #[schemars(range(max = 100_000))]
    pub expected: Option<u32>,
}

impl Count {
    /// Exactly one, for what does not scale out.
    pub const ONE: Self = Self { min: 1, max: 1, expected: None };
    /// None, for what could scale out and does not.
    pub(crate) const NONE: Self = Self { min: 0, max: 0, expected: None };
}

/// What a profile says how many there are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Of the component itself: machines or tasks, in `count`.
    #[default]
    Itself,
    /// Of what follows it and can be read, in `readers`.
    Readers,
}

impl Counted {
    /// The field that says how many.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Itself => "count",
            Self::Readers => "readers",
        }
    }

    /// A field below it (segments split by `/`): `min`, `max` or `expected`.
    #[must_use]
    pub(crate) fn path(self, end: &str) -> String {
        format!("{}/{end}", self.field())
    }

    /// The field below it that says the least.
    #[must_use]
    pub const fn least(self) -> &'static str {
        match self {
            Self::Itself => "count.min",
            Self::Readers => "readers.min",
        }
    }

    /// The field below it that says the most.
    #[must_use]
    pub const fn most(self) -> &'static str {
        match self {
            Self::Itself => "count.max",
            Self::Readers => "readers.max",
        }
    }

    /// The field below it that says what is expected.
    #[must_use]
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Itself => "count.expected",
            Self::Readers => "readers.expected",
        }
    }
}

/// What a profile can say how many there are of.
const COUNTED: [Counted; 2] = [Counted::Itself, Counted::Readers];

/// Whether a field of a profile (segments split by dots) says how many there are at the least.
#[must_use]
pub(crate) fn is_least(field: &str) -> bool {
    COUNTED.iter().any(|own| own.least() == field)
}

/// Whether a field of a profile (segments split by dots) says how many there are at the most.
#[must_use]
pub(crate) fn is_most(field: &str) -> bool {
    COUNTED.iter().any(|own| own.most() == field)
}

/// Whether a field of a profile (segments split by dots) says how many there are, which schedules and autoscalers change.
#[must_use]
pub fn is_count(field: &str) -> bool {
    COUNTED.iter().any(|own| [own.least(), own.most(), own.expected()].contains(&field))
}

/// Between which sizes an instance scales by itself.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"max": 16, "min": 2}]))]
pub struct Range {
    /// The smallest, in steps of 0.5.
    #[schemars(range(min = 0, max = 10_000))]
    pub min: f64,
    /// The largest, in steps of 0.5.
    #[schemars(range(min = 0, max = 10_000))]
    pub max: f64,
}

/// Kinds of block storage.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "lowercase")]
pub enum VolumeType {
    /// General purpose SSD; IOPS and throughput are bought apart from size.
    Gp3,
    /// General purpose SSD of the older kind; IOPS follow size.
    Gp2,
    /// Provisioned IOPS SSD.
    Io1,
    /// Provisioned IOPS SSD of the newer kind.
    Io2,
}

impl VolumeType {
    /// The API's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gp3 => "gp3",
            Self::Gp2 => "gp2",
            Self::Io1 => "io1",
            Self::Io2 => "io2",
        }
    }
}

/// Storage that outlives the machine it hangs on. It can grow in place and never shrink.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"size": "200GiB"}]))]
pub struct Storage {
    /// The kind of volume.
    #[serde(rename = "type", default = "gp3")]
    pub volume_type: VolumeType,
    /// How much, in whole GiB.
    pub size: Size,
    /// I/O operations per second; what the type includes when left out.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub iops: Option<u32>,
    /// MiB per second; what the type includes when left out.
    #[schemars(range(min = 1, max = 100_000))]
    pub throughput: Option<u32>,
    /// Up to where the cloud may grow a database's storage by itself, in whole GiB; as it is when left out. The largest
    /// of all profiles is live in each.
    pub max_size: Option<Size>,
    /// Growth that stays for good: without it a profile may not be larger than normal here.
    #[serde(default)]
    pub keep: bool,
}

/// The root disk of a machine; replaced with it.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"size": "40GiB"}]))]
pub struct Disk {
    /// The kind of volume.
    #[serde(rename = "type", default = "gp3")]
    pub volume_type: VolumeType,
    /// How much, in whole GiB.
    pub size: Size,
}

impl Default for Disk {
    /// 8 GiB gp3: what usual images ask for at the least.
    fn default() -> Self {
        Self { volume_type: VolumeType::Gp3, size: Size::from_gib(8) }
    }
}

const fn gp3() -> VolumeType {
    VolumeType::Gp3
}
