//! Draws what a switch has cost at each hour of it, as coordinates. It computes with decimals only, so that the same
//! input gives the same drawing on every machine.

pub(crate) mod course;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::diff::Diff;
use crate::money::{Amounts, dollars, plain};
use course::Course;

/// The size of the drawing and of its margins, in points of a view box that is scaled as a whole.
const WIDTH: u32 = 400;
const HEIGHT: u32 = 250;
const LEFT: u32 = 46;
const RIGHT: u32 = 334;
const TOP: u32 = 12;
const BOTTOM: u32 = 206;

/// The smallest distance between two lines of text at the ends of curves.
const LEADING: u32 = 14;

/// The drawing and its table.
#[derive(Serialize)]
pub(super) struct Chart {
    width: u32,
    height: u32,
    left: u32,
    right: u32,
    top: u32,
    bottom: u32,
    /// The position of the start of the window.
    start: String,
    /// The position of the end of the window.
    end: String,
    /// The position of the earliest way back.
    back: String,
    /// The height of zero dollars.
    zero: String,
    /// The middle of the part after the way back.
    beyond: String,
    /// The outline of the area between floor and ceiling.
    band: String,
    /// The same outline after the earliest way back.
    band_beyond: String,
    /// The curves: ceiling, expected, floor; only one if they are equal.
    curves: Vec<Curve>,
    /// The marks of the axis of dollars.
    dollars: Vec<Tick>,
    /// The marks of the axis of hours.
    hours: Vec<Tick>,
    /// The start of the window in words, if it is known.
    start_at: Option<String>,
    /// The end of the window in words, if it is known.
    end_at: Option<String>,
    /// The height of the first of the lines that state the sums.
    figures: String,
    /// The description of the drawing, for screen readers.
    description: String,
    /// What is paid at the start for a month of subscriptions, if there are any.
    at_once: Option<String>,
    /// The drawing as a table.
    rows: Vec<PointRow>,
}

/// One curve of the drawing.
#[derive(Serialize)]
struct Curve {
    /// `floor`, `expected`, `ceiling`.
    name: &'static str,
    /// The points up to the earliest way back.
    points: String,
    /// The points after it.
    beyond: String,
    /// The height at the earliest way back.
    end: String,
    /// The height at the end of the drawing.
    last: String,
    /// The height of its name.
    label: String,
    /// The sum that is written beside its name.
    value: String,
}

#[derive(Serialize)]
struct Tick {
    at: String,
    label: String,
}

#[derive(Serialize)]
struct PointRow {
    at: String,
    /// A remark on the hour, to be read behind it; empty without one.
    remark: &'static str,
    floor: String,
    expected: String,
    ceiling: String,
}

/// Chooses one of the three amounts.
type Size = fn(&Amounts) -> Decimal;

/// Converts hours and dollars into positions.
struct Scale {
    first: Decimal,
    last: Decimal,
    low: Decimal,
    high: Decimal,
    step: Decimal,
}

impl Scale {
    fn of((first, last): (Decimal, Decimal), amounts: &[Amounts]) -> Self {
        let all = || amounts.iter().flat_map(|a| [a.floor, a.expected, a.ceiling]);
        let low = all().min().unwrap_or_default().min(Decimal::ZERO);
        let high = all().max().unwrap_or_default().max(Decimal::ZERO);
        let range = high.saturating_sub(low);
        // Try 1, 2, 5, 10, … cents, until six steps span the whole axis.
        let mut step = Decimal::new(1, 2);
        for factor in [Decimal::TWO, Decimal::new(25, 1), Decimal::TWO].into_iter().cycle().take(90) {
            if step.saturating_mul(Decimal::from(6)) >= range {
                break;
            }
            step = step.saturating_mul(factor);
        }
        let whole = |amount: Decimal| (amount / step).trunc().saturating_mul(step);
        let beyond = |amount: Decimal| match whole(amount) {
            reached if reached == amount => amount,
            reached if amount.is_sign_negative() => reached.saturating_sub(step),
            reached => reached.saturating_add(step),
        };
        Self { first, last, low: beyond(low), high: beyond(high), step }
    }

    fn x(&self, hour: Decimal) -> Decimal {
        place(hour.saturating_sub(self.first), self.last.saturating_sub(self.first), LEFT, RIGHT)
    }

    fn y(&self, amount: Decimal) -> Decimal {
        let above = amount.saturating_sub(self.low);
        let upwards = place(above, self.high.saturating_sub(self.low), TOP, BOTTOM);
        Decimal::from(TOP + BOTTOM) - upwards
    }

    fn points(&self, corners: &[(Decimal, Amounts)], of: Size) -> Vec<String> {
        let point = |(hour, amounts): &(Decimal, Amounts)| {
            format!("{},{}", short(self.x(*hour)), short(self.y(of(amounts))))
        };
        corners.iter().map(point).collect()
    }

    /// The outline from the floor to the ceiling and back.
    fn outline(&self, corners: &[(Decimal, Amounts)]) -> String {
        let mut out = self.points(corners, |a| a.ceiling);
        out.extend(self.points(corners, |a| a.floor).into_iter().rev());
        out.join(" ")
    }

    fn dollars(&self) -> Vec<Tick> {
        let mut out = Vec::new();
        let mut amount = self.low;
        while amount <= self.high && out.len() < 12 {
            out.push(Tick { at: short(self.y(amount)), label: self.label(amount) });
            amount = amount.saturating_add(self.step);
        }
        out
    }

    /// `$500`, `$0.25`, `-$1.5M`: short enough to stand beside the axis.
    fn label(&self, amount: Decimal) -> String {
        let units = [(1_000_000_000_000_i64, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")];
        let most = self.high.max(-self.low);
        let unit = units.into_iter().map(|(size, word)| (Decimal::from(size), word));
        let unit = unit.into_iter().find(|(size, _)| most >= size.saturating_mul(Decimal::from(2)));
        let (size, word) = unit.unwrap_or((Decimal::ONE, ""));
        let sign = if amount.is_sign_negative() && !amount.is_zero() { "-" } else { "" };
        let amount = (amount.abs() / size).normalize();
        if amount.is_zero() {
            "$0".to_owned()
        } else if !word.is_empty() {
            format!("{sign}${amount}{word}")
        } else if self.step < Decimal::ONE {
            format!("{sign}{}", dollars(amount))
        } else {
            format!("{sign}{}", dollars(amount).trim_end_matches(".00"))
        }
    }
}

/// Draws what the switch costs; `None` if there is nothing to draw.
pub(super) fn chart(diff: &Diff<'_>) -> Option<Chart> {
    let course = Course::of(diff)?;
    let (end, back, last) = (course.hours, course.returns, course.last());
    let within = course.corners(course.begins, back);
    let beyond = course.corners(back, last);
    let amounts: Vec<Amounts> = within.iter().chain(&beyond).map(|(_, amounts)| *amounts).collect();
    let scale = Scale::of((course.begins, last), &amounts);
    let finals = diff.total.window()?;
    let curves = curves(&scale, &within, &beyond, finals);
    // The sums stand where no curve is: above one that rises, below one that falls.
    let falls = finals.expected.is_sign_negative();
    let lines = u32::try_from(curves.len()).unwrap_or(3);
    let figures = if falls { BOTTOM - 10 - (LEADING + 1) * lines } else { TOP + LEADING };
    Some(Chart {
        width: WIDTH,
        height: HEIGHT,
        left: LEFT,
        right: RIGHT,
        top: TOP,
        bottom: BOTTOM,
        start: short(scale.x(Decimal::ZERO)),
        end: short(scale.x(end)),
        back: short(scale.x(back)),
        zero: short(scale.y(Decimal::ZERO)),
        beyond: short((scale.x(back) + scale.x(last)) / Decimal::TWO),
        band: scale.outline(&within),
        band_beyond: scale.outline(&beyond),
        dollars: scale.dollars(),
        hours: hours(&scale, end),
        start_at: diff.window.as_ref().map(|window| window.start.strftime("%-d %b %H:%M").to_string()),
        end_at: diff.window.as_ref().map(|window| window.end.strftime("%-d %b %H:%M").to_string()),
        figures: figures.to_string(),
        description: description(&course, finals),
        at_once: (!course.monthly.is_zero()).then(|| dollars(course.monthly.expected)),
        rows: rows(&course, finals),
        curves,
    })
}

fn curves(
    scale: &Scale,
    within: &[(Decimal, Amounts)],
    beyond: &[(Decimal, Amounts)],
    finals: Amounts,
) -> Vec<Curve> {
    let all: [(&'static str, Size); 3] =
        [("ceiling", |a| a.ceiling), ("expected", |a| a.expected), ("floor", |a| a.floor)];
    let certain = finals.floor == finals.ceiling && finals.expected == finals.floor;
    let shown = all.into_iter().filter(|(name, _)| !certain || *name == "expected");
    let last = beyond.last().map(|(_, amounts)| *amounts).unwrap_or_default();
    let mut curves: Vec<(Decimal, Curve)> = shown
        .map(|(name, of)| {
            let height = scale.y(of(&last));
            let curve = Curve {
                name,
                points: scale.points(within, of).join(" "),
                beyond: scale.points(beyond, of).join(" "),
                end: short(scale.y(of(&finals))),
                last: short(height),
                label: String::new(),
                value: dollars(of(&finals)),
            };
            (height, curve)
        })
        .collect();
    // Places the names from the top down, so that none lies over another and all lie within the drawing.
    curves.sort_by_key(|(height, _)| *height);
    let leading = Decimal::from(LEADING);
    let mut above = Decimal::from(TOP) - leading;
    let mut left = Decimal::from(curves.len());
    for (height, curve) in &mut curves {
        left -= Decimal::ONE;
        let lowest = Decimal::from(BOTTOM) - left * leading;
        let label = (above + leading).max((*height).min(lowest));
        curve.label = short(label);
        above = label;
    }
    curves.into_iter().map(|(_, curve)| curve).collect()
}

/// A few round numbers of hours, and the end of the window.
fn hours(scale: &Scale, end: Decimal) -> Vec<Tick> {
    let steps = [
        (1, 60),
        (5, 60),
        (15, 60),
        (30, 60),
        (1, 1),
        (2, 1),
        (3, 1),
        (6, 1),
        (12, 1),
        (24, 1),
        (48, 1),
        (96, 1),
        (168, 1),
        (336, 1),
        (720, 1),
        (2160, 1),
        (8640, 1),
        (86_400, 1),
        (864_000, 1),
    ];
    let steps = steps.map(|(many, of)| Decimal::from(many) / Decimal::from(of));
    let step = steps.into_iter().find(|step| end / step <= Decimal::from(4)).unwrap_or(end);
    let mut out = Vec::new();
    let mut at = Decimal::ZERO;
    while at + step / Decimal::TWO < end && out.len() < 8 {
        out.push(Tick { at: short(scale.x(at)), label: length(at) });
        at += step;
    }
    out.push(Tick { at: short(scale.x(end)), label: length(end) });
    out
}

/// `90 min`, `24 h`, `5 d`.
fn length(hours: Decimal) -> String {
    let day = Decimal::from(24);
    if hours.is_zero() {
        "0 h".to_owned()
    } else if hours < Decimal::ONE {
        format!("{} min", plain((hours * Decimal::from(60)).round_dp(1)))
    } else if hours >= day * Decimal::from(4) {
        format!("{} d", plain((hours / day).round_dp(1)))
    } else {
        format!("{} h", plain(hours.round_dp(1)))
    }
}

fn rows(course: &Course, finals: Amounts) -> Vec<PointRow> {
    let row = |hour: Decimal, remark: &'static str, amounts: Amounts| PointRow {
        at: length(hour),
        remark,
        floor: dollars(amounts.floor),
        expected: dollars(amounts.expected),
        ceiling: dollars(amounts.ceiling),
    };
    let quarter = course.hours / Decimal::from(4);
    let mut rows: Vec<PointRow> = (0..4)
        .map(|quarters| quarter * Decimal::from(quarters))
        .map(|hour| row(hour, "", course.at(hour)))
        .collect();
    rows.push(row(course.hours, "", course.at(course.hours)));
    rows.push(row(course.returns, ", everything is back", finals));
    rows.push(row(course.last(), ", if left on", course.at(course.last())));
    rows
}

fn description(course: &Course, finals: Amounts) -> String {
    let start = course.at(Decimal::ZERO);
    let three = |a: Amounts| {
        let [floor, expected, ceiling] = [a.floor, a.expected, a.ceiling].map(dollars);
        format!("{floor} at the floor, {expected} expected, {ceiling} at the ceiling")
    };
    format!(
        "What has been paid on top of the usual, hour by hour, from the first step on. At the start of the window: {}. In all, with everything back {} \
         after the start: {}. \
         If it is left on, until {} after the start: {}.",
        three(start),
        length(course.returns),
        three(finals),
        length(course.last()),
        three(course.at(course.last())),
    )
}

/// The position of a value between two ends.
fn place(part: Decimal, whole: Decimal, from: u32, to: u32) -> Decimal {
    let share = part.checked_div(whole).unwrap_or_default();
    Decimal::from(from) + share.saturating_mul(Decimal::from(to.saturating_sub(from)))
}

/// A coordinate, rounded to a tenth of a point.
fn short(at: Decimal) -> String {
    plain(at.round_dp(1))
}
