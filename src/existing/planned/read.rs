//! Reads a plan.

use super::configuration::Configuration;
use super::document::Document;
use super::marks::Marks;
use super::resource::Reader;
use super::{PlanError, Planned, Wanted};

/// Reads a plan.
///
/// # Errors
/// When the text is no plan of format 1 (Terraform 1.5 to 1.14 write 1.2; every 1.x is read). Nothing of the text
/// is in the error but names of fields.
pub fn read(text: &str, wanted: &Wanted<'_>) -> Result<Planned, PlanError> {
    let text = text.trim_start_matches('\u{feff}');
    let (document, format) = Document::read(text)?;
    let configuration = Configuration::read(&document, wanted.region);
    let marks = Marks::read(&document, wanted);
    let mut planned = Planned {
        format,
        terraform: document.terraform_version.as_deref().map(str::to_owned),
        drifted: document.drifted(),
        deferred: document.deferred(),
        invoked: document.invoked(),
        outputs: document.outputs(),
        checks: document.failing_checks(),
        errored: document.errored.unwrap_or_default(),
        complete: document.complete,
        applyable: document.applyable,
        ..Planned::default()
    };
    let reader = Reader { wanted, configuration: &configuration, marks: &marks };
    for change in document.changes() {
        reader.read(change, &mut planned);
    }
    Ok(planned)
}
