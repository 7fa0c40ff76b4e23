//! All refactorings of one value.

use crate::existing::separate::shape::shapes;
use crate::existing::separate::shared::{Draft, Shared};
use crate::existing::separate::site::sites;
use crate::existing::separate::way::Way;

/// The refactorings that may do, or why there are none, as the end of a sentence.
pub(crate) fn drafts(shared: &Shared<'_>) -> Result<Vec<Draft>, &'static str> {
    let way = Way::new(shared)?;
    let sites = sites(&way)?;
    let drafts = shapes(shared, &way, &sites);
    if drafts.is_empty() {
        return Err("the files are laid out in a way that leaves no room for a key or an argument");
    }
    Ok(drafts)
}
