//! What is said of a value that stands where a secret is named. It may be the secret itself: no message repeats it.

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::source::Place;
use crate::validate::broken::{Broken, Violation};
use crate::validate::keyword::is_found;
use crate::validate::shape::shape;

/// The finding for a value in `secrets` of a component, or for what belongs there; nothing for one that stands elsewhere.
pub(super) fn finding(segments: &[&str], violation: &Violation<'_>, place: Place) -> Option<Finding> {
    let ["components", _, field @ ..] = segments else { return None };
    // Of what is made of containers they stand beside the other fields, or in `container`.
    match (field.strip_prefix(&["container"]).unwrap_or(field), &violation.broken) {
        (["secrets", name], Broken::Keyword("type", _)) => {
            let message = format!("`{name}` says where a secret is kept, and never its value");
            let finding = Finding::new(Code::BadValue, place, message);
            Some(match violation.value.as_str().and_then(|text| Some((kept_as(text, violation)?, text))) {
                Some((field, text)) => finding.help(format!("write `{{{field}: \"{text}\"}}`")),
                None => finding
                    .help("write `{database: NAME, key: password}`, `{secret: …}` or `{parameter: …}`")
                    .note(
                        "a profile stands in git: if this is the value, make a new one, for it is known now",
                    ),
            })
        }
        (["environment", name], Broken::Keyword("type", _)) if violation.value.is_object() => {
            let message = format!("`{name}` in `environment` is a text, in plain view");
            let finding = Finding::new(Code::BadValue, place, message);
            Some(finding.help(format!(
                "where a secret is kept is said in `secrets: {{{name}: …}}`; the address of a database is a text, which the outputs say once it is applied"
            )))
        }
        (["secrets", name, field], Broken::Keyword("pattern" | "maxLength", _)) => {
            let message = match *field {
                "key" => format!("`key` of `{name}` is not the name of a part"),
                field => format!("`{field}` of `{name}` does not name a place where a secret is kept"),
            };
            let finding = Finding::new(Code::BadValue, place, message);
            Some(match shape(violation.schema) {
                Some(help) => finding.help(help),
                None => finding,
            })
        }
        _ => None,
    }
}

/// The field that takes a text which stands by itself: what the cloud calls a secret, or a parameter.
fn kept_as(text: &str, violation: &Violation<'_>) -> Option<&'static str> {
    let takes = |field: &&str| {
        let own = violation.schema.get("properties").and_then(|all| all.get(*field));
        // In a layer a relative value may stand for it too.
        let forms = [own, own.and_then(|own| own.pointer("/anyOf/0"))];
        let patterns = forms.into_iter().flatten().filter_map(|form| form.get("pattern")?.as_str());
        patterns.into_iter().any(|pattern| is_found(pattern, text) == Some(true))
    };
    ["secret", "parameter"].into_iter().find(takes)
}
