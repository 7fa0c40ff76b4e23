//! What a plan of Terraform does to live users, to the bill and to the limits of the account, whatever it is for. What
//! it says of a change of a field is what a switch between two profiles says of it: both ask the same table.

pub mod felt;
pub mod hold;
pub mod json;
mod judge;
pub mod make;
pub mod markdown;
mod money;
mod parts;
pub mod promise;
pub(crate) mod sarif;
pub(crate) mod say;
pub mod text;

use std::borrow::Cow;

use crate::cloud::existing::shown::Shown;
use crate::cloud::existing::swallowed::Swallowed;
use crate::diff::quotas::QuotaDiff;
use crate::effect::Rule;
use crate::existing::planned::{Action, Changed};
use crate::money::Amounts;
use crate::price::Prices;
use crate::quota::applied::Applied;
use felt::Felt;

/// What stands for all of a resource, where something is said of it as a whole.
pub(crate) const WHOLE: &str = "all of it";

/// What a plan does.
#[derive(Debug)]
pub struct Review {
    /// The version of Terraform that made it.
    pub terraform: Option<String>,
    /// The version of its format.
    pub format: String,
    /// What happens to each resource to which anything happens, what users feel most first.
    pub changes: Vec<Reviewed>,
    /// What the components cost an hour, before and after; those that change alone.
    pub bills: Vec<Bill>,
    /// The quotas of which another amount is needed.
    pub quotas: Vec<Touched>,
    /// The regions, as far as they are known.
    pub regions: Vec<String>,
    /// The resources that differ from what Terraform wrote down when it last ran.
    pub drifted: usize,
    /// The changes that Terraform defers to a later plan.
    pub deferred: usize,
    /// The actions of providers that Terraform invokes beside its changes.
    pub invoked: usize,
    /// The outputs that change.
    pub outputs: usize,
    /// The checks that fail, or whose result is not known.
    pub checks: usize,
    /// Whether planning ended with an error.
    pub errored: bool,
    /// Whether nothing is left for a later plan; none where it does not say so.
    pub complete: Option<bool>,
    /// Whether it can be applied; none where it does not say so.
    pub applyable: Option<bool>,
    /// The first and the last date of the prices that were used.
    pub dates: Option<(String, String)>,
}

/// What happens to one resource.
#[derive(Debug)]
pub struct Reviewed {
    /// What Terraform says.
    pub change: Changed,
    /// What users feel: the worst that is known.
    pub felt: Felt,
    /// What of it is not known: attributes, or the whole resource.
    pub unknown: Vec<String>,
    /// The rows of the table that say so, each once.
    pub rules: Vec<&'static Rule>,
    /// What is said beside the table: of what is new, or gone.
    pub remarks: Vec<&'static str>,
    /// The sizes that change, and what else does.
    pub attributes: Vec<Attribute>,
    /// The bill that it is on: a number in [`Review::bills`].
    pub bill: Option<usize>,
}

/// An attribute that changes.
#[derive(Debug)]
pub struct Attribute {
    /// Its name: its path, with the key of each block of several.
    pub name: String,
    /// Its values, if it is a size.
    pub size: Option<[Value; 2]>,
    /// The kind of component and its field.
    pub field: Option<(&'static str, Cow<'static, str>)>,
    /// The row of the table of effects; none where there is none.
    pub rule: Option<&'static Rule>,
    /// What keeps the change from being what was meant.
    pub swallowed: Vec<Swallowed>,
}

/// The value of a size on one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// It is not set.
    Unset,
    /// It is this.
    Known(Shown),
    /// It is sensitive, known only after the plan is applied, or no size.
    Unknown,
}

/// What the resources of one component cost an hour, in US dollars.
#[derive(Debug)]
pub struct Bill {
    /// The address of its main resource.
    pub address: String,
    /// Its kind.
    pub kind: &'static str,
    /// The region, if it is known.
    pub region: Option<String>,
    /// Before and after: what is known of it.
    pub hour: [Amounts; 2],
    /// What has no price, and why, for people; empty if all is known.
    pub unknown: Vec<String>,
}

/// A quota of which another amount is needed.
#[derive(Debug)]
pub struct Touched {
    /// The region.
    pub region: String,
    /// What people call the cloud.
    pub cloud: &'static str,
    /// The amounts.
    pub diff: QuotaDiff,
}

/// What a review is made with.
#[derive(Debug)]
pub struct Options<'a> {
    /// The region of what the plan does not say it of.
    pub region: Option<&'a str>,
    /// The prices.
    pub prices: &'a Prices,
    /// What is known of the account.
    pub applied: Option<&'a Applied>,
}

impl Review {
    /// What live users feel: the worst that is known of all changes.
    #[must_use]
    pub fn felt(&self) -> Felt {
        self.changes
            .iter()
            .map(|own| own.felt)
            .filter(|felt| *felt != Felt::Unknown)
            .max()
            .unwrap_or(if self.changes.is_empty() && !self.is_open() { Felt::None } else { Felt::Unknown })
    }

    /// Whether there is more than the changes, of which nothing is known: what is deferred to a later plan, actions that
    /// providers do, and what planning has not come to.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.deferred > 0 || self.invoked > 0 || self.errored
    }

    /// The changes of which it is not known, wholly or in part, what users feel.
    pub fn unknown(&self) -> impl Iterator<Item = &Reviewed> {
        self.changes.iter().filter(|own| !own.unknown.is_empty())
    }

    /// What all components that change cost an hour, before and after, as far as it is known.
    #[must_use]
    pub fn hour(&self) -> [Amounts; 2] {
        [0, 1].map(|side: usize| self.bills.iter().map(|bill| bill.hour[side]).sum())
    }
}

impl Reviewed {
    /// Whether nothing in the cloud changes: it is read, moved, forgotten or imported.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        let silent = |action: &Action| matches!(action, Action::NoOp | Action::Read | Action::Forget);
        self.change.actions.iter().all(silent)
    }

    /// How much it is worth looking at: what users feel, the worst first, then what is not known.
    pub(crate) fn rank(&self) -> (Felt, bool) {
        let open = !self.unknown.is_empty();
        (self.felt.max(Felt::None), open)
    }

    /// Whether it is worth a word of its own: somebody feels it, it costs something, or not all of it is known.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.felt != Felt::None
            || !self.unknown.is_empty()
            || self.bill.is_some()
            || self.attributes.iter().any(|own| !own.swallowed.is_empty())
    }

    /// How long the change takes, the longest of its rows.
    #[must_use]
    pub fn takes(&self) -> Option<jiff::SignedDuration> {
        self.worst().filter_map(|rule| rule.takes).max()
    }

    /// For how long users feel it, the longest of its worst rows.
    #[must_use]
    pub fn users(&self) -> Option<jiff::SignedDuration> {
        self.worst().filter_map(|rule| rule.users).max()
    }

    /// For how long the cloud refuses another change of the kind.
    #[must_use]
    pub fn lock(&self) -> Option<jiff::SignedDuration> {
        self.rules.iter().filter_map(|rule| rule.lock).max()
    }

    /// The rows with the worst effect.
    pub(crate) fn worst(&self) -> impl Iterator<Item = &'static Rule> + '_ {
        let worst = self.rules.iter().map(|rule| rule.effect).max();
        self.rules.iter().copied().filter(move |rule| Some(rule.effect) == worst)
    }
}
