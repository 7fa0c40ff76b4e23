//! Price tables as text: one per service, one line per thing that is sold, one column per region. A line is found by
//! binary search in the text: nothing is read at start-up.

use std::fmt;
use std::sync::OnceLock;

use jiff::civil::Date;
use memchr::{memchr, memchr_iter, memrchr};
use rust_decimal::Decimal;

use crate::order::Order as _;
use crate::price::graduated::Graduated;
use crate::price::unit_price::Price;

/// A service's table, its key in the first column, sorted.
pub struct Table {
    service: &'static str,
    text: &'static str,
    head: OnceLock<Head>,
}

/// What stands above the lines.
struct Head {
    /// Letter, date, source.
    stamps: Vec<(&'static str, &'static str, &'static str)>,
    regions: Vec<&'static str>,
    /// The lines.
    body: &'static str,
}

impl Table {
    /// A table of a service: comments with the dates and sources of figures, a line of regions, and the lines, sorted
    /// by key.
    #[must_use]
    pub const fn new(service: &'static str, text: &'static str) -> Self {
        Self { service, text, head: OnceLock::new() }
    }

    fn head(&self) -> &Head {
        self.head.get_or_init(|| {
            let mut stamps = Vec::new();
            let mut rest = self.text;
            loop {
                let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
                rest = below;
                match line.strip_prefix("# ") {
                    Some(note) => {
                        let mut words = note.splitn(3, ' ');
                        stamps.extend(words.next().zip(words.next()).zip(words.next()).map(flat));
                    }
                    None => {
                        return Head { stamps, regions: line.split(',').skip(2).collect(), body: rest };
                    }
                }
            }
        })
    }
}

const fn flat<'a>(((letter, date), source): ((&'a str, &'a str), &'a str)) -> (&'a str, &'a str, &'a str) {
    (letter, date, source)
}

impl Head {
    /// The line of a key.
    fn line(&self, key: &str) -> Option<&'static str> {
        let mut rest = self.body;
        while !rest.is_empty() {
            let bytes = rest.as_bytes();
            let start = memrchr(b'\n', &bytes[..rest.len() / 2]).map_or(0, |at| at + 1);
            let end = memchr(b'\n', &bytes[start..]).map_or(rest.len(), |at| start + at);
            let line = &rest[start..end];
            let own = memchr(b',', line.as_bytes()).map_or(line, |at| &line[..at]);
            match own.cmp(key) {
                std::cmp::Ordering::Equal => return Some(line),
                std::cmp::Ordering::Less => rest = rest.get(end + 1..).unwrap_or_default(),
                std::cmp::Ordering::Greater => rest = &rest[..start],
            }
        }
        None
    }

    fn price(&self, line: &'static str, region: usize) -> Option<Price> {
        let mut commas = memchr_iter(b',', line.as_bytes());
        let (key, unit) = (commas.next()?, commas.next()?);
        let unit = &line[key + 1..unit];
        // The regions begin behind the unit.
        let start =
            region.checked_sub(1).map_or(Some(key + 1 + unit.len()), |before| commas.nth(before))? + 1;
        let cell = &line[start..commas.next().unwrap_or(line.len())];
        let (figure, letter) = cell.split_at_checked(cell.len().checked_sub(1)?)?;
        let (_, date, source) = self.stamps.iter().find(|(known, ..)| *known == letter)?;
        let usd: Decimal = figure.parse().ok()?;
        Some(Price { usd, unit: unit.into(), date: (*date).into(), source: (*source).into() })
    }
}

/// What one cloud's prices are.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// A table per service.
    pub services: &'static [Table],
    /// The prices that fall by tiers.
    pub graduated: &'static [Graduated],
    /// The day whose rates hold where nothing says what day it is.
    pub as_of: Date,
}

/// The price tables of one cloud, or of several: no two have the same service.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Sorted by service.
    tables: Vec<&'static Table>,
    graduated: Vec<&'static Graduated>,
    /// The day whose rates hold where nothing says what day it is: the earliest of the clouds.
    pub as_of: Date,
}

impl Catalogue {
    /// A catalogue of these clouds' tables.
    #[must_use]
    pub(crate) fn new(clouds: &[&'static Tables]) -> Self {
        let mut tables: Vec<_> = clouds.iter().flat_map(|cloud| cloud.services).collect();
        tables.order_by_key(|table| table.service);
        let graduated = clouds.iter().flat_map(|cloud| cloud.graduated).collect();
        let as_of = clouds.iter().map(|cloud| cloud.as_of).min().unwrap_or(Date::MAX);
        Self { tables, graduated, as_of }
    }

    /// The tiers of which a key is one; none where its price does not fall.
    #[must_use]
    pub(crate) fn graduated(&self, service: &str, key: &str) -> Option<&'static Graduated> {
        let of =
            |known: &&&Graduated| known.service == service && known.tiers.iter().any(|(own, _)| *own == key);
        self.graduated.iter().find(of).copied()
    }

    fn table(&self, service: &str) -> Option<&'static Table> {
        let at = self.tables.binary_search_by(|table| table.service.cmp(service)).ok()?;
        self.tables.get(at).copied()
    }

    /// The one price of a key in a region; none when it is not known.
    #[must_use]
    pub fn find(&self, service: &str, key: &str, region: &str) -> Option<Price> {
        let head = self.table(service)?.head();
        let column = head.regions.binary_search(&region).ok()?;
        head.price(head.line(key)?, column)
    }

    /// The prices of a key in all regions where one is known.
    pub(crate) fn all_of(&self, service: &str, key: &str) -> impl Iterator<Item = Price> + use<> {
        let head = self.table(service).map(Table::head);
        let found = head.and_then(|head| Some((head, head.line(key)?)));
        let prices =
            found.map(|(head, line)| (0..head.regions.len()).filter_map(move |at| head.price(line, at)));
        prices.into_iter().flatten()
    }

    /// The names of all services, sorted.
    pub fn services(&self) -> impl Iterator<Item = &'static str> {
        self.tables.iter().map(|table| table.service)
    }

    /// Every price of a service: key, region, price; by key, then by region.
    pub fn all(&self, service: &str) -> impl Iterator<Item = (&'static str, &'static str, Price)> + use<> {
        let head = self.table(service).map(Table::head);
        head.into_iter().flat_map(|head| {
            head.body.lines().flat_map(move |line| {
                let key = line.split(',').next().unwrap_or_default();
                let prices = head.regions.iter().enumerate();
                prices.filter_map(move |(at, region)| Some((key, *region, head.price(line, at)?)))
            })
        })
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("service", &self.service).finish_non_exhaustive()
    }
}
