//! What a Terraform state says about the infrastructure, made comparable.

use std::collections::BTreeMap;

use serde_json::Value;

/// Attributes that differ though nothing of the profile does.
const VOLATILE: [(&str, &str); 5] = [
    // Not in the configuration: scaling moves it, and after a launch day the
    // group still runs what its smaller maximum lets it keep.
    ("aws_autoscaling_group", "desired_capacity"),
    // Names the version of its template, see below.
    ("aws_autoscaling_group", "launch_template"),
    // Every change of a template adds a version, the way back too.
    ("aws_launch_template", "default_version"),
    ("aws_launch_template", "latest_version"),
    // A clock.
    ("aws_db_instance", "latest_restorable_time"),
];

/// The attributes of every resource by its address, less the volatile ones.
pub(crate) type Settled = BTreeMap<String, Value>;

/// Reads a state (format 4) without its serial and lineage.
pub(crate) fn settled(state: &Value) -> Settled {
    let mut settled = Settled::new();
    let resources = state["resources"].as_array().expect("a state lists its resources");
    for resource in resources.iter().filter(|resource| resource["mode"] == "managed") {
        let [kind, name] = ["type", "name"].map(|key| resource[key].as_str().expect("a name"));
        let instances = resource["instances"].as_array().expect("a resource has instances");
        for (index, instance) in instances.iter().enumerate() {
            let mut attributes = instance["attributes"].clone();
            for (_, volatile) in VOLATILE.iter().filter(|(of, _)| *of == kind) {
                attributes[*volatile].take();
            }
            settled.insert(format!("{kind}.{name}[{index}]"), attributes);
        }
    }
    settled
}

/// Names every attribute that differs.
pub(crate) fn assert_same(before: &Settled, after: &Settled) {
    let mut differences = Vec::new();
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    for name in names {
        let [before, after] = [before, after].map(|state| state.get(name).unwrap_or(&Value::Null));
        compare(name, before, after, &mut differences);
    }
    assert!(differences.is_empty(), "the way back ends elsewhere:\n{}", differences.join("\n"));
}

fn compare(path: &str, before: &Value, after: &Value, differences: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, old) in old {
                let new = new.get(key).unwrap_or(&Value::Null);
                compare(&format!("{path}.{key}"), old, new, differences);
            }
            for (key, new) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                compare(&format!("{path}.{key}"), &Value::Null, new, differences);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                compare(&format!("{path}[{index}]"), old, new, differences);
            }
        }
        _ if before == after || (is_unset(before) && is_unset(after)) => {}
        _ => differences.push(format!("{path}: {before} -> {after}")),
    }
}

/// The provider writes a text that AWS leaves out as `null` at first and empty after an update.
fn is_unset(value: &Value) -> bool {
    value.is_null() || value == ""
}
