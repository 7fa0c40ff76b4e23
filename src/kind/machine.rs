//! What virtual machines of all kinds are: image and start script.

use crate::kind::image::Image;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Rules, SentFacet};
use crate::model::size::Size;

/// What machines that scale out are: how each of them starts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Started {
    /// The image they start from; the cloud's usual one when left out.
    #[serde(default)]
    pub image: Image,
    /// A script that runs at the first start of each.
    #[schemars(length(max = 16_384))]
    pub user_data: Option<String>,
}

/// Use of machines that is billed.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Traffic {
    /// Out to the internet, of all machines, per hour.
    pub data: Option<Size>,
    /// Through NAT, out and back, of all machines, per hour.
    pub nat: Option<Size>,
}

impl Traffic {
    /// What goes out, for rules.
    pub(crate) const fn sent(&self) -> SentFacet {
        SentFacet { data: self.data, nat: self.nat }
    }
}

/// How full machines are kept.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CpuTarget {
    /// Percent of CPU that the autoscaler aims at, over all instances.
    #[schemars(range(min = 1, max = 100), extend("format" = "percent"))]
    pub cpu: u32,
}

/// Six in ten: room for what arrives while new machines start.
impl Default for CpuTarget {
    fn default() -> Self {
        Self { cpu: 60 }
    }
}

/// From where on the owner of machines is called.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CpuAlarm {
    /// Percent of CPU; 80 on a server, 20 above what the autoscaler aims at in a fleet when left out.
    #[schemars(range(min = 1, max = 99), extend("format" = "percent"))]
    pub cpu: Option<u32>,
}

/// Above it an average of many says that some are full already.
const MOST_CPU: u32 = 90;

/// A group grows while its CPU is above the target: what is never above it never grows.
pub(crate) fn check_cpu(target: u32, rules: &mut dyn Rules) {
    if target <= MOST_CPU {
        return;
    }
    let message = format!("at {target} % CPU there is no room while new ones start");
    let finding = Finding::new(Code::TargetTooHigh, rules.place("scale_on/cpu"), message);
    rules.report(
        finding
            .note("the group grows after minutes above the target, and nothing is above 100 %")
            .help("take 50 to 70, or allow it with a reason: `allow: {target-too-high: …}`"),
    );
}

/// Bytes of a start script before it is encoded: EC2 user guide, "user data".
const MAX_USER_DATA: usize = 16 * 1024;

/// A start script is the script itself: what cloud-init takes begins in one of these ways.
/// cloudinit.readthedocs.io/en/latest/explanation/format.html
pub(crate) fn check_user_data(script: Option<&str>, rules: &mut dyn Rules) {
    let known =
        ["#!", "#cloud-", "#include", "#part-handler", "## template:", "Content-Type:", "MIME-Version:"];
    if script.is_some_and(|script| script.len() > MAX_USER_DATA) {
        let finding =
            Finding::new(Code::BadValue, rules.place("user_data"), "the start script is longer than 16 KiB");
        return rules.report(finding.help("fetch the rest of it from a bucket, or bake it into the image"));
    }
    let Some(script) = script.filter(|script| !known.iter().any(|start| script.starts_with(start))) else {
        return;
    };
    let line: String = script.lines().next().unwrap_or_default().chars().take(40).collect();
    let message = format!("no start script begins with `{line}`");
    let finding = Finding::new(Code::BadValue, rules.place("user_data"), message);
    rules.report(
        finding.help("write the script itself, not the name of a file: `user_data: |`, then `#!/bin/sh`"),
    );
}
