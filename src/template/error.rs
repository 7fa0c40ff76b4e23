//! Why a template gives no text.

use minijinja::ErrorKind;

/// A template that does not parse or render.
#[derive(Debug)]
pub struct TemplateError(pub(super) String);

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TemplateError {}

pub(super) fn failure(name: &str, error: &minijinja::Error) -> TemplateError {
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!("templates/{name}.j2:{line}"),
        _ => format!("templates/{name}.j2"),
    };
    if error.kind() == ErrorKind::OutOfFuel {
        return TemplateError(format!(
            "{place}: the template does too much and was ended: a loop or a text in it grows without end"
        ));
    }
    TemplateError(format!("{place}: {error}"))
}
