//! Alarms on components in Terraform of the team's own: what a profile that asks for them wants in a file of its own in
//! each folder, and what is left out of it.

use std::collections::{BTreeMap, BTreeSet};

use hcl::expr::{BinaryOp, BinaryOperator, Conditional, Expression};
use hcl::{Block, Body, Structure};

use crate::cloud::existing::Existing;
use crate::cloud::existing::reach::{Beside, Made as Alarm, Stand, Unreached, Watching};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::estate::{Estate, Root};
use crate::existing::instance::Instance;
use crate::in_place::reach::Referred;
use crate::in_place::reading::{Reading, Readings};
use crate::kind::spec;
use crate::model::name::slug;
use crate::plan::baseline::baseline;
use crate::plan::{Component, Plan};
use crate::survey::gather::{gather, looked};
use crate::terraform::print::print;
use crate::terraform::resource::{Step, path};
use crate::tuning::wanted::{ALARMS, Made};
use crate::watch::Watch;

/// The alarms that a profile wants in a folder.
#[derive(Clone, Debug)]
pub struct Alarms {
    /// The roots of the folder, by their names in the profile.
    pub(super) roots: BTreeSet<String>,
    /// Its folder, relative to the border.
    pub(super) dir: String,
    /// The resources.
    pub(super) blocks: Vec<Block>,
    /// What is left out.
    left: Vec<Left>,
    /// What stands in the way.
    taken: Vec<Finding>,
}

/// What is not watched of a component.
#[derive(Clone, Debug)]
struct Left {
    component: String,
    /// The figures, with the keys of their alarms.
    figures: Vec<(&'static str, &'static str)>,
    why: Why,
}

/// Why something is not watched.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    /// Nothing refers to what the alarm looks at.
    Unreached(Unreached),
    /// The profile does not state these fields, on which the threshold hangs.
    NotStated(Vec<String>),
    /// No alarm is known for the kind.
    Kind(&'static str),
}

/// What a profile wants in each folder that its components stand in; nothing of a cloud without alarms. `everyday` has the
/// contacts of the owners.
fn wanted(plan: &Plan, everyday: Option<&Plan>, readings: &Readings<'_>) -> Vec<Alarms> {
    let (Some(tables), Some(watching)) = (plan.cloud.existing(), plan.cloud.watching()) else {
        return Vec::new();
    };
    let names: BTreeSet<&str> = plan.components.iter().filter_map(|own| plan.root_of(own)).collect();
    let mut all: BTreeMap<&str, Alarms> = BTreeMap::new();
    for name in names {
        let Some(root) = plan.header.terraform.get(name) else { continue };
        let Some(reading) = readings.of(root) else { continue };
        let own = all.entry(reading.dir()).or_insert_with(|| Alarms {
            roots: BTreeSet::new(),
            dir: reading.dir().to_owned(),
            blocks: Vec::new(),
            left: Vec::new(),
            taken: Vec::new(),
        });
        own.roots.insert(name.to_owned());
        if root.alarms {
            Asking { plan, everyday, tables, watching, reading, name }.add(own);
        }
    }
    all.into_values().collect()
}

/// The same of all profiles. What cannot be watched is taken out of what their components say of themselves.
pub(crate) fn of_all(
    plans: &mut BTreeMap<String, Plan>,
    readings: &Readings<'_>,
) -> BTreeMap<String, Vec<Alarms>> {
    let of = |(name, plan): (&String, &Plan)| (name.clone(), wanted(plan, baseline(plan, plans), readings));
    let all: BTreeMap<String, Vec<Alarms>> = plans.iter().map(of).collect();
    for (name, plan) in plans {
        let mut unreached = BTreeMap::new();
        for own in all.get(name).into_iter().flatten() {
            unreached.extend(own.unreached());
        }
        for component in &mut plan.components {
            component.leave_out(unreached.remove(&component.name).unwrap_or_default());
        }
    }
    all
}

/// A root whose components are to be watched.
struct Asking<'a> {
    plan: &'a Plan,
    everyday: Option<&'a Plan>,
    tables: &'static Existing,
    watching: &'static dyn Watching,
    reading: &'a Reading,
    name: &'a str,
}

impl Asking<'_> {
    /// Adds the alarms on the components of the root, and the topics of their owners before them.
    fn add(&self, to: &mut Alarms) {
        let Self { plan, tables, watching, reading, .. } = *self;
        let Some(root) = reading.estate.roots.iter().find(|root| root.dir == reading.dir()) else { return };
        if root.unit.is_some() {
            let place = plan.top_place(&format!("terraform/{}/alarms", self.name));
            let message = format!(
                "`{}` is a unit of Terragrunt, which runs elsewhere: `{ALARMS}` would be no part of it",
                self.name
            );
            let finding = Finding::new(Code::TfOwnFile, place, message);
            to.taken.push(finding.help("take `alarms` out of the profile"));
            return;
        }
        let groups = gather(root, tables);
        let stack_name = slug(&plan.header.stack);
        // The topics by their owner and by what tells them apart.
        let mut topics: BTreeMap<(&str, Vec<String>), Stand> = BTreeMap::new();
        let mut alarms = Vec::new();
        let own = |component: &&Component| plan.root_of(component) == Some(self.name);
        for component in plan.components.iter().filter(own) {
            let Some(tuned) = &component.common.terraform else { continue };
            let is_head = |one: &&Instance| one.address.to_string() == tuned.address;
            let group = groups.iter().find(|group| group.members.iter().any(is_head));
            let members = group.map_or(&[][..], |group| &group.members);
            let head = members.iter().copied().find(|one| is_head(one));
            let provider = head.and_then(|head| head.provider.as_deref()).unwrap_or_default();
            let roles = looked(members, root, tables);
            let stand = self.stand(root, provider);
            let reach = Referred { root, roles, provider, region: tables.region, stand: stand.clone() };
            let watches = component.watchable();
            let beside = |own: &Component| {
                watching.alarms(&Beside {
                    stack: &stack_name,
                    site: &plan.header.cloud,
                    name: &component.name,
                    common: &component.common,
                    spec: own.part().spec,
                    watches: &watches,
                    reach: &reach,
                })
            };
            let read: Vec<Vec<Alarm>> = component.readings().iter().map(beside).collect();
            for watch in &watches {
                let own =
                    read.iter().flatten().filter(|made| made.watch == *watch).map(|made| &made.resource);
                match agreed(own) {
                    Some(Ok(block)) => alarms.push(block.clone()),
                    Some(Err(why)) => to.leave(component, watch, Why::Unreached(why.clone())),
                    None => to.leave(component, watch, Why::NotStated(hangs_on(component, watch))),
                }
            }
            let part = component.readings().first().unwrap_or(component).part();
            let usual = component.on.watches(part);
            for watch in usual.iter().filter(|watch| !watches.contains(watch)) {
                to.leave(component, watch, Why::NotStated(hangs_on(component, watch)));
            }
            if usual.is_empty() {
                let kind = component.spec.kind().name;
                let (component, figures) = (component.name.clone(), Vec::new());
                to.left.push(Left { component, figures, why: Why::Kind(kind) });
            }
            if let Some(owner) = component.common.owner.as_deref() {
                topics.entry((owner, stand.of.clone())).or_insert(stand);
            }
        }
        // A topic that no alarm calls is not made.
        let text = alarms.iter().map(|block| print("", &body([block.clone()]))).collect::<String>();
        for ((owner, _), stand) in topics {
            let blocks = watching.topic(&stack_name, owner, self.contact(owner), &stand);
            let called = blocks.first().is_some_and(|topic| text.contains(&address(topic)));
            to.blocks.extend(blocks.into_iter().filter(|_| called));
        }
        to.blocks.extend(alarms);
        self.hold(root.instances.iter(), to);
    }

    /// How alarms on a component stand that is made with a configuration of a provider.
    fn stand(&self, root: &Root, provider: &str) -> Stand {
        let mut of = vec![slug(self.name)];
        let alias = provider.split_once('.');
        of.extend(alias.map(|(_, alias)| slug(alias)));
        let provider = alias.map(|(name, alias)| path(&[Step::Name(name), Step::Name(alias)]));
        // In another workspace of the folder there are none, nor with the variable files of another environment.
        let is = |own: Expression, word: &str| Expression::from(BinaryOp::new(own, BinaryOperator::Eq, word));
        let workspace = self.plan.header.terraform.get(self.name).and_then(|root| root.workspace.as_deref());
        let workspace =
            workspace.map(|own| is(path(&[Step::Name("terraform"), Step::Name("workspace")]), own));
        let variable = telling(root, &self.reading.estate)
            .map(|(name, word)| is(path(&[Step::Name("var"), Step::Name(name)]), word));
        let here = match (workspace, variable) {
            (Some(one), Some(other)) => Some(BinaryOp::new(one, BinaryOperator::And, other).into()),
            (one, other) => one.or(other),
        };
        let count = here.map(|here: Expression| Conditional::new(here, 1, 0).into());
        Stand { count, provider, of }
    }

    /// The everyday contact of an owner: another one would be another subscription.
    fn contact(&self, owner: &str) -> &str {
        let plans = self.everyday.into_iter().chain([self.plan]);
        plans.into_iter().find_map(|plan| plan.header.owners.get(owner)).map_or("", |own| &own.contact)
    }

    /// Holds the resources against those that the team has: no two have one address, and no two of one type one name.
    fn hold<'i>(&self, instances: impl Iterator<Item = &'i Instance> + Clone, to: &mut Alarms) {
        let sources = &self.reading.estate.sources;
        let foreign = |one: &&Instance| {
            let file = &sources.get(one.place.source).path;
            crate::existing::path::name(file) != ALARMS
        };
        let theirs = instances.filter(foreign);
        for block in &to.blocks {
            let [kind, label] = block.labels() else { continue };
            let of_kind = || theirs.clone().filter(|one| *one.address.kind == *kind.as_str());
            let clash = |one: &Instance, what: String| {
                let finding = Finding::new(Code::TfOwnFile, self.reading.place(one.place), what);
                let asks = self.plan.top_place(&format!("terraform/{}/alarms", self.name));
                let finding = finding.label(asks, "the alarms are asked for here");
                finding.help("give yours another name, or take `alarms` out of the profile")
            };
            let same =
                |one: &&Instance| one.address.module.is_empty() && *one.address.name == *label.as_str();
            if let Some(one) = of_kind().find(same) {
                let what = format!("`{ALARMS}` would have `{}` a second time", address(block));
                to.taken.push(clash(one, what));
            }
            for name in self.watching.names() {
                let Some(Expression::String(own)) = attribute(block, name) else { continue };
                let is = |one: &&Instance| {
                    one.content
                        .attribute(name)
                        .is_some_and(|own_name| own_name.value.text().is_some_and(|text| text == own))
                };
                if let Some(one) = of_kind().find(is) {
                    let what = format!(
                        "`{}` has the name `{own}`, which `{ALARMS}` would give another one",
                        one.address
                    );
                    to.taken.push(clash(one, what));
                }
            }
        }
    }
}

impl Alarms {
    /// The file as it is to be, for all roots of its folder.
    pub(crate) fn made(&self) -> Made {
        let text = (!self.blocks.is_empty()).then(|| print("\n", &body(self.blocks.iter().cloned())));
        Made { dir: self.dir.clone(), text }
    }

    /// The roots of the folder, by their names in the profile.
    pub(crate) const fn roots(&self) -> &BTreeSet<String> {
        &self.roots
    }

    /// Whether they are in the same folder as others.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        self.dir == other.dir
    }

    /// The text of the resources; none where there are none.
    pub(crate) fn text(&self) -> Option<String> {
        self.made().text
    }

    fn leave(&mut self, component: &Component, watch: &Watch, why: Why) {
        let is = |own: &&mut Left| own.component == component.name && own.why == why;
        let figure = (watch.key, watch.what);
        match self.left.iter_mut().find(is) {
            Some(own) => own.figures.push(figure),
            None => self.left.push(Left { component: component.name.clone(), figures: vec![figure], why }),
        }
    }

    /// What stands in the way of the file.
    pub(crate) fn taken(&self) -> impl Iterator<Item = &Finding> {
        self.taken.iter()
    }

    /// A finding for what is not watched, with the component.
    pub(crate) fn unwatched(&self, plan: &Plan) -> Vec<(String, Finding)> {
        let finding = |left: &Left| {
            let figures: Vec<&str> = left.figures.iter().map(|(_, what)| *what).collect();
            let (name, figures) = (&left.component, figures.join(", "));
            let (message, help) = match &left.why {
                Why::Unreached(why) => (format!("nothing watches {figures} of `{name}`: {why}"), why.help()),
                Why::NotStated(fields) => (
                    format!(
                        "nothing watches {figures} of `{name}`: its threshold hangs on what the profile does not state"
                    ),
                    format!(
                        "state {} as it is in your Terraform, or allow this with the reason",
                        fields.join(", ")
                    ),
                ),
                Why::Kind(kind) => (
                    format!("nothing watches `{name}`: no alarms are known for the kind `{kind}`"),
                    "watch it by alarms of your own, and allow this with the reason".to_owned(),
                ),
            };
            let place = plan.place(name, "terraform/address");
            (name.clone(), Finding::new(Code::TfUnwatched, place, message).help(help))
        };
        self.left.iter().map(finding).collect()
    }

    /// The keys of what cannot be watched, by component.
    pub(crate) fn unreached(&self) -> BTreeMap<String, BTreeSet<&'static str>> {
        let mut all: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
        for left in &self.left {
            let keys = left.figures.iter().map(|(key, _)| *key);
            all.entry(left.component.clone()).or_default().extend(keys);
        }
        all
    }
}

/// The resource of all readings of a component in which something refers to what it looks at: what there is no reference to
/// is not there. Nothing where they do not agree.
fn agreed<'m>(
    all: impl Iterator<Item = &'m Result<Block, Unreached>>,
) -> Option<&'m Result<Block, Unreached>> {
    let (made, left): (Vec<_>, Vec<_>) = all.partition(|own| own.is_ok());
    match made.as_slice() {
        [] => left.into_iter().max_by_key(|own| !matches!(own, Err(Unreached::Nothing(_)))),
        [first, rest @ ..] => rest.iter().all(|own| own == first).then_some(first),
    }
}

/// The fields that are left out of a component and change a figure that is watched, or its threshold.
fn hangs_on(component: &Component, watch: &Watch) -> Vec<String> {
    let moves = |own: &&spec::Reading| {
        own.differs.is_some() && !component.on.watches(component.sized(&*own.spec)).contains(watch)
    };
    let fields = component.spec.readings().iter().filter(moves).filter_map(|own| own.differs.as_ref());
    let mut fields: Vec<String> = fields.map(|field| format!("`{field}`")).collect();
    if fields.is_empty() {
        fields.push("what is left out".to_owned());
    }
    fields
}

/// A variable with the name of the environment, by which a root is told from the same folder with other variable files, and
/// what it says here; nothing where it is applied with no others, or no variable has another word in each of them.
fn telling<'a>(root: &'a Root, estate: &'a Estate) -> Option<(&'a str, &'a str)> {
    let is_other = |other: &&Root| other.dir == root.dir && other.choice.var_files != root.choice.var_files;
    let others: Vec<&Root> = estate.elsewhere.iter().filter(is_other).collect();
    // Of very many choices not all are read.
    let known = root.others.iter().filter(|other| other.var_files != root.choice.var_files).count();
    if others.is_empty() || others.len() < known {
        return None;
    }
    let differs =
        |name: &str, word: &str, other: &Root| other.words.get(name).is_some_and(|other| other != word);
    let mut words =
        root.words.iter().filter(|(name, word)| others.iter().all(|other| differs(name, word, other)));
    words.next().map(|(name, word)| (&**name, word.as_str()))
}

fn body(blocks: impl IntoIterator<Item = Block>) -> Body {
    Body(blocks.into_iter().map(Structure::Block).collect())
}

fn attribute<'a>(block: &'a Block, name: &str) -> Option<&'a Expression> {
    block.body().attributes().find(|own| own.key() == name).map(hcl::Attribute::expr)
}

/// The type and the label of a resource, with a dot between them.
pub(super) fn address(block: &Block) -> String {
    block.labels().iter().map(hcl::BlockLabel::as_str).collect::<Vec<_>>().join(".")
}
