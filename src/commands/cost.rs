//! `scaleprof cost`.

use jiff::Timestamp;

use super::{Failure, Outcome, Terminal, Workspace};
use crate::cli::TableFormat;

pub(super) fn run(
    _workspace: &Workspace,
    _terminal: &Terminal,
    _profile: &str,
    _format: TableFormat,
    _now: Option<Timestamp>,
) -> Result<Outcome, Failure> {
    Err(Failure("in the making".to_owned()))
}
