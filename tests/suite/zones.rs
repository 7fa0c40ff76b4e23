//! Zones: what the account says they have, held against where machines stand; and the question without it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::convert::Infallible;

use scaleprof::check::probe::Known;
use scaleprof::cloud::aws::quota::dump::add;
use scaleprof::cloud::aws::quota::dump::error::DumpError;
use scaleprof::cloud::list_prices;
use scaleprof::diagnostic::Finding;
use scaleprof::diagnostic::code::Code;
use scaleprof::project::{Input, Project};
use scaleprof::quota::applied::Applied;
use serde_json::{Value, json};

const REGION: &str = "us-east-1";
const NORMAL: &str = r#"
profile: normal
stack: shop
cloud: {provider: aws, region: us-east-1, network: NETWORK}
owners: {ops: {name: Ops, contact: ops@example.com}}
components:
  box: {kind: server, owner: ops, test: t, machine: m6a.large, storage: {size: 500GiB}}
  db: {kind: database, owner: ops, test: t, engine: postgres, version: "16", class: db.m6g.large, storage: {size: 100GiB}}
  job: {kind: workers, owner: ops, test: t, machine: c6g.large, count: {min: 1, max: 3}}
"#;
const LAUNCH: &str = "
profile: launch
extends: normal
window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}
components:
  box: {machine: m7a.4xlarge}
  db: {class: db.m6g.4xlarge, multi_az: true}
  job: {count: {max: 30}}
";
const MADE: &str = "{create: 10.20.0.0/16}";
const GIVEN: &str = "{vpc: vpc-0123456789abcdef0, subnets: [subnet-0000000000000000a, subnet-0000000000000000b], public_subnets: [subnet-0000000000000000a, subnet-0000000000000000b]}";

fn offerings(all: &[(&str, &str)]) -> String {
    let entry = |(machine, zones): &(&str, &str)| -> Vec<Value> {
        let one = |zone| json!({"InstanceType": machine, "LocationType": "availability-zone", "Location": format!("{REGION}{zone}")});
        zones.chars().map(one).collect()
    };
    json!({"InstanceTypeOfferings": all.iter().flat_map(entry).collect::<Vec<_>>()}).to_string()
}

fn subnets() -> String {
    let one = |letter: &str| {
        json!({"SubnetId": format!("subnet-0000000000000000{letter}"), "AvailableIpAddressCount": 4000,
            "AvailabilityZone": format!("us-east-1{letter}"), "SubnetArn": format!("arn:aws:ec2:us-east-1:123456789012:subnet/subnet-0000000000000000{letter}")})
    };
    json!({"Subnets": [one("a"), one("b")]}).to_string()
}

fn zone(name: &str, state: &str, kind: &str, opted: &str) -> Value {
    json!({"State": state, "OptInStatus": opted, "Messages": [], "RegionName": REGION, "ZoneName": name,
        "ZoneId": "use1-az9", "GroupName": REGION, "NetworkBorderGroup": REGION, "ZoneType": kind})
}

fn applied(dumps: &[String]) -> Applied {
    let mut applied = Applied::default();
    for dump in dumps {
        add(dump, REGION, &mut applied).unwrap_or_else(|error| panic!("{error}\n{dump}"));
    }
    applied
}

fn project(network: &str, applied: Option<&Applied>) -> Project {
    let input = |name: &str, text: &str| Input {
        path: format!("profiles/{name}.yaml"),
        bytes: text.replace("NETWORK", network).into_bytes(),
    };
    let inputs = vec![input("launch", LAUNCH), input("normal", NORMAL)];
    let Ok(project) =
        Project::compile_with(inputs, |_, _| Ok::<_, Infallible>(Known { applied, ..Known::default() }));
    project
}

/// What is found about zones: the code, the message, and the text of the profile at its place.
fn found(network: &str, applied: &Applied) -> Vec<(Code, String)> {
    let project = project(network, Some(applied));
    let own = [Code::MachineNotInZone, Code::ZoneNotInAccount];
    let all = project.findings_of(["launch", "normal"]);
    let all = all.iter().filter(|finding: &&Finding| own.contains(&finding.code));
    all.map(|finding| (finding.code, finding.message.clone())).collect()
}

fn step(network: &str, applied: Option<&Applied>) -> Option<(Value, Value)> {
    let project = project(network, applied);
    let runbook = project.runbook(&project.plans["launch"], applied, &list_prices(), None).unwrap();
    let runbook = serde_json::to_value(runbook).unwrap();
    let steps = runbook["steps"].as_array().unwrap();
    let at = steps
        .iter()
        .position(|step| step["title"] == "Check that the zones have the machines and classes")?;
    let felt = steps.iter().position(|step| step["title"] == "Resize box").unwrap();
    assert!(at < felt, "it is asked before anything is stopped");
    Some((steps[at].clone(), runbook))
}

#[test]
fn a_server_stands_in_one_zone_and_cannot_leave_it() {
    let all = |box_in| [("m6a.large", "abc"), ("m7a.4xlarge", box_in), ("c6g.large", "abc")];
    assert_eq!(found(MADE, &applied(&[offerings(&all("abc"))])), []);
    // That other zones lack it is nothing to it.
    assert_eq!(found(MADE, &applied(&[offerings(&all("b"))])), []);
    let said = (Code::MachineNotInZone, "us-east-1b has no `m7a.4xlarge`".to_owned());
    assert_eq!(found(MADE, &applied(&[offerings(&all("acf"))])), std::slice::from_ref(&said));
    // Two files say together what one could.
    let two = [offerings(&[("m7a.4xlarge", "ac")]), offerings(&[("c6g.large", "abc")])];
    assert_eq!(found(MADE, &applied(&two)), [said]);
}

/// The zone of the resource that is written is the zone that is checked.
#[test]
fn what_is_checked_is_what_is_written() {
    let project = project(MADE, None);
    let outputs = scaleprof::switch::steps::lower(&project.plans["launch"], None, &[]);
    let (_, output) = outputs.iter().find(|(name, _)| name == "box").unwrap();
    let text = format!("{:?}", output.blocks);
    let standing = scaleprof::plan::zones::standing(
        &project.plans["launch"],
        project.plans["launch"].component("box").unwrap(),
        None,
    );
    let letter = standing.unwrap().zones[0].chars().last().unwrap();
    assert!(text.contains(&format!("private_{letter}")), "{letter}: {text}");
}

#[test]
fn machines_that_scale_out_want_their_type_in_each_zone() {
    let missing = found(MADE, &applied(&[offerings(&[("c6g.large", "ac"), ("m7a.4xlarge", "abc")])]));
    assert_eq!(missing, [(Code::MachineNotInZone, "us-east-1b has no `c6g.large`".to_owned())]);
}

#[test]
fn a_given_subnet_has_the_zone_that_the_account_says() {
    let lacking = offerings(&[("m7a.4xlarge", "c"), ("m6a.large", "abc"), ("c6g.large", "abc")]);
    assert_eq!(
        found(GIVEN, &applied(std::slice::from_ref(&lacking))),
        [],
        "the zone of the subnet is not known"
    );
    let both = found(GIVEN, &applied(&[lacking, subnets()]));
    assert_eq!(both.len(), 1, "{both:?}");
    assert!(both[0].1.ends_with("has no `m7a.4xlarge`"), "{both:?}");
}

/// What has not been asked for is not missing.
#[test]
fn a_list_of_something_else_says_nothing() {
    for dump in [
        offerings(&[]),
        offerings(&[("r6g.large", "abc")]),
        // Asked of one zone alone.
        offerings(&[("m7a.4xlarge", "a"), ("c6g.large", "a"), ("m6a.large", "a")]),
    ] {
        let known = applied(&[dump]);
        assert_eq!(found(MADE, &known), []);
        assert!(step(MADE, Some(&known)).is_some(), "it is still asked");
    }
}

#[test]
fn zones_are_the_accounts_own() {
    let (open, own) = ("opt-in-not-required", "availability-zone");
    let dump = |zones: &[Value]| json!({"AvailabilityZones": zones}).to_string();
    let all: Vec<Value> =
        ["a", "b", "c"].iter().map(|l| zone(&format!("{REGION}{l}"), "available", own, open)).collect();
    assert_eq!(found(MADE, &applied(&[dump(&all)])), []);
    let lacks = (Code::ZoneNotInAccount, "the account has no zone `us-east-1c`".to_owned());
    assert_eq!(found(MADE, &applied(&[dump(&all[..2])])), std::slice::from_ref(&lacks));
    for unusable in [
        zone("us-east-1c", "unavailable", own, open),
        zone("us-east-1c", "available", "local-zone", "opted-in"),
        zone("us-east-1c", "available", own, "not-opted-in"),
    ] {
        let zones = [all[0].clone(), all[1].clone(), unusable];
        assert_eq!(found(MADE, &applied(&[dump(&zones)])), std::slice::from_ref(&lacks));
    }
    assert_eq!(
        found("{create: 10.20.0.0/16, zones: [us-east-1a, us-east-1b]}", &applied(&[dump(&all[..2])])),
        []
    );
    assert_eq!(found(GIVEN, &applied(&[dump(&all[..1])])), [], "subnets that are there have a zone");
}

#[test]
fn what_cannot_be_of_this_region_is_refused() {
    let refuse = |dump: Value| add(&dump.to_string(), REGION, &mut Applied::default()).unwrap_err();
    let offering = |kind: &str, at: &str| json!({"InstanceTypeOfferings": [{"InstanceType": "m6a.large", "LocationType": kind, "Location": at}]});
    assert!(matches!(refuse(offering("availability-zone", "eu-west-1a")), DumpError::Region { .. }));
    for (kind, at) in [("region", "us-east-1"), ("availability-zone-id", "use1-az1")] {
        let error = refuse(offering(kind, at)).to_string();
        assert!(error.contains("--location-type availability-zone"), "{error}");
    }
    let other = json!({"AvailabilityZones": [{"ZoneName": "eu-west-1a", "RegionName": "eu-west-1"}]});
    assert!(matches!(refuse(other), DumpError::Region { .. }));
    assert!(matches!(
        refuse(json!({"AvailabilityZones": [], "NextToken": "x"})),
        DumpError::Page { report: false }
    ));
}

/// Without the account's answer the runbook asks, for machines and for classes; with it only what is left.
#[test]
fn without_an_answer_the_runbook_asks() {
    let (asked, _) = step(MADE, None).unwrap();
    let text = asked.to_string();
    for said in [
        "box: m7a.4xlarge in us-east-1b, where its machine and its volume are",
        "Name=instance-type,Values=c6g.large,m7a.4xlarge --region us-east-1",
        "m7a.4xlarge us-east-1b",
        "describe-orderable-db-instance-options --engine postgres --db-instance-class db.m6g.4xlarge",
        "starts_with(EngineVersion,'16') && StorageType=='gp3' && MultiAZCapable",
        "describe-instance-type-offerings --location-type availability-zone --region us-east-1 --output json > account/",
        "stop no machine",
    ] {
        assert!(text.contains(said), "{said}\n{asked:#}");
    }
    let known = applied(&[offerings(&[("m7a.4xlarge", "abc"), ("c6g.large", "abc")])]);
    let (asked, _) = step(MADE, Some(&known)).unwrap();
    let text = asked.to_string();
    assert!(
        !text.contains("describe-instance-type-offerings") && text.contains("db.m6g.4xlarge"),
        "{asked:#}"
    );
    // Of a subnet whose zone is not known it is asked which that is.
    let (asked, _) = step(GIVEN, Some(&known)).unwrap();
    assert!(asked.to_string().contains("describe-subnets --subnet-ids subnet-"), "{asked:#}");
}
