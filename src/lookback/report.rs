//! What was found, in the order in which people read it.

use std::sync::Arc;

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::lookback::follow::Followed;
use crate::lookback::price::Hourly;
use crate::lookback::raise::{Became, Moment, Raise};
use crate::money::{Amounts, round_amount};
use crate::order::Order as _;

/// What was looked through, and what was found.
#[derive(Clone, Debug)]
pub struct Lookback {
    /// What was looked through.
    pub about: About,
    /// The raises, those that stand first.
    pub rows: Vec<Row>,
    /// How many other raises there are.
    pub stayed: usize,
    /// How many versions of files could not be read.
    pub unread: usize,
}

/// What was looked through.
#[derive(Clone, Debug)]
pub struct About {
    /// The folder, from the top of the repository; empty for all of it.
    pub folder: String,
    /// How many commits the main line has.
    pub commits: usize,
    /// The first and the last of them; nothing in an empty repository.
    pub span: Option<(Moment, Moment)>,
    /// Whether the clone lacks the commits before.
    pub shallow: bool,
    /// The region whose prices are taken, if it is known.
    pub region: Option<String>,
    /// The present time.
    pub now: Timestamp,
}

/// A raise with what it costs.
#[derive(Clone, Debug)]
pub struct Row {
    /// The raise.
    pub raise: Raise,
    /// What it costs an hour; nothing where that is not known.
    pub hourly: Option<Hourly>,
}

/// What became of a raise, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// It stands, and calls itself temporary.
    Up,
    /// It was lowered in part.
    Partly,
    /// It was back late, after it had called itself temporary.
    Late,
    /// It was back.
    Back,
    /// What became of it cannot be known: what it stood in is gone, or is computed.
    Gone,
}

impl Group {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Up, Self::Partly, Self::Late, Self::Back, Self::Gone];

    /// Its title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Up => "still up",
            Self::Partly => "partly back",
            Self::Late => "back after more than 30 days",
            Self::Back => "back",
            Self::Gone => "gone, or not comparable any more",
        }
    }
}

impl Row {
    /// The group that it is in.
    #[must_use]
    pub fn group(&self, now: Timestamp) -> Group {
        match self.raise.became {
            Became::Up if self.raise.lowered.is_some() => Group::Partly,
            Became::Up => Group::Up,
            Became::Back(..) if self.raise.is_late(now) => Group::Late,
            Became::Back(..) => Group::Back,
            Became::Other(..) | Became::FileDeleted(_) | Became::Deleted(_) | Became::Computed(_) => {
                Group::Gone
            }
        }
    }

    /// What it has cost so far in US dollars, at today's list price: the whole raise up to where it was lowered, and
    /// what is left of it since. Nothing where the price is not known.
    #[must_use]
    pub fn cost(&self, now: Timestamp) -> Option<Amounts> {
        let hourly = self.hourly?;
        let end = self.raise.became.end().map_or(now, |end| end.time);
        let lowered = self.raise.lowered.as_ref().map_or(end, |lowered| lowered.at.time);
        let hours = |from: Timestamp, to: Timestamp| {
            Decimal::from(from.duration_until(to).as_secs().max(0)) / Decimal::from(3600)
        };
        let (raised, left) = (hours(self.raise.at.time, lowered), hours(lowered, end));
        let times =
            |amounts: Amounts, hours: Decimal| amounts.map(|one| round_amount(one.saturating_mul(hours)));
        Some(times(hourly.raised, raised) + times(hourly.left, left))
    }
}

impl Lookback {
    /// Sorts what was found: by group, then the largest cost and the longest time first. `hourly` is what each raise costs.
    #[must_use]
    pub fn new(followed: Followed, about: About, hourly: Vec<Option<Hourly>>) -> Self {
        let now = about.now;
        let rows = followed.raises.into_iter().zip(hourly);
        let mut rows: Vec<Row> = rows.map(|(raise, hourly)| Row { raise, hourly }).collect();
        let cost = |row: &Row| row.cost(now).map(|cost| cost.expected);
        rows.order_by_key(|row| {
            let times = std::cmp::Reverse((row.raise.says.is_some(), cost(row), row.raise.stood(now)));
            (row.group(now), times, row.raise.at.time, row.raise.file.clone(), row.raise.line)
        });
        Self { about, rows, stayed: followed.stayed, unread: followed.unread }
    }

    /// The rows of a group.
    pub fn of(&self, group: Group) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.group(self.about.now) == group)
    }

    /// The sum of what is left of the raises of a group costs an hour, and of how many of them it is not known.
    #[must_use]
    pub fn hour(&self, group: Group) -> (Decimal, usize) {
        let known = self.of(group).filter_map(|row| row.hourly).map(|hourly| hourly.left.expected);
        (known.sum(), self.of(group).filter(|row| row.hourly.is_none()).count())
    }
}

/// The first digits of a commit's id.
#[must_use]
pub fn short(id: &Arc<str>) -> &str {
    &id[..id.len().min(9)]
}
