//! `scaleprof prices`: shows a price, or fetches price lists.

pub mod regions;
pub mod show;
pub mod update;

use crate::cli::prices::PricesCommand;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::workspace::Workspace;

pub(super) fn run(workspace: &Workspace, command: PricesCommand) -> Result<Outcome, Failure> {
    match command {
        PricesCommand::Show { cloud, service, key, region, format } => {
            show::run(workspace, cloud.0, &service, &key, region.as_deref(), format)
        }
        PricesCommand::Update { regions, force, base_url } => {
            update::run(workspace, &regions, force, base_url.as_deref())
        }
    }
}
