//! The rule that the use of a whole month is not multiplied for a window of hours.

use rust_decimal::Decimal;

use crate::check::external::service::Service;
use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::model::external::Period;
use crate::money::figure;

/// Below twice the month, just what the window adds may be meant; and so it may while the window has less than twice of
/// what is written.
const FACTOR: u32 = 2;

/// `expected: x10` is ten times the whole month, of which the window is a small part. Nothing is said of an amount that
/// is written out, or that is added to (`+6000`).
pub(super) fn check(service: &Service<'_>, probe: &mut Probe<'_>) {
    let (Some(_), Some(before)) = (&probe.plan.window, service.before) else { return };
    let path = service.path("expected");
    let base = probe.plan.root.at(&path).and_then(|node| node.base).filter(|base| base.multiplied);
    let (Some(base), Some(all), Some(usual)) = (base, service.external.expected, before.expected) else {
        return;
    };
    let Some(Turn { inside, outside }) = turn(service) else { return };
    let (all, usual) = (Decimal::from(all), Decimal::from(usual));
    let Some(factor) = all.checked_div(usual).filter(|factor| *factor >= FACTOR.into()) else { return };
    // Divide first: the products could be larger than a decimal can be.
    let each = usual / (inside + outside);
    let (ordinary, rest) = (each * inside, each * outside);
    let in_window = all.saturating_sub(rest);
    let Some(times) =
        in_window.checked_div(ordinary).filter(|times| *times >= factor * Decimal::from(FACTOR))
    else {
        return;
    };
    let [written, times] = [factor, times].map(|of| figure(of.round_dp(u32::from(of < Decimal::TEN))));
    let meant = (rest + ordinary.saturating_mul(factor)).round_dp(6).ceil();
    let [all, in_window, ordinary, rest] = [all, in_window, ordinary, rest].map(|of| figure(of.round()));
    let per = service.external.per.unwrap_or(Period::Month).word();
    let metric = service.metric();
    let message = format!(
        "`expected` is {written} times the whole {per}, {all} {metric}: the window would have {in_window} of them, {times} times its everyday share"
    );
    let finding = Finding::new(Code::ExternalMonthScaled, probe.plan.top_place(&path), message)
        .label(base.place, format!("in a whole {per}"))
        .note(format!("on ordinary days as much time as the window has {ordinary} {metric}, and the rest of the {per} {rest}"));
    probe.report(finding.help(format!(
        "for {written} times as many while the window lasts, write `expected: {meant}`; or a rate: `uses: {{traffic: …, each: …}}`; allow it if the {per} has so many"
    )));
}

/// The real seconds of what `expected` counts, in the window and around it.
struct Turn {
    inside: Decimal,
    outside: Decimal,
}

/// The vendor's month with the most of the window, or a shorter time that the window fits into; nothing if it fills it.
fn turn(service: &Service<'_>) -> Option<Turn> {
    let month = service.billed.iter().max_by_key(|month| month.inside)?;
    let (inside, outside) = match service.external.per.and_then(Period::seconds) {
        None => (month.inside, month.outside),
        Some(seconds) => (month.period, i64::from(seconds) - month.period),
    };
    (inside > 0 && outside > 0).then(|| Turn { inside: inside.into(), outside: outside.into() })
}
