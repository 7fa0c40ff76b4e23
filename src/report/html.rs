//! Writes a diff as one page that loads nothing, from the template `diff.html`.

pub mod capacity;
pub(crate) mod chart;

use rust_decimal::Decimal;
use serde::Serialize;

use self::capacity::PartSizes;
use self::chart::Chart;
use crate::diff::Diff;
use crate::report::view::View;
use crate::template::Templates;
use crate::template::error::TemplateError;

/// The number of parts that are shown at once; the others are one click away.
const SHOWN: usize = 12;

/// The values of the template: the fields of the view, and these.
#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    view: &'a View,
    /// The drawing of the cost over the window; `None` without a window, or if it costs nothing.
    chart: Option<Chart>,
    /// The sizes of the parts before and after.
    capacity: Vec<PartSizes>,
    /// The number of parts in `capacity` that are shown at once.
    shown: usize,
    /// Whether the switch saves money.
    saves: bool,
    /// Whether it costs something if nobody switches back.
    grows: bool,
    /// Whether nothing changes at all.
    nothing: bool,
}

/// Writes a diff as a page that loads nothing.
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
