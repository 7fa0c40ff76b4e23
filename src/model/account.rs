//! What is known of the cloud account beside the stack.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// What is known of the account beside this stack.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// How much of each quota runs in the account and region outside the profile, by the quota's code and
    /// in its unit. What a utilization report measures is used where a quota is left out.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^L-[0-9A-F]{8}$", "patternErrorMessage": "the code of a quota is `L-` and eight digits or letters, such as `L-1216C47A`"}, "examples" = [{"L-1216C47A": 120}]))]
    pub used: BTreeMap<String, u64>,
}
