//! `scaleprof prices show`.

use super::{Failure, Outcome, Workspace};
use crate::cli::{CloudName, TableFormat};

pub(super) fn run(
    _workspace: &Workspace,
    _cloud: CloudName,
    _service: &str,
    _key: &str,
    _region: Option<&str>,
    _format: TableFormat,
) -> Result<Outcome, Failure> {
    Err(Failure("in the making".to_owned()))
}
