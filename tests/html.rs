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

/// The page of a switch between two profiles of a project; `hours` in place of a window.
fn page(project: &Project, from: &str, to: &str, hours: Option<i64>) -> Page {
    page_from(project, from, to, hours, &BTreeMap::new())
}

fn page_from(
    project: &Project,
    from: &str,
    to: &str,
    hours: Option<i64>,
    own: &BTreeMap<String, String>,
) -> Page {
    let errors = project.findings.values().any(scaleprof::diagnostic::Findings::has_errors);
    assert!(!errors, "{}", common::findings(project));
    let (from, to) = (&project.plans[from], &project.plans[to]);
    let span = hours.map(|hours| Span::of_seconds(hours * 3600));
    let prices = list_prices();
    let diff =
        Diff::new(from, to, &prices, &DiffOptions { span, everyday: Some(from), ..DiffOptions::default() });
    let mut limits = vec![Limit { measure: Measure::Window, level: Level::Fail, at: 1.into(), place: None }];
    limits.extend(guardrail::of_budget(&diff));
    let gates = guardrail::evaluate(&diff, &limits, Size::Expected, false);
    let view = report::view::view(&diff, &gates, &project.sources);
    let text = report::html::html(&view, &diff, &Templates::new(own).unwrap()).unwrap();
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

    /// The four columns of a row of the table of costs, in cents.
    fn cents(row: ElementRef<'_>) -> Vec<i64> {
        let cells = Selector::parse("td:not(.lines)").unwrap();
        row.select(&cells).map(|cell| cents(&words(cell))).collect()
    }

    /// The rows of the table of costs add up to its last, and that is the headline.
    fn assert_adds_up(&self) {
        let total = Self::cents(self.all(".costs tfoot tr")[0]);
        let mut sum = vec![0; total.len()];
        for row in self.all(".costs tbody tr.part") {
            sum.iter_mut().zip(Self::cents(row)).for_each(|(sum, cell)| *sum += cell);
        }
        assert_eq!(sum, total);
        let headline = self.all(".figure")[0].text().next().unwrap().trim();
        assert_eq!(cents(headline), total[1]);
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
    let cost = page.view.cost.as_ref().unwrap();
    assert_eq!(page.texts(".figure")[0], cost.expected);
    assert!(page.texts(".between")[0].contains(&cost.floor));
    assert!(page.texts(".between")[0].contains(&cost.ceiling));
    let left_on = page.texts("#cost .warn").concat();
    assert!(left_on.contains(&page.view.day.expected) && left_on.contains(&page.view.month.expected));
    assert!(page.texts("#limits").concat().contains("not held"));
    assert_eq!(page.all(".costs tbody tr.part").len(), page.view.parts.len());
    assert!(page.texts("footer")[0].contains("not a bill"));
}

#[test]
fn the_same_switch_is_the_same_page() {
    let once = page(&example(), "normal", "launch", None).text;
    assert_eq!(page(&example(), "normal", "launch", None).text, once);
}

#[test]
fn the_drawing_is_labelled_and_told_as_a_table() {
    let page = page(&example(), "normal", "launch", None);
    let drawing = page.all("svg.chart")[0];
    assert_eq!(drawing.attr("role"), Some("img"));
    assert!(!page.texts("svg.chart > title")[0].is_empty());
    let cost = page.view.cost.as_ref().unwrap();
    let spoken = &page.texts("svg.chart > desc")[0];
    let rows = page.texts(".narrow tbody tr");
    for amount in [&cost.floor, &cost.expected, &cost.ceiling] {
        let amount = amount.trim_start_matches('+');
        assert!(spoken.contains(amount), "{spoken}");
        assert!(rows[5].contains(amount), "{rows:?}");
    }
    assert!(rows[5].starts_with("26 h, everything is back"), "{rows:?}");
    // The subscriptions' month is paid at the start; what is used beyond one comes with the visitors.
    let at_start =
        |before: &str| format!("${}.{:02}", (cents(before) + 14_900) / 100, (cents(before) + 14_900) % 100);
    let before = page.view.before.as_ref().unwrap();
    let [floor, expected, ceiling] =
        [&before.floor, &before.expected, &before.ceiling].map(|text| at_start(text));
    assert_eq!(rows[0], format!("0 h{floor}{expected}{ceiling}"));
    assert!(rows[6].starts_with("38 h, if left on"));
    let names: Vec<String> = page.texts("svg.chart text.name");
    assert_eq!(names, ["ceiling", "expected", "floor"]);
    for curve in page.all("svg.chart polyline, svg.chart polygon") {
        for point in curve.attr("points").unwrap().split(' ') {
            let (x, y) = point.split_once(',').unwrap();
            let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
            assert!((0.0..=400.0).contains(&x) && (0.0..=250.0).contains(&y), "{point}");
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
    let rows = page.texts(".narrow tbody tr");
    assert!(rows[0].starts_with("0 h$100.00"), "{rows:?}");
    // January, February and March.
    assert!(rows[1].starts_with("11.2 d$200.00"), "{rows:?}");
    assert!(rows[4].starts_with("45 d$300.00"), "{rows:?}");
    // By then April has begun.
    assert!(rows[6].starts_with("67.5 d, if left on$400.00"), "{rows:?}");
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
    assert!(!page.text.contains("subscriptions"));
    let cost = page.view.cost.as_ref().unwrap();
    assert_eq!(cost.expected, "+$50.00");
    let rows = page.texts(".narrow tbody tr");
    assert!(rows[0].starts_with("0 h$0.00"), "{rows:?}");
    let line = page.view.parts.iter().flat_map(|part| &part.lines).find(|line| line.what.contains("overage"));
    assert_eq!(line.unwrap().price, "$5.00 each");
}

#[test]
fn the_way_back_saves() {
    let page = page(&example(), "launch", "normal", None);
    page.assert_sound();
    page.assert_adds_up();
    assert!(page.texts(".figure")[0].starts_with('-'));
    assert!(page.texts("#cost-title")[0].contains("save"));
    assert!(page.all("#cost .warn").is_empty());
}

#[test]
fn without_a_window_a_month_is_the_headline() {
    let components = json!({"search": {"count": {"max": 9, "expected": 7}}});
    let project = project(&common::stack(), &common::layer("launch", "normal", &components));
    let alone = page(&project, "normal", "launch", None);
    alone.assert_sound();
    alone.assert_adds_up();
    assert!(alone.all("svg.chart").is_empty());
    assert_eq!(alone.texts(".figure")[0], alone.view.month.expected);
    let given = page(&project, "normal", "launch", Some(6));
    given.assert_sound();
    given.assert_adds_up();
    assert_eq!(given.all("svg.chart").len(), 1);
}

#[test]
fn nothing_changed_is_said() {
    let page = page(&example(), "normal", "normal", None);
    page.assert_sound();
    assert_eq!(page.texts(".figure"), ["$0.00"]);
    assert!(page.texts("#cost")[0].contains("Nothing changes"));
    assert!(page.all(".costs, svg.chart").is_empty());
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
    assert!(page.texts(".bad").concat().contains("A price is not known: it is left out of every sum"));
    assert!(page.texts(".figure")[0].contains("and what is unknown"));
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
        for place in [".unknown, .bad li", ".sizes dd", ".lines li"] {
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
    assert_eq!(page.all(".costs tbody tr.part").len(), 40);
    assert_eq!(page.all("section > .sizes:not(.todo) > li").len(), 12);
    assert_eq!(page.all("section > details > .sizes > li").len(), 28);
    assert!(!page.texts("section .list, .sizes, .costs").concat().contains("cold"));
}

#[test]
fn bars_are_on_one_scale() {
    let page = page(&example(), "normal", "launch", None);
    let item = page.all(".sizes > li").into_iter().find(|item| words(*item).starts_with("sync-worker"));
    let texts = words(item.unwrap());
    assert!(texts.contains("2 to 6") && texts.contains("50 to 300, 120 expected"), "{texts}");
    for bar in page.all(".sizes .bar svg") {
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
    let asked = page.view.quotas.iter().filter(|quota| quota.verdict == "ask");
    let names: Vec<&String> = asked.map(|quota| &quota.name).collect();
    assert!(!names.is_empty());
    for name in names {
        let item = page.texts(".todo li").into_iter().find(|item| item.starts_with(name.as_str()));
        assert!(item.unwrap().contains("ask for it"));
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
    let page = page_from(&example(), "normal", "launch", None, &own);
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
    let figure = dom.select(&Selector::parse(".figure").unwrap()).next().unwrap();
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
