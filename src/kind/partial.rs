//! A component of which not all is stated: it exists, and what its profile leaves out is not known. It is read in ways
//! that differ in what is left out, and only what all of them agree on is known. No kind needs to know of this.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use crate::diagnostic::Finding;
use crate::diagnostic::code::Severity;
use crate::kind;
use crate::kind::spec::{Entry, Facets, Reading, Rules, Spec};
use crate::source::{Place, Sources};
use crate::validate::{DecodeError, generator};

/// A component of which not all is stated.
#[derive(Debug)]
struct Partial {
    /// What is stated of what it is.
    identity: String,
    /// With the usual value of each field that is left out; with another value of each; then with another value of one
    /// of them, for each.
    readings: Vec<Reading>,
}

impl Partial {
    /// The reading with the usual values, and the one with others. A partial has both, as it has a gap.
    fn both(&self) -> [&dyn Spec; 2] {
        [&*self.readings[0].spec, &*self.readings[1].spec]
    }
}

impl Spec for Partial {
    fn kind(&self) -> &'static Entry {
        self.both()[0].kind()
    }

    fn identity(&self) -> String {
        self.identity.clone()
    }

    fn facets(&self) -> Facets<'_> {
        let [usual, other] = self.both();
        usual.facets().agreed(&other.facets())
    }

    /// The rules look at each reading by itself: see [`Spec::readings`].
    fn check(&self, _: &mut dyn Rules) {}

    fn readings(&self) -> &[Reading] {
        &self.readings
    }
}

/// Something that a profile leaves out.
#[derive(Debug)]
struct Gap {
    /// Whether it is a part of what the component is.
    identity: bool,
    /// The field, with those that it stands in before it.
    path: Vec<String>,
    /// The usual value, none where the field may be left out; and another one.
    values: [Option<Value>; 2],
}

type Fields = Map<String, Value>;

/// The schemas of identity and capacity of each kind.
static SCHEMAS: LazyLock<BTreeMap<&'static str, [Value; 2]>> = LazyLock::new(|| {
    let mut generator = generator();
    let of = |kind: &Entry, generator: &mut _| <[Value; 2]>::from(kind.schemas(generator));
    kind::all().map(|kind| (kind.name, of(kind, &mut generator))).collect()
});

/// The components that were read, each once: where there are thousands, most are like others, and each is read in a dozen
/// ways.
#[derive(Debug, Default)]
pub(crate) struct Alike(Mutex<HashMap<String, Arc<dyn Spec>>>);

impl Alike {
    /// Reads a component that exists from what is stated of it, or gives what was read from the same before.
    ///
    /// # Errors
    /// Where the first stated value stands that does not decode, and why.
    pub(crate) fn read(
        &self,
        kind: &'static Entry,
        identity: &Fields,
        capacity: &Fields,
    ) -> Result<Arc<dyn Spec>, DecodeError> {
        let key = json!([kind.name, identity, capacity]).to_string();
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = known().get(&key) {
            return Ok(Arc::clone(own));
        }
        let own = read(kind, identity, capacity)?;
        known().insert(key, Arc::clone(&own));
        Ok(own)
    }
}

/// Reads a component that exists from what is stated of it.
fn read(kind: &'static Entry, identity: &Fields, capacity: &Fields) -> Result<Arc<dyn Spec>, DecodeError> {
    let mut gaps = Vec::new();
    if let Some([is, big]) = SCHEMAS.get(kind.name) {
        find(is, Some(identity), (true, &[]), &mut gaps);
        find(big, Some(capacity), (false, &[]), &mut gaps);
    }
    let decode = |other: &dyn Fn(&Gap) -> bool| -> Result<Arc<dyn Spec>, DecodeError> {
        let (mut identity, mut capacity) = (identity.clone(), capacity.clone());
        for gap in &gaps {
            if let Some(value) = &gap.values[usize::from(other(gap))] {
                put(if gap.identity { &mut identity } else { &mut capacity }, &gap.path, value.clone());
            }
        }
        (kind.decode)(kind, identity, capacity).map(Arc::from)
    };
    let usual = decode(&|_| false)?;
    let every = decode(&|_| true)?;
    let (as_usual, otherwise) = (refused(&*usual), refused(&*every));
    let mut single = Vec::new();
    for (at, gap) in gaps.iter().enumerate() {
        let spec = decode(&|own| std::ptr::eq(own, gap))?;
        // What the kind refuses beside what is stated, whatever the rest may be, is not there: `container` beside `machine`.
        let alone = || !refused(&*spec).is_subset(&as_usual);
        let among_others =
            || decode(&|own| !std::ptr::eq(own, gap)).map(|spec| !otherwise.is_subset(&refused(&*spec)));
        if !(alone() && among_others()?) {
            single.push((at, Reading { differs: Some(gap.path.join(".")), spec }));
        }
    }
    if single.is_empty() {
        return Ok(usual);
    }
    let open = |own: &Gap| single.iter().any(|(at, _)| std::ptr::eq(&raw const gaps[*at], own));
    let mut readings =
        vec![Reading { differs: None, spec: usual }, Reading { differs: None, spec: decode(&open)? }];
    readings.extend(single.into_iter().map(|(_, reading)| reading));
    let identity = Value::Object(identity.clone()).to_string();
    Ok(Arc::new(Partial { identity, readings }))
}

/// What the rules of a kind refuse about a component.
fn refused(spec: &dyn Spec) -> BTreeSet<String> {
    let mut sources = Sources::default();
    let source = sources.add(String::new(), String::new());
    let mut rules = Refused { place: Place { source, start: 0, end: 0 }, said: BTreeSet::new() };
    spec.check(&mut rules);
    rules.said
}

/// Takes what rules refuse, of a component that stands in no file.
struct Refused {
    place: Place,
    said: BTreeSet<String>,
}

impl Rules for Refused {
    fn place(&self, _: &str) -> Place {
        self.place
    }

    fn baseline_place(&self, _: &str) -> Option<Place> {
        None
    }

    fn top_place(&self, _: &str) -> Place {
        self.place
    }

    fn component_place(&self, _: &str, _: &str) -> Place {
        self.place
    }

    fn is_own(&self, _: &str) -> bool {
        true
    }

    fn report(&mut self, finding: Finding) {
        if finding.code.severity() == Severity::Error {
            self.said.insert(finding.message);
        }
    }
}

/// Fields that say what is expected or wanted, and not what there is: left out, they mean what they mean anywhere.
const CHOSEN: [&str; 3] = ["storage.keep", "traffic", "alarms"];
/// The same of each count.
const EXPECTED: &str = "expected";

/// Finds what a schema has and a mapping leaves out. What is `null` is stated: there is none.
fn find(schema: &Value, given: Option<&Fields>, (identity, above): (bool, &[String]), out: &mut Vec<Gap>) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
    let required = |name: &str| {
        let names = schema.get("required").and_then(Value::as_array);
        names.is_some_and(|names| names.iter().any(|own| own == name))
    };
    for (name, property) in properties {
        let path: Vec<String> = above.iter().chain([name]).cloned().collect();
        if CHOSEN.contains(&path.join(".").as_str()) || name == EXPECTED {
            continue;
        }
        match given.and_then(|given| given.get(name)) {
            Some(Value::Object(own)) => find(form(property), Some(own), (identity, &path), out),
            Some(_) => {}
            None => {
                let other = sample(property, true);
                let usual = if required(name) { sample(property, false) } else { None };
                if other.is_some() && usual != other {
                    out.push(Gap { identity, path, values: [usual, other] });
                }
            }
        }
    }
}

/// The form of a value that may be left out, where it is there.
fn form(schema: &Value) -> &Value {
    let forms = schema.get("anyOf").and_then(Value::as_array);
    let form = forms.and_then(|forms| forms.iter().find(|form| form.get("type") != Some(&json!("null"))));
    form.unwrap_or(schema)
}

/// The least that a number is read as, if nothing else is said of it: small, but there.
const LEAST: u64 = 1;
/// How many times that it is read as otherwise.
const TIMES: u64 = 1000;

/// A value that a schema takes: the usual one, or one that is not. Nothing of lists and of mappings with keys of one's
/// own: what is left out of them is not there.
fn sample(schema: &Value, other: bool) -> Option<Value> {
    let schema = form(schema);
    let usual = schema.get("default").filter(|usual| !usual.is_null() && !usual.is_object());
    let constants = |list: &Value| -> Option<Vec<Value>> {
        list.as_array()?.iter().map(|one| one.get("const").cloned()).collect()
    };
    let choices = schema.get("enum").and_then(Value::as_array).cloned();
    let choices = choices.or_else(|| schema.get("oneOf").and_then(constants));
    if let Some(choices) = choices {
        let first = usual.or_else(|| choices.first())?;
        let second = || choices.iter().find(|choice| *choice != first && !choice.is_null());
        return if other { second().cloned() } else { Some(first.clone()) };
    }
    let is = |word: &str| match schema.get("type") {
        Some(Value::String(one)) => one == word,
        Some(Value::Array(several)) => several.iter().any(|one| one == word),
        _ => false,
    };
    if is("object") {
        let properties = schema.get("properties")?.as_object()?;
        let required = schema.get("required").and_then(Value::as_array);
        let needed = |name: &String| required.is_some_and(|all| all.iter().any(|own| own == name));
        let fields = properties.iter().filter(|(name, _)| other || needed(name));
        let fields = fields.filter_map(|(name, own)| Some((name.clone(), sample(own, other)?)));
        return Some(Value::Object(fields.collect()));
    }
    if is("boolean") {
        let usual = usual.and_then(Value::as_bool).unwrap_or_default();
        return Some((usual != other).into());
    }
    if is("integer") {
        let limit = |name: &str| schema.get(name).and_then(Value::as_u64);
        let least = limit("minimum").unwrap_or_default().max(LEAST);
        let most = limit("maximum").unwrap_or(u64::MAX).min(least.saturating_mul(TIMES));
        return Some(if other { most } else { least }.into());
    }
    if is("number") {
        return schema.get(if other { "maximum" } else { "minimum" }).cloned();
    }
    // A text that is read as something else has two examples.
    let examples = schema.get("examples").and_then(Value::as_array);
    let examples = examples.filter(|examples| examples.len() > 1);
    let at = usize::from(other);
    let text = examples.and_then(|examples| examples.get(at).cloned());
    is("string").then(|| text.unwrap_or_else(|| format!("not-stated-{}", at + 1).into()))
}

/// Sets a field, and makes the mappings that it stands in.
fn put(fields: &mut Fields, path: &[String], value: Value) {
    match path {
        [] => {}
        [name] => drop(fields.insert(name.clone(), value)),
        [name, below @ ..] => {
            let entry = fields.entry(name.clone()).or_insert_with(|| json!({}));
            if let Some(fields) = entry.as_object_mut() {
                put(fields, below, value);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use serde_json::{Map, json};

    use super::{SCHEMAS, read, sample};
    use crate::kind;

    /// A text that is read as something else needs two examples in its schema: else a field that is left out could not
    /// be read in two ways.
    #[test]
    fn each_kind_can_be_read_with_nothing_stated() {
        for kind in kind::all() {
            let spec = read(kind, &Map::new(), &Map::new());
            let spec =
                spec.unwrap_or_else(|error| panic!("{}: {}: {}", kind.name, error.path, error.message));
            let [usual, other, single @ ..] = spec.readings() else {
                panic!("{} has no readings", kind.name)
            };
            assert_eq!(spec.kind().name, kind.name);
            assert_ne!(format!("{:?}", usual.spec), format!("{:?}", other.spec), "{}", kind.name);
            for reading in single {
                let field = reading.differs.as_deref().unwrap();
                let same = format!("{:?}", reading.spec) == format!("{:?}", usual.spec);
                assert!(!same, "{}: `{field}` is read in one way only", kind.name);
            }
        }
    }

    /// Each field of a kind is read in two ways, but for lists and mappings with keys of one's own.
    #[test]
    fn no_field_of_a_kind_is_taken_for_known() {
        for (kind, schemas) in SCHEMAS.iter() {
            for (name, property) in schemas.iter().flat_map(|own| own["properties"].as_object().unwrap()) {
                let open = property.get("additionalProperties").is_some_and(serde_json::Value::is_object)
                    || property.get("items").is_some();
                let two = sample(property, true).is_some_and(|other| sample(property, false) != Some(other));
                assert!(two || open, "{kind}: `{name}` has one value only: {property}");
            }
        }
    }

    #[test]
    fn what_is_stated_is_known_and_nothing_else_is() {
        let database = crate::kind::find("database").unwrap();
        let of = |value: serde_json::Value| value.as_object().unwrap().clone();
        let sized = of(json!({"class": "db.m6g.large", "storage": {"size": "100GiB"}}));
        let spec = read(database, &of(json!({"engine": "mysql", "version": "8.0"})), &sized).unwrap();
        let known = spec.facets().database.unwrap();
        assert_eq!((known.class, known.multi_az), ("db.m6g.large", false));
        assert!(spec.facets().storage.is_none(), "its IOPS are not stated");
        let fields: Vec<&str> =
            spec.readings().iter().filter_map(|reading| reading.differs.as_deref()).collect();
        assert!(fields.contains(&"storage.iops") && fields.contains(&"multi_az"), "{fields:?}");
        assert!(!fields.contains(&"class") && !fields.contains(&"storage.size"), "{fields:?}");

        let sized = of(json!({"machine": "t4g.small", "storage": null}));
        let server = read(crate::kind::find("server").unwrap(), &Map::new(), &sized).unwrap();
        assert!(server.readings().iter().all(|reading| reading.spec.facets().storage.is_none()));

        // Only a clustered cache has several shards, and whether this one is clustered is not stated.
        let cache =
            read(crate::kind::find("cache").unwrap(), &Map::new(), &of(json!({"replicas": 1}))).unwrap();
        assert!(cache.readings().iter().any(|reading| reading.differs.as_deref() == Some("shards")));

        // What the kind refuses beside what is stated is not there.
        let sized = of(json!({"machine": "t4g.nano", "count": {"min": 1, "max": 2}}));
        let workers = read(crate::kind::find("workers").unwrap(), &Map::new(), &sized).unwrap();
        assert_eq!(workers.facets().machine, Some("t4g.nano"));
        assert!(workers.readings().iter().all(|reading| reading.spec.facets().machine.is_some()));
    }
}
