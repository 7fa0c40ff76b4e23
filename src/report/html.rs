//! A diff as one page without a network, from the template `diff.html`.

pub mod capacity;
pub mod chart;

use rust_decimal::Decimal;
use serde::Serialize;

use self::capacity::PartSizes;
use self::chart::Chart;
use crate::diff::Diff;
use crate::report::view::View;
use crate::template::{TemplateError, Templates};

/// So many parts are shown at once; the others are one tap away.
const SHOWN: usize = 12;

/// What the template is given: the view's fields, and these.
#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    view: &'a View,
    /// Cost over the window; none without a window, or where it costs nothing.
    chart: Option<Chart>,
    /// How big parts are, before and after.
    capacity: Vec<PartSizes>,
    /// So many of `capacity` are shown at once.
    shown: usize,
    /// Whether the switch costs less than nothing on top.
    saves: bool,
    /// Whether leaving it on costs.
    grows: bool,
    /// Whether nothing changes at all.
    nothing: bool,
}

/// Writes a diff as a page that needs nothing else.
///
/// # Errors
/// When a template of the user's own does not render.
pub fn html(view: &View, diff: &Diff<'_>, templates: &Templates) -> Result<String, TemplateError> {
    let total = &diff.total;
    let headline = total.window().unwrap_or(total.left_on.month).expected;
    let page = Page {
        view,
        chart: chart::chart(diff),
        capacity: capacity::capacities(view, diff),
        shown: SHOWN,
        saves: headline.is_sign_negative() && !headline.is_zero(),
        grows: total.left_on.month.ceiling > Decimal::ZERO,
        nothing: view.parts.is_empty(),
    };
    templates.render("diff.html", &page)
}
