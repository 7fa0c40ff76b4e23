//! What a component becomes in a cloud: Terraform blocks, and how a person sees that they are there. No cloud is named.

use std::fmt;

use hcl::{Block, Body, Expression};

use crate::shell::word;
use crate::terraform::resource::{Capacity, Resource, Sizes};

/// Everything that one component becomes.
#[derive(Debug, Default)]
pub struct Output {
    /// Its `resource` and `data` blocks, in order.
    pub blocks: Vec<Block>,
    /// Which parts of its blocks, by their numbers, say how big a resource is.
    sizes: Vec<(usize, Sizes)>,
    /// Its resources that Terraform changes whenever it changes another one, for they refer to what is known only
    /// afterwards: address, address of the other one.
    pub follows: Vec<(String, String)>,
    /// How to look at those of its resources whose size no schedule changes.
    pub views: Vec<View>,
    /// How to see that as many are there as the profile says.
    pub counts: Vec<Proof>,
    /// How to see how many resources there are of which a switch makes and deletes some: one command each, the same in
    /// each profile.
    pub(crate) numbers: Vec<Proof>,
    /// What is done around changes of its sizes, in order that users feel less of them.
    pub(crate) hand_overs: Vec<HandOver>,
    /// How a person sets the same counts without Terraform, a command each.
    pub set_counts: Vec<String>,
    /// What to look at, or to do, before anything about it is changed: backups, what the cloud is about to do.
    pub before: Vec<Proof>,
    /// What a dashboard shows of it.
    pub widgets: Vec<Widget>,
    /// What it tells the outside: name, description, value.
    pub outputs: Vec<(String, String, Expression)>,
}

impl Output {
    /// Adds a resource.
    pub fn add(&mut self, resource: Resource) {
        let (block, sizes) = resource.into_sized_block();
        self.sizes.extend(sizes.map(|sizes| (self.blocks.len(), sizes)));
        self.blocks.push(block);
    }

    /// How big each of its resources is.
    pub fn capacities(&self) -> impl Iterator<Item = Capacity> {
        self.sizes.iter().filter_map(|(at, sizes)| Some(sizes.of(self.blocks.get(*at)?)))
    }

    /// Adds a `data` block.
    pub(crate) fn data(&mut self, block: Block) {
        self.blocks.push(block);
    }
}

/// A part of a dashboard. It is written only where the dashboard has room.
pub struct Widget(Box<dyn Fn() -> Expression + Send + Sync>);

impl Widget {
    /// A widget that `write` writes.
    #[must_use]
    pub(crate) fn new(write: impl Fn() -> Expression + Send + Sync + 'static) -> Self {
        Self(Box::new(write))
    }

    /// The widget as Terraform takes it.
    #[must_use]
    pub(crate) fn write(&self) -> Expression {
        self.0()
    }
}

impl fmt::Debug for Widget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write().fmt(f)
    }
}

/// A command that shows what is there, and what it says when all is well.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Proof {
    /// The command, for a shell.
    pub command: String,
    /// What it prints.
    pub expect: String,
}

/// How to look at one resource in the cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The resource's address in Terraform.
    pub address: String,
    /// The command, up to its query.
    pub command: String,
    /// Where the resource is in the answer, as `JMESPath`.
    pub root: &'static str,
    /// Where each argument of its capacity is below that: argument, path.
    pub fields: &'static [(&'static str, &'static str)],
    /// The path of its state, and the state in which a change is done.
    pub state: (&'static str, &'static str),
    /// Whether the cloud's tool prints each of its numbers with a decimal point.
    pub decimal: bool,
    /// How a person changes it without Terraform; `None` where nobody has said how.
    pub by_hand: Option<ByHand>,
}

/// How a person changes a resource with the cloud's own tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand {
    /// What is typed first, in the same shell: a variable that is set, a stop, and the wait for its end.
    pub(crate) before: Vec<String>,
    /// The command that changes it, up to the options for what changes.
    pub(crate) change: String,
    /// What stands behind those options.
    pub(crate) behind: &'static str,
    /// The option of each argument of its capacity.
    pub(crate) options: &'static [(&'static str, Setting)],
    /// What stands between two of them: a space, or a comma where they are parts of one option.
    pub(crate) between: &'static str,
    /// What is typed afterwards.
    pub(crate) after: Vec<String>,
}

/// How an argument becomes an option of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The option; its value follows as the next word.
    Word(&'static str),
    /// The option with what stands directly before the value.
    Prefix(&'static str),
    /// The option for yes, and the one for no.
    Flag(&'static str, &'static str),
}

impl ByHand {
    /// The commands that set arguments to values; `None` if one of them has no option.
    fn commands(&self, changed: &[(&str, Option<&Expression>)]) -> Option<Vec<String>> {
        let option = |(argument, value): &(&str, Option<&Expression>)| {
            let (_, setting) = self.options.iter().find(|(own, _)| own == argument)?;
            Some(match (setting, value.as_ref()?) {
                (Setting::Flag(yes, _), Expression::Bool(true)) => (*yes).to_owned(),
                (Setting::Flag(_, no), Expression::Bool(false)) => (*no).to_owned(),
                (Setting::Flag(..), _) => return None,
                (Setting::Word(option), value) => format!("{option} {}", word(&printed(value)?)),
                (Setting::Prefix(option), value) => format!("{option}{}", word(&printed(value)?)),
            })
        };
        let options: Vec<String> = changed.iter().map(option).collect::<Option<_>>()?;
        let change = format!("{} {}{}", self.change, options.join(self.between), self.behind);
        Some(self.before.iter().cloned().chain([change]).chain(self.after.iter().cloned()).collect())
    }
}

impl View {
    /// The arguments that a person can set, each with the type of its resource.
    pub(crate) fn settable(&self) -> impl Iterator<Item = (String, &'static str)> {
        let resource = self.address.split('.').next().unwrap_or_default();
        let options = self.by_hand.iter().flat_map(|by_hand| by_hand.options);
        options.map(move |(argument, _)| (resource.to_owned(), *argument))
    }

    /// The arguments that differ between two sizes, each with its path.
    fn differing(&self, from: Option<&Capacity>, to: &Capacity) -> Vec<(&'static str, &'static str)> {
        let differs = |argument: &str| {
            !to.ignored.contains(&argument)
                && from.is_none_or(|from| value(&from.body, argument) != value(&to.body, argument))
        };
        self.fields.iter().filter(|(argument, _)| differs(argument)).copied().collect()
    }

    /// The commands that bring a resource from one size to another; `None` where nobody has said how, and an empty list
    /// where nothing differs.
    fn change(&self, from: &Capacity, to: &Capacity) -> Option<Vec<String>> {
        let differing = self.differing(Some(from), to);
        if differing.is_empty() {
            return Some(Vec::new());
        }
        let values: Vec<_> =
            differing.iter().map(|(argument, _)| (*argument, value(&to.body, argument))).collect();
        self.by_hand.as_ref()?.commands(&values)
    }

    /// A value as the command-line tool of the cloud prints it of this resource.
    fn printed(&self, value: &Expression) -> Option<String> {
        let text = printed(value)?;
        let whole = matches!(value, Expression::Number(_)) && !text.contains('.');
        Some(if self.decimal && whole { format!("{text}.0") } else { text })
    }

    /// How to see that a resource has gone from one size to another; none where nothing differs that can be seen.
    fn proof(&self, from: Option<&Capacity>, to: &Capacity) -> Option<Proof> {
        // An argument that is gone has the value that the cloud gives it: what took its place shows the change.
        let changed: Vec<(&str, String)> = (self.differing(from, to).iter())
            .filter_map(|(argument, path)| Some((*path, self.printed(value(&to.body, argument)?)?)))
            .collect();
        if changed.is_empty() {
            return None;
        }
        let (state, ready) = self.state;
        let paths: Vec<&str> = changed.iter().map(|(path, _)| *path).chain([state]).collect();
        let values: Vec<&str> = changed.iter().map(|(_, value)| value.as_str()).chain([ready]).collect();
        Some(Proof {
            command: format!("{} --query '{}.[{}]'", self.command, self.root, paths.join(",")),
            expect: values.join(" "),
        })
    }
}

/// An argument's value; its segments are split by dots where it stands in a block.
fn value<'a>(body: &'a Body, argument: &str) -> Option<&'a Expression> {
    if let Some((block, below)) = argument.split_once('.') {
        return value(body.blocks().find(|own| own.identifier() == block)?.body(), below);
    }
    body.attributes().find(|own| own.key() == argument).map(hcl::Attribute::expr)
}

/// A value as the command-line tool of the cloud prints it as text.
fn printed(value: &Expression) -> Option<String> {
    match value {
        Expression::Bool(true) => Some("True".to_owned()),
        Expression::Bool(false) => Some("False".to_owned()),
        Expression::Number(number) => Some(number.to_string()),
        Expression::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// What is done around a change of an argument, so that another resource does the work meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// The resource's address in Terraform.
    pub address: String,
    /// The argument whose change it is for.
    pub argument: &'static str,
    /// What is typed before the change.
    pub first: Vec<String>,
    /// What is typed after it.
    pub last: Vec<String>,
}

/// What is typed around a change of sizes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Around {
    /// Before it.
    pub first: Vec<String>,
    /// After it.
    pub last: Vec<String>,
}

/// What is done around the change of sizes from one output's to another's. Only what both know of is done: else there is
/// nothing to hand over to.
#[must_use]
pub(crate) fn handed_over(from: &Output, to: &Output) -> Around {
    let mut around = Around::default();
    let size = |output: &Output, own: &HandOver| {
        let capacity = output.capacities().find(|capacity| capacity.address == own.address)?;
        value(&capacity.body, own.argument).cloned()
    };
    for own in &to.hand_overs {
        let known = from.hand_overs.iter().any(|other| other.address == own.address);
        if known && size(from, own) != size(to, own) {
            around.first.extend(own.first.iter().cloned());
            around.last.extend(own.last.iter().cloned());
        }
    }
    around
}

/// How to see that the sizes of a component have gone from one output's to another's.
#[must_use]
pub fn resized(from: &Output, to: &Output) -> Vec<Proof> {
    let [from_sizes, to_sizes] = [from, to].map(|output| output.capacities().collect::<Vec<_>>());
    let of = |all: &[Capacity], address: &str| all.iter().find(|own| own.address == address).cloned();
    let proof =
        |view: &View| view.proof(of(&from_sizes, &view.address).as_ref(), &of(&to_sizes, &view.address)?);
    let numbers = to.numbers.iter().filter(|proof| !from.numbers.contains(proof)).cloned();
    to.views.iter().filter_map(proof).chain(numbers).collect()
}

/// The commands that bring all sizes of a component, which no schedule changes, from one output's to another's without
/// Terraform. Empty if nobody has said how for one of them: half a change is worse than none.
#[must_use]
pub fn resized_by_hand(from: &Output, to: &Output) -> Vec<String> {
    let before: Vec<Capacity> = from.capacities().collect();
    let after: Vec<Capacity> = to.capacities().collect();
    let of = |all: &[Capacity], address: &str| all.iter().position(|own| own.address == address);
    let change = |view: &View| {
        let (from, to) = (of(&before, &view.address)?, of(&after, &view.address)?);
        view.change(&before[from], &after[to])
    };
    let commands: Option<Vec<Vec<String>>> = to.views.iter().map(change).collect();
    commands.unwrap_or_default().concat()
}
