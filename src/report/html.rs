//! Writes a diff as one page that loads nothing, from the template `diff.html`.

pub(crate) mod calculation;
pub(crate) mod chart;
pub(crate) mod day;
mod moment;
pub(crate) mod sizes;

use rust_decimal::Decimal;
use serde::Serialize;

use self::calculation::Calculation;
use self::chart::Chart;
use self::day::Day;
use self::sizes::Sizes;
use crate::diff::Diff;
use crate::guardrail::Guardrail;
use crate::report::view::View;
use crate::report::view::when::Clock;
use crate::switch::timeline::way_back;
use crate::template::Templates;
use crate::template::error::TemplateError;

/// The values of the template: the fields of the view, and these.
#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    view: &'a View,
    /// The drawing of the cost over the window; `None` without a window, or if it costs nothing.
    chart: Option<Chart>,
    /// The picture of the day; `None` if the length of the switch is not known.
    timeline: Option<Day>,
    /// The number of components whose users are cut off for a time.
    interruptions: usize,
    /// What changes, with what it costs.
    sizes: Sizes<'a>,
    /// How each figure comes about.
    figures: Calculation<'a>,
    /// The earliest time of the way back.
    back_from: String,
    /// Whether it costs something if nobody switches back.
    grows: bool,
    /// Whether nothing changes at all.
    nothing: bool,
}

/// Writes a diff as a page that loads nothing.
///
/// # Errors
/// When a template of the user's own does not render.
pub fn html(
    view: &View,
    diff: &Diff<'_>,
    gates: &[Guardrail],
    templates: &Templates,
) -> Result<String, TemplateError> {
    let (total, phases) = (&diff.total, &diff.phases);
    let clock = Clock::of(diff.window.as_ref());
    let page = Page {
        view,
        chart: chart::chart(diff, gates),
        timeline: day::day(view, diff),
        interruptions: diff.timeline.resizes.iter().filter(|resize| resize.effect.interrupts()).count(),
        sizes: sizes::sizes(view, diff),
        figures: calculation::calculation(view),
        back_from: clock.before(way_back(phases.window, phases.tail)),
        grows: total.left_on.month.ceiling > Decimal::ZERO,
        nothing: view.parts.is_empty(),
    };
    templates.render("diff.html", &page)
}
