//! Budgets of an evaluation: what a hostile file may cost.

use std::cell::Cell;

use super::origin::Origin;
use super::unknown::Why;
use super::value::{Data, Value};

/// How deep expressions, and what they refer to, may lead.
const DEEPEST: u32 = 600;
/// How many members a value may have, those of its members counted too.
const MOST_MEMBERS: usize = 50_000;
/// How many bytes a text may have.
const LONGEST: usize = 4 << 20;

/// What has been spent of a root's budgets.
#[derive(Debug)]
pub(super) struct Meter {
    steps: Cell<u64>,
    depth: Cell<u32>,
    /// How deep what is being evaluated leads, through everything that it refers to.
    height: Cell<u32>,
    /// The first budget that was spent.
    spent: Cell<Option<&'static str>>,
}

impl Meter {
    /// A budget of so many steps.
    pub(super) const fn new(steps: u64) -> Self {
        Self { steps: Cell::new(steps), depth: Cell::new(0), height: Cell::new(0), spent: Cell::new(None) }
    }

    /// Spends steps, each about a word of work.
    pub(super) fn spend(&self, steps: usize) -> Result<(), Why> {
        match self.steps.get().checked_sub(steps as u64) {
            Some(left) => {
                self.steps.set(left);
                Ok(())
            }
            None => Err(self.exhausted("steps of evaluation")),
        }
    }

    /// The first budget that was spent, if one was.
    pub(super) fn spent(&self) -> Option<&'static str> {
        self.spent.get()
    }

    fn exhausted(&self, what: &'static str) -> Why {
        self.spent.set(self.spent.get().or(Some(what)));
        Why::Budget(what)
    }

    /// Evaluates something one level deeper.
    pub(super) fn deeper(&self, evaluate: impl FnOnce() -> Value) -> Value {
        let depth = self.depth.get();
        if depth >= DEEPEST {
            return Value::unknowable(self.exhausted("levels of expressions"), None, Origin::default());
        }
        if let Err(why) = self.spend(1) {
            return Value::unknowable(why, None, Origin::default());
        }
        self.depth.set(depth + 1);
        let value = evaluate();
        self.depth.set(depth);
        value
    }

    /// Evaluates something that has a name, whose own expression is so high; answers how high it is with all that it
    /// refers to. What is too high is unknown, so that no chain of names becomes longer than a stack.
    pub(super) fn named(&self, own: u16, evaluate: impl FnOnce() -> Value) -> (Value, u32) {
        let outer = self.height.replace(0);
        let value = evaluate();
        let height = self.height.get() + u32::from(own) + 1;
        self.height.set(outer);
        if height > DEEPEST {
            let why = self.exhausted("levels of names");
            return (Value::unknowable(why, None, Origin::default()), 0);
        }
        self.reach(height);
        (value, height)
    }

    /// Says that what is being evaluated uses something that is so high.
    pub(super) fn reach(&self, height: u32) {
        self.height.set(self.height.get().max(height));
    }

    /// The value, unless it has too many members or is too long.
    pub(super) fn bounded(&self, value: Value) -> Value {
        let text = match &value.data {
            Data::Text(text) => text.len(),
            _ => 0,
        };
        let members = members(&value);
        let what = if text > LONGEST {
            "bytes of one text"
        } else if members > MOST_MEMBERS {
            "members of one value"
        } else if let Err(why) = self.spend(members + text / 16) {
            return Value::unknowable(why, None, Origin::default());
        } else {
            return value;
        };
        Value::unknowable(self.exhausted(what), None, Origin::default())
    }
}

/// How many members there are, counted to one more than are allowed.
fn members(value: &Value) -> usize {
    let mut count = 0;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        count += 1;
        if count + open.len() > MOST_MEMBERS {
            return MOST_MEMBERS + 1;
        }
        match &value.data {
            Data::List(items) | Data::Set(items) => open.extend(items.iter()),
            Data::Map(map) => open.extend(map.entries.values()),
            _ => {}
        }
    }
    count
}
