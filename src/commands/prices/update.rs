//! `scaleprof prices update`.

use super::{Failure, Outcome, Workspace};

pub(super) fn run(
    _workspace: &Workspace,
    _regions: &[String],
    _force: bool,
    _base_url: &str,
) -> Result<Outcome, Failure> {
    Err(Failure("in the making".to_owned()))
}
