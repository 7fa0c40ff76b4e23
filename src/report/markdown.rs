//! Writes a diff as the comment on a pull request, from the template `diff.md`.

use serde::Serialize;

use crate::report::view::View;
use crate::template::Templates;
use crate::template::error::TemplateError;

/// A longer text is written without its folds: forges take at most 65,536 characters, of which the tag is a few.
const LONGEST: usize = 60_000;

/// What the template is given.
#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    view: &'a View,
    /// Whether what is folded away is written at all.
    folds: bool,
}

/// Writes a diff in Markdown: whole, or the part before its folds if the whole is too long for a comment.
///
/// # Errors
/// When a template of the user's own does not render.
pub fn markdown(view: &View, templates: &Templates) -> Result<String, TemplateError> {
    let page = |folds| templates.render("diff.md", &Page { view, folds });
    let whole = page(true)?;
    if whole.chars().count() <= LONGEST { Ok(whole) } else { page(false) }
}
