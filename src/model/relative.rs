//! Values that are relative to the profile below: `x10`, `+2`, `largest`.

/// Whether a text is a relative value.
#[must_use]
pub(crate) fn is_relative(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let decimal = |text: &str| match text.split_once('.') {
        Some((whole, rest)) => digits(whole) && digits(rest),
        None => digits(text),
    };
    text == "largest"
        || text.strip_prefix('x').is_some_and(decimal)
        || text.strip_prefix('+').is_some_and(digits)
}
