//! Outside services: vectors worked out by hand, and laws that hold for any ladder, traffic and window.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common;

use std::collections::BTreeMap;

use jiff::ZonedDateTime;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;
use scaleprof::cloud::list_prices;
use scaleprof::cost::Cost;
use scaleprof::diff::{Diff, DiffOptions};
use scaleprof::emit::external::artifacts;
use scaleprof::external::choose::{Candidate, Choice, choose};
use scaleprof::external::limits::{Headroom, first_to_break, utilizations};
use scaleprof::external::month::{Month, When, cycle_of, months};
use scaleprof::external::offer::Offer;
use scaleprof::external::rates::Bounds;
use scaleprof::external::task::{Task, tasks};
use scaleprof::external::usage::Use;
use scaleprof::model::external::{External, Period};
use scaleprof::model::span::Span;
use scaleprof::money::Amounts;
use scaleprof::plan::Plan;
use scaleprof::project::{Input, Project};
use scaleprof::template::Templates;
use serde_json::{Value, json};

fn range(least: &str, most: &str) -> Bounds {
    Bounds { least: number(least), most: Some(number(most)) }
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn profile(name: &str, window: Option<(&str, &str)>, traffic: &Value, maps: &Value) -> String {
    let mut out = json!({
        "profile": name, "stack": "shop", "cloud": {"provider": "aws", "region": "eu-west-1"},
        "owners": {"web": {"name": "Web", "contact": "web@example.com"}},
        "components": {"site": {"kind": "server", "machine": "m6i.large"}},
        "traffic": {"visits": traffic}, "external": {"maps": maps},
    });
    if let Some((start, duration)) = window {
        out["window"] = json!({"start": start, "duration": duration, "ready": "40m"});
    }
    out.to_string()
}

/// A service with some fields more.
fn service(more: &Value) -> Value {
    let mut out = json!({
        "service": "mapbox", "owner": "web", "metric": "map loads", "per": "month", "uses": {"traffic": "visits"},
    });
    out.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    out
}

/// An everyday profile and a launch, of one service.
struct Pair {
    project: Project,
}

impl Pair {
    /// The launch's service is the everyday one with some fields changed.
    fn new(window: (&str, &str), traffic: (&Value, &Value), everyday: &Value, launch: &Value) -> Self {
        let mut larger = everyday.clone();
        larger.as_object_mut().unwrap().extend(launch.as_object().unwrap().clone());
        let normal = profile("normal", None, traffic.0, everyday);
        let launch = profile("launch", Some(window), traffic.1, &larger);
        let project = common::compile([("normal", normal), ("launch", launch)]);
        assert_eq!(project.plans.len(), 2, "{}", common::findings(&project));
        Self { project }
    }

    fn normal(&self) -> &Plan {
        &self.project.plans["normal"]
    }

    fn launch(&self) -> &Plan {
        &self.project.plans["launch"]
    }

    fn external(&self) -> &External {
        &self.launch().header.external["maps"]
    }

    fn used(&self) -> Use<'_> {
        Use::of("maps", self.external(), self.launch(), Some(self.normal()))
    }

    fn when(&self) -> When<'_> {
        When::of(self.launch().window.as_ref())
    }

    fn stay(&self) -> Vec<Month> {
        months(self.external(), self.when())
    }

    /// What each of the vendor's months takes.
    fn usage(&self) -> Vec<Bounds> {
        self.stay().iter().map(|month| self.used().in_month(month).unwrap()).collect()
    }

    fn choice(&self) -> Choice<'_> {
        choose(&self.used(), self.normal().header.external.get("maps"), self.when(), &self.stay())
    }

    fn task(&self) -> Task {
        tasks(self.launch(), Some(self.normal())).remove(0)
    }

    fn diff(&self) -> Diff<'_> {
        let context = DiffOptions { everyday: Some(self.normal()), ..DiffOptions::default() };
        Diff::new(self.normal(), self.launch(), &list_prices(), &context)
    }

    /// What the service costs more in the window, and in a month if left on.
    fn money(&self) -> (Decimal, Decimal) {
        let (window, month) = self.amounts();
        (window.expected, month.expected)
    }

    fn amounts(&self) -> (Amounts, Amounts) {
        let diff = self.diff();
        let part = diff.parts.iter().find(|part| part.name == "maps").unwrap();
        assert!(!part.total.incomplete);
        (part.total.window().unwrap(), part.total.month())
    }

    /// The codes of what is found about the launch.
    fn codes(&self) -> Vec<&'static str> {
        self.project.findings["launch"].iter().map(|finding| finding.code.name()).collect()
    }
}

const DAY: (&str, &str) = ("2027-02-03T09:00:00+02:00", "24h");

fn blocks() -> Value {
    service(&json!({
        "cycle": 4, "then": "queue", "step_down": "next-cycle", "plan": "one block",
        "plans": [
            {"name": "one block", "price": 20, "included": 25000, "expires": true, "lead_time": "2h"},
            {"name": "four blocks", "price": 80, "included": 100_000, "expires": true, "lead_time": "2h"},
        ],
    }))
}

// The vendor's months

#[test]
fn a_vendors_month_begins_on_its_day() {
    for (at, day, from, to) in [
        ("2027-02-03T09:00:00+02:00", 1, "2027-02-01T00:00:00+02:00", "2027-03-01T00:00:00+02:00"),
        ("2027-02-03T09:00:00+02:00", 4, "2027-01-04T00:00:00+02:00", "2027-02-04T00:00:00+02:00"),
        ("2027-02-04T00:00:00+02:00", 4, "2027-02-04T00:00:00+02:00", "2027-03-04T00:00:00+02:00"),
        ("2027-02-03T23:59:59+02:00", 4, "2027-01-04T00:00:00+02:00", "2027-02-04T00:00:00+02:00"),
        // The last day, where a month is too short.
        ("2027-02-27T12:00:00Z", 31, "2027-01-31T00:00:00Z", "2027-02-28T00:00:00Z"),
        ("2027-02-28T12:00:00Z", 31, "2027-02-28T00:00:00Z", "2027-03-31T00:00:00Z"),
        ("2028-02-29T12:00:00Z", 30, "2028-02-29T00:00:00Z", "2028-03-30T00:00:00Z"),
        ("2027-01-01T00:00:00Z", 2, "2026-12-02T00:00:00Z", "2027-01-02T00:00:00Z"),
    ] {
        let zoned = |text: &str| -> ZonedDateTime {
            let offset = if text.ends_with('Z') { "[UTC]" } else { "[+02:00]" };
            format!("{text}{offset}").parse().unwrap()
        };
        assert_eq!(cycle_of(&zoned(at), day), Some((zoned(from), zoned(to))), "{at} on {day}");
    }
}

#[test]
fn a_window_across_two_months_is_used_in_both() {
    let traffic = (&json!({"day": 60}), &json!({"day": 75000}));
    let pair = Pair::new(DAY, traffic, &blocks(), &json!({"plan": "four blocks"}));
    // 4 January to 4 February: 30.375 x 60, and of the day no less than 15 h of an ordinary one, or all of it;
    // to 4 March: 27.625 x 60, and no less than 9 h.
    assert_eq!(pair.usage(), [range("1860", "76822.5"), range("1680", "76657.5")]);
    let task = pair.task();
    assert_eq!(task.dates.straddles, ["2027-02-04"]);
    assert_eq!(task.dates.step_back.unwrap().to_string(), "2027-03-04T00:00:00+02:00[+02:00]");
    // Two months of four blocks in place of one, and if left on one.
    assert_eq!(pair.money(), (Decimal::from(120), Decimal::from(60)));
}

#[test]
fn a_reading_of_the_meter_counts_in_its_month() {
    let traffic = (&json!({"day": 60}), &json!({"day": 75000}));
    let usage = |on: &str| {
        let mut mail = blocks();
        mail["used"] = json!({"amount": 900, "on": on});
        Pair::new(DAY, traffic, &mail, &json!({"plan": "four blocks"})).usage()
    };
    // From 28 January to the window 6.375 days.
    assert_eq!(usage("2027-01-28"), [range("1320", "76282.5"), range("1680", "76657.5")]);
    // Read within the window, from 4 February on: 9 h of it are left.
    assert_eq!(usage("2027-02-04"), [range("1860", "76822.5"), range("2580", "77557.5")]);
    // Of an earlier month it says nothing.
    assert_eq!(usage("2027-01-03"), [range("1860", "76822.5"), range("1680", "76657.5")]);
}

#[test]
fn days_are_of_real_hours() {
    // In Finland the clocks go forward on 2027-03-28: March has 743 h, and these two days 47.
    let window = ("2027-03-27T09:00:00[Europe/Helsinki]", "2d");
    let plan = service(&json!({"plan": "a", "included": 9000, "price": 1, "lead_time": "1h"}));
    let even = json!({"day": 240, "hour": 10});
    let pair = Pair::new(window, (&json!({"day": 24}), &even), &plan, &json!({}));
    // 696 h x 1 + 47 h x 10
    assert_eq!(pair.usage(), [range("1166", "1166")]);
    // Of a day whose hours are not known the hour that is missing may hold nearly all.
    let pair = Pair::new(window, (&json!({"day": 24}), &json!({"day": 240})), &plan, &json!({}));
    assert_eq!(pair.usage(), [range("936", "1176")]);
}

// Plans

/// What is used beyond a plan, in US dollars.
fn overage(plan: &Value, usage: u64) -> Option<Decimal> {
    let everyday = service(&json!({"plan": "a", "plans": [plan]}));
    let pair = Pair::new(DAY, (&json!({"day": 1}), &json!({"day": 1})), &everyday, &json!({}));
    let offer = Offer::in_force(pair.external());
    Some(offer.month(Some(usage.into()))? - offer.price?)
}

#[test]
fn overage_is_by_the_unit_the_package_or_the_tier() {
    let unit = json!({"name": "a", "price": 7, "included": 100, "overage": {"price": 0.25}});
    let thousand = json!({"name": "a", "price": 7, "included": 50000, "overage": {"price": 5, "per": 1000}});
    let package = json!({"name": "a", "price": 7, "included": 25000, "overage": {"price": 20, "per": 25000, "whole": true}});
    let graduated = json!({"name": "a", "price": 7, "overage": {
        "price": 5, "per": 1000, "tiers": [{"above": 100_000, "price": 4}, {"above": 200_000, "price": 3}]}});
    for (plan, usage, usd) in [
        (&unit, 100, "0"),
        (&unit, 103, "0.75"),
        (&thousand, 50_000, "0"),
        (&thousand, 50_001, "0.005"),
        (&thousand, 60_030, "50.15"),
        (&package, 25_000, "0"),
        (&package, 25_001, "20"),
        (&package, 50_000, "20"),
        (&package, 50_001, "40"),
        // 100 x 5 + 30 x 4
        (&graduated, 130_000, "620"),
        // 100 x 5 + 100 x 4 + 50 x 3
        (&graduated, 250_000, "1050"),
    ] {
        assert_eq!(overage(plan, usage), Some(number(usd)), "{plan} {usage}");
    }
}

#[test]
fn what_is_billed_without_a_price_is_unknown() {
    for (then, usd) in
        [(Some("bill"), None), (None, None), (Some("queue"), Some("0")), (Some("drop"), Some("0"))]
    {
        let mut plan = json!({"name": "a", "price": 7, "included": 100});
        if let Some(then) = then {
            plan["then"] = json!(then);
        }
        assert_eq!(overage(&plan, 101), usd.map(number), "{then:?}");
        assert_eq!(overage(&plan, 100), Some(Decimal::ZERO));
        let everyday = service(&json!({"plan": "a", "lead_time": "1h", "plans": [plan]}));
        let pair = Pair::new(DAY, (&json!({"day": 1}), &json!({"day": 200})), &everyday, &json!({}));
        assert_eq!(pair.diff().total.incomplete, usd.is_none(), "{then:?}");
    }
}

#[test]
fn the_cheapest_plan_depends_on_what_is_used() {
    let ladder = json!([
        {"name": "free", "price": 0, "included": 50_000, "then": "block"},
        {"name": "by the piece", "price": 0, "included": 50_000, "overage": {"price": 5, "per": 1000}},
        {"name": "large", "price": 200, "included": 500_000, "then": "throttle"},
        {"name": "yearly", "price": 100, "included": 500_000, "minimum": "1 year"},
        {"name": "secret", "included": 900_000},
    ]);
    let everyday = service(&json!({"plan": "free", "lead_time": "1h", "plans": ladder}));
    for (day, cheapest) in [
        (40_000, Some("free")),
        (60_000, Some("by the piece")),  // 60,270 - 50,000: $51.35
        (89_000, Some("by the piece")),  // $196.35
        (90_000, Some("large")),         // $201.35 by the piece
        (500_000, Some("by the piece")), // $2,251.35; the price of the one that includes it is not known
    ] {
        let traffic = (&json!({"day": 10}), &json!({"day": day}));
        let pair = Pair::new(DAY, traffic, &everyday, &json!({}));
        assert_eq!(pair.choice().best().and_then(|best| best.offer.name), cheapest, "{day}");
    }
    // Nothing is known of a day: nothing is known to carry it.
    let pair = Pair::new(DAY, (&json!({"hour": 10}), &json!({"hour": 10})), &everyday, &json!({}));
    assert!(pair.choice().best().is_none());
    assert!(common::findings(&pair.project).contains("external-usage"));
}

#[test]
fn a_plan_is_paid_until_it_can_be_left() {
    let plan = |minimum: Option<&str>, step_down: Option<&str>| {
        let mut large = json!({"name": "large", "price": 100, "included": 900_000, "lead_time": "1d"});
        for (field, value) in [("minimum", minimum), ("step_down", step_down)] {
            if let Some(value) = value {
                large[field] = json!(value);
            }
        }
        let free = json!({"name": "free", "price": 10, "included": 50_000});
        let everyday =
            service(&json!({"plan": "free", "then": "block", "cycle": 15, "plans": [free, large]}));
        let traffic = (&json!({"day": 10}), &json!({"day": 70_000}));
        Pair::new(DAY, traffic, &everyday, &json!({"plan": "large"}))
    };
    for (minimum, step_down, back, months) in [
        // The everyday plan does not carry what that month has used by then.
        (None, None, "2027-02-15T00:00:00", 1),
        (None, Some("now"), "2027-02-15T00:00:00", 1),
        (None, Some("next-cycle"), "2027-02-15T00:00:00", 1),
        (Some("1 month"), Some("now"), "2027-02-15T00:00:00", 1),
        (Some("3 months"), Some("now"), "2027-04-15T00:00:00", 3),
        (Some("1 year"), Some("next-cycle"), "2028-01-15T00:00:00", 12),
        // From when it is in force, 40 minutes before the start.
        (Some("30d"), Some("now"), "2027-03-05T08:20:00", 2),
        (Some("30d"), Some("next-cycle"), "2027-03-15T00:00:00", 2),
    ] {
        let pair = plan(minimum, step_down);
        let said = format!("{minimum:?} {step_down:?}");
        let task = pair.task();
        assert_eq!(task.dates.step_back.unwrap().datetime().to_string(), back, "{said}");
        assert_eq!(task.dates.deadline.unwrap().datetime().to_string(), "2027-02-02T08:20:00", "{said}");
        let choice = pair.choice();
        let large = choice.candidates.iter().find(|own| own.offer.name == Some("large")).unwrap();
        assert_eq!(large.months, months, "{said}");
        // So much more than the everyday plan, in each month that is paid.
        assert_eq!(pair.money(), (Decimal::from(90 * months), Decimal::from(90)), "{said}");
    }
}

#[test]
fn a_switch_costs_the_overage_of_the_month() {
    let everyday = service(&json!({
        "uses": {"traffic": "visits", "each": 0.5}, "plan": "by the piece", "lead_time": "1h",
        "plans": [{"name": "by the piece", "price": 3, "included": 50_000, "overage": {"price": 5, "per": 1000}}],
    }));
    let traffic = (&json!({"day": 4_000}), &json!({"day": 96_000}));
    let pair = Pair::new(DAY, traffic, &everyday, &json!({}));
    // February: 28 x 2,000 = 56,000 against 27 x 2,000 + 48,000 = 102,000; a month of 730 h: 60,833.333333
    // against 1,460,000.
    let normal = number("60833.333333") - Decimal::from(50_000);
    let more = (Decimal::from(1_410_000) - normal) * number("0.005");
    assert_eq!(pair.money(), (Decimal::from(230), more.round_dp(6).normalize()));
    // For a length of time without a date a month has 730 h.
    let cost = Cost::of_stay(
        pair.launch(),
        Some(pair.normal()),
        &list_prices(),
        When::Length(Span::of_seconds(86_400)),
    );
    let part = cost.parts.iter().find(|part| part.name == "maps").unwrap();
    let over = part.sum(|line| line.over(Span::of_seconds(86_400))).expected;
    // 706 h of 2,000 a day and 24 h of 48,000 make 106,833.333333: 56.833333333 x $5, and $3.
    assert_eq!(over, number("287.166667"));
}

/// One plan is flat, the other bills what is more and is cheap for an ordinary month only.
fn flat_and_metered(minimums: (&str, &str), plan: &str) -> Value {
    let mut flat =
        json!({"name": "flat", "price": 1000, "included": 1_000_000, "then": "block", "lead_time": "1h"});
    let overage = json!({"price": 5, "per": 1000});
    let mut metered =
        json!({"name": "metered", "price": 10, "included": 50_000, "overage": overage, "lead_time": "1h"});
    for (plan, minimum) in [(&mut flat, minimums.0), (&mut metered, minimums.1)] {
        if !minimum.is_empty() {
            plan["minimum"] = json!(minimum);
        }
    }
    service(&json!({"plan": plan, "step_down": "next-cycle", "plans": [flat, metered]}))
}

const BUSY: (&str, &str) = ("2027-02-03T12:00:00Z", "24h");

fn in_all(pair: &Pair, name: &str) -> Decimal {
    let choice = pair.choice();
    let own = choice.candidates.iter().find(|own| own.offer.name == Some(name)).unwrap();
    own.total.unwrap().expected.round_dp(2)
}

#[test]
fn the_months_of_a_minimum_are_paid_with_their_ordinary_use() {
    let traffic = (&json!({"day": 10_000, "hour": 1_000}), &json!({"day": 600_000, "hour": 100_000}));
    let pair =
        Pair::new(BUSY, traffic, &flat_and_metered(("", "6 months"), "flat"), &json!({"plan": "metered"}));
    // Six times $10; February has 27 x 10,000 + 600,000 = 870,000, that is 820 x $5; each of the five months
    // after it has 304,166.67, that is 254.16667 x $5 = $1,270.83. The other plan is six times $1,000.
    assert_eq!((in_all(&pair, "metered"), in_all(&pair, "flat")), (number("10514.17"), number("6000")));
    assert_eq!(pair.money().0.round_dp(2), number("4514.17"));
    // Left on without the launch's traffic: $10 and $1,270.83 against $1,000.
    let part = |diff: &Diff<'_>| diff.parts.iter().find(|part| part.name == "maps").unwrap().total;
    assert_eq!(part(&pair.diff()).left_on.month.expected.round_dp(2), number("280.83"));
    let context = DiffOptions { everyday: Some(pair.normal()), ..DiffOptions::default() };
    let back = Diff::new(pair.launch(), pair.normal(), &list_prices(), &context);
    assert_eq!(part(&back).left_on.month.expected.round_dp(2), number("-280.83"));
    // The bill of the launch by itself.
    let cost = Cost::of(pair.launch(), Some(pair.normal()), &list_prices());
    let span = Span::of(pair.launch().window.as_ref().unwrap());
    let maps = cost.parts.iter().find(|part| part.name == "maps").unwrap();
    assert_eq!(maps.sum(|line| line.over(span)).expected.round_dp(2), number("10514.17"));
}

#[test]
fn what_an_everyday_plan_would_have_billed_meanwhile_is_saved() {
    let traffic = (&json!({"day": 10_000, "hour": 1_000}), &json!({"day": 600_000, "hour": 100_000}));
    let pair =
        Pair::new(BUSY, traffic, &flat_and_metered(("6 months", ""), "metered"), &json!({"plan": "flat"}));
    // $6,000 against six times $10, 230 x $5 in an ordinary February and five times $1,270.83.
    assert_eq!(pair.money().0.round_dp(2), number("-1564.17"));
    let total = pair.diff().parts.iter().find(|part| part.name == "maps").unwrap().total;
    assert_eq!(total.left_on.month.expected.round_dp(2), number("-280.83"));
}

#[test]
fn a_days_limit_is_held_against_the_day_that_holds_a_short_window() {
    let everyday = service(&json!({
        "plan": "flat", "plans": [{"name": "flat", "price": 1, "included": 500_000, "then": "block"}],
        "limits": [{"per": "day", "most": 500_000, "then": "block"}],
    }));
    let traffic = (&json!({"day": 10_000}), &json!({"day": 600_000, "hour": 60_000}));
    let of = |duration, more: &Value| {
        let pair = Pair::new(("2027-02-03T12:00:00Z", duration), traffic, &everyday, more);
        let (used, stay) = (pair.used(), pair.stay());
        let limits = utilizations(&used, &Offer::in_force(pair.external()), &stay);
        limits.iter().map(|limits| (limits.per, limits.usage.unwrap(), limits.verdict)).collect::<Vec<_>>()
    };
    // Three hours have 60,000 to 180,000, and the 21 others 8,750.
    let day = (Period::Day, range("68750", "188750"), Headroom::Ok);
    assert_eq!(of("3h", &json!({}))[0], day);
    // A plan by the day, too.
    assert_eq!(of("3h", &json!({"per": "day"}))[1], day);
    // Twelve hours can take all of the day.
    assert_eq!(of("12h", &json!({}))[0].1.most, Some(number("605000")));
    assert_eq!(of("24h", &json!({}))[0], (Period::Day, range("600000", "600000"), Headroom::Short));
}

// Parts of a day

/// A window in the middle of the vendor's month, on a day of launch traffic and no other.
fn lone(duration: &str, traffic: &Value) -> Vec<Bounds> {
    let plan = service(&json!({"plan": "a", "included": 1, "lead_time": "1h"}));
    Pair::new(("2027-02-03T09:00:00Z", duration), (&json!({"day": 0}), traffic), &plan, &json!({})).usage()
}

#[test]
fn of_a_part_of_a_day_only_bounds_are_known() {
    let peaky = json!({"day": 200_000, "hour": 60_000});
    let minutes = json!({"day": 200_000, "hour": 60_000, "minute": 2_000});
    let flat = json!({"day": 240, "hour": 10});
    let day = json!({"day": 24_000});
    for (traffic, duration, least, most) in [
        // The busiest hour, and as many of them as begin.
        (&peaky, "1h", "60000", "60000"),
        (&peaky, "3h", "60000", "180000"),
        (&peaky, "90m", "60000", "120000"),
        (&peaky, "6h", "60000", "200000"),
        // A part of it; all of it may come in any minute, unless those are known.
        (&peaky, "30m", "30000", "60000"),
        (&minutes, "15m", "15000", "30000"),
        (&minutes, "1m", "2000", "2000"),
        (&minutes, "90m", "60000", "120000"),
        // What the other hours of the day cannot hold: 200,000 less one hour's, two hours' and three hours'.
        (&peaky, "23h", "140000", "200000"),
        (&peaky, "22h", "80000", "200000"),
        (&peaky, "21h", "60000", "200000"),
        (&peaky, "24h", "200000", "200000"),
        // Of the second day 6 h may have nothing, or all.
        (&peaky, "30h", "200000", "400000"),
        (&peaky, "26h", "200000", "320000"),
        (&peaky, "47h", "340000", "400000"),
        (&peaky, "48h", "400000", "400000"),
        // A day that comes evenly, said so, is known to the hour.
        (&flat, "3h", "30", "30"),
        (&flat, "30h", "300", "300"),
        // Nothing is said of hours: the busiest has a 24th at the least, and all at the most.
        (&day, "3h", "1000", "24000"),
        (&day, "30m", "500", "24000"),
        (&day, "30h", "24000", "48000"),
    ] {
        assert_eq!(lone(duration, traffic), [range(least, most)], "{traffic} in {duration}");
    }
}

#[test]
fn a_window_that_changes_no_traffic_takes_an_ordinary_share() {
    let traffic = json!({"day": 24_000, "hour": 5_000});
    let plan = service(&json!({"plan": "a", "price": 0, "overage": {"price": 1}, "lead_time": "1h"}));
    let pair = Pair::new(("2027-02-03T09:00:00Z", "3h"), (&traffic, &traffic), &plan, &json!({}));
    assert_eq!(pair.usage(), [range("672000", "672000")]);
    assert_eq!(pair.amounts().0, Amounts::default());
    // Of a larger day three hours bring no less than those of an ordinary one.
    let quiet = json!({"day": 24_001});
    let pair = Pair::new(("2027-02-03T09:00:00Z", "3h"), (&traffic, &quiet), &plan, &json!({}));
    assert_eq!(pair.usage(), [range("672000", "693001")]);
}

#[test]
fn in_three_hours_comes_more_than_an_eighth_of_a_day() {
    let searches = service(&json!({
        "uses": {"traffic": "visits", "each": 2}, "plan": "grow", "included": 10_000, "price": 0,
        "overage": {"price": 0.5, "per": 1000}, "lead_time": "1h",
    }));
    let window = ("2026-12-04T20:15:00[Europe/Berlin]", "3h");
    let traffic =
        (&json!({"day": 20_000, "hour": 2_400}), &json!({"day": 200_000, "hour": 60_000, "second": 100}));
    let pair = Pair::new(window, traffic, &searches, &json!({}));
    // Three hours of an ordinary day bring 2,500 visits; these 60,000 to 180,000: two searches each.
    let (window, _) = pair.amounts();
    assert_eq!([window.floor, window.expected, window.ceiling], ["57.5", "177.5", "177.5"].map(number));
    let task = pair.task();
    assert_eq!(
        [task.costs.cost_least, task.costs.cost],
        ["672.5", "792.5"].map(|cost| Some(cost.to_owned()))
    );
    assert_eq!([task.costs.more_least, task.costs.more], ["57.5", "177.5"].map(|cost| Some(cost.to_owned())));
}

fn mails(orders: &Value) -> Pair {
    let mails = service(&json!({
        "uses": {"traffic": "visits", "each": 3}, "plan": "Pro 100K", "lead_time": "2h",
        "plans": [
            {"name": "Pro 100K", "included": 100_000, "price": 90, "then": "block"},
            {"name": "Pro 300K", "included": 300_000, "price": 249, "then": "block"},
        ],
    }));
    let window = ("2026-12-04T20:15:00[Europe/Berlin]", "3h");
    Pair::new(window, (&json!({"day": 400, "hour": 60, "second": 1}), orders), &mails, &json!({}))
}

#[test]
fn a_plan_that_the_busiest_hour_breaks_is_not_enough() {
    let pair = mails(&json!({"day": 30_000, "hour": 25_000, "second": 25}));
    // 30.875 days x 1,200, and 75,000 to 90,000 in the window.
    assert_eq!(pair.usage(), [range("112050", "127050")]);
    let task = pair.task();
    assert_eq!((task.plans.enough, task.limits.verdict), (Some(false), Headroom::Short));
    assert_eq!((task.demand.need.as_str(), task.demand.needed), ("112,050 to 127,050", Some(127_050)));
    assert!(pair.codes().contains(&"external-over-plan"));
}

#[test]
fn a_plan_that_only_the_least_fits_is_not_known_to_carry() {
    for (hour, verdict, enough, code) in [
        (20_000, Headroom::Unknown, None, Some("external-limit-unknown")),
        (3_000, Headroom::Ok, Some(true), None),
        (25_000, Headroom::Short, Some(false), Some("external-over-plan")),
    ] {
        let pair = mails(&json!({"day": 30_000, "hour": hour, "second": 25}));
        let task = pair.task();
        assert_eq!((task.limits.verdict, task.plans.enough), (verdict, enough), "{hour}");
        let said = pair.codes().into_iter().find(|code| code.starts_with("external-"));
        assert_eq!(said, code, "{hour}");
        let page = &artifacts(pair.launch(), Some(pair.normal()), &Templates::new(&BTreeMap::new()).unwrap())
            .unwrap()[0];
        assert_eq!(page.text.contains("only look at the meter"), enough == Some(true), "{}", page.text);
        assert_eq!(page.text.contains("obody knows"), enough.is_none(), "{}", page.text);
    }
}

#[test]
fn a_window_across_the_end_of_a_month_is_paid_once() {
    let window = ("2027-02-28T22:00:00Z", "4h");
    let traffic = (&json!({"day": 0}), &json!({"day": 100_000, "hour": 40_000}));
    let by_the_piece = service(&json!({
        "uses": {"traffic": "visits"}, "plan": "a", "price": 0, "overage": {"price": 1}, "lead_time": "1h",
    }));
    let pair = Pair::new(window, traffic, &by_the_piece, &json!({}));
    // Each month may have none of the busiest hour, or two hours of 40,000.
    assert_eq!(pair.usage(), [range("0", "80000"), range("0", "80000")]);
    // Both together have it, and not more than the day.
    let (window_cost, _) = pair.amounts();
    assert_eq!([window_cost.floor, window_cost.expected], ["40000", "100000"].map(number));
    // Where each month includes something, it costs least to use both, and most to use one.
    let mut included = by_the_piece;
    included["included"] = json!(30_000);
    let (window_cost, _) = Pair::new(window, traffic, &included, &json!({})).amounts();
    assert_eq!([window_cost.floor, window_cost.expected], ["0", "50000"].map(number));
    // 80,000 in one month and 20,000 in the other: 50,000 beyond 30,000; half in each would be 40,000.
    // A plan that carries half of the least in neither month is broken, wherever the rest comes.
    let block =
        service(&json!({"plan": "a", "price": 0, "included": 19_999, "then": "block", "lead_time": "1h"}));
    assert_eq!(Pair::new(window, traffic, &block, &json!({})).task().plans.enough, Some(false));
}

// Limits

#[test]
fn what_is_not_given_is_never_taken_to_be_even() {
    let day = json!({"day": 24_000});
    let peaks = json!({"day": 24_000, "hour": 5_000, "second": 4});
    let month = json!({});
    for (traffic, per, most, verdict) in [
        // The busiest hour has 1,000 at the least, and the whole day at the most.
        (&day, "hour", 999, Headroom::Short),
        (&day, "hour", 1_000, Headroom::Unknown),
        (&day, "hour", 24_000, Headroom::Thin),
        (&day, "hour", 30_000, Headroom::Ok),
        (&day, "day", 23_999, Headroom::Short),
        (&peaks, "hour", 5_000, Headroom::Thin),
        (&peaks, "hour", 4_999, Headroom::Short),
        (&peaks, "hour", 6_250, Headroom::Ok),
        // The busiest minute has 5,000 / 60 at the least, and 60 x 4 at the most.
        (&peaks, "minute", 83, Headroom::Short),
        (&peaks, "minute", 84, Headroom::Unknown),
        (&peaks, "minute", 240, Headroom::Thin),
        (&peaks, "minute", 300, Headroom::Ok),
        (&peaks, "second", 3, Headroom::Short),
        (&peaks, "second", 5, Headroom::Ok),
        (&month, "hour", 1, Headroom::Unknown),
    ] {
        let mut everyday = service(&json!({"plan": "a", "included": 90_000_000, "lead_time": "1h"}));
        everyday["limits"] = json!([{"per": per, "most": most}]);
        let pair = Pair::new(DAY, (traffic, traffic), &everyday, &json!({}));
        let limits = utilizations(&pair.used(), &Offer::in_force(pair.external()), &pair.stay());
        assert_eq!(limits[0].verdict, verdict, "{traffic} {most} per {per}");
    }
}

#[test]
fn the_ceiling_of_which_most_is_used_breaks_first() {
    let mut everyday = blocks();
    everyday["limits"] = json!([
        {"per": "hour", "most": 3500, "then": "queue", "keeps": "48h"},
        {"per": "second", "most": 4, "then": "drop"},
        {"per": "day", "most": 1_000_000},
    ]);
    let traffic = json!({"day": 75_000, "hour": 3_000, "second": 2});
    let pair = Pair::new(DAY, (&json!({"day": 60}), &traffic), &everyday, &json!({"plan": "four blocks"}));
    let limits = utilizations(&pair.used(), &Offer::in_force(pair.external()), &pair.stay());
    // 85.7 %, 50 %, 7.5 %, and 46.8 % of the plan.
    let first = first_to_break(&limits).unwrap();
    assert_eq!((first.per, first.most), (Period::Hour, Decimal::from(3500)));
    assert_eq!(limits.last().unwrap().usage, Some(Bounds::exactly(number("46822.5"))));
}

/// A service that counts by the month, with a limit of 1,000 in an hour.
fn limited(orders: &Value, launch: &Value) -> Pair {
    limited_at(orders, launch, None)
}

/// The same at an instant, its window with a tail of an hour.
fn limited_at(orders: &Value, launch: &Value, now: Option<&str>) -> Pair {
    let mails = service(&json!({
        "plan": "small", "included": 50_000, "price": 20, "lead_time": "2h",
        "limits": [{"per": "hour", "most": 1000, "then": "drop", "raise": "write to them"}],
    }));
    let mut larger = mails.clone();
    larger.as_object_mut().unwrap().extend(launch.as_object().unwrap().clone());
    let normal = profile("normal", None, &json!({"day": 400, "hour": 60}), &mails);
    let mut launch: Value = serde_json::from_str(&profile("launch", Some(DAY), orders, &larger)).unwrap();
    if now.is_some() {
        launch["window"]["tail"] = json!("1h");
    }
    let input =
        |name: &str, text: String| Input { path: format!("profiles/{name}.yaml"), bytes: text.into_bytes() };
    let inputs = vec![input("normal", normal), input("launch", launch.to_string())];
    let project = Project::compile(inputs, now.map(|now| now.parse().unwrap()));
    assert_eq!(project.plans.len(), 2, "{}", common::findings(&project));
    Pair { project }
}

impl Pair {
    fn page(&self) -> String {
        let templates = Templates::new(&BTreeMap::new()).unwrap();
        artifacts(self.launch(), Some(self.normal()), &templates).unwrap().remove(0).text
    }
}

#[test]
fn nothing_is_to_do_only_where_the_plan_and_every_limit_hold() {
    let nothing = json!({});
    let more = json!({"plan": "large", "included": 100_000, "price": 90});
    let raised = json!({"limits": [{"per": "hour", "most": 6000, "then": "drop"}]});
    let accepted = json!({"allow": {"external-limit": "they wait", "external-limit-unknown": "they wait"}});
    let short = json!({"day": 6000, "hour": 5000});
    let unknown = json!({"day": 6000});
    let room = json!({"day": 6000, "hour": 700});
    for (orders, launch, asked, said) in [
        (&room, &nothing, None, "only look at the meter"),
        (&room, &more, None, "The change of plan is not needed: the everyday plan is large enough."),
        (&short, &nothing, Some(5000), "Ask for 5,000 map loads per hour by 2027-02-03 06:20 +02:00"),
        (&short, &more, Some(5000), "Ask for 5,000 map loads per hour by 2027-02-03 06:20 +02:00"),
        (&unknown, &nothing, Some(6000), "nobody knows whether that is enough"),
        (&short, &raised, Some(6000), "Ask for 6,000 map loads per hour by"),
        (&short, &accepted, None, "this is accepted: they wait"),
        (&json!({"day": 6000, "hour": 900}), &nothing, None, "less than a fifth to spare"),
    ] {
        let pair = limited(orders, launch);
        let (task, page) = (pair.task(), pair.page());
        assert_eq!(task.plans.enough, Some(true), "{orders} {launch}");
        assert_eq!(task.limits.asks.first().and_then(|ask| ask.amount), asked, "{orders} {launch}");
        assert!(page.contains(said), "{said}: {page}");
        assert_eq!(page.contains("only look at the meter"), said == "only look at the meter", "{page}");
    }
}

#[test]
fn what_breaks_first_is_the_worst_and_never_what_has_room() {
    let more = json!({"plan": "large", "included": 100_000, "price": 90});
    let first = |orders: &Value| limited(orders, &more).task().limits.first;
    // 30 x 400 and a day of 6,000 are 18 % of the plan; of the hour at least 250 are used.
    let unknown = first(&json!({"day": 6000})).unwrap();
    assert!(
        unknown.starts_with(
            "the vendor takes 1,000 map loads per hour, and nobody knows whether that is enough"
        )
    );
    let short = first(&json!({"day": 6000, "hour": 5000})).unwrap();
    assert!(short.starts_with("the vendor takes 1,000 map loads per hour, and 500 % of that"), "{short}");
    assert_eq!(first(&json!({"day": 6000, "hour": 700})), None);
}

#[test]
fn the_runbook_has_a_step_for_each_limit_that_is_to_be_raised() {
    let more = json!({"plan": "large", "included": 100_000, "price": 90});
    for (orders, launch, verdict, row, title) in [
        (
            json!({"day": 6000, "hour": 5000}),
            json!({}),
            "shortfall",
            "ask for a limit of 5,000 per hour",
            "raise the limit of maps to 5,000 map loads per hour",
        ),
        (
            json!({"day": 6000}),
            more.clone(),
            "unknown",
            "the limit that breaks first: the vendor takes 1,000",
            "raise the limit of maps to 6,000 map loads per hour",
        ),
        (json!({"day": 6000, "hour": 700}), more, "ok", "is not needed", "Order the plan “large” for maps"),
    ] {
        let pair = limited(&orders, &launch);
        let runbook = pair.project.runbook(pair.launch(), None, &list_prices(), None).unwrap();
        let runbook = serde_json::to_value(runbook).unwrap();
        let score = runbook["scorecard"].as_array().unwrap().iter();
        let score = score.clone().find(|row| row["part"] == "maps (mapbox)").unwrap();
        assert_eq!(score["verdict"], verdict, "{score}");
        assert!(score["why"].as_str().unwrap().contains(row), "{score}");
        let why = score["why"].as_str().unwrap();
        assert_eq!(why.contains("state the `traffic`"), verdict == "unknown", "{score}");
        let mut steps = runbook["steps"].as_array().unwrap().iter();
        assert!(steps.any(|step| step["title"].as_str().unwrap().contains(title)), "{title}: {runbook}");
    }
}

#[test]
fn a_vendor_is_too_slow_only_where_it_is_asked_for_something() {
    let room = json!({"day": 6000, "hour": 700});
    let short = json!({"day": 6000, "hour": 5000});
    let more = json!({"plan": "large", "included": 100_000, "price": 90});
    for (orders, launch, now, late) in [
        (&room, json!({}), "2027-02-03T05:00:00Z", false),
        (&short, json!({}), "2027-02-03T05:00:00Z", true),
        (&room, more.clone(), "2027-02-03T05:00:00Z", true),
        (&room, more.clone(), "2027-02-03T01:00:00Z", false),
        (&room, more, "2027-02-04T07:30:00Z", false),
    ] {
        let pair = limited_at(orders, &launch, Some(now));
        let found = pair.codes().contains(&"external-lead-time");
        assert_eq!(found, late, "{orders} {launch} {now}");
    }
}

#[test]
fn a_plan_is_kept_until_the_tail_is_over() {
    let more = json!({"plan": "large", "included": 100_000, "price": 90});
    let next = json!({"plan": "large", "included": 100_000, "price": 90, "step_down": "next-cycle"});
    for (launch, back) in [(&more, "2027-02-04 10:00 +02:00"), (&next, "2027-03-01 00:00 +02:00")] {
        let pair = limited_at(&json!({"day": 6000, "hour": 700}), launch, Some("2027-01-01T00:00:00Z"));
        let page = pair.page();
        let dates: Vec<&str> =
            page.lines().filter(|line| line.contains("Go back") || line.contains("go back")).collect();
        assert!(!dates.is_empty() && dates.iter().all(|line| line.contains(back)), "{dates:?}");
        let runbook = pair.project.runbook(pair.launch(), None, &list_prices(), None).unwrap();
        let runbook = serde_json::to_value(runbook).unwrap();
        let steps: Vec<(&str, &str)> = (runbook["way_back"].as_array().unwrap().iter())
            .map(|step| (step["latest"]["at"].as_str().unwrap(), step["title"].as_str().unwrap()))
            .collect();
        assert!(steps.is_sorted_by_key(|(at, _)| *at), "{steps:?}");
        assert!(
            steps.iter().any(|(at, title)| *at == back && title.contains(" again for maps (")),
            "{steps:?}"
        );
    }
}

#[test]
fn without_a_cycle_the_vendors_month_is_the_calendars() {
    let more = json!({"plan": "large", "included": 100_000, "price": 90});
    for (duration, paid) in [("24h", 70), ("30d", 140)] {
        let mails = service(&json!({"plan": "small", "included": 50_000, "price": 20, "lead_time": "2h"}));
        let rates = json!({"day": 400, "hour": 60});
        let pair = Pair::new((DAY.0, duration), (&rates, &rates), &mails, &more);
        assert_eq!(pair.task().demand.usage.len(), pair.stay().len());
        assert_eq!(pair.money().0, Decimal::from(paid), "{duration}");
        assert_eq!(pair.codes().contains(&"external-cycle"), pair.stay().len() > 1, "{duration}");
    }
}

// Laws

#[derive(Clone, Debug)]
struct Rung {
    price: Option<u32>,
    included: u32,
    overage: Option<(u32, u32, bool, Option<u32>)>,
    minimum: Option<u8>,
    expires: bool,
    then: Option<&'static str>,
}

fn rung() -> impl Strategy<Value = Rung> {
    let overage = prop::option::of((0..50_u32, 1..5_000_u32, any::<bool>(), prop::option::of(1..90_000_u32)));
    let then = prop::option::of(select(vec!["bill", "throttle", "queue", "drop", "block"]));
    let fields = (prop::option::weighted(0.9, 0..500_u32), 0..200_000_u32, overage);
    (fields, prop::option::of(1..14_u8), any::<bool>(), then).prop_map(
        |((price, included, overage), minimum, expires, then)| Rung {
            price,
            included,
            overage,
            minimum,
            expires,
            then,
        },
    )
}

fn plan_of(at: usize, rung: &Rung) -> Value {
    let mut out = json!({"name": format!("plan {at}"), "included": rung.included, "expires": rung.expires});
    if let Some(price) = rung.price {
        out["price"] = json!(price);
    }
    if let Some((price, per, whole, tier)) = rung.overage {
        out["overage"] = json!({"price": price, "per": per, "whole": whole});
        if let Some(more) = tier {
            out["overage"]["tiers"] = json!([{"above": rung.included + more, "price": price / 2}]);
        }
    }
    if let Some(minimum) = rung.minimum {
        out["minimum"] = json!(format!("{minimum} months"));
    }
    if let Some(then) = rung.then {
        out["then"] = json!(then);
    }
    out
}

fn window() -> impl Strategy<Value = (String, String)> {
    let days = (1..=12_u8, 1..=28_u8, 0..24_u8);
    let zone = select(vec!["[Europe/Helsinki]", "[America/New_York]", "[UTC]"]);
    (days, 1..2_500_u32, zone).prop_map(|((month, day, hour), hours, zone)| {
        (format!("2027-{month:02}-{day:02}T{hour:02}:30:00{zone}"), format!("{hours}h"))
    })
}

#[derive(Clone, Debug)]
struct Scene {
    rungs: Vec<Rung>,
    chosen: (usize, usize),
    cycle: Option<u8>,
    window: (String, String),
    days: (u32, u32),
}

fn scene() -> impl Strategy<Value = Scene> {
    let plans = (prop::collection::vec(rung(), 1..5), 0..5_usize, 0..5_usize);
    (plans, prop::option::of(1..=31_u8), window(), (0..20_000_u32, 0..300_000_u32)).prop_map(
        |((rungs, a, b), cycle, window, days)| {
            let chosen = (a % rungs.len(), b % rungs.len());
            Scene { rungs, chosen, cycle, window, days }
        },
    )
}

impl Scene {
    fn pair(&self) -> Pair {
        let plans: Vec<Value> = self.rungs.iter().enumerate().map(|(at, own)| plan_of(at, own)).collect();
        let name = |at: usize| format!("plan {at}");
        let mut everyday = service(&json!({"plan": name(self.chosen.0), "plans": plans}));
        if let Some(cycle) = self.cycle {
            everyday["cycle"] = json!(cycle);
        }
        let (before, after) = (json!({"day": self.days.0}), json!({"day": self.days.1}));
        let window = (self.window.0.as_str(), self.window.1.as_str());
        Pair::new(window, (&before, &after), &everyday, &json!({"plan": name(self.chosen.1)}))
    }
}

/// Each plan's cost by its name.
fn costs(choice: &Choice<'_>) -> BTreeMap<String, (Option<bool>, Option<Decimal>)> {
    let cost = |own: &Candidate<'_>| {
        (own.offer.name.unwrap().to_owned(), (own.carries, own.total.map(|total| total.expected)))
    };
    choice.candidates.iter().map(cost).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn the_cheapest_is_the_cheapest_of_those_that_carry(scene in scene()) {
        let pair = scene.pair();
        let choice = pair.choice();
        let fit: Vec<Decimal> = (choice.candidates.iter())
            .filter(|own| own.carries == Some(true))
            .filter_map(|own| Some(own.total?.expected))
            .collect();
        prop_assert_eq!(choice.best().and_then(|best| Some(best.total?.expected)), fit.into_iter().min());
        prop_assert!(choice.best().is_none_or(|best| best.carries == Some(true)));
    }

    /// More traffic is more usage, and no plan costs less for it or carries it where it did not.
    #[test]
    fn more_traffic_never_costs_less(scene in scene(), more in 1..500_000_u32, where_ in any::<bool>()) {
        let mut busier = scene.clone();
        if where_ { busier.days.0 += more } else { busier.days.1 += more }
        let (less, more) = (scene.pair(), busier.pair());
        for (less, more) in less.usage().into_iter().zip(more.usage()) {
            prop_assert!(less.most <= more.most);
        }
        let (less, more) = (costs(&less.choice()), costs(&more.choice()));
        for (name, (carries, cost)) in &less {
            let (carries_more, cost_more) = more[name];
            prop_assert!(!(*carries == Some(false) && carries_more == Some(true)), "{}", name);
            if let (Some(cost), Some(more)) = (cost, cost_more) {
                prop_assert!(*cost <= more, "{}: {} {}", name, cost, more);
            }
        }
    }

    /// A plan that includes more never breaks more, and never costs more beyond its price.
    #[test]
    fn a_larger_plan_never_breaks_more(scene in scene(), more in 1..500_000_u32) {
        let at = scene.chosen.1;
        let mut larger = scene.clone();
        larger.rungs[at].included += more;
        let verdict = |pair: &Pair| {
            let limits = utilizations(&pair.used(), &Offer::in_force(pair.external()), &pair.stay());
            limits.iter().map(|limits| limits.verdict).max()
        };
        let (small, large) = (scene.pair(), larger.pair());
        prop_assert!(verdict(&large) <= verdict(&small));
        // Packages and tiers begin later with it: only evenly sold units compare one by one.
        let even = scene.rungs[at].overage.is_none_or(|(.., whole, tier)| !whole && tier.is_none());
        for usage in small.usage().into_iter().filter(|_| even).filter_map(|usage| usage.most) {
            let cost = |pair: &Pair| Offer::in_force(pair.external()).month(Some(usage));
            if let (Some(small), Some(large)) = (cost(&small), cost(&large)) {
                prop_assert!(large <= small);
            }
        }
    }

    /// The vendor's months stand end to end over the window, and hold all of it.
    #[test]
    fn the_months_hold_the_window(scene in scene()) {
        let pair = scene.pair();
        let stay = pair.stay();
        let window = pair.launch().window.as_ref().unwrap();
        let dates: Vec<_> = stay.iter().map(|month| month.dates.clone().unwrap()).collect();
        prop_assert!(dates[0].0 <= window.start && dates[dates.len() - 1].1 >= window.end);
        prop_assert!(dates.windows(2).all(|pair| pair[0].1 == pair[1].0));
        let inside: i64 = stay.iter().map(|month| month.inside).sum();
        prop_assert_eq!(inside, window.duration().as_secs());
        for (month, (from, to)) in stay.iter().zip(&dates) {
            let seconds = from.timestamp().duration_until(to.timestamp()).as_secs();
            prop_assert_eq!(month.inside + month.outside, seconds);
        }
    }

    /// Whatever way a day comes, a part of it brings what the bounds say.
    #[test]
    fn no_day_leaves_the_bounds(
        hours in prop::collection::vec(0..5_000_u32, 24),
        length in 1..72_usize,
        start in 0..24_usize,
        left_out in 0..8_usize,
    ) {
        let busiest = hours.iter().copied().max().unwrap();
        let day: u32 = hours.iter().sum();
        // All of an hour may come in one minute of it, or one second.
        let all = [("day", day), ("hour", busiest), ("minute", busiest), ("second", busiest)];
        let given = all.iter().enumerate().filter(|(at, _)| *at == 0 || left_out & (1 << (at - 1)) == 0);
        let given: serde_json::Map<String, Value> =
            given.map(|(_, (per, count))| ((*per).to_owned(), json!(count))).collect();
        let [bounds] = lone(&format!("{length}h"), &given.into())[..] else { panic!("one month") };
        let comes: Vec<u32> = (start..start + length).map(|hour| hours[hour % 24]).collect();
        let sum = Decimal::from(comes.iter().sum::<u32>());
        prop_assert!(sum <= bounds.most.unwrap(), "{} {:?}", sum, bounds);
        // The least holds for a window that the busiest hour lies in.
        if comes.contains(&busiest) {
            prop_assert!(bounds.least <= sum + Decimal::new(1, 5), "{} {:?}", sum, bounds);
        }
    }

    /// What one switch costs, the one back saves; and the service's money is that of its plans.
    #[test]
    fn there_and_back_is_nothing(scene in scene()) {
        let pair = scene.pair();
        let context = DiffOptions { everyday: Some(pair.normal()), ..DiffOptions::default() };
        let there = pair.diff();
        let back = Diff::new(pair.launch(), pair.normal(), &list_prices(), &context);
        prop_assert_eq!(there.total.month(), -back.total.month());
        prop_assert_eq!(there.total.left_on.month, -back.total.left_on.month);
        prop_assert!(there.total.window().is_some() && back.total.window().is_none());
    }

    /// Each figure more narrows what is known of the others, and contradicts none.
    #[test]
    fn bounds_hold_what_is_possible(per_second in prop::collection::vec(0..40_u32, 1..48), each in 1..5_u32) {
        // A day of so many hours, each second of an hour alike: every peak is known.
        let hours: Vec<u64> = per_second.iter().map(|count| u64::from(*count) * 3600).collect();
        let (day, hour) = (hours.iter().take(24).sum::<u64>(), *hours.iter().take(24).max().unwrap());
        let all = [("day", day), ("hour", hour), ("minute", hour / 60), ("second", hour / 3600)];
        let each = Decimal::from(each);
        for left_out in 0..15_usize {
            let given = all.iter().enumerate().filter(|(at, _)| left_out & (1 << at) == 0);
            let given: Value = given.map(|(_, (per, count))| ((*per).to_owned(), json!(count))).collect::<serde_json::Map<_, _>>().into();
            let everyday = service(&json!({"uses": {"traffic": "visits", "each": each.to_string().parse::<u64>().unwrap()}, "plan": "a", "included": 1}));
            let pair = Pair::new(DAY, (&given, &given), &everyday, &json!({}));
            for (period, (_, truth)) in [Period::Day, Period::Hour, Period::Minute, Period::Second].into_iter().zip(all) {
                let truth = Decimal::from(truth) * each;
                let dust = Decimal::new(1, 9);
                if let Some(bounds) = pair.used().here.peak(period) {
                    prop_assert!(bounds.least <= truth + dust, "{:?} {} {:?}", period, given, bounds);
                    prop_assert!(bounds.most.is_none_or(|most| truth <= most + dust), "{:?} {} {:?}", period, given, bounds);
                }
            }
        }
    }
}
