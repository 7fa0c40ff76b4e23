//! The bill of materials: everything priced or quota-bearing that a plan consumes. Prices and quotas
//! both read this one list, so that a kind never talks about money or quota codes.

pub mod addresses;
pub mod measure;
pub mod meter;

use std::any::Any;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;
use std::sync::Arc;

use jiff::civil::Date;

use crate::model::capacity::Count;
use crate::model::size::Size;
use crate::order::Order as _;
use measure::{Measure, Unmeasured};
use meter::Meter;

/// Something that is consumed while it exists. Each cloud has items of its own, and says of each what it is billed by
/// and what it counts against.
pub trait Item: Any + Debug + Send + Sync {
    /// Everything that it is billed by, on a day.
    fn meters(&self, on: Date) -> Vec<Meter>;

    /// Gives everything that it counts against.
    ///
    /// # Errors
    /// When it is not known how much it takes of one of them.
    fn measures<'a>(&'a self, take: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured>;

    /// What it is to engines that know no cloud.
    fn role(&self) -> Role;

    /// The field of its component that must be stated before it counts against a measure, by the name of that, though the
    /// amount is the same with each of its values.
    fn counts_by(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// How much it stores, with a word for what it stores, which tells it apart from the component's other storage.
    fn stored(&self) -> Option<(&'static str, Size)> {
        None
    }

    /// The same item for its own use and that of another one together, where both are billed as one; nothing where each
    /// is billed by itself.
    fn joined(&self, _other: &dyn Item) -> Option<Arc<dyn Item>> {
        None
    }

    /// The same item that stores at least so much.
    fn grown(&self, _least: Size) -> Option<Arc<dyn Item>> {
        None
    }
}

/// What an item is to engines that know no cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A virtual machine, which runs the component's own code.
    Machine,
    /// A container, which runs the component's own code.
    Task,
    /// A managed service with an address in a private subnet.
    Service,
    /// A load balancer, with an address in each public subnet.
    Balancer {
        /// How many addresses it wants free in each, to grow.
        free: u64,
    },
    /// A way out of the network, with an address in a public subnet.
    Gateway,
    /// Data that is sent to the internet, so much an hour: what all of it comes to decides on its price.
    DataOut(Size),
    /// Other use, which is billed by what comes, and not by being there: it goes when the traffic goes.
    Use,
    /// Anything else: it has no address of its own in a subnet, and is billed by being there.
    Other,
}

impl Role {
    /// Whether it runs the component's own code, with an address of its own.
    #[must_use]
    pub(crate) const fn is_instance(self) -> bool {
        matches!(self, Self::Machine | Self::Task)
    }

    /// Whether it is billed by what comes, and not by being there.
    #[must_use]
    pub(crate) const fn is_use(self) -> bool {
        matches!(self, Self::DataOut(_) | Self::Use)
    }
}

/// How many: at the floor, as expected, at the ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// At `min`.
    pub floor: u64,
    /// At `expected`, or at the floor where the profile gives none.
    pub expected: u64,
    /// At `max`.
    pub ceiling: u64,
    /// What may be there for a moment on top of the ceiling: the cloud adds while it moves or replaces.
    pub(crate) surge: u64,
    /// What a deployment adds for a moment on top of it.
    pub(crate) deployment: Deployment,
}

/// What is there for a moment while a deployment runs old and new instances side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Deployment {
    /// Nothing: it is replaced in place, or by hand.
    #[default]
    Nothing,
    /// So many more.
    Adds(u64),
    /// So many more would be there, and nobody deploys while the window is open.
    Frozen(u64),
}

impl Deployment {
    /// How many more there can be.
    #[must_use]
    pub(crate) const fn added(self) -> u64 {
        match self {
            Self::Adds(count) => count,
            Self::Nothing | Self::Frozen(_) => 0,
        }
    }

    /// How many more there would be, whether or not somebody deploys.
    #[must_use]
    pub(crate) const fn more(self) -> u64 {
        match self {
            Self::Nothing => 0,
            Self::Adds(count) | Self::Frozen(count) => count,
        }
    }

    /// The same while nobody deploys.
    #[must_use]
    const fn frozen(self) -> Self {
        match self {
            Self::Adds(count) => Self::Frozen(count),
            other => other,
        }
    }

    /// The same of what there are so many of for each instance.
    #[must_use]
    pub(crate) const fn times(self, each: u64) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Adds(count) => Self::Adds(count.saturating_mul(each)),
            Self::Frozen(count) => Self::Frozen(count.saturating_mul(each)),
        }
    }
}

impl Quantity {
    /// Always so many.
    #[must_use]
    pub const fn fixed(count: u64) -> Self {
        Self { floor: count, expected: count, ceiling: count, surge: 0, deployment: Deployment::Nothing }
    }

    /// What an autoscaler moves between.
    #[must_use]
    pub fn scaled(count: &Count) -> Self {
        let floor = u64::from(count.min);
        let expected = count.expected.map_or(floor, u64::from);
        Self { floor, expected, ceiling: u64::from(count.max), surge: 0, deployment: Deployment::Nothing }
    }

    /// So many on top of the ceiling for a moment.
    #[must_use]
    pub(crate) const fn with_surge(mut self, surge: u64) -> Self {
        self.surge = surge;
        self
    }

    /// So many on top of the ceiling while a deployment runs.
    #[must_use]
    pub(crate) const fn with_deployment(mut self, count: u64) -> Self {
        self.deployment = Deployment::Adds(count);
        self
    }

    /// The most there can be at one moment.
    #[must_use]
    pub const fn peak(self) -> u64 {
        self.ceiling.saturating_add(self.surge).saturating_add(self.deployment.added())
    }
}

/// One line of the bill.
#[derive(Clone, Debug)]
pub struct Line {
    /// Whose: a component's name, or `network`.
    pub component: String,
    /// Of what.
    pub item: Arc<dyn Item>,
    /// How many.
    pub quantity: Quantity,
    /// Whether its size never shrinks in place: what has grown stays.
    pub ratchet: bool,
    /// The component whose load balancer, or the like, it shares; its own when left out.
    pub(crate) pool: Option<String>,
}

impl Line {
    /// The component whose load balancer, or the like, it uses.
    #[must_use]
    pub(crate) fn pool(&self) -> &str {
        self.pool.as_deref().unwrap_or(&self.component)
    }
}

/// All that a plan consumes, in the order of its components.
#[derive(Clone, Debug, Default)]
pub struct BillOfMaterials {
    /// The lines.
    pub lines: Vec<Line>,
    /// What hangs on traffic that the profile does not state: whose, and of what.
    pub(crate) unstated: Vec<(String, Arc<dyn Item>)>,
}

/// Where a component writes its lines.
#[derive(Debug)]
pub struct Lines<'a> {
    component: &'a str,
    pool: Option<String>,
    bill: &'a mut BillOfMaterials,
    /// Whether the component is built, and does not exist already.
    built: bool,
}

impl Lines<'_> {
    /// Says that the component exists, and is not built.
    pub(crate) const fn of_existing(&mut self) {
        self.built = false;
    }

    /// Whether the component is built, and does not exist already.
    #[must_use]
    pub(crate) const fn is_built(&self) -> bool {
        self.built
    }

    /// Adds what is built beside the component and has no size: a load balancer, a secret, closer monitoring. Whether a
    /// component that exists has it is not known: then it is not counted, and said so.
    pub(crate) fn add_beside(&mut self, item: impl Item, quantity: Quantity) {
        if self.built {
            self.add(item, quantity);
        } else {
            self.add_unknown(item);
        }
    }

    /// Says whose load balancer, or the like, all that follows shares.
    pub(crate) fn share(&mut self, pool: &str) {
        self.pool = Some(pool.to_owned());
    }

    /// Adds a line.
    pub fn add(&mut self, item: impl Item, quantity: Quantity) {
        self.push(item, quantity, false);
    }

    /// Adds a line whose size never shrinks in place.
    pub(crate) fn add_ratchet(&mut self, item: impl Item, quantity: Quantity) {
        self.push(item, quantity, true);
    }

    /// Adds use that the profile states, or says that it is not counted.
    pub(crate) fn add_use<T, I: Item>(&mut self, stated: Option<T>, item: impl FnOnce(Option<T>) -> I) {
        if stated.is_some() {
            self.add(item(stated), Quantity::fixed(1));
        } else {
            self.add_unknown(item(None));
        }
    }

    /// Adds what nobody knows beforehand.
    pub(crate) fn add_unknown(&mut self, item: impl Item) {
        self.bill.unstated.push((self.component.to_owned(), Arc::new(item)));
    }

    fn push(&mut self, item: impl Item, quantity: Quantity, ratchet: bool) {
        self.bill.lines.push(Line {
            component: self.component.to_owned(),
            item: Arc::new(item),
            quantity,
            ratchet,
            pool: self.pool.clone(),
        });
    }
}

impl BillOfMaterials {
    /// Where `component` writes.
    pub(crate) const fn lines_of<'a>(&'a mut self, component: &'a str) -> Lines<'a> {
        Lines { component, pool: None, bill: self, built: true }
    }

    /// Joins what is billed as one of all that share: it stays with the first of them, the owner if that states any.
    pub(crate) fn join(&mut self) {
        let shared: BTreeSet<String> = self.lines.iter().filter_map(|line| line.pool.clone()).collect();
        if shared.is_empty() {
            return;
        }
        let (pooled, mut lines): (Vec<Line>, Vec<Line>) =
            std::mem::take(&mut self.lines).into_iter().partition(|line| line.pool.is_some());
        let mut at: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| shared.contains(&line.component)) {
            at.entry(line.component.clone()).or_default().push(index);
        }
        for line in pooled {
            let known = at.entry(line.pool().to_owned()).or_default();
            let joined =
                known.iter().find_map(|index| Some((*index, lines[*index].item.joined(&*line.item)?)));
            if let Some((index, item)) = joined {
                lines[index].item = item;
            } else {
                known.push(lines.len());
                lines.push(line);
            }
        }
        // The lines of a component stand together, in the order of the components.
        lines.order_by(|a, b| a.component.cmp(&b.component));
        self.lines = lines;
    }

    /// Takes out what deployments would add: nobody deploys.
    pub(crate) fn freeze(&mut self) {
        for line in &mut self.lines {
            line.quantity.deployment = line.quantity.deployment.frozen();
        }
    }
}

impl BillOfMaterials {
    /// This bill with each ratchet at least as large as in `other`: what is left of `other` after a
    /// switch to this one.
    #[must_use]
    pub(crate) fn held_by(&self, other: &Self) -> Cow<'_, Self> {
        let stored = |line: &'_ Line| line.ratchet.then(|| line.item.stored()).flatten();
        let larger: HashMap<(&str, &str), Size> = (other.lines.iter())
            .filter_map(|line| stored(line).map(|(slot, size)| ((line.component.as_str(), slot), size)))
            .collect();
        let grown = |line: &Line| {
            let (slot, size) = stored(line)?;
            let least = *larger.get(&(line.component.as_str(), slot)).filter(|other| **other > size)?;
            line.item.grown(least)
        };
        let items: Vec<Option<Arc<dyn Item>>> = self.lines.iter().map(grown).collect();
        if items.iter().all(Option::is_none) {
            return Cow::Borrowed(self);
        }
        let mut held = self.clone();
        for (line, item) in held.lines.iter_mut().zip(items) {
            if let Some(item) = item {
                line.item = item;
            }
        }
        Cow::Owned(held)
    }
}
