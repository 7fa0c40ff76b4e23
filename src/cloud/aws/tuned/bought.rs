//! The table of what components that are never built are billed by and count against.

use std::fmt;
use std::sync::LazyLock;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::bill::measure::{Measure, Unmeasured};
use crate::bill::meter::{Meter, Per, Rounding};
use crate::bill::{Item, Role};
use crate::cloud::aws::machines::{family, machine_type};
use crate::cloud::aws::table::{head, table};
use crate::kind::tuned::Amount;
use crate::order::Order as _;

/// All rows.
pub(super) static ROWS: LazyLock<Vec<Row>> =
    LazyLock::new(|| table(include_str!("bought.csv")).filter_map(|row| read(&row)).collect());

/// Something that is bought.
#[derive(Debug)]
pub(super) struct Row {
    /// The kind.
    pub(super) kind: &'static str,
    /// The field that says how many.
    pub(super) count: &'static str,
    /// The field that says of what, or how large each is.
    pub(super) of: Option<&'static str>,
    /// When it is bought.
    pub(super) when: When,
    what: &'static str,
    /// The service whose price list has it; `-` where there is none here.
    pub(super) service: &'static str,
    key: &'static str,
    unit: &'static str,
    each: Decimal,
    measures: Vec<&'static str>,
}

/// When something is bought.
#[derive(Debug)]
pub(super) enum When {
    /// Whatever else the component has.
    Always,
    /// Where a field has this word.
    Is(&'static str, &'static str),
    /// Where a field is not stated.
    Without(&'static str),
}

fn read(row: &[&'static str]) -> Option<Row> {
    let [kind, count, of, when, what, service, key, unit, each, measure] = *row else { return None };
    let said = |cell: &'static str| Some(cell).filter(|cell| *cell != "-");
    let when = match when.split_once('=') {
        Some((field, word)) => When::Is(field, word),
        None => when.strip_prefix('!').map_or(When::Always, When::Without),
    };
    let measures = said(measure).into_iter().flat_map(|all| all.split('|')).collect();
    Some(Row {
        kind,
        count,
        of: said(of),
        when,
        what,
        service,
        key,
        unit,
        each: each.parse().ok()?,
        measures,
    })
}

/// One of what a row says.
#[derive(Clone)]
pub(super) struct Bought {
    row: &'static Row,
    key: String,
    each: Decimal,
}

impl Bought {
    /// One of a type, or of a size.
    pub(super) fn of(row: &'static Row, amount: Option<&Amount>) -> Self {
        let (key, times) = match amount {
            Some(Amount::Word(name)) => (row.key.replace("{}", &listed(name)), Decimal::ONE),
            Some(Amount::Size(size)) => (row.key.to_owned(), size.in_gib()),
            Some(Amount::Number(number)) => (row.key.to_owned(), *number),
            None => (row.key.to_owned(), Decimal::ONE),
        };
        Self { row, key, each: row.each.saturating_mul(times) }
    }
}

/// The type of a node as price lists name it: the older name of the search service stands in old files.
fn listed(name: &str) -> String {
    name.strip_suffix(".elasticsearch")
        .map_or_else(|| name.to_owned(), |machine| format!("{machine}{SEARCH}"))
}

/// What is bought tells one line of a bill from another: its name begins with it.
impl fmt::Debug for Bought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |c: &char| c.is_ascii_alphanumeric();
        let name: String = self.row.what.chars().filter(word).collect();
        let counted: String = self.row.measures.concat().chars().filter(word).collect();
        write!(f, "{name}{counted} {{ key: {:?}, each: {} }}", self.key, self.each)
    }
}

impl Item for Bought {
    fn meters(&self, _: Date) -> Vec<Meter> {
        let Row { what, service, unit, .. } = *self.row;
        if self.row.each.is_zero() {
            // It only counts.
            return Vec::new();
        }
        let per = if unit.ends_with("-Mo") { Per::Month } else { Per::Hour };
        let key = self.key.clone().into();
        vec![Meter { what, service, key, unit, each: self.each, per, rounding: Rounding::NONE }]
    }

    fn measures<'a>(&'a self, take: &mut dyn FnMut(Measure<'a>)) -> Result<(), Unmeasured> {
        self.row.measures.iter().for_each(|name| take(Measure::one(name)));
        Ok(())
    }

    fn role(&self) -> Role {
        Role::Other
    }
}

/// The members of the family of a search service's node that a region sells, smallest first: it has the figures of the
/// machine under it, and what is sold is what has a price.
pub(super) fn ladder(name: &str, region: &str) -> Option<Vec<&'static str>> {
    let family = name.strip_suffix(SEARCH).filter(|machine| machine.contains('.')).and_then(family)?;
    let prices = include_str!("../prices/opensearch.csv");
    let at = head(prices).position(|column| column == region)?;
    let mut rungs = Vec::new();
    for row in table(prices) {
        let Some((machine, own)) = row.first().and_then(|own| Some((own.strip_suffix(SEARCH)?, *own))) else {
            continue;
        };
        let sold = row.get(at).is_some_and(|price| !price.is_empty());
        if machine.starts_with(family) && (sold || own == name) {
            let machine = machine_type(machine)?;
            rungs.push((machine.figures()?, own));
        }
    }
    rungs.order();
    (!rungs.is_empty()).then(|| rungs.into_iter().map(|(_, own)| own).collect())
}

/// What the names of a search service's nodes end with.
const SEARCH: &str = ".search";

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::{ROWS, When, ladder};
    use crate::cloud::aws::prices::PRICES;
    use crate::cloud::aws::quota::QUOTAS;
    use crate::kind::TUNED;
    use crate::kind::tuned::table::{Sort, fields_of};
    use crate::price::catalogue::Catalogue;
    use crate::table::lines;

    /// A row with a field, a word, a service or a quota that there is not would be left out silently.
    #[test]
    fn every_row_names_what_there_is() {
        assert_eq!(ROWS.len(), lines(include_str!("bought.csv")).count());
        let catalogue = Catalogue::new(&[&PRICES]);
        for row in ROWS.iter() {
            let sort = |path: &str| {
                let known = fields_of(row.kind).find(|field| field.path == path);
                known.unwrap_or_else(|| panic!("{}: no field {path}", row.kind)).sort
            };
            assert!(matches!(sort(row.count), Sort::Count | Sort::Number | Sort::Span), "{row:?}");
            let _ = row.of.map(sort);
            match row.when {
                When::Is(field, word) => {
                    let Sort::Words(words) = sort(field) else { panic!("{row:?}") };
                    assert!(words.split('|').any(|own| own == word), "{row:?}");
                }
                When::Without(field) => {
                    let _ = sort(field);
                }
                When::Always => {}
            }
            if row.service != "-" && !row.key.contains("{}") {
                let units: Vec<_> = catalogue.all_of(row.service, row.key).map(|price| price.unit).collect();
                assert!(units.iter().any(|unit| *unit == row.unit), "{row:?}: {units:?}");
            }
            let counted = |measure: &&str| QUOTAS.iter().any(|own| own.measure == *measure);
            assert!(row.measures.iter().all(counted), "{row:?}");
        }
        for kind in TUNED.iter() {
            assert!(ROWS.iter().any(|row| row.kind == kind.name), "{}", kind.name);
        }
    }

    #[test]
    fn a_search_node_has_the_sizes_that_are_sold() {
        let sizes = ladder("r6g.large.search", "eu-west-1").unwrap_or_default();
        assert!(sizes.starts_with(&["r6g.large.search", "r6g.xlarge.search"]), "{sizes:?}");
        assert_eq!(ladder("r6g.large", "eu-west-1"), None);
        assert_eq!(ladder("search", "eu-west-1"), None);
    }
}
