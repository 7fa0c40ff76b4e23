//! What a change does to live users: a table of each cloud, one row for each field of each kind and each way that it
//! can go.

use std::fmt;

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Serialize;

use crate::model::window::duration;
use crate::table::records;

/// What users feel, the mildest first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing
    #[default]
    None,
    /// Everything works, but slower or with less capacity
    Degraded,
    /// Connections drop for a minute or two
    BriefFailover,
    /// The part is down for minutes
    Restart,
    /// The part is replaced by a new one
    Replace,
    /// The cloud refuses the change
    Rejected,
}

impl Effect {
    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Degraded => "degraded",
            Self::BriefFailover => "brief-failover",
            Self::Restart => "restart",
            Self::Replace => "replace",
            Self::Rejected => "rejected",
        }
    }

    /// Whether users are cut off.
    #[must_use]
    pub fn interrupts(self) -> bool {
        self >= Self::BriefFailover
    }

    fn read(word: &str) -> Option<Self> {
        let all =
            [Self::None, Self::Degraded, Self::BriefFailover, Self::Restart, Self::Replace, Self::Rejected];
        all.into_iter().find(|effect| effect.word() == word)
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It becomes more, or is given where it was left out.
    Up,
    /// It becomes less, or is left out where it was given.
    Down,
    /// Nobody can say which of the two is more.
    Sideways,
}

/// One row of the table.
#[derive(Debug)]
pub struct Rule {
    /// The kind of component; `*` for what any resource has.
    pub kind: &'static str,
    /// The field of a component, its segments split by dots.
    pub field: &'static str,
    pub(crate) when: &'static str,
    pub(crate) way: &'static str,
    /// What users feel.
    pub effect: Effect,
    /// How long the change takes, typically.
    pub takes: Option<SignedDuration>,
    /// For how long users feel it.
    pub users: Option<SignedDuration>,
    /// For how long the cloud refuses another change of the kind.
    pub lock: Option<SignedDuration>,
    /// What happens, in one line.
    pub what: &'static str,
    /// What cannot be undone.
    pub(crate) undo: Option<&'static str>,
    /// How to avoid it.
    pub avoid: Option<&'static str>,
    /// Where that was read.
    pub source: &'static str,
}

impl Rule {
    /// Whether it says that what has grown stays as it is.
    #[must_use]
    pub(crate) fn keeps(&self) -> bool {
        self.when == "kept"
    }

    /// The kind, `*` for all, and the field with `*` for anything.
    #[must_use]
    pub const fn of(&self) -> (&'static str, &'static str) {
        (self.kind, self.field)
    }

    /// Whether it holds for a value that goes this way.
    #[must_use]
    pub fn goes(&self, way: Way) -> bool {
        match self.way {
            "up" => way != Way::Down,
            "down" => way != Way::Up,
            _ => true,
        }
    }
}

/// The rows of a cloud's table of effects, in the order of the file.
#[must_use]
pub fn table(text: &'static str) -> Vec<Rule> {
    records(text).filter_map(|row| rule(&row)).collect()
}

fn rule(row: &[&'static str]) -> Option<Rule> {
    let text = |at: usize| row.get(at).copied().unwrap_or_default();
    let said = |at: usize| Some(text(at)).filter(|text| !text.is_empty());
    let length = |at: usize| duration(text(at)).ok();
    Some(Rule {
        kind: text(0),
        field: text(1),
        when: text(2),
        way: text(3),
        effect: Effect::read(text(4))?,
        takes: length(5),
        users: length(6),
        lock: length(7),
        what: text(8),
        undo: said(9),
        avoid: said(10),
        source: text(11),
    })
}
