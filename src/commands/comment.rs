//! `scaleprof comment`.

use super::{Failure, Outcome, Terminal, Workspace};
use crate::cli::{CommentArgs, Forge, SwitchArgs};

pub(super) fn run(
    _workspace: &Workspace,
    _terminal: &Terminal,
    _forge: Forge,
    _switch: &SwitchArgs,
    _target: &CommentArgs,
) -> Result<Outcome, Failure> {
    Err(Failure("in the making".to_owned()))
}
