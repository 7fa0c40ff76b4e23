//! A raise of a size, and what became of it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::cloud::existing::sort::Sort;
use crate::lookback::size::Value;

/// After how many days a raise that called itself temporary is back late.
pub const LATE_DAYS: i64 = 30;

/// A raise of a size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raise {
    /// The file at the time of the raise.
    pub file: Arc<str>,
    /// The line at that time, from 1.
    pub line: usize,
    /// The way to the constant.
    pub key: Arc<str>,
    /// How the value is written.
    pub sort: Sort,
    /// What it was before.
    pub from: Value,
    /// What it was raised to.
    pub to: Value,
    /// The commit.
    pub at: Moment,
    /// By which words it calls itself temporary.
    pub says: Option<&'static str>,
    /// What became of it.
    pub became: Became,
    /// How far it was lowered, if it was lowered in part.
    pub lowered: Option<Lowered>,
    /// Where the constant is today; nothing where it is not there.
    pub today: Option<Today>,
}

/// How far a raise was lowered that is not back, or was not when it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lowered {
    /// The least that it has been since the raise.
    pub to: Value,
    /// When it became so.
    pub at: Moment,
    /// Whether it was raised again after that.
    pub again: bool,
}

impl Lowered {
    /// What follows what it was lowered to, in words.
    #[must_use]
    pub(super) const fn then(&self) -> &'static str {
        if self.again { ", raised again later" } else { "" }
    }
}

/// A commit of the main line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The id of the commit.
    pub id: Arc<str>,
    /// When it was committed.
    pub time: Timestamp,
    /// The first line of its message.
    pub subject: Arc<str>,
}

/// Where a constant is today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Today {
    /// The file.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// What it is; nothing where it is computed.
    pub value: Option<Value>,
}

/// What became of a raise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// It stands, wholly or partly.
    Up,
    /// It is what it was or less.
    Back(Value, Moment),
    /// It is a size that cannot be compared with what it was.
    Other(Value, Moment),
    /// Its file was deleted.
    FileDeleted(Moment),
    /// What it stood in was deleted, or named otherwise.
    Deleted(Moment),
    /// The constant made way for something that is computed.
    Computed(Moment),
}

impl Became {
    /// The commit that ended it; nothing while it stands, wholly or partly.
    #[must_use]
    pub const fn end(&self) -> Option<&Moment> {
        match self {
            Self::Up => None,
            Self::Back(_, at)
            | Self::Other(_, at)
            | Self::FileDeleted(at)
            | Self::Deleted(at)
            | Self::Computed(at) => Some(at),
        }
    }
}

impl Raise {
    /// The name in data of what became of it.
    #[must_use]
    pub const fn became(&self) -> &'static str {
        match &self.became {
            Became::Up if self.lowered.is_some() => "partly-back",
            Became::Up => "up",
            Became::Back(..) => "back",
            Became::Other(..) => "not-comparable",
            Became::FileDeleted(_) => "file-deleted",
            Became::Deleted(_) => "deleted",
            Became::Computed(_) => "computed",
        }
    }

    /// What is left of it while it stands: the size to which it was made, or the least that it has been since. What the size
    /// has grown by later belongs to other raises.
    #[must_use]
    pub fn left(&self) -> &Value {
        self.lowered.as_ref().map_or(&self.to, |lowered| &lowered.to)
    }

    /// How long it stood, up to `now` if it still does.
    #[must_use]
    pub fn stood(&self, now: Timestamp) -> SignedDuration {
        self.at.time.duration_until(self.became.end().map_or(now, |end| end.time)).max(SignedDuration::ZERO)
    }

    /// How many whole days it stood.
    #[must_use]
    pub fn days(&self, now: Timestamp) -> i64 {
        self.stood(now).as_hours() / 24
    }

    /// Whether it called itself temporary and came back only after [`LATE_DAYS`].
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.says.is_some() && self.stood(now) > SignedDuration::from_hours(24 * LATE_DAYS)
    }
}
