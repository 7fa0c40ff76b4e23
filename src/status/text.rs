//! What is live, as text.

use std::fmt::Write as _;

use super::{Condition, Source, Status};
use crate::emit::template::visible;

/// The report for people. `hour` is what each hour costs on top, where that is known; `refresh` is typed to read what
/// is there from the cloud.
#[must_use]
pub fn say(status: &Status, hour: Option<&str>, refresh: &[String]) -> String {
    let live = status.live.as_deref().unwrap_or("no profile as a whole");
    let mut out = match status.source {
        Source::Refreshed => format!("live: {live}\n\n"),
        Source::LastApply => format!("live: {live}, as of the last apply\n\n"),
    };
    let widest = status.components.iter().map(|component| component.name.len()).max().unwrap_or(0);
    for component in &status.components {
        let said = match component.condition {
            Condition::Settled => component.profiles.join(" = "),
            Condition::HalfSwitched => "half switched".to_owned(),
            Condition::Drifted => "drifted".to_owned(),
            Condition::Missing => "not there".to_owned(),
        };
        let _ = writeln!(out, "{:widest$}  {said}", component.name);
        for difference in &component.differences {
            let wanted: Vec<String> =
                difference.profiles.iter().map(|(profile, value)| format!("{profile} {value}")).collect();
            let _ = writeln!(
                out,
                "{:widest$}    {} {}: {} ({})",
                "",
                difference.address,
                difference.attribute,
                visible(&difference.live),
                visible(&wanted.join(", "))
            );
        }
    }
    if !status.overdue.is_empty() {
        let names = status.overdue.join(", ");
        let _ = writeln!(out, "\nOVERDUE: the window of {names} is over, and it is still on");
        if let Some(hour) = hour {
            let _ = writeln!(out, "each hour costs {hour} meanwhile");
        }
    }
    if status.source == Source::LastApply {
        out.push_str(
            "\nThis is what Terraform wrote down when it last ran: what people, schedules or AWS have changed since is\n\
             not in it. To see what is there:\n",
        );
        for command in refresh {
            let _ = writeln!(out, "  {command}");
        }
    }
    out
}
