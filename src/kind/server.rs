//! `server`: one virtual machine that scales up, with or without a data volume.

use crate::kind::image::Image;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::machine::{CpuAlarm, Traffic, check_user_data};
use crate::kind::spec::{Facets, Kind, MACHINE, MACHINE_SAYS, Of, Rules};
use crate::model::capacity::{Disk, Storage};

/// One machine that scales up.
#[derive(Debug)]
pub struct Server;

/// What a server is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The image it starts from; the cloud's usual one when left out.
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
    /// The instance type; `+2` or `largest` from the base profile's.
    #[schemars(regex(pattern = MACHINE), extend("format" = "machine", "patternErrorMessage" = MACHINE_SAYS))]
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
    const SUMMARY: &'static str = "one virtual machine that scales up";
    type Identity = Identity;
    type Capacity = Capacity;

    fn facets(of: &Of<Self>) -> Facets<'_> {
        Facets {
            machine: Some(&of.capacity.machine),
            image: Some(&of.identity.image),
            public: of.identity.public,
            sent: Some(of.capacity.traffic.sent()),
            disk: Some(&of.identity.disk),
            storage: of.capacity.storage.as_ref(),
            ..Facets::default()
        }
    }

    fn check(of: &Of<Self>, rules: &mut dyn Rules) {
        check_user_data(of.identity.user_data.as_deref(), rules);
        if !of.identity.public && !of.identity.ports.is_empty() {
            let finding =
                Finding::new(Code::BadValue, rules.place("ports"), "`ports` are for a public server");
            rules.report(
                finding.help("inside the stack every port is open: remove them, or add `public: true`"),
            );
        }
    }
}
