//! `scaleprof diff`.

use super::{Failure, Outcome, Terminal, Workspace};
use crate::cli::{DiffFormat, SwitchArgs};

pub(super) fn run(
    _workspace: &Workspace,
    _terminal: &Terminal,
    _switch: &SwitchArgs,
    _format: DiffFormat,
    _places: bool,
) -> Result<Outcome, Failure> {
    Err(Failure("in the making".to_owned()))
}
