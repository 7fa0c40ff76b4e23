//! A diff as one page without a network.

use super::view::View;

/// Writes a diff as a page.
#[must_use]
pub fn html(_view: &View) -> String {
    String::new()
}
