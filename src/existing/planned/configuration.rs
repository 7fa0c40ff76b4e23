//! The configuration that a plan was made of: what an attribute is written as, and in which region a resource is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::capped::Capped;
use super::document::{Document, Members, members};

/// The deepest way of a reference through variables and outputs of modules that is followed.
const DEEPEST: usize = 16;

/// The most references of one expression that are followed.
const MOST: usize = 64;

#[derive(Default, Deserialize)]
struct Whole<'a> {
    #[serde(borrow)]
    provider_config: Option<BTreeMap<Cow<'a, str>, Provider<'a>>>,
    #[serde(borrow)]
    root_module: Option<Module<'a>>,
}

#[derive(Deserialize)]
struct Provider<'a> {
    #[serde(borrow)]
    expressions: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
struct Module<'a> {
    #[serde(borrow, default)]
    resources: Capped<Resource<'a>>,
    #[serde(borrow, rename = "module_calls")]
    calls: Option<BTreeMap<Cow<'a, str>, Call<'a>>>,
    #[serde(borrow)]
    outputs: Option<BTreeMap<Cow<'a, str>, Output<'a>>>,
}

#[derive(Deserialize)]
struct Resource<'a> {
    #[serde(borrow)]
    address: Cow<'a, str>,
    #[serde(borrow)]
    provider_config_key: Option<Cow<'a, str>>,
    #[serde(borrow)]
    expressions: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Call<'a> {
    #[serde(borrow)]
    expressions: Option<&'a RawValue>,
    #[serde(borrow)]
    module: Option<Module<'a>>,
}

#[derive(Deserialize)]
struct Output<'a> {
    #[serde(borrow)]
    expression: Option<&'a RawValue>,
}

/// What is known of the configuration.
#[derive(Debug, Default)]
pub(super) struct Configuration<'a> {
    /// The resources by the path of their module, without keys, and their address in it.
    resources: BTreeMap<(String, String), Written<'a>>,
    /// What the arguments of modules refer to, by the path of the module and the name.
    arguments: BTreeMap<(String, String), Vec<String>>,
    /// What the outputs of modules refer to.
    outputs: BTreeMap<(String, String), Vec<String>>,
    /// The regions of the providers by their keys.
    regions: BTreeMap<String, String>,
}

/// A resource as it is written.
#[derive(Debug)]
struct Written<'a> {
    provider: Option<String>,
    expressions: Option<&'a RawValue>,
}

impl<'a> Configuration<'a> {
    /// Reads what a plan says of it. What cannot be read is not known.
    pub(super) fn read(document: &Document<'a>, region: &str) -> Self {
        let raw = document.configuration.map_or("{}", RawValue::get);
        let whole: Whole<'a> = serde_json::from_str(raw).unwrap_or_default();
        let mut configuration = Self::default();
        for (key, provider) in whole.provider_config.unwrap_or_default() {
            let said = members(provider.expressions).get(region).and_then(|raw| json(raw));
            let of_variable = |said: &Json| {
                let name = references(said)
                    .into_iter()
                    .find_map(|own| own.strip_prefix("var.").map(str::to_owned))?;
                json(document.variables.as_ref()?.get(name.as_str())?.value?)?.as_str().map(str::to_owned)
            };
            let region = said.and_then(|said| {
                let constant = said.get("constant_value").and_then(Json::as_str).map(str::to_owned);
                constant.or_else(|| of_variable(&said))
            });
            configuration.regions.extend(region.map(|region| (key.into_owned(), region)));
        }
        if let Some(root) = whole.root_module {
            configuration.module("", root);
        }
        configuration
    }

    fn module(&mut self, path: &str, module: Module<'a>) {
        for own in module.resources.0 {
            let provider = own.provider_config_key.map(Cow::into_owned);
            let written = Written { provider, expressions: own.expressions };
            self.resources.insert((path.to_owned(), own.address.into_owned()), written);
        }
        for (name, output) in module.outputs.into_iter().flatten() {
            let refers = output.expression.and_then(json).map(|own| references(&own)).unwrap_or_default();
            self.outputs.insert((path.to_owned(), name.into_owned()), refers);
        }
        for (name, call) in module.calls.into_iter().flatten() {
            let below = joined(path, &name);
            for (argument, raw) in members(call.expressions) {
                let refers = json(raw).map(|own| references(&own)).unwrap_or_default();
                self.arguments.insert((below.clone(), argument.into_owned()), refers);
            }
            if let Some(module) = call.module {
                self.module(&below, module);
            }
        }
    }

    fn written(&self, module: &str, resource: &str) -> Option<&Written<'a>> {
        self.resources.get(&(path(module), resource.to_owned()))
    }

    /// What the attributes of a resource are written as; none where that is not known.
    pub(super) fn expressions(&self, module: &str, resource: &str) -> Option<Members<'a>> {
        Some(members(self.written(module, resource)?.expressions))
    }

    /// The region of a resource's provider, where it is a constant or the value of a variable.
    pub(super) fn region(&self, module: &str, resource: &str) -> Option<&str> {
        let key = self.written(module, resource)?.provider.as_deref()?;
        self.regions.get(key).map(String::as_str)
    }

    /// The addresses that an expression in a module refers to.
    pub(super) fn refers(&self, module: &str, expression: &Json) -> Vec<Arc<str>> {
        let mut found = Vec::new();
        for reference in references(expression) {
            self.follow(module, &reference, 0, &mut found);
        }
        found
    }

    /// What the argument of a resource refers to that a reference names, such as `cloud_alias.live.function`.
    fn argument(&self, module: &str, reference: &str) -> Vec<String> {
        let mut words = reference.splitn(3, '.');
        let [Some(kind), Some(name), Some(argument)] = [words.next(), words.next(), words.next()] else {
            return Vec::new();
        };
        let written = self.expressions(module, &format!("{kind}.{name}")).unwrap_or_default();
        written.get(argument).and_then(|raw| json(raw)).map(|own| references(&own)).unwrap_or_default()
    }

    fn follow(&self, module: &str, reference: &str, depth: usize, found: &mut Vec<Arc<str>>) {
        if depth > DEEPEST || found.len() >= MOST {
            return;
        }
        let mut words = reference.split('.');
        match (words.next(), words.next()) {
            (Some("var"), Some(name)) => {
                let Some(outer) = outer(module) else { return };
                let name = name.split('[').next().unwrap_or(name);
                let refers = self.arguments.get(&(path(module), name.to_owned()));
                for own in refers.into_iter().flatten() {
                    self.follow(outer, own, depth + 1, found);
                }
            }
            (Some("module"), Some(_)) => {
                let call = segments(reference).into_iter().next().unwrap_or_default();
                let Some(output) = reference.get(call.len()..).and_then(|rest| rest.strip_prefix('.')) else {
                    return;
                };
                let output = output.split(['.', '[']).next().unwrap_or(output);
                let below = if module.is_empty() { call.to_owned() } else { format!("{module}.{call}") };
                let refers = self.outputs.get(&(path(&below), output.to_owned()));
                for own in refers.into_iter().flatten() {
                    self.follow(&below, own, depth + 1, found);
                }
            }
            _ => {
                let dot = if module.is_empty() { "" } else { "." };
                found.push(Arc::from(format!("{module}{dot}{reference}")));
                // An argument of a resource is what it is written as.
                for own in self.argument(module, reference) {
                    self.follow(module, &own, depth + 1, found);
                }
            }
        }
    }
}

/// The largest expression that is read, in bytes.
const LARGEST: usize = 1 << 20;

fn json(raw: &RawValue) -> Option<Json> {
    Some(raw.get()).filter(|text| text.len() <= LARGEST).and_then(|text| serde_json::from_str(text).ok())
}

/// All that an expression refers to, in any of its parts.
fn references(expression: &Json) -> Vec<String> {
    fn collect(of: &Json, found: &mut Vec<String>) {
        match of {
            Json::Object(map) => {
                for (name, value) in map {
                    match value.as_array().filter(|_| name == "references") {
                        Some(list) => found.extend(list.iter().filter_map(Json::as_str).map(str::to_owned)),
                        None => collect(value, found),
                    }
                }
            }
            Json::Array(list) => list.iter().for_each(|own| collect(own, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(expression, &mut found);
    found.truncate(MOST);
    found
}

fn joined(path: &str, name: &str) -> String {
    let dot = if path.is_empty() { "" } else { "." };
    format!("{path}{dot}{name}")
}

/// The names of the modules of an address, without keys.
fn path(address: &str) -> String {
    let name = |segment: &str| {
        let name = segment.strip_prefix("module.").unwrap_or(segment);
        name.split('[').next().unwrap_or(name).to_owned()
    };
    segments(address).into_iter().map(name).collect::<Vec<_>>().join(".")
}

/// The address of the module around one; none for the root.
fn outer(address: &str) -> Option<&str> {
    let last = segments(address).pop()?;
    let rest = &address[..address.len() - last.len()];
    Some(rest.strip_suffix('.').unwrap_or(rest))
}

/// The calls in the address of a module, each with its key: `module.api["a.b"]`. Ends before what is no call.
fn segments(address: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = address;
    while let Some(behind) = rest.strip_prefix("module.") {
        let name = behind.find(['.', '[']).unwrap_or(behind.len());
        let mut end = "module.".len() + name;
        if rest[end..].starts_with("[\"") {
            let mut escaped = false;
            let close = rest[end + 2..].char_indices().find(|(_, c)| {
                let closes = *c == '"' && !escaped;
                escaped = *c == '\\' && !escaped;
                closes
            });
            let Some((at, _)) = close else { return found };
            end += 2 + at + 2;
        } else if rest[end..].starts_with('[') {
            let Some(at) = rest[end..].find(']') else { return found };
            end += at + 1;
        }
        let Some(segment) = rest.get(..end) else { return found };
        found.push(segment);
        rest = rest[end..].strip_prefix('.').unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{outer, path, segments};

    #[test]
    fn an_address_is_split_at_its_modules() {
        let address = r#"module.api["a.b\"]c"].module.db[0].module.x"#;
        assert_eq!(segments(address), [r#"module.api["a.b\"]c"]"#, "module.db[0]", "module.x"]);
        assert_eq!(path(address), "api.db.x");
        assert_eq!(outer("module.api[0].module.db"), Some("module.api[0]"));
        assert_eq!(outer("module.api"), Some(""));
        assert_eq!(outer(""), None);
        assert!(segments(r#"module.api["open"#).is_empty());
        assert!(segments("module.api[0").is_empty());
        assert_eq!(segments("module.api.out"), ["module.api"]);
    }
}
