//! How the values of sizes are written.

/// How the value of a size is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The name of an instance type, a class or a node type, or a list of them.
    Machine,
    /// A number of instances.
    Count,
    /// A number of instances, which has one more than the field of the profile.
    Members,
    /// A number of GiB.
    Gib,
    /// A number of MiB.
    Mib,
    /// I/O operations per second.
    Iops,
    /// MiB per second.
    Throughput,
    /// 1024ths of a vCPU.
    CpuUnits,
    /// vCPUs.
    Vcpus,
    /// Units that the service is bought in.
    Units,
    /// What an autoscaler aims at.
    Target,
    /// What an autoscaler adds or takes at once.
    Step,
    /// A switch that is on or off.
    Flag,
}

impl Sort {
    /// The sort with this name in a table.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "machine" => Self::Machine,
            "count" => Self::Count,
            "members" => Self::Members,
            "gib" => Self::Gib,
            "mib" => Self::Mib,
            "iops" => Self::Iops,
            "mibps" => Self::Throughput,
            "cpu-units" => Self::CpuUnits,
            "vcpus" => Self::Vcpus,
            "units" => Self::Units,
            "target" => Self::Target,
            "step" => Self::Step,
            "flag" => Self::Flag,
            _ => return None,
        })
    }

    /// Its name, in the tables and in what is printed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Count => "count",
            Self::Members => "members",
            Self::Gib => "gib",
            Self::Mib => "mib",
            Self::Iops => "iops",
            Self::Throughput => "mibps",
            Self::CpuUnits => "cpu-units",
            Self::Vcpus => "vcpus",
            Self::Units => "units",
            Self::Target => "target",
            Self::Step => "step",
            Self::Flag => "flag",
        }
    }
}
