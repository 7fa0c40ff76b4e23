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
    /// Where the constant is today; nothing where it is not there.
    pub today: Option<Today>,
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
    /// It stands.
    Up,
    /// It was lowered in part: the least that it has been since, and when that was.
    Partly(Value, Moment),
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
            Self::Up | Self::Partly(..) => None,
            Self::Back(_, at)
            | Self::Other(_, at)
            | Self::FileDeleted(at)
            | Self::Deleted(at)
            | Self::Computed(at) => Some(at),
        }
    }

    /// Its name in data.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Partly(..) => "partly-back",
            Self::Back(..) => "back",
            Self::Other(..) => "not-comparable",
            Self::FileDeleted(_) => "file-deleted",
            Self::Deleted(_) => "deleted",
            Self::Computed(_) => "computed",
        }
    }
}

impl Raise {
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
