//! A Terraform state: the output of `terraform show -json`, or the state file itself.

use std::collections::BTreeMap;

use serde_json::Value;

/// The resources of a state by address.
#[derive(Debug, Default)]
pub struct State {
    resources: BTreeMap<String, Value>,
}

/// A text that is no state.
#[derive(Debug)]
pub struct StateError(String);

impl std::fmt::Display for StateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StateError {}

impl State {
    /// Reads either form.
    ///
    /// # Errors
    /// When the text is neither, in one line.
    pub fn read(text: &str) -> Result<Self, StateError> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| StateError(format!("this is no JSON: {error}")))?;
        let mut state = Self::default();
        if value.get("resource_changes").is_some() || value.get("planned_values").is_some() {
            return Err(StateError(
                "this is a plan, not a state: give the output of `terraform show -json` without a file"
                    .to_owned(),
            ));
        }
        if value.get("format_version").is_some() {
            // Nothing applied yet: there are no values.
            state.module(&value["values"]["root_module"]);
        } else if let (Some(4), Some(resources)) = (value["version"].as_u64(), value["resources"].as_array())
        {
            for resource in resources.iter().filter(|resource| resource["mode"] == "managed") {
                let name = |key: &str| resource[key].as_str().unwrap_or_default().to_owned();
                // Of several instances of one resource scaleprof writes none.
                if let Some(instance) = resource["instances"].get(0) {
                    let address = format!("{}.{}", name("type"), name("name"));
                    state.resources.insert(address, instance["attributes"].clone());
                }
            }
        } else {
            return Err(StateError(
                "this is no Terraform state: give the output of `terraform show -json`, or a state file of \
                 version 4"
                    .to_owned(),
            ));
        }
        Ok(state)
    }

    fn module(&mut self, module: &Value) {
        for resource in module["resources"].as_array().into_iter().flatten() {
            if let (Some(address), "managed") =
                (resource["address"].as_str(), resource["mode"].as_str().unwrap_or_default())
            {
                self.resources.insert(address.to_owned(), resource["values"].clone());
            }
        }
        for child in module["child_modules"].as_array().into_iter().flatten() {
            self.module(child);
        }
    }

    /// Whether a resource is there.
    #[must_use]
    pub fn has(&self, address: &str) -> bool {
        self.resources.contains_key(address)
    }

    /// A plain value of a resource, segments of the attribute split by dots.
    #[must_use]
    pub fn value(&self, address: &str, attribute: &str) -> Option<String> {
        let resource = self.resources.get(address)?;
        let step = |value: &'_ Value, segment: &str| match segment.parse::<usize>() {
            Ok(at) if value.is_array() => value.get(at).cloned(),
            _ => value.get(segment).cloned(),
        };
        let found =
            attribute.split('.').try_fold(resource.clone(), |value, segment| step(&value, segment))?;
        match found {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}
