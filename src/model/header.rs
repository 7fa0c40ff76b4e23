//! The top level of a profile but for its components, and what every component has.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::account::Account;
use crate::model::budget::Budget;
use crate::model::event::{Event, Fallback};
use crate::model::existing::{Existing, Planned, RESOURCE, Root, Tuned};
use crate::model::external::External;
use crate::model::site::Site;
use crate::model::slo::Slo;
use crate::model::traffic::Traffic;
use crate::model::window::WindowSpec;

/// The top level of a profile but for its components.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The profile's name: that of its file.
    pub profile: String,
    /// The stack's name: one per project.
    pub stack: String,
    /// Where the stack runs.
    pub cloud: Site,
    /// How sizes are changed. `only`: everything exists, and people change it by hand; the runbook has the commands.
    pub plan: Option<Planned>,
    /// Terraform that the team has: `name: {dir, workspace, var_files, set}`. Components with `terraform:` stand in it.
    #[serde(default)]
    pub terraform: BTreeMap<String, Root>,
    /// What is known of the account beside this stack.
    #[serde(default)]
    pub account: Account,
    /// The people: `key: {name, contact}`.
    #[serde(default)]
    pub owners: BTreeMap<String, Owner>,
    /// When this profile is live; none for an everyday profile.
    pub window: Option<WindowSpec>,
    /// The same for several windows: a list of them, in place of `window`.
    #[serde(default)]
    #[schemars(length(max = 400))]
    pub windows: Vec<WindowSpec>,
    /// What it is for: the first lines of its runbook.
    pub event: Option<Event>,
    /// What is done when something goes wrong, beyond what the runbook says by itself.
    #[serde(default)]
    pub plan_b: Vec<Fallback>,
    /// What users may feel of a switch to this profile, and of the way back.
    pub(crate) slo: Option<Slo>,
    /// What a switch to this profile may cost.
    pub budget: Option<Budget>,
    /// Findings that are accepted in the whole profile, with the reason: `code: reason`.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z0-9-]{1,64}$", "patternErrorMessage": "the code of a finding has small letters, digits and `-`, such as `zone-imbalance`"}, "examples" = [{"zone-imbalance": "the reason"}]))]
    pub allow: BTreeMap<String, String>,
    /// What comes in, by names of your own: what outside services are used for.
    #[serde(default)]
    pub traffic: BTreeMap<String, Traffic>,
    /// Services outside the cloud.
    #[serde(default)]
    pub external: BTreeMap<String, External>,
}

impl Header {
    /// The windows as written, each with its path in the profile.
    pub(crate) fn window_specs(&self) -> impl Iterator<Item = (String, &WindowSpec)> {
        let listed = self.windows.iter().enumerate().map(|(at, spec)| (format!("windows/{at}"), spec));
        self.window.iter().map(|spec| ("window".to_owned(), spec)).chain(listed)
    }

    /// The root of existing Terraform that a component stands in: the one that it names, or the only one there is.
    #[must_use]
    pub(crate) fn root_of(&self, component: &Common) -> Option<&str> {
        let tuned = component.terraform.as_ref()?;
        match &tuned.root {
            Some(named) => self.terraform.get_key_value(named).map(|(name, _)| name.as_str()),
            None => self.terraform.keys().next().filter(|_| self.terraform.len() == 1).map(String::as_str),
        }
    }

    /// Whether the profile is live for a time only.
    #[must_use]
    pub(crate) fn has_window(&self) -> bool {
        self.window_specs().next().is_some()
    }
}

/// Who looks after something.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"name": "Backend team", "contact": "backend@example.com"}]))]
pub struct Owner {
    /// For people to read.
    #[schemars(length(max = 63))]
    pub name: String,
    /// Where alarms and questions go: an e-mail address, or a channel.
    pub contact: String,
    /// A telephone number, for the day itself.
    pub phone: Option<String>,
}

/// What every component has, whatever its kind.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// Who looks after it: a key of `owners`.
    pub owner: Option<String>,
    /// A command, or a sentence, that shows that it works: tried before the launch.
    #[schemars(regex(pattern = r"^[^\r\n]+$"), length(max = 1000), extend("patternErrorMessage" = "it is one line, and not empty", "examples" = ["curl -fsS https://example.com/health"]))]
    pub test: Option<String>,
    /// What it is to users, for whoever is told what they feel: `search of contacts`.
    #[schemars(regex(pattern = r"^[^\r\n]+$"), length(max = 80), extend("patternErrorMessage" = "it is one line, and not empty", "examples" = ["search of contacts"]))]
    pub what: Option<String>,
    /// Databases and caches that it talks to: `name: {connections: per instance}`.
    #[serde(default)]
    #[schemars(extend("examples" = [{"shop-db": {"connections": 5}}]))]
    pub connects_to: BTreeMap<String, Link>,
    /// Where it stands in Terraform that the team has. It is not built then, and what is left out is not known.
    pub terraform: Option<Tuned>,
    /// What the cloud calls it, where people change it by hand (`plan: only`). What is left out is not known.
    #[schemars(regex(pattern = RESOURCE), extend("patternErrorMessage" = "a name in the cloud is one line of plain characters, without blanks around it", "examples" = ["shop-db"]))]
    pub resource: Option<String>,
    /// Findings that are accepted here, with the reason: `code: reason`.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z0-9-]{1,64}$", "patternErrorMessage": "the code of a finding has small letters, digits and `-`, such as `zone-imbalance`"}, "examples" = [{"zone-imbalance": "the reason"}]))]
    pub allow: BTreeMap<String, String>,
}

impl Common {
    /// How the component exists; none for one that is built.
    #[must_use]
    pub fn existing(&self) -> Option<Existing<'_>> {
        let tuned = self.terraform.as_ref().map(Existing::Tuned);
        tuned.or_else(|| self.resource.as_deref().map(Existing::ByHand))
    }
}

/// How a component uses another one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Connections that each instance may hold open: its processes times their pool size.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub connections: u32,
    /// Of a database: connections that each instance may hold open to its replicas, all of them together.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub(crate) reader_connections: Option<u32>,
}

/// Whether a contact is an e-mail address, which SNS can write to.
#[must_use]
pub(crate) fn is_address(contact: &str) -> bool {
    let Some((name, host)) = contact.split_once('@') else { return false };
    let plain = |part: &str, more: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    let labels =
        || host.split('.').all(|label| plain(label, "-") && !label.starts_with('-') && !label.ends_with('-'));
    let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
    contact.len() <= 254 && plain(name, "._%+-'") && !dots && host.contains('.') && labels()
}
