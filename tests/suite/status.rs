//! Which profile is live, from states written by hand; those of the real Terraform are in `terraform.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use crate::common;

use common::compile;
use scaleprof::cloud::list_prices;
use scaleprof::diff::{Diff, DiffOptions, StillOn};
use scaleprof::status::left::Order;
use scaleprof::status::price::cost;
use scaleprof::status::report::{Condition, StatusReport};
use scaleprof::status::state::State;
use scaleprof::status::status;
use serde_json::{Value, json};

fn profiles() -> [(&'static str, String); 2] {
    let normal = json!({
        "profile": "normal", "stack": "shop", "cloud": {"provider": "aws", "region": "eu-west-1"},
        "components": {
            "graph": {"kind": "server", "machine": "m6g.large", "storage": {"size": "100GiB", "iops": 3000}},
            "sync": {"kind": "workers", "machine": "c6g.medium", "count": {"min": 2, "max": 6}},
        },
    });
    let launch = json!({
        "profile": "launch", "extends": "normal",
        "window": {"start": "2027-02-03T09:00:00+02:00", "duration": "24h"},
        "components": {
            "graph": {"machine": "+1", "storage": {"iops": 6000}},
            "sync": {"count": {"min": 50, "max": 300}},
        },
    });
    [("normal", normal.to_string()), ("launch", launch.to_string())]
}

/// A state with these sizes, as `terraform show -json` has it, or as the file has it.
fn state(machine: &str, iops: u32, min: u32, max: u32, file: bool) -> String {
    let resources = [
        ("aws_instance", "graph", json!({"instance_type": machine})),
        ("aws_ebs_volume", "graph", json!({"iops": iops, "size": 100, "throughput": 125, "type": "gp3"})),
        ("aws_autoscaling_group", "sync", json!({"min_size": min, "max_size": max})),
    ];
    let shown = |(kind, name, values): &(&str, &str, Value)| json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name, "values": values});
    let filed = |(kind, name, values): &(&str, &str, Value)| json!({"mode": "managed", "type": kind, "name": name, "instances": [{"attributes": values}]});
    let all: Value = resources.iter().map(|one| if file { filed(one) } else { shown(one) }).collect();
    let whole = if file {
        json!({"version": 4, "resources": all})
    } else {
        json!({"format_version": "1.0", "values": {"root_module": {"resources": all}}})
    };
    whole.to_string()
}

fn look(text: &str, now: &str) -> StatusReport {
    let project = compile(profiles());
    assert_eq!(project.plans.len(), 2, "{}", common::findings(&project));
    status(&project.plans, &State::read(text).unwrap(), now.parse().unwrap())
}

/// In the window.
const DURING: &str = "2027-02-03T12:00:00Z";
const AFTER: &str = "2027-03-01T00:00:00Z";

#[test]
fn each_profile_is_known_from_either_form() {
    for file in [false, true] {
        let normal = look(&state("m6g.large", 3000, 2, 6, file), AFTER);
        assert_eq!(normal.live.as_deref(), Some("normal"), "{normal:?}");
        assert!(normal.overdue.is_empty());
        let launch = state("m6g.xlarge", 6000, 50, 300, file);
        let early = look(&launch, DURING);
        assert_eq!((early.live.as_deref(), early.overdue.len()), (Some("launch"), 0));
        assert_eq!(look(&launch, AFTER).overdue, ["launch"]);
    }
}

#[test]
fn half_a_switch_and_drift_are_told_apart() {
    use Condition::{Drifted, HalfSwitched, Missing, Settled};
    let conditions = |text: &str| {
        let status = look(text, AFTER);
        let of: Vec<_> = status.components.iter().map(|component| component.condition).collect();
        (status.live, of, status.overdue)
    };
    // One component went back, the other did not: a schedule that has failed shows in the cloud only.
    let mixed = state("m6g.large", 3000, 50, 300, false);
    assert_eq!(conditions(&mixed), (None, vec![Settled, Settled], vec![]));
    let mixed = conditions(&refreshed(&mixed).to_string());
    assert_eq!(mixed, (None, vec![Settled, Drifted], vec!["launch".to_owned()]));
    // One component is half there.
    let half = conditions(&state("m6g.xlarge", 3000, 2, 6, false));
    assert_eq!(half, (None, vec![HalfSwitched, Settled], vec!["launch".to_owned()]));
    // Somebody changed a size by hand.
    let drift = conditions(&state("m6g.large", 3000, 2, 7, false));
    assert_eq!(drift, (None, vec![Settled, Drifted], vec![]));
    assert_eq!(conditions(r#"{"format_version": "1.0"}"#), (None, vec![Missing, Missing], vec![]));
}

/// The message for a text that is refused.
fn refused(text: &str) -> String {
    State::read(text).expect_err(text).to_string()
}

#[test]
fn what_is_no_state_is_refused() {
    for text in [
        "",
        " \n",
        "\u{feff}",
        "[]",
        "{}",
        "null",
        "{",
        "{\"@level\": \"info\"}",
        r#"{"version": 3, "resources": []}"#,
        r#"{"version": 4}"#,
        r#"{"version": 4, "resources": [3, {"mode": "managed"}]}"#,
        r#"{"format_version": 1, "values": 3}"#,
        r#"{"format_version": "1.0", "values": 3}"#,
        r#"{"format_version": "2.0"}"#,
        r#"{"format_version": "1.2", "planned_values": {}}"#,
        r#"{"format_version": "1.0"} {"format_version": "1.0"}"#.replace("} {", "}\n{").as_str(),
    ] {
        assert!(!refused(text).contains('\n'), "{text:?}");
    }
    assert!(refused("").contains("it is empty"));
    assert!(refused("Planning failed.\n{\"format_version\": \"1.0\",").contains("line 2"));
    // A text that begins an object in every line is read in a moment.
    assert!(State::read(&"{\"a\":[\n".repeat(200_000)).is_err());
    assert!(
        State::read(&format!("{{\"format_version\": \"1.0\", \"values\": {}", "[".repeat(100_000))).is_err()
    );
}

/// A refresh-only plan, as `terraform show -json` prints it: what the refresh has found, and with it what it intends,
/// which nobody asks for.
fn refreshed(prior: &str) -> Value {
    let prior: Value = serde_json::from_str(prior).unwrap();
    json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "errored": false, "complete": true,
        "planned_values": {"root_module": {"resources": "another size"}}, "prior_state": prior,
    })
}

#[test]
fn a_refresh_only_plan_is_what_is_there() {
    use scaleprof::status::state::Freshness::{LastApply, Refreshed};
    let launch = state("m6g.xlarge", 6000, 50, 300, false);
    assert_eq!(look(&launch, AFTER).source, LastApply);
    let plan = refreshed(&launch);
    let found = look(&plan.to_string(), AFTER);
    // The counts of the launch are nobody's after its window.
    assert_eq!((found.source, found.live.as_deref()), (Refreshed, None));
    assert_eq!(found.overdue, ["launch"]);
    assert_eq!(look(&plan.to_string(), DURING).live.as_deref(), Some("launch"));
    let mut dated = plan.clone();
    dated["timestamp"] = "2027-03-01T00:00:00Z".into();
    assert_eq!(look(&dated.to_string(), AFTER).read_at, Some(AFTER.parse().unwrap()));
    dated["timestamp"] = "\u{1b}[2J".into();
    assert!(State::read(&dated.to_string()).is_err());
    // What Terraform and its wrappers say to people stands around it.
    let among =
        format!("\u{feff}[command]terraform show\n\n  # x has changed\n    {{\n{plan:#}\n\n::debug::done\n");
    assert_eq!(look(&among, DURING).live.as_deref(), Some("launch"));

    // An older Terraform that leaves the state before the refresh in it says what has changed since.
    let mut drifted = refreshed(&state("m6g.large", 3000, 2, 6, false));
    let change = |address: &str, after: Value| json!({"address": address, "mode": "managed", "change": {"actions": ["update"], "after": after}});
    drifted["resource_drift"] = json!([
        change("aws_instance.graph", json!({"instance_type": "m6g.xlarge"})),
        change("aws_autoscaling_group.sync", Value::Null),
    ]);
    let found = look(&drifted.to_string(), AFTER);
    let conditions: Vec<_> = found.components.iter().map(|one| one.condition).collect();
    assert_eq!(conditions, [Condition::HalfSwitched, Condition::Missing]);
}

#[test]
fn a_plan_that_may_not_have_asked_the_cloud_is_refused() {
    let with = |key: &str, value: Value| {
        let mut plan = refreshed(&state("m6g.large", 3000, 2, 6, false));
        plan[key] = value;
        State::read(&plan.to_string())
    };
    let message = |key, value| with(key, value).expect_err(key).to_string();
    let change = |mode: &str| json!([{"address": "a.b", "mode": mode, "change": {"actions": ["no-op"]}}]);
    // With `-refresh=false`, which no plan says of itself, and with every resource listed.
    assert!(message("resource_changes", change("managed")).contains("-refresh-only"));
    assert!(with("resource_changes", change("data")).is_ok());
    assert!(message("errored", true.into()).contains("ended with an error"));
    assert!(message("complete", false.into()).contains("-target"));
    assert!(message("prior_state", Value::Null).contains("prior_state"));
}

/// What is still on, by field, with what should be there; and what an hour of it costs.
fn still_on(machine: &str, iops: u32, min: u32, max: u32, now: &str) -> (Vec<String>, String) {
    let project = compile(profiles());
    let now = now.parse().unwrap();
    let plan = refreshed(&state(machine, iops, min, max, false)).to_string();
    let found = status(&project.plans, &State::read(&plan).unwrap(), now);
    let cost = cost(&found, &project.plans, &list_prices(), now);
    let say = |one: &scaleprof::status::left::LeftOn| {
        let order = if one.order == Order::Unknown { "?" } else { ">" };
        format!("{} {} {order} {}", one.field, one.live, one.wanted)
    };
    let unknown = if cost.unknown.is_empty() { "" } else { "?" };
    (found.left_on.iter().map(say).collect(), format!("{}{unknown}", cost.hour.normalize()))
}

#[test]
fn what_is_above_every_day_is_still_on_whoever_set_it() {
    let all = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    // eu-west-1: m6g.large 0.086, m6g.xlarge 0.172, m6g.16xlarge 2.752, c6g.medium 0.0365 USD an hour, each worker with
    // 8 GiB of gp3 at 0.088 a month.
    let (left, hour) = still_on("m6g.16xlarge", 3000, 30, 60, AFTER);
    assert_eq!(left, all(&["machine m6g.16xlarge > m6g.large", "count.max 60 > 6", "count.min 30 > 2"]));
    assert_eq!(hour, "3.715003");
    let (left, hour) = still_on("m6g.xlarge", 3000, 2, 6, AFTER);
    assert_eq!((left, hour.as_str()), (all(&["machine m6g.xlarge > m6g.large"]), "0.086"));
    // A ceiling costs nothing by itself.
    let (left, hour) = still_on("m6g.large", 3000, 2, 7, AFTER);
    assert_eq!((left, hour.as_str()), (all(&["count.max 7 > 6"]), "0"));
    // Across families what costs more is larger; what nobody knows is said.
    assert_eq!(still_on("r6g.large", 3000, 2, 6, AFTER).0, ["machine r6g.large > m6g.large"]);
    assert!(still_on("t4g.small", 3000, 2, 6, AFTER).0.is_empty());
    let (left, hour) = still_on("m99.large", 3000, 2, 6, AFTER);
    assert_eq!((left, hour.as_str()), (all(&["machine m99.large ? m6g.large"]), "0?"));
    // One figure for one state, here and in the diff.
    let project = compile(profiles());
    let [normal, launch] = ["normal", "launch"].map(|name| &project.plans[name]);
    let diff = Diff::new(
        normal,
        launch,
        &list_prices(),
        &DiffOptions { everyday: Some(normal), ..DiffOptions::default() },
    );
    let of = |name: &'static str, still| {
        diff.still_on(move |part| (part.name == name).then_some(still)).hour.expected
    };
    let sizes = of("graph", StillOn::Sizes);
    assert_eq!(still_on("m6g.xlarge", 6000, 2, 6, AFTER).1, sizes.normalize().to_string());
    let all = sizes + of("sync", StillOn::Counts);
    assert_eq!(still_on("m6g.xlarge", 6000, 50, 300, AFTER).1, all.normalize().to_string());
    // Below every day nothing is left on.
    assert!(still_on("m6g.medium", 3000, 1, 6, AFTER).0.is_empty());
    // In the window, and before it, nothing is over.
    for now in [DURING, "2027-01-01T00:00:00Z"] {
        assert!(still_on("m6g.16xlarge", 9000, 30, 600, now).0.is_empty(), "{now}");
    }
}

#[test]
fn in_the_window_of_another_profile_its_sizes_are_due() {
    let [normal, launch] = profiles();
    let sale = json!({
        "profile": "sale", "extends": "normal",
        "window": {"start": "2027-05-03T09:00:00+02:00", "duration": "24h"},
        "components": {"graph": {"machine": "+1"}},
    });
    let project = compile([normal, launch, ("sale", sale.to_string())]);
    let left = |min, max, now: &str| {
        let plan = refreshed(&state("m6g.xlarge", 3000, min, max, false)).to_string();
        let found = status(&project.plans, &State::read(&plan).unwrap(), now.parse().unwrap());
        (found.left_on.len(), found.overdue)
    };
    assert_eq!(left(2, 6, "2027-05-03T12:00:00Z"), (0, vec![]));
    assert_eq!(left(50, 300, "2027-05-03T12:00:00Z"), (2, vec!["launch".to_owned()]));
    // It is switched to a day before at the earliest; until then the size is still that of the launch that is over.
    assert_eq!(left(2, 6, "2027-05-02T12:00:00Z"), (0, vec![]));
    assert_eq!(left(2, 6, "2027-05-01T00:00:00Z"), (1, vec!["launch".to_owned()]));
    assert_eq!(left(2, 6, "2027-04-01T00:00:00Z"), (1, vec!["launch".to_owned()]));
}

#[test]
fn nothing_of_the_stack_is_no_clean_state() {
    let nothing = r#"{"format_version": "1.0"}"#;
    assert!(look(nothing, AFTER).absent && !look(nothing, AFTER).is_clean());
    assert!(look(nothing, DURING).absent && !look(nothing, DURING).is_clean());
    assert!(look(nothing, "2027-01-01T00:00:00Z").is_clean());
}

/// A launch of counts alone, with a tail of two hours: the floors rise before 07:00Z, fall a day later, and the
/// ceilings at 09:00Z.
fn counts(tail: &str, floor: u32, ceiling: u32) -> [(&'static str, String); 2] {
    let [normal, _] = profiles();
    let launch = json!({
        "profile": "launch", "extends": "normal",
        "window": {"start": "2027-02-03T09:00:00+02:00", "duration": "24h", "tail": tail},
        "components": {"sync": {"count": {"min": floor, "max": ceiling}}},
    });
    [normal, ("launch", launch.to_string())]
}

fn look_at(project: &scaleprof::project::Project, text: &str, now: jiff::Timestamp) -> StatusReport {
    status(&project.plans, &State::read(text).unwrap(), now)
}

/// Each floor and ceiling is a profile's at its time only: everyday until the raise, the launch's until the end,
/// and in the tail the floor everyday and the ceiling the launch's.
#[test]
fn what_a_profile_wants_depends_on_the_moment() {
    let project = compile(counts("2h", 12, 40));
    let [normal, launch] = ["normal", "launch"].map(|name| &project.plans[name]);
    let schedule = scaleprof::switch::schedule::schedule_of(launch, Some(normal)).unwrap();
    let second = jiff::SignedDuration::from_secs(1);
    let moments = [
        (schedule.raise - second, [None, Some("launch"), Some("normal"), None]),
        (schedule.raise, [Some("launch"), None, Some("normal"), None]),
        (schedule.end - second, [Some("launch"), None, Some("normal"), None]),
        (schedule.end, [None, Some("launch"), Some("normal"), None]),
        (schedule.closes - second, [None, Some("launch"), Some("normal"), None]),
        // Both are the same again; the everyday one is live.
        (schedule.closes, [None, None, Some("normal"), None]),
    ];
    for (now, expected) in moments {
        for ((min, max), live) in [(12, 40), (2, 40), (2, 6), (12, 6)].into_iter().zip(expected) {
            let plan = refreshed(&state("m6g.large", 3000, min, max, false)).to_string();
            let found = look_at(&project, &plan, now);
            assert_eq!(found.live.as_deref(), live, "{min} {max} {now}: {found:#?}");
            let open = schedule.raise <= now && now < schedule.end;
            assert_eq!(!found.not_raised.is_empty(), open && (min, max) != (12, 40), "{min} {max} {now}");
            assert!(!open || found.is_clean() == ((min, max) == (12, 40)), "{min} {max} {now}");
            assert_eq!(found.open.len(), usize::from(open));
        }
    }
}

#[test]
fn what_is_not_raised_in_the_window_is_said() {
    let project = compile(counts("2h", 12, 40));
    let now: jiff::Timestamp = DURING.parse().unwrap();
    let low = |min, max| {
        let plan = refreshed(&state("m6g.large", 3000, min, max, false)).to_string();
        let found = look_at(&project, &plan, now);
        let say = |one: &scaleprof::status::open::NotRaised| {
            format!(
                "{} {} {} < {}",
                one.component,
                one.field,
                one.live.as_deref().unwrap_or("none"),
                one.wanted
            )
        };
        let text = scaleprof::status::text::say(&found, &scaleprof::status::price::LeftCost::default(), &[]);
        (found.not_raised.iter().map(say).collect::<Vec<_>>(), found.open[0].instead.clone(), text)
    };
    let (all, instead, text) = low(2, 6);
    assert_eq!(all, ["sync count.min 2 < 12", "sync count.max 6 < 40"]);
    assert_eq!(instead.as_deref(), Some("normal"));
    assert!(text.contains("the window of launch is open since 2027-02-03T"), "{text}");
    assert!(
        text.contains("and normal is live as a whole\n  sync should have min 12, max 40, and has 2, 6\n"),
        "{text}"
    );
    assert!(text.starts_with("live: normal\n\ngraph  launch and normal alike\nsync   normal\n"), "{text}");
    // The schedule has not run.
    let (all, instead, text) = low(2, 40);
    assert_eq!((all, instead), (vec!["sync count.min 2 < 12".to_owned()], None));
    assert!(text.contains("sync   half switched\n"), "{text}");
    assert!(text.contains("sync should have min 12, and has 2\n"), "{text}");
    // More than the launch's is no less.
    for (min, max) in [(12, 40), (20, 40), (12, 50)] {
        let (all, instead, text) = low(min, max);
        assert!(all.is_empty() && instead.is_none() && !text.contains("NOT RAISED"), "{text}");
    }
    // What is not there is not up, and does not hide among what is.
    let mut plan = refreshed(&state("m6g.large", 3000, 12, 40, false));
    plan["prior_state"]["values"]["root_module"]["resources"].as_array_mut().unwrap().pop();
    let found = look_at(&project, &plan.to_string(), now);
    assert_eq!((found.not_raised.len(), found.not_raised[0].live.as_deref()), (2, None));
    let text = scaleprof::status::text::say(&found, &scaleprof::status::price::LeftCost::default(), &[]);
    assert!(text.contains("sync should have min 12, max 40, and is not there\n"), "{text}");
}

/// A state does not know whether a schedule has run, but it knows what was applied.
#[test]
fn a_state_does_not_know_what_schedules_have_done() {
    let project = compile(counts("2h", 12, 40));
    let look = |min, max| {
        let found = look_at(&project, &state("m6g.large", 3000, min, max, false), DURING.parse().unwrap());
        let text = scaleprof::status::text::say(&found, &scaleprof::status::price::LeftCost::default(), &[]);
        let unknown = text.contains("a state does not say whether its floors are up");
        (found.live.clone(), found.is_clean(), found.not_raised.len(), unknown)
    };
    let launch = Some("launch".to_owned());
    assert_eq!(look(2, 40), (launch.clone(), true, 0, true));
    assert_eq!(look(12, 40), (launch, true, 0, true));
    // A launch that was applied has its ceiling: this one was not.
    assert_eq!(look(2, 6), (Some("normal".to_owned()), false, 0, false));
    // Where only the floor rises, neither fits alone.
    let project = compile(counts("2h", 4, 6));
    let found = look_at(&project, &state("m6g.large", 3000, 2, 6, false), DURING.parse().unwrap());
    assert_eq!((found.live.as_deref(), found.is_clean()), (Some("normal"), true));
}

#[test]
fn the_everyday_sizes_in_a_window_without_counts_are_said() {
    let [normal, _] = profiles();
    let launch = json!({
        "profile": "launch", "extends": "normal",
        "window": {"start": "2027-02-03T09:00:00+02:00", "duration": "24h"},
        "components": {"graph": {"machine": "+1"}},
    });
    let project = compile([normal, ("launch", launch.to_string())]);
    for plan in [false, true] {
        for (machine, instead) in [("m6g.large", Some("normal")), ("m6g.xlarge", None)] {
            let state = state(machine, 3000, 2, 6, false);
            let text = if plan { refreshed(&state).to_string() } else { state };
            let found = look_at(&project, &text, DURING.parse().unwrap());
            assert_eq!(found.open[0].instead.as_deref(), instead);
            assert_eq!(found.is_clean(), instead.is_none());
            let early = look_at(&project, &text, "2027-02-03T06:59:59Z".parse().unwrap());
            assert!(early.is_clean() && early.open.is_empty());
        }
    }
}

/// Of two profiles for one time one is enough.
#[test]
fn of_several_open_windows_one_is_enough() {
    let [normal, launch] = counts("2h", 12, 40);
    let larger = launch.1.replace("\"launch\"", "\"larger\"").replace("12", "24");
    let project = compile([normal, launch, ("larger", larger)]);
    assert_eq!(project.plans.len(), 3, "{}", common::findings(&project));
    let low = |min| {
        let plan = refreshed(&state("m6g.large", 3000, min, 40, false)).to_string();
        let found = look_at(&project, &plan, DURING.parse().unwrap());
        (found.not_raised.len(), found.is_clean())
    };
    assert_eq!((low(12), low(24), low(2)), ((0, true), (0, true), (2, false)));
}

/// Every field that a profile can change is a size, or is known to cost nothing by being left.
#[test]
fn every_size_is_compared() {
    let costs_nothing = [
        "alarms.",
        "scale_on.",
        "queue.",
        "traffic.",
        "count.expected",
        "storage.keep",
        "storage.max_size",
        "readers.expected",
    ];
    for (kind, field) in common::fields() {
        let on = scaleprof::cloud::find("aws").unwrap().kind(kind).unwrap();
        let sized = on.sizes().iter().any(|size| size.field == field);
        let known = sized || costs_nothing.iter().any(|start| field.starts_with(start));
        assert!(known, "{kind} {field}");
    }
}

#[test]
fn storage_that_aws_has_grown_is_no_drift() {
    let [(name, _), launch] = profiles();
    let normal = json!({
        "profile": "normal", "stack": "shop", "cloud": {"provider": "aws", "region": "eu-west-1"},
        "components": {
            "graph": {"kind": "database", "engine": "postgres", "version": "16", "class": "db.m6g.large",
                      "storage": {"size": "200GiB"}, "multi_az": true},
            "sync": {"kind": "workers", "machine": "c6g.medium", "count": {"min": 2, "max": 6, "expected": 3}},
        },
    });
    let launch = launch.1.replace(r#""machine":"+1","storage":{"iops":6000}"#, r#""class":"+1""#);
    let project = compile([(name, normal.to_string()), ("launch", launch)]);
    assert_eq!(project.plans.len(), 2, "{}", common::findings(&project));
    let look = |size: u32, most: u32, min: u32| {
        let database = json!({
            "instance_class": "db.m6g.large", "allocated_storage": size, "max_allocated_storage": most,
            "multi_az": true, "storage_type": "gp3",
        });
        let resource =
            |address: &str, values: Value| json!({"address": address, "mode": "managed", "values": values});
        let state = json!({"format_version": "1.0", "values": {"root_module": {"resources": [
            resource("aws_db_instance.graph", database),
            resource("aws_autoscaling_group.sync", json!({"min_size": min, "max_size": 6})),
        ]}}});
        let plan = refreshed(&state.to_string()).to_string();
        let now = AFTER.parse().unwrap();
        let found = status(&project.plans, &State::read(&plan).unwrap(), now);
        let hour = cost(&found, &project.plans, &list_prices(), now).hour;
        (found.live.clone(), found.components[0].condition, found.is_clean(), hour.normalize().to_string())
    };
    let normal = Some("normal".to_owned());
    assert_eq!(look(200, 0, 2), (normal.clone(), Condition::Settled, true, "0".to_owned()));
    assert_eq!(look(260, 1000, 2), (normal, Condition::Settled, true, "0".to_owned()));
    // By hand it is drift, and cannot be switched off.
    let (live, condition, clean, _) = look(260, 0, 2);
    assert_eq!((live, condition, clean), (None, Condition::Drifted, true));
    // Three are expected every day, of the five that are there at the least now.
    assert_eq!(look(200, 0, 5).3, "0.074929");
}

/// A plan that could not be made leaves the one before it behind, and that is not what is there.
#[test]
fn a_plan_of_another_day_is_not_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("profiles")).unwrap();
    for (name, text) in profiles() {
        std::fs::write(folder.path().join(format!("profiles/{name}.yaml")), text).unwrap();
    }
    let mut plan = refreshed(&state("m6g.large", 3000, 2, 6, false));
    let mut run = |at: jiff::Timestamp, arguments: &[&str]| {
        plan["timestamp"] = at.to_string().into();
        std::fs::write(folder.path().join("plan.json"), plan.to_string()).unwrap();
        let mut scaleprof = std::process::Command::new(env!("CARGO_BIN_EXE_scaleprof"));
        let output =
            scaleprof.current_dir(&folder).args(["status", "--state", "plan.json"]).args(arguments).output();
        output.unwrap().status.code()
    };
    let now = jiff::Timestamp::now();
    let hours = jiff::SignedDuration::from_hours;
    assert_eq!(run(now, &[]), Some(0));
    assert_eq!(run(now - hours(2), &[]), Some(2));
    assert_eq!(run(now - hours(2), &["--now", "2027-01-01T00:00:00Z"]), Some(0));
    assert_eq!(run(now - hours(2), &["--now", DURING]), Some(1));
}

/// What a launch has made is still on until the way back has deleted it, and costs what each of it costs.
#[test]
fn a_replica_that_is_still_there_is_still_on() {
    let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf";
    let normal = json!({
        "profile": "normal", "stack": "shop", "cloud": {"provider": "aws", "region": "eu-west-1"},
        "components": {"db": {
            "kind": "database", "engine": "mysql", "version": "8.4", "class": "db.m6g.large",
            "storage": {"size": "100GiB"}, "password_secret": secret, "replicas": {"count": 1},
        }},
    });
    let launch = json!({
        "profile": "launch", "extends": "normal",
        "window": {"start": "2027-02-03T09:00:00+02:00", "duration": "24h"},
        "components": {"db": {"replicas": {"count": 3}}},
    });
    let project = compile([("normal", normal.to_string()), ("launch", launch.to_string())]);
    assert_eq!(project.plans.len(), 2, "{}", common::findings(&project));
    let look = |replicas: u32, now: &str| {
        let names = (1..=replicas).map(|at| format!("db_replica_{at}")).chain(["db".to_owned()]);
        let values = json!({
            "instance_class": "db.m6g.large", "multi_az": false, "allocated_storage": 100, "storage_type": "gp3",
        });
        let resource = |name: String| {
            let address = format!("aws_db_instance.{name}");
            json!({"address": address, "mode": "managed", "type": "aws_db_instance", "name": name, "values": values})
        };
        let resources: Vec<Value> = names.map(resource).collect();
        let state = json!({"format_version": "1.0", "values": {"root_module": {"resources": resources}}});
        let now = now.parse().unwrap();
        let plan = refreshed(&state.to_string()).to_string();
        let found = status(&project.plans, &State::read(&plan).unwrap(), now);
        let cost = cost(&found, &project.plans, &list_prices(), now);
        let left: Vec<String> =
            found.left_on.iter().map(|one| format!("{} {} > {}", one.field, one.live, one.wanted)).collect();
        (found.live, left, cost)
    };
    assert_eq!(look(3, DURING).0.as_deref(), Some("launch"));
    assert_eq!(look(1, AFTER).0.as_deref(), Some("normal"));
    assert!(look(1, AFTER).1.is_empty());
    let [two, three] = [2, 3].map(|replicas| look(replicas, AFTER));
    assert_eq!((two.0, three.0.as_deref()), (None, Some("launch")));
    assert_eq!(
        (two.1, three.1),
        (vec!["replicas.count 2 > 1".to_owned()], vec!["replicas.count 3 > 1".to_owned()])
    );
    assert!(two.2.unknown.is_empty() && !two.2.hour.is_zero());
    assert_eq!(three.2.hour, two.2.hour + two.2.hour);
}

/// A year of Fridays, over both changes of the clocks.
#[test]
fn between_two_windows_it_is_an_everyday_and_what_is_still_on_is_overdue() {
    let [normal, _] = profiles();
    let show = json!({
        "profile": "show", "extends": "normal",
        "window": {
            "every": "friday 20:15 Europe/Berlin", "first": "2027-01-01", "until": "2027-12-31",
            "except": ["2027-12-24"], "duration": "3h", "tail": "1h",
        },
        "components": {"sync": {"count": {"min": 12, "max": 40}}},
    });
    let project = compile([normal, ("show", show.to_string())]);
    let windows = &project.plans["show"].windows;
    assert_eq!(windows.len(), 52, "{}", common::findings(&project));
    let plan = |min, max| refreshed(&state("m6g.large", 3000, min, max, false)).to_string();
    let hours = jiff::SignedDuration::from_hours;
    for (at, window) in windows.iter().enumerate() {
        let name = |report: &StatusReport| report.live.clone();
        let (start, end) = (window.start.timestamp(), window.end.timestamp());
        let during = look_at(&project, &plan(12, 40), start + hours(1));
        assert_eq!((name(&during).as_deref(), during.is_clean()), (Some("show"), true), "{start}");
        let missed = look_at(&project, &plan(2, 6), start + hours(1));
        assert_eq!((missed.open.len(), missed.is_clean()), (1, false), "{start}");
        let tail = look_at(&project, &plan(2, 40), end + hours(1) - jiff::SignedDuration::from_secs(1));
        assert_eq!((name(&tail).as_deref(), tail.is_clean()), (Some("show"), true), "{start}");
        // On the Wednesday after it, and on the Monday before it.
        for between in [start - hours(4 * 24), end + hours(5 * 24)] {
            let everyday = look_at(&project, &plan(2, 6), between);
            assert_eq!(
                (name(&everyday).as_deref(), everyday.is_clean()),
                (Some("normal"), true),
                "{between}"
            );
            assert!(everyday.open.is_empty(), "{between}");
        }
        let late = look_at(&project, &plan(12, 40), end + hours(5 * 24));
        assert_eq!(
            (late.overdue.as_slice(), late.is_clean()),
            (["show".to_owned()].as_slice(), false),
            "{at}"
        );
    }
    // Before the first of them nothing is overdue.
    let before = look_at(&project, &plan(2, 6), windows[0].start.timestamp() - hours(5 * 24));
    assert_eq!((before.live.as_deref(), before.is_clean()), (Some("normal"), true));
}
