//! Writes a diff for a terminal.

use std::fmt::Write as _;

use anstyle::AnsiColor;

use crate::diff::Status;
use crate::report::terminal::Style;
use crate::report::view::View;
use crate::report::view::change::EffectView;
use crate::report::view::gate::GateView;
use crate::report::view::part::PartView;
use crate::report::view::quota::QuotaView;
use crate::report::view::three::Three;
use crate::report::view::window::{SeveralView, WindowView};
use crate::screen::Screen;
use crate::shown::clipped;

/// Writes a diff for a terminal; with `places` it says in which file and line each value stands.
#[must_use]
pub fn text(view: &View, places: bool, screen: impl Into<Screen>) -> String {
    let style = Style::from(screen.into());
    let mut out = String::new();
    let title = format!("{} -> {}", view.from, view.to);
    let _ = writeln!(out, "{}  {} in {}", style.bold(&title), view.stack, view.region);
    if let Some(window) = &view.window
        && let (Some(start), Some(end)) = (&window.start, &window.end)
    {
        let _ = writeln!(out, "from {start} to {end}: {} h{}", window.hours, which(window));
    }
    if view.back {
        out.push_str("the way back has no window: the figures say what it changes from then on\n");
    }
    out.push('\n');
    headline(view, &style, &mut out);
    for part in &view.parts {
        out.push('\n');
        part_text(part, places, &style, &mut out);
    }
    if !view.same.is_empty() && !view.parts.is_empty() {
        style.wrapped("\nunchanged: ", &view.same.join(", "), &mut out);
    }
    if view.parts.is_empty() {
        out.push_str("\nNothing changes.\n");
    }
    quotas(&view.quotas, &style, &mut out);
    list(&style.warn("price unknown, left out of every sum:"), &view.unknown, &style, &mut out);
    list("not counted, because the profiles do not state the amount:", &view.uncounted, &style, &mut out);
    gates(&view.gates, &style, &mut out);
    out.push('\n');
    if !view.at_floor.is_empty() {
        style.wrapped(
            "no `expected` count is given, so the floor stands for it: ",
            &view.at_floor.join(", "),
            &mut out,
        );
    }
    if let (Some(first), Some(last)) = (&view.prices_from, &view.prices_to) {
        let _ = writeln!(out, "{}", style.dim(&format!("list prices in US dollars, read {first} to {last}")));
    }
    style.finish(&out)
}

/// Writes one part of a diff: its fields, what users feel of each, and its lines; `None` if neither profile has the part.
#[must_use]
pub(crate) fn one(view: &View, name: &str, places: bool, screen: impl Into<Screen>) -> Option<String> {
    let style = Style::from(screen.into());
    let mut out = String::new();
    if view.same.iter().any(|same| same == name) {
        let _ = writeln!(out, "{name}: nothing of it changes");
        return Some(style.finish(&out));
    }
    let part = view.parts.iter().find(|part| part.name == name)?;
    part_text(part, places, &style, &mut out);
    let Three { floor, expected, ceiling } = &part.month;
    let _ = writeln!(out, "  if nobody switches back, a month: {expected} ({floor} to {ceiling})");
    Some(style.finish(&out))
}

/// Which of several windows it is.
fn which(window: &WindowView) -> String {
    let Some(SeveralView { number, of, until, .. }) = &window.several else { return String::new() };
    format!(", window {number} of {of}, the last until {until}")
}

fn headline(view: &View, style: &Style, out: &mut String) {
    let mut row = |label: &str, three: &Three, after: &str| {
        let pad = |text: &str| {
            let blank = " ".repeat(14_usize.saturating_sub(text.chars().count()).max(1));
            format!("{blank}{}", style.money(text))
        };
        let cells = [&three.floor, &three.expected, &three.ceiling].map(|text| pad(text));
        let line = format!("{label:24}{}{after}", cells.concat());
        let _ = writeln!(out, "{}", line.trim_end());
    };
    let heads = ["floor", "expected", "ceiling"].map(str::to_owned);
    let [floor, expected, ceiling] = heads;
    row("", &Three { floor, expected, ceiling }, "");
    if let (Some(cost), Some(window)) = (&view.cost, &view.window) {
        let phases = [
            (format!("before, from {}", window.begins), &view.before),
            (format!("the window, {} h", window.hours), &view.in_window),
            (format!("the tail, {} h", window.tail.as_deref().unwrap_or_default()), &view.tail),
            (format!("after, until {}", window.returns), &view.after),
        ];
        for (label, phase) in phases {
            if let Some(phase) = phase {
                row(&label, phase, "");
            }
        }
        row("in all", cost, if view.incomplete { "  + unknown" } else { "" });
        if let Some(several) = &window.several {
            let most = if several.at_most { "  at most" } else { "" };
            if let Some(cost) = &several.cost {
                row(&format!("all {} windows", several.of), cost, most);
            }
            if let Some(month) = &several.month {
                row("  a month of them", month, most);
            }
        }
    }
    if let Some(subscriptions) = &view.subscriptions {
        row("  of that subscriptions", subscriptions, "");
    }
    if let Some(percent) = &view.percent {
        row(&format!("of {}'s month", view.from), percent, &format!("  of {}", view.of_month));
    }
    let what = if view.back { "going back" } else { "if left on" };
    row(&format!("{what}, an hour"), &view.hour, "");
    row(&format!("{what}, a day"), &view.day, "");
    row(&format!("{what}, a month"), &view.month, "  of 730 h");
    if let Some(busy) = &view.month_busy {
        row("  if the traffic stays", busy, "  a month");
    }
    if let Some(residual) = &view.residual {
        row("stays for good, a month", residual, "");
    } else if let Some(settles) = view.settles {
        let _ = writeln!(out, "after the switch back {settles}");
    }
    for group in &view.effects {
        style.wrapped(&format!("{}: ", style.warn(group.effect)), &group.names.join(", "), out);
    }
}

fn part_text(part: &PartView, places: bool, style: &Style, out: &mut String) {
    let status =
        if part.status == Status::Changed.word() { String::new() } else { format!(" ({})", part.status) };
    let along = part.along.as_ref().map(|lead| format!(", along with {lead}")).unwrap_or_default();
    let name = format!("{}  {}{status}{along}", part.name, part.kind);
    let cost = part.cost.as_ref().map_or("", |cost| &cost.expected);
    let month = &part.month.expected;
    let shown = if part.cost.is_some() { cost.to_owned() } else { format!("{month} a month") };
    let mark = if part.incomplete { "unknown and " } else { "" };
    let room = style.width.saturating_sub(shown.chars().count() + mark.len());
    let painted = style.bold(&part.name);
    let padded = format!("{name:room$}");
    let _ = writeln!(out, "{}{mark}{}", padded.replacen(&part.name, &painted, 1), style.money(&shown));
    for change in &part.changes {
        let _ = writeln!(out, "  {:22} {} -> {}", change.field, change.from, change.to);
        if let Some(effect) = &change.effect {
            effect_text(effect, places, style, out);
        }
        if places {
            let at = |place: &Option<String>| place.clone().unwrap_or_else(|| "-".to_owned());
            let _ = writeln!(
                out,
                "{}",
                style.dim(&format!("  {:22} {} -> {}", "", at(&change.from_at), at(&change.to_at)))
            );
        }
    }
    for line in &part.lines {
        let cost = line.cost.as_ref().or(line.month.as_ref()).map_or("unknown", |cost| &cost.expected);
        let room = style.width.saturating_sub(cost.chars().count() + 1);
        let left = format!("    {}: {}", line.what, line.arithmetic);
        if left.chars().count() < room {
            let _ = writeln!(out, "{} {}", style.dim(&format!("{left:room$}")), style.money(cost));
        } else {
            let _ = writeln!(out, "{}", style.dim(&format!("    {}:", line.what)));
            let below = format!("      {:1$}", line.arithmetic, room.saturating_sub(6));
            let _ = writeln!(out, "{} {}", style.dim(&below), style.money(cost));
        }
        if places && !line.source.is_empty() {
            let source = format!("{} {}", line.date, line.source);
            let _ = writeln!(out, "{}", style.dim(&format!("      {}", source.trim_start())));
        }
    }
}

fn effect_text(effect: &EffectView, places: bool, style: &Style, out: &mut String) {
    let lead = format!("    {}: ", style.warn(effect.effect));
    let undo = effect.undo.map(|undo| format!("; {undo}")).unwrap_or_default();
    let time = if effect.time.is_empty() { String::new() } else { format!(" ({})", effect.time) };
    style.wrapped(&lead, &format!("{}{time}{undo}", effect.what), out);
    if let Some(waits) = &effect.waits {
        style.wrapped("    = note: ", waits, out);
    }
    if let Some(avoid) = effect.avoid {
        style.wrapped("    = help: ", avoid, out);
    }
    if places {
        let _ = writeln!(out, "{}", style.dim(&format!("    {}", effect.source)));
    }
}

fn quotas(quotas: &[QuotaView], style: &Style, out: &mut String) {
    if quotas.is_empty() {
        return;
    }
    out.push_str("\nquotas, at the ceiling:\n");
    for quota in quotas {
        let star = if quota.default { "*" } else { "" };
        let verdict = if quota.ample { String::new() } else { style.warn(&format!(": {}", quota.verdict)) };
        let outside =
            quota.outside.as_ref().map(|outside| format!(" + {outside} outside")).unwrap_or_default();
        let need = format!("{} -> {}{outside} of {}{star}", quota.from, quota.to, quota.current);
        let aside = quota.verdict.len().max(10) + 2;
        let room = style.width.saturating_sub(4 + quota.code.len() + need.chars().count() + aside);
        let name = clipped(&quota.name, room);
        let _ = writeln!(out, "  {} {name:room$} {need}{verdict}", quota.code);
    }
    if quotas.iter().any(|quota| quota.default) {
        out.push_str("  * the value of a new account; pass --applied FILE for the values of yours\n");
    }
}

fn gates(gates: &[GateView], style: &Style, out: &mut String) {
    if gates.is_empty() {
        return;
    }
    out.push_str("\nlimits:\n");
    for gate in gates {
        let verdict = match (gate.verdict, gate.level) {
            ("within", _) => "ok".to_owned(),
            (_, "warn") => style.warn("warning"),
            _ => style.paint(AnsiColor::Red.on_default().bold(), "FAILED"),
        };
        let at = gate.at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
        style.wrapped(&format!("  {verdict}: "), &format!("{}{at}", gate.reason), out);
    }
}

fn list(title: &str, items: &[String], style: &Style, out: &mut String) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title}");
    for item in items {
        style.wrapped("  ", item, out);
    }
}
