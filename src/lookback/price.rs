//! What a raise costs an hour at list price: the components that it is in, as the files have them today, at both sizes.

use crate::cloud::existing::Existing;
use crate::cloud::existing::shown::Shown;
use crate::cost::Cost;
use crate::existing::origin::Origin;
use crate::external::month::When;
use crate::lookback::raise::Raise;
use crate::lookback::size::Value;
use crate::money::Amounts;
use crate::price::Prices;
use crate::priced::PricedLine;
use crate::project::{Input, Project};
use crate::source::Sources;
use crate::survey::component::{Component, Field, Made};
use crate::survey::field::written;
use crate::survey::profile::{Described, Head, Named, normal};

/// What a raise costs an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hourly {
    /// What the raise as it was made costs on top of the size before, in US dollars.
    pub raised: Amounts,
    /// What is left of it costs on top of the size before, in US dollars: not what the size has grown by since.
    pub left: Amounts,
}

/// Prices raises.
#[derive(Debug)]
pub struct Pricing<'a> {
    /// The components of today.
    pub described: &'a Described<'a>,
    /// The texts that they stand in.
    pub sources: &'a Sources,
    /// Where the stack is.
    pub head: &'a Head<'a>,
    /// What is a size in it.
    pub tables: &'static Existing,
    /// The list prices.
    pub prices: &'a Prices,
}

impl Pricing<'_> {
    /// What a raise costs an hour: nothing where its constant is not the size of a component today, or something that
    /// differs has no price that is known, or nothing on the bill hangs on it: what its use costs is not known then.
    #[must_use]
    pub fn hourly(&self, raise: &Raise) -> Option<Hourly> {
        let today = raise.today.as_ref()?;
        let mut sum: Option<Hourly> = None;
        for named in &self.described.roots {
            for component in &named.made.components {
                let says = |field: &Field<'_>| self.is_at(field, &today.file, today.line);
                if !component.fields.iter().any(says) {
                    continue;
                }
                let at = |value: &Value| self.cost(named, component, &says, value);
                let (before, raised, left) = (at(&raise.from)?, at(&raise.to)?, at(raise.left())?);
                let own = Hourly {
                    raised: self.more(&before, &raised, component.kind)?,
                    left: self.more(&before, &left, component.kind)?,
                };
                sum = Some(sum.map_or(own, |sum| Hourly {
                    raised: sum.raised + own.raised,
                    left: sum.left + own.left,
                }));
            }
        }
        sum.filter(|sum| sum.raised != Amounts::default())
    }

    /// Whether the one constant of a field stands on this line.
    fn is_at(&self, field: &Field<'_>, file: &str, line: usize) -> bool {
        let constant = field.size.and(field.origin).and_then(Origin::constant);
        constant.is_some_and(|constant| {
            let source = self.sources.get(constant.place.source);
            source.path == file && source.line_column(constant.place.start).line == line
        })
    }

    /// A component's cost with another size.
    fn cost(
        &self,
        named: &Named<'_>,
        component: &Component<'_>,
        says: &dyn Fn(&Field<'_>) -> bool,
        value: &Value,
    ) -> Option<Cost> {
        let mut fields = component.fields.clone();
        for field in fields.iter_mut().filter(|field| says(field)) {
            let shown = match value {
                Value::Number(number) => Shown::Number(*number),
                Value::Machine(name) => Shown::Name(name.to_string()),
            };
            field.value = written(&shown, field.size?.sort)?;
        }
        // A floor above the ceiling is no size: the raise of one was made with that of the other.
        in_order(&mut fields);
        let own = Component {
            name: component.name.clone(),
            kind: component.kind,
            address: component.address.clone(),
            fields,
        };
        let made = Made { components: vec![own], ..Made::default() };
        let root = Named { name: named.name.clone(), environment: named.environment, root: named.root, made };
        let alone = Described { roots: vec![root], left: Vec::new() };
        let text = normal(&alone, self.head, self.sources);
        let input = Input { path: "profiles/normal.yaml".to_owned(), bytes: text.into_bytes() };
        let project = Project::compile(vec![input], None);
        let plan = project.plans.get("normal")?;
        Some(Cost::of_stay(plan, None, self.prices, When::Always))
    }

    /// What one bill costs an hour on top of another. Nothing where a line without a price differs.
    fn more(&self, before: &Cost, after: &Cost, kind: &str) -> Option<Amounts> {
        let unknown = |cost: &Cost| -> Vec<PricedLine> {
            let lines = cost.unknown().map(|(_, line)| line);
            lines.filter(|line| !self.is_beside(line, kind)).cloned().collect()
        };
        if unknown(before) != unknown(after) || before.uncounted != after.uncounted {
            return None;
        }
        Some(after.sum(PricedLine::hour) - before.sum(PricedLine::hour))
    }

    /// Whether a line hangs only on what resources beside the component say, such as replicas: the price is that of the
    /// component alone.
    fn is_beside(&self, line: &PricedLine, kind: &str) -> bool {
        let own = |field: &str| {
            let sizes = self.tables.sizes.iter().map(|row| row.of);
            let mut all = sizes.chain(self.tables.identities.iter().map(|row| row.of));
            all.any(|of| of.kind == Some(kind) && of.field == Some(field))
        };
        line.is_not_stated() && !line.key.split('`').skip(1).step_by(2).any(own)
    }
}

/// Raises a ceiling to its floor.
fn in_order(fields: &mut [Field<'_>]) {
    let of = |fields: &[Field<'_>], name: &str| {
        let field = fields.iter().find(|field| field.name == name)?;
        field.value.parse::<u64>().ok()
    };
    if let (Some(min), Some(max)) = (of(fields, "count.min"), of(fields, "count.max"))
        && min > max
        && let Some(field) = fields.iter_mut().find(|field| field.name == "count.max")
    {
        field.value = min.to_string();
    }
}
