//! A part of a switch, in words.

use serde::Serialize;

use crate::diff::money::LineDiff;
use crate::diff::{Diff, PartDiff};
use crate::effect::Effect;
use crate::money::{Amounts, signed_dollars};
use crate::report::view::change::ChangeView;
use crate::report::view::line::{LineView, moved};
use crate::report::view::three::{Three, shares};
use crate::source::Sources;

/// A part that changes.
#[derive(Debug, Serialize)]
pub struct PartView {
    /// The name of the part.
    pub name: String,
    /// The kind of the component.
    pub kind: &'static str,
    /// The component that it changes along with, if it is in no profile.
    pub along: Option<String>,
    /// `added`, `removed` or `changed`.
    pub status: &'static str,
    /// What the switch costs on top of normal; `None` without a window.
    pub cost: Option<Three>,
    /// How much more a month costs if nobody switches back.
    pub month: Three,
    /// The worst effect on live users; `None` if the part is not a component.
    pub effect: Option<&'static str>,
    /// The fields that change.
    pub changes: Vec<ChangeView>,
    /// The bill of the part, line by line.
    pub lines: Vec<LineView>,
    /// Whether the price of a line is not known.
    pub incomplete: bool,
}

impl PartView {
    pub(super) fn of(
        part: &PartDiff,
        cost: Option<Amounts>,
        month: Option<Amounts>,
        diff: &Diff<'_>,
        sources: &Sources,
    ) -> Self {
        let lines: Vec<&LineDiff> = part.lines.iter().filter(|line| moved(line)).collect();
        let costs = shares(cost, &lines, |line| line.total.and_then(|total| total.window()));
        let months = shares(month, &lines, |line| line.total.map(|total| total.left_on.month));
        Self {
            name: part.name.clone(),
            kind: part.kind,
            along: part.along.clone(),
            status: part.status.word(),
            cost: cost.map(|cost| Three::of(cost, signed_dollars)),
            month: month.map(|month| Three::of(month, signed_dollars)).unwrap_or_default(),
            effect: part.effect.map(Effect::word),
            changes: part.changes.iter().map(|change| ChangeView::of(change, sources)).collect(),
            lines: lines
                .iter()
                .zip(costs)
                .zip(months)
                .map(|((line, cost), month)| LineView::of(line, cost, month, diff))
                .collect(),
            incomplete: part.total.incomplete,
        }
    }
}
