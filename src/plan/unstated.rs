//! What a component consumes of which not all is stated: what all readings of it agree on. The rest is on the bill as
//! well, at a price and in amounts that are not known, with the fields that it hangs on.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::bill::measure::{Measure, Unmeasured};
use crate::bill::meter::{Meter, NOT_STATED};
use crate::bill::{BillOfMaterials, Item, Line, Quantity, Role};
use crate::cloud::provider::{OnCloud, Part};
use crate::kind::spec::{Reading, Spec};
use crate::model::site::Site;
use crate::order::Order as _;

/// The most fields that are named as those that something hangs on.
const NAMED: usize = 3;

/// Writes what a component consumes.
pub(super) fn bill(part: Part<'_>, on: &dyn OnCloud, site: &Site, into: &mut BillOfMaterials) {
    let write = |spec: &dyn Spec, into: &mut BillOfMaterials| {
        let mut lines = into.lines_of(part.name);
        if part.common.existing().is_some() {
            lines.of_existing();
        }
        on.bill(Part { spec, ..part }, site, &mut lines);
    };
    let [usual, other, single @ ..] = part.spec.readings() else { return write(part.spec, into) };
    let of = |reading: &Reading| {
        let mut own = BillOfMaterials::default();
        write(&*reading.spec, &mut own);
        own
    };
    let single: Vec<(&str, Texts)> =
        single.iter().filter_map(|own| Some((own.differs.as_deref()?, Texts::of(&of(own))))).collect();
    agree(part.name, [of(usual), of(other)], &single, into);
}

/// The lines of a bill as texts, by their sort.
struct Texts(BTreeMap<String, Vec<String>>);

impl Texts {
    fn of(bill: &BillOfMaterials) -> Self {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in &bill.lines {
            let text = text(line);
            all.entry(sort_of(&text)).or_default().push(text);
        }
        Self(all)
    }

    fn of_sort(&self, sort: &str) -> &[String] {
        self.0.get(sort).map_or(&[], Vec::as_slice)
    }
}

/// What two bills of one component agree on, and what they do not. `single` has the lines with each field read in
/// another way.
fn agree(
    component: &str,
    [usual, mut other]: [BillOfMaterials; 2],
    single: &[(&str, Texts)],
    into: &mut BillOfMaterials,
) {
    let texts = Texts::of(&usual);
    let mut open: Vec<Line> = Vec::new();
    let mut left: Vec<String> = other.lines.iter().map(text).collect();
    for line in &usual.lines {
        let own = text(line);
        match left.iter().position(|other| *other == own) {
            Some(at) => {
                drop((left.remove(at), other.lines.remove(at)));
                into.lines.push(line.clone());
            }
            None => open.push(line.clone()),
        }
    }
    let (amounts, others) = (amounts(&open), amounts(&other.lines));
    let mut unknown: BTreeMap<(&'static str, &'static str), String> = BTreeMap::new();
    let mut agreed = Vec::new();
    // What is used is listed as not stated where it is left out, and is on no bill then.
    let only = other.lines.iter().filter(|line| !line.item.role().is_use());
    let only: Vec<Line> =
        only.filter(|own| open.iter().all(|line| sort(line) != sort(own))).cloned().collect();
    let by_field = |line: &Line| {
        let (field, name) = line.item.counts_by()?;
        single.iter().any(|(own, _)| own.rsplit('.').next() == Some(field)).then_some(name)
    };
    let uncounted: Vec<&str> = open.iter().filter_map(by_field).collect();
    for (key, amount) in amounts.iter().chain(&others) {
        if !amount.is_empty() && amounts.get(key) == others.get(key) && !uncounted.contains(&key.0) {
            agreed.push(*key);
        }
    }
    let open = open.into_iter().map(|line| (line, true));
    for (line, in_both) in open.chain(only.into_iter().map(|line| (line, false))) {
        let fields = fields(&line, &texts, single);
        for key in measured(&line) {
            if !agreed.contains(&key) {
                unknown.entry(key).or_insert_with(|| fields.clone());
            }
        }
        let same = |own: &&Line| sort(own) == sort(&line);
        let other = other.lines.iter().find(same).filter(|_| in_both).map(|own| own.item.clone());
        let item = NotStated { item: line.item.clone(), other, fields, agreed: agreed.clone() };
        into.lines.push(Line { item: Arc::new(item), ratchet: false, ..line });
    }
    for ((name, code), fields) in unknown {
        let what = format!("{fields} of `{component}`, as the profile does not state it");
        let item = NotCounted { name, code, what };
        let component = component.to_owned();
        into.lines.push(Line {
            component,
            item: Arc::new(item),
            quantity: Quantity::fixed(1),
            ratchet: false,
            pool: None,
        });
    }
    // Use whose price hangs on what is not stated has none.
    for (name, item) in usual.unstated {
        let known = other.unstated.iter().any(|(_, own)| format!("{own:?}") == format!("{item:?}"));
        let open = || NotStated {
            item: item.clone(),
            other: None,
            fields: "what is left out".to_owned(),
            agreed: Vec::new(),
        };
        into.unstated.push((name, if known { item } else { Arc::new(open()) }));
    }
}

/// A line as a text: two lines are the same if these are.
fn text(line: &Line) -> String {
    format!("{:?} {:?} {}", line.item, line.quantity, line.ratchet)
}

/// What sort of thing a line is of: the name of its item's type, or of its variant.
fn sort(line: &Line) -> String {
    sort_of(&format!("{:?}", line.item))
}

/// The sort of a line by its text, which begins with its item.
fn sort_of(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric()).collect()
}

type Key = (&'static str, &'static str);

/// What a line counts against.
fn measured(line: &Line) -> Vec<Key> {
    let mut keys = Vec::new();
    let counted = line.item.measures(&mut |measure| keys.push((measure.name, measure.code)));
    keys.extend(counted.err().map(|unmeasured| (unmeasured.name, unmeasured.code)));
    keys
}

/// How much some lines take of each measure: none of one of which a line does not know it.
fn amounts(lines: &[Line]) -> BTreeMap<Key, Vec<String>> {
    let mut out: BTreeMap<Key, Vec<String>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for line in lines {
        let counted = line.item.measures(&mut |measure| {
            let amount = format!("{} {:?} {}", measure.each, line.quantity, measure.surges);
            out.entry((measure.name, measure.code)).or_default().push(amount);
        });
        unknown.extend(counted.err().map(|unmeasured| (unmeasured.name, unmeasured.code)));
    }
    for key in unknown {
        out.insert(key, Vec::new());
    }
    for own in out.values_mut() {
        own.order();
    }
    out
}

/// The fields that a line hangs on: those that change what there is of its sort.
fn fields(line: &Line, usual: &Texts, single: &[(&str, Texts)]) -> String {
    let sort = sort(line);
    let before = usual.of_sort(&sort);
    let moving = single.iter().filter(|(_, texts)| texts.of_sort(&sort) != before);
    let moving: Vec<String> = moving.map(|(field, _)| format!("`{field}`")).collect();
    match moving.len() {
        0 => "what is left out".to_owned(),
        1..=NAMED => moving.join(", "),
        more => format!("{} and {} more fields", moving[..NAMED].join(", "), more - NAMED),
    }
}

/// Something that is consumed, and of which the profile does not state what its price hangs on.
#[derive(Debug)]
struct NotStated {
    item: Arc<dyn Item>,
    /// The same read in another way; none where there is none then.
    other: Option<Arc<dyn Item>>,
    /// The fields that it hangs on.
    fields: String,
    /// What it counts against all the same, in a known amount.
    agreed: Vec<Key>,
}

impl Item for NotStated {
    fn meters(&self, on: Date) -> Vec<Meter> {
        let others = self.other.as_ref().map(|own| own.meters(on)).unwrap_or_default();
        let known = |meter: &Meter| -> Vec<String> {
            let other = others.iter().find(|own| own.what == meter.what).map_or("", |own| &*own.key);
            let parts = meter.key.split(':').zip(other.split(':'));
            parts.filter(|(own, other)| own == other).map(|(own, _)| own.to_owned()).collect()
        };
        let named = |meter: Meter| Meter {
            key: format!("{} with {}{NOT_STATED}", known(&meter).join(":"), self.fields)
                .trim()
                .to_owned()
                .into(),
            ..meter
        };
        self.item.meters(on).into_iter().map(named).collect()
    }

    fn measures<'a>(&'a self, take: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        // What it does not know stands in a line of its own.
        drop(self.item.measures(&mut |measure| {
            if self.agreed.contains(&(measure.name, measure.code)) {
                take(measure);
            }
        }));
        Ok(())
    }

    fn role(&self) -> Role {
        self.item.role()
    }
}

/// What is taken of a measure, in an amount that is not known.
#[derive(Debug)]
struct NotCounted {
    name: &'static str,
    code: &'static str,
    what: String,
}

impl Item for NotCounted {
    fn meters(&self, _: Date) -> Vec<Meter> {
        Vec::new()
    }

    fn measures<'a>(&'a self, _: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        Err(Unmeasured { name: self.name, code: self.code, what: self.what.clone() })
    }

    fn role(&self) -> Role {
        Role::Other
    }
}
