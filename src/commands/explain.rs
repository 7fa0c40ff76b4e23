//! `scaleprof explain`: prints the manual page of a code, or lists all codes.

use std::fmt::Write as _;

use crate::commands::outcome::{Failure, Outcome};
use crate::commands::terminal::data;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;

pub(super) fn run(code: Option<&str>) -> Result<Outcome, Failure> {
    let Some(name) = code else {
        return data(&list());
    };
    if let Some(code) = Code::from_name(name) {
        data(&page(code))
    } else {
        let hint = match closest(name, Code::ALL.iter().map(|code| code.name())) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`scaleprof explain` lists all codes".to_owned(),
        };
        Err(Failure(format!("there is no code `{name}`; {hint}")))
    }
}

fn page(code: Code) -> String {
    let severity = code.severity().word();
    let allow = if code.allowable() { "" } else { "\nIt cannot be allowed.\n" };
    format!("{} ({severity})\n\n{}{allow}", code.name(), code.page())
}

fn list() -> String {
    let widest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    let mut out = String::new();
    for code in Code::ALL {
        let _ = writeln!(out, "{:widest$}  {:7}  {}", code.name(), code.severity().word(), code.title());
    }
    out
}
