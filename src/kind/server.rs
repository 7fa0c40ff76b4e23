//! `server`: one virtual machine that scales up, with or without a data volume.

pub mod aws;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::bill::{Item, Lines, Quantity};
use crate::check::Probe;
use crate::cloud::aws::image::Image;
use crate::cloud::aws::machines::is_burstable;
use crate::cloud::aws::storage::iops;
use crate::cloud::aws::{Output, Unit};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::machine::{CpuAlarm, Traffic, check_user_data};
use crate::kind::{Facets, Kind, MACHINE, Of};
use crate::model::capacity::{Disk, Storage, StorageService};
use crate::model::name::Name;
use crate::watch::{Measure, Watch};

/// One machine that scales up.
#[derive(Debug)]
pub struct Server;

/// What a server is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The image it starts from, `ami-…` or `ssm:/…`; Amazon Linux 2023 when left out.
    #[serde(default)]
    pub image: Image,
    /// A script that runs at the first start.
    #[schemars(length(max = 16_384))]
    pub user_data: Option<String>,
    /// Whether it has an address of its own on the internet.
    #[serde(default)]
    pub public: bool,
    /// The TCP ports that a public server answers on.
    #[serde(default)]
    #[schemars(inner(range(min = 1)), length(max = 20), extend("uniqueItems" = true))]
    pub ports: Vec<u16>,
    /// The root disk, 8 GiB gp3 when left out. What grows belongs on `storage`.
    #[serde(default)]
    pub disk: Disk,
}

/// How big a server is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// The instance type, e.g. `m6g.large`; `+2` or `largest` from the base profile's.
    #[schemars(regex(pattern = MACHINE), extend("examples" = ["m6g.large"]))]
    pub machine: String,
    /// A data volume that outlives the machine.
    #[schemars(transform = without_growth)]
    pub storage: Option<Storage>,
    /// What is billed by use. What is left out is not counted, and said so.
    #[serde(default)]
    pub traffic: Traffic,
    /// From where on its owner is called.
    #[serde(default)]
    pub alarms: CpuAlarm,
}

/// A volume on a machine never grows by itself.
fn without_growth(schema: &mut schemars::Schema) {
    if let Some(properties) = schema.get_mut("properties").and_then(serde_json::Value::as_object_mut) {
        properties.remove("max_size");
    }
}

impl Kind for Server {
    const NAME: &'static str = "server";
    const SUMMARY: &'static str = "one virtual machine that scales up, with or without a data volume";
    type Identity = Identity;
    type Capacity = Capacity;
    const NAMES: &'static [Name] = &[aws::SECURITY_GROUP];

    fn facets(of: &Of<Self>) -> Facets<'_> {
        Facets {
            machine: Some(&of.capacity.machine),
            image: Some(&of.identity.image),
            public: of.identity.public,
            disk: Some(&of.identity.disk),
            storage: of.capacity.storage.as_ref().map(|storage| (storage, StorageService::Ebs)),
            ..Facets::default()
        }
    }

    fn watches(of: &Of<Self>) -> Vec<Watch> {
        let Capacity { storage, alarms, .. } = &of.capacity;
        let mut out = vec![
            Watch::above("cpu", "CPU", Measure::Percent, alarms.cpu.unwrap_or(80))
                .minutes(10)
                .then("a larger machine means stop and start: take load off first, resize when it is quiet"),
            Watch::above("status", "failed status checks", Measure::Count("failed checks"), 0)
                .then("read its console log; stop and start moves it to other hardware"),
        ];
        if let Some(iops) = storage.as_ref().map(|storage| iops(storage, StorageService::Ebs)) {
            let then = if iops < 16_000 {
                "raise storage.iops: online, within minutes"
            } else {
                "find what reads and writes so much"
            };
            let unit = Measure::Count("IOPS");
            out.push(
                Watch::above("iops", "I/O of the data volume", unit, iops * 8 / 10).metrics(2).then(then),
            );
        }
        out
    }

    fn check(of: &Of<Self>, probe: &mut Probe<'_>) {
        check_user_data(of.identity.user_data.as_deref(), probe);
        if !of.identity.public && !of.identity.ports.is_empty() {
            let finding =
                Finding::new(Code::BadValue, probe.place("ports"), "`ports` are for a public server");
            probe.report(
                finding.help("inside the stack every port is open: remove them, or add `public: true`"),
            );
        }
    }

    fn bill(of: &Of<Self>, lines: &mut Lines<'_>) {
        let Capacity { machine, storage, .. } = &of.capacity;
        let disk = &of.identity.disk;
        lines.add(Item::Machine(machine.clone()), Quantity::fixed(1));
        let root =
            Item::Volume { volume_type: disk.volume_type, size: disk.size, iops: None, throughput: None };
        lines.add(root, Quantity::fixed(1));
        if let Some(storage) = storage {
            let data = Item::Volume {
                volume_type: storage.volume_type,
                size: storage.size,
                iops: storage.iops,
                throughput: storage.throughput,
            };
            lines.add_ratchet(data, Quantity::fixed(1));
        }
        if is_burstable(machine) {
            lines.add_use(None::<()>, |_| Item::CpuCredits(machine.clone()));
        }
        lines.add_traffic(of.capacity.traffic.data, of.capacity.traffic.nat, !of.identity.public);
        if of.identity.public {
            lines.add(Item::ElasticIp, Quantity::fixed(1));
            lines.add(Item::SecurityGroup, Quantity::fixed(1));
        }
    }

    fn aws(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        aws::lower(of, unit, out);
    }
}
