//! Fills the report for programs from a diff.

use jiff::SignedDuration;
use serde_json::Value;

use crate::diff::money::{LineDiff, Totals};
use crate::diff::quotas::QuotaDiff;
use crate::diff::{Diff, PartDiff};
use crate::guardrail::{Guardrail, Measure};
use crate::model::span::Span;
use crate::money::{Amounts, percent, plain};
use crate::quota::row::{Basis, Source};
use crate::source::Sources;
use crate::switch::change::Change;
use crate::switch::stay::Phases;
use crate::switch::timeline::way_back;

use crate::report::json::money::{
    CostReport, GateReport, LineCostReport, PriceReport, RunRateReport, ThreeReport, UnitsReport,
};
use crate::report::json::{
    ChangeReport, DatesReport, EffectReport, LineReport, PartReport, PhasesReport, QuotaReport, Report,
    UncountedReport, UnknownReport, WindowReport, stamp,
};

/// A diff as a report.
#[must_use]
pub fn report(diff: &Diff<'_>, gates: &[Guardrail], sources: &Sources) -> Report {
    let region = &diff.to.header.cloud.region;
    let share = |window: Amounts| {
        let of = |window| percent(window, diff.total.month_from.expected).map(plain);
        ThreeReport { floor: of(window.floor), expected: of(window.expected), ceiling: of(window.ceiling) }
    };
    let mut cost = cost_report(&diff.total);
    cost.percent_of_month = Some(diff.total.window().map_or_else(nobody_knows, share));
    Report {
        version: 2,
        from: diff.from.name().to_owned(),
        to: diff.to.name().to_owned(),
        stack: diff.to.header.stack.clone(),
        region: region.clone(),
        currency: "USD",
        back: diff.back,
        window: diff.span.map(|span| WindowReport::of(diff.window.as_ref(), span, diff.months())),
        phases: diff.span.map(|_| phases(diff)),
        effect: diff.effect(),
        cost,
        components: diff.parts.iter().map(|part| part_report(part, sources)).collect(),
        quotas: diff.quotas.iter().map(quota_report).collect(),
        unknown: diff
            .unknown()
            .map(|(part, line)| UnknownReport::of(&part.name, line.what, &line.service, &line.key, region))
            .collect(),
        uncounted: diff.uncounted.iter().map(UncountedReport::from).collect(),
        gates: gates.iter().map(|gate| gate_report(gate, sources)).collect(),
        prices: diff.dates.clone().map(DatesReport::from),
    }
}

const fn nobody_knows() -> ThreeReport {
    ThreeReport { floor: None, expected: None, ceiling: None }
}

fn phases(diff: &Diff<'_>) -> PhasesReport {
    let hours = |length: SignedDuration| plain(Span { seconds: length.as_secs(), months: 0 }.hours());
    let at = |before: SignedDuration| Some(stamp(&diff.window.as_ref()?.start.checked_sub(before).ok()?));
    let Phases { before, window, tail, after } = diff.phases;
    PhasesReport {
        begins: at(before),
        before_hours: hours(before),
        tail_hours: hours(tail),
        after_hours: hours(after),
        returns: at(way_back(window, tail)),
    }
}

fn run_rate(total: &Totals) -> RunRateReport {
    RunRateReport { from: total.month_from.into(), to: total.month_to.into(), delta: total.month().into() }
}

fn cost_report(total: &Totals) -> CostReport {
    CostReport {
        window: total.window().map(ThreeReport::from),
        before: total.phases.map(|phases| phases.before.into()),
        in_window: total.phases.map(|phases| phases.window.into()),
        tail: total.phases.map(|phases| phases.tail.into()),
        after: total.phases.map(|phases| phases.after.into()),
        percent_of_month: None,
        left_on: total.left_on.into(),
        run_rate_hour_delta: total.hour.into(),
        run_rate_month: run_rate(total),
        residual_month: plain(total.residual.expected),
        complete: !total.incomplete,
    }
}

fn part_report(part: &PartDiff, sources: &Sources) -> PartReport {
    PartReport {
        name: part.name.clone(),
        kind: part.kind,
        status: part.status.word(),
        effect: part.effect,
        expected_from: part.expects.map(|given| if given { "profile" } else { "floor" }),
        changes: part.changes.iter().map(|change| change_report(change, sources)).collect(),
        cost: cost_report(&part.total),
        lines: part.lines.iter().map(line_report).collect(),
    }
}

fn change_report(change: &Change, sources: &Sources) -> ChangeReport {
    let value = |side: &Option<(Value, _)>| side.as_ref().map_or(Value::Null, |(value, _)| value.clone());
    let place = |side: &Option<(_, _)>| side.as_ref().map(|(_, place)| sources.describe(*place));
    ChangeReport {
        field: change.field.clone(),
        from: value(&change.from),
        to: value(&change.to),
        from_at: place(&change.from),
        to_at: place(&change.to),
        effect: change.effect.map(|rule| rule.effect),
        effect_detail: change.effect.map(EffectReport::from),
    }
}

fn line_report(line: &LineDiff) -> LineReport {
    LineReport {
        what: line.what,
        service: line.service.to_string(),
        key: line.key.to_string(),
        unit: line.unit,
        per: line.per.word(),
        from: line.from.into(),
        to: line.to.into(),
        in_window: line.in_window.map(|(from, to)| UnitsReport { from: from.into(), to: to.into() }),
        months: line.months,
        price: line.price.as_ref().map(PriceReport::from),
        price_before: line.price_before.as_ref().map(PriceReport::from),
        cost: line.total.map(|total| LineCostReport {
            window: total.window().map(ThreeReport::from),
            before: total.phases.map(|phases| phases.before.into()),
            in_window: total.phases.map(|phases| phases.window.into()),
            tail: total.phases.map(|phases| phases.tail.into()),
            after: total.phases.map(|phases| phases.after.into()),
            left_on: total.left_on.into(),
            run_rate_month: run_rate(&total),
        }),
    }
}

fn quota_report(diff: &QuotaDiff) -> QuotaReport {
    QuotaReport {
        service: diff.quota.service,
        code: diff.quota.code,
        name: diff.quota.name,
        unit: diff.quota.unit,
        from: diff.from,
        to: diff.to,
        outside: diff.outside.amount,
        outside_basis: match diff.outside.basis {
            Source::Stated => "stated",
            Source::Measured => "measured",
            Source::Unknown => "unknown",
        },
        total: diff.total,
        in_use: diff.in_use,
        current: diff.current,
        basis: match diff.basis {
            Basis::Applied => "applied",
            Basis::Default => "default",
        },
        default: diff.default,
        headroom: diff.headroom,
        open_request: diff.open_request,
        verdict: diff.verdict.name(),
    }
}

fn gate_report(gate: &Guardrail, sources: &Sources) -> GateReport {
    GateReport {
        measure: match gate.limit.measure {
            Measure::Window => "window",
            Measure::Increase => "increase",
            Measure::LeftOn => "left_on",
        },
        level: gate.limit.level.word(),
        limit: plain(gate.limit.at),
        actual: gate.actual.map(plain),
        verdict: gate.verdict.word(),
        expected: gate.expected.into(),
        maximum: gate.maximum.into(),
        reason: gate.reason.clone(),
        at: gate.limit.place.map(|place| sources.describe(place)),
    }
}
