//! What Terraform says that it would do.

use std::collections::BTreeMap;

use serde_json::Value;

/// What happens to one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Action {
    Nothing,
    Update,
    /// It goes, or another one takes its place.
    Destroy,
    /// It is new.
    Create,
}

/// A plan, as `terraform show -json` has it.
#[derive(Debug)]
pub(super) struct Plan(pub Value);

impl Plan {
    pub(super) fn changes(&self) -> &[Value] {
        self.0["resource_changes"].as_array().expect("a plan lists its changes")
    }

    /// What happens to each resource, by its address.
    pub(super) fn actions<'a>(&'a self) -> BTreeMap<&'a str, Action> {
        let action = |change: &Value| {
            let actions = change["change"]["actions"].as_array().expect("a change has actions");
            let has = |name: &str| actions.iter().any(|action| action == name);
            match () {
                () if has("delete") => Action::Destroy,
                () if has("create") => Action::Create,
                () if has("update") => Action::Update,
                () => Action::Nothing,
            }
        };
        let address = |change: &'a Value| change["address"].as_str().expect("a change has an address");
        self.changes().iter().map(|change| (address(change), action(change))).collect()
    }

    /// The resources that something happens to.
    pub(super) fn busy(&self) -> Vec<(&str, Action)> {
        self.actions().into_iter().filter(|(_, action)| *action != Action::Nothing).collect()
    }
}
