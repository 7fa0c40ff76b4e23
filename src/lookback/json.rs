//! What was found, for programs. Keys are stable; the schema is published.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::lookback::raise::{Became, Moment};
use crate::lookback::report::{Lookback, Row};

/// Raises of sizes in the history of a Terraform repository.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "A scaleprof lookback")]
pub struct Report {
    /// The version of this format; it grows by keys and changes its number otherwise.
    pub version: u32,
    /// The folder, from the top of the repository; empty for all of it.
    pub folder: String,
    /// How many commits the line of first parents has.
    pub commits: usize,
    /// The first of them; null in an empty repository.
    pub first: Option<CommitReport>,
    /// The last of them.
    pub last: Option<CommitReport>,
    /// Whether the clone lacks the commits before the first.
    pub shallow: bool,
    /// The region whose list prices are taken; null if it is not known.
    pub region: Option<String>,
    /// The raises that call themselves temporary, or were lowered again.
    pub raises: Vec<RaiseReport>,
    /// How many other raises there are: they stayed.
    pub stayed: usize,
    /// How many versions of files could not be read.
    pub unread: usize,
}

/// A commit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CommitReport {
    /// Its id.
    pub id: String,
    /// When it was committed, in UTC.
    pub time: String,
    /// The first line of its message.
    pub subject: String,
}

/// A raise.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RaiseReport {
    /// The file at that time.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
    /// The way to the constant.
    pub key: String,
    /// How the value is written, as in the survey.
    pub sort: &'static str,
    /// What it was before.
    pub from: String,
    /// What it was raised to.
    pub to: String,
    /// The commit of the raise.
    pub commit: CommitReport,
    /// By which words it calls itself temporary; null if it does not.
    pub says: Option<&'static str>,
    /// What became of it: `up`, `partly-back`, `back`, `not-comparable`, `file-deleted`, `deleted` (or named otherwise) or
    /// `computed`.
    pub became: &'static str,
    /// What it was lowered to, the least where that was in several steps; null if it was not.
    pub lowered_to: Option<String>,
    /// Whether it was raised again after it was lowered in part.
    pub raised_again: bool,
    /// The commit by which it became so; null if it is up.
    pub by: Option<CommitReport>,
    /// How many whole days it stood.
    pub days: i64,
    /// Whether it calls itself temporary and stood for more than 30 days.
    pub late: bool,
    /// Where the constant is today, as `file:line`; null if it is gone or was settled before.
    pub today: Option<String>,
    /// What the raise costs an hour in US dollars, as decimal strings at the floor, as expected and at the ceiling; null if
    /// that is not known.
    pub hour: Value,
    /// What is left of the raise costs an hour on top of the size before; what the size has grown by since is left out.
    pub hour_today: Value,
    /// What it has cost so far at today's list price.
    pub cost: Value,
}

/// What was found as a report.
#[must_use]
pub fn report(found: &Lookback) -> Report {
    Report {
        version: 1,
        folder: found.about.folder.clone(),
        commits: found.about.commits,
        first: found.about.span.as_ref().map(|span| commit(&span.0)),
        last: found.about.span.as_ref().map(|span| commit(&span.1)),
        shallow: found.about.shallow,
        region: found.about.region.clone(),
        raises: found.rows.iter().map(|own| row(own, found)).collect(),
        stayed: found.stayed,
        unread: found.unread,
    }
}

/// The published schema.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<Report>();
    format!("{:#}\n", schema.to_value())
}

fn commit(at: &Moment) -> CommitReport {
    CommitReport { id: at.id.to_string(), time: at.time.to_string(), subject: at.subject.to_string() }
}

fn row(row: &Row, found: &Lookback) -> RaiseReport {
    let raise = &row.raise;
    let lowered = raise.lowered.as_ref();
    let ended = match &raise.became {
        Became::Up => lowered.map(|lowered| (Some(&lowered.to), &lowered.at)),
        Became::Back(value, at) | Became::Other(value, at) => Some((Some(value), at)),
        Became::FileDeleted(at) | Became::Deleted(at) | Became::Computed(at) => {
            Some((lowered.map(|lowered| &lowered.to), at))
        }
    };
    let (lowered_to, by) = ended.unzip();
    RaiseReport {
        file: raise.file.to_string(),
        line: raise.line,
        key: raise.key.to_string(),
        sort: raise.sort.name(),
        from: raise.from.to_string(),
        to: raise.to.to_string(),
        commit: commit(&raise.at),
        says: raise.says,
        became: raise.became(),
        lowered_to: lowered_to.flatten().map(ToString::to_string),
        raised_again: lowered.is_some_and(|lowered| lowered.again),
        by: by.map(commit),
        days: raise.days(found.about.now),
        late: raise.is_late(found.about.now),
        today: raise.today.as_ref().map(|today| format!("{}:{}", today.file, today.line)),
        hour: json!(row.hourly.map(|hourly| hourly.raised)),
        hour_today: json!(row.hourly.map(|hourly| hourly.left)),
        cost: json!(row.cost(found.about.now)),
    }
}
