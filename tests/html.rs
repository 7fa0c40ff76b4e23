//! What the page of `diff --format html` promises: it needs nothing else, runs nothing, says the same
//! figures as the other formats, and shows what a profile holds as text, whatever it holds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "html/browser.rs"]
mod browser;
mod common;

use std::collections::{BTreeMap, BTreeSet};

use scaleprof::cloud::list_prices;
use scaleprof::diff::{Diff, DiffOptions};
use scaleprof::guardrail::{self, Level, Limit, Measure, Size};
use scaleprof::model::span::Span;
use scaleprof::project::Project;
use scaleprof::report;
use scaleprof::report::view::View;
use scaleprof::template::Templates;
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};

/// A page and what it was written from.
struct Page {
    text: String,
    view: View,
    html: Html,
}

/// The page of a switch between two profiles of a project, with a limit that it does not keep; `hours` in place of a
/// window.
fn page(project: &Project, from: &str, to: &str, hours: Option<i64>) -> Page {
    let stop = Limit { measure: Measure::Window, level: Level::Fail, at: 1.into(), place: None };
    written(project, [from, to, from], hours, &[stop], &BTreeMap::new())
}

/// The page of a switch between two profiles, where the third is that of every day.
fn written(
    project: &Project,
    [from, to, everyday]: [&str; 3],
    hours: Option<i64>,
    limits: &[Limit],
    own: &BTreeMap<String, String>,
) -> Page {
    let errors = project.findings.values().any(scaleprof::diagnostic::Findings::has_errors);
    assert!(!errors, "{}", common::findings(project));
    let [from, to, everyday] = [from, to, everyday].map(|name| &project.plans[name]);
    let span = hours.map(|hours| Span::of_seconds(hours * 3600));
    let prices = list_prices();
    let options = DiffOptions { span, everyday: Some(everyday), ..DiffOptions::default() };
    let diff = Diff::new(from, to, &prices, &options);
    let limits = [limits, &guardrail::of_budget(&diff)].concat();
    let gates = guardrail::evaluate(&diff, &limits, Size::Expected, false);
    let view = report::view::view(&diff, &gates, &project.sources);
    let text = report::html::html(&view, &diff, &gates, &Templates::new(own).unwrap()).unwrap();
    Page { html: Html::parse_document(&text), text, view }
}

fn example() -> Project {
    let read = |name: &str| std::fs::read_to_string(format!("profiles/{name}.yaml")).unwrap();
    common::compile([("normal", read("normal")), ("launch", read("launch"))])
}

fn project(normal: &Value, launch: &Value) -> Project {
    common::compile([("normal", normal.to_string()), ("launch", launch.to_string())])
}

fn launch(components: &Value) -> Value {
    let mut launch = common::layer("launch", "normal", components);
    launch["window"] = json!({"start": "2027-02-03T09:00:00+02:00", "duration": "24h"});
    launch
}

impl Page {
    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&Selector::parse(selector).unwrap()).collect()
    }

    fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(words).collect()
    }

    /// What holds of every page.
    fn assert_sound(&self) {
        assert_eq!(self.html.errors, Vec::<std::borrow::Cow<'_, str>>::new());
        assert_eq!(self.all("html")[0].attr("lang"), Some("en"));
        assert_eq!(self.all("main").len(), 1);
        self.assert_closed();
        self.assert_headings();
        self.assert_references();
        for heading in self.all("th") {
            assert!(matches!(heading.attr("scope"), Some("col" | "row")), "{}", heading.html());
        }
        for table in self.all("table") {
            let caption = table.select(&Selector::parse("caption").unwrap()).next().unwrap();
            assert!(!words(caption).is_empty());
        }
        for drawing in self.all("svg") {
            assert!(drawing.attr("role") == Some("img") || drawing.attr("aria-hidden") == Some("true"));
        }
        for region in self.all(".scroll") {
            assert_eq!((region.attr("tabindex"), region.attr("role")), (Some("0"), Some("region")));
            assert!(region.attr("aria-label").or(region.attr("aria-labelledby")).is_some());
        }
        assert!(!self.text.contains("None") && !self.text.contains("undefined"));
        self.assert_no_empty_rows();
    }

    /// Nothing is loaded, nothing runs, nothing is sent.
    fn assert_closed(&self) {
        let policy = self.all("meta[http-equiv=Content-Security-Policy]");
        let policy = policy[0].attr("content").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline'"), "{policy}");
        let loads =
            "script, link, img, image, iframe, object, embed, audio, video, form, base, use, foreignObject";
        assert_eq!(self.texts(loads), Vec::<String>::new());
        for element in self.all("*") {
            for (name, value) in element.value().attrs() {
                assert!(!name.starts_with("on"), "{name}={value}");
                let refers =
                    ["src", "href", "srcset", "action", "data", "xlink:href", "style"].contains(&name);
                assert!(!refers || value.starts_with('#'), "{name}={value}");
                assert!(!value.contains("://"), "{name}={value}");
            }
        }
        for style in self.texts("style") {
            assert!(!style.contains("url(") && !style.contains("@import"));
        }
    }

    fn assert_headings(&self) {
        let levels: Vec<u8> = self
            .all("h1, h2, h3, h4")
            .iter()
            .map(|heading| heading.value().name().as_bytes()[1] - b'0')
            .collect();
        assert_eq!(levels[0], 1);
        assert_eq!(self.all("h1").len(), 1);
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{levels:?}");
        }
    }

    /// Names that refer to an element find exactly one.
    fn assert_references(&self) {
        let ids: Vec<&str> = self.all("[id]").iter().map(|e| e.attr("id").unwrap()).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "{ids:?}");
        for element in self.all("[aria-labelledby]") {
            for id in element.attr("aria-labelledby").unwrap().split(' ') {
                assert!(known.contains(id), "{id}");
            }
        }
        for link in self.all("a[href]") {
            assert!(known.contains(&link.attr("href").unwrap()[1..]));
        }
    }

    /// The figures of a row of the table of what changes, in cents; an empty cell is nothing.
    fn cents(row: ElementRef<'_>) -> Vec<i64> {
        let cells = Selector::parse("td.n").unwrap();
        let text = |cell| Some(words(cell)).filter(|text| !text.is_empty());
        row.select(&cells).map(|cell| text(cell).map_or(0, |text| cents(&text))).collect()
    }

    /// The rows of the table of what changes add up to its last, and that is the headline.
    fn assert_adds_up(&self) {
        let total = Self::cents(self.all(".costs tfoot tr")[0]);
        let mut sum = vec![0; total.len()];
        for row in self.all(".costs tbody tr.part") {
            sum.iter_mut().zip(Self::cents(row)).for_each(|(sum, cell)| *sum += cell);
        }
        assert_eq!(sum, total);
        let headline = self.texts(".tiles b").swap_remove(0);
        assert_eq!(cents(&headline), total[0]);
        assert!(self.texts("h1")[0].contains(&headline), "{:?}", self.texts("h1"));
    }

    /// No row is empty, and none says only that something costs nothing.
    fn assert_no_empty_rows(&self) {
        for row in self.all("tbody tr, li, .tiles div") {
            assert!(!words(row).is_empty(), "{}", row.html());
        }
        for row in self.all(".costs tbody tr, .calc tbody tr, .money tbody tr") {
            let cells = Selector::parse("td.n").unwrap();
            let figures: Vec<String> =
                row.select(&cells).map(words).filter(|text| text.contains('$')).collect();
            let free = |text: &String| text.trim_start_matches(['+', '-']) == "$0.00";
            assert!(figures.is_empty() || !figures.iter().all(free), "{}", row.html());
        }
        assert!(self.all(".costs td").iter().all(|cell| words(*cell) != "$0.00"));
    }
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `+$1,234.50` as 123450.
fn cents(text: &str) -> i64 {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
    assert!(text.contains('$') && text.contains('.'), "{text}");
    digits.parse().unwrap()
}

#[test]
fn the_example_is_a_sound_page() {
    let page = page(&example(), "normal", "launch", None);
    page.assert_sound();
    page.assert_adds_up();
    assert_eq!(page.all(".costs tbody tr.part").len(), page.view.rows.len());
    assert!(page.texts("footer")[0].contains("not a bill"));
}

/// What a reader looks for stands on the page, without a fold that must be opened.
#[test]
fn the_facts_are_there_without_a_fold() {
    let page = page(&example(), "normal", "launch", None);
    let open: String = page.texts("header, main > section:not(.folds), main > .pair").join(" ");
    let view = &page.view;
    let times = view.times.as_ref().unwrap();
    let [cost, before, launch, after] =
        [&view.cost, &view.before, &view.in_window, &view.after].map(|sum| sum.as_ref().unwrap());
    let mut facts: Vec<&str> = vec![
        "Featured on the front page",
        &times.start,
        &times.end,
        &times.zone,
        &times.begins,
        &times.returns,
        &view.day.expected,
        &view.month.expected,
        &view.budget.title,
        &view.budget.limits,
        &view.budget.says,
        &view.left.text,
    ];
    for sum in [cost, before, launch, after] {
        facts.extend([sum.floor.as_str(), &sum.expected, &sum.ceiling]);
    }
    facts.extend(view.budget.at_maximum.iter().chain(&view.budget.later).map(String::as_str));
    let missing: Vec<String> = view.missing.iter().map(|row| row.text.replace('`', "")).collect();
    facts.extend(missing.iter().map(String::as_str));
    for order in view.orders.iter().chain(&view.given_back) {
        facts.extend([order.by.as_str(), &order.what]);
        facts.extend(order.owner.iter().chain(&order.note).map(String::as_str));
    }
    facts.extend(view.felt.iter().flat_map(|felt| [felt.at.as_str(), &felt.what]));
    facts.extend(view.rows.iter().flat_map(|row| [row.title.as_str(), &row.from, &row.to]));
    assert!(!view.orders.is_empty() && !view.felt.is_empty() && !view.missing.is_empty());
    for fact in facts {
        let fact = fact.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(open.contains(&fact), "{fact}: {open}");
    }
}

/// The picture of the day has the times of the runbook, in the same order.
#[test]
fn the_day_has_the_times_of_the_runbook() {
    let project = example();
    let page = page(&project, "normal", "launch", None);
    let runbook = project.runbook(&project.plans["launch"], None, &list_prices(), None).unwrap();
    let shown = page.texts(".day li:not(.axis) .at");
    assert!(!shown.is_empty());
    let steps = runbook.steps.iter().chain(&runbook.way_back);
    for step in steps {
        let at = step.latest.at.as_ref().unwrap();
        let (date, rest) = at.split_once(' ').unwrap();
        let time = rest.split(' ').next().unwrap();
        let day: jiff::civil::Date = date.parse().unwrap();
        let said = format!("{} {time}", day.strftime("%a %-d %b"));
        assert!(shown.contains(&said), "{}: {said} is not among {shown:?}", step.title);
    }
}

#[test]
fn the_same_switch_is_the_same_page() {
    let once = page(&example(), "normal", "launch", None).text;
    assert_eq!(page(&example(), "normal", "launch", None).text, once);
}

#[test]
fn the_drawing_is_labelled_and_told_in_words() {
    let page = page(&example(), "normal", "launch", None);
    let drawing = page.all("svg.chart")[0];
    assert_eq!(drawing.attr("role"), Some("img"));
    assert!(!page.texts("svg.chart > title")[0].is_empty());
    let cost = page.view.cost.as_ref().unwrap();
    let spoken = &page.texts("svg.chart > desc")[0];
    let rows = page.texts(".course tbody tr");
    for amount in [&cost.floor, &cost.expected, &cost.ceiling] {
        let amount = amount.trim_start_matches('+');
        assert!(spoken.contains(amount), "{spoken}");
        assert!(rows[5].contains(amount), "{rows:?}");
    }
    assert!(rows[5].starts_with("Thu 4 Feb 11:00, everything is back"), "{rows:?}");
    // The plans' month is paid at the start; what is used beyond one comes with the visitors.
    let at_start =
        |before: &str| format!("${}.{:02}", (cents(before) + 14_900) / 100, (cents(before) + 14_900) % 100);
    let before = page.view.before.as_ref().unwrap();
    let [floor, expected, ceiling] =
        [&before.floor, &before.expected, &before.ceiling].map(|text| at_start(text));
    assert_eq!(rows[0], format!("Wed 3 Feb 09:00, the launch begins{floor}{expected}{ceiling}"));
    assert!(rows[6].starts_with("Fri 5 Feb 11:00, if nobody switches back"), "{rows:?}");
    // The sum and the limits of the budget are written in the drawing.
    let texts = page.texts("svg.chart text").join("; ");
    for text in [&cost.expected, "warning at $700", "stop at 40 %", "stop at $1,000", "Wed 3 Feb"] {
        assert!(texts.contains(text), "{text}: {texts}");
    }
    for curve in page.all("svg.chart polyline, svg.chart polygon") {
        for point in curve.attr("points").unwrap().split(' ') {
            let (x, y) = point.split_once(',').unwrap();
            let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
            assert!((0.0..=1000.0).contains(&x) && (0.0..=220.0).contains(&y), "{point}");
        }
    }
}

#[test]
fn subscriptions_step_with_each_month_begun() {
    let mut normal = common::stack();
    normal["external"]["maps"]["price"] = json!(0);
    let mut launch = common::layer("launch", "normal", &json!({"search": {"count": {"max": 9}}}));
    launch["window"] = json!({"start": "2027-01-31T00:00:00+00:00", "duration": "1080h"});
    launch["external"] = json!({"maps": {"price": 100}});
    let page = page(&project(&normal, &launch), "normal", "launch", None);
    page.assert_sound();
    page.assert_adds_up();
    let rows = page.texts(".course tbody tr");
    assert!(rows[0].ends_with("the launch begins$100.00$100.00$100.00"), "{rows:?}");
    // January, February and March.
    assert!(rows[1].starts_with("Thu 11 Feb 06:00$200.00"), "{rows:?}");
    assert!(rows[4].contains("the launch ends$300.00"), "{rows:?}");
    // By then April and May have begun.
    assert!(rows[6].starts_with("Sat 1 May 01:00, if nobody switches back$500.00"), "{rows:?}");
}

#[test]
fn what_is_billed_by_use_is_no_subscription() {
    let mut normal = common::stack();
    normal["traffic"] = json!({"visits": {"day": 1000}});
    normal["external"]["maps"] = json!({
        "service": "mapbox", "owner": "web", "metric": "map loads", "per": "month",
        "uses": {"traffic": "visits"}, "plan": "by the piece", "price": 0,
        "overage": {"price": 5, "per": 1000}, "lead_time": "1h",
    });
    let mut launch = common::layer("launch", "normal", &json!({}));
    launch["window"] = json!({"start": "2027-01-31T00:00:00+00:00", "duration": "24h"});
    launch["traffic"] = json!({"visits": {"day": 11_000}});
    let page = page(&project(&normal, &launch), "normal", "launch", None);
    page.assert_sound();
    assert!(page.view.subscriptions.is_none());
    let cost = page.view.cost.as_ref().unwrap();
    assert_eq!(cost.expected, "+$50.00");
    let rows = page.texts(".course tbody tr");
    assert!(rows[0].contains("begins$0.00"), "{rows:?}");
    let line = page.view.parts.iter().flat_map(|part| &part.lines).find(|line| line.what.contains("overage"));
    assert_eq!(line.unwrap().price, "$5.00 each");
}

#[test]
fn the_way_back_saves() {
    let page = written(&example(), ["launch", "normal", "normal"], None, &[], &BTreeMap::new());
    page.assert_sound();
    page.assert_adds_up();
    assert!(page.view.back);
    assert!(page.texts(".tiles b")[0].starts_with('-'));
    let cost = &page.texts("#cost")[0];
    assert!(cost.contains("The way back has no window") && cost.contains(&page.view.left.money), "{cost}");
    assert!(!cost.contains("as in the launch") && !page.texts(".tiles")[0].contains("on the way back"));
    assert!(page.all("svg.chart, .day").is_empty());
    let other = self::page(&example(), "launch", "normal", None);
    other.assert_sound();
    other.assert_adds_up();
}

/// Each state of the budget, and none, has its own words.
#[test]
fn each_verdict_on_the_budget_is_told() {
    let normal = common::stack();
    let project = project(&normal, &launch(&json!({"search": {"count": {"min": 5, "max": 9}}})));
    let limit = |level, at: i64| Limit { measure: Measure::Window, level, at: at.into(), place: None };
    for (limits, class, words) in [
        (vec![], None, "in all"),
        (vec![limit(Level::Fail, 1_000_000)], Some("good"), "within budget"),
        (
            vec![limit(Level::Warn, 0), limit(Level::Fail, 1_000_000)],
            Some("warn"),
            "above the budget's warning",
        ),
        (vec![limit(Level::Fail, 0)], Some("bad"), "over budget"),
    ] {
        let page = written(&project, ["normal", "launch", "normal"], None, &limits, &BTreeMap::new());
        page.assert_sound();
        page.assert_adds_up();
        assert!(page.texts("h1")[0].contains(words), "{words}: {:?}", page.texts("h1"));
        let tile = page.all(".tiles div")[0].attr("class").filter(|class| !class.is_empty());
        assert_eq!(tile, class, "{words}");
    }
}

#[test]
fn without_a_window_a_month_is_the_headline() {
    let components = json!({"search": {"count": {"max": 9, "expected": 7}}});
    let project = project(&common::stack(), &common::layer("launch", "normal", &components));
    let alone = page(&project, "normal", "launch", None);
    alone.assert_sound();
    alone.assert_adds_up();
    assert!(alone.all("svg.chart").is_empty());
    assert_eq!(alone.texts(".tiles b")[0], alone.view.month.expected);
    assert!(alone.all(".day").is_empty());
    let given = page(&project, "normal", "launch", Some(6));
    given.assert_sound();
    given.assert_adds_up();
    assert_eq!((given.all("svg.chart").len(), given.all(".day").len()), (1, 1));
    assert!(given.texts(".day .at").contains(&"at the start".to_owned()), "{:?}", given.texts(".day .at"));
}

#[test]
fn nothing_changed_is_said() {
    let page = page(&example(), "normal", "normal", None);
    page.assert_sound();
    assert!(page.texts("h1")[0].ends_with("nothing changes"));
    assert!(page.texts("#cost")[0].contains("nothing changes"));
    assert!(page.all(".costs, svg.chart, .day, .tiles, .folds").is_empty());
}

#[test]
fn a_price_that_is_not_known_stands_out() {
    let mut launch = launch(&json!({}));
    launch["external"] = json!({"maps": {"plan": "pay as you go", "price": 5}});
    let mut normal = common::stack();
    normal["external"]["maps"].as_object_mut().unwrap().remove("price");
    let page = page(&project(&normal, &launch), "normal", "launch", None);
    page.assert_sound();
    page.assert_adds_up();
    assert_eq!(page.view.unknown.len(), 1);
    assert!(page.texts("li.bad")[0].contains("the price of maps is not known: this sum is without it"));
    for place in ["h1", ".money caption", ".costs tfoot"] {
        assert!(page.texts(place)[0].contains("without unknown prices"), "{place}");
    }
    assert!(page.texts(".costs .unknown").concat().contains("plus unknown prices"));
}

/// What would run, load, close an attribute, a comment or a table, be evaluated or turn text around.
const HOSTILE: [&str; 7] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=1>",
    "' onmouseover='alert(1)",
    "{{7*7}}{% for x in y %}",
    "</style></svg></title></table><iframe src=//example.com>",
    "<!-- --><base href=//example.com/>&lt;b&gt;",
    "a\u{202e}b\u{0}c",
];

#[test]
fn what_a_profile_holds_is_text() {
    for hostile in HOSTILE {
        let hostile = &hostile.replace('\u{0}', "");
        let mut normal = common::stack();
        normal["owners"]["web"]["name"] = json!(hostile);
        normal["external"]["maps"]["service"] = json!(hostile);
        normal["external"]["maps"]["metric"] = json!(hostile);
        normal["components"]["db"]["allow"] = json!({"connections-tight": hostile});
        normal["external"]["bare"] = json!({
            "service": hostile, "owner": "web", "plan": hostile, "metric": "calls", "per": "day", "expected": 5,
        });
        let mut launch = launch(&json!({"api": {"count": "x3"}}));
        launch["external"] = json!({
            "maps": {"plan": hostile, "price": 5, "source": format!("{hostile} more"), "how": hostile},
            "bare": {"plan": format!("{hostile} larger")},
        });
        let page = page(&project(&normal, &launch), "normal", "launch", None);
        page.assert_sound();
        page.assert_adds_up();
        let seen = hostile.replace('\u{202e}', r"\u202e");
        let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
        for place in [".rows li", ".costs .sizes", ".calc td"] {
            let texts = page.texts(place);
            assert!(texts.iter().any(|text| text.contains(&seen)), "{place}: {seen}: {texts:?}");
        }
        assert!(!page.text.contains("\u{202e}"));
    }
}

#[test]
fn of_hundreds_only_what_changes_is_listed() {
    let worker = |count: Value| json!({"kind": "workers", "machine": "t4g.nano", "count": count});
    let mut normal = common::stack();
    for at in 0..300 {
        normal["components"][format!("w{at}-{}", if at < 40 { "hot" } else { "cold" })] =
            worker(json!({"min": 1, "max": 2}));
    }
    let launch = launch(&json!({"*-hot": {"count": "x10"}}));
    let project = project(&normal, &launch);
    let start = std::time::Instant::now();
    let page = page(&project, "normal", "launch", None);
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    page.assert_sound();
    page.assert_adds_up();
    // All forty are alike.
    assert_eq!(page.all(".costs tbody tr.part").len(), 1);
    assert!(page.texts(".costs tbody tr.part")[0].starts_with("40 workers"));
    assert!(!page.texts(".costs, .rows, .day").concat().contains("cold"));
}

/// Six hundred components that all change, each in its own way, make a page that mail takes and a phone shows.
#[test]
fn six_hundred_components_make_a_small_page() {
    let mut normal = common::stack();
    let mut changes = json!({});
    for at in 0..600 {
        let name = format!("w{at}");
        normal["components"][&name] = if at < 30 {
            json!({"kind": "server", "machine": "m6g.large", "disk": {"size": "20GiB"}})
        } else {
            json!({"kind": "workers", "machine": "t4g.nano", "count": {"min": 1, "max": 2}, "disk": {"size": "10GiB"}})
        };
        changes[&name] = if at < 30 {
            json!({"machine": "m6g.xlarge"})
        } else {
            json!({"count": {"max": 3}, "disk": {"size": format!("{}GiB", 20 + at)}})
        };
    }
    let page = page(&project(&normal, &launch(&changes)), "normal", "launch", None);
    page.assert_sound();
    page.assert_adds_up();
    assert!(page.text.len() < 200_000, "{} bytes", page.text.len());
    assert_eq!(page.all(".costs tbody tr.part").len(), 15);
    assert!(page.texts(".costs tbody tr.part")[14].contains("more parts"));
    let felt = page.texts(".day li").into_iter().filter(|row| row.contains("resize")).collect::<Vec<_>>();
    assert_eq!(felt.len(), 9, "{felt:?}");
    assert!(felt[8].contains("22 more parts to resize"), "{felt:?}");
    assert_eq!(page.all(".calc tbody tr").len().min(401), 401, "400 lines, and the quotas");
    assert!(page.texts(".folds").concat().contains("more lines"));
}

#[test]
fn bars_are_on_one_scale() {
    let page = page(&example(), "normal", "launch", None);
    let row = page.all(".costs tr.part").into_iter().find(|row| words(*row).starts_with("4 workers"));
    let texts = words(row.unwrap());
    assert!(texts.contains("2 to 6") && texts.contains("50 to 300 machines, 120 expected"), "{texts}");
    assert!(page.all("svg.bar").len() >= 6);
    for bar in page.all("svg.bar") {
        let width = |class: &str| -> f64 {
            let rect = Selector::parse(&format!("rect.{class}")).unwrap();
            bar.select(&rect).next().unwrap().attr("width").unwrap().parse().unwrap()
        };
        assert!(width("always") + width("more") <= 100.01);
    }
}

#[test]
fn quotas_to_ask_for_come_first() {
    let page = page(&example(), "normal", "launch", None);
    let asked: Vec<&String> =
        page.view.quotas.iter().filter(|quota| quota.verdict == "ask").map(|quota| &quota.name).collect();
    assert!(!asked.is_empty());
    let rows = page.texts(".quotas tbody tr");
    for (row, name) in rows.iter().zip(asked) {
        assert!(row.starts_with(name.as_str()) && row.contains("ask for it"), "{rows:?}");
    }
}

/// Text on what it stands on, in both palettes: at least 4.5 to 1.
#[test]
fn texts_have_contrast() {
    let page = page(&example(), "normal", "launch", None);
    let style = page.texts("style").concat();
    let (light, rest) = style.split_once("prefers-color-scheme: dark").unwrap();
    for palette in [light, rest.split_once("} }").unwrap().0] {
        let color = |name: &str| -> f64 {
            let value = palette.split_once(&format!("--{name}: #")).unwrap().1;
            let channel = |at: usize| -> f64 {
                let share = f64::from(u8::from_str_radix(&value[at..at + 2], 16).unwrap()) / 255.0;
                if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
        };
        let pairs = [
            ("text", "page"),
            ("text", "card"),
            ("soft", "page"),
            ("soft", "card"),
            ("accent", "card"),
            ("accent", "page"),
            ("warn-text", "warn"),
            ("bad-text", "bad"),
            ("bad-text", "card"),
            ("good-text", "good"),
            ("warn-text", "card"),
            ("good-text", "card"),
            ("text", "window"),
            ("soft", "window"),
        ];
        for (text, ground) in pairs {
            let (a, b) = (color(text), color(ground));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 4.5, "{text} on {ground}: {contrast:.2}");
        }
    }
}

#[test]
fn the_template_can_be_the_users_own() {
    let own = "<p>{{ cost.expected }} {{ residual }} {{ grows }} {{ '<b>' }}</p>".to_owned();
    let own = BTreeMap::from([("diff.html".to_owned(), own)]);
    let page = written(&example(), ["normal", "launch", "normal"], None, &[], &own);
    let cost = page.view.cost.unwrap().expected;
    assert_eq!(page.text, format!("<p>{cost} unknown yes &lt;b&gt;</p>"));
}

#[test]
fn a_browser_shows_it() {
    let page = page(&example(), "normal", "launch", None);
    let screens = [1200, 390, 360, 320];
    let Some(shown) = browser::show(&page.text, &screens) else {
        browser::skipped();
        return;
    };
    let dom = Html::parse_document(&shown.dom);
    let figure = dom.select(&Selector::parse(".tiles b").unwrap()).next().unwrap();
    assert_eq!(words(figure), page.view.cost.unwrap().expected);
    // With everything unfolded too.
    let unfolded = browser::show(&page.text.replace("<details>", "<details open>"), &screens).unwrap();
    for widths in [shown.widths, unfolded.widths] {
        assert_eq!(widths.len(), screens.len());
        for (screen, page) in widths {
            assert!(page <= screen, "at {screen} the page is {page} wide");
        }
    }
}
