//! Writes a diff for a terminal on one screen: what it costs, what to order, what users feel and what changes. The
//! details are in [`text`](crate::report::text).

use std::fmt::Write as _;

use anstyle::AnsiColor;

use crate::report::terminal::{Style, padded};
use crate::report::view::View;
use crate::report::view::alike::RowView;
use crate::report::view::order::OrderView;
use crate::report::view::say;
use crate::report::view::story::PhaseView;
use crate::report::view::sum::ROWS;
use crate::screen::Screen;
use crate::shown::clipped;

/// The least columns of an amount of money, and of one at maximum.
const MONEY: [usize; 2] = [10, 12];
/// So many orders are shown, so many of those that end after the launch, and so many things that users feel.
const ORDERS: usize = 6;
const BACK: usize = 3;
const FELT: usize = 8;

/// Writes a diff for a terminal in about forty lines.
#[must_use]
pub fn brief(view: &View, screen: impl Into<Screen>) -> String {
    let style = Style::from(screen.into());
    let mut out = String::new();
    head(view, &style, &mut out);
    if view.rows.is_empty() {
        out.push_str("\nNothing changes.\n");
        return style.finish(&out);
    }
    money(view, &style, &mut out);
    verdicts(view, &style, &mut out);
    orders(view, &style, &mut out);
    felt(view, &style, &mut out);
    changes(view, &style, &mut out);
    out.push_str("\n--details: each line with its price, all quotas; --details NAME: one of them\n");
    style.finish(&out)
}

fn head(view: &View, style: &Style, out: &mut String) {
    let event = view.event.as_ref().map(|event| format!(", “{event}”")).unwrap_or_default();
    let title = style.bold(&format!("{} -> {}", view.from, view.to));
    style.wrapped(&format!("{title}  "), &format!("{} in {}{event}", view.stack, view.region), out);
    match (&view.times, &view.window) {
        (Some(times), Some(window)) => {
            let _ = writeln!(
                out,
                "{} to {} {} ({}), {}{}",
                times.start,
                times.end,
                times.year,
                times.zone,
                window.length,
                window.several.as_ref().map_or_else(String::new, |several| format!(
                    ", window {} of {}",
                    several.number, several.of
                ))
            );
        }
        (None, Some(window)) => drop(writeln!(out, "{}, without a date", window.length)),
        _ if view.back => {
            out.push_str("the way back has no window: the figures say what it changes from then on\n");
        }
        _ => {}
    }
    if !view.rows.is_empty() {
        let stays = view.settles.map(|settles| format!("; switched back, {settles}")).unwrap_or_default();
        style.wrapped("", &format!("{}{stays}", view.summary), out);
    }
}

/// A line of the table of money: its label, two amounts at the right edge, and whether it is bold.
type Row<'a> = (String, [&'a str; 2], bool);

/// The columns of the two amounts, with the blanks before them.
fn widths(rows: &[Row<'_>]) -> [usize; 2] {
    let width = |at: usize| {
        let widest = rows.iter().map(|(_, amounts, _)| amounts[at].chars().count() + 2).max();
        widest.unwrap_or(0).max(MONEY[at])
    };
    [width(0), width(1)]
}

fn table(rows: &[Row<'_>], style: &Style, out: &mut String) {
    let widths = widths(rows);
    let room = style.width.saturating_sub(widths.iter().sum());
    for (label, amounts, bold) in rows {
        let label = format!("{:room$}", clipped(label, room));
        let label = if *bold { style.bold(&label) } else { label };
        let pad = |at: usize| {
            let blank = " ".repeat(widths[at].saturating_sub(amounts[at].chars().count()));
            format!("{blank}{}", style.money(amounts[at]))
        };
        let _ = writeln!(out, "{label}{}{}", pad(0), pad(1));
    }
}

fn money(view: &View, style: &Style, out: &mut String) {
    out.push('\n');
    // What is not in the launch itself is one row where its times fit into one.
    let short = rows(view, &view.around);
    let room = style.width.saturating_sub(widths(&short).iter().sum());
    let fits = short.iter().all(|(label, ..)| label.chars().count() <= room);
    let phases = if fits { &view.around } else { &view.phases };
    table(&rows(view, phases), style, out);
    if let Some(lower) = phases.iter().find_map(|phase| phase.lower.as_ref()) {
        style.wrapped("  ", lower, out);
    }
}

fn rows<'a>(view: &'a View, phases: &'a [PhaseView]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'_>> =
        vec![(format!("COST on top of {}", view.from), ["expected", "at maximum"], true)];
    if let Some(cost) = &view.cost {
        for phase in phases {
            rows.push((format!("  {}", phase.label), [&phase.cost.expected, &phase.cost.ceiling], false));
        }
        let unknown = if view.incomplete { ", without unknown prices" } else { "" };
        rows.push((format!("  in all{unknown}"), [&cost.expected, &cost.ceiling], true));
        if let Some(percent) = &view.percent {
            let label = format!("  in % of a month of {}, {}", view.from, view.of_month);
            rows.push((label, [&percent.expected, &percent.ceiling], false));
        }
    } else {
        let what = if view.back { "going back, " } else { "" };
        for (period, three) in [("an hour", &view.hour), ("a day", &view.day), ("a whole month", &view.month)]
        {
            rows.push((format!("  {what}{period}"), [&three.expected, &three.ceiling], false));
        }
    }
    rows
}

fn verdicts(view: &View, style: &Style, out: &mut String) {
    let budget = &view.budget;
    if budget.state != "none" && !view.back {
        let verdict = match budget.state {
            "within" => budget.says.clone(),
            "over" => style.paint(AnsiColor::Red.on_default().bold(), &budget.says),
            _ => style.warn(&budget.says),
        };
        let turns = budget.at_maximum.as_ref().map(|turns| format!("; {turns}")).unwrap_or_default();
        // Of the limits those that are named already are not named again.
        let rest = match (&budget.held, &budget.at_maximum, budget.state) {
            (Some(held), ..) => format!("; {held} would not be reached"),
            (None, None, "within" | "unknown") => format!("; limits: {}", budget.limits),
            _ => String::new(),
        };
        style.wrapped("  budget: ", &format!("{verdict}{turns}{rest}"), out);
    }
    if !view.back {
        let stays = view.left.stays.as_ref().map(|stays| format!("; {stays} would stay")).unwrap_or_default();
        style.wrapped("  if nobody switches back: ", &format!("{}{stays}", view.left.money), out);
    }
    if let Some(residual) = &view.residual {
        style.wrapped(
            "  ",
            &format!("stays for good, as storage never shrinks: {} a month", residual.expected),
            out,
        );
    }
    for item in view.missing.iter().filter(|item| item.what == "price") {
        style.wrapped("  ", &style.warn(&item.text), out);
    }
    for (label, kinds) in [
        ("not counted", ["no price", "no amount"].as_slice()),
        ("not known", &["quotas", "expected counts", "limits", "maintenance", "along"]),
    ] {
        let items = view.missing.iter().filter(|item| kinds.contains(&item.what));
        let items: Vec<&str> = items.map(|item| item.short.as_str()).collect();
        if !items.is_empty() {
            style.wrapped(&format!("  {label}: "), &items.join("; "), out);
        }
    }
}

fn orders(view: &View, style: &Style, out: &mut String) {
    let owner = |order: &OrderView| order.owner.clone().unwrap_or_else(|| "no owner".to_owned());
    let all = view.orders.iter().take(ORDERS).chain(view.given_back.iter().take(BACK));
    let width = |text: usize| text.min(24);
    let time = width(all.clone().map(|order| order.by.chars().count()).max().unwrap_or(0));
    let who = width(all.map(|order| owner(order).chars().count()).max().unwrap_or(0));
    if !view.orders.is_empty() {
        let back =
            if view.given_back.is_empty() { "" } else { "; and what is given back, from this time on" };
        let _ = writeln!(out, "\n{}, at the latest{back}", style.bold("ORDER"));
    }
    for (orders, most) in [(&view.orders, ORDERS), (&view.given_back, BACK)] {
        for order in orders.iter().take(most) {
            let who = padded(&clipped(&owner(order), who), who);
            let lead = format!("  {}  {}  ", padded(&order.by, time), style.dim(&who));
            style.wrapped(&lead, &order.what, out);
        }
        if orders.len() > most {
            let _ = writeln!(out, "  and {} more, in the runbook", orders.len() - most);
        }
    }
}

fn felt(view: &View, style: &Style, out: &mut String) {
    if view.felt.is_empty() {
        let _ = writeln!(out, "\n{} nothing", style.bold("USERS FEEL"));
        return;
    }
    let hint = if view.back { "" } else { ", at the latest: a quiet hour before is better" };
    let _ = writeln!(out, "\n{}{hint}", style.bold("USERS FEEL"));
    let width = view.felt.iter().map(|felt| felt.at.chars().count()).max().unwrap_or(0).min(24);
    for felt in view.felt.iter().take(FELT) {
        style.wrapped(&format!("  {}  ", padded(&felt.at, width)), &felt.what, out);
    }
    if view.felt.len() > FELT {
        let _ = writeln!(out, "  and {} more", view.felt.len() - FELT);
    }
}

fn changes(view: &View, style: &Style, out: &mut String) {
    let costly: Vec<&RowView> = view.rows.iter().filter(|row| !row.free).collect();
    let shown = || costly.iter().take(ROWS);
    let room = style.width.saturating_sub(8);
    let widest = |text: fn(&RowView) -> usize, share: usize| {
        shown().map(|row| text(row)).max().unwrap_or(0).min(room * share / 100)
    };
    let name = widest(|row| row.title.chars().count(), 25).max(7);
    let sum = shown().map(|row| row.sum.chars().count()).max().unwrap_or(0).max(6);
    let from = widest(|row| side(row, &row.from).chars().count(), 28).max(view.from.chars().count().min(12));
    let to = room.saturating_sub(name + sum + from);
    let line = |cells: [&str; 3], sum_text: &str, dim: bool| {
        let [a, b, c] = cells;
        let b = padded(&clipped(b, from), from);
        let b = if dim { style.dim(&b) } else { b };
        let blank = " ".repeat(sum.saturating_sub(sum_text.chars().count()));
        format!(
            "{}  {b}  {}  {blank}{}",
            padded(&clipped(a, name), name),
            padded(&clipped(c, to), to),
            style.money(sum_text)
        )
    };
    let of = if view.cost.is_some() { "in all" } else { "a month" };
    if !costly.is_empty() {
        // The other rows are indented by two columns.
        let head = line(["", &view.from, &view.to], of, false);
        let head = format!("CHANGES{}", head.get(5..).unwrap_or_default());
        let _ = writeln!(out, "\n{}", style.bold(&head));
    }
    for row in shown() {
        let (before, after) = (side(row, &row.from), side(row, &row.to));
        let _ = writeln!(out, "  {}", line([&row.title, &before, &after], &row.sum, true).trim_end());
    }
    if let Some(rest) = &view.rest {
        let _ = writeln!(out, "  {} more rows, {}: {}", rest.rows, rest.parts, style.money(&rest.sum));
    }
    let free: Vec<&RowView> = view.rows.iter().filter(|row| row.free).collect();
    if !free.is_empty() {
        let names: Vec<&str> = free.iter().map(|row| row.title.as_str()).collect();
        style.wrapped("  changed at no cost: ", &say::names(&names), out);
    }
}

/// A size of a row; of alike parts that of each.
fn side(row: &RowView, text: &str) -> String {
    if row.list.is_some() { format!("each {text}") } else { text.to_owned() }
}
