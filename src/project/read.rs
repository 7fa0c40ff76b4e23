//! The text of a profile, and the document that it is.

use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::load::{Document, load};
use crate::schema::validate_layer;
use crate::source::{Place, SourceId, Sources, offset};

/// Keeps the text of a profile, if it is one.
pub(super) fn text(
    path: String,
    bytes: Vec<u8>,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Option<SourceId> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let (at, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
            let (message, help) = not_utf8(bytes, at);
            // What cannot be read is shown as one character, the first of them at the same byte.
            let source = sources.add(path, String::from_utf8_lossy(bytes));
            let place = Place { source, start: offset(at), end: offset(at + '\u{fffd}'.len_utf8()) };
            findings.push(Finding::new(Code::NotUtf8, place, message).help(help));
            return None;
        }
    };
    // Editors on Windows write a byte order mark, which has no meaning in UTF-8.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Some(sources.add(path, text))
}

/// About so many bytes of a text say one component.
pub(super) const COMPONENT: usize = 256;

/// Reads the text of a profile; a layer is held against its schema as it stands.
pub(super) fn document(source: SourceId, sources: &Sources) -> (Option<Document>, Findings) {
    let mut findings = Findings::default();
    let document = load(sources, source, &mut findings);
    if let Some(layer) = document.as_ref().filter(|document| document.root.get("extends").is_some()) {
        validate_layer(&layer.root, &mut findings);
    }
    (document, findings)
}

/// What is said of a text whose byte `at` is not UTF-8, and what to do about it.
fn not_utf8(bytes: &[u8], at: usize) -> (String, &'static str) {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return ("the file is UTF-16, and not UTF-8".to_owned(), "save it again, with the encoding UTF-8");
    }
    let byte = bytes.get(at).copied().unwrap_or_default();
    // Latin-1 has the first 256 characters of Unicode; from 0xa0 on they can be seen.
    let latin = if byte >= 0xa0 { format!(", `{}` in Latin-1,", char::from(byte)) } else { String::new() };
    (format!("the byte 0x{byte:02X}{latin} is not UTF-8"), "save the file again, with the encoding UTF-8")
}
