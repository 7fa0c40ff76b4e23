//! Draws what a switch has cost at each hour of it, as coordinates. It computes with decimals only, so that the same
//! input gives the same drawing on every machine.

pub(crate) mod course;
mod limits;
mod scale;

use jiff::SignedDuration;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Serialize;

use self::course::Course;
use self::limits::{LimitLine, bounds, lines};
use self::scale::{HEIGHT, Scale, Tick, WIDTH, across, short};
use crate::diff::Diff;
use crate::guardrail::Guardrail;
use crate::money::{Amounts, dollars, signed_dollars};
use crate::report::html::moment::Moment;
use crate::report::view::when::{Clock, length};

/// The drawing and its table.
#[derive(Serialize)]
pub(super) struct Chart {
    width: u32,
    height: u32,
    /// The time of the window: its left edge and its width, in percent.
    launch: (String, String),
    /// The middle of the window, in percent.
    middle: String,
    /// The middle of what comes after it, in percent.
    beyond: String,
    /// The height of zero dollars.
    zero: String,
    /// The area between all counts at their minimum and at their maximum; empty if they cost the same.
    band: String,
    /// The curve of what is expected, up to the earliest way back.
    expected: String,
    /// The curve after it, if nobody switches back; empty if that costs nothing.
    left_on: String,
    /// The point of the earliest way back.
    back: Back,
    /// The marks of the axis of dollars.
    dollars: Vec<Tick>,
    /// The limits of the budget that lie within the drawing.
    limits: Vec<LimitLine>,
    /// The marks of the axis of time.
    times: Vec<TimeTick>,
    /// The description of the drawing, for screen readers.
    description: String,
    /// What is paid at the start for a month of plans, if there are any.
    at_once: Option<String>,
    /// The drawing as a table.
    rows: Vec<PointRow>,
}

/// The point at which everything can be back.
#[derive(Serialize)]
struct Back {
    x: String,
    y: String,
    /// The heights of the sum with all counts at their maximum and at their minimum.
    range: (String, String),
    /// The sum, as expected.
    label: String,
    /// `start` or `end`: on which side of the point the sum is written.
    anchor: &'static str,
    /// How far beside the point it is written, in pixels.
    aside: i8,
    /// The height of the text, where no curve is.
    text: String,
}

/// A mark of the axis of time, in percent of the width.
#[derive(Serialize)]
struct TimeTick {
    at: String,
    #[serde(flatten)]
    moment: Moment,
    anchor: &'static str,
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

/// Draws what the switch costs; `None` if there is nothing to draw.
pub(super) fn chart(diff: &Diff<'_>, gates: &[Guardrail]) -> Option<Chart> {
    let course = Course::of(diff)?;
    let (end, back, last) = (course.hours, course.returns, course.last());
    let within = course.corners(course.begins, back);
    let beyond = course.corners(back, last);
    let drawn = within.iter().flat_map(|(_, a)| [a.floor, a.expected, a.ceiling]);
    let drawn: Vec<Decimal> = drawn.chain(beyond.iter().map(|(_, a)| a.expected)).collect();
    let most = drawn.iter().copied().max().unwrap_or_default();
    // A limit that is far away would flatten the curve: the text below names it all the same.
    let highest = most.saturating_mul(Decimal::new(15, 1));
    let bounds = bounds(diff, gates);
    let limits = bounds.iter().map(|bound| bound.at).filter(|at| *at <= highest);
    let scale = Scale::of((course.begins, last), drawn.into_iter().chain(limits));
    let finals = diff.total.window()?;
    let stays = diff.total.left_on.hour.is_zero() && course.monthly.is_zero();
    let x = |hour| across(scale.x(hour));
    let between = |from, to| across((scale.x(from) + scale.x(to)) / Decimal::TWO);
    let falls = finals.expected.is_sign_negative();
    let late = scale.x(back) > Decimal::from(WIDTH * 6 / 10);
    let at = scale.y(finals.expected);
    // Right of the point the curve of what comes later leaves room below it, left of it all curves are below.
    let highest_there = scale.y(finals.floor.max(finals.expected).max(finals.ceiling));
    let text = match (falls, late) {
        (true, _) => at - Decimal::from(12),
        (false, true) => highest_there - Decimal::from(8),
        (false, false) => at + Decimal::from(20),
    };
    Some(Chart {
        width: WIDTH,
        height: HEIGHT,
        launch: (x(Decimal::ZERO), across(scale.x(end) - scale.x(Decimal::ZERO))),
        middle: between(Decimal::ZERO, end),
        beyond: between(back, last),
        zero: short(scale.y(Decimal::ZERO)),
        band: if finals.floor == finals.ceiling { String::new() } else { scale.outline(&within) },
        expected: scale.points(&within, |a| a.expected).join(" "),
        left_on: if stays { String::new() } else { scale.points(&beyond, |a| a.expected).join(" ") },
        back: Back {
            x: x(back),
            y: short(at),
            range: (short(scale.y(finals.ceiling)), short(scale.y(finals.floor))),
            label: signed_dollars(finals.expected),
            anchor: if late { "end" } else { "start" },
            aside: if late { -8 } else { 8 },
            text: short(text),
        },
        dollars: scale.dollars(),
        limits: lines(&bounds, &scale, highest),
        times: times(diff, &scale, [Decimal::ZERO, end, last]),
        description: description(diff, &course, finals),
        at_once: (!course.monthly.is_zero()).then(|| dollars(course.monthly.expected)),
        rows: rows(diff, &course, finals),
    })
}

/// A number of hours as a length.
fn hours(hours: Decimal) -> SignedDuration {
    SignedDuration::from_secs((hours * Decimal::from(3600)).round().to_i64().unwrap_or(i64::MAX))
}

/// The time of an hour after the start.
fn hour(diff: &Diff<'_>, after: Decimal) -> String {
    Clock::of(diff.window.as_ref()).before(SignedDuration::ZERO.saturating_sub(hours(after)))
}

/// The marks of the axis of time: the start and the end of the window, and the end of the drawing.
fn times(diff: &Diff<'_>, scale: &Scale, marks: [Decimal; 3]) -> Vec<TimeTick> {
    let tick = |at: Decimal, anchor| {
        let text = if diff.window.is_some() { hour(diff, at) } else { length(hours(at)) };
        TimeTick { at: across(scale.x(at)), moment: Moment::of(&text), anchor }
    };
    let [start, end, last] = marks;
    vec![tick(start, "start"), tick(end, "middle"), tick(last, "end")]
}

fn rows(diff: &Diff<'_>, course: &Course, finals: Amounts) -> Vec<PointRow> {
    let row = |at: Decimal, remark: &'static str, amounts: Amounts| PointRow {
        at: if diff.window.is_some() { hour(diff, at) } else { length(hours(at)) },
        remark,
        floor: dollars(amounts.floor),
        expected: dollars(amounts.expected),
        ceiling: dollars(amounts.ceiling),
    };
    let quarter = course.hours / Decimal::from(4);
    let remark = |quarters| if quarters == 0 { ", the launch begins" } else { "" };
    let mut rows: Vec<PointRow> = (0..4)
        .map(|quarters| (quarter * Decimal::from(quarters), remark(quarters)))
        .map(|(hour, remark)| row(hour, remark, course.at(hour)))
        .collect();
    rows.push(row(course.hours, ", the launch ends", course.at(course.hours)));
    rows.push(row(course.returns, ", everything is back", finals));
    rows.push(row(course.last(), ", if nobody switches back", course.at(course.last())));
    rows
}

fn description(diff: &Diff<'_>, course: &Course, finals: Amounts) -> String {
    let three = |a: Amounts| {
        let [floor, expected, ceiling] = [a.floor, a.expected, a.ceiling].map(dollars);
        if floor == ceiling && floor == expected {
            expected
        } else {
            // More at the minimum than at the maximum: what is stated for normal has a maximum, too.
            let (least, most) = if a.floor > a.ceiling { (ceiling, floor) } else { (floor, ceiling) };
            format!("{expected}, between {least} and {most}")
        }
    };
    let on = if diff.window.is_some() { "on " } else { "" };
    let at = |after: Decimal| format!("{on}{}", hour(diff, after));
    format!(
        "Paid on top of {}: when the launch starts {}; when it ends {}; in all, with everything back {}, {}; if nobody \
         switches back, {} {}.",
        diff.from.name(),
        three(course.at(Decimal::ZERO)),
        three(course.at(course.hours)),
        at(course.returns),
        three(finals),
        three(course.at(course.last())),
        at(course.last()),
    )
}
