//! What was found, in Markdown.

use std::fmt::Write as _;

use crate::lookback::raise::Became;
use crate::lookback::report::{Group, Lookback, Row, short};
use crate::lookback::text::{day, notes, sentence, shortened};
use crate::money::dollars;
use crate::template::markdown::markdown as escaped;

/// How many rows of a group are written.
const SHOWN: usize = 100;

/// Writes the report.
#[must_use]
pub fn markdown(found: &Lookback) -> String {
    let lines: Vec<String> = sentence(found).lines().map(escaped).collect();
    let mut out = format!("## Raises that call themselves temporary\n\n{}\n", lines.join("\n\n"));
    for group in Group::ALL {
        let rows: Vec<&Row> = found.of(group).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(
            out,
            "\n### {} ({})\n\n| raised | size | from | to | what became of it | days | cost | commit |\n\
             | --- | --- | --- | --- | --- | ---: | ---: | --- |",
            capital(group.title()),
            rows.len()
        );
        for row in rows.iter().take(SHOWN) {
            row_line(row, found, &mut out);
        }
        if rows.len() > SHOWN {
            let _ = writeln!(out, "\nand {} more", rows.len() - SHOWN);
        }
    }
    for own in notes(found) {
        let _ = writeln!(out, "\n{}", escaped(&own));
    }
    out
}

fn row_line(row: &Row, found: &Lookback, out: &mut String) {
    let raise = &row.raise;
    let lowered = raise.lowered.as_ref();
    let lowered = lowered.map(|own| format!("{} on {}{}", own.to, day(own.at.time), own.then()));
    let ended = match &raise.became {
        Became::Up if lowered.is_some() => "still up".to_owned(),
        Became::Up => "up".to_owned(),
        Became::Back(value, at) => format!("{value} on {}", day(at.time)),
        Became::Other(value, at) => format!("{value} on {}, not comparable", day(at.time)),
        Became::FileDeleted(at) => format!("file deleted on {}", day(at.time)),
        Became::Deleted(at) => format!("deleted or named otherwise on {}", day(at.time)),
        Became::Computed(at) => format!("computed since {}", day(at.time)),
    };
    let became: Vec<String> = lowered.into_iter().chain([ended]).collect();
    let became = became.join("; ");
    let cost =
        row.cost(found.about.now).map_or_else(|| "not known".to_owned(), |cost| dollars(cost.expected));
    let says = raise.says.map(|says| format!(", says “{says}”")).unwrap_or_default();
    let _ = writeln!(
        out,
        "| {} | {} ({}:{}) | {} | {} | {} | {} | {cost} | {} {}{says} |",
        day(raise.at.time),
        escaped(&raise.key),
        escaped(&raise.file),
        raise.line,
        escaped(&raise.from.to_string()),
        escaped(&raise.to.to_string()),
        escaped(&became),
        raise.days(found.about.now),
        short(&raise.at.id),
        escaped(&shortened(&raise.at.subject)),
    );
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
