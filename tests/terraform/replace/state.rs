//! A state as if a configuration had been applied, with neither a cloud nor an emulator.
//!
//! It grows from plans. The first plan, against nothing, says all that follows from the configuration; what
//! only AWS could say is made up (its own address for a text). The next plan, against that state, resolves
//! the references that were open, and so on down the chain of references, until the provider itself finds
//! nothing to do. That last plan is the proof that the state is faithful.
//!
//! The emulator was the other choice: it takes minutes for as many components, and has ways of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::plan::Plan;
use crate::root::PROVIDER;

/// The provider's schemas by type of resource.
pub(super) type Schemas = Value;

/// The attributes of every resource, by its address.
#[derive(Debug, Default)]
pub(super) struct State(BTreeMap<String, Value>);

impl State {
    /// What is there once a plan has been carried out.
    pub(super) fn after(self, plan: &Plan, schemas: &Schemas) -> Self {
        let mut grown = BTreeMap::new();
        for change in plan.changes() {
            let address = change["address"].as_str().expect("a change has an address");
            let block = &schemas[change["type"].as_str().expect("and a type")]["block"];
            let mut after = change["change"]["after"].clone();
            // It is deleted.
            if after.is_null() {
                continue;
            }
            let old = self.0.get(address).unwrap_or(&Value::Null);
            fill(&mut after, &change["change"]["after_unknown"], old, block, address);
            grown.insert(address.to_owned(), after);
        }
        Self(grown)
    }

    /// Writes it as a state file, format 4.
    pub(super) fn write(&self, path: &Path, schemas: &Schemas) {
        let resource = |(address, attributes): (&String, &Value)| {
            let (kind, name) = address.split_once('.').expect("an address names type and label");
            let schema = &schemas[kind];
            let sensitive = schema["block"]["attributes"].as_object().into_iter().flatten();
            let sensitive: Vec<Value> = sensitive
                .filter(|(_, attribute)| attribute["sensitive"] == true)
                .map(|(name, _)| json!([{"type": "get_attr", "value": name}]))
                .collect();
            json!({
                "mode": "managed",
                "type": kind,
                "name": name,
                "provider": format!("provider[\"{PROVIDER}\"]"),
                "instances": [{
                    "schema_version": schema["version"],
                    "attributes": attributes,
                    "sensitive_attributes": sensitive,
                }],
            })
        };
        let state = json!({
            "version": 4,
            "terraform_version": "1.5.0",
            "serial": 1,
            "lineage": "made-up",
            "outputs": {},
            "resources": self.0.iter().map(resource).collect::<Vec<_>>(),
        });
        fs::write(path, state.to_string()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// Fills in what a plan does not know: as it was before, else made up.
fn fill(after: &mut Value, unknown: &Value, old: &Value, block: &Value, address: &str) {
    let Some(after) = after.as_object_mut() else {
        return;
    };
    for (key, unknown) in unknown.as_object().into_iter().flatten() {
        let attribute = &block["attributes"][key];
        match unknown {
            Value::Bool(true) => {
                let value =
                    if old[key].is_null() { invent(key, attribute, address) } else { old[key].clone() };
                after.insert(key.clone(), value);
            }
            Value::Array(items) if attribute.is_null() => {
                let nested = &block["block_types"][key]["block"];
                for (at, unknown) in items.iter().enumerate() {
                    let old = old[key][at].clone();
                    fill(&mut after[key][at], unknown, &old, nested, &format!("{address}.{key}"));
                }
            }
            _ => {}
        }
    }
    // Blocks that are not there are empty lists.
    for (key, nested) in block["block_types"].as_object().into_iter().flatten() {
        if matches!(nested["nesting_mode"].as_str(), Some("list" | "set")) && after[key].is_null() {
            after.insert(key.clone(), json!([]));
        }
    }
}

/// What AWS could have answered for an attribute.
fn invent(key: &str, attribute: &Value, address: &str) -> Value {
    let one = attribute["type"].as_str();
    // Where the profile may say something and does not, AWS's choice makes no difference to a plan.
    if one.is_some() && attribute["optional"] == true && attribute["computed"] == true && key != "id" {
        return Value::Null;
    }
    match one {
        Some("number") => 1.into(),
        Some("bool") => false.into(),
        Some(_) if key == "arn" || key.ends_with("_arn") => {
            format!("arn:aws:made-up:eu-west-1:123456789012:{address}").into()
        }
        // The provider looks at the shape of this one.
        Some(_) if key == "id" && address.starts_with("aws_launch_template.") => {
            let letters = address.bytes().filter(u8::is_ascii_alphanumeric).map(char::from);
            format!("lt-{}", letters.collect::<String>()).into()
        }
        Some(_) => format!("{address}.{key}").into(),
        None if attribute["type"][0] == "map" => Value::Object(Map::new()),
        // What AWS alone fills, such as the secret of a database: other resources name what is in it.
        None if attribute["optional"] != true && attribute["type"][1][0] == "object" => {
            let fields = attribute["type"][1][1].as_object().into_iter().flatten();
            let field = |(name, kind): (&String, &Value)| {
                (name.clone(), invent(name, &json!({"type": kind}), &format!("{address}.{key}")))
            };
            json!([fields.map(field).collect::<Map<_, _>>()])
        }
        None => json!([]),
    }
}
