//! What virtual machines of all kinds are: image and start script.

use schemars::JsonSchema;
use serde::Deserialize;

pub use crate::cloud::aws::image::Image;

/// How full machines are kept.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CpuTarget {
    /// Percent of CPU that the autoscaler aims at, over all instances.
    #[schemars(range(min = 1, max = 100))]
    pub cpu: u32,
}

/// Six in ten: room for what arrives while new machines start.
impl Default for CpuTarget {
    fn default() -> Self {
        Self { cpu: 60 }
    }
}
