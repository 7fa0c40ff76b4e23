//! EC2 instance types: sizes, architecture, and where they are offered.

use std::cmp::Ordering;
use std::sync::{LazyLock, OnceLock};

use memchr::memchr;

use crate::cloud::aws::families::Families;
use crate::cloud::aws::regions;
use crate::order::Order as _;
use crate::table::lines;

/// The instruction set of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// 64-bit ARM.
    Arm64,
    /// 64-bit x86.
    X86_64,
}

impl Architecture {
    /// AWS's name.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }
}

/// What a machine passes on to its volumes.
/// docs.aws.amazon.com/ec2/latest/userguide/ebs-optimized.html
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// For hours.
    pub(crate) steady: u64,
    /// For 30 minutes at least once in 24 hours; the same where it does not burst.
    pub most: u64,
}

/// An instance type. A figure that could not be sourced is `None`.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// Virtual CPUs.
    pub vcpu: Option<u32>,
    /// Memory in MiB.
    pub(crate) memory_mib: Option<u64>,
    /// The instruction set.
    pub architecture: Option<Architecture>,
    /// The code of the on-demand vCPU quota that it counts against.
    pub quota: Option<&'static str>,
    /// I/O operations per second that it passes on to its volumes.
    pub iops: Option<Pace>,
    /// MiB per second that it passes on to them.
    pub throughput: Option<Pace>,
    offered: u64,
}

/// A line of the table. Of the many only those are read that somebody asks for.
struct Line {
    text: &'static str,
    machine: OnceLock<Box<Machine>>,
}

impl Line {
    fn name(&self) -> &'static str {
        memchr(b',', self.text.as_bytes()).map_or(self.text, |end| &self.text[..end])
    }

    /// How its name stands to another one. The comma after the name comes before all characters of names.
    fn cmp(&self, name: &str) -> Ordering {
        let line = self.text.as_bytes();
        match line.split_at_checked(name.len()) {
            Some((own, behind)) => own.cmp(name.as_bytes()).then_with(|| behind.first().cmp(&Some(&b','))),
            None => line.cmp(name.as_bytes()),
        }
    }

    fn read(&self) -> Machine {
        **self.machine.get_or_init(|| Box::new(machine(&self.text.split(',').collect::<Vec<_>>())))
    }
}

/// The lines, sorted by name as in the file: a stack asks for its machines thousands of times, and most runs for a few.
static MACHINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
    lines(include_str!("machines.csv")).map(|text| Line { text, machine: OnceLock::new() }).collect()
});

fn machine(row: &[&'static str]) -> Machine {
    let known = |text: &'static str| (text != "-").then_some(text);
    Machine {
        vcpu: row[1].parse().ok(),
        memory_mib: row[2].parse().ok(),
        architecture: match row[3] {
            "arm64" => Some(Architecture::Arm64),
            "x86_64" => Some(Architecture::X86_64),
            _ => None,
        },
        quota: known(row[4]),
        offered: bits(row[5]),
        iops: pace(row[6]),
        throughput: pace(row[7]),
    }
}

/// `3600/20000`, or `20000` where both are the same.
fn pace(text: &str) -> Option<Pace> {
    let (steady, most) = text.split_once('/').unwrap_or((text, text));
    Some(Pace { steady: steady.parse().ok()?, most: most.parse().ok()? })
}

/// The regions that a column of a table stands for, one bit each.
#[must_use]
pub(crate) fn bits(hexadecimal: &str) -> u64 {
    u64::from_str_radix(hexadecimal, 16).unwrap_or(0)
}

/// Whether a region is one of these.
#[must_use]
pub(crate) fn offered(bits: u64, region: &str) -> bool {
    // A region that is not known is reported as such; what it offers is not known either.
    regions::index(region).is_none_or(|at| bits >> at & 1 == 1)
}

/// An instance type by name.
#[must_use]
pub fn machine_type(name: &str) -> Option<Machine> {
    let at = MACHINES.binary_search_by(|line| line.cmp(name)).ok()?;
    Some(MACHINES.get(at)?.read())
}

/// The machine under a size of any kind: an instance type, or the class or the node type of a managed service, which is
/// an instance type behind a word of the service, or before one: `db.m6g.large`, `m6g.large.search`.
#[must_use]
pub(crate) fn machine_under(size: &str) -> Option<Machine> {
    let behind = || machine_type(size.split_once('.')?.1);
    machine_type(size).or_else(behind).or_else(|| machine_type(size.rsplit_once('.')?.0))
}

impl Machine {
    /// Whether a region offers it.
    #[must_use]
    pub fn offered_in(&self, region: &str) -> bool {
        offered(self.offered, region)
    }

    /// Its vCPUs and its memory in MiB, where both are known.
    #[must_use]
    pub fn figures(&self) -> Option<(u32, u64)> {
        self.vcpu.zip(self.memory_mib)
    }
}

/// The instance types.
pub(crate) const FAMILIES: Families = Families {
    ladder: |name, region| {
        let family = family(name)?;
        let from = MACHINES.partition_point(|line| line.name() < family);
        let lines = MACHINES.get(from..).unwrap_or_default().iter().map(|line| (line.name(), line));
        rungs(lines, name, |_, line| Some(line.read()), |line| offered(line.read().offered, region))
    },
};

/// What the names of the members of a size's family begin with.
pub(crate) fn family(name: &str) -> Option<&str> {
    Some(&name[..=name.rfind('.')?])
}

/// The members of the family of `name` in order of vCPUs and memory, without bare metal; nothing where the figures of one
/// are not known. `table` is sorted and begins with the first of them.
pub(crate) fn rungs<'t, T: 't>(
    table: impl Iterator<Item = (&'static str, &'t T)>,
    name: &str,
    machine: impl Fn(&str, &T) -> Option<Machine>,
    offered: impl Fn(&T) -> bool,
) -> Option<Vec<&'static str>> {
    let family = family(name)?;
    let mut rungs = Vec::new();
    for (member, row) in table.take_while(|(member, _)| member.starts_with(family)) {
        let metal = member[family.len()..].starts_with("metal");
        if member == name || !metal && offered(row) {
            let machine = machine(member, row)?;
            rungs.push((machine.vcpu?, machine.memory_mib?, member));
        }
    }
    rungs.order();
    (!rungs.is_empty()).then(|| rungs.into_iter().map(|(_, _, member)| member).collect())
}

/// The names of all instance types, for suggestions.
pub(crate) fn machine_names() -> impl Iterator<Item = &'static str> {
    MACHINES.iter().map(Line::name)
}

/// Whether `to` has fewer vCPUs or less memory than `from`, as far as both are known.
#[must_use]
pub(crate) fn is_smaller(to: Machine, from: Machine) -> bool {
    let vcpus = to.vcpu.zip(from.vcpu).is_some_and(|(to, from)| to < from);
    vcpus || to.memory_mib.zip(from.memory_mib).is_some_and(|(to, from)| to < from)
}

/// Whether the machine under a size earns CPU credits and runs at a fraction of its vCPUs in the long run.
#[must_use]
pub(crate) fn is_burstable(size: &str) -> bool {
    let behind = size.split_once('.').map_or(size, |(_, rest)| if rest.contains('.') { rest } else { size });
    let is = |machine: &str| ["t2.", "t3.", "t3a.", "t4g."].iter().any(|family| machine.starts_with(family));
    is(size) || is(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_each_name_is_found() {
        assert!(
            MACHINES.is_sorted_by(|a, b| a.name() < b.name()),
            "machines.csv is out of order, or has a name twice"
        );
        assert!(machine_names().all(|name| machine_type(name).is_some()));
        assert!(["", "a", "m5", "m5.", "zz.large"].iter().all(|name| machine_type(name).is_none()));
    }
}
