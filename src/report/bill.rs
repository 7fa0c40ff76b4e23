//! Writes one profile's bill: per component and line, at the floor, as expected and at the ceiling.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::ValueEnum;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::bill::meter::Per;

use crate::cost::Cost;
use crate::model::span::Span;
use crate::model::window::Window;
use crate::money::{Amounts, CENTS, MONTH_HOURS, apportion_all, dollars_to, plain};
use crate::plan::Plan;
use crate::priced::{Part, Payer, PricedLine};
use crate::report::json::money::{PriceReport, ThreeReport};
use crate::report::json::unknown::{UncountedReport, UnknownReport};
use crate::report::json::window::{DatesReport, WindowReport};
use crate::report::terminal::Style;
use crate::report::view::line::price_per;
use crate::report::view::unknown::{uncounted, unknown};
use crate::screen::Screen;
use crate::shown::visible;
use crate::template::markdown::markdown as escaped;

/// A length of time that a bill is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BillPeriod {
    /// An hour
    Hour,
    /// The profile's window
    Window,
    /// A month of 730 hours
    Month,
}

/// The digits after the point of the cost of an hour.
const HOUR_PLACES: u32 = 4;

/// A bill for one length of time, rounded once so that it adds up.
struct Table {
    places: u32,
    total: Amounts,
    parts: Vec<(Amounts, Vec<Option<Amounts>>)>,
}

fn amounts(line: &PricedLine, per: BillPeriod, span: Option<Span>) -> Option<Amounts> {
    match per {
        BillPeriod::Hour => line.hour(),
        BillPeriod::Month => line.month(),
        BillPeriod::Window => line.over(span?),
    }
}

fn table(cost: &Cost, span: Option<Span>, per: BillPeriod) -> Table {
    let places = if per == BillPeriod::Hour { HOUR_PLACES } else { CENTS };
    let exact = |line: &PricedLine| amounts(line, per, span);
    let total = cost.sum(exact);
    let sums: Vec<Option<Amounts>> = cost.parts.iter().map(|part| Some(part.sum(exact))).collect();
    let sums = apportion_all(total, &sums, places).into_iter().flatten();
    let parts = cost.parts.iter().zip(sums).map(|(part, sum)| {
        let lines: Vec<Option<Amounts>> = part.lines.iter().map(exact).collect();
        (sum, apportion_all(sum, &lines, places))
    });
    Table { places, total, parts: parts.collect() }
}

/// How many windows a profile has, if there are several and `span` is the length of one of them, and what it costs in
/// all of them: what is sold by the month is counted for each.
fn all_windows(cost: &Cost, plan: &Plan, span: Option<Span>) -> Option<(usize, Amounts)> {
    let spans = plan.windows.iter().map(Span::of);
    if plan.windows.len() < 2 || !spans.clone().any(|own| Some(own.seconds) == span.map(|span| span.seconds))
    {
        return None;
    }
    let mut alike: BTreeMap<(i64, i64), (Span, u32)> = BTreeMap::new();
    for span in spans {
        alike.entry((span.seconds, span.months)).or_insert((span, 0)).1 += 1;
    }
    let of = |(span, count): (Span, u32)| {
        let one = cost.sum(|line| amounts(line, BillPeriod::Window, Some(span)));
        one.map(|one| one.saturating_mul(Decimal::from(count)))
    };
    Some((plan.windows.len(), alike.into_values().map(of).sum()))
}

const fn word(per: BillPeriod) -> &'static str {
    match per {
        BillPeriod::Hour => "an hour",
        BillPeriod::Window => "the window",
        BillPeriod::Month => "a month",
    }
}

/// Writes a bill for a terminal.
#[must_use]
pub fn text(
    cost: &Cost,
    plan: &Plan,
    span: Option<Span>,
    per: BillPeriod,
    screen: impl Into<Screen>,
) -> String {
    let style = Style::from(screen.into());
    let header = &plan.header;
    let title = style.bold(plan.name());
    let mut out = format!("{title}  {} in {}\n\n", header.stack, header.cloud.region);
    let row = |label: &str, cells: [String; 3], style: &dyn Fn(&str) -> String, out: &mut String| {
        let cells = cells.map(|cell| format!(" {cell:>13}")).concat();
        let line = if label.chars().count() > 38 {
            format!("{label}\n{:38}{cells}", "")
        } else {
            format!("{label:38}{cells}")
        };
        let _ = writeln!(out, "{}", style(line.trim_end()));
    };
    let bold = |text: &str| style.bold(text);
    let dim = |text: &str| style.dim(text);
    let plainly = |text: &str| text.to_owned();
    row("", ["floor", "expected", "ceiling"].map(str::to_owned), &plainly, &mut out);
    for each in [BillPeriod::Hour, BillPeriod::Window, BillPeriod::Month] {
        let total = match (each, span) {
            (BillPeriod::Window, None) => continue,
            _ => cost.sum(|line| amounts(line, each, span)),
        };
        let label = match (each, span) {
            (BillPeriod::Window, Some(span)) => format!("the window, {} h", plain(span.hours())),
            (BillPeriod::Month, _) => "a month of 730 h".to_owned(),
            _ => word(each).to_owned(),
        };
        row(&label, cells(total, CENTS), &bold, &mut out);
        if let (BillPeriod::Window, Some((windows, total))) = (each, all_windows(cost, plan, span)) {
            row(&format!("all {windows} windows, at most"), cells(total, CENTS), &bold, &mut out);
        }
    }
    let table = table(cost, span, per);
    let _ = writeln!(out, "\nfor {}:", word(per));
    for (part, (sum, lines)) in cost.parts.iter().zip(&table.parts) {
        row(
            &format!("{}  {}{}", part.name, kind(part, plan), along(part, plan)),
            if is_unknown(part) { UNKNOWN.map(str::to_owned) } else { cells(*sum, table.places) },
            &plainly,
            &mut out,
        );
        for (line, amounts) in part.lines.iter().zip(lines) {
            let cells = amounts.map_or_else(|| UNKNOWN.map(str::to_owned), |a| cells(a, table.places));
            row(&visible(&format!("  {} {}", line.what, line.key)), cells, &dim, &mut out);
            let sum = format!("    {}{}", arithmetic(line, per, span), time(line, per, span));
            let _ = writeln!(out, "{}", style.dim(&sum));
        }
    }
    let lines: Vec<String> =
        cost.unknown().map(|(part, line)| unknown(&part.name, line.what, &line.service, &line.key)).collect();
    for (title, items) in [
        (style.warn("price unknown, left out of every sum:"), &lines),
        (
            "not counted, because the profile does not state the amount:".to_owned(),
            &uncounted(&cost.uncounted),
        ),
    ] {
        if !items.is_empty() {
            let _ = writeln!(out, "\n{title}");
            for item in items {
                style.wrapped("  ", item, &mut out);
            }
        }
    }
    if !plan.untold.is_empty() {
        let _ = writeln!(out, "\nnot known:");
        plan.untold.iter().for_each(|told| style.wrapped("  ", told, &mut out));
    }
    if let Some((first, last)) = cost.dates() {
        let _ =
            writeln!(out, "\n{}", style.dim(&format!("list prices in US dollars, read {first} to {last}")));
    }
    style.finish(&out)
}

/// What stands in a row of the terminal whose price is not known.
const UNKNOWN: [&str; 3] = ["", "unknown", ""];

/// Whether no price of a component is known: its sum is no amount then, and not 0.
fn is_unknown(part: &Part) -> bool {
    !part.lines.is_empty() && part.lines.iter().all(PricedLine::is_unknown)
}

fn cells(amounts: Amounts, places: u32) -> [String; 3] {
    [amounts.floor, amounts.expected, amounts.ceiling].map(|amount| dollars_to(amount, places))
}

/// `2 / 120 / 300 x $0.0046 an hour`.
fn arithmetic(line: &PricedLine, per: BillPeriod, span: Option<Span>) -> String {
    let in_window =
        span.map_or(line.in_window, |span| line.taken(span)).filter(|_| per == BillPeriod::Window);
    let Amounts { floor, expected, ceiling } = in_window.unwrap_or(line.quantity);
    let quantity = if floor == expected && expected == ceiling {
        plain(expected)
    } else {
        [floor, expected, ceiling].map(plain).join(" / ")
    };
    format!("{quantity} {} x {}", line.unit, price_per(line.price.as_ref(), line.per))
}

/// The factor that a price is multiplied with: `x 730 h`.
fn time(line: &PricedLine, per: BillPeriod, span: Option<Span>) -> String {
    let billed = span.map(|span| {
        let seconds = line.rounding.billed(span.seconds);
        plain(Span { seconds, ..span }.hours())
    });
    match (line.per, per, billed, span) {
        (Per::Hour, BillPeriod::Month, ..) => format!(" x {MONTH_HOURS} h"),
        (Per::Hour, BillPeriod::Window, Some(hours), _) => format!(" x {hours} h"),
        (Per::Month | Per::Subscription | Per::Usage, BillPeriod::Hour, ..) => format!(" / {MONTH_HOURS} h"),
        (Per::Usage, BillPeriod::Window, ..) if line.in_window.is_some() => String::new(),
        (Per::Month | Per::Usage, BillPeriod::Window, Some(hours), _) => format!(" x {hours}/{MONTH_HOURS}"),
        (Per::Subscription, BillPeriod::Window, _, Some(span)) => {
            format!(" x {} month", span.paid_for(line.months).months)
        }
        _ => String::new(),
    }
}

/// What a part changes along with, behind its kind.
fn along(part: &Part, plan: &Plan) -> String {
    plan.lead(&part.name).map(|lead| format!(", along with {lead}")).unwrap_or_default()
}

fn kind(part: &Part, plan: &Plan) -> &'static str {
    match part.payer {
        Payer::Network => "network",
        Payer::External => "external",
        Payer::Component => plan.component(&part.name).map_or("", |component| component.spec.kind().name),
    }
}

/// Writes a bill in Markdown.
#[must_use]
pub fn markdown(cost: &Cost, plan: &Plan, span: Option<Span>, per: BillPeriod) -> String {
    let table = table(cost, span, per);
    let mut out = format!("| `{}`, {} | | floor | expected | ceiling |\n", plan.name(), word(per));
    out.push_str("| :-- | :-- | --: | --: | --: |\n");
    let mut row = |name: &str, what: &str, amounts: Option<Amounts>| {
        let cells = amounts.map_or_else(
            || ["unknown", "unknown", "unknown"].map(str::to_owned),
            |amounts| cells(amounts, table.places),
        );
        let _ = writeln!(out, "| {name} | {what} | {} |", cells.join(" | "));
    };
    for (part, (sum, lines)) in cost.parts.iter().zip(&table.parts) {
        let what = format!("{}{}", kind(part, plan), along(part, plan));
        row(&format!("**{}**", escaped(&part.name)), &what, (!is_unknown(part)).then_some(*sum));
        for (line, amounts) in part.lines.iter().zip(lines) {
            row(
                "",
                &format!(
                    "{} {}: {}{}",
                    line.what,
                    escaped(&line.key),
                    escaped(&arithmetic(line, per, span)),
                    time(line, per, span)
                ),
                *amounts,
            );
        }
    }
    row("**all**", "", Some(table.total));
    let unknown = cost.unknown().count();
    if unknown > 0 {
        let _ = writeln!(out, "\nThe price of {unknown} of the lines is not known: no sum contains them.");
    }
    out
}

/// A bill for programs.
#[derive(Serialize)]
struct BillReport<'a> {
    version: u32,
    profile: &'a str,
    stack: &'a str,
    region: &'a str,
    currency: &'static str,
    window: Option<WindowReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    windows: Option<BillWindows>,
    cost: BillCost,
    components: Vec<BillPart<'a>>,
    unknown: Vec<UnknownReport>,
    uncounted: Vec<UncountedReport>,
    prices: Option<DatesReport>,
}

/// All windows of a profile that has several.
#[derive(Serialize)]
struct BillWindows {
    of: usize,
    at_most: ThreeReport,
}

#[derive(Serialize)]
struct BillCost {
    hour: Option<ThreeReport>,
    window: Option<ThreeReport>,
    month: Option<ThreeReport>,
    complete: bool,
}

#[derive(Serialize)]
struct BillPart<'a> {
    name: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    along: Option<&'a str>,
    cost: BillCost,
    lines: Vec<BillLine<'a>>,
}

#[derive(Serialize)]
struct BillLine<'a> {
    what: &'static str,
    service: &'a str,
    key: &'a str,
    unit: &'static str,
    per: &'static str,
    quantity: ThreeReport,
    price: Option<PriceReport>,
    cost: BillCost,
}

impl BillCost {
    fn of(sum: impl Fn(BillPeriod) -> Option<Amounts>, span: Option<Span>, complete: bool) -> Self {
        let three = |per| sum(per).map(ThreeReport::from);
        Self {
            hour: three(BillPeriod::Hour),
            window: span.and_then(|_| three(BillPeriod::Window)),
            month: three(BillPeriod::Month),
            complete,
        }
    }
}

/// Writes a bill for programs. `window` is the window that it is for, if it is for one.
///
/// # Errors
/// Never in practice: all keys are texts, so that JSON can hold them.
pub fn json(
    cost: &Cost,
    plan: &Plan,
    window: Option<&Window>,
    span: Option<Span>,
) -> serde_json::Result<String> {
    let region = &plan.header.cloud.region;
    let part = |part| -> BillPart<'_> {
        let part: &Part = part;
        let sum = |per| Some(part.sum(|line| amounts(line, per, span)));
        let lines = part.lines.iter().map(|line| BillLine {
            what: line.what,
            service: &line.service,
            key: &line.key,
            unit: line.unit,
            per: line.per.word(),
            quantity: line.quantity.into(),
            price: line.price.as_ref().map(PriceReport::from),
            cost: BillCost::of(|per| amounts(line, per, span), span, !line.is_unknown()),
        });
        BillPart {
            name: &part.name,
            kind: kind(part, plan),
            along: plan.lead(&part.name),
            cost: BillCost::of(sum, span, !part.lines.iter().any(PricedLine::is_unknown)),
            lines: lines.collect(),
        }
    };
    let report = BillReport {
        version: 1,
        profile: plan.name(),
        stack: &plan.header.stack,
        region,
        currency: "USD",
        window: span.map(|span| WindowReport::of(window, span, cost.months())),
        windows: all_windows(cost, plan, span)
            .map(|(of, cost)| BillWindows { of, at_most: ThreeReport::from(cost) }),
        cost: BillCost::of(
            |per| Some(cost.sum(|line| amounts(line, per, span))),
            span,
            cost.unknown().next().is_none(),
        ),
        components: cost.parts.iter().map(part).collect(),
        unknown: cost
            .unknown()
            .map(|(part, line)| UnknownReport::of(&part.name, line.what, &line.service, &line.key, region))
            .collect(),
        uncounted: cost.uncounted.iter().map(UncountedReport::from).collect(),
        prices: cost.dates().map(DatesReport::from),
    };
    Ok(format!("{}\n", serde_json::to_string_pretty(&report)?))
}
