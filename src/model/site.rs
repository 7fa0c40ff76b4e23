//! Where a stack runs: region, network and state.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// The cloud and the place in it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The name of the cloud.
    pub provider: String,
    /// The region, e.g. `eu-west-1`.
    #[schemars(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$"), extend("patternErrorMessage" = "a region is named by its code, which has letters, digits and `-`, such as `eu-west-1`"))]
    pub region: String,
    /// The network; made for the stack as `10.0.0.0/16` when left out.
    #[serde(default)]
    pub network: Network,
    /// Where Terraform keeps the one state that all profiles share.
    #[serde(default)]
    pub state: State,
    /// Tags for every resource, beside `Stack` and `ManagedBy`.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// Either a network made for the stack (`create`), or one that is there (`vpc` and `subnets`).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"create": "10.20.0.0/16"}]))]
pub struct Network {
    /// The address range of a network made for the stack, e.g. `10.20.0.0/16`; /16 to /22.
    pub create: Option<String>,
    /// The availability zones of a created network, two or three, e.g. `[eu-west-1a, eu-west-1b]`;
    /// the region's first three when left out.
    pub zones: Option<Vec<String>>,
    /// NAT gateways of a created network: one for all zones, or one per zone.
    pub nat: Option<Nat>,
    /// The id of a network that is there, `vpc-…`.
    pub vpc: Option<String>,
    /// The ids of its subnets for what is not public, at least two in different zones.
    pub subnets: Option<Vec<String>>,
    /// The ids of its subnets for load balancers and public servers; `subnets` when left out.
    pub public_subnets: Option<Vec<String>>,
}

/// How many NAT gateways a created network has.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Nat {
    /// One for all zones: cheaper; its zone's outage cuts the others off from the outside.
    #[default]
    Single,
    /// One per zone.
    PerZone,
}

/// Terraform's state: a local file or an object in S3.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// A file, relative to `generated/<profile>/`; `../terraform.tfstate` when left out.
    pub local: Option<String>,
    /// An object in S3.
    pub s3: Option<S3State>,
}

/// Where in S3 the state is.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct S3State {
    /// The bucket; it must exist.
    pub bucket: String,
    /// The object's key.
    pub key: String,
    /// The bucket's region.
    pub region: String,
}
