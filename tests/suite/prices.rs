//! What prices are, and whole bills calculated by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};

use common::compile;
use rust_decimal::Decimal;
use scaleprof::cloud::aws::classes::{class_exists, class_offered};
use scaleprof::cloud::aws::item::Item;
use scaleprof::cloud::aws::machines::machine_type;
use scaleprof::cloud::aws::meter::meters;
use scaleprof::cloud::aws::{engines, regions};
use scaleprof::cloud::list_prices;
use scaleprof::cost::Cost;
use scaleprof::diagnostic::Findings;
use scaleprof::diff::money::Totals;
use scaleprof::diff::{Diff, DiffOptions};
use scaleprof::kind::engine::Engine::{self, Mysql, Postgres};
use scaleprof::model::capacity::VolumeType;
use scaleprof::model::size::Size;
use scaleprof::model::span::Span;
use scaleprof::money::Amounts;
use scaleprof::plan::Plan;
use scaleprof::price::Prices;
use scaleprof::price::own::Own;
use scaleprof::priced::PricedLine;
use scaleprof::project::Project;
use scaleprof::source::Sources;
use serde_json::{Value, json};

fn usd(text: &str) -> Decimal {
    text.parse().unwrap()
}

// The tables

/// A table as the `csv` crate reads it: the stamps, the regions, the lines.
struct Read {
    service: String,
    stamps: BTreeMap<String, (String, String)>,
    regions: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn tables() -> Vec<Read> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cloud/aws/prices");
    let mut tables = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let service = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let notes = text.lines().filter_map(|line| line.strip_prefix("# ")).skip(1);
        let stamps = notes.map(|note| {
            let (letter, rest) = note.split_once(' ').unwrap();
            let (date, source) = rest.split_once(' ').unwrap();
            (letter.to_owned(), (date.to_owned(), source.to_owned()))
        });
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let regions = reader.headers().unwrap().iter().skip(2).map(str::to_owned).collect();
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        tables.push(Read { service, stamps: stamps.collect(), regions, rows });
    }
    tables.sort_by(|a, b| a.service.cmp(&b.service));
    tables
}

#[test]
fn every_figure_of_the_tables_is_found_and_no_other() {
    let prices = list_prices();
    let mut found = 0;
    let tables = tables();
    let services: Vec<&str> = tables.iter().map(|table| table.service.as_str()).collect();
    assert_eq!(list_prices().catalogue.services().collect::<Vec<_>>(), services);
    for table in &tables {
        let listed: Vec<_> = list_prices().catalogue.all(&table.service).collect();
        let mut of_table = 0;
        for row in &table.rows {
            let (key, unit) = (&row[0], &row[1]);
            assert_eq!(row.len(), table.regions.len() + 2, "{} {key}", table.service);
            for (region, cell) in table.regions.iter().zip(&row[2..]) {
                let price = prices.find(&table.service, key, region);
                assert_eq!(price, list_prices().catalogue.find(&table.service, key, region));
                if cell.is_empty() {
                    assert_eq!(price, None, "{} {key} {region} has a price of somewhere else", table.service);
                    continue;
                }
                let (figure, letter) = cell.split_at(cell.len() - 1);
                let (date, source) = &table.stamps[letter];
                let price = price.unwrap_or_else(|| panic!("{} {key} {region} is not found", table.service));
                assert_eq!(price.usd, usd(figure), "{} {key} {region}", table.service);
                assert_eq!((price.unit.as_ref(), price.date.as_ref()), (unit.as_str(), date.as_str()));
                assert_eq!(price.source.as_ref(), source);
                assert_eq!((listed[of_table].0, listed[of_table].1), (key.as_str(), region.as_str()));
                of_table += 1;
            }
            for nowhere in ["", "eu-west-9", "eu-west-1a", "us-east", "unit", "key"] {
                assert_eq!(prices.find(&table.service, key, nowhere), None);
            }
        }
        assert_eq!(listed.len(), of_table, "{}", table.service);
        for unlike in ["", "!", "zzzz", "unit", "m5", "m5.large ", "M5.LARGE", "#", "\n", "é"] {
            assert_eq!(prices.find(&table.service, unlike, "us-east-1"), None, "{} {unlike}", table.service);
        }
        found += of_table;
    }
    assert!(found > 54_000, "{found}");
}

#[test]
fn the_tables_are_in_order_and_their_figures_credible() {
    for table in tables() {
        let service = &table.service;
        let keys: Vec<&str> = table.rows.iter().map(|row| row[0].as_str()).collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "{service} is out of order, or has a key twice");
        assert!(table.regions.is_sorted_by(|a, b| a < b), "{service}");
        for (letter, (date, source)) in &table.stamps {
            assert!(letter.len() == 1 && !source.is_empty(), "{service} {letter}");
            let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
            assert!(date.split('-').all(digits) && date.starts_with("20"), "{service} {letter} {date}");
        }
        for row in &table.rows {
            let [key, unit] = [&row[0], &row[1]];
            assert!(!unit.is_empty() && !key.contains([',', '"', '\n']), "{service} {key}");
            let most = match unit.as_str() {
                // The largest machine of all, with two standbys.
                "Hrs" => "1000",
                "Requests" | "ReadRequestUnits" | "WriteRequestUnits" | "ECPU" | "Units" | "GB-Second" => {
                    "0.01"
                }
                "GiBps-Mo" => "100",
                _ => "10",
            };
            for cell in row[2..].iter().filter(|cell| !cell.is_empty()) {
                let (figure, letter) = cell.split_at(cell.len() - 1);
                assert!(table.stamps.contains_key(letter), "{service} {key} {cell}");
                assert!(figure.bytes().all(|b| b.is_ascii_digit() || b == b'.'), "{service} {key} {cell}");
                assert!(
                    usd(figure) > Decimal::ZERO && usd(figure) <= usd(most),
                    "{service} {key} {cell} {unit}"
                );
            }
        }
    }
}

/// The public price lists as a person reads them.
const LIST: &[(&str, &str, &str, &str)] = &[
    ("ec2", "t4g.nano", "us-east-1", "0.0042"),
    ("ec2", "t3.micro", "us-east-1", "0.0104"),
    ("ec2", "t3.micro", "eu-west-1", "0.0114"),
    ("ec2", "m5.large", "us-east-1", "0.096"),
    ("ec2", "m5.large", "eu-west-1", "0.107"),
    ("ec2", "m5.large", "eu-central-1", "0.115"),
    ("ec2", "m5.large", "ap-northeast-1", "0.124"),
    ("ec2", "m5.large", "sa-east-1", "0.153"),
    ("ec2", "m6g.large", "us-east-1", "0.077"),
    ("ec2", "c5.xlarge", "us-east-1", "0.17"),
    ("ec2", "r5.2xlarge", "us-east-1", "0.504"),
    ("ec2", "c7g.xlarge", "us-east-1", "0.145"),
    ("rds", "db.m5.large:postgresql:Single-AZ", "us-east-1", "0.178"),
    ("rds", "db.m5.large:mysql:Multi-AZ", "us-east-1", "0.342"),
    ("rds", "db.m6g.large:postgresql:Single-AZ", "us-east-1", "0.159"),
    ("rds", "db.m6g.large:postgresql:Multi-AZ", "us-east-1", "0.318"),
    ("rds", "db.m6g.large:mysql:Single-AZ", "us-east-1", "0.152"),
    ("rds", "db.t3.micro:mysql:Single-AZ", "us-east-1", "0.017"),
    ("rds", "db.t4g.micro:postgresql:Single-AZ", "us-east-1", "0.016"),
    ("rds-storage", "gp3:postgresql:Single-AZ", "us-east-1", "0.115"),
    ("rds-storage", "gp3:postgresql:Multi-AZ", "us-east-1", "0.23"),
    ("rds-storage", "gp3-iops:postgresql:Single-AZ", "us-east-1", "0.02"),
    ("rds-storage", "gp2:mysql:Single-AZ", "us-east-1", "0.115"),
    ("rds-storage", "io1:mysql:Single-AZ", "us-east-1", "0.125"),
    ("rds-storage", "io1-iops:mysql:Single-AZ", "us-east-1", "0.1"),
    ("ebs", "gp3", "us-east-1", "0.08"),
    ("ebs", "gp3", "eu-west-1", "0.088"),
    ("ebs", "gp3-iops", "us-east-1", "0.005"),
    // 0.04 for a MiB/s.
    ("ebs", "gp3-throughput", "us-east-1", "40.96"),
    ("ebs", "gp2", "us-east-1", "0.1"),
    ("ebs", "io1-iops", "us-east-1", "0.065"),
    ("ebs", "io2", "us-east-1", "0.125"),
    ("ebs", "io2-iops:tier1", "us-east-1", "0.065"),
    ("ebs", "io2-iops:tier2", "us-east-1", "0.0455"),
    ("ebs", "io2-iops:tier3", "us-east-1", "0.03185"),
    ("fargate", "vcpu-hour:x86", "us-east-1", "0.04048"),
    ("fargate", "gb-hour:x86", "us-east-1", "0.004445"),
    ("fargate", "vcpu-hour:arm", "us-east-1", "0.03238"),
    ("fargate", "gb-hour:arm", "us-east-1", "0.00356"),
    ("fargate", "vcpu-hour:x86", "eu-central-1", "0.04656"),
    ("elb", "alb-hour", "us-east-1", "0.0225"),
    ("elb", "alb-hour", "eu-west-1", "0.0252"),
    ("elb", "alb-hour", "eu-central-1", "0.027"),
    ("elb", "alb-lcu-hour", "us-east-1", "0.008"),
    ("sqs", "request:standard:tier1", "us-east-1", "0.0000004"),
    ("nat-gateway", "hour", "us-east-1", "0.045"),
    ("nat-gateway", "gb-processed", "eu-central-1", "0.052"),
    ("vpc", "public-ipv4-in-use", "sa-east-1", "0.005"),
    ("cloudwatch", "alarm-standard", "us-east-1", "0.1"),
    ("cloudwatch", "metric:0-10k", "us-east-1", "0.3"),
    ("cloudwatch", "logs-ingest", "us-east-1", "0.5"),
    ("secretsmanager", "secret", "us-east-1", "0.4"),
    ("secretsmanager", "secret", "eu-west-2", "0.4"),
    ("sqs", "request:standard:tier1", "eu-west-2", "0.0000004"),
    ("elb", "alb-hour", "eu-west-2", "0.02646"),
    ("elb", "alb-hour", "us-west-2", "0.0225"),
    ("elb", "alb-lcu-hour", "eu-central-1", "0.008"),
    ("elb", "alb-lcu-hour", "sa-east-1", "0.011"),
    ("elb", "alb-reserved-lcu-hour", "us-east-1", "0.008"),
    ("rds-extended-support", "postgresql:vcpu-hour:year1-2", "us-east-1", "0.1"),
    ("rds-extended-support", "mysql:vcpu-hour:year3", "us-east-1", "0.2"),
    ("rds-extended-support", "postgresql:vcpu-hour:year3", "ap-northeast-2", "0.24"),
    ("data-transfer", "out:tier1", "us-east-1", "0.09"),
    ("data-transfer", "out:tier4", "eu-west-1", "0.05"),
    ("data-transfer", "out:tier1", "sa-east-1", "0.15"),
    ("data-transfer", "between-zones", "eu-west-1", "0.01"),
    ("aurora", "db.r6g.large:aurora-postgresql:standard", "us-east-1", "0.26"),
];

#[test]
fn list_prices_are_those_that_a_person_reads() {
    for (service, key, region, price) in LIST {
        let found = list_prices().catalogue.find(service, key, region).map(|price| price.usd);
        assert_eq!(found, Some(usd(price)), "{service} {key} {region}");
    }
}

/// Where a machine is offered is told by bits that count the lines of `regions.csv`; where it has a price, by names.
/// The two are from different days: in each region nearly all that has a price is offered. Were the bits shifted by one
/// region, a third would not be.
#[test]
fn machines_are_offered_where_they_have_a_price() {
    let mut counts: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    let catalogue = list_prices().catalogue;
    let mut count = |table, region, offered: bool| {
        let (priced, missing) = counts.entry((table, region)).or_default();
        *priced += 1;
        *missing += usize::from(!offered);
    };
    for (name, region, _) in catalogue.all("ec2").filter(|(_, region, _)| regions::index(region).is_some()) {
        count("machines", region, machine_type(name).is_some_and(|machine| machine.offered_in(region)));
    }
    for (key, region, _) in catalogue.all("rds").filter(|(_, region, _)| regions::index(region).is_some()) {
        let mut parts = key.split(':');
        let (class, engine) = (parts.next().unwrap(), parts.next().unwrap());
        let engine = [("postgresql", Engine::Postgres), ("mysql", Engine::Mysql)]
            .into_iter()
            .find_map(|(known, own)| (known == engine).then_some(own));
        if let Some(engine) = engine.filter(|_| class_exists(class)) {
            count("classes", region, class_offered(class, engine, region));
        }
    }
    assert!(counts.len() >= 62, "{counts:?}");
    for (at, (priced, missing)) in counts {
        assert!(priced > 100 && missing * 50 < priced, "{at:?}: {missing} of {priced}");
    }
}

/// Items that have a price, with all that they can be billed by.
fn priced_items() -> Vec<Item> {
    use VolumeType::{Gp2, Gp3, Io1, Io2};
    let gib = Size::from_gib(1);
    let mut items = vec![
        Item::Machine("t4g.nano".into()),
        Item::LoadBalancer,
        Item::ReservedBalancer,
        Item::NatGateway,
        Item::ElasticIp,
        Item::PublicAddress,
        Item::Secret,
        Item::AlarmMetric,
        Item::Dashboard,
        Item::DetailedMonitoring,
        Item::BalancedTraffic { connections: 100, data: gib },
        Item::DataOut(gib),
        Item::DataBetweenZones(gib),
        Item::NatData(gib),
        Item::LogData(gib),
        Item::Messages(1000),
        Item::Proxy { class: "db.m6g.large".to_owned() },
    ];
    items.extend([false, true].map(|arm| Item::Task { cpu: 256, memory: Size::from_mib(512), arm }));
    for (engine, multi_az) in [(Postgres, true), (Postgres, false), (Mysql, true), (Mysql, false)] {
        let class = "db.m6g.large".to_owned();
        items.push(Item::Database { class: class.clone(), engine, multi_az });
        // In its first year of Extended Support on the day of the tables.
        let version = if engine == Postgres { "13.20" } else { "8.0.40" }.to_owned();
        items.push(Item::ExtendedSupport { engine, version, class, multi_az });
        for volume_type in [Gp3, Gp2, Io1, Io2] {
            let (size, iops, throughput) = (Size::from_gib(500), Some(70_000), Some(1000));
            items.push(Item::DatabaseStorage { engine, multi_az, volume_type, size, iops, throughput });
            items.push(Item::DatabaseGrowth { engine, multi_az, volume_type });
        }
    }
    for volume_type in [Gp3, Gp2, Io1, Io2] {
        let (size, iops, throughput) = (Size::from_gib(500), Some(70_000), Some(1000));
        items.push(Item::Volume { volume_type, size, iops, throughput });
    }
    items
}

/// Items that AWS asks nothing for.
const FREE: [Item; 14] = [
    Item::BalancerRule,
    Item::Replica,
    Item::TargetGroup,
    Item::Target,
    Item::ScalingGroup,
    Item::LaunchTemplate,
    Item::Queue,
    Item::Vpc,
    Item::InternetGateway,
    Item::Subnet,
    Item::SecurityGroup,
    Item::NetworkInterface,
    Item::ContainerCluster,
    Item::ScalableService,
];

/// Items whose price no public list here has: use that is billed by them is said to be unknown, never free.
fn unpriced_items() -> Vec<Item> {
    vec![Item::CpuCredits("t4g.nano".into())]
}

/// A new item is in one of the three lists: the names of all stand in the source of the enum.
#[test]
fn every_item_is_priced_free_or_known_to_have_no_price() {
    let source = include_str!("../../src/cloud/aws/item.rs");
    let (_, body) = source.split_once("pub enum Item {\n").unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    let is_variant =
        |line: &&str| line.strip_prefix("    ").is_some_and(|line| line.starts_with(char::is_uppercase));
    let name = |text: &str| text.trim().split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned();
    let variants: BTreeSet<String> = body.lines().filter(is_variant).map(name).collect();
    let items = priced_items().into_iter().chain(FREE).chain(unpriced_items());
    let tried: BTreeSet<String> = items.map(|item| name(&format!("{item:?}"))).collect();
    assert!(variants.len() > 30, "{variants:?}");
    assert_eq!(tried, variants);
}

#[test]
fn what_items_are_billed_by_is_in_the_tables() {
    for item in priced_items() {
        let meters = meters(&item, engines::AS_OF);
        assert!(!meters.is_empty(), "{item:?} is billed");
        for meter in meters {
            // These have a known price in a few regions only.
            let region = match item {
                Item::ReservedBalancer | Item::ExtendedSupport { .. } => "us-east-1",
                Item::Proxy { .. } => "eu-west-2",
                _ => "eu-west-1",
            };
            let price = list_prices().catalogue.find(meter.service, &meter.key, region);
            let unit = price.map(|price| price.unit.into_owned());
            assert_eq!(unit.as_deref(), Some(meter.unit), "{item:?}: {} {}", meter.service, meter.key);
            assert!(meter.each > Decimal::ZERO, "{item:?}");
        }
    }
    for item in FREE {
        assert_eq!(meters(&item, engines::AS_OF), [], "{item:?}");
    }
}

#[test]
fn what_has_no_price_is_known_to_have_none() {
    for item in unpriced_items() {
        let meters = meters(&item, engines::AS_OF);
        assert!(!meters.is_empty(), "{item:?} is billed");
        for meter in meters {
            let known =
                list_prices().catalogue.all(meter.service).filter(|(key, ..)| *key == meter.key).count();
            assert_eq!(known, 0, "{item:?}");
        }
    }
}

// Bills by hand

/// A profile in a network that is there, with a subnet in each of two zones: no gateway is billed.
fn profile(region: &str, components: &Value) -> Value {
    json!({
        "profile": "normal", "stack": "shop", "owners": {"web": {"name": "Web", "contact": "web@example.com"}},
        "cloud": {
            "provider": "aws", "region": region,
            "network": {"vpc": "vpc-0a1b2c3d", "subnets": ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]},
        },
        "components": components,
    })
}

fn vendor(service: &str, more: &Value) -> Value {
    let mut vendor = json!({
        "service": service, "owner": "web", "metric": "loads", "per": "month", "included": 9, "expected": 3,
    });
    vendor.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    vendor
}

fn project(profile: &Value) -> Project {
    let project = compile([("normal", profile.to_string())]);
    assert!(!project.findings.values().any(Findings::has_errors), "{}", common::findings(&project));
    project
}

fn plan(project: &Project) -> &Plan {
    &project.plans["normal"]
}

/// A month at the floor, as expected and at the ceiling, with everything known.
fn month(profile: &Value) -> [Decimal; 3] {
    let project = project(profile);
    let cost = Cost::of(plan(&project), None, &list_prices());
    assert_eq!(cost.unknown().count(), 0);
    let sum = cost.sum(|line| counted(line, line.month()));
    [sum.floor, sum.expected, sum.ceiling]
}

fn window(profile: &Value, seconds: i64) -> Decimal {
    let project = project(profile);
    let cost = Cost::of(plan(&project), None, &list_prices());
    assert_eq!(cost.unknown().count(), 0);
    cost.sum(|line| counted(line, line.over(Span::of_seconds(seconds)))).expected
}

/// What the alarms and the dashboard cost is a test of its own, below.
fn counted(line: &PricedLine, amounts: Option<Amounts>) -> Option<Amounts> {
    let watches = ["alarm-standard", "dashboard"].contains(&line.key.as_ref());
    if watches { Some(Amounts::default()) } else { amounts }
}

fn fixed(amount: &str) -> [Decimal; 3] {
    [usd(amount); 3]
}

#[test]
fn a_volume_pays_for_what_gp3_does_not_include() {
    let storage = json!({"type": "gp3", "size": "500GiB", "iops": 6000, "throughput": 250});
    let server = profile(
        "eu-west-1",
        &json!({
            "graph": {"kind": "server", "machine": "m6g.large", "storage": storage},
        }),
    );
    // 0.086 x 730 + 8 x 0.088 + 500 x 0.088 + (6000 - 3000) x 0.0055 + (250 - 125) x 0.044
    assert_eq!(month(&server), fixed("129.484"));
}

#[test]
fn io2_is_sold_in_three_tiers() {
    let storage = json!({"type": "io2", "size": "200GiB", "iops": 70_000});
    let server = profile(
        "us-east-1",
        &json!({
            "graph": {"kind": "server", "machine": "m5.large", "storage": storage},
        }),
    );
    // 0.096 x 730 + 8 x 0.08 + 200 x 0.125 + 32000 x 0.065 + 32000 x 0.0455 + 6000 x 0.03185
    assert_eq!(month(&server), fixed("3822.82"));
}

#[test]
fn io1_pays_for_each_operation_and_gp2_for_none() {
    let storage = json!({"type": "io1", "size": "100GiB", "iops": 2000});
    let server = profile(
        "us-east-1",
        &json!({
            "graph": {"kind": "server", "machine": "t3.micro", "storage": storage, "disk": {"type": "gp2", "size": "30GiB"}},
        }),
    );
    // 0.0104 x 730 + 30 x 0.1 + 100 x 0.125 + 2000 x 0.065
    assert_eq!(month(&server), fixed("153.092"));
}

#[test]
fn a_striped_database_includes_12000_operations() {
    let storage = json!({"type": "gp3", "size": "500GiB", "iops": 15_000});
    let database = |storage: &Value| {
        profile(
            "us-east-1",
            &json!({
                "db": {"kind": "database", "engine": "postgres", "version": "16", "class": "db.m6g.large", "storage": storage},
            }),
        )
    };
    // 0.159 x 730 + 500 x 0.115 + (15000 - 12000) x 0.02 + 0.4
    assert_eq!(month(&database(&storage)), fixed("233.97"));
    // 0.159 x 730 + 399 x 0.115 + 0.4: below 400 GiB nothing can be chosen.
    assert_eq!(month(&database(&json!({"size": "399GiB"}))), fixed("162.355"));
    // 0.159 x 730 + 400 x 0.115 + (600 - 500) x 0.08 + 0.4
    let fast = json!({"size": "400GiB", "iops": 12_000, "throughput": 600});
    assert_eq!(month(&database(&fast)), fixed("170.47"));
}

#[test]
fn a_standby_doubles_instance_and_storage() {
    let database = profile(
        "eu-west-1",
        &json!({
            "db": {
                "kind": "database", "engine": "mysql", "version": "8.4", "class": "db.m6g.large",
                "storage": {"size": "200GiB"}, "multi_az": true,
            },
        }),
    );
    // 0.336 x 730 + 200 x 0.254 + 0.4
    assert_eq!(month(&database), fixed("296.48"));
}

#[test]
fn a_database_of_provisioned_operations_pays_for_all_of_them() {
    let database = profile(
        "us-east-1",
        &json!({
            "db": {
                "kind": "database", "engine": "mysql", "version": "8.4", "class": "db.t3.micro",
                "storage": {"type": "io1", "size": "100GiB", "iops": 3000},
            },
        }),
    );
    // 0.017 x 730 + 100 x 0.125 + 3000 x 0.1 + 0.4
    assert_eq!(month(&database), fixed("325.31"));
}

fn app(more: &Value) -> Value {
    let mut app = json!({
        "kind": "app", "image": "ghcr.io/example/api:1", "port": 80, "cpu": 0.5, "memory": "1GiB",
        "architecture": "arm64", "count": {"min": 2, "expected": 20, "max": 40},
    });
    app.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app
}

#[test]
fn tasks_pay_for_processors_and_memory() {
    let arm = profile("eu-west-1", &json!({"api": app(&json!({}))}));
    // Balancer, an address in each of two zones: 0.0252 x 730 + 2 x 0.005 x 730 = 25.696
    // A task: (0.5 x 0.03238 + 1 x 0.00356) x 730 = 14.4175
    assert_eq!(month(&arm), [usd("54.531"), usd("314.046"), usd("602.396")]);
    let x86 =
        app(&json!({"architecture": "x86_64", "cpu": 2, "memory": "5GiB", "count": {"min": 3, "max": 3}}));
    // 25.696 + 3 x (2 x 0.04048 + 5 x 0.004445) x 730
    assert_eq!(month(&profile("eu-west-1", &json!({"api": x86}))), fixed("251.67115"));
}

#[test]
fn a_load_balancer_pays_for_the_larger_of_its_dimensions() {
    let count = json!({"min": 0, "max": 1, "expected": 0});
    let with = |traffic: &Value| app(&json!({"count": count, "traffic": traffic}));
    let expected = |traffic: &Value| {
        let profile = profile("eu-west-1", &json!({"api": with(traffic)}));
        let project = compile([("normal", profile.to_string())]);
        let cost = Cost::of(plan(&project), None, &list_prices());
        (
            cost.sum(|line| counted(line, line.hour())).expected,
            cost.unknown().map(|(_, line)| line.key.to_string()).collect::<Vec<_>>(),
        )
    };
    // 0.0252 + 2 x 0.005
    let (idle, unknown) = expected(&json!({}));
    assert_eq!((idle, unknown.len()), (usd("0.0352"), 0));
    // 100 / 25 units of 0.008 each, and half a GiB of logs at 0.57
    let (busy, unknown) = expected(&json!({"connections": 100, "logs": "512MiB"}));
    assert_eq!((busy - idle, unknown.len()), (usd("0.317"), 0));
    // Ten GiB are ten units, more than four; and go out at 0.09 each.
    let (full, unknown) = expected(&json!({"connections": 100, "data": "10GiB"}));
    assert_eq!((full - idle, unknown.len()), (usd("0.98"), 0));
}

#[test]
fn a_message_is_three_requests() {
    let workers = |queue: &Value| {
        profile(
            "eu-west-1",
            &json!({
                "sync": {"kind": "workers", "machine": "t4g.nano", "count": {"min": 2, "max": 6}, "queue": queue},
            }),
        )
    };
    // Machines: 0.0046 x 730 + 8 x 0.088 = 4.062 each
    assert_eq!(month(&workers(&json!({}))), [usd("8.124"), usd("8.124"), usd("24.372")]);
    // A million an hour: 3000000 x 0.0000004 x 730 = 876
    assert_eq!(month(&workers(&json!({"messages": 1_000_000})))[0], usd("884.124"));
}

#[test]
fn alarms_are_paid_by_the_metric_and_the_dashboard_whole() {
    let workers = json!({"kind": "workers", "machine": "t4g.nano", "count": {"min": 2, "max": 6}});
    let project = project(&profile("eu-west-1", &json!({"sync": workers})));
    let cost = Cost::of(plan(&project), None, &list_prices());
    let all = cost.sum(PricedLine::month).expected;
    let rest = cost.sum(|line| counted(line, line.month())).expected;
    // Two of target tracking on three metrics each, four on what is watched, two on the vCPU quota: 12 x 0.1; and 3.
    assert_eq!(all - rest, usd("4.2"));
}

#[test]
fn a_fleet_is_measured_every_minute() {
    let fleet = profile(
        "eu-west-1",
        &json!({
            "search": {
                "kind": "fleet", "machine": "m6g.large", "disk": {"size": "100GiB"},
                "count": {"min": 2, "expected": 3, "max": 5},
            },
        }),
    );
    // A machine: 0.086 x 730 + 100 x 0.088 + 7 x 0.3 = 73.68
    assert_eq!(month(&fleet), [usd("147.36"), usd("221.04"), usd("368.4")]);
}

#[test]
fn a_gateway_stands_in_one_zone_or_in_each() {
    let network = |nat: &str| {
        let mut profile =
            profile("eu-west-1", &json!({"a": {"kind": "server", "machine": "m6g.large", "public": true}}));
        profile["cloud"]["network"] = json!({"create": "10.0.0.0/16", "nat": nat});
        profile
    };
    // The server: 0.086 x 730 + 8 x 0.088 + 0.005 x 730 = 67.134; a gateway: (0.048 + 0.005) x 730 = 38.69
    assert_eq!(month(&network("single")), fixed("105.824"));
    assert_eq!(month(&network("per-zone")), fixed("183.204"));
    // Five minutes: a whole hour of each gateway, all else for five minutes.
    // 3 x 0.048 + (3 + 1) x 0.005 / 12 + 0.086 / 12 + 8 x 0.088 / 730 / 12
    assert_eq!(window(&network("per-zone"), 300), usd("0.152914"));
    // A second: a minute at the least.
    // 3 x 0.048 + 4 x 0.005 / 60 + 0.086 / 60 + 0.704 / 730 / 60
    assert_eq!(window(&network("per-zone"), 1), usd("0.145782"));
    // An hour and a second: two hours of the gateways.
    // 3 x 0.096 + (0.02 + 0.086 + 0.704 / 730) x 3601 / 3600
    assert_eq!(window(&network("per-zone"), 3601), usd("0.394994"));
}

#[test]
fn a_database_is_billed_for_ten_minutes_at_the_least() {
    let database = profile(
        "us-east-1",
        &json!({
            "db": {
                "kind": "database", "engine": "postgres", "version": "16", "class": "db.m6g.large",
                "storage": {"size": "100GiB"},
            },
        }),
    );
    // 0.159 / 6 + (100 x 0.115 + 0.4) / 730 / 12
    assert_eq!(window(&database, 300), usd("0.027859"));
    assert_eq!(window(&database, 600), usd("0.029217"));
    // 0.159 x 24 + 11.9 x 24 / 730
    assert_eq!(window(&database, 86_400), usd("4.207233"));
}

#[test]
fn a_subscription_is_sold_by_the_calendar_month() {
    let external = |start: &str, duration: &str| {
        let mut profile = profile("eu-west-1", &json!({"a": {"kind": "server", "machine": "m6g.large"}}));
        profile["external"] = json!({"maps": vendor("mapbox", &json!({"price": 49.99}))});
        profile["window"] = json!({"start": start, "duration": duration});
        let project = project(&profile);
        let plan = plan(&project);
        let cost = Cost::of(plan, None, &list_prices());
        let span = Span::of(plan.window.as_ref().unwrap());
        let part = cost.parts.iter().find(|part| part.name == "maps").unwrap();
        (part.sum(|line| line.over(span)).ceiling, part.sum(PricedLine::month).floor)
    };
    for (start, duration, window) in [
        ("2027-01-15T00:00:00Z", "1s", "49.99"),
        ("2027-01-15T00:00:00Z", "17d", "49.99"),
        ("2027-01-15T00:00:00Z", "31d", "99.98"),
        ("2027-01-15T00:00:00Z", "31d 1s", "99.98"),
        ("2027-01-15T00:00:00Z", "60d", "149.97"),
        ("2027-01-31T00:00:00Z", "28d", "99.98"),
        ("2027-01-31T00:00:00Z", "29d", "99.98"),
        ("2027-02-01T00:00:00Z", "28d", "49.99"),
        ("2027-01-01T00:00:00Z", "1y", "599.88"),
    ] {
        assert_eq!(external(start, duration), (usd(window), usd("49.99")), "{start} {duration}");
    }
}

// Windows across a change of the clocks

#[test]
fn hours_are_real_ones() {
    let server = profile("eu-west-1", &json!({"a": {"kind": "server", "machine": "m6g.large"}}));
    for (start, duration, hours) in [
        // In Finland the clocks go back on 2026-10-25 and forward on 2027-03-28.
        ("2026-10-24T09:00:00[Europe/Helsinki]", "24h", 24),
        ("2026-10-24T09:00:00[Europe/Helsinki]", "1d", 25),
        ("2027-03-27T09:00:00[Europe/Helsinki]", "24h", 24),
        ("2027-03-27T09:00:00[Europe/Helsinki]", "1d", 23),
        ("2027-03-27T09:00:00[Europe/Helsinki]", "2d", 47),
        ("2027-03-27T09:00:00+02:00", "1d", 24),
        ("2026-11-24T09:00:00[Europe/Helsinki]", "1d", 24),
    ] {
        let mut profile = server.clone();
        profile["window"] = json!({"start": start, "duration": duration});
        let project = project(&profile);
        let span = Span::of(plan(&project).window.as_ref().unwrap());
        assert_eq!((span.seconds, span.hours()), (hours * 3600, hours.into()), "{start} {duration}");
        let cost = Cost::of(plan(&project), None, &list_prices());
        let part = cost.parts.iter().find(|part| part.name == "a").unwrap();
        let machine = part.lines[0].over(span).unwrap().expected;
        assert_eq!(machine, usd("0.086") * Decimal::from(hours), "{start} {duration}");
    }
}

// A project's own prices

fn read(text: &str) -> Prices {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let source = sources.add("prices/own.yaml", text);
    let own = Own::read(&list_prices().catalogue, &sources, source, &mut findings);
    Prices { own: own.unwrap_or_else(|| panic!("{findings:?}")), ..list_prices() }
}

#[test]
fn a_contract_price_wins() {
    let prices = read(
        "prices:\n  - {service: ec2, key: m5.large, usd: 0.05, unit: Hrs, date: 2026-11-01}\n  \
         - {service: ec2, key: m5.large, region: eu-west-1, usd: 0.06, unit: Hrs, date: 2026-11-02}\n  \
         - {service: ec2, key: of.mine, usd: 1, unit: Hrs, date: 2026-11-02}\n\
         discounts: [{service: ec2, percent: 10}]\n",
    );
    let find = |key, region| prices.find("ec2", key, region).unwrap();
    assert_eq!(find("m5.large", "eu-west-1").usd, usd("0.06"));
    assert_eq!(find("m5.large", "eu-west-1").source, "prices/own.yaml:3");
    assert_eq!(find("m5.large", "us-east-1").usd, usd("0.05"));
    assert_eq!(find("m5.large", "us-east-1").date, "2026-11-01");
    assert_eq!(find("of.mine", "nowhere").usd, usd("1"));
    // A discount is on list prices, and only where it says.
    assert_eq!(find("c5.xlarge", "us-east-1").usd, usd("0.153"));
    assert!(find("c5.xlarge", "us-east-1").source.ends_with("less 10 % (prices/own.yaml:5)"));
    assert_eq!(prices.find("ebs", "gp3", "us-east-1").unwrap().usd, usd("0.08"));
    assert_eq!(prices.find("ec2", "c5.xlarge", "nowhere"), None);
}

#[test]
fn the_first_discount_that_fits_is_the_one() {
    let prices = read(
        "discounts:\n  - {key: \"m5.*\", percent: 33.333}\n  - {service: ec2, percent: 50}\n  - {percent: 100}\n",
    );
    assert_eq!(prices.find("ec2", "m5.large", "us-east-1").unwrap().usd, usd("0.06400032"));
    assert_eq!(prices.find("ec2", "c5.xlarge", "us-east-1").unwrap().usd, usd("0.085"));
    assert_eq!(prices.find("ebs", "gp3", "us-east-1").unwrap().usd, Decimal::ZERO);
}

#[test]
fn a_contract_for_another_unit_is_refused_or_no_price() {
    let own = |key: &str| {
        format!("prices: [{{service: ec2, key: {key}, usd: 30, unit: Months, date: 2026-11-01}}]\n")
    };
    // The unit of what the tables hold is known.
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let source = sources.add("prices/own.yaml", own("m6g.large"));
    assert!(Own::read(&list_prices().catalogue, &sources, source, &mut findings).is_none());
    let finding = findings.iter().next().unwrap();
    assert_eq!(sources.snippet(finding.place), "Months");
    assert_eq!(finding.help.as_deref(), Some("write `unit: Hrs`"));
    // Of what they do not hold, only the bill knows.
    let allow = json!({"unknown-machine": "brand new"});
    let server = json!({"kind": "server", "machine": "m99.large", "allow": allow});
    let project = project(&profile("eu-west-1", &json!({"a": server})));
    let cost = Cost::of(plan(&project), None, &read(&own("m99.large")));
    assert_eq!(cost.unknown().count(), 1);
}

/// Savings plans cover what a normal day always runs; a burst on top of it pays the list price.
#[test]
fn savings_leave_a_difference_as_it_is() {
    let components = |count: &Value, machine: &str| {
        json!({
            "search": {"kind": "fleet", "machine": machine, "count": count},
            "db": {
                "kind": "database", "engine": "postgres", "version": "16", "class": "db.m6g.large",
                "storage": {"size": "100GiB"},
            },
        })
    };
    let normal = profile("eu-west-1", &components(&json!({"min": 2, "max": 6}), "m6g.large"));
    for (machine, count) in
        [("m6g.large", json!({"min": 5, "max": 50})), ("m6g.2xlarge", json!({"min": 2, "max": 6}))]
    {
        let mut launch = profile("eu-west-1", &components(&count, machine));
        launch["profile"] = "launch".into();
        let project = compile([("normal", normal.to_string()), ("launch", launch.to_string())]);
        let (from, to) = (&project.plans["normal"], &project.plans["launch"]);
        let context = DiffOptions {
            span: Some(Span::of_seconds(86_400)),
            everyday: Some(from),
            ..DiffOptions::default()
        };
        let list = list_prices();
        let saving = read("savings: [{service: ec2, percent: 30}, {service: rds, percent: 50}]\n");
        let (with, without) = (Diff::new(from, to, &saving, &context), Diff::new(from, to, &list, &context));
        assert_eq!(with.total.window(), without.total.window());
        assert_eq!(with.total.hour, without.total.hour);
        assert_eq!(with.total.month(), without.total.month());
        // 30 % of two machines and half of a database: 2 x 0.086 x 730 x 0.3 + 0.176 x 730 / 2
        let saved = without.total.month_from.expected - with.total.month_from.expected;
        assert_eq!(saved, usd("101.908"));
        assert_eq!(without.total.month_to.ceiling - with.total.month_to.ceiling, usd("101.908"));
    }
}

#[test]
fn a_vendor_asks_what_the_contract_says() {
    let mut profile = profile("eu-west-1", &json!({"a": {"kind": "server", "machine": "m6g.large"}}));
    profile["external"] = json!({
        "maps": vendor("mapbox", &json!({"plan": "free", "price": 5})),
        "mail": vendor("mapbox", &json!({"plan": "other"})),
        "logs": vendor("logs", &json!({"price": 7})),
        "none": vendor("none", &json!({})),
    });
    let mut project = project(&profile);
    let prices = read(
        "external:\n  - {service: mapbox, usd: 11}\n  - {service: mapbox, plan: free, usd: 12.5}\n  - {service: logs, plan: a, usd: 3}\n",
    );
    for plan in project.plans.values_mut() {
        prices.own.price_vendors(&mut plan.header.external);
    }
    let cost = Cost::of(plan(&project), None, &prices);
    let of = |name: &str| {
        let part = cost.parts.iter().find(|part| part.name == name).unwrap();
        part.lines[0].price.as_ref().map(|price| (price.usd, price.source.to_string()))
    };
    assert_eq!(of("maps"), Some((usd("12.5"), "prices/own.yaml:3".to_owned())));
    assert_eq!(of("mail"), Some((usd("11"), "prices/own.yaml:2".to_owned())));
    assert_eq!(of("logs"), Some((usd("7"), "the profile".to_owned())));
    assert_eq!(of("none"), None);
    assert_eq!(cost.unknown().count(), 1);
}

// Data

/// An app that sends so much an hour, and its launch: for `24h`, or `24h and 1h` with a tail.
fn senders(region: &str, normal: &str, launch: &str, length: &str) -> Project {
    let app = |data: &str| json!({"traffic": {"data": data, "connections": 1}});
    let mut api = json!({
        "kind": "app", "image": "ghcr.io/example/api:1", "port": 80, "cpu": 1, "memory": "2GiB",
        "count": {"min": 2, "max": 2},
    });
    api.as_object_mut().unwrap().extend(app(normal).as_object().unwrap().clone());
    let (length, tail) =
        length.split_once(" and ").map_or((length, None), |(length, tail)| (length, Some(tail)));
    let mut window = json!({"start": "2027-02-03T09:00:00+02:00", "duration": length});
    if let Some(tail) = tail {
        window["tail"] = tail.into();
    }
    let launch = json!({
        "profile": "launch", "extends": "normal", "window": window, "components": {"api": app(launch)},
    });
    let normal = profile(region, &json!({"api": api}));
    let project = compile([("normal", normal.to_string()), ("launch", launch.to_string())]);
    assert!(!project.findings.values().any(Findings::has_errors), "{}", common::findings(&project));
    project
}

/// What data to the internet costs on top in the window, and in a month before and afterwards.
fn sent(project: &Project, prices: &Prices) -> Option<[Decimal; 3]> {
    let (normal, launch) = (&project.plans["normal"], &project.plans["launch"]);
    let diff =
        Diff::new(normal, launch, prices, &DiffOptions { everyday: Some(normal), ..DiffOptions::default() });
    let lines = || diff.parts.iter().flat_map(|part| &part.lines).filter(|line| line.what == "data out");
    assert!(lines().count() > 0);
    let totals: Option<Vec<_>> = lines().map(|line| line.total).collect();
    let totals = totals?;
    let sum = |of: &dyn Fn(&Totals) -> Decimal| totals.iter().map(of).sum();
    Some([
        sum(&|total| total.window().unwrap().expected),
        sum(&|total| total.month_from.expected),
        sum(&|total| total.month_to.expected),
    ])
}

#[test]
fn data_to_the_internet_is_billed_by_the_tiers_of_the_month() {
    let of = |region, normal, launch, length| {
        let to_cents = |amount: Decimal| amount.round_dp(2).normalize();
        sent(&senders(region, normal, launch, length), &list_prices()).map(|all| all.map(to_cents))
    };
    // All in the first tier: 24 h x 9 GB; 730 and 7,300 GB at 0.09.
    assert_eq!(of("eu-west-1", "1GiB", "10GiB", "24h"), Some([usd("19.44"), usd("65.7"), usd("657")]));
    // With a tail of an hour: 25 x 9.
    assert_eq!(of("eu-west-1", "1GiB", "10GiB", "24h and 1h").unwrap()[0], usd("20.25"));
    // The everyday month stands at 7,300 GB. The window adds 24 x 190 = 4,560: 2,940 up to 10,240 at 0.09, 1,620 at 0.085.
    let [window, before, after] = of("eu-west-1", "10GiB", "200GiB", "24h").unwrap();
    assert_eq!((window, before), (usd("402.3"), usd("657")));
    // 146,000 GB: 10,240 x 0.09 + 40,960 x 0.085 + 94,800 x 0.07
    assert_eq!(after, usd("11039.2"));
    // It stands in the third tier already: 24 x 400 x 0.07.
    assert_eq!(of("eu-west-1", "100GiB", "500GiB", "24h").unwrap()[0], usd("672"));
    // Dearer elsewhere, and unknown where nobody has read it.
    assert_eq!(of("sa-east-1", "1GiB", "10GiB", "24h").unwrap()[0], usd("32.4"));
    assert_eq!(of("eu-south-2", "1GiB", "10GiB", "24h"), None);
}

/// A contract has one price for all of it, by the key that it has always had.
#[test]
fn a_contract_for_data_to_the_internet_has_no_tiers() {
    let project = senders("eu-west-1", "100GiB", "500GiB", "24h");
    let prices = read("prices:\n  - {service: ec2, key: data-out, usd: 0.05, unit: GB, date: 2026-11-01}\n");
    let [window, before, after] = sent(&project, &prices).unwrap();
    assert_eq!([window, before, after], [usd("480"), usd("3650"), usd("18250")]);
}

/// Two components fill the tiers together, each by its part.
#[test]
fn tiers_are_of_the_stack_and_not_of_a_component() {
    let fleet = |data: &str| {
        json!({
            "kind": "fleet", "machine": "m6g.large", "count": {"min": 2, "max": 2}, "traffic": {"data": data},
        })
    };
    let project = project(&profile("eu-west-1", &json!({"a": fleet("15GiB"), "b": fleet("5GiB")})));
    let cost = Cost::of(plan(&project), None, &list_prices());
    let of = |name: &str| {
        let part = cost.parts.iter().find(|part| part.name == name).unwrap();
        part.sum(|line| line.month().filter(|_| line.what == "data out")).expected
    };
    // 14,600 GB: 10,240 x 0.09 + 4,360 x 0.085 = 1,292.20.
    assert_eq!(of("a") + of("b"), usd("1292.2"));
    assert_eq!(of("a"), usd("969.15"));
}

/// Each use that nobody states is listed with its price: between zones, through NAT and out, whatever sends it.
#[test]
fn data_that_is_not_stated_is_listed_with_its_price() {
    let mut profile = profile(
        "eu-west-1",
        &json!({
            "graph": {"kind": "server", "machine": "m6g.large"},
            "page": {"kind": "server", "machine": "m6g.large", "public": true},
            "search": {"kind": "fleet", "machine": "m6g.large", "count": {"min": 3, "max": 3}},
            "sync": {
                "kind": "workers", "machine": "m6g.large", "count": {"min": 3, "max": 3},
                "traffic": {"nat": "10GiB", "data": "1GiB"},
            },
        }),
    );
    profile["cloud"]["network"] = json!({"create": "10.20.0.0/16"});
    let project = project(&profile);
    let cost = Cost::of(plan(&project), None, &list_prices());
    let listed: Vec<(&str, &str, String)> = (cost.uncounted.iter())
        .map(|use_| (use_.what, use_.name.as_str(), use_.price.as_ref().unwrap().usd.to_string()))
        .filter(|(what, ..)| what.starts_with("data"))
        .collect();
    let all = |what: &'static str, names: &[&'static str], usd: &str| -> BTreeSet<(&str, &str, String)> {
        names.iter().map(|name| (what, *name, usd.to_owned())).collect()
    };
    let mut expected = all("data between zones, each way", &["network"], "0.01");
    expected.extend(all("data out", &["graph", "page", "search"], "0.09"));
    expected.extend(all("data through NAT", &["graph", "search"], "0.048"));
    assert_eq!(listed.len(), expected.len());
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), expected);
    // 10 x 0.048 an hour through NAT, 1 x 0.09 out.
    let sync = cost.parts.iter().find(|part| part.name == "sync").unwrap();
    let data = sync.sum(|line| line.hour().filter(|_| line.what.starts_with("data"))).expected;
    assert_eq!(data, usd("0.57"));
}

// Extended Support

/// Two profiles of one database in a region: eight vCPUs, and sixty-four in the window.
fn databases(region: &str, engine: &str, version: &str, multi_az: bool) -> [(&'static str, Value); 2] {
    let components = json!({"db": {
        "kind": "database", "engine": engine, "version": version, "class": "db.m6g.2xlarge", "multi_az": multi_az,
        "storage": {"type": "gp3", "size": "200GiB"},
    }});
    let launch = json!({
        "profile": "launch", "extends": "normal",
        "window": {"start": "2027-02-03T09:00:00+02:00", "duration": "24h"},
        "components": {"db": {"class": "db.m6g.16xlarge"}},
    });
    [("normal", profile(region, &components)), ("launch", launch)]
}

/// What Extended Support costs.
#[derive(Debug, PartialEq)]
enum Support {
    None,
    Unknown,
    /// An hour before the switch and after it, and for how many hours of that the window pays.
    Known([Decimal; 2], Decimal),
}

fn support(region: &str, engine: &str, version: &str, multi_az: bool) -> Support {
    let profiles = databases(region, engine, version, multi_az);
    let project = compile(profiles.iter().map(|(name, profile)| (*name, profile.to_string())));
    assert!(!project.findings.values().any(Findings::has_errors), "{}", common::findings(&project));
    let (normal, launch) = (&project.plans["normal"], &project.plans["launch"]);
    let context = DiffOptions { everyday: Some(normal), ..DiffOptions::default() };
    let diff = Diff::new(normal, launch, &list_prices(), &context);
    let part = diff.parts.iter().find(|part| part.name == "db").unwrap();
    let Some(line) = part.lines.iter().find(|line| line.service == "rds-extended-support") else {
        return Support::None;
    };
    assert_eq!(line.what, "Extended Support");
    let Some(total) = line.total else {
        assert!(line.is_unknown() && diff.total.incomplete);
        return Support::Unknown;
    };
    let hours = usd("730");
    let window = total.window().unwrap().expected;
    assert_eq!(total.hour.expected, (total.month_to.expected - total.month_from.expected) / hours);
    let rates = [total.month_from.expected / hours, total.month_to.expected / hours];
    Support::Known(rates, window / total.hour.expected)
}

#[test]
fn extended_support_is_charged_for_each_vcpu_of_both_instances() {
    let known = |region, engine, version, multi_az| match support(region, engine, version, multi_az) {
        Support::Known(rates, _) => Some(rates),
        Support::None | Support::Unknown => None,
    };
    // 8 and 64 vCPUs, twice, at 0.10.
    assert_eq!(known("us-east-1", "postgres", "13", true), Some([usd("1.6"), usd("12.8")]));
    assert_eq!(known("us-east-1", "postgres", "13.14", false), Some([usd("0.8"), usd("6.4")]));
    // The third year since March 2026. That of MySQL 5.7 ends within the month after the window: then it is unknown.
    assert_eq!(known("us-east-1", "postgres", "11", true), Some([usd("3.2"), usd("25.6")]));
    assert_eq!(known("us-east-1", "mysql", "8.0.36", true), Some([usd("1.6"), usd("12.8")]));
    assert_eq!(known("ap-northeast-2", "postgres", "13", true), Some([usd("1.92"), usd("15.36")]));
    let Support::Known(_, hours) = support("us-east-1", "postgres", "13", true) else { panic!() };
    assert!(hours >= usd("24"), "it is there for as long as the class: {hours} h");
    for (engine, version) in [("postgres", "16"), ("postgres", "15.4"), ("mysql", "8.4"), ("mysql", "8.4.3")]
    {
        assert_eq!(support("us-east-1", engine, version, true), Support::None, "{engine} {version}");
    }
    // A region whose rate nobody has read, and a version that may be 8.0 or 8.4.
    assert_eq!(support("eu-west-1", "postgres", "13", true), Support::Unknown);
    assert_eq!(support("us-east-1", "mysql", "8", true), Support::Unknown);
}

/// Without a window the day is what is said, or else that of the table.
#[test]
fn extended_support_begins_on_its_day() {
    let [(_, normal), _] = databases("us-east-1", "postgres", "14", false);
    let project = project(&normal);
    let hour = |today: Option<&str>| {
        let prices = Prices { today: today.map(|day| day.parse().unwrap()), ..list_prices() };
        let cost = Cost::of(plan(&project), None, &prices);
        let lines = cost.parts.iter().flat_map(|part| &part.lines);
        let line = lines.into_iter().find(|line| line.service == "rds-extended-support");
        line.map(|line| line.hour().unwrap().expected)
    };
    assert_eq!(hour(None), None);
    assert_eq!(hour(Some("2027-02-28")), None);
    assert_eq!(hour(Some("2027-03-01")), Some(usd("0.8")));
    assert_eq!(hour(Some("2029-03-01")), Some(usd("1.6")));
}

/// The whole switch: 213.70 for the class in the window's 24 hours, and 268.80 of Extended Support, or more where hours
/// around the window are counted too.
#[test]
fn a_limit_holds_against_extended_support() {
    for (version, code) in [("16", Some(0)), ("13", Some(1))] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("profiles")).unwrap();
        for (name, profile) in databases("us-east-1", "postgres", version, true) {
            std::fs::write(folder.path().join(format!("profiles/{name}.yaml")), profile.to_string()).unwrap();
        }
        let limit = [
            "diff",
            "normal",
            "launch",
            "--details",
            "--now",
            "2026-11-27T00:00:00Z",
            "--max-window-cost",
            "400",
        ];
        let (found, out, err) = said(&scaleprof(folder.path(), &limit));
        assert_eq!(found, code, "{version}: {out}{err}");
        assert_eq!(out.contains("Extended Support"), version == "13", "{out}");
    }
}

/// One switch has one charge, whatever is asked: PostgreSQL 14 is charged from 2027-03-01 on, 8 and 64 vCPUs twice at
/// 0.10, next to classes of 1.272 and 10.176 an hour.
#[test]
fn extended_support_goes_by_the_dates_of_the_window() {
    for (start, tail, window) in [
        // 24 x (8.904 + 11.20).
        ("2027-03-05T01:00:00Z", None, "482.496"),
        // 24 x 8.904: the charge begins within the month after it.
        ("2027-02-27T01:00:00Z", None, "213.696"),
        ("2027-01-30T01:00:00Z", None, "213.696"),
        // It begins within the tail.
        ("2027-02-27T01:00:00Z", Some("2d"), "482.496"),
    ] {
        let [(_, normal), (_, mut launch)] = databases("us-east-1", "postgres", "14", true);
        launch["window"] = json!({"start": start, "duration": "24h"});
        if let Some(tail) = tail {
            launch["window"]["tail"] = tail.into();
        }
        let project = compile([("normal", normal.to_string()), ("launch", launch.to_string())]);
        let found = project.findings.values().flat_map(Findings::iter);
        assert!(found.into_iter().any(|own| own.code.name() == "extended-support"), "{start}");
        let (normal, launch) = (&project.plans["normal"], &project.plans["launch"]);
        for today in [None, Some("2026-11-23"), Some("2027-02-28")] {
            let today = today.map(|day| day.parse().unwrap());
            let prices = Prices { today, ..list_prices() };
            for span in [None, Some(Span::of_seconds(86_400))] {
                let context = DiffOptions { span, everyday: Some(normal), ..DiffOptions::default() };
                let total = Diff::new(normal, launch, &prices, &context).total;
                let said = format!("{start} {today:?} {span:?}");
                assert_eq!(total.phases.unwrap().window.expected, usd(window), "{said}");
                assert_eq!(total.left_on.hour.expected, usd("20.104"), "{said}");
                assert_eq!(total.left_on.month.expected, usd("14675.92"), "{said}");
                assert_eq!(total.month().expected, usd("14675.92"), "{said}");
            }
            let context = DiffOptions { everyday: Some(normal), ..DiffOptions::default() };
            let back = Diff::new(launch, normal, &prices, &context).total;
            assert_eq!(back.left_on.hour.expected, usd("-20.104"), "{start}");
            assert_eq!(back.month().expected, usd("-14675.92"), "{start}");
        }
    }
    // More than a month before the charge there is none.
    let [(_, normal), (_, mut launch)] = databases("us-east-1", "postgres", "14", true);
    launch["window"] = json!({"start": "2027-01-28T00:00:00Z", "duration": "24h"});
    let project = compile([("normal", normal.to_string()), ("launch", launch.to_string())]);
    let (normal, launch) = (&project.plans["normal"], &project.plans["launch"]);
    let context = DiffOptions { everyday: Some(normal), ..DiffOptions::default() };
    let diff = Diff::new(normal, launch, &list_prices(), &context);
    assert_eq!(diff.total.left_on.hour.expected, usd("8.904"));
}

/// The schedule brings counts back to those of every day, whatever is live before.
#[test]
fn between_two_launches_counts_fall_to_those_of_every_day() {
    let normal = profile(
        "us-east-1",
        &json!({"w": {
            "kind": "workers", "machine": "m6g.large", "count": {"min": 2, "max": 4},
            "queue": {"backlog_per_worker": 100},
        }}),
    );
    let launch = |name: &str, start: &str, own: Value| json!({"profile": name, "extends": "normal", "window": {"start": start, "duration": "24h"}, "components": {"w": own}});
    let a = launch("a", "2027-02-03T09:00:00Z", json!({"count": {"min": 20, "max": 40}}));
    let b = launch(
        "b",
        "2027-03-03T09:00:00Z",
        json!({"machine": "m6g.xlarge", "count": {"min": 40, "max": 80}}),
    );
    let project = compile([("normal", normal.to_string()), ("a", a.to_string()), ("b", b.to_string())]);
    let plan = |name: &str| &project.plans[name];
    let context = DiffOptions { everyday: Some(plan("normal")), ..DiffOptions::default() };
    let diff = Diff::new(plan("a"), plan("b"), &list_prices(), &context);
    let lines = diff.parts.iter().flat_map(|part| &part.lines).filter(|line| line.what == "machine");
    let hour: Decimal = lines.map(|line| line.total.unwrap().left_on.hour.floor).sum();
    // 2 x 0.154 - 20 x 0.077.
    assert_eq!(hour, usd("-1.232"));
    let usual = Diff::new(plan("normal"), plan("b"), &list_prices(), &context);
    assert_eq!(diff.timeline.raise, usual.timeline.raise);
    assert_eq!(diff.timeline.first(), usual.timeline.first());
}

/// Advice that can be followed: a version, or that none is known.
#[test]
fn a_newer_version_is_named_or_said_to_be_unknown() {
    for (year, advice) in [(2028, "upgrade to 8.4 or later"), (2040, "no version of MySQL is known")] {
        let [(_, normal), (_, mut launch)] = databases("us-east-1", "mysql", "8.0", true);
        launch["window"]["start"] = format!("{year}-09-03T09:00:00Z").into();
        let project = compile([("normal", normal.to_string()), ("launch", launch.to_string())]);
        let said = common::findings(&project);
        assert!(said.contains(advice), "{year}: {said}");
    }
}

/// Nothing falls by itself that no schedule lowers.
#[test]
fn a_runbook_says_what_falls_by_itself() {
    for (window, says) in [
        (true, "the counts fall by themselves, sizes do not"),
        (false, "without a window nothing is scheduled, so counts and sizes stay"),
    ] {
        let normal = profile(
            "us-east-1",
            &json!({"w": {
                "kind": "workers", "machine": "m6g.large", "count": {"min": 2, "max": 4},
                "queue": {"backlog_per_worker": 100},
            }}),
        );
        let mut launch = json!({
            "profile": "launch", "extends": "normal", "components": {"w": {"count": {"min": 20, "max": 40}}},
        });
        if window {
            launch["window"] = json!({"start": "2027-02-03T09:00:00Z", "duration": "24h"});
        }
        let project = compile([("normal", normal.to_string()), ("launch", launch.to_string())]);
        let runbook = project.runbook(&project.plans["launch"], None, &list_prices(), None).unwrap();
        assert_eq!(serde_json::to_value(&runbook).unwrap()["money"]["falls"], says);
    }
}

// The command

fn scaleprof(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
    command.arg("-C").arg(folder).args(arguments).env("NO_COLOR", "1").output().unwrap()
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// A project with prices of its own and a profile.
fn folder(own: Option<&[u8]>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let components = json!({"a": {"kind": "server", "machine": "m6g.large"}});
    write("profiles/normal.yaml", profile("eu-west-1", &components).to_string().as_bytes());
    if let Some(own) = own {
        write("prices/own.yaml", own);
    }
    folder
}

#[test]
fn shown_prices_are_a_list_for_programs() {
    let folder = folder(None);
    let show = |arguments: &[&str]| {
        let all: Vec<&str> = ["prices", "show", "aws"].iter().chain(arguments).copied().collect();
        let (code, out, err) = said(&scaleprof(folder.path(), &[&all[..], &["--format", "json"]].concat()));
        let rows: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
        (code, rows, err)
    };
    let (code, rows, err) = show(&["sqs", "request:standard:tier1"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let rows = rows.as_array().unwrap();
    assert!(rows.len() > 1);
    for row in rows {
        let keys: BTreeSet<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, BTreeSet::from(["service", "key", "region", "unit", "usd", "date", "source"]));
        assert!(row.as_object().unwrap().values().all(Value::is_string), "{row}");
        // No exponent: the reader's decimals may not know it.
        assert_eq!(row["usd"], "0.0000004");
    }
    let (code, rows, _) = show(&["ec2", "m5.*", "--region", "eu-west-1"]);
    assert_eq!(code, Some(0));
    assert!(rows.as_array().unwrap().len() > 5);
    assert!(rows.as_array().unwrap().iter().all(|row| row["region"] == "eu-west-1"));
    for (arguments, hint) in [
        (&["ec2", "m5.larg"][..], "did you mean `m5.large`?"),
        (&["fargat", "m5.large"], "did you mean `fargate`?"),
        (&["ec2", "m5.large", "--region", "eu-west-9"], "eu-west-9"),
        (&["elb", "alb-lcu-hour", "--region", "us-west-1"], "unknown"),
        (&["ec2", ""], "*"),
    ] {
        let (code, rows, err) = show(arguments);
        assert_eq!((code, rows), (Some(1), json!([])), "{arguments:?}");
        assert!(err.contains(hint), "{arguments:?}: {err}");
    }
}

/// A contract with a vendor reaches all that is said of its money, and each says the same.
#[test]
fn a_vendors_month_has_one_figure() {
    let folder = folder(Some(
        b"external:\n  - {service: mapbox, plan: small, usd: 45}\n  - {service: mapbox, plan: large, usd: 115.5}\n",
    ));
    let maps = json!({
        "service": "mapbox", "owner": "web", "metric": "loads", "per": "month", "uses": {"traffic": "visits"},
        "plan": "small", "lead_time": "1h", "plans": [
            {"name": "small", "price": 60, "included": 1000, "then": "block"},
            {"name": "large", "price": 675, "included": 20_000, "overage": {"price": 5, "per": 1000}},
            {"name": "middle", "price": 100, "included": 20_000, "overage": {"price": 5, "per": 1000}},
        ],
    });
    let mut normal = profile("eu-west-1", &json!({"a": {"kind": "server", "machine": "m6g.large"}}));
    (normal["traffic"], normal["external"]) = (json!({"visits": {"day": 16}}), json!({"maps": maps}));
    let launch = json!({
        "profile": "launch", "extends": "normal", "traffic": {"visits": {"day": 120_000, "hour": 20_000}},
        "window": {"start": "2027-02-03T09:00:00+02:00", "duration": "3h"}, "external": {"maps": {"plan": "large"}},
    });
    let write = |name: &str, profile: &Value| {
        std::fs::write(folder.path().join(format!("profiles/{name}.yaml")), profile.to_string()).unwrap();
    };
    write("normal", &normal);
    write("launch", &launch);
    let run = |arguments: &[&str]| said(&scaleprof(folder.path(), arguments));
    // 27.875 days x 16 and 20,000 to 60,000: $115.50 and 0.446 to 40.446 times $5.
    run(&["build", "launch"]);
    let page =
        std::fs::read_to_string(folder.path().join("generated/launch/quotas/external/maps.md")).unwrap();
    assert!(page.contains("| Its price | $115.50 per month |"), "{page}");
    assert!(page.contains("$117.73 to $317.73, $72.73 to $272.73 more than without the switch"), "{page}");
    let json = |arguments: &[&str]| -> Value { serde_json::from_str(&run(arguments).1).unwrap() };
    let diff = json(&["diff", "normal", "launch", "--format", "json"]);
    let part = diff["components"].as_array().unwrap().iter().find(|part| part["name"] == "maps").unwrap();
    assert_eq!(part["cost"]["window"]["floor"], "72.73", "{part}");
    assert_eq!(part["cost"]["window"]["expected"], "272.73", "{part}");
    let cost = run(&["cost", "launch", "--per", "window"]).1;
    assert!(cost.contains("$317.73") && cost.contains("/ 40.446 unit x $5.00 each\n"), "{cost}");
    // By the contract the larger plan is not the cheapest; by the list it would be dearer by far.
    let quotas = json(&["quotas", "launch", "--format", "json"]);
    assert_eq!(quotas["external"][0]["cost"], "317.73", "{quotas}");
    assert_eq!(quotas["external"][0]["cheapest"], "middle", "{quotas}");
    // A check that names a price names the contract's.
    let mut small = launch;
    small["external"] = json!({});
    write("launch", &small);
    let (_, checked, _) = run(&["check", "launch"]);
    assert!(checked.contains("`plan: middle` carries it: $302.23 for a month of 60,446"), "{checked}");
    std::fs::write(folder.path().join("prices/own.yaml"), "external:\n  - {service: mapbox, usd: 7}\n")
        .unwrap();
    let (_, checked, _) = run(&["check", "launch"]);
    assert!(checked.contains("carries it: $209.23 for a month of 60,446"), "{checked}");
}

/// The machine's price is of 2025-10-28, all others are later.
#[test]
fn a_price_in_use_is_old_after_a_year_and_a_contract_never() {
    let contract = "prices:\n  - {service: ec2, key: m6g.large, usd: 0.08, unit: Hrs, date: 2020-01-01}\n";
    let oldest = list_prices().catalogue.find("ec2", "m6g.large", "eu-west-1").unwrap().date;
    assert_eq!(oldest, "2025-10-28");
    for (own, now, warns) in [
        (None, "2026-10-28T23:00:00Z", false),
        (None, "2026-10-29T00:00:00Z", true),
        (Some(contract.as_bytes()), "2026-10-29T00:00:00Z", false),
        // The other prices of eu-west-1 were read on 2026-09-29 and before.
        (Some(contract.as_bytes()), "2027-12-01T00:00:00Z", true),
    ] {
        let folder = folder(own);
        let (code, out, err) = said(&scaleprof(folder.path(), &["cost", "normal", "--now", now]));
        assert_eq!(code, Some(0), "{err}");
        assert_eq!(err.matches("from more than a year ago").count(), usize::from(warns), "{now}: {err}");
        assert_eq!(err.contains("scaleprof prices update"), warns, "{now}: {err}");
        // Standard output has dates, and is the same at any time.
        assert!(!out.contains("year") && out.contains("list prices in US dollars, read 202"), "{out}");
    }
}

/// Every figure of a table is shown as it stands there.
#[test]
fn shown_prices_are_those_of_the_tables() {
    let folder = folder(None);
    for table in
        tables().iter().filter(|table| ["dynamodb", "fargate", "lambda"].contains(&table.service.as_str()))
    {
        let output =
            scaleprof(folder.path(), &["prices", "show", "aws", &table.service, "*", "--format", "json"]);
        let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut rows = rows.as_array().unwrap().iter();
        for row in &table.rows {
            for (region, cell) in table.regions.iter().zip(&row[2..]).filter(|(_, cell)| !cell.is_empty()) {
                let shown = rows.next().unwrap();
                let (key, at) = (shown["key"].as_str().unwrap(), shown["region"].as_str().unwrap());
                assert_eq!((key, at), (row[0].as_str(), region.as_str()));
                assert_eq!(shown["usd"], cell[..cell.len() - 1], "{key} {at}");
            }
        }
        assert!(rows.next().is_none());
    }
}

#[test]
fn a_contract_price_is_shown() {
    let own = b"prices:\n  - {service: ec2, key: of.mine, usd: 1.5, unit: Hrs, date: 2026-11-02}\n";
    let folder = folder(Some(own));
    let show = |arguments: &[&str]| {
        let all = [&["prices", "show", "aws", "ec2", "of.mine", "--format", "json"], arguments].concat();
        said(&scaleprof(folder.path(), &all))
    };
    let (code, out, err) = show(&["--region", "eu-west-1"]);
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()[0]["source"], "prices/own.yaml:2");
}

/// A contract that holds everywhere is there without a region too.
#[test]

fn a_contract_price_for_everywhere_is_shown_without_a_region() {
    let own = b"prices:\n  - {service: ec2, key: of.mine, usd: 1.5, unit: Hrs, date: 2026-11-02}\n";
    let folder = folder(Some(own));
    let (code, out, err) = said(&scaleprof(folder.path(), &["prices", "show", "aws", "ec2", "of.mine"]));
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("$1.50"), "{out}");
}

#[test]
fn wrong_prices_of_ones_own_are_said_with_their_place() {
    for (own, code, place) in [
        ("prices: [{service: ec2}]\n", "error[", "prices/own.yaml:1:"),
        ("discounts:\n  - {percent: 101}\n", "error[", "prices/own.yaml:2:"),
        ("discounts:\n  - {percent: -1}\n", "error[", "prices/own.yaml:2:"),
        ("savings:\n  - {percent: ten}\n", "error[", "prices/own.yaml:2:"),
        ("savings:\n  - {percent: 10, unit: Hrs}\n", "error[", "prices/own.yaml:2:"),
        (
            "prices:\n  - {service: a, key: b, usd: -1, unit: Hrs, date: 2026-11-01}\n",
            "error[",
            "prices/own.yaml:2:",
        ),
        (
            "prices:\n  - {service: a, key: b, usd: 1, unit: Hrs, date: yesterday}\n",
            "error[",
            "prices/own.yaml:2:",
        ),
        (
            "prices:\n  - {service: a, key: b, usd: .inf, unit: Hrs, date: 2026-11-01}\n",
            "error[",
            "prices/own.yaml:2:",
        ),
        (
            "prices:\n  - {service: a, key: b, usd: .nan, unit: Hrs, date: 2026-11-01}\n",
            "error[",
            "prices/own.yaml:2:",
        ),
        (
            "prices:\n  - {service: ec2, key: b, usd: 1, unit: Hrs, date: 2026-02-30}\n",
            "error[bad-value]: `2026-02-30` is no day",
            "prices/own.yaml:2:",
        ),
        (
            "prices:\n  - {service: ec2, key: b, usd: 1, unit: Hrs, date: 9999-99-99}\n",
            "error[bad-value]: `9999-99-99` is no day",
            "prices/own.yaml:2:",
        ),
        (
            "prices:\n  - {service: quantum, key: b, usd: 1, unit: Hrs, date: 2026-11-01}\n",
            "services: aurora, ",
            "prices/own.yaml:2:",
        ),
        ("prise: []\n", "error[", "prices/own.yaml:1:"),
        ("prices: [\n", "error[", "prices/own.yaml:"),
        ("a: &b 1\nc: *b\n", "error[", "prices/own.yaml:"),
        ("[]\n", "error[", "prices/own.yaml:1:"),
    ] {
        let folder = folder(Some(own.as_bytes()));
        for command in [&["cost", "normal"][..], &["prices", "show", "aws", "ec2", "m5.large"]] {
            let (exit, out, err) = said(&scaleprof(folder.path(), command));
            assert_eq!((exit, out.as_str()), (Some(2), ""), "{own}{err}");
            assert!(err.contains(code) && err.contains(place), "{own}{err}");
            assert!(!err.contains("panicked"), "{err}");
        }
    }
}

/// What editors leave behind: nothing in the file, remarks only, a byte order mark, Windows' line ends.
#[test]
fn prices_of_ones_own_may_be_few_and_come_from_windows() {
    let list = "prices:\r\n  - {service: ec2, key: m6g.large, usd: 1, unit: Hrs, date: 2026-11-01}\r\n";
    for own in [list.to_owned(), format!("\u{feff}{list}"), "{}\n".to_owned(), "prices: []\n".to_owned()] {
        let folder = folder(Some(own.as_bytes()));
        let (exit, _, err) =
            said(&scaleprof(folder.path(), &["cost", "normal", "--now", "2026-11-23T00:00:00Z"]));
        assert_eq!(exit, Some(0), "{own:?}\n{err}");
    }
}
