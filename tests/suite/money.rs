//! Laws of money: they hold for every pair of profiles, whatever is in them and whatever is priced.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use common::compile;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use rust_decimal::Decimal;
use scaleprof::cloud::list_prices;
use scaleprof::cost::Cost;
use scaleprof::diagnostic::Findings;
use scaleprof::diff::money::LineDiff;
use scaleprof::diff::{Diff, DiffOptions, PartDiff, Status};
use scaleprof::model::span::Span;
use scaleprof::money::{Amounts, percent};
use scaleprof::plan::Plan;
use scaleprof::price::Prices;
use scaleprof::price::own::Own;
use scaleprof::priced::PricedLine;
use scaleprof::project::Project;
use scaleprof::report::bill::{self, BillPeriod};
use scaleprof::report::{self, json as programs, view};
use scaleprof::source::Sources;
use scaleprof::template::Templates;
use serde_json::{Value, json};

fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

// What there is to price

/// What a stack is, the same in all its profiles.
#[derive(Clone, Debug)]
struct Stack {
    region: &'static str,
    per_zone: bool,
    engine: (&'static str, &'static str),
    arm: bool,
    task: (f64, &'static str),
    public: bool,
}

/// How big a stack is.
#[derive(Clone, Debug)]
struct Scale {
    class: &'static str,
    multi_az: bool,
    database: Volume,
    server: &'static str,
    volume: Option<Volume>,
    fleet: Group,
    disk: u64,
    workers: Group,
    messages: Option<u64>,
    app: Count,
    connections: Option<u32>,
    data: Option<u64>,
    logs: Option<u64>,
    vendors: Vec<(usize, Option<&'static str>, Option<&'static str>)>,
    visits: u32,
    parts: BTreeSet<&'static str>,
    window: Option<(String, String)>,
}

#[derive(Clone, Debug)]
struct Volume {
    name: &'static str,
    gib: u64,
    iops: Option<u32>,
    throughput: Option<u32>,
}

#[derive(Clone, Debug)]
struct Group {
    machine: &'static str,
    count: Count,
}

/// Least, usual, most.
type Count = (u32, Option<u32>, u32);

const PARTS: [&str; 5] = ["api", "db", "graph", "search", "sync"];
const MACHINES: [&str; 7] =
    ["t4g.nano", "m6g.large", "m6i.large", "c7g.xlarge", "p5.48xlarge", "m99.large", "t3.2xlarge"];
const CLASSES: [&str; 5] =
    ["db.m6g.large", "db.t4g.micro", "db.r6g.4xlarge", "db.m6g.2xlarge", "db.x99.large"];
const REGIONS: [&str; 6] =
    ["eu-west-1", "us-east-1", "eu-central-1", "ap-southeast-7", "ap-south-1", "xx-nowhere-1"];
/// In standard support and in Extended Support, with its charge known in some regions.
const ENGINES: [(&str, &str); 4] =
    [("postgres", "16"), ("postgres", "13"), ("mysql", "8.4"), ("mysql", "8.0")];
const ZONES: [&str; 4] = ["Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "UTC"];
const PRICES: [&str; 5] = ["0", "20", "49.99", "0.000001", "1000000000"];

fn count(most: u32) -> impl Strategy<Value = Count> {
    let three = (0..=most, 0..=most, 0..=most, any::<bool>());
    three.prop_map(|(a, b, c, given)| {
        let mut three = [a, b, c];
        three.sort_unstable();
        (three[0], given.then_some(three[1]), three[2])
    })
}

fn group(most: u32) -> impl Strategy<Value = Group> {
    (select(&MACHINES[..]), count(most)).prop_map(|(machine, count)| Group { machine, count })
}

/// A volume that AWS would sell: IOPS and throughput are chosen only where they can be.
fn volume(database: bool) -> impl Strategy<Value = Volume> {
    let name = select(&["gp3", "gp2", "io1", "io2"][..]);
    (name, 20..3000_u64, prop::option::of(3000..90_000_u32), prop::option::of(125..1000_u32)).prop_map(
        move |(name, gib, iops, throughput)| {
            let chosen = name != "gp2" && (name != "gp3" || !database || gib >= 400);
            let throughput = throughput.filter(|_| chosen && name == "gp3");
            let needed = name.starts_with("io").then_some(3000);
            Volume { name, gib, iops: iops.filter(|_| chosen).or(needed), throughput }
        },
    )
}

fn window() -> impl Strategy<Value = (String, String)> {
    let day = prop_oneof![
        2 => (2026..2030_i16, 1..13_i8, 1..29_i8),
        1 => select(vec![(2026, 10, 24), (2027, 3, 27), (2026, 11, 1), (2027, 1, 31), (2027, 4, 3)]),
    ];
    let length = prop_oneof![
        (1..200_000_u64).prop_map(|seconds| format!("{seconds}s")),
        (1..70_u64).prop_map(|days| format!("{days}d")),
        (1..200_u64).prop_map(|years| format!("{years}y")),
    ];
    (day, 5..24_u8, select(&ZONES[..]), length).prop_map(|((year, month, day), hour, zone, length)| {
        (format!("{year}-{month:02}-{day:02}T{hour:02}:30:00[{zone}]"), length)
    })
}

prop_compose! {
    fn stack()(
        region in select(&REGIONS[..]), per_zone in any::<bool>(), engine in select(&ENGINES[..]),
        arm in any::<bool>(), task in select(vec![(0.25, "512MiB"), (0.5, "1GiB"), (4.0, "30GiB")]),
        public in any::<bool>(),
    ) -> Stack {
        Stack { region, per_zone, engine, arm, task, public }
    }
}

fn sized(most: u32) -> impl Strategy<Value = Scale> {
    let capacity = (
        (select(&CLASSES[..]), any::<bool>(), volume(true)),
        (select(&MACHINES[..]), prop::option::of(volume(false))),
        (group(most), 8..200_u64),
        (group(most), prop::option::of(0..10_000_000_u64)),
        (
            count(most),
            prop::option::of(0..100_000_u32),
            prop::option::of(0..50_000_u64),
            prop::option::of(0..50_000_u64),
        ),
    );
    let vendor =
        (0..4_usize, prop::option::of(select(&["free", "paid"][..])), prop::option::of(select(&PRICES[..])));
    let rest = (
        prop::collection::vec(vendor, 0..4),
        prop::sample::subsequence(PARTS.to_vec(), 2..=5),
        prop::option::weighted(0.8, window()),
        0..2_000_u32,
    );
    (capacity, rest).prop_map(|((db, server, fleet, workers, app), (vendors, parts, window, visits))| Scale {
        class: db.0,
        multi_az: db.1,
        database: db.2,
        server: server.0,
        volume: server.1,
        fleet: fleet.0,
        disk: fleet.1,
        workers: workers.0,
        messages: workers.1,
        app: app.0,
        connections: app.1,
        data: app.2,
        logs: app.3,
        vendors,
        visits,
        parts: parts.into_iter().collect(),
        window,
    })
}

fn scale() -> impl Strategy<Value = Scale> {
    prop_oneof![3 => sized(60), 1 => sized(100_000)]
}

/// A field that is left out when there is nothing to say.
fn put(map: &mut Value, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        map[key] = value.into();
    }
}

/// A size has nine digits at the most.
fn size(gib: u64) -> String {
    if gib < 1_000_000_000 { format!("{gib}GiB") } else { format!("{}TiB", gib / 1024) }
}

fn storage(volume: &Volume) -> Value {
    let mut out = json!({"type": volume.name, "size": size(volume.gib), "keep": true});
    put(&mut out, "iops", volume.iops);
    put(&mut out, "throughput", volume.throughput);
    out
}

fn counted((min, expected, max): Count) -> Value {
    let mut out = json!({"min": min, "max": max});
    put(&mut out, "expected", expected);
    out
}

fn profile(name: &str, stack: &Stack, scale: &Scale) -> Value {
    let mut graph = json!({"kind": "server", "machine": scale.server, "public": stack.public});
    put(&mut graph, "storage", scale.volume.as_ref().map(storage));
    let mut queue = json!({"backlog_per_worker": 50});
    put(&mut queue, "messages", scale.messages);
    let mut traffic = json!({});
    put(&mut traffic, "connections", scale.connections);
    put(&mut traffic, "data", scale.data.map(|mib| format!("{mib}MiB")));
    put(&mut traffic, "logs", scale.logs.map(|mib| format!("{mib}MiB")));
    let mut components = json!({
        "db": {
            "kind": "database", "engine": stack.engine.0, "version": stack.engine.1, "class": scale.class,
            "storage": storage(&scale.database), "multi_az": scale.multi_az,
        },
        "graph": graph,
        "search": {
            "kind": "fleet", "machine": scale.fleet.machine, "count": counted(scale.fleet.count),
            "disk": {"size": size(scale.disk)},
        },
        "sync": {
            "kind": "workers", "machine": scale.workers.machine, "count": counted(scale.workers.count),
            "queue": queue,
        },
        "api": {
            "kind": "app", "image": "ghcr.io/example/api:1", "port": 80, "cpu": stack.task.0,
            "memory": stack.task.1, "architecture": if stack.arm { "arm64" } else { "x86_64" },
            "count": counted(scale.app), "traffic": traffic,
        },
    });
    components.as_object_mut().unwrap().retain(|name, _| scale.parts.contains(name.as_str()));
    let mut external = json!({});
    for (at, plan, price) in &scale.vendors {
        let mut vendor = json!({"service": format!("vendor-{at}"), "metric": "calls"});
        if *at < 2 {
            put(&mut vendor, "plan", *plan);
            put(&mut vendor, "price", price.map(number));
        } else {
            sold_by_plans(&mut vendor, *plan, *price);
        }
        external[format!("vendor-{at}")] = vendor;
    }
    let nat = if stack.per_zone { "per-zone" } else { "single" };
    let mut out = json!({
        "profile": name, "stack": "shop", "components": components, "external": external,
        "cloud": {
            "provider": "aws", "region": stack.region,
            "network": {"create": "10.0.0.0/16", "nat": nat},
        },
        "traffic": {"visits": {"day": scale.visits}},
    });
    if let Some((start, duration)) = &scale.window {
        out["window"] = json!({"start": start, "duration": duration});
    }
    out
}

/// A vendor with a ladder: overage by tiers, a minimum, months that begin on a day of its own.
fn sold_by_plans(vendor: &mut Value, plan: Option<&str>, price: Option<&str>) {
    let mut paid = json!({
        "name": "paid", "included": 9_000, "minimum": "2 months",
        "overage": {"price": 0.25, "per": 7, "tiers": [{"above": 20_000, "price": 0.1}]},
    });
    put(&mut paid, "price", price.map(number));
    vendor["per"] = json!("month");
    vendor["uses"] = json!({"traffic": "visits", "each": 1.5});
    vendor["cycle"] = json!(15);
    vendor["plan"] = json!(plan.unwrap_or("free"));
    vendor["plans"] = json!([{"name": "free", "price": 0, "included": 60_000}, paid]);
}

fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The text of `prices/own.yaml`.
fn own() -> impl Strategy<Value = Value> {
    let keys = vec![
        ("ec2", "t4g.nano", "Hrs"),
        ("ec2", "m99.large", "Hrs"),
        ("ebs", "gp3", "GB-Mo"),
        ("fargate", "vcpu-hour:x86", "vCPU-Hrs"),
        ("elb", "alb-hour", "Hrs"),
        ("sqs", "request:standard:tier1", "Requests"),
    ];
    let price = (select(keys), select(&PRICES[..]), prop::option::of(select(&REGIONS[..])));
    let less = (
        prop::option::of(select(&["ec2", "rds", "ebs", "fargate", "rds-storage"][..])),
        prop::option::of(select(&["*", "t4g.*", "m*"][..])),
        select(&["0", "7.5", "33.333", "100"][..]),
    );
    let vendor = (0..4_usize, prop::option::of(select(&["free", "paid"][..])), select(&PRICES[..]));
    let lists = (
        prop::collection::vec(price, 0..4),
        prop::collection::vec(less.clone(), 0..3),
        prop::collection::vec(less, 0..3),
        prop::collection::vec(vendor, 0..2),
    );
    lists.prop_map(|(mut prices, discounts, savings, external)| {
        // Two prices for one thing are refused.
        let mut seen = BTreeSet::new();
        prices.retain(|((_, key, _), _, region)| seen.insert((*key, *region)));
        let less = |(service, key, percent): (Option<&str>, Option<&str>, &str)| {
            let mut out = json!({"percent": number(percent)});
            put(&mut out, "service", service);
            put(&mut out, "key", key);
            out
        };
        let price = |((service, key, unit), usd, region): ((&str, &str, &str), &str, Option<&str>)| {
            let mut out =
                json!({"service": service, "key": key, "unit": unit, "usd": number(usd), "date": "2026-11-01"});
            put(&mut out, "region", region);
            out
        };
        let vendor = |(at, plan, usd): (usize, Option<&str>, &str)| {
            let mut out = json!({"service": format!("vendor-{at}"), "usd": number(usd)});
            put(&mut out, "plan", plan);
            out
        };
        json!({
            "prices": prices.into_iter().map(price).collect::<Value>(),
            "discounts": discounts.into_iter().map(less).collect::<Value>(),
            "savings": savings.into_iter().map(less).collect::<Value>(),
            "external": external.into_iter().map(vendor).collect::<Value>(),
        })
    })
}

fn read(own: &Value) -> Prices {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let source = sources.add("prices/own.yaml", own.to_string());
    let own = Own::read(&list_prices().catalogue, &sources, source, &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    Prices { own: own.unwrap(), ..list_prices() }
}

/// The prices of a project that has none of its own, or some.
fn prices() -> impl Strategy<Value = Value> {
    prop_oneof![Just(json!({"prices": []})), own()]
}

/// Two plans and what they are priced by.
struct Pair {
    project: Project,
    prices: Prices,
    span: Option<Span>,
}

impl Pair {
    fn new(normal: &Value, launch: &Value, own: &Value, span: Option<i64>) -> Self {
        let project = compile([("normal", normal.to_string()), ("launch", launch.to_string())]);
        assert_eq!(project.plans.len(), 2, "{}", common::findings(&project));
        let prices = read(own);
        let mut project = project;
        for plan in project.plans.values_mut() {
            prices.own.price_vendors(&mut plan.header.external);
        }
        Self { project, prices, span: span.map(Span::of_seconds) }
    }

    fn plan(&self, name: &str) -> &Plan {
        &self.project.plans[name]
    }

    fn diff(&self, from: &str, to: &str) -> Diff<'_> {
        let context =
            DiffOptions { span: self.span, everyday: Some(self.plan("normal")), ..DiffOptions::default() };
        Diff::new(self.plan(from), self.plan(to), &self.prices, &context)
    }

    fn cost(&self, name: &str) -> Cost {
        Cost::of(self.plan(name), Some(self.plan("normal")), &self.prices)
    }
}

/// Seconds of a window in place of the profile's.
fn span() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![
        2 => Just(None),
        2 => (1..400_000_i64).prop_map(Some),
        1 => select(vec![1, 59, 60, 61, 599, 600, 601, 3599, 3600, 3601, 2_628_000, 2_628_001, 9_000_000_000]).prop_map(Some),
    ]
}

fn three(amounts: Amounts) -> [Decimal; 3] {
    [amounts.floor, amounts.expected, amounts.ceiling]
}

/// The money of a diff, whatever its order: by part and line.
type Money = BTreeMap<(String, String), Vec<Amounts>>;

fn money(diff: &Diff<'_>, sign: impl Fn(Amounts) -> Amounts) -> Money {
    let mut out = Money::new();
    let totals = |total: &scaleprof::diff::money::Totals| {
        vec![sign(total.left_on.month), sign(total.left_on.hour), sign(total.month()), sign(total.hour)]
    };
    out.insert((String::new(), String::new()), totals(&diff.total));
    for part in &diff.parts {
        let name = format!("{:?} {}", part.payer, part.name);
        out.insert((name.clone(), String::new()), totals(&part.total));
        for line in &part.lines {
            let key = (name.clone(), format!("{} {} {}", line.what, line.service, line.key));
            out.insert(key, line.total.as_ref().map_or_else(Vec::new, totals));
        }
    }
    // What is used beyond a plan in the window alone has a line on one of the two ways.
    out.retain(|_, amounts| amounts.iter().any(|three| !three.is_zero()));
    out
}

/// A quota's service and name, and what is needed of it before and afterwards.
type Needs<'a> = (&'a str, &'a str, (Option<u64>, Option<u64>));

// (a) Nothing, and there and back

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn a_switch_to_the_same_is_nothing_and_free(
        stack in stack(), scale in scale(), own in prices(), span in span(),
    ) {
        let same = profile("normal", &stack, &scale);
        let pair = Pair::new(&same, &profile("launch", &stack, &scale), &own, span);
        let zero = Amounts::default();
        for (from, to) in [("normal", "normal"), ("launch", "launch"), ("normal", "launch")] {
            let diff = pair.diff(from, to);
            prop_assert_eq!(diff.changed().count(), 0);
            prop_assert!(diff.quotas.is_empty());
            prop_assert_eq!(diff.total.window(), Some(zero));
            prop_assert_eq!(diff.total.left_on.month, zero);
            prop_assert_eq!(diff.total.month(), zero);
            prop_assert_eq!(diff.total.hour, zero);
            prop_assert_eq!(diff.total.residual, zero);
            for part in &diff.parts {
                prop_assert_eq!(part.status, Status::Same);
                prop_assert!(part.changes.is_empty());
                prop_assert_eq!(part.total.month(), zero);
            }
        }
    }

    /// Storage of the same size on both sides: what has grown does not come back.
    #[test]
    fn the_way_back_is_the_way_there_turned_round(
        stack in stack(), less in scale(), more in scale(), own in prices(), span in 1..3_000_000_i64,
    ) {
        let mut more = more;
        more.database.gib = less.database.gib.max(400);
        let mut less = less;
        less.window = None;
        less.database.gib = more.database.gib;
        if let (Some(a), Some(b)) = (&less.volume, &mut more.volume) {
            b.gib = a.gib;
        }
        let (normal, launch) = (profile("normal", &stack, &less), profile("launch", &stack, &more));
        let pair = Pair::new(&normal, &launch, &own, Some(span));
        let (there, back) = (pair.diff("normal", "launch"), pair.diff("launch", "normal"));
        let (one, other) = (money(&there, |amounts| amounts), money(&back, |amounts| -amounts));
        // What is used beyond a plan in a part of a day may not be known, and is left out of the way there alone.
        prop_assume!(one.keys().eq(other.keys()));
        prop_assert_eq!(one, other);
        prop_assert_eq!(there.total.month_from, back.total.month_to);
        prop_assert_eq!(there.total.month_to, back.total.month_from);
        prop_assert_eq!(there.total.residual, Amounts::default());
        let quotas = |diff: &Diff<'_>, turned: bool| -> BTreeSet<_> {
            let pair = |from, to| if turned { (to, from) } else { (from, to) };
            let all = diff.quotas.iter();
            all.map(|row| (row.quota.service, row.quota.name, pair(row.from, row.to))).collect()
        };
        let (one, other) = (quotas(&there, false), quotas(&back, true));
        // A quota that nothing needs any more is in no list of needs.
        let gone = |rows: &BTreeSet<Needs<'_>>, both: &BTreeSet<_>| {
            rows.difference(both).all(|(_, _, (from, to))| *from == Some(0) || *to == Some(0))
        };
        prop_assert!(gone(&one, &other) && gone(&other, &one), "{:?} {:?}", one, other);
    }

    /// Growth costs on the way there, saves nothing on the way back, and is said to stay.
    #[test]
    fn storage_that_grows_stays(
        stack in stack(), scale in scale(), grown in 1..2000_u64, server in any::<bool>(), span in 1..3_000_000_i64,
    ) {
        let mut scale = scale;
        scale.parts.extend(["db", "graph"]);
        let gp3 = Volume { name: "gp3", gib: 500, iops: None, throughput: None };
        scale.database = gp3.clone();
        scale.volume = Some(gp3);
        let mut more = scale.clone();
        let name = if server {
            more.volume.as_mut().unwrap().gib += grown;
            "graph"
        } else {
            more.database.gib += grown;
            "db"
        };
        let none = json!({"prices": []});
        let (normal, launch) = (profile("normal", &stack, &scale), profile("launch", &stack, &more));
        let pair = Pair::new(&normal, &launch, &none, Some(span));
        let (there, back) = (pair.diff("normal", "launch"), pair.diff("launch", "normal"));
        let zero = Amounts::default();
        prop_assert_eq!(back.total.month(), zero);
        prop_assert_eq!(back.total.window().unwrap_or_default(), zero);
        prop_assert_eq!(back.total.left_on.month, zero);
        prop_assert_eq!(back.total.residual, zero);
        prop_assert_eq!(there.total.residual, there.total.month());
        for part in there.parts.iter().filter(|part| part.name != name) {
            prop_assert_eq!(part.total.residual, zero);
        }
        let part = there.parts.iter().find(|part| part.name == name).unwrap();
        let known = part.lines.iter().any(|line| line.what == "storage" && line.total.is_some());
        prop_assert_eq!(there.total.residual.expected > Decimal::ZERO, known);
        prop_assert_eq!(there.total.residual.floor, there.total.residual.ceiling);
    }
}

// (b) Sums

fn decimal(value: &Value) -> Decimal {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no decimal string"));
    assert!(!text.contains(['e', 'E', '+']) && text != "-0", "{text}");
    text.parse().unwrap()
}

fn sizes(value: &Value) -> [Decimal; 3] {
    ["floor", "expected", "ceiling"].map(|size| decimal(&value[size]))
}

fn add(all: impl Iterator<Item = [Decimal; 3]>) -> [Decimal; 3] {
    all.fold([Decimal::ZERO; 3], |sum, one| std::array::from_fn(|at| sum[at] + one[at]))
}

/// `+$1,234.50` in a text.
fn shown(text: &str) -> Decimal {
    let plain: String = text.chars().filter(|c| !"$,+*".contains(*c)).collect();
    assert!(text.contains('$'), "{text} is no amount");
    plain.parse().unwrap_or_else(|_| panic!("{text} is no amount"))
}

fn shown_three(three: &view::three::Three) -> [Decimal; 3] {
    [&three.floor, &three.expected, &three.ceiling].map(|text| shown(text))
}

fn assert_sums_in_json(report: &Value) {
    let fields = [
        "window",
        "before",
        "in_window",
        "tail",
        "after",
        "left_on/month",
        "run_rate_month/from",
        "run_rate_month/to",
        "run_rate_month/delta",
    ];
    for field in fields {
        let of = |cost: &Value| cost.pointer(&format!("/{field}")).filter(|v| !v.is_null()).map(sizes);
        let parts = report["components"].as_array().unwrap();
        for part in parts {
            let lines = part["lines"].as_array().unwrap();
            let sum = add(lines.iter().filter_map(|line| of(&line["cost"])));
            assert_eq!(of(&part["cost"]).unwrap_or_default(), sum, "{field} of {}", part["name"]);
        }
        let sum = add(parts.iter().filter_map(|part| of(&part["cost"])));
        assert_eq!(of(&report["cost"]).unwrap_or_default(), sum, "{field}");
    }
    let parts = report["components"].as_array().unwrap();
    let hours = add(parts.iter().map(|part| sizes(&part["cost"]["run_rate_hour_delta"])));
    assert_eq!(sizes(&report["cost"]["run_rate_hour_delta"]), hours);
    let residual: Decimal = parts.iter().map(|part| decimal(&part["cost"]["residual_month"])).sum();
    assert_eq!(decimal(&report["cost"]["residual_month"]), residual);
    for cost in parts.iter().map(|part| &part["cost"]).chain([&report["cost"]]) {
        if !cost["window"].is_null() {
            let phases = ["before", "in_window", "tail", "after"].map(|phase| sizes(&cost[phase]));
            assert_eq!(add(phases.into_iter()), sizes(&cost["window"]));
        }
        let rate = &cost["run_rate_month"];
        let [from, to, delta] = ["from", "to", "delta"].map(|key| sizes(&rate[key]));
        assert_eq!(std::array::from_fn::<_, 3, _>(|at| to[at] - from[at]), delta);
    }
}

fn assert_sums_in_view(view: &view::View) {
    if let Some(cost) = &view.cost {
        let phases = [&view.before, &view.in_window, &view.tail, &view.after];
        assert_eq!(shown_three(cost), add(phases.into_iter().flatten().map(shown_three)));
        let parts = view.parts.iter().map(|part| shown_three(part.cost.as_ref().unwrap()));
        assert_eq!(shown_three(cost), add(parts));
        for part in &view.parts {
            let lines = part.lines.iter().filter_map(|line| line.cost.as_ref().map(shown_three));
            assert_eq!(shown_three(part.cost.as_ref().unwrap()), add(lines), "{}", part.name);
        }
    }
    assert_eq!(shown_three(&view.month), add(view.parts.iter().map(|part| shown_three(&part.month))));
    for part in &view.parts {
        let lines = part.lines.iter().filter_map(|line| line.month.as_ref().map(shown_three));
        assert_eq!(shown_three(&part.month), add(lines), "{}", part.name);
    }
}

/// The last word of a line, if it is an amount.
fn last_amount(line: &str) -> Option<Decimal> {
    let word = line.split(' ').next_back()?;
    (word.contains('$') && (word.starts_with(['+', '-', '$']))).then(|| shown(word))
}

/// Parts and lines of the text add up to its headline, as expected.
fn assert_sums_in_text(text: &str, view: &view::View) {
    let Some(cost) = &view.cost else { return };
    let body = text.split("\nquotas, at the ceiling:").next().unwrap();
    let body = body.split("\nprice unknown").next().unwrap().split("\nnot counted").next().unwrap();
    let (mut parts, mut lines) = (Decimal::ZERO, Decimal::ZERO);
    let mut sum_of_part = None;
    let mut sum_of_lines = Decimal::ZERO;
    let names: BTreeSet<&str> = view.parts.iter().map(|part| part.name.as_str()).collect();
    for line in body.lines() {
        let name = line.split("  ").next().unwrap_or_default();
        if !line.starts_with(' ') && names.contains(name) {
            if let Some(before) = sum_of_part {
                assert_eq!(before, sum_of_lines, "before {line}\n{text}");
            }
            let amount = last_amount(line).unwrap_or_else(|| panic!("{line}"));
            parts += amount;
            (sum_of_part, sum_of_lines) = (Some(amount), Decimal::ZERO);
        } else if line.starts_with("    ") {
            let amount = last_amount(line).unwrap_or_default();
            lines += amount;
            sum_of_lines += amount;
        }
    }
    assert_eq!(sum_of_part.unwrap_or_default(), sum_of_lines, "{text}");
    assert_eq!(parts, shown(&cost.expected), "{text}");
    assert_eq!(lines, parts, "{text}");
}

/// The rows of the table whose head begins with a text: their cells.
fn rows(markdown: &str, head: &str) -> Vec<Vec<String>> {
    let below = markdown.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let rows = below.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn assert_sums_in_markdown(markdown: &str, view: &view::View) {
    if view.parts.is_empty() {
        return;
    }
    let timed = view.cost.is_some();
    let sum = |rows: &[Vec<String>], from_end: usize| -> Decimal {
        let cells = rows.iter().filter_map(|row| row.iter().rev().nth(from_end));
        // `+$3.00 and what is unknown`
        let first = |cell: &String| cell.split(' ').next().unwrap_or_default().to_owned();
        cells.map(first).filter(|cell| cell.contains('$')).map(|cell| shown(&cell)).sum()
    };
    // Rows and lines that cost nothing are left out, and alike parts are one row.
    let whole = if timed { &view.cost.as_ref().unwrap().expected } else { &view.month.expected };
    let parts = rows(markdown, "| what changes |");
    assert_eq!(sum(&parts, 2), shown(whole), "{markdown}");
    let mut lines = rows(markdown, "| component |");
    if let Some(all) = lines.pop() {
        assert!(all[0].contains("all"), "{markdown}");
        assert_eq!(shown(all.last().unwrap().trim_matches('*')), shown(whole), "{markdown}");
        assert_eq!(sum(&lines, 0), shown(whole), "{markdown}");
    }
    for cells in parts.iter().chain(&lines) {
        assert!(!cells.iter().any(|cell| cell == "$0.00"), "{markdown}");
    }
}

/// What stands as arithmetic, calculated: `(118 - 2) x $0.0046 x 24 h`.
fn calculated(arithmetic: &str) -> Decimal {
    let factor = |text: &str| -> Decimal {
        let text = text.replace(',', "");
        // A number is followed by what it is of: `20 GB a month`, `(20 - 8) vCPU`.
        if let Some((a, b)) =
            text.strip_prefix('(').and_then(|text| text.split(')').next()?.split_once(" - "))
        {
            return a.parse::<Decimal>().unwrap() - b.parse::<Decimal>().unwrap();
        }
        let text = text.split(' ').next().unwrap_or_default();
        if let Some((a, b)) = text.split_once('/') {
            return a.parse::<Decimal>().unwrap() / b.parse::<Decimal>().unwrap();
        }
        if text.contains('$') { shown(text) } else { text.parse().unwrap_or_else(|_| panic!("{text}")) }
    };
    let term = |term: &str| term.split(" x ").map(factor).fold(Decimal::ONE, Decimal::saturating_mul);
    arithmetic.split(" + ").map(term).fold(Decimal::ZERO, Decimal::saturating_add)
}

fn rendered(diff: &Diff<'_>, sources: &Sources) -> (Value, view::View, String, String) {
    let view = view::view(diff, &[], sources);
    let report = serde_json::to_value(programs::report(diff, &[], sources)).unwrap();
    let text = report::text::text(&view, true, false);
    let markdown = report::markdown::markdown(&view, &Templates::new(&BTreeMap::new()).unwrap()).unwrap();
    (report, view, text, markdown)
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn lines_add_up_to_parts_and_parts_to_the_whole(
        stack in stack(), less in scale(), more in scale(), own in prices(), span in span(),
    ) {
        let (normal, launch) = (profile("normal", &stack, &less), profile("launch", &stack, &more));
        let pair = Pair::new(&normal, &launch, &own, span);
        for (from, to) in [("normal", "launch"), ("launch", "normal")] {
            let diff = pair.diff(from, to);
            let (report, view, text, markdown) = rendered(&diff, &pair.project.sources);
            assert_sums_in_json(&report);
            assert_sums_in_view(&view);
            assert_sums_in_text(&text, &view);
            assert_sums_in_markdown(&markdown, &view);
            // In percent of the month before.
            for (at, size) in ["floor", "expected", "ceiling"].into_iter().enumerate() {
                let said = &report["cost"]["percent_of_month"][size];
                let month = sizes(&report["cost"]["run_rate_month"]["from"])[1];
                let share = diff.total.window().and_then(|window| percent(three(window)[at], month));
                prop_assert_eq!(said.as_str().map(|text| text.parse::<Decimal>().unwrap()), share);
            }
        }
    }

    /// What a line says that it is calculated from gives what it costs.
    #[test]
    fn a_line_costs_what_its_arithmetic_says(
        stack in stack(), less in sized(60), more in sized(60), own in prices(), span in 1..400_000_i64,
    ) {
        // A vendor's price is part of the profile, and may change under the same name.
        let mut more = more;
        more.vendors.clone_from(&less.vendors);
        let (normal, launch) = (profile("normal", &stack, &less), profile("launch", &stack, &more));
        let pair = Pair::new(&normal, &launch, &own, Some(span));
        let diff = pair.diff("normal", "launch");
        let view = view::view(&diff, &[], &pair.project.sources);
        for line in view.parts.iter().flat_map(|part| &part.lines) {
            let Some(cost) = &line.cost else { continue };
            let exact = priced_twice(&line.arithmetic);
            // No line is more than that, whatever is multiplied.
            if exact.abs() > Decimal::from(1_000_000_000_000_000_u64) {
                continue;
            }
            // A cent of rounding, and what hours of six digits are off.
            let off = (exact - shown(&cost.expected)).abs();
            let near = off <= Decimal::new(1, 2) + exact.abs() * Decimal::new(1, 3);
            prop_assert!(near, "{} = {}, and not {}", &line.arithmetic, exact, &cost.expected);
        }
    }

    #[test]
    fn a_bill_adds_up(stack in stack(), less in sized(60), more in sized(60), own in prices(), span in 1..9_000_000_i64) {
        let (normal, launch) = (profile("normal", &stack, &less), profile("launch", &stack, &more));
        let pair = Pair::new(&normal, &launch, &own, Some(span));
        let (plan, cost) = (pair.plan("launch"), pair.cost("launch"));
        let report: Value = serde_json::from_str(&bill::json(&cost, plan, None, pair.span).unwrap()).unwrap();
        for period in ["hour", "window", "month"] {
            let of = |cost: &Value| Some(&cost[period]).filter(|v| !v.is_null()).map(sizes);
            let parts = report["components"].as_array().unwrap();
            for part in parts {
                let lines = part["lines"].as_array().unwrap();
                let sum = add(lines.iter().filter_map(|line| of(&line["cost"])));
                prop_assert_eq!(of(&part["cost"]), Some(sum));
            }
            prop_assert_eq!(of(&report["cost"]), Some(add(parts.iter().filter_map(|part| of(&part["cost"])))));
        }
        for period in [BillPeriod::Hour, BillPeriod::Window, BillPeriod::Month] {
            let markdown = bill::markdown(&cost, plan, pair.span, period);
            let mut rows = rows(&markdown, "| `");
            let all = rows.pop().unwrap();
            let cells = |row: &[String]| -> Option<[Decimal; 3]> {
                let last = &row[row.len() - 3..];
                last[0].contains('$').then(|| std::array::from_fn(|at| shown(&last[at])))
            };
            let (parts, lines): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row[0].contains("**"));
            prop_assert_eq!(cells(&all).unwrap(), add(parts.iter().filter_map(|row| cells(row))));
            prop_assert_eq!(cells(&all).unwrap(), add(lines.iter().filter_map(|row| cells(row))), "{}", markdown);
        }
        // An hour is shown to a hundredth of a cent below its headline, which is in cents.
        for period in [BillPeriod::Window, BillPeriod::Month] {
            let text = bill::text(&cost, plan, pair.span, period, false);
            let expected = |line: &str| -> Option<Decimal> {
                let cells: Vec<&str> = line.split_whitespace().rev().take(3).collect();
                let amounts = cells.len() == 3 && cells.iter().all(|cell| cell.contains('$'));
                amounts.then(|| shown(cells[1]))
            };
            // Wide amounts: see `amounts_stand_apart`.
            if text.split_whitespace().any(|word| word.matches('$').count() > 1) {
                continue;
            }
            let (head, body) = text.split_once("\nfor ").unwrap();
            let word = if period == BillPeriod::Window { "the window" } else { "a month" };
            let headline = head.lines().find(|line| line.starts_with(word)).and_then(expected).unwrap();
            let lines = body.lines().filter(|line| line.starts_with("  ") && !line.starts_with("    "));
            let sum: Decimal = lines.filter_map(expected).sum();
            let wrapped = body.lines().any(|line| line.starts_with("                                      "));
            prop_assert!(wrapped || sum == headline, "{} {}\n{}", sum, headline, text);
        }
    }
}

// (c) More is never cheaper

fn figures(cost: &Cost, span: Span) -> [[Decimal; 3]; 3] {
    [
        three(cost.sum(PricedLine::hour)),
        three(cost.sum(PricedLine::month)),
        three(cost.sum(|line| line.over(span))),
    ]
}

fn raise(scale: &mut Scale, at: usize, by: u32) {
    let more = |number: u32, most: u32| number.saturating_add(by).min(most.max(number));
    let count = |count: &mut Count, which: usize| match which {
        0 => count.0 = more(count.0, 100_000),
        1 => count.1 = count.1.map(|expected| more(expected, 100_000)),
        _ => count.2 = more(count.2, 100_000),
    };
    let by64 = u64::from(by);
    match at {
        0..=2 => count(&mut scale.fleet.count, at),
        3..=5 => count(&mut scale.workers.count, at - 3),
        6..=8 => count(&mut scale.app, at - 6),
        9 => scale.disk += by64,
        10 => scale.database.iops = scale.database.iops.map(|iops| more(iops, 1_000_000)),
        11 => scale.database.throughput = scale.database.throughput.map(|rate| more(rate, 100_000)),
        12 => scale.volume.iter_mut().for_each(|volume| volume.gib += by64),
        13 => {
            scale
                .volume
                .iter_mut()
                .for_each(|volume| volume.iops = volume.iops.map(|iops| more(iops, 1_000_000)));
        }
        14 => scale.messages = scale.messages.map(|messages| messages + by64),
        15 => scale.connections = scale.connections.map(|connections| more(connections, 100_000_000)),
        16 => scale.data = scale.data.map(|data| data + by64),
        17 => scale.logs = scale.logs.map(|logs| logs + by64),
        _ => scale.database.gib += by64,
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn raising_a_number_lowers_no_cost(
        stack in stack(), scale in scale(), own in prices(), at in 0..19_usize, by in 0..5000_u32,
        seconds in 1..9_000_000_i64,
    ) {
        let mut own = own;
        // What is saved is saved on the everyday profile, which is another one then.
        own.as_object_mut().unwrap().remove("savings");
        let mut more = scale.clone();
        raise(&mut more, at, by);
        let pair = Pair::new(&profile("normal", &stack, &scale), &profile("launch", &stack, &more), &own, None);
        let span = Span::of_seconds(seconds);
        let (less, more) = (figures(&pair.cost("normal"), span), figures(&pair.cost("launch"), span));
        for (less, more) in less.iter().flatten().zip(more.iter().flatten()) {
            prop_assert!(less <= more, "{} has become {}", less, more);
        }
    }

    #[test]
    fn a_longer_window_lowers_no_cost(
        stack in stack(), scale in scale(), own in prices(), seconds in 1..9_000_000_i64, more in 0..9_000_000_i64,
    ) {
        let mut own = own;
        own.as_object_mut().unwrap().remove("savings");
        let same = profile("normal", &stack, &scale);
        let pair = Pair::new(&same, &profile("launch", &stack, &scale), &own, None);
        let cost = pair.cost("normal");
        let of = |seconds| three(cost.sum(|line| line.over(Span::of_seconds(seconds))));
        for (less, more) in of(seconds).into_iter().zip(of(seconds + more)) {
            prop_assert!(less <= more);
        }
    }

    #[test]
    fn floor_expected_ceiling_are_in_order(
        stack in stack(), scale in scale(), own in prices(), seconds in 1..9_000_000_i64,
    ) {
        let same = profile("normal", &stack, &scale);
        let pair = Pair::new(&same, &profile("launch", &stack, &scale), &own, None);
        let cost = pair.cost("launch");
        for [floor, expected, ceiling] in figures(&cost, Span::of_seconds(seconds)) {
            prop_assert!(floor <= expected && expected <= ceiling);
            // Savings are never more than what is saved on.
            prop_assert!(floor >= Decimal::new(-1, 4), "{}", floor);
        }
    }
}

// (d) What is not known

fn same_thing(line: &LineDiff) -> (&str, &str) {
    (line.what, &line.service)
}

fn assert_unknown(part: &PartDiff) {
    let unknown: BTreeSet<_> = part.lines.iter().filter(|line| line.is_unknown()).map(same_thing).collect();
    for line in &part.lines {
        // On both sides or on neither.
        let left_out = line.total.is_none();
        assert!(left_out || !unknown.contains(&same_thing(line)), "{} {}", part.name, line.key);
        assert!(!left_out || part.total.incomplete, "{} {} is left out in silence", part.name, line.key);
    }
    assert_eq!(part.total.incomplete, !unknown.is_empty());
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn what_is_not_known_is_left_out_and_said(
        stack in stack(), less in scale(), more in scale(), own in prices(), span in span(),
    ) {
        let mut more = more;
        // A vendor's price may be known in one profile only: see below.
        more.vendors.clone_from(&less.vendors);
        let (normal, launch) = (profile("normal", &stack, &less), profile("launch", &stack, &more));
        let pair = Pair::new(&normal, &launch, &own, span);
        let diff = pair.diff("normal", "launch");
        let (report, view, text, markdown) = rendered(&diff, &pair.project.sources);
        let listed: BTreeSet<(&str, &str)> = report["unknown"].as_array().unwrap().iter()
            .map(|row| (row["component"].as_str().unwrap(), row["key"].as_str().unwrap()))
            .collect();
        for part in &diff.parts {
            assert_unknown(part);
            for line in part.lines.iter().filter(|line| line.is_unknown()) {
                prop_assert!(listed.contains(&(part.name.as_str(), line.key.as_ref())));
            }
        }
        let complete = !diff.parts.iter().any(|part| part.total.incomplete);
        prop_assert_eq!(report["cost"]["complete"].as_bool().unwrap(), complete);
        prop_assert_eq!(complete, listed.is_empty());
        prop_assert_eq!(view.incomplete, !complete);
        prop_assert_eq!(text.contains("price unknown, left out of every sum"), !complete);
        prop_assert_eq!(markdown.contains("not known: this sum is without"), !complete);
    }

    /// One component's price that is not known changes nobody else's money.
    #[test]
    fn an_unknown_price_touches_only_its_part(stack in stack(), scale in scale(), more in scale(), span in 1..400_000_i64) {
        let (mut scale, mut more) = (scale, more);
        for scale in [&mut scale, &mut more] {
            scale.parts = PARTS.into();
            scale.workers.machine = "t4g.nano";
        }
        let none = json!({"prices": []});
        let of = |less: &Scale, more: &Scale| {
            let (normal, launch) = (profile("normal", &stack, less), profile("launch", &stack, more));
            let pair = Pair::new(&normal, &launch, &none, Some(span));
            let diff = pair.diff("normal", "launch");
            diff.parts.into_iter().map(|part| (part.name, part.total)).collect::<BTreeMap<_, _>>()
        };
        let known = of(&scale, &more);
        more.workers.machine = "m99.large";
        let unknown = of(&scale, &more);
        for (name, total) in known {
            if name != "sync" {
                prop_assert_eq!(total, unknown[&name], "{}", name);
            }
        }
    }
}

/// What is set in bold is bold, and not between asterisks.
#[test]

fn markdown_shows_no_mark_up() {
    let storage = |size: &str| Scale {
        volume: Some(Volume { name: "gp3", gib: size.parse().unwrap(), iops: None, throughput: None }),
        ..plain()
    };
    let stack = Stack {
        region: "eu-west-1",
        per_zone: false,
        engine: ("mysql", "8.4"),
        arm: false,
        task: (0.5, "1GiB"),
        public: false,
    };
    let (normal, launch) =
        (profile("normal", &stack, &storage("100")), profile("launch", &stack, &storage("200")));
    let pair = Pair::new(&normal, &launch, &json!({"prices": []}), Some(86_400));
    let (.., markdown) = rendered(&pair.diff("normal", "launch"), &pair.project.sources);
    assert!(markdown.contains("stays for good"), "{markdown}");
    assert!(!markdown.contains("\\*"), "{markdown}");
}

/// A server alone.
fn plain() -> Scale {
    let group = Group { machine: "t4g.nano", count: (1, None, 1) };
    let database = Volume { name: "gp3", gib: 100, iops: None, throughput: None };
    Scale {
        class: "db.m6g.large",
        multi_az: false,
        database,
        server: "m6g.large",
        volume: None,
        fleet: group.clone(),
        disk: 8,
        workers: group,
        messages: None,
        app: (1, None, 1),
        connections: None,
        data: None,
        logs: None,
        vendors: Vec::new(),
        visits: 0,
        parts: BTreeSet::from(["graph"]),
        window: None,
    }
}

/// A vendor's price that one of the two profiles does not state is not known, however the other's is.
#[test]

fn a_vendor_without_a_price_before_is_not_free() {
    let (normal, launch) = (vendor("normal", None), vendor("launch", Some("50")));
    let pair = Pair::new(&normal, &launch, &json!({"prices": []}), Some(86_400));
    for (from, to) in [("normal", "launch"), ("launch", "normal")] {
        let diff = pair.diff(from, to);
        for part in &diff.parts {
            assert_unknown(part);
        }
        assert!(diff.total.incomplete, "from {from} to {to}");
    }
}

/// The arithmetic of a vendor who asks another price for the same plan.
#[test]

fn a_vendor_who_asks_more_says_how_much() {
    let (normal, launch) = (vendor("normal", Some("20")), vendor("launch", Some("50")));
    let pair = Pair::new(&normal, &launch, &json!({"prices": []}), Some(86_400));
    let view = view::view(&pair.diff("normal", "launch"), &[], &pair.project.sources);
    let line = view.parts.iter().flat_map(|part| &part.lines).find(|line| line.what.contains("subscription"));
    let line = line.unwrap();
    let cost = shown(&line.cost.as_ref().unwrap().expected);
    assert_eq!(cost, Decimal::from(30));
    assert_eq!(priced_twice(&line.arithmetic), cost, "{}", line.arithmetic);
}

/// `1 x $50.00 x 1 month - 1 x $20.00 x 1 month`, or one of its sides.
fn priced_twice(arithmetic: &str) -> Decimal {
    match arithmetic.split_once(" month - ") {
        Some((to, from)) => calculated(&format!("{to} month")) - calculated(from),
        None => calculated(arithmetic),
    }
}

fn vendor(name: &str, price: Option<&str>) -> Value {
    let mut vendor = json!({"service": "mapbox", "metric": "map loads"});
    put(&mut vendor, "price", price.map(number));
    json!({
        "profile": name, "stack": "shop", "cloud": {"provider": "aws", "region": "eu-west-1"},
        "external": {"maps": vendor},
        "components": {"graph": {"kind": "server", "machine": "m6g.large"}},
    })
}

/// Amounts stand apart, however large: a vendor who asks two million, then fifty.
#[test]

fn amounts_stand_apart() {
    for (before, after) in [("2000000", "3000000"), ("20000000", "50000000"), ("0", "1000000000")] {
        let (normal, launch) = (vendor("normal", Some(before)), vendor("launch", Some(after)));
        let pair = Pair::new(&normal, &launch, &json!({"prices": []}), Some(86_400));
        let view = view::view(&pair.diff("normal", "launch"), &[], &pair.project.sources);
        let (plan, cost) = (pair.plan("launch"), pair.cost("launch"));
        let mut text = report::text::text(&view, true, false);
        text += &bill::text(&cost, plan, pair.span, BillPeriod::Month, false);
        for word in text.split_whitespace() {
            assert!(word.matches('$').count() < 2, "{text}");
        }
    }
}

/// The network's part of the bill is called so, and no component can be.
#[test]
fn no_component_is_called_network() {
    let mut profile = vendor("normal", None);
    profile["components"] = json!({"network": {"kind": "server", "machine": "m6g.large"}});
    let project = compile([("normal", profile.to_string())]);
    assert!(common::findings(&project).contains("a component cannot be called `network`"));
}

// (e) Absurd values

fn absurd() -> impl Strategy<Value = Scale> {
    let size = || select(vec![0, 1, 65_536, 999_999_999, 1_023_999_998_976]);
    let count = || select(vec![(0, None, 0), (100_000, Some(100_000), 100_000), (0, Some(1), 100_000)]);
    let length = || select(vec!["1s", "100y", "7000y", "1ms", "1d", "1mo"]);
    (sized(100_000), (size(), size(), size()), (count(), count(), count()), length(), any::<bool>()).prop_map(
        |(mut scale, sizes, counts, length, long)| {
            (scale.database.gib, scale.disk) = (sizes.0, sizes.1);
            scale.volume.iter_mut().for_each(|volume| {
                (volume.gib, volume.iops, volume.throughput) = (sizes.2, Some(1_000_000), Some(100_000));
            });
            (scale.fleet.count, scale.workers.count, scale.app) = counts;
            scale.messages = Some(1_000_000_000_000);
            scale.connections = Some(100_000_000);
            (scale.data, scale.logs) = (Some(999_999_999), Some(999_999_999));
            let start = if long { "2027-01-31T09:00:00[Europe/Helsinki]" } else { "9998-12-31T09:00:00Z" };
            scale.window = Some((start.to_owned(), length.to_owned()));
            scale
        },
    )
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn nothing_is_too_absurd_to_be_priced(
        stack in stack(), less in absurd(), more in absurd(), own in own(), span in span(),
    ) {
        let mut own = own;
        for (service, key, unit) in [("ec2", "m6g.large", "Hrs"), ("ebs", "gp3", "GB-Mo"), ("sqs", "request:standard:tier1", "Requests")] {
            let price = json!({"service": service, "key": key, "unit": unit, "usd": 1_000_000_000, "date": "2026-11-01"});
            let prices = own["prices"].as_array_mut().unwrap();
            prices.retain(|known| known["key"] != price["key"]);
            prices.push(price);
        }
        let (normal, launch) = (profile("normal", &stack, &less), profile("launch", &stack, &more));
        let pair = Pair::new(&normal, &launch, &own, span);
        for (from, to) in [("normal", "launch"), ("launch", "normal"), ("launch", "launch")] {
            let diff = pair.diff(from, to);
            let (report, view, text, markdown) = rendered(&diff, &pair.project.sources);
            assert_sums_in_json(&report);
            assert_sums_in_view(&view);
            assert_sums_in_text(&text, &view);
            assert_sums_in_markdown(&markdown, &view);
        }
        let (plan, cost) = (pair.plan("launch"), pair.cost("launch"));
        let span = Some(Span::of_seconds(i64::MAX));
        let mut all = bill::json(&cost, plan, None, span).unwrap();
        for period in [BillPeriod::Hour, BillPeriod::Window, BillPeriod::Month] {
            let _ = write!(all, "{}", bill::text(&cost, plan, span, period, true));
            all += &bill::markdown(&cost, plan, span, period);
        }
        for [floor, expected, ceiling] in figures(&cost, Span::of_seconds(i64::MAX)) {
            prop_assert!(floor <= expected && expected <= ceiling);
        }
    }
}
