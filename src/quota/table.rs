//! A limit that a cloud sets an account.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::money::number;

/// A limit that a cloud sets an account.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// What people call the cloud that sets it.
    #[serde(skip)]
    pub cloud: &'static str,
    /// The service that it belongs to, by the cloud's code.
    pub service: &'static str,
    /// The quota's code; none for one that nobody can ask for.
    pub code: Option<&'static str>,
    /// The cloud's name for it.
    pub name: &'static str,
    /// What a new account starts with, in [`Self::unit`], where no region says otherwise.
    #[serde(skip)]
    pub default: u64,
    /// The regions where a new account starts with something else.
    #[serde(skip)]
    pub overrides: BTreeMap<&'static str, u64>,
    /// What is counted.
    pub unit: &'static str,
    /// Whether the cloud raises it on request.
    pub adjustable: bool,
    /// How the bill of materials counts against it.
    #[serde(skip)]
    pub measure: &'static str,
    /// How many base units of its measure make one unit; never zero.
    #[serde(skip)]
    pub base_units: u64,
    /// Whether needs add up.
    pub per: Per,
    /// Where the figures were read.
    pub source: &'static str,
}

/// What a limit holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// The sum over a region.
    Region,
    /// Each resource by itself.
    Each,
}

impl Quota {
    /// What tells it apart from the others of its cloud: the service, and the code or, without one, the name.
    #[must_use]
    pub fn id(&self) -> (&'static str, &'static str) {
        (self.service, self.code.unwrap_or(self.name))
    }

    /// Service and code; none for one that nobody can ask for.
    #[must_use]
    pub fn key(&self) -> Option<(String, String)> {
        Some((self.service.to_owned(), self.code?.to_owned()))
    }

    /// Whether what counts against a measure counts against it; `code` is that of one of the quotas on that measure, or
    /// empty for all of them.
    #[must_use]
    pub(crate) fn counts(&self, measure: &str, code: &str) -> bool {
        self.measure == measure && (code.is_empty() || self.code == Some(code))
    }

    /// An amount with its unit, for people.
    #[must_use]
    pub fn say(&self, amount: u64) -> String {
        let amount = number(amount);
        if self.unit == "count" { amount } else { format!("{amount} {}", self.unit) }
    }

    /// What a new account starts with in a region.
    #[must_use]
    pub(crate) fn default_in(&self, region: &str) -> u64 {
        self.overrides.get(region).copied().unwrap_or(self.default)
    }
}
