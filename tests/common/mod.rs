//! What the tests share: profiles as texts in, a compiled project and its artifacts out.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod fixture;
pub(crate) mod pages;
pub(crate) mod parallel;
pub(crate) mod skip;

use std::collections::{BTreeMap, BTreeSet};

use scaleprof::artifact::Artifact;
use scaleprof::cloud::list_prices;
use scaleprof::diagnostic::Findings;
use scaleprof::diagnostic::render::{Format, render};
use scaleprof::kind::KINDS;
use scaleprof::kind::spec::Entry;
use scaleprof::project::{Input, Project};
use scaleprof::source::{Place, Sources};
use scaleprof::template::Templates;
use scaleprof::validate::generator;
use serde_json::{Value, json};

/// Compiles profiles given as name and text.
pub(crate) fn compile<'a>(profiles: impl IntoIterator<Item = (&'a str, String)>) -> Project {
    let input = |(name, text): (&str, String)| Input {
        path: format!("profiles/{name}.yaml"),
        bytes: text.into_bytes(),
    };
    Project::compile(profiles.into_iter().map(input).collect(), None)
}

/// All findings as text.
pub(crate) fn findings(project: &Project) -> String {
    let all = project.findings_of(project.findings.keys().map(String::as_str));
    render(&all, &project.sources, Format::Text, false)
}

/// Everything that a build of `profile` writes; fails where the project has errors.
pub(crate) fn build(project: &Project, profile: &str) -> Vec<Artifact> {
    let errors = project.findings.values().any(Findings::has_errors);
    assert!(!errors, "{}", findings(project));
    let templates = Templates::new(&BTreeMap::new()).expect("the embedded templates parse");
    let plan = &project.plans[profile];
    project.build(plan, None, &list_prices(), &templates).expect("the embedded templates render")
}

/// Every place that a finding points at lies in its text, between characters.
pub(crate) fn assert_places(project: &Project) {
    for finding in project.findings.values().flat_map(Findings::iter) {
        let labels = finding.labels.iter().map(|label| label.place);
        for place in labels.chain([finding.place]) {
            assert_in_text(place, &project.sources);
        }
    }
}

/// A place lies in its text, between characters.
pub(crate) fn assert_in_text(place: Place, sources: &Sources) {
    let text = &sources.get(place.source).text;
    let range = place.start as usize..place.end as usize;
    assert!(text.get(range.clone()).is_some(), "{range:?} is no place in {text:?}");
}

/// An everyday profile with one component of each kind.
pub(crate) fn stack() -> Value {
    json!({
        "profile": "normal",
        "stack": "shop",
        "cloud": {"provider": "aws", "region": "eu-west-1", "tags": {"team": "web"}},
        "owners": {"web": {"name": "Web", "contact": "web@example.com"}},
        "components": {
            "db": {
                "kind": "database", "owner": "web", "engine": "postgres", "version": "16",
                "class": "db.m6g.large", "storage": {"type": "gp3", "size": "200GiB", "keep": true},
                "max_connections": 5000,
            },
            "basket": {
                "kind": "cache", "engine": "valkey", "version": "8.0", "machine": "cache.m7g.large", "replicas": 1,
            },
            "graph": {
                "kind": "server", "machine": "m6g.large", "public": true, "ports": [443],
                "user_data": "#!/bin/sh\n", "storage": {"size": "100GiB", "keep": true},
            },
            "search": {
                "kind": "fleet", "machine": "m6g.large", "count": {"min": 3, "max": 6},
                "disk": {"size": "50GiB"},
            },
            "sync": {
                "kind": "workers", "machine": "t4g.nano", "count": {"min": 2, "max": 6},
                "queue": {"backlog_per_worker": 50, "sent_per_worker": 30},
            },
            "api": {
                "kind": "app", "image": "ghcr.io/example/api:1", "port": 8080, "cpu": 1, "memory": "2GiB",
                "count": {"min": 2, "max": 4}, "health_check": "/health", "environment": {"MODE": "live"},
            },
        },
        "external": {
            "maps": {
                "service": "mapbox", "owner": "web", "metric": "map loads", "per": "month",
                "plan": "free", "included": 50000, "expected": 3000, "price": 0, "lead_time": "1h",
                "how": "write to sales",
            },
        },
    })
}

/// A profile over [`stack`] with these components.
pub(crate) fn layer(name: &str, extends: &str, components: &Value) -> Value {
    json!({"profile": name, "extends": extends, "components": components})
}

/// The fields of a schema down to single values, segments split by dots.
fn leaves(schema: &Value, path: &str, out: &mut BTreeSet<String>) {
    let forms = [schema, &schema["anyOf"][0]];
    if let Some(below) = forms.iter().map(|own| &own["additionalProperties"]).find(|own| own.is_object()) {
        // Names of one's own.
        return leaves(below, &format!("{path}.name"), out);
    }
    let properties = forms.into_iter().find_map(|s| s["properties"].as_object());
    match properties {
        Some(properties) => {
            for (name, below) in properties {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                leaves(below, &path, out);
            }
        }
        None => drop(out.insert(path.to_owned())),
    }
}

/// What a profile can change of each kind that is built: read from its schema, segments split by dots.
pub(crate) fn fields() -> Vec<(&'static str, String)> {
    fields_of(KINDS.iter())
}

/// The same of some kinds.
pub(crate) fn fields_of<'a>(kinds: impl Iterator<Item = &'a Entry>) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    for kind in kinds {
        let (_, capacity) = kind.schemas(&mut generator());
        let mut own = BTreeSet::new();
        leaves(&capacity, "", &mut own);
        assert!(!own.is_empty(), "{}", kind.name);
        out.extend(own.into_iter().map(|field| (kind.name, field)));
    }
    out
}
