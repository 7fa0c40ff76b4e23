//! What a container is, whichever kind runs it: its image, how big each task is, and its variables.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::secret::Secret;
use crate::model::size::Size;

/// What the name of an environment variable looks like.
const VARIABLE: &str = "^[A-Za-z_][A-Za-z0-9_]*$";
/// The same in words.
const VARIABLE_SAID: &str = "an environment variable has letters, digits and `_`, and starts with no digit";

/// A container. The size of its tasks belongs to what it is where it is built: another one is another task definition.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Container {
    /// The container image, e.g. `ghcr.io/example/api:1.4`.
    #[schemars(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9._/:@-]*$"), length(max = 512), extend("patternErrorMessage" = "an image is named as it is pulled, and begins with a letter or a digit", "examples" = ["ghcr.io/example/api:1.4"]))]
    pub(crate) image: String,
    /// vCPUs of one task.
    pub(crate) cpu: Vcpu,
    /// Memory of one task.
    pub(crate) memory: Size,
    /// The instruction set that the image is made for.
    #[serde(default)]
    pub(crate) architecture: Architecture,
    /// Environment variables; what is secret goes to `secrets`, for these stand in git.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": VARIABLE, "patternErrorMessage": VARIABLE_SAID, "maxLength": 255}, "additionalProperties" = {"type": "string", "maxLength": 262_144}))]
    pub(crate) environment: BTreeMap<String, String>,
    /// Environment variables whose values are secret: where each of them is kept, and never the value.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": VARIABLE, "patternErrorMessage": VARIABLE_SAID, "maxLength": 255}, "examples" = [{"DB_PASSWORD": {"database": "shop-db", "key": "password"}}]))]
    pub(crate) secrets: BTreeMap<String, Secret>,
}

/// An instruction set of containers.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
pub(crate) enum Architecture {
    /// 64-bit x86.
    #[default]
    #[serde(rename = "x86_64")]
    X86_64,
    /// 64-bit ARM.
    #[serde(rename = "arm64")]
    Arm64,
}

/// vCPUs of a task, or a part of one.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(transparent)]
pub(crate) struct Vcpu(#[schemars(range(min = 0.25, max = 16), extend("format" = "vcpu"))] pub f64);

/// The container of a component, and where it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contained<'a> {
    /// The container.
    pub container: &'a Container,
    /// The field that it stands in, with a slash behind it; nothing where it is the component itself.
    pub at: &'static str,
}

impl Contained<'_> {
    /// The path of one of its fields from the component (segments split by `/`).
    #[must_use]
    pub(crate) fn field(&self, field: &str) -> String {
        format!("{}{field}", self.at)
    }
}
