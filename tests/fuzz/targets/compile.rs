//! Profiles assembled from the words of the language: what compiles builds, and what is built parses.

#![no_main]

use std::collections::{BTreeMap, BTreeSet};

use hcl::Structure;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use scaleprof::artifact::Artifact;
use scaleprof::cloud::list_prices;
use scaleprof::project::{Input, Project};
use scaleprof::template::Templates;
use serde_json::{Map, Value, json};

fuzz_target!(|bytes: &[u8]| {
    let mut source = Unstructured::new(bytes);
    let Ok(normal) = normal(&mut source) else { return };
    let Ok(launch) = launch(&mut source, &normal) else { return };
    // JSON is YAML in flow style.
    let input = |name: &str, profile: &Value| Input {
        path: format!("profiles/{name}.yaml"),
        bytes: profile.to_string().into_bytes(),
    };
    let project = Project::compile(vec![input("normal", &normal), input("launch", &launch)], None);
    let templates = Templates::new(&BTreeMap::new()).expect("the embedded templates parse");
    for plan in project.sound_plans() {
        let artifacts = project.build(plan, None, &list_prices(), &templates).expect("the embedded templates render");
        assert_sound(&artifacts);
    }
});

/// Every path is its own and below the folder; every `.tf` parses; no block is there twice.
fn assert_sound(artifacts: &[Artifact]) {
    let paths: BTreeSet<&str> = artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
    assert_eq!(paths.len(), artifacts.len(), "two files of one name: {paths:?}");
    let mut blocks = BTreeSet::new();
    for artifact in artifacts {
        let path = artifact.path.as_str();
        assert!(path.split('/').all(|part| !part.is_empty() && part != "." && part != ".."), "{path}");
        if !path.ends_with(".tf") {
            continue;
        }
        let body =
            hcl::parse(&artifact.text).unwrap_or_else(|error| panic!("{path}: {error}\n{}", artifact.text));
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for structure in &body {
            let Structure::Block(block) = structure else { panic!("{path}: an argument at the top") };
            let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
            let name = format!("{folder}: {} {}", block.identifier(), labels.join("."));
            assert!(blocks.insert(name.clone()), "{name} is there twice");
        }
    }
}

/// A text that may be anything, or one of the words that are right here.
fn word(source: &mut Unstructured<'_>, words: &[&str]) -> Result<Value> {
    if source.ratio(1, 16)? {
        return Ok(source.arbitrary::<String>()?.into());
    }
    Ok((*source.choose(words)?).into())
}

fn text(source: &mut Unstructured<'_>) -> Result<Value> {
    Ok(source.arbitrary::<String>()?.into())
}

fn number(source: &mut Unstructured<'_>, most: u64) -> Result<Value> {
    if source.ratio(1, 32)? {
        return Ok(source.arbitrary::<i64>()?.into());
    }
    Ok(source.int_in_range(0..=most)?.into())
}

/// Sets a field, mostly.
fn set<'a>(
    fields: &mut Map<String, Value>,
    name: &str,
    source: &mut Unstructured<'a>,
    value: impl FnOnce(&mut Unstructured<'a>) -> Result<Value>,
) -> Result<()> {
    if !source.ratio(1, 4)? {
        fields.insert(name.to_owned(), value(source)?);
    }
    Ok(())
}

fn normal(source: &mut Unstructured<'_>) -> Result<Value> {
    let mut components = Map::new();
    for _ in 0..source.int_in_range(1..=6)? {
        let name = *source.choose(&[
            "web",
            "web-dead",
            "api",
            "api-execution",
            "api-balancer",
            "api-public",
            "internal",
            "main",
            "db",
            "a_b",
            "a-b",
            "quotas",
            "private",
            "nat",
            "web-0",
            "web-public",
            "web-public-80",
            "queue",
            "con",
        ])?;
        components.insert(name.to_owned(), component(source)?);
    }
    let mut cloud = Map::new();
    cloud.insert("provider".to_owned(), "aws".into());
    cloud.insert("region".to_owned(), word(source, &["eu-west-1", "us-east-1", "eu-north-1"])?);
    set(&mut cloud, "network", source, network)?;
    set(&mut cloud, "state", source, |s| {
        if s.arbitrary()? {
            return Ok(json!({"local": text(s)?}));
        }
        Ok(json!({"s3": {"bucket": text(s)?, "key": text(s)?, "region": "eu-west-1"}}))
    })?;
    set(&mut cloud, "tags", source, texts)?;
    let mut profile = Map::new();
    profile.insert("profile".to_owned(), "normal".into());
    profile.insert("stack".to_owned(), word(source, &["shop", "Shop_1"])?);
    profile.insert("cloud".to_owned(), cloud.into());
    profile.insert("owners".to_owned(), json!({"team": {"name": text(source)?, "contact": text(source)?}}));
    profile.insert("components".to_owned(), components.into());
    set(&mut profile, "external", source, |s| {
        let mut all = Map::new();
        for _ in 0..s.int_in_range(0..=2)? {
            all.insert((*s.choose(&["maps", "Maps", "mail-1", "mail_1", "con"])?).to_owned(), external(s)?);
        }
        Ok(all.into())
    })?;
    Ok(profile.into())
}

fn launch(source: &mut Unstructured<'_>, normal: &Value) -> Result<Value> {
    let mut components = Map::new();
    for (name, component) in normal["components"].as_object().into_iter().flatten() {
        let mut fields = Map::new();
        for field in component.as_object().into_iter().flat_map(Map::keys) {
            if source.ratio(1, 3)? {
                let relative =
                    ["x10", "x1", "x2.5", "x0.5", "+1", "+2", "largest", "x999999999", "+999999999"];
                let value = word(source, &relative)?;
                let inside = if field == "count" { "max" } else { "size" };
                let value = if source.arbitrary()? { value } else { json!({inside: value}) };
                fields.insert(field.clone(), value);
            }
        }
        let name = if source.ratio(1, 8)? { format!("{}*", &name[..1]) } else { name.clone() };
        components.insert(name, fields.into());
    }
    let mut profile = json!({"profile": "launch", "extends": "normal", "components": components});
    if source.arbitrary()? {
        let start = word(source, &["2027-02-03T09:00:00+02:00", "2027-03-28T01:30:00[Europe/Helsinki]"])?;
        let length = word(source, &["24h", "1d 12h", "PT1H", "-1h", "0s", "9999y"])?;
        profile["window"] = json!({"start": start, "duration": length, "ready": "40m"});
    }
    Ok(profile)
}

fn texts(source: &mut Unstructured<'_>) -> Result<Value> {
    let mut all = Map::new();
    for _ in 0..source.int_in_range(0..=3)? {
        all.insert(source.arbitrary()?, text(source)?);
    }
    Ok(all.into())
}

fn network(source: &mut Unstructured<'_>) -> Result<Value> {
    if source.arbitrary()? {
        let subnets = ["subnet-0a1b2c3d", "subnet-1a1b2c3d", "subnet-2a1b2c3d"];
        let count = source.int_in_range(0..=3)?;
        return Ok(json!({"vpc": word(source, &["vpc-0a1b2c3d"])?, "subnets": subnets[..count]}));
    }
    let ranges = ["10.20.0.0/16", "10.0.0.0/22", "192.168.0.0/20", "10.0.0.0/8", "0.0.0.0/0"];
    Ok(json!({"create": word(source, &ranges)?, "nat": word(source, &["single", "per-zone"])?}))
}

fn size(source: &mut Unstructured<'_>) -> Result<Value> {
    word(source, &["20GiB", "100GiB", "400GiB", "2TiB", "512MiB", "2GiB", "999999999TiB", "0MiB"])
}

fn storage(source: &mut Unstructured<'_>) -> Result<Value> {
    let mut fields = Map::new();
    set(&mut fields, "type", source, |s| word(s, &["gp3", "gp2", "io1", "io2"]))?;
    set(&mut fields, "size", source, size)?;
    if source.ratio(1, 4)? {
        fields.insert("iops".to_owned(), number(source, 20_000)?);
        fields.insert("throughput".to_owned(), number(source, 1000)?);
    }
    set(&mut fields, "keep", source, |s| Ok(s.arbitrary::<bool>()?.into()))?;
    Ok(fields.into())
}

fn count(source: &mut Unstructured<'_>) -> Result<Value> {
    let mut fields = json!({"min": number(source, 10)?, "max": number(source, 100_000)?});
    if source.arbitrary()? {
        fields["expected"] = number(source, 20)?;
    }
    Ok(fields)
}

fn component(source: &mut Unstructured<'_>) -> Result<Value> {
    let kind = *source.choose(&["database", "server", "fleet", "workers", "app"])?;
    let mut fields = Map::new();
    fields.insert("kind".to_owned(), kind.into());
    set(&mut fields, "owner", source, |s| word(s, &["team"]))?;
    let machine = |s: &mut Unstructured<'_>| word(s, &["m6g.large", "t4g.nano", "m6i.large", "p4d.24xlarge"]);
    match kind {
        "database" => {
            fields.insert("engine".to_owned(), word(source, &["postgres", "mysql"])?);
            fields.insert("version".to_owned(), word(source, &["16", "8.0.36"])?);
            fields.insert("class".to_owned(), word(source, &["db.m6g.large", "db.t4g.micro"])?);
            fields.insert("storage".to_owned(), storage(source)?);
            set(&mut fields, "multi_az", source, |s| Ok(s.arbitrary::<bool>()?.into()))?;
            set(&mut fields, "max_connections", source, |s| number(s, 5000))?;
        }
        "app" => {
            fields.insert("image".to_owned(), text(source)?);
            fields.insert("port".to_owned(), number(source, 65_535)?);
            fields.insert(
                "cpu".to_owned(),
                source.choose(&[json!(0.25), json!(1), json!(16), json!(3)])?.clone(),
            );
            fields.insert("memory".to_owned(), size(source)?);
            fields.insert("count".to_owned(), count(source)?);
            set(&mut fields, "environment", source, texts)?;
            set(&mut fields, "health_check", source, |s| {
                word(s, &["/", "/${a}", "/%{b}?c=\"d\\", "/health"])
            })?;
            set(&mut fields, "scale_on", source, |s| Ok(json!({"requests": number(s, 5000)?})))?;
        }
        "server" => {
            fields.insert("machine".to_owned(), machine(source)?);
            fields.insert("public".to_owned(), source.arbitrary::<bool>()?.into());
            set(&mut fields, "ports", source, |s| Ok(json!([number(s, 90)?, number(s, 90)?])))?;
            set(&mut fields, "user_data", source, text)?;
            set(&mut fields, "storage", source, storage)?;
        }
        _ => {
            fields.insert("machine".to_owned(), machine(source)?);
            fields.insert("count".to_owned(), count(source)?);
            set(&mut fields, "user_data", source, text)?;
            set(&mut fields, "disk", source, |s| Ok(json!({"size": size(s)?})))?;
            set(&mut fields, "image", source, |s| word(s, &["ami-0a1b2c3d", "ssm:/images/a"]))?;
        }
    }
    Ok(fields.into())
}

fn external(source: &mut Unstructured<'_>) -> Result<Value> {
    Ok(json!({
        "service": text(source)?,
        "owner": "team",
        "metric": text(source)?,
        "per": word(source, &["month", "day"])?,
        "expected": number(source, 1000)?,
        "included": number(source, 1000)?,
        "price": source.arbitrary::<f64>().map(Value::from)?,
        "lead_time": word(source, &["2h", "3d"])?,
        "how": text(source)?,
    }))
}
