//! `scaleprof prices update` against a server that answers as AWS's price lists do: what is written, and
//! that the old file outlives everything that goes wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "update/offers.rs"]
mod offers;
#[path = "update/server.rs"]
mod server;
#[path = "update/snapshot.rs"]
mod snapshot;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use offers::{Offer, REGION, all, ec2, index_path, machine};
use scaleprof::price::snapshot::Snapshot;
use server::{Fault, Server};
use tempfile::TempDir;

/// A project, and a server with price lists.
struct World {
    project: TempDir,
    server: Server,
}

/// How a run ended.
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

impl World {
    /// With all offers.
    fn new() -> Self {
        let world = Self { project: tempfile::tempdir().unwrap(), server: Server::start() };
        for offer in all().values() {
            offer.publish(&world.server);
        }
        world
    }

    fn run(&self, more: &[&str]) -> Ran {
        let mut all = vec!["--base-url", &self.server.base];
        all.extend(more);
        run_in(self.project.path(), &all)
    }

    /// Updates the region.
    fn update(&self, more: &[&str]) -> Ran {
        let mut all = vec!["--region", REGION];
        all.extend(more);
        self.run(&all)
    }

    fn file(&self) -> String {
        fs::read_to_string(self.project.path().join("prices/aws/eu-west-1.csv")).unwrap()
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot::read(&self.file()).unwrap()
    }

    /// What is in the folder of the prices.
    fn names(&self) -> Vec<String> {
        let Ok(folder) = fs::read_dir(self.project.path().join("prices/aws")) else { return Vec::new() };
        folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

fn run_in(project: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    let command = command.args(["prices", "update", "-C"]).arg(project).args(arguments);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let [stdout, stderr] = [stdout, stderr].map(|text| String::from_utf8(text).unwrap());
    Ran { code: status.code().unwrap(), stdout, stderr }
}

/// The rows of a snapshot's text.
fn rows(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with('#')).collect()
}

#[test]
fn what_is_meant_is_picked_and_nothing_else() {
    let world = World::new();
    let ran = world.update(&[]);
    assert_eq!((ran.code, world.names()), (0, vec!["eu-west-1.csv".to_owned()]), "{}", ran.stderr);
    let text = world.file();
    let expected = "\
service,key,unit,usd,date,source
aurora,db.r6g.large:aurora-postgresql:standard,Hrs,0.29,2026-11-20,2
aurora,db.r8g.large:aurora-postgresql:io-optimized,Hrs,0.377,2026-11-20,2
aurora,serverless-v2:aurora-postgresql:io-optimized,ACU-Hrs,0.18,2026-11-20,2
aurora,serverless-v2:aurora-postgresql:standard,ACU-Hrs,0.14,2026-11-20,2
aurora-storage,io-optimized:aurora-postgresql,GB-Mo,0.248,2026-11-20,2
aurora-storage,io-request:aurora-mysql,Requests,0.00000022,2026-11-20,2
aurora-storage,io-request:aurora-postgresql,Requests,0.00000022,2026-11-20,2
aurora-storage,standard:aurora-mysql,GB-Mo,0.11,2026-11-20,2
aurora-storage,standard:aurora-postgresql,GB-Mo,0.11,2026-11-20,2
cloudwatch,alarm-standard,Alarm-Mo,0.1,2026-11-20,6
cloudwatch,logs-ingest,GB,0.57,2026-11-20,6
cloudwatch,metric:0-10k,Metric-Mo,0.3,2026-11-20,6
cloudwatch,metric:10k-250k,Metric-Mo,0.1,2026-11-20,6
cloudwatch,metric:1m+,Metric-Mo,0.02,2026-11-20,6
cloudwatch,metric:250k-1m,Metric-Mo,0.05,2026-11-20,6
ebs,gp3,GB-Mo,0.088,2026-11-20,1
ebs,gp3-iops,IOPS-Mo,0.0055,2026-11-20,1
ebs,gp3-throughput,GiBps-Mo,45.056,2026-11-20,1
ebs,io2,GB-Mo,0.138,2026-11-20,1
ebs,io2-iops:tier1,IOPS-Mo,0.072,2026-11-20,1
ebs,io2-iops:tier2,IOPS-Mo,0.0504,2026-11-20,1
ebs,io2-iops:tier3,IOPS-Mo,0.03528,2026-11-20,1
ebs,snapshot,GB-Mo,0.05,2026-11-20,1
ec2,m5.large,Hrs,0.107,2026-11-20,1
ec2,t3.micro,Hrs,0.0114,2026-11-20,1
elasticache,backup,GB-Mo,0.085,2026-11-20,9
elasticache,cache.r7g.large:memcached,Hrs,0.242,2026-11-20,9
elasticache,cache.r7g.large:redis,Hrs,0.242,2026-11-20,9
elasticache,cache.r7g.large:valkey,Hrs,0.1936,2026-11-20,9
elb,alb-hour,Hrs,0.0252,2026-11-20,4
elb,alb-lcu-hour,LCU-Hrs,0.008,2026-11-20,4
elb,nlb-hour,Hrs,0.0252,2026-11-20,4
elb,nlb-nlcu-hour,NLCU-Hrs,0.006,2026-11-20,4
fargate,ephemeral-gb-hour,GB-Hrs,0.000122,2026-11-20,3
fargate,gb-hour:arm,GB-Hrs,0.00356,2026-11-20,3
fargate,gb-hour:x86,GB-Hrs,0.004445,2026-11-20,3
fargate,vcpu-hour:arm,vCPU-Hrs,0.03238,2026-11-20,3
fargate,vcpu-hour:x86,vCPU-Hrs,0.04048,2026-11-20,3
nat-gateway,gb-processed,GB,0.048,2026-11-20,1
nat-gateway,hour,Hrs,0.048,2026-11-20,1
rds,db.m6g.large:postgresql:Multi-AZ,Hrs,0.351,2026-11-20,2
rds,db.m6g.large:postgresql:Single-AZ,Hrs,0.176,2026-11-20,2
rds,db.m6gd.large:postgresql:Multi-AZ-cluster,Hrs,0.5,2026-11-20,2
rds-proxy,vcpu-hour,vCPU-Hrs,0.018,2026-11-20,2
rds-storage,backup:postgresql,GB-Mo,0.095,2026-11-20,2
rds-storage,gp3-iops:postgresql:Multi-AZ,IOPS-Mo,0.044,2026-11-20,2
rds-storage,gp3-throughput:postgresql:Multi-AZ,MBps-Mo,0.177,2026-11-20,2
rds-storage,gp3:mariadb:Single-AZ,GB-Mo,0.131,2026-11-20,2
rds-storage,gp3:mysql:Single-AZ,GB-Mo,0.131,2026-11-20,2
rds-storage,gp3:postgresql:Single-AZ,GB-Mo,0.127,2026-11-20,2
rds-storage,io1-iops:postgresql:Multi-AZ,IOPS-Mo,0.22,2026-11-20,2
rds-storage,io2-iops:postgresql:Multi-AZ,IOPS-Mo,0.22,2026-11-20,2
secretsmanager,secret,Secret-Mo,0.4,2026-11-20,8
sqs,request:fifo:tier1,Requests,0.0000005,2026-11-20,5
sqs,request:standard:tier1,Requests,0.0000004,2026-11-20,5
vpc,public-ipv4-in-use,Hrs,0.005,2026-11-20,7";
    assert_eq!(rows(&text).join("\n"), expected, "{text}");
    let source = format!("# source 1: AmazonEC2 2026-11-20 {}{} \"", world.server.base, ec2().path());
    assert!(text.lines().any(|line| line.starts_with(&source)), "{text}");
    assert_eq!(text.lines().last(), Some("# rows: 56"));
    let summary = "eu-west-1.csv: 56 prices, 56 new, 0 changed, 0 gone\n";
    assert!(ran.stdout.contains(summary), "{}", ran.stdout);
    assert!(ran.stdout.contains("AmazonRDS          published 2026-11-20\n"), "{}", ran.stdout);
    // One line per offer where nobody watches.
    assert_eq!(ran.stderr.lines().count(), 9, "{}", ran.stderr);
    assert!(ran.stderr.starts_with("AmazonEC2 eu-west-1: 12 prices from "), "{}", ran.stderr);
}

/// Prices are looked up under the names of the tables that come with scaleprof.
#[test]
fn keys_and_units_are_those_of_the_embedded_tables() {
    let world = World::new();
    assert_eq!(world.update(&[]).code, 0);
    for row in world.snapshot().rows {
        let path = format!("{}/src/cloud/aws/prices/{}.csv", env!("CARGO_MANIFEST_DIR"), row.service);
        let table = fs::read_to_string(path).unwrap();
        let line = format!("\n{},{},", row.key, row.unit);
        // The embedded tables lack MariaDB's storage.
        assert!(table.contains(&line) || row.key.contains(":mariadb:"), "{} {line}", row.service);
    }
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let world = World::new();
    world.update(&[]);
    let before = world.file();
    world.server.requests();
    let ran = world.update(&[]);
    assert_eq!((ran.code, world.file()), (0, before.clone()), "{}", ran.stderr);
    assert!(ran.stdout.contains("eu-west-1.csv is up to date: 56 prices\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("AmazonEC2 eu-west-1: unchanged, 12 prices\n"), "{}", ran.stderr);
    let (indices, lists): (Vec<_>, Vec<_>) = world
        .server
        .requests()
        .into_iter()
        .partition(|request| request.path.ends_with("/current/region_index.json"));
    assert_eq!((indices.len(), lists.len()), (9, 9));
    assert!(
        lists.iter().all(|request| request.status == 304 && request.if_none_match.is_some()),
        "{lists:?}"
    );
    // Unless it is asked for.
    assert_eq!(world.update(&["--force"]).code, 0);
    let requests = world.server.requests();
    assert!(requests.iter().all(|request| request.status == 200), "{requests:?}");
    assert_eq!(world.file(), before);
}

/// Without an `ETag` the address of the version says enough.
#[test]
fn a_version_is_known_by_its_address() {
    let world = World::new();
    world.server.put_as(&ec2().path(), ec2().json(), None);
    world.update(&[]);
    world.server.requests();
    assert_eq!(world.update(&[]).code, 0);
    assert!(world.server.requests().iter().all(|request| request.path != ec2().path()));
}

#[test]
fn a_line_changes_only_with_its_price() {
    let world = World::new();
    world.update(&[]);
    let before = world.file();
    let mut offer = Offer::new("AmazonEC2").later();
    machine(&mut offer, "m5.large", "0.1050000000", &[]);
    machine(&mut offer, "t3.micro", "0.0114000000", &[]);
    machine(&mut offer, "t3.nano", "0.0057000000", &[]);
    offer.publish(&world.server);
    // Most of what was there is gone.
    let ran = world.update(&[]);
    assert_eq!((ran.code, world.file()), (2, before.clone()), "{}", ran.stdout);
    let reason =
        "10 of 12 prices of AmazonEC2 are gone from it, ebs gp3, ebs gp3-iops, ebs gp3-throughput among them";
    assert!(ran.stderr.contains(reason), "{}", ran.stderr);
    let ran = world.update(&["--force"]);
    assert!(ran.stdout.contains(": 47 prices, 1 new, 1 changed, 10 gone\n"), "{}", ran.stdout);
    let after = world.file();
    let added: Vec<&str> = rows(&after).into_iter().filter(|row| !before.contains(row)).collect();
    assert_eq!(added, ["ec2,m5.large,Hrs,0.105,2026-11-22,1", "ec2,t3.nano,Hrs,0.0057,2026-11-22,1"]);
    // The unchanged row is as old as its price, and yet known to be right as of the list.
    let snapshot = world.snapshot();
    assert_eq!(snapshot.get("ec2", "t3.micro").unwrap().since.to_string(), "2026-11-20");
    assert_eq!(snapshot.price("ec2", "t3.micro").unwrap().date, "2026-11-22");
}

/// The list that is read last, when all others were fine, with a price that has gone up.
fn dearer() -> Offer {
    let mut offer = Offer::new("AWSSecretsManager").later();
    let usage = [("usagetype", "EU-AWSSecretsManager-Secrets")];
    offer.sell("Secret", &usage, "Secrets", "0.5000000000");
    offer
}

/// What goes wrong: its name, the path, what is there instead, how answers fail, and what is said.
type Case<'a> = (&'a str, &'a str, Option<String>, &'a [Fault], &'a str);

/// Everything that can go wrong ends with exit code 2, one line that says where and why, and the old
/// file as it was.
#[test]
fn the_old_file_outlives_what_goes_wrong() {
    let json = dearer().json();
    let (list, index) = (dearer().path(), index_path("AWSSecretsManager"));
    let cut = json.len() - 30;
    let regional = |from: &str, to: &str| dearer().index().replace(from, to);
    let reordered = json.replace("\"products\"", "\"then\"").replace("\"terms\"", "\"products\"");
    let reordered = reordered.replace("\"then\"", "\"terms\"");
    let cases: Vec<Case<'_>> = vec![
        ("gone", &list, None, &[Fault::Status(404)], "the server answers 404"),
        ("forbidden", &index, None, &[Fault::Status(403)], "the server answers 403"),
        (
            "down",
            &list,
            None,
            &[Fault::Status(503); 3],
            "the server answers 503 Service Unavailable, three times",
        ),
        ("busy", &index, None, &[Fault::Status(429); 3], "the server answers 429"),
        ("cut", &list, None, &[Fault::Cut(300); 3], "three times in a row"),
        ("cut silently", &list, None, &[Fault::CutSilently(900); 3], "it ends in the middle, three times"),
        ("hung up", &list, None, &[Fault::Hangup; 3], "three times in a row"),
        ("altered", &list, None, &[Fault::Altered], "it was altered"),
        ("incomplete", &list, Some(json[..cut].to_owned()), &[], "it ends in the middle"),
        ("trailing", &list, Some(format!("{json}{{}}")), &[], "expected nothing more"),
        ("no JSON", &list, Some("<html>".to_owned()), &[], "byte 0: expected `{`"),
        ("empty", &list, Some(String::new()), &[], "it ends in the middle"),
        (
            "no products",
            &list,
            Some("{}".to_owned()),
            &[],
            "`offerCode` is `` instead of `AWSSecretsManager`",
        ),
        ("terms first", &list, Some(reordered), &[], "`terms` stand before `products`"),
        (
            "other region",
            &list,
            Some(json.replace(REGION, "us-east-1")),
            &[],
            "it is for `us-east-1` instead",
        ),
        (
            "other offer",
            &list,
            Some(json.replace("\"AWSS", "\"AWSs")),
            &[],
            "`offerCode` is `AWSsecretsManager`",
        ),
        ("other version", &list, Some(json.replace("20261122080000", "1")), &[], "`version` is `1` instead"),
        ("no date", &list, Some(json.replace("2026-11-22T", "2026-13-22T")), &[], "which is no time"),
        ("no SKU", &list, Some(json.replace("\"sku\": \"SKU", "\"sku\": \"sku")), &[], "calls itself sku"),
        ("no text", &list, Some(json.replace("\"Secret\"", "[7]")), &[], "cannot be read"),
        (
            "yuan",
            &list,
            Some(json.replace("\"USD\"", "\"CNY\"")),
            &[],
            "1 of 1 prices of AWSSecretsManager are gone",
        ),
        ("negative", &list, Some(json.replace("\"0.5", "\"-0.5")), &[], "are gone from it"),
        ("no number", &list, Some(json.replace("\"0.5", "\"1e5")), &[], "are gone from it"),
        ("other unit", &list, Some(json.replace("\"Secrets\"", "\"Dozens\"")), &[], "are gone from it"),
        ("no index", &index, Some("[]".to_owned()), &[], "it is no index of regions"),
        ("index of another", &index, Some(regional("\"AWSS", "\"AWSs")), &[], "it is the index of `AWSs"),
        (
            "path up",
            &index,
            Some(regional("/20261122080000/", "/../")),
            &[],
            "is no address of AWSSecretsManager",
        ),
        ("elsewhere", &index, Some(regional("/offers/v1", "@example.com/v1")), &[], "is no address of"),
        ("region gone", &index, Some(regional("eu-west-1", "eu-west-9")), &[], "1 of 1 prices"),
    ];
    std::thread::scope(|scope| {
        // Three tries take a while: side by side.
        for (name, path, body, faults, reason) in &cases {
            scope.spawn(move || {
                let world = World::new();
                assert_eq!(world.update(&[]).code, 0);
                let before = world.file();
                dearer().publish(&world.server);
                if let Some(body) = body {
                    // Such an ETag says nothing of the bytes, as of files that were uploaded in parts.
                    world.server.put_as(path, body.as_str(), Some("\"0123456789abcdef0123456789abcdef-58\""));
                }
                world.server.fail(path, faults);
                let ran = world.update(&[]);
                assert_eq!(ran.code, 2, "{name}: {}{}", ran.stdout, ran.stderr);
                assert_eq!(world.file(), before, "{name}");
                assert_eq!(world.names(), ["eu-west-1.csv"], "{name}");
                let last = ran.stderr.lines().last().unwrap();
                let said = format!("error: {}{path}: ", world.server.base);
                assert!(last.starts_with(&said) && last.contains(reason), "{name}: {last}");
                assert!(last.contains("eu-west-1.csv is as it was"), "{name}: {last}");
                // And when it is over, it is over.
                dearer().publish(&world.server);
                assert_eq!(world.update(&[]).code, 0, "{name}");
                assert_eq!(world.snapshot().get("secretsmanager", "secret").unwrap().usd.to_string(), "0.5");
            });
        }
    });
}

#[test]
fn without_an_old_file_a_failure_leaves_none() {
    let world = World::new();
    world.server.fail(&index_path("AmazonVPC"), &[Fault::Status(404)]);
    assert_eq!(world.update(&[]).code, 2);
    assert_eq!(world.names(), Vec::<String>::new());
}

#[test]
fn what_passes_is_tried_again() {
    let faults: [&[Fault]; 5] = [
        &[Fault::Status(503)],
        &[Fault::Status(429), Fault::Hangup],
        &[Fault::Cut(700)],
        &[Fault::CutSilently(7000)],
        &[Fault::Slow(2000)],
    ];
    std::thread::scope(|scope| {
        for faults in faults {
            scope.spawn(move || {
                let world = World::new();
                world.server.fail(&ec2().path(), faults);
                let ran = world.update(&[]);
                assert_eq!((ran.code, world.snapshot().rows.len()), (0, 56), "{faults:?}: {}", ran.stderr);
                let again = ran.stderr.lines().filter(|line| line.starts_with("trying again: ")).count();
                let slow = matches!(faults, [Fault::Slow(_)]);
                assert_eq!(again, if slow { 0 } else { faults.len() }, "{}", ran.stderr);
            });
        }
    });
}

/// Two prices for one thing: there is no telling which is meant.
#[test]
fn an_ambiguous_key_is_left_out_and_named() {
    let world = World::new();
    let mut offer = ec2();
    machine(&mut offer, "m5.large", "0.1090000000", &[]);
    // The same price twice is one price.
    machine(&mut offer, "t3.micro", "0.0114", &[]);
    offer.publish(&world.server);
    let ran = world.update(&[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("left out: ec2 m5.large is ambiguous: 0.107 or 0.109 USD\n"),
        "{}",
        ran.stderr
    );
    let snapshot = world.snapshot();
    assert_eq!(snapshot.get("ec2", "m5.large"), None);
    assert_eq!(snapshot.get("ec2", "t3.micro").unwrap().usd.to_string(), "0.0114");
}

/// The reasons for which a key has no price.
#[test]
fn a_price_that_is_none_is_left_out_and_named() {
    let world = World::new();
    let mut offer = ec2();
    let metal = |name: &'static str| [("usagetype", name), ("volumeApiName", "…")];
    machine(&mut offer, "free.large", "0.0000000000", &[]);
    machine(&mut offer, "odd.large", "-1.0000000000", &[]);
    offer.sell("Storage", &metal("EU-EBS:VolumeUsage.sc1"), "GB-Fortnight", "0.1");
    offer.sell_tiers("Storage", &metal("EU-EBS:VolumeUsage.st1"), "GB-Mo", &[("0", "1"), ("0", "2")]);
    offer.sell_tiers("Storage", &metal("EU-EBS:VolumeUsage.gp2"), "GB-Mo", &[("some", "1")]);
    offer.publish(&world.server);
    let mut offer = Offer::new("AmazonCloudWatch");
    let usage = [("usagetype", "EU-CW:MetricMonitorUsage")];
    offer.sell_tiers("Metric", &usage, "Metrics", &[("0", "0.3"), ("5000", "0.1")]);
    offer.sell("Alarm", &[("usagetype", "EU-CW:AlarmMonitorUsage")], "Alarms", "0.1000000000");
    offer.publish(&world.server);
    let ran = world.update(&[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for line in [
        "left out: ec2 free.large has no price above zero",
        "left out: ec2 odd.large has the price `-1.0000000000`, which is none",
        "left out: ebs sc1 is sold by `GB-Fortnight` instead of `GB-Mo`",
        "left out: ebs st1 has two prices in one tier",
        "left out: ebs gp2 has a tier that begins nowhere",
        "left out: cloudwatch metric:1m+ has other tiers than it used to",
    ] {
        assert!(ran.stderr.lines().any(|said| said == line), "{line}\n{}", ran.stderr);
    }
    assert_eq!(world.snapshot().rows.len(), 56 - 5);
}

#[test]
fn a_region_may_lack_a_service_but_not_machines() {
    let world = World::new();
    let index = |code: &str| all()[code].index().replace("\"eu-west-1\":", "\"eu-west-9\":");
    world.server.put(&index_path("AWSSecretsManager"), index("AWSSecretsManager"));
    let ran = world.update(&[]);
    assert_eq!((ran.code, world.snapshot().rows.len()), (0, 55), "{}", ran.stderr);
    assert!(ran.stderr.contains("AWSSecretsManager eu-west-1: not offered\n"), "{}", ran.stderr);
    world.server.put(&index_path("AmazonEC2"), index("AmazonEC2"));
    let ran = world.update(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("region_index.json: there is no region `eu-west-1`"), "{}", ran.stderr);
}

/// A list that has changed its form beyond recognition is no list without prices.
#[test]
fn a_list_that_holds_nothing_is_refused() {
    let world = World::new();
    Offer::new("AmazonVPC").publish(&world.server);
    let ran = world.update(&[]);
    assert_eq!((ran.code, world.names()), (2, Vec::new()));
    assert!(ran.stderr.contains("it holds none of the prices that are looked for"), "{}", ran.stderr);
    let yuan = all()["AmazonVPC"].json().replace("\"USD\"", "\"CNY\"");
    world.server.put(&all()["AmazonVPC"].path(), yuan);
    let ran = world.update(&[]);
    let reason = "looked for (public-ipv4-in-use has no price in USD, but in `CNY`)";
    assert!(ran.stderr.contains(reason), "{}", ran.stderr);
    assert_eq!(world.update(&["--force"]).code, 0);
    assert_eq!(world.snapshot().rows.len(), 55);
}

#[test]
fn a_file_that_was_changed_by_hand_is_not_built_upon() {
    let world = World::new();
    world.update(&[]);
    let path = world.project.path().join("prices/aws/eu-west-1.csv");
    let altered = world.file().replace("ec2,t3.micro,Hrs,0.0114,2026-11-20,1\n", "");
    fs::write(&path, &altered).unwrap();
    world.server.requests();
    let ran = world.update(&[]);
    assert_eq!((ran.code, world.file()), (2, altered));
    assert!(
        ran.stderr.contains("the file says 56 rows and has 55; --force fetches it anew"),
        "{}",
        ran.stderr
    );
    assert_eq!(world.server.requests(), []);
    assert_eq!(world.update(&["--force"]).code, 0);
    assert_eq!(world.snapshot().rows.len(), 56);
}

#[test]
fn regions_are_those_of_the_profiles() {
    let world = World::new();
    let ran = world.run(&[]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("there are no profiles") && ran.stderr.contains("--region"),
        "{}",
        ran.stderr
    );
    let profiles = world.project.path().join("profiles");
    fs::create_dir(&profiles).unwrap();
    let profile = "profile: normal\nstack: shop\ncloud: {provider: aws, region: eu-west-1}\ncomponents:\n  \
                   db: {kind: database, engine: postgres, version: '16', class: db.m6g.large, storage: {size: 20GiB}}\n";
    fs::write(profiles.join("normal.yaml"), profile).unwrap();
    let ran = world.run(&[]);
    assert_eq!((ran.code, world.snapshot().region), (0, REGION.to_owned()), "{}", ran.stderr);
    fs::write(profiles.join("normal.yaml"), "profile: normal\n").unwrap();
    let ran = world.run(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("no profile can be compiled"), "{}", ran.stderr);
}

#[test]
fn a_region_that_is_none_is_not_asked_for() {
    let world = World::new();
    for region in ["", "eu", "../../etc-1", "eu-west-1/../x", "EU-WEST-1", "eu-west-1?", "eu-west-1\n"] {
        let ran = world.run(&["--region", region]);
        assert_eq!(ran.code, 2, "{region}");
        assert!(ran.stderr.contains("is no region; AWS's are named like eu-west-1"), "{}", ran.stderr);
    }
    assert_eq!(world.server.requests(), []);
}

#[test]
fn a_base_that_would_not_do_is_refused() {
    let project = tempfile::tempdir().unwrap();
    for base in ["", "ftp://x", "https://me:secret@example.com", "https://example.com/?token=secret"] {
        let ran = run_in(project.path(), &["--region", REGION, "--base-url", base]);
        assert_eq!(ran.code, 2, "{base}");
        assert!(ran.stderr.contains("is no base of price lists"), "{}", ran.stderr);
    }
}

#[test]
fn a_server_that_is_not_there_is_said() {
    let project = tempfile::tempdir().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let ran = run_in(project.path(), &["--region", REGION, "--base-url", &base]);
    assert_eq!(ran.code, 2);
    let last = ran.stderr.lines().last().unwrap();
    assert!(last.starts_with(&format!("error: {base}/offers/")) && last.contains("refused"), "{last}");
}

/// Ten thousand rows, there and back.
#[test]
fn a_large_snapshot_is_read_as_it_was_written() {
    let text = snapshot::large();
    let snapshot = Snapshot::read(&text).unwrap();
    assert_eq!(snapshot.write(), text);
    let found: BTreeMap<&str, _> = snapshot.rows.iter().map(|row| (&*row.key, row)).collect();
    assert_eq!(found.len(), snapshot::ROWS);
    for (key, row) in found {
        assert_eq!(snapshot.get("rds", key), Some(row));
    }
}
