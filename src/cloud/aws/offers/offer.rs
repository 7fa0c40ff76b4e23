//! One offer: from its JSON, as it arrives, to one price per key.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::io::Read;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::cloud::aws::offers::scan::{ScanError, Scanner};
use crate::cloud::aws::offers::select::rule::{Keys, Offer, Pick, Product, Selection};
use crate::cloud::aws::offers::select::unit::Unit;
use crate::order::Order as _;
use crate::price::lists::Refused;
use crate::price::lists::error::tame;
use crate::price::lists::fetch::Trouble;
use crate::price::snapshot::price;

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) offer: Offer,
    pub(super) version: &'a str,
    pub(super) region: &'a str,
}

/// What an offer holds.
#[derive(Debug)]
pub(super) struct Listed {
    /// The day it was published.
    pub(super) published: Date,
    /// One price per service and key.
    pub(super) prices: BTreeMap<(&'static str, String), Listing>,
    /// Keys without one.
    pub(super) refused: Vec<Refused>,
}

/// A price and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listing {
    pub(super) unit: &'static str,
    pub(super) usd: Decimal,
}

/// Why an offer could not be read.
#[derive(Debug)]
pub(super) enum OfferError {
    /// Its text.
    Scan(ScanError),
    /// What it says.
    Wrong(String),
}

impl fmt::Display for OfferError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scan(error) => error.fmt(f),
            Self::Wrong(message) => f.write_str(message),
        }
    }
}

impl From<ScanError> for OfferError {
    fn from(error: ScanError) -> Self {
        Self::Scan(error)
    }
}

impl From<OfferError> for Trouble {
    fn from(error: OfferError) -> Self {
        match error {
            OfferError::Scan(ScanError::Io(error)) => error.into(),
            OfferError::Scan(error @ ScanError::Incomplete) => Self::Passing(error.to_string(), None),
            error => Self::Lasting(error.to_string()),
        }
    }
}

fn wrong<T>(message: impl Into<String>) -> Result<T, OfferError> {
    Err(OfferError::Wrong(message.into()))
}

/// What AWS charges for a product on demand.
#[derive(Debug, Deserialize)]
struct Term<'a> {
    #[serde(borrow, rename = "priceDimensions")]
    dimensions: HashMap<Cow<'a, str>, Dimension<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dimension<'a> {
    #[serde(borrow)]
    unit: Cow<'a, str>,
    #[serde(borrow, default)]
    begin_range: Cow<'a, str>,
    #[serde(borrow)]
    price_per_unit: HashMap<Cow<'a, str>, Cow<'a, str>>,
}

/// What was found, by service and key.
type Offered = BTreeMap<(&'static str, String), (Unit, Candidates)>;

/// What was found for a key.
#[derive(Debug, Default)]
struct Candidates {
    /// From products for just this, and from those for any engine.
    own: Found,
    general: Found,
}

#[derive(Debug, Default)]
struct Found {
    prices: BTreeSet<Decimal>,
    faults: BTreeSet<String>,
}

/// Reads an offer to its end. Of it only what is wanted is ever held.
pub(super) fn read(from: impl Read, wanted: Wanted<'_>) -> Result<Listed, OfferError> {
    let mut scanner = Scanner::new(from);
    let mut picks: Option<HashMap<String, Pick>> = None;
    let mut candidates = None;
    let (mut code, mut version, mut published) = (None, None, None);
    let (mut first, mut name) = (true, String::new());
    scanner.enter()?;
    while scanner.member(&mut first, &mut name)? {
        match name.as_str() {
            "offerCode" => code = Some(text(&mut scanner)?),
            "version" => version = Some(text(&mut scanner)?),
            "publicationDate" => published = Some(text(&mut scanner)?),
            "products" => picks = Some(products(&mut scanner, wanted)?),
            "terms" => match &picks {
                Some(picks) => candidates = Some(terms(&mut scanner, picks)?),
                None => return wrong("`terms` stand before `products`: AWS has never written it so"),
            },
            _ => scanner.skip()?,
        }
    }
    scanner.finish()?;
    same("offerCode", code, wanted.offer.code)?;
    same("version", version, wanted.version)?;
    let Some(day) = published.as_deref().and_then(|text| text.parse::<Timestamp>().ok()) else {
        return wrong(format!("`publicationDate` is {published:?}, which is no time"));
    };
    let published = jiff::tz::Offset::UTC.to_datetime(day).date();
    let Some(candidates) = candidates else { return wrong("it has no `products` or no `terms`") };
    let (prices, refused) = decide(candidates);
    Ok(Listed { published, prices, refused })
}

fn text<R: Read>(scanner: &mut Scanner<R>) -> Result<String, OfferError> {
    let raw = scanner.value()?;
    serde_json::from_slice(raw).or_else(|_| wrong("a text was expected"))
}

fn same(what: &str, said: Option<String>, wanted: &str) -> Result<(), OfferError> {
    match said {
        Some(said) if said == wanted => Ok(()),
        said => wrong(format!("`{what}` is `{}` instead of `{wanted}`", said.unwrap_or_default())),
    }
}

/// The products that are priced, by SKU.
fn products<R: Read>(
    scanner: &mut Scanner<R>,
    wanted: Wanted<'_>,
) -> Result<HashMap<String, Pick>, OfferError> {
    let mut picks = HashMap::new();
    let mut elsewhere = None;
    let (mut first, mut name) = (true, String::new());
    scanner.enter()?;
    while scanner.member(&mut first, &mut name)? {
        let raw = scanner.value()?;
        let product: Product<'_> = serde_json::from_slice(raw)
            .or_else(|error| wrong(format!("product {name} cannot be read: {error}")))?;
        match wanted.offer.judge(product, wanted.region) {
            Selection::Other => {}
            Selection::Elsewhere(region) => elsewhere = Some(region),
            Selection::Picked(sku, pick) => {
                if sku != name {
                    return wrong(format!("product {name} calls itself {sku}"));
                }
                picks.insert(sku, pick);
            }
        }
    }
    match elsewhere {
        Some(region) if picks.is_empty() => {
            wrong(format!("it is for `{region}` instead of `{}`", wanted.region))
        }
        _ => Ok(picks),
    }
}

/// What the products cost on demand.
fn terms<R: Read>(scanner: &mut Scanner<R>, picks: &HashMap<String, Pick>) -> Result<Offered, OfferError> {
    let mut out = BTreeMap::new();
    let (mut first, mut name) = (true, String::new());
    scanner.enter()?;
    while scanner.member(&mut first, &mut name)? {
        if name != "OnDemand" {
            scanner.skip()?;
            continue;
        }
        let mut first = true;
        scanner.enter()?;
        while scanner.member(&mut first, &mut name)? {
            let Some(pick) = picks.get(&name) else {
                scanner.skip()?;
                continue;
            };
            let raw = scanner.value()?;
            let terms: HashMap<Cow<'_, str>, Term<'_>> = serde_json::from_slice(raw)
                .or_else(|error| wrong(format!("the price of {name} cannot be read: {error}")))?;
            for term in terms.values() {
                for (key, price) in rates(pick, term) {
                    let (_, found) = out
                        .entry((pick.service.word(), key))
                        .or_insert_with(|| (pick.unit, Candidates::default()));
                    let found = if pick.general { &mut found.general } else { &mut found.own };
                    match price {
                        Ok(price) => drop(found.prices.insert(price)),
                        Err(fault) => drop(found.faults.insert(fault)),
                    }
                }
            }
        }
    }
    Ok(out)
}

/// The prices of one term by key, or what is wrong with them.
fn rates(pick: &Pick, term: &Term<'_>) -> Vec<(String, Result<Decimal, String>)> {
    let mut tiers: Vec<(Option<Decimal>, Result<Decimal, String>)> = Vec::new();
    let mut units: BTreeSet<&str> = BTreeSet::new();
    for dimension in term.dimensions.values() {
        if pick.unit.is(&dimension.unit) {
            let begin = match &*dimension.begin_range {
                "" => Some(Decimal::ZERO),
                begin => price(begin),
            };
            tiers.push((begin, usd(&dimension.price_per_unit)));
        } else {
            units.insert(&dimension.unit);
        }
    }
    let keys = match &pick.keys {
        Keys::First(keys) => keys.clone(),
        Keys::Tiers(tiers) => tiers.iter().map(|(_, key)| (*key).to_owned()).collect(),
    };
    let all = |fault: String| keys.iter().map(|key| (key.clone(), Err(fault.clone()))).collect();
    if tiers.is_empty() {
        let units: Vec<&str> = units.into_iter().collect();
        return all(format!("is sold by `{}` instead of `{}`", units.join("`, `"), pick.unit.name));
    }
    if let Some((_, Err(fault))) = tiers.iter().find(|(_, price)| price.is_err()) {
        return all(fault.clone());
    }
    if tiers.iter().any(|(begin, _)| begin.is_none()) {
        return all("has a tier that begins nowhere".to_owned());
    }
    tiers.order();
    if tiers.windows(2).any(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1) {
        return all("has two prices in one tier".to_owned());
    }
    match &pick.keys {
        Keys::First(_) => {
            let mut prices = tiers.into_iter().map(|(_, price)| price);
            let paid = prices.find(|price| price.as_ref().is_ok_and(|price| !price.is_zero()));
            let paid = paid.unwrap_or_else(|| Err("has no price above zero".to_owned()));
            keys.into_iter().map(|key| (key, paid.clone())).collect()
        }
        Keys::Tiers(known) => {
            let begins = known.iter().map(|(begin, _)| Some(Decimal::from(*begin)));
            if !begins.eq(tiers.iter().map(|(begin, _)| *begin)) {
                return all("has other tiers than it used to".to_owned());
            }
            keys.into_iter().zip(tiers.into_iter().map(|(_, price)| price)).collect()
        }
    }
}

/// A price in US dollars.
fn usd(prices: &HashMap<Cow<'_, str>, Cow<'_, str>>) -> Result<Decimal, String> {
    let Some(text) = prices.get("USD") else {
        let currencies: BTreeSet<&str> = prices.keys().map(|currency| &**currency).collect();
        let currencies: Vec<&str> = currencies.into_iter().collect();
        return Err(format!("has no price in USD, but in `{}`", currencies.join("`, `")));
    };
    price(text).ok_or_else(|| format!("has the price `{text}`, which is none"))
}

/// One price per key, or none.
fn decide(candidates: Offered) -> (BTreeMap<(&'static str, String), Listing>, Vec<Refused>) {
    let mut prices = BTreeMap::new();
    let mut refused = Vec::new();
    for ((service, key), (unit, candidates)) in candidates {
        let Candidates { own, general } = candidates;
        let found = if own.prices.is_empty() && own.faults.is_empty() { general } else { own };
        let mut all = found.prices.iter();
        let why = match (found.faults.into_iter().next(), all.next(), all.next()) {
            (None, Some(usd), None) => {
                prices.insert((service, key), Listing { unit: unit.name, usd: *usd });
                continue;
            }
            (Some(fault), ..) => fault,
            (None, ..) => {
                let all: Vec<String> = found.prices.iter().map(ToString::to_string).collect();
                format!("is ambiguous: {} USD", all.join(" or "))
            }
        };
        refused.push(Refused { service, key, why: tame(&why) });
    }
    (prices, refused)
}
