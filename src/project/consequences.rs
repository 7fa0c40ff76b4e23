//! Errors that follow from others, which are news to nobody.

use std::collections::BTreeSet;

use crate::diagnostic::code::{Code, Severity};
use crate::diagnostic::{Finding, Findings};
use crate::source::Place;

pub(super) fn is_error(finding: &Finding) -> bool {
    finding.code.severity() == Severity::Error
}

/// Drops the errors that another profile's file explains: of the same rule, with a mark at what is wrong there already.
pub(super) fn drop_from(all: &mut Findings) {
    let errors = all.iter().filter(|finding| is_error(finding));
    let explained: BTreeSet<(Code, Place)> = errors
        .flat_map(|error| {
            let labels = error.labels.iter().map(|label| label.place);
            let marks = labels.chain([error.place]).filter(|mark| mark.source == error.place.source);
            marks.map(|mark| (error.code, mark))
        })
        .collect();
    all.retain(|finding| {
        let mut far = finding.labels.iter().map(|label| label.place);
        !far.any(|mark| mark.source != finding.place.source && explained.contains(&(finding.code, mark)))
    });
}
