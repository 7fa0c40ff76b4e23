//! Writes a diff as the comment on a pull request, from the template `diff.md`.

use crate::report::view::View;
use crate::template::Templates;
use crate::template::error::TemplateError;

/// Writes a diff in Markdown.
///
/// # Errors
/// When a template of the user's own does not render.
pub fn markdown(view: &View, templates: &Templates) -> Result<String, TemplateError> {
    templates.render("diff.md", view)
}
