//! What the account says, in the shapes that the AWS CLI prints, and what is made of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::cast_precision_loss)]

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use jiff::SignedDuration;
use proptest::prelude::*;
use scaleprof::artifact::Artifact;
use scaleprof::check::probe::Known;
use scaleprof::cloud::aws::quota::QUOTAS;
use scaleprof::cloud::aws::quota::dump::add;
use scaleprof::cloud::aws::quota::dump::error::DumpError;
use scaleprof::cloud::list_prices;
use scaleprof::diagnostic::Findings;
use scaleprof::diagnostic::code::Code;
use scaleprof::model::capacity::Count;
use scaleprof::plan::Plan;
use scaleprof::plan::addresses::{Room, subnets};
use scaleprof::project::{Input, Project};
use scaleprof::quota::applied::Applied;
use scaleprof::quota::batch::batches;
use scaleprof::quota::demand::Demand;
use scaleprof::quota::needs;
use scaleprof::quota::row::{Basis, Source, Verdict, rows};
use scaleprof::quota::table::Quota;
use scaleprof::switch::fit::largest_fit;
use scaleprof::switch::ramp::ramp;
use scaleprof::template::Templates;
use serde_json::{Value, json};

const REGION: &str = "eu-west-1";
const VCPU: &str = "L-1216C47A";
const FARGATE: &str = "L-3032A538";

const NORMAL: &str = r#"
profile: normal
stack: shop
cloud: {provider: aws, region: eu-west-1}
owners: {ops: {name: Operations, contact: ops@example.com}}
components:
  api: {kind: app, owner: ops, image: ghcr.io/example/api:1.4, port: 8080, cpu: 0.5, memory: 1GiB, count: {min: 2, max: 4}}
  db: {kind: database, engine: postgres, version: "16", class: db.m6g.large, storage: {size: 100GiB}, multi_az: true}
  search: {kind: fleet, machine: m6g.large, count: {min: 2, max: 4}}
  website: {kind: server, machine: m6i.large}
  worker: {kind: workers, owner: ops, machine: c6g.medium, count: {min: 2, max: 6}}
"#;
const LAUNCH: &str = "
profile: launch
extends: normal
window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}
components:
  api: {count: {min: 40, max: 90}}
  search: {count: {min: 4, max: 8}}
  website: {machine: +2}
  worker: {count: {min: 50, max: 300}}
";

fn compile(normal: &str, launch: &str) -> Project {
    let input = |name: &str, text: &str| Input {
        path: format!("profiles/{name}.yaml"),
        bytes: text.as_bytes().to_vec(),
    };
    let project = Project::compile(vec![input("launch", launch), input("normal", normal)], None);
    let findings = project.findings_of(["launch", "normal"]);
    assert!(!findings.has_errors(), "{findings:?}");
    project
}

/// Where nobody deploys, what a deployment adds is not asked for; what the cloud adds by itself is. Both are shown.
#[test]
fn a_freeze_takes_out_what_a_deployment_adds_and_nothing_else() {
    let frozen = LAUNCH.replace("ready: 40m}", "ready: 40m, freeze: true}");
    assert_ne!(frozen, LAUNCH);
    let amounts = |launch: &str| -> BTreeMap<String, Option<u64>> {
        let project = compile(NORMAL, launch);
        let demand = project.plans["launch"].demand(Some(&project.plans["normal"]));
        demand.needs().into_iter().map(|need| (need.quota.id().1.to_owned(), need.amount)).collect()
    };
    let (open, closed) = (amounts(LAUNCH), amounts(&frozen));
    assert!(open.keys().eq(closed.keys()));
    let less: BTreeSet<&str> =
        open.iter().filter(|(id, amount)| closed[*id] < **amount).map(|(id, _)| id.as_str()).collect();
    // Two tasks of 0.5 vCPU for each of the 90, or one.
    assert_eq!((open[FARGATE], closed[FARGATE]), (Some(90), Some(45)));
    assert_eq!(open[VCPU], closed[VCPU]);
    assert!(less.contains(FARGATE) && !less.contains(VCPU), "{less:?}");
    assert!(open.iter().all(|(id, amount)| closed[id] <= *amount));
    for (launch, formula) in [
        (LAUNCH, "api: 90 (+90 during a deployment) x 0.5 vCPU"),
        (&*frozen, "api: 90 (not +90: nobody deploys) x 0.5 vCPU"),
    ] {
        let artifacts = build(&compile(NORMAL, launch), "launch", None);
        let page = text(&artifacts, "quotas/quota-request.md");
        assert!(page.contains(formula), "{page}");
        assert!(page.contains("worker: 300 (+30 while AWS moves or replaces) x c6g.medium"), "{page}");
    }
}

fn project() -> Project {
    compile(NORMAL, LAUNCH)
}

fn build(project: &Project, profile: &str, applied: Option<&Applied>) -> Vec<Artifact> {
    let templates = Templates::new(&BTreeMap::new()).unwrap();
    project.build(&project.plans[profile], applied, &list_prices(), &templates).unwrap()
}

fn text<'a>(artifacts: &'a [Artifact], path: &str) -> &'a str {
    let found = artifacts.iter().find(|artifact| artifact.path == path);
    &found.unwrap_or_else(|| panic!("no {path}")).text
}

/// The requests that a build writes: code and desired value.
fn requests(artifacts: &[Artifact]) -> BTreeMap<String, u64> {
    let files = artifacts.iter().filter(|artifact| artifact.path.starts_with("quotas/requests/"));
    let read = |artifact: &Artifact| {
        let request: Value = serde_json::from_str(&artifact.text).unwrap();
        (request["QuotaCode"].as_str().unwrap().to_owned(), request["DesiredValue"].as_u64().unwrap())
    };
    files.map(read).collect()
}

fn quota(code: &str) -> &'static Quota {
    QUOTAS.iter().find(|quota| quota.code == Some(code)).unwrap()
}

// What the CLI prints

fn arn(account: &str, quota: &Quota) -> String {
    format!("arn:aws:servicequotas:{REGION}:{account}:{}/{}", quota.service, quota.code.unwrap())
}

/// `list-service-quotas`, and with no account `list-aws-default-service-quotas`.
fn listed(account: &str, values: &[(&str, f64)]) -> String {
    let entry = |(code, value): &(&str, f64)| {
        let quota = quota(code);
        json!({
            "ServiceCode": quota.service, "ServiceName": "A service", "QuotaArn": arn(account, quota),
            "QuotaCode": code, "QuotaName": quota.name, "Value": value, "Unit": "None", "Adjustable": true,
            "GlobalQuota": false, "QuotaAppliedAtLevel": "ACCOUNT",
            "UsageMetric": {"MetricNamespace": "AWS/Usage", "MetricName": "ResourceCount",
                "MetricDimensions": {"Class": "Standard/OnDemand", "Resource": "vCPU", "Service": "EC2", "Type": "Resource"},
                "MetricStatisticRecommendation": "Maximum"},
            "Period": {"PeriodValue": 1, "PeriodUnit": "MINUTE"}, "Description": "What it is for",
        })
    };
    json!({"Quotas": values.iter().map(entry).collect::<Vec<_>>()}).to_string()
}

fn granted(values: &[(&str, f64)]) -> String {
    listed("123456789012", values)
}

fn history(requests: &[(&str, f64, &str)]) -> String {
    let entry = |(at, (code, desired, status)): (usize, &(&str, f64, &str))| {
        let quota = quota(code);
        // Version 1 of the CLI gives seconds, version 2 a text.
        let created =
            if at % 2 == 0 { json!(1_763_976_000.123) } else { json!("2025-11-24T09:20:00.123000+00:00") };
        json!({
            "Id": format!("d187537f6da54a0{at}"), "CaseId": "7001", "ServiceCode": quota.service,
            "ServiceName": "A service", "QuotaCode": code, "QuotaName": quota.name, "DesiredValue": desired,
            "Status": status, "Created": created, "LastUpdated": created, "GlobalQuota": false, "Unit": "None",
            "Requester": "{\"accountId\":\"123456789012\",\"callerArn\":\"arn:aws:iam::123456789012:user/ops\"}",
            "QuotaArn": arn("123456789012", quota), "QuotaRequestedAtLevel": "ACCOUNT",
        })
    };
    json!({"RequestedQuotas": requests.iter().enumerate().map(entry).collect::<Vec<_>>()}).to_string()
}

fn utilization(lines: &[(&str, f64, f64, f64)]) -> String {
    let entry = |(code, percent, applied, default): &(&str, f64, f64, f64)| {
        let quota = quota(code);
        json!({
            "QuotaCode": code, "ServiceCode": quota.service, "QuotaName": quota.name, "Namespace": "AWS/Usage",
            "Utilization": percent, "DefaultValue": default, "AppliedValue": applied, "ServiceName": "A service",
            "Adjustable": true,
        })
    };
    let quotas: Vec<Value> = lines.iter().map(entry).collect();
    json!({
        "ReportId": "0e1f", "Status": "COMPLETED", "GeneratedAt": "2026-11-24T01:00:00Z",
        "TotalCount": quotas.len(), "Quotas": quotas,
    })
    .to_string()
}

fn described(free: &[(&str, u64)]) -> String {
    let entry = |(id, free): &(&str, u64)| {
        json!({
            "SubnetId": id, "AvailableIpAddressCount": free, "AvailabilityZone": "eu-west-1a",
            "SubnetArn": format!("arn:aws:ec2:eu-west-1:123456789012:subnet/{id}"), "CidrBlock": "10.0.0.0/24",
            "State": "available", "VpcId": "vpc-0123456789abcdef0",
        })
    };
    json!({"Subnets": free.iter().map(entry).collect::<Vec<_>>()}).to_string()
}

fn applied(dumps: &[String]) -> Applied {
    let mut applied = Applied::default();
    for dump in dumps {
        add(dump, REGION, &mut applied).unwrap();
    }
    applied
}

/// What is said of one quota of the launch.
struct Said {
    own: u64,
    outside: Option<u64>,
    source: Source,
    in_use: Option<u64>,
    total: u64,
    current: u64,
    basis: Basis,
    default: u64,
    headroom: i64,
    verdict: Verdict,
}

fn said(project: &Project, code: &str, dumps: &[String]) -> Said {
    let applied = applied(dumps);
    let (launch, normal) = (&project.plans["launch"], &project.plans["normal"]);
    let rows = rows(launch.demand(Some(normal)), Some(&applied));
    let row = rows.iter().find(|row| row.need.quota.code == Some(code)).unwrap();
    Said {
        own: row.need.amount.unwrap(),
        outside: row.outside.amount,
        source: row.outside.basis,
        in_use: row.in_use,
        total: row.total.unwrap(),
        current: row.current,
        basis: row.basis,
        default: row.default,
        headroom: row.headroom.unwrap(),
        verdict: row.verdict,
    }
}

// Reading

#[test]
fn a_granted_value_wins_over_a_default_in_whatever_order() {
    let (own, default) = (granted(&[(VCPU, 1152.0)]), listed("", &[(VCPU, 32.0), (FARGATE, 12.0)]));
    for dumps in [[own.clone(), default.clone()], [default, own]] {
        let vcpu = said(&project(), VCPU, &dumps);
        assert_eq!((vcpu.current, vcpu.basis, vcpu.default), (1152, Basis::Applied, 32));
        // Of Fargate nothing has been listed but the default: what the account has is not known.
        let fargate = said(&project(), FARGATE, &dumps);
        assert_eq!((fargate.current, fargate.basis, fargate.default), (12, Basis::Default, 12));
    }
}

/// `list-service-quotas` leaves out what has no value of its own.
#[test]
fn what_a_list_leaves_out_has_its_default() {
    let eip = "L-0263D0A3";
    let dumps = [granted(&[(VCPU, 1152.0)]), listed("", &[(VCPU, 5.0), (eip, 7.0)])];
    let said = said(&project(), eip, &dumps);
    assert_eq!((said.current, said.basis), (7, Basis::Applied));
}

#[test]
fn a_value_of_one_resource_says_nothing_about_the_account() {
    let dump = granted(&[(VCPU, 9000.0)]).replace("\"ACCOUNT\"", "\"RESOURCE\"");
    assert_eq!(said(&project(), VCPU, &[dump]).basis, Basis::Default);
    let dump = history(&[(VCPU, 9000.0, "PENDING")]).replace("\"ACCOUNT\"", "\"RESOURCE\"");
    assert_eq!(applied(std::slice::from_ref(&dump)).open_requests(), 1);
    assert_eq!(said(&project(), VCPU, &[dump]).verdict, Verdict::Ask);
}

/// What `check` finds with what is known of the account.
fn checked(profiles: [(&str, &str); 2], applied: &Applied) -> Findings {
    let input = |(name, text): (&str, &str)| Input {
        path: format!("profiles/{name}.yaml"),
        bytes: text.as_bytes().to_vec(),
    };
    let known = |_: &_, _: &mut _| Ok::<_, Infallible>(Known { applied: Some(applied), ..Known::default() });
    let Ok(project) = Project::compile_with(profiles.map(input).into(), known);
    project.findings_of(["launch"])
}

/// What of that is about what the account lacks.
fn found(profiles: [(&str, &str); 2], applied: &Applied) -> Vec<(Code, String)> {
    let said = [Code::QuotaShort, Code::NetworkTooSmall, Code::UnusedAllow];
    let findings = checked(profiles, applied);
    let of = findings.iter().filter(|finding| said.contains(&finding.code));
    of.map(|finding| (finding.code, finding.message.clone())).collect()
}

#[test]
fn check_says_what_the_account_lacks_until_it_is_asked_for() {
    let of = |dumps: &[String]| found([("launch", LAUNCH), ("normal", NORMAL)], &applied(dumps));
    let codes = |dumps: &[String]| of(dumps).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    let little = granted(&[(VCPU, 64.0), (FARGATE, 1000.0)]);
    let said = of(std::slice::from_ref(&little));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].1.contains("the account has 64 vCPU, and nothing is asked for"), "{said:?}");
    let needed = self::said(&project(), VCPU, std::slice::from_ref(&little)).total as f64;
    assert_eq!(codes(&[little.clone(), history(&[(VCPU, needed, "PENDING")])]), []);
    assert_eq!(codes(&[little.clone(), history(&[(VCPU, needed - 1.0, "PENDING")])]), [Code::QuotaShort]);
    assert_eq!(codes(&[granted(&[(VCPU, needed), (FARGATE, 1000.0)])]), []);
    // A new account's defaults say nothing about this one.
    assert_eq!(codes(&[described(&[])]), []);

    let accepted = LAUNCH.replace("components:", "allow: {quota-short: half is enough}\ncomponents:");
    let of = |dumps: &[String]| found([("launch", &accepted), ("normal", NORMAL)], &applied(dumps));
    assert_eq!(of(&[little]), []);
    assert_eq!(of(&[granted(&[(VCPU, needed), (FARGATE, 1000.0)])])[0].0, Code::UnusedAllow);
}

#[test]
fn check_lists_once_the_quotas_that_only_a_dump_could_tell() {
    let listed = |dumps: &[String]| -> Vec<String> {
        let findings = checked([("launch", LAUNCH), ("normal", NORMAL)], &applied(dumps));
        let mut own = findings.iter().filter(|finding| finding.code == Code::QuotaUnknown);
        let notes = own.next().map(|finding| finding.notes.clone()).unwrap_or_default();
        assert!(own.next().is_none(), "one finding lists all of them: {findings:?}");
        notes
    };
    let holds = |notes: &[String], code: &str| notes.iter().any(|note| note.starts_with(code));
    let all = listed(&[]);
    assert!(holds(&all, VCPU) && holds(&all, FARGATE), "{all:?}");
    // What one dump says is known, also where it is too little; what it leaves out is not.
    let rest = listed(&[granted(&[(VCPU, 64.0)])]);
    assert!(!holds(&rest, VCPU) && holds(&rest, FARGATE), "{rest:?}");

    // While nothing is saved, nobody can say that what is accepted of a dump's findings is not needed.
    let accepted = "allow: {quota-short: half is enough, quota-unknown: looked up}\ncomponents:";
    let accepted = LAUNCH.replace("components:", accepted);
    assert_eq!(found([("launch", &accepted), ("normal", NORMAL)], &Applied::default()), []);
    let unlooked = compile(NORMAL, &accepted).findings_of(["launch"]);
    assert!(unlooked.iter().all(|finding| finding.code != Code::UnusedAllow), "{unlooked:?}");
}

/// Rules, targets and capacity units of one load balancer are those of all apps behind it together; the targets of a group
/// are those of one app.
/// What is not known of one component hides nothing of what the others need already.
#[test]
fn a_need_of_which_a_part_is_not_known_is_at_least_the_rest() {
    let head = "stack: s\ncloud: {provider: aws, region: eu-west-1}\nplan: only\ncomponents:\n";
    let normal = format!(
        "profile: normal\n{head}  api: {{kind: app, resource: c/api, cpu: 2, memory: 4GiB, architecture: x86_64, count: {{min: 2, \
         max: 2}}}}\n  mails: {{kind: app, resource: c/mails, count: {{min: 1, max: 1}}}}\n"
    );
    let launch = "profile: launch\nextends: normal\ncomponents: {api: {count: {min: 60, max: 60}}}\n";
    let project = compile(&normal, launch);
    let plan = &project.plans["launch"];
    let rows = rows(plan.demand(project.plans.get("normal")), None);
    let fargate = rows.iter().find(|row| row.need.quota.code == Some("L-3032A538")).unwrap();
    assert_eq!((fargate.verdict, fargate.total), (Verdict::Unknown, None));
    assert_eq!(fargate.need.at_least, 240);
    let page = build(&project, "launch", None);
    let page = text(&page, "quotas/quota-request.md");
    assert!(page.contains("**at least 240 vCPU**, of 6;"), "{page}");
    assert!(!page.contains("Nothing needs"), "{page}");
    let findings = checked([("normal", normal.as_str()), ("launch", launch)], &Applied::default());
    let said = |note: &String| note.starts_with("L-3032A538") && note.contains("at least 240 vCPU of 6 vCPU");
    assert!(
        findings.iter().any(|own| own.code == Code::QuotaUnknown && own.notes.iter().any(said)),
        "{findings:?}"
    );
}

#[test]
fn what_shares_a_load_balancer_is_counted_together() {
    let api = "    traffic: {connections: 100, data: 1GiB}\n";
    let app = |number: u32, place: &str| {
        format!(
            "  app-{number:03}:\n    {{kind: app, image: ghcr.io/example/app:1, port: 8080, cpu: 0.25, memory: 512MiB, count: {{min: 2, max: 9}}, {place}}}\n"
        )
    };
    let of = |place: &dyn Fn(u32) -> String| {
        let apps: String = (1..=120).map(|number| app(number, &place(number))).collect();
        let own = NORMAL.replace(
            "count: {min: 2, max: 4}}\n  db",
            &format!("count: {{min: 2, max: 4}},\n{api}  }}\n  db"),
        );
        assert_ne!(own, NORMAL);
        let project = compile(&format!("{own}{apps}"), LAUNCH);
        let bill = project.plans["normal"].bill();
        let needs = needs(bill, &QUOTAS);
        let need = |code: &str| needs.iter().find(|need| need.quota.code == Some(code))?.amount;
        let meters = bill.lines.iter().flat_map(|line| line.item.meters(jiff::civil::date(2027, 2, 3)));
        let units: Vec<String> = meters
            .filter(|meter| meter.key == "alb-lcu-hour")
            .map(|meter| meter.each.normalize().to_string())
            .collect();
        let codes = ["L-53DA6B97", "L-7EED9B64", "L-7E6692B2", "L-A0D0B863", "L-B22855CB"];
        (codes.map(need), units)
    };
    let behind = |number| {
        let traffic = if number == 1 { ", traffic: {connections: 25, data: 9GiB}" } else { "" };
        format!("behind: {{app: api, paths: [\"/{number}\"], priority: {number}}}{traffic}")
    };
    // A deployment may run twice the tasks: 8 of one app, 18 of each of the others.
    let together = [Some(1), Some(120), Some(8 + 120 * 18), Some(18), Some(121)];
    assert_eq!(of(&behind), (together, vec!["10".to_owned()]));
    let alone = [Some(121), None, Some(18), Some(18), Some(121)];
    assert_eq!(of(&|_| "health_check: /".to_owned()), (alone, vec!["4".to_owned()]));
}

#[test]
fn check_says_which_subnet_has_no_room() {
    let ids = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"];
    let network = format!("vpc: vpc-0123456789abcdef0, subnets: [{}, {}]", ids[0], ids[1]);
    let normal = NORMAL.replace("region: eu-west-1", &format!("region: eu-west-1, network: {{{network}}}"));
    let of = |free| {
        let dump = described(&[(ids[0], 4000), (ids[1], free)]);
        found([("launch", LAUNCH), ("normal", &normal)], &applied(&[dump]))
    };
    assert_eq!(of(4000), []);
    assert_eq!(of(12)[0].0, Code::NetworkTooSmall);
    assert!(of(12)[0].1.starts_with(ids[1]), "{:?}", of(12));
}

#[test]
fn a_file_that_is_something_else_is_refused() {
    let refuse = |dump: &str| add(dump, REGION, &mut Applied::default()).unwrap_err();
    for wrong in ["", "[]", "null", "3", "{}", "{\"Quotas\": 3}", "{\"Quotas\": [{\"QuotaCode\": 3}]}"] {
        let error = refuse(wrong);
        assert!(matches!(error, DumpError::Format(_)), "{wrong}: {error:?}");
        assert_eq!(error.to_string().matches("= help: ").count(), 1, "{error}");
    }
    for amount in ["-1.0", "1e300"] {
        for dump in [
            granted(&[(VCPU, 1152.0)]).replace("1152.0", amount),
            history(&[(VCPU, 1152.0, "PENDING")]).replace("1152.0", amount),
            utilization(&[(VCPU, 41.0, 1152.0, 5.0)]).replace("1152.0", amount),
        ] {
            assert!(dump.contains(amount), "{dump}");
            assert!(matches!(refuse(&dump), DumpError::Format(_)), "{dump}");
        }
    }
    for dump in [granted(&[]), history(&[]), described(&[])] {
        let page = dump.replacen('{', "{\"NextToken\": \"eyJ\", ", 1);
        assert_eq!(refuse(&page), DumpError::Page { report: false }, "{page}");
        let none = dump.replacen('{', "{\"NextToken\": null, ", 1);
        add(&none, REGION, &mut Applied::default()).unwrap();
    }
    let report = utilization(&[(VCPU, 41.0, 640.0, 5.0)]);
    assert_eq!(
        refuse(&report.replacen('{', "{\"NextToken\": \"eyJ\", ", 1)),
        DumpError::Page { report: true }
    );
    assert_eq!(
        refuse(&report.replace("COMPLETED", "IN_PROGRESS")),
        DumpError::Unfinished("IN_PROGRESS".to_owned())
    );
    for dump in [granted(&[(VCPU, 5.0)]), history(&[(VCPU, 5.0, "PENDING")]), described(&[("subnet-1", 3)])] {
        let elsewhere = dump.replace(REGION, "us-east-1");
        let wanted = REGION.to_owned();
        assert_eq!(refuse(&elsewhere), DumpError::Region { found: "us-east-1".to_owned(), wanted }, "{dump}");
        let other = dump.replace("123456789012", "210987654321");
        let mut applied = applied(&[granted(&[(FARGATE, 6.0)])]);
        assert!(matches!(add(&other, REGION, &mut applied), Err(DumpError::Account { .. })), "{other}");
    }
}

// Use outside the profile

#[test]
fn what_is_in_use_beyond_the_everyday_floor_runs_outside() {
    let project = project();
    // Everyday: 2 x 2 (search) + 2 (website) + 2 x 1 (worker) vCPUs.
    let own = 8;
    let dumps = [utilization(&[(VCPU, 20.01, 640.0, 5.0)])];
    let measured = said(&project, VCPU, &dumps);
    assert_eq!((measured.in_use, measured.outside), (Some(129), Some(129 - own)), "rounded up");
    assert_eq!((measured.source, measured.current), (Source::Measured, 640));
    assert_eq!(measured.total, measured.own + 129 - own);
    let exact = said(&project, VCPU, &[utilization(&[(VCPU, 41.666_666_666_666_67, 1152.0, 5.0)])]);
    assert_eq!(exact.in_use, Some(480), "not 481: what floats leave behind is no vCPU");
    let idle = said(&project, VCPU, &[utilization(&[(VCPU, 0.0, 640.0, 5.0)])]);
    assert_eq!((idle.in_use, idle.outside), (Some(0), Some(0)));

    let stated = compile(&NORMAL.replace("owners:", "account: {used: {L-1216C47A: 33}}\nowners:"), LAUNCH);
    let stated = said(&stated, VCPU, &dumps);
    assert_eq!((stated.outside, stated.source, stated.in_use), (Some(33), Source::Stated, Some(129)));

    let unknown = said(&project, VCPU, &[]);
    assert_eq!((unknown.outside, unknown.source, unknown.total), (None, Source::Unknown, unknown.own));
}

#[test]
fn a_verdict_for_each_state_of_an_account() {
    let project = project();
    let need = said(&project, VCPU, &[]).own;
    let has = |value: u64| granted(&[(VCPU, value as f64)]);
    let verdict = |dumps: &[String]| said(&project, VCPU, dumps).verdict;
    assert_eq!(verdict(&[has(need - 1)]), Verdict::Ask);
    assert_eq!(verdict(&[has(need)]), Verdict::Thin);
    assert_eq!(verdict(&[has(need * 5 / 4 + 1)]), Verdict::Enough);
    for status in ["PENDING", "CASE_OPENED"] {
        let asked = |value: u64| history(&[(VCPU, value as f64, status)]);
        assert_eq!(verdict(&[has(5), asked(need)]), Verdict::Pending);
        assert_eq!(verdict(&[has(5), asked(need - 1)]), Verdict::PendingTooSmall);
        assert_eq!(verdict(&[has(need * 2), asked(need - 1)]), Verdict::Enough, "what is there is there");
    }
    for status in ["APPROVED", "DENIED", "CASE_CLOSED", "NOT_APPROVED", "INVALID_REQUEST", "SOMETHING_NEW"] {
        assert_eq!(verdict(&[has(5), history(&[(VCPU, need as f64, status)])]), Verdict::Ask, "{status}");
    }
    let said = said(&project, VCPU, &[has(need + 7)]);
    assert_eq!(said.headroom, 7);
    let page = build(&project, "launch", Some(&applied(&[has(5), history(&[(VCPU, 99.0, "DENIED")])])));
    assert!(text(&page, "quotas/quota-request.md").contains("AWS did not grant 99 vCPU"));
}

// Requests

/// Arbitrary accounts: granted values, use and requests of the quotas that the launch needs.
fn accounts() -> impl Strategy<Value = Vec<String>> {
    let codes: Vec<&'static str> = {
        let project = project();
        let bill = project.plans["launch"].bill();
        scaleprof::quota::needs(bill, &QUOTAS).iter().filter_map(|need| need.quota.code).collect()
    };
    let code = prop::sample::select(codes);
    let status = prop::sample::select(vec![
        "PENDING",
        "CASE_OPENED",
        "APPROVED",
        "DENIED",
        "CASE_CLOSED",
        "NOT_APPROVED",
    ]);
    let value = (0_u32..1000).prop_map(f64::from);
    let granted = prop::collection::vec((code.clone(), value.clone()), 0..12);
    let used = prop::collection::vec((code.clone(), 0.0..150.0, value.clone()), 0..12);
    let asked = prop::collection::vec((code, value, status), 0..25);
    (granted, used, asked).prop_map(|(values, used, asked)| {
        let used: Vec<_> =
            used.into_iter().map(|(code, percent, value)| (code, percent, value, 5.0)).collect();
        vec![self::granted(&values), utilization(&used), history(&asked)]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    /// Never at or below what is there, never while a request is open, always for what is needed in all; and
    /// once it is asked for, it is not asked for again.
    #[test]
    fn requests_are_for_more_than_there_is_and_filed_once(dumps in accounts()) {
        let project = project();
        let account = applied(&dumps);
        let (launch, normal) = (&project.plans["launch"], &project.plans["normal"]);
        let rows = rows(launch.demand(Some(normal)), Some(&account));
        let artifacts = build(&project, "launch", Some(&account));
        let asked = requests(&artifacts);
        let root = text(&artifacts, "quotas/main.tf");
        let normal_artifacts = build(&project, "normal", Some(&account));
        prop_assert_eq!(root, text(&normal_artifacts, "quotas/main.tf"));
        for row in &rows {
            let total = row.total.unwrap();
            prop_assert_eq!(total, row.need.amount.unwrap() + row.outside.amount.unwrap_or(0));
            prop_assert_eq!(row.headroom.unwrap(), i64::try_from(row.current).unwrap() - i64::try_from(total).unwrap());
            prop_assert!(row.need.floor <= row.need.amount);
            let Some(code) = row.need.quota.code else { continue };
            let open = account.open(row.need.quota);
            match asked.get(code) {
                Some(desired) => {
                    prop_assert!(*desired == total && total > row.current && open.is_none(), "{row:?}");
                    prop_assert!(root.contains(code), "{code} is in no root");
                }
                None => prop_assert!(total <= row.current || open.is_some() || !row.need.quota.adjustable, "{row:?}"),
            }
            prop_assert!(open.is_none() || !root.contains(code), "{code} would be filed twice");
        }
        let back: Vec<(&str, f64, &str)> =
            asked.iter().map(|(code, desired)| (code.as_str(), *desired as f64, "PENDING")).collect();
        let known = applied(&[dumps, vec![history(&back).replace("d187", "e187")]].concat());
        prop_assert!(requests(&build(&project, "launch", Some(&known))).is_empty());
    }

    /// Whatever is known of the account, the stack itself is the same: CI and people build the same bytes.
    #[test]
    fn the_stack_does_not_depend_on_dumps(dumps in accounts()) {
        let project = project();
        let stack = |artifacts: Vec<Artifact>| -> Vec<Artifact> {
            artifacts.into_iter().filter(|artifact| artifact.path != "runbook.md" && !artifact.path.starts_with("quotas/")).collect()
        };
        for profile in ["normal", "launch"] {
            let without = stack(build(&project, profile, None));
            prop_assert!(without.iter().any(|artifact| artifact.path == "quotas.tf"));
            prop_assert_eq!(without, stack(build(&project, profile, Some(&applied(&dumps)))));
        }
    }

    /// Everything is asked for once, what goes furthest first, and never more at once than AWS takes.
    #[test]
    fn batches_hold_the_limits(dumps in accounts(), opt_in: bool, open in 0_usize..30) {
        let project = project();
        let region = if opt_in { "me-central-1" } else { REGION };
        let (launch, normal) = (&project.plans["launch"], &project.plans["normal"]);
        let rows = rows(launch.demand(Some(normal)), Some(&applied(&dumps)));
        let limit = launch.cloud.requests().unwrap().open_limit(region);
        let batches = batches(&rows, limit, open);
        prop_assert_eq!(limit, if opt_in { 2 } else { 20 });
        for (at, batch) in batches.iter().enumerate() {
            let before = if at == 0 { open.min(limit) } else { 0 };
            prop_assert!(batch.len() + before <= limit);
            prop_assert!(at == 0 || !batch.is_empty());
        }
        let all: Vec<_> = batches.into_iter().flatten().collect();
        let asks = rows.iter().filter(|row| row.verdict == Verdict::Ask).count();
        let codes: BTreeSet<_> = all.iter().map(|row| row.need.quota.code).collect();
        prop_assert_eq!((all.len(), codes.len()), (asks, asks));
        let factor = |current: u64, total: u64| if current == 0 { f64::INFINITY } else { total as f64 / current as f64 };
        let factors: Vec<f64> = all.iter().map(|row| factor(row.current, row.total.unwrap())).collect();
        prop_assert!(factors.windows(2).all(|pair| pair[0] >= pair[1]), "{factors:?}");
    }

    /// What is said to fit does, and a thousandth more does not.
    #[test]
    fn the_largest_fit_fits(dumps in accounts(), vcpus in 0_u32..400) {
        let project = project();
        let (launch, normal) = (&project.plans["launch"], &project.plans["normal"]);
        let account = applied(&[dumps, vec![granted(&[(VCPU, f64::from(vcpus))])]].concat());
        let fit = largest_fit(launch, normal, Some(&account));
        let at = fit.permille;
        if fit.floors {
            let whole = scaled(launch, normal, 1000);
            for ((_, field, fits), (name, _, wanted)) in fit.counts.iter().zip(&whole) {
                prop_assert!(fits == wanted || *field == "count.max" && fits < wanted, "{name} {field}: {fits}");
            }
            // With no growth at all, what is added for a moment may still not fit.
            prop_assert!(at == 0 || short(launch, normal, &fit.counts, &account).is_empty());
        } else if fit.fits {
            let counts = &fit.counts;
            prop_assert_eq!(counts, &scaled(launch, normal, at));
            prop_assert!(short(launch, normal, &fit.counts, &account).is_empty());
            prop_assert!(at == 1000 || !short(launch, normal, &scaled(launch, normal, at + 1), &account).is_empty());
        } else {
            prop_assert_eq!(at, 0);
            prop_assert!(!short(launch, normal, &scaled(launch, normal, 0), &account).is_empty());
        }
        prop_assert_eq!(fit.binding.is_empty(), at == 1000);
    }
}

/// Where the floors fit, none is lowered, and no ceiling of what takes nothing of the quota that is short.
#[test]
fn a_floor_that_fits_is_kept() {
    let project = project();
    let (launch, normal) = (&project.plans["launch"], &project.plans["normal"]);
    let all = rows(launch.demand(Some(normal)), None);
    let need = &all.iter().find(|row| row.need.quota.code == Some(VCPU)).unwrap().need;
    let (floor, most) = (need.floor.unwrap(), need.amount.unwrap());
    let fit = |vcpus: u64| {
        let account = applied(&[granted(&[(VCPU, vcpus as f64), (FARGATE, 1000.0)])]);
        largest_fit(launch, normal, Some(&account))
    };
    let value = |fit: &scaleprof::switch::fit::Fit, name: &str, field: &str| {
        fit.counts.iter().find(|(own, other, _)| own == name && *other == field).unwrap().2
    };
    let half = fit(u64::midpoint(floor, most));
    assert!(half.floors && half.fits && (1..1000).contains(&half.permille), "{half:?}");
    assert_eq!([value(&half, "worker", "count.min"), value(&half, "search", "count.min")], [50, 4]);
    assert_eq!([value(&half, "api", "count.min"), value(&half, "api", "count.max")], [40, 90]);
    assert!((51..300).contains(&value(&half, "worker", "count.max")), "{half:?}");
    assert!(fit(floor).floors && !fit(floor - 1).floors);
    assert!(value(&fit(floor - 1), "worker", "count.min") < 50);
}

/// The counts so far on their way, worked out anew.
fn scaled(launch: &Plan, normal: &Plan, permille: u16) -> Vec<(String, &'static str, u32)> {
    let count = |plan: &Plan, name: &str| *plan.component(name).unwrap().spec.facets().count.unwrap();
    let between = |from: u32, to: u32| from + (to - from) * u32::from(permille) / 1000;
    let names = ["api", "search", "worker"].into_iter();
    let of = |name: &str| {
        let (from, to) = (count(normal, name), count(launch, name));
        let field = |field, value| (name.to_owned(), field, value);
        [field("count.min", between(from.min, to.min)), field("count.max", between(from.max, to.max))]
    };
    names.flat_map(of).collect()
}

/// The quotas that a launch with these counts does not fit.
fn short(
    launch: &Plan,
    normal: &Plan,
    counts: &[(String, &'static str, u32)],
    applied: &Applied,
) -> Vec<&'static str> {
    let of = |name: &str, field: &str| {
        counts.iter().find(|(own, other, _)| own == name && *other == field).map(|(_, _, value)| *value)
    };
    let bill = launch.bill_with(|component| {
        let name = &component.name;
        let (min, max) = (of(name, "count.min")?, of(name, "count.max")?);
        launch.with_count(component, Count { min, max, expected: None })
    });
    let rows = rows(Demand { bill: &bill, ..launch.demand(Some(normal)) }, Some(applied));
    rows.iter().filter(|row| row.total.unwrap() > row.current).map(|row| row.need.quota.name).collect()
}

/// What is typed is typed at the root of the project, where each file that it names is.
#[test]
fn the_page_names_files_from_the_root() {
    let built = build(&project(), "launch", None);
    let page = text(&built, "quotas/quota-request.md");
    let named: Vec<&str> = page.split("file://generated/launch/").skip(1).collect();
    assert_eq!((named.len(), page.matches("file://").count()), (2, 2), "{page}");
    for after in named {
        let file = after.split_whitespace().next().unwrap();
        assert!(built.iter().any(|artifact| artifact.path == file), "{file}");
    }
    assert!(page.contains("terraform -chdir=generated/launch/quotas apply"), "{page}");
}

#[test]
fn requests_are_said_in_batches_on_the_page() {
    let project = compile(&NORMAL.replace("eu-west-1", "me-central-1"), LAUNCH);
    let page = build(&project, "launch", None);
    assert_eq!(requests(&page).len(), 2);
    let page = text(&page, "quotas/quota-request.md").to_owned();
    assert!(!page.contains("When those before are decided"), "two at once: {page}");
    for said in [
        "list-requested-service-quota-change-history --region me-central-1",
        "<https://me-central-1.console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-1216C47A>",
        "\"SupportCaseAllowed\": false",
        "We run shop in me-central-1 and scale it up from 2027-02-03 09:00 +02:00",
        "Contact: Operations, ops@example.com.",
    ] {
        assert!(page.contains(said), "no {said:?} in {page}");
    }
    let open = history(&[("L-0263D0A3", 9.0, "PENDING"), ("L-7B6409FD", 99.0, "CASE_OPENED")]);
    let mut account = Applied::default();
    add(&open.replace(REGION, "me-central-1"), "me-central-1", &mut account).unwrap();
    let page = build(&project, "launch", Some(&account));
    let page = text(&page, "quotas/quota-request.md");
    assert!(page.contains("2 requests are open, and AWS takes no more than 2 at once"), "{page}");
}

// How fast, and where

#[test]
fn tasks_start_at_the_rate_of_a_service_and_of_the_account() {
    let of = |floor: u32, region: &str, dumps: &[String]| {
        let machine = NORMAL.replace("eu-west-1", region);
        let project =
            compile(&machine, &LAUNCH.replace("min: 40, max: 90", &format!("min: {floor}, max: 4000")));
        let (launch, normal) = (&project.plans["launch"], &project.plans["normal"]);
        let ramps = ramp(launch, Some(normal), Some(&applied(dumps)));
        let machines: Vec<&str> =
            ramps.iter().filter(|ramp| ramp.takes.is_none()).map(|ramp| ramp.component.as_str()).collect();
        assert_eq!(machines, ["search", "worker"], "machines have no rate that is known");
        ramps.into_iter().find(|ramp| ramp.component == "api").unwrap().takes.unwrap()
    };
    // 500 a minute in one service are fewer than 20 a second.
    assert_eq!(of(1002, REGION, &[]), SignedDuration::from_secs(120));
    assert_eq!(of(3, REGION, &[]), SignedDuration::from_secs(1));
    // The account's own rate, when AWS has granted a lower one.
    let slow = json!({"Quotas": [
        {"ServiceCode": "fargate", "QuotaCode": "L-551A4E9D", "Value": 2.0},
        {"ServiceCode": "fargate", "QuotaCode": "L-6BAD92DD", "Value": 0.0},
    ]});
    assert_eq!(of(1002, REGION, &[slow.to_string()]), SignedDuration::from_secs(500));
    let project = project();
    assert!(ramp(&project.plans["normal"], None, None).is_empty(), "a normal day adds nothing to itself");
}

#[test]
fn given_subnets_are_held_against_what_the_launch_adds() {
    let network = "network: {vpc: vpc-0123456789abcdef0, subnets: [subnet-0123456789abcdef0, subnet-0123456789abcdef1], \
                   public_subnets: [subnet-0123456789abcdef2, subnet-0123456789abcdef3]}";
    let normal = NORMAL.replace("region: eu-west-1", &format!("region: eu-west-1, {network}"));
    let project = compile(&normal, LAUNCH);
    let (launch, normal) = (&project.plans["launch"], &project.plans["normal"]);
    let ids = [0, 1, 2, 3].map(|at| format!("subnet-0123456789abcdef{at}"));
    let dump = described(&[(&ids[0], 400), (&ids[1], 200), (&ids[2], 8)]);
    let rows = subnets(launch, Some(normal), Some(&applied(&[dump])));
    // Tasks 2 x 90, machines 8 + 1 and 300 + 30, in two subnets; a database and a server in either;
    // less the 2 + 2 + 2 of a normal day.
    let added = (180 + 9 + 330_u64).div_ceil(2) + 2 - 3;
    let found: Vec<_> = rows.iter().map(|row| (row.added, row.free, row.verdict)).collect();
    let expected = [
        (added, Some(400), Room::Enough),
        (added, Some(200), Room::TooFew),
        // Eight for the load balancer, of which it has one.
        (7, Some(8), Room::Thin),
        (7, None, Room::Unknown),
    ];
    assert_eq!(found, expected);
    assert!(subnets(launch, Some(normal), Some(&Applied::default())).is_empty(), "no dump, no rows");
}

// The gate

#[test]
fn a_stack_within_the_defaults_has_no_gate() {
    let small = "profile: normal\nstack: shop\ncloud: {provider: aws, region: eu-west-1}\ncomponents:\n  \
                 web: {kind: server, machine: t4g.micro}\n";
    let project = compile(small, "profile: launch\nextends: normal\n");
    assert!(build(&project, "normal", None).iter().all(|artifact| artifact.path != "quotas.tf"));
    let grown =
        compile(small, "profile: launch\nextends: normal\ncomponents: {web: {machine: t4g.2xlarge}}\n");
    for (profile, floor) in [("normal", 2), ("launch", 8)] {
        let artifacts = build(&grown, profile, None);
        let gate = text(&artifacts, "quotas.tf");
        let least = format!("= data.aws_servicequotas_service_quota.ec2_l_1216c47a.value >= {floor}\n");
        assert_eq!(gate.matches(&least).count(), 2, "{profile} at its floor and at its maximum: {gate}");
    }
}

// In the runbook

fn runbook(project: &Project, applied: Option<&Applied>) -> Value {
    let runbook = project.runbook(&project.plans["launch"], applied, &list_prices(), None);
    serde_json::to_value(runbook.expect("a launch has an everyday profile")).unwrap()
}

fn texts(value: &Value) -> String {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

/// A step stays for as long as anything is not granted, and the decision points at it by its number.
#[test]
fn what_is_asked_for_keeps_its_step() {
    let project = project();
    let plan = &project.plans["launch"];
    let everything = rows(plan.demand(None), None);
    let need = |code| {
        let row = everything.iter().find(|row| row.need.quota.code == Some(code)).unwrap();
        (row.need.floor.unwrap() as f64, row.need.amount.unwrap() as f64)
    };
    let ((floor, vcpus), (_, fargate)) = (need(VCPU), need(FARGATE));
    let known = |vcpu: f64| {
        applied(&[
            granted(&[(VCPU, vcpu), (FARGATE, 45.0)]),
            history(&[(VCPU, vcpus, "PENDING"), (FARGATE, fargate, "CASE_OPENED")]),
        ])
    };
    for (vcpu, begins) in [(floor, true), (floor - 1.0, false)] {
        let known = known(vcpu);
        let runbook = runbook(&project, Some(&known));
        let steps = runbook["steps"].as_array().unwrap();
        let at =
            steps.iter().position(|step| step["title"] == "Have AWS grant the 2 quotas that are asked for");
        let at = at.unwrap_or_else(|| panic!("{steps:#?}"));
        let (step, notes) = (&steps[at], texts(&steps[at]["notes"]));
        let says = if begins {
            "enough for the start, but growth stops early"
        } else {
            "too little for the start, so every plan fails: launch smaller (plan B)"
        };
        for said in [
            format!("the whole launch needs {vcpus} vCPU; the start needs {floor} vCPU"),
            format!("The account has {vcpu} vCPU: {says}. {vcpus} vCPU are requested"),
            "AWS Support".to_owned(),
            "(support case 7001)".to_owned(),
        ] {
            assert!(notes.contains(&said), "{said}\n{notes}");
        }
        assert_eq!(step["expect"], Value::Null);
        let proofs = step["proofs"].to_string();
        assert!(
            proofs.contains("get-service-quota --service-code fargate --quota-code L-3032A538"),
            "{proofs}"
        );
        assert!(
            proofs.contains("get-requested-service-quota-change --request-id d187537f6da54a01"),
            "{proofs}"
        );
        let decision =
            steps.iter().find(|step| step["title"].as_str().unwrap().starts_with("Decide")).unwrap();
        assert!(texts(&decision["ticks"]).contains(&format!("step {} again", at + 1)), "{decision:#}");
        assert_eq!(step["number"], at + 1);
        assert!(steps.iter().position(|step| step == decision).unwrap() > at);
        let card = runbook["scorecard"].as_array().unwrap();
        let card = card.iter().find(|row| row["part"] == "AWS quotas").unwrap();
        let fails =
            card["why"].as_str().unwrap().starts_with("no plan will work: the floors alone need more");
        assert_eq!((card["verdict"] == "shortfall", fails), (!begins, !begins), "{card}");
        let plan_b = runbook["plan_b"].to_string();
        assert!(!plan_b.contains("new account") && !plan_b.contains("save what the account has"), "{plan_b}");
        assert_eq!(plan_b.contains("begin all the same"), begins, "{plan_b}");
    }
    // With all of it granted there is nothing to do and nothing to point at.
    let whole = applied(&[granted(&[(VCPU, vcpus), (FARGATE, fargate)])]);
    let runbook = runbook(&project, Some(&whole));
    let said: String = (runbook["steps"].as_array().unwrap().iter())
        .flat_map(|step| [texts(&step["notes"]), texts(&step["ticks"])])
        .collect();
    for absent in
        ["the whole launch needs", "each quota has", "A quota is too small", "the quotas of the launch"]
    {
        assert!(!said.contains(absent), "{absent}: {said}");
    }
}

/// Part open, part to ask for: one step says both.
#[test]
fn what_is_to_be_asked_for_stands_beside_what_is_open() {
    let project = project();
    let known =
        applied(&[granted(&[(VCPU, 96.0), (FARGATE, 45.0)]), history(&[(VCPU, 97.0, "CASE_OPENED")])]);
    let runbook = runbook(&project, Some(&known));
    let title = "Ask AWS for 1 quota, and have it grant the 1 quota that is asked for";
    let steps = runbook["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["title"] == title).unwrap_or_else(|| panic!("{steps:#?}"));
    assert_eq!(step["expect"], "Plan: 1 to add, 0 to change, 0 to destroy.");
    let notes = texts(&step["notes"]);
    assert!(
        notes.contains("Only 97 vCPU are requested (support case 7001): reply in the support case"),
        "{notes}"
    );
    let card = runbook["scorecard"].as_array().unwrap();
    let card = card.iter().find(|row| row["part"] == "AWS quotas").unwrap();
    assert_eq!(card["verdict"], "shortfall");
    assert!(card["why"].as_str().unwrap().contains("1 to ask for; 1 asked for"), "{card}");
}

/// Every command that a page or a runbook gives for a file in `account/` prints what is read from there: it takes
/// the whole answer, in JSON, of a command that is known.
#[test]
fn what_is_saved_is_what_is_read() {
    let project = project();
    let open = applied(&[granted(&[(VCPU, 96.0)]), history(&[(VCPU, 97.0, "CASE_OPENED")])]);
    let mut saved = 0;
    for applied in [None, Some(&open)] {
        for artifact in build(&project, "launch", applied) {
            // A backslash at the end of a line goes on in the next one.
            let text = artifact.text.replace("\\\n  ", "");
            let commands = text.split("&&").flat_map(str::lines).filter(|line| line.contains("> account/"));
            for command in commands {
                let read = [
                    "service-quotas list-requested-service-quota-change-history ",
                    "service-quotas list-service-quotas ",
                    "ec2 describe-instance-type-offerings --location-type availability-zone ",
                    "ec2 describe-availability-zones ",
                    "ec2 describe-subnets ",
                ];
                assert!(read.iter().any(|one| command.contains(&format!("aws {one}"))), "{command}");
                assert!(command.contains("--output json") && !command.contains("--query"), "{command}");
                saved += 1;
            }
        }
    }
    assert!(saved >= 4, "{saved}");
    // Nothing has been asked for, and a command that failed and left a file behind.
    assert_eq!(applied(&[json!({"RequestedQuotas": []}).to_string()]).open_requests(), 0);
    let error = add("\n", REGION, &mut Applied::default()).unwrap_err().to_string();
    assert!(error.contains("the file is empty"), "{error}");
}

/// What a dump says goes into commands and into Markdown.
#[test]
fn an_id_from_a_dump_is_an_id_or_nothing() {
    for evil in ["$(id)", "-x", "a b", "a\nb", "`a`", "", &"a".repeat(129), "1|2", "é"] {
        let mut dump: Value = serde_json::from_str(&history(&[(VCPU, 200.0, "PENDING")])).unwrap();
        dump["RequestedQuotas"][0]["Id"] = json!(evil);
        dump["RequestedQuotas"][0]["CaseId"] = json!(evil);
        let known = applied(&[dump.to_string()]);
        let handle = known.open_handle(quota(VCPU)).unwrap();
        assert_eq!((handle.id, handle.case), (None, None), "{evil:?}");
    }
}

/// An older file does not open again what AWS has decided, in whatever order they are read.
#[test]
fn what_is_decided_stays_decided() {
    let (open, decided) = (history(&[(VCPU, 200.0, "PENDING")]), history(&[(VCPU, 200.0, "DENIED")]));
    for dumps in [[open.clone(), decided.clone()], [decided, open]] {
        let known = applied(&dumps);
        assert_eq!((known.open(quota(VCPU)), known.refused(quota(VCPU))), (None, Some(200)));
    }
}
