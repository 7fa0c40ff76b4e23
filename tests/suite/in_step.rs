//! Lists in different files that must say the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use crate::common;

use std::collections::BTreeSet;

use common::{build, compile, stack};
use scaleprof::cloud::aws::monitoring::MEASURED;
use scaleprof::cloud::aws::quota::QUOTAS;
use scaleprof::model::name::slug;
use serde_json::{Value, json};

fn everything() -> Value {
    let mut normal = stack();
    normal["owners"]["web"]["contact"] = "web@example.com".into();
    normal["components"]["thumbs"] = json!({
        "kind": "workers", "count": {"min": 1, "max": 4}, "queue": {"sent_per_worker": 30},
        "container": {"image": "ghcr.io/example/thumbs:1", "cpu": 1, "memory": "2GiB"},
    });
    let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:copied-AbCdEf";
    let mut copied = normal["components"]["db"].clone();
    copied["password_secret"] = secret.into();
    copied["replicas"] = json!({"count": 1});
    copied["proxy"] = true.into();
    normal["components"]["copied"] = copied;
    normal["components"]["pay"] = json!({
        "kind": "app", "image": "ghcr.io/example/pay:1", "port": 8080, "cpu": 1, "memory": "2GiB",
        "count": {"min": 1, "max": 4}, "behind": {"app": "api", "paths": ["/pay/*"], "priority": 10},
    });
    normal
}

/// The lengths of names are checked before Terraform is written, by the lists that the kinds give.
#[test]
fn each_name_in_the_cloud_is_checked_for_its_length() {
    let project = compile([("normal", everything().to_string())]);
    let plan = &project.plans["normal"];
    for artifact in build(&project, "normal") {
        let Some(component) =
            plan.components.iter().find(|one| artifact.path == format!("{}.tf", slug(&one.name)))
        else {
            continue;
        };
        let checked: BTreeSet<String> = component
            .on
            .names(component.part())
            .iter()
            .map(|name| name.of("shop", &slug(&component.name)))
            .collect();
        let mut written = BTreeSet::new();
        for line in artifact.text.lines() {
            let Some((key, value)) = line.trim().split_once(" = ") else { continue };
            let value = value.trim_matches('"');
            let is_own = value == format!("shop-{}", component.name)
                || value.starts_with(&format!("shop-{}-", component.name));
            // Alarms have a limit of their own, `Name` is a tag, and AWS names the nodes of a cache by itself.
            if is_own && !["Name", "alarm_name", "CacheClusterId"].contains(&key.trim()) {
                written.insert(value.to_owned());
            }
        }
        assert_eq!(written, checked, "{}: written and checked", component.name);
    }
}

/// What never shrinks stays on the bill of a smaller profile with the size that it has grown to.
#[test]
fn what_never_shrinks_says_how_much_it_stores() {
    let project = compile([("normal", everything().to_string())]);
    let lines = &project.plans["normal"].bill().lines;
    let ratchets: Vec<_> = lines.iter().filter(|line| line.ratchet).collect();
    assert!(ratchets.len() > 1);
    for line in ratchets {
        let (_, size) = line.item.stored().unwrap_or_else(|| panic!("{:?}", line.item));
        let grown = line.item.grown(size.max("100TiB".parse().unwrap())).unwrap();
        assert!(grown.stored().unwrap().1 > size, "{:?}", line.item);
    }
}

#[test]
fn each_quota_whose_use_is_watched_is_in_the_table() {
    for (code, ..) in MEASURED {
        assert!(QUOTAS.iter().any(|quota| quota.code == Some(code)), "{code}");
    }
}
