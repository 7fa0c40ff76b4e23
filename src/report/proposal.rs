//! A switch that is due, as the text of a pull request.

use std::fmt::Write as _;

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::diff::Diff;
use crate::model::window::{Window, stamp};
use crate::money::{round_amount, signed_dollars};
use crate::template::markdown::{block, code, markdown as escaped};

/// What is due.
#[derive(Clone, Debug)]
pub(crate) enum Due<'a> {
    /// The way back, after this window.
    Back(&'a Window),
    /// The launch before this window, and its latest safe start.
    Launch(&'a Window, Timestamp),
}

/// How the switch is done.
#[derive(Debug, Default)]
pub(crate) struct How {
    /// The values that the request changes, one line each: `infra/prod.tfvars:6 12 -> 3`.
    pub(crate) edits: Vec<String>,
    /// What is still on although nothing in the files changes, one line each.
    pub(crate) left: Vec<String>,
    /// The folder to apply, where one is to be applied.
    pub(crate) folder: Option<String>,
    /// What people type, by the step that it belongs to.
    pub(crate) typed: Vec<(String, Vec<String>)>,
    /// Whether nothing here knows if all of it is done already.
    pub(crate) unknown: bool,
}

/// The title, in one line.
pub(crate) fn title(due: &Due<'_>, diff: &Diff<'_>) -> String {
    let (from, to, stack) = (diff.from.name(), diff.to.name(), &diff.to.header.stack);
    match due {
        Due::Back(_) => format!("{stack}: the way back from {from} to {to}"),
        Due::Launch(window, _) => format!("{stack}: {from} to {to}, for {}", stamp(&window.start)),
    }
}

/// The text, in Markdown; `page` is that of the diff.
pub(crate) fn text(due: &Due<'_>, how: &How, diff: &Diff<'_>, page: &str) -> String {
    let mut out = String::new();
    let (from, to) = (code(diff.from.name()), code(diff.to.name()));
    let on = if how.unknown {
        ". Whether all of its sizes are back is not known here: close this request once they are, and none is opened again \
         for this window"
    } else {
        ", and its sizes are still on"
    };
    let _ = match due {
        Due::Back(window) => writeln!(
            out,
            "The window of {from} was over at **{}**{on}. Until they are back each hour costs **{}**.\n",
            escaped(&stamp(&window.closes)),
            meanwhile(diff, 1)
        ),
        Due::Launch(window, by) => writeln!(
            out,
            "The window of {to} starts at **{}**. The latest safe start of its first step is **{}**.\n",
            escaped(&stamp(&window.start)),
            escaped(&stamp(&by.to_zoned_datetime(window.start.time_zone().clone())))
        ),
    };
    if !how.edits.is_empty() {
        out.push_str("This changes, and nothing else:\n\n");
        out.push_str(&items(&how.edits));
        out.push('\n');
    }
    if let Some(folder) = &how.folder {
        let command = format!("terraform -chdir={folder} apply");
        let _ = writeln!(
            out,
            "**The folder to apply is {}**: {}. No file of it changes here; close this request when it is done.\n",
            code(folder),
            code(&command)
        );
    }
    for (step, commands) in &how.typed {
        let _ = writeln!(
            out,
            "**{}**. No file changes here; type this, and close this request when it is done:\n\n{}",
            escaped(step),
            block("sh", &commands.join("\n"))
        );
    }
    if !how.left.is_empty() {
        out.push_str("Still on:\n\n");
        out.push_str(&items(&how.left));
        out.push('\n');
    }
    out.push_str(page);
    out
}

/// A list of texts.
fn items(all: &[String]) -> String {
    all.iter().fold(String::new(), |out, one| out + "- " + &code(one) + "\n")
}

/// What is said each day that the way back stays open.
pub(crate) fn reminder(due: &Due<'_>, how: &How, diff: &Diff<'_>, now: Timestamp) -> String {
    match due {
        Due::Back(window) => {
            let days = window.closes.timestamp().duration_until(now).as_hours() / 24;
            let since = match days {
                0 => String::new(),
                1 => ", for a day now".to_owned(),
                days => format!(", for {days} days now"),
            };
            let (from, cost) = (code(diff.from.name()), meanwhile(diff, 24));
            if how.unknown {
                return format!(
                    "The window of {from} has been over{since}. If its sizes are still on, they cost {cost} a day; if they are \
                     back, close this request.\n"
                );
            }
            format!("The sizes of {from} are still on{since}: {cost} a day.\n")
        }
        Due::Launch(_, by) => format!("The latest safe start is {}.\n", escaped(&format!("{by:.0}"))),
    }
}

/// What so many hours before the way back cost on top of every day.
fn meanwhile(diff: &Diff<'_>, hours: u32) -> String {
    let hour = diff.total.left_on.hour.expected;
    let cost = signed_dollars(round_amount(-hour * Decimal::from(hours)));
    if diff.total.incomplete { format!("{cost} plus unknown prices") } else { cost }
}
