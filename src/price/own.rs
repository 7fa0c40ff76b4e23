//! Prices of a project's own, `prices/own.yaml`: contract prices, discounts, savings plans, and what the
//! vendors outside the cloud ask.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::diagnostic::{Finding, Findings};
use crate::load::load;
use crate::model::external::External;
use crate::model::selector::matches;
use crate::price::catalogue::Catalogue;
use crate::price::unit_price::Price;
use crate::source::{SourceId, Sources};
use crate::validate;
use crate::validate::advice::NoAdvice;

/// Where the file stands in a project.
pub const PATH: &str = "prices/own.yaml";

/// A project's own prices.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// Contract prices, in place of list prices.
    #[serde(default)]
    prices: Vec<OwnPrice>,
    /// Discounts on list prices, wherever they apply.
    #[serde(default)]
    discounts: Vec<Discount>,
    /// Savings plans and reservations: they cover what the everyday profile always runs, and not the
    /// burst on top of it.
    #[serde(default)]
    savings: Vec<Discount>,
    /// What vendors outside the cloud ask, in place of `price:` in a profile.
    #[serde(default)]
    external: Vec<ExternalPrice>,
    /// Where the prices of a service's key stand in their list.
    #[serde(skip)]
    index: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
}

/// A contract price.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OwnPrice {
    /// The service, as in `scaleprof prices show`.
    service: String,
    /// What is sold, as in `scaleprof prices show`.
    key: String,
    /// Where it holds; everywhere when left out.
    region: Option<String>,
    /// US dollars for one unit.
    #[schemars(with = "f64", range(min = 0, max = 1_000_000_000))]
    usd: Decimal,
    /// The unit, e.g. `Hrs` or `GB-Mo`.
    unit: String,
    /// Since when it holds.
    #[schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), extend("patternErrorMessage" = "a date is year, month and day, as in `2026-11-03`"))]
    date: String,
    #[serde(skip)]
    line: usize,
}

/// So much less.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Discount {
    /// The service; all when left out.
    service: Option<String>,
    /// What is sold, with `*` for anything; everything when left out.
    key: Option<String>,
    /// How much less, in percent.
    #[schemars(with = "f64", range(min = 0, max = 100))]
    percent: Decimal,
    #[serde(skip)]
    line: usize,
}

/// What a vendor asks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExternalPrice {
    /// The vendor, `service:` in a profile.
    service: String,
    /// The subscription, `plan:` in a profile; any when left out.
    plan: Option<String>,
    /// US dollars a month.
    #[schemars(with = "f64", range(min = 0, max = 1_000_000_000))]
    usd: Decimal,
    #[serde(skip)]
    line: usize,
}

static DEFINITIONS: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = validate::schema_of::<Own>(&mut validate::generator());
    validate::bound::bound(&mut schema);
    json!({"own-prices": schema})
});

/// The published schema of the file, for editors.
#[must_use]
pub fn schema() -> String {
    format!("{:#}\n", schemars::SchemaGenerator::default().into_root_schema_for::<Own>().to_value())
}

impl Own {
    /// Reads the file. What is wrong with it goes to `findings`.
    pub fn read(
        catalogue: &Catalogue,
        sources: &Sources,
        source: SourceId,
        findings: &mut Findings,
    ) -> Option<Self> {
        let said = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        if !sources.get(source).text.lines().any(said) {
            return Some(Self::default());
        }
        let document = load(sources, source, findings)?;
        validate::validate("own-prices", &DEFINITIONS, &document.root, &NoAdvice, findings);
        if !findings.is_empty() {
            return None;
        }
        let values = document.root.to_json().as_object().cloned().unwrap_or_default();
        let mut own: Self = validate::decode(values)
            .map_err(|error| {
                let place = document.root.place_of(&error.path.replace(['.', '['], "/").replace(']', ""));
                findings.push(Finding::new(Code::BadValue, place, error.message));
            })
            .ok()?;
        let mut seen = HashSet::new();
        for (at, own_price) in own.prices.iter().enumerate() {
            let place = |field: &str| document.root.place_of(&format!("prices/{at}/{field}"));
            let OwnPrice { service, key, region, .. } = own_price;
            if !catalogue.services().any(|known| known == service) {
                let finding = Finding::new(
                    Code::BadValue,
                    place("service"),
                    format!("there is no service `{service}`"),
                );
                findings.push(if let Some(meant) = closest(service, catalogue.services()) {
                    finding.help(format!("did you mean `{meant}`?"))
                } else {
                    let services: Vec<&str> = catalogue.services().collect();
                    finding.help(format!("services: {}", services.join(", ")))
                });
            }
            if !seen.insert((service, key, region)) {
                let message = format!("`{key}` has a price here already");
                findings.push(Finding::new(Code::BadValue, place("key"), message).help("keep one of them"));
            }
        }
        for (at, own) in own.prices.iter().enumerate() {
            if own.date.parse::<jiff::civil::Date>().is_err() {
                let place = document.root.place_of(&format!("prices/{at}/date"));
                let message = format!("`{}` is no day: the calendar has none like it", own.date);
                findings.push(
                    Finding::new(Code::BadValue, place, message).help("write year, month, day: `2026-11-28`"),
                );
            }
            let unit = catalogue.all_of(&own.service, &own.key).map(|price| price.unit).next();
            if let Some(unit) = unit.filter(|unit| *unit != own.unit) {
                let place = document.root.place_of(&format!("prices/{at}/unit"));
                let message = format!("`{}` is sold per {unit}, not per {}", own.key, own.unit);
                findings
                    .push(Finding::new(Code::BadValue, place, message).help(format!("write `unit: {unit}`")));
            }
        }
        if !findings.is_empty() {
            return None;
        }
        let line = |list: &str, at: usize| {
            let place = document.root.place_of(&format!("{list}/{at}"));
            sources.get(source).lines_around(place.start, place.start).1
        };
        own.prices.iter_mut().enumerate().for_each(|(at, price)| price.line = line("prices", at));
        for (at, price) in own.prices.iter().enumerate() {
            let keys = own.index.entry(price.service.clone()).or_default();
            keys.entry(price.key.clone()).or_default().push(at);
        }
        own.discounts.iter_mut().enumerate().for_each(|(at, d)| d.line = line("discounts", at));
        own.savings.iter_mut().enumerate().for_each(|(at, d)| d.line = line("savings", at));
        own.external.iter_mut().enumerate().for_each(|(at, e)| e.line = line("external", at));
        Some(own)
    }

    /// The contract price of a key in a region; one for the region wins over one for everywhere.
    #[must_use]
    pub fn price(&self, service: &str, key: &str, region: &str) -> Option<Price> {
        let fits = |own: &&OwnPrice| own.region.as_deref().is_none_or(|own| own == region);
        let own = self.index.get(service)?.get(key)?.iter().filter_map(|at| self.prices.get(*at));
        let own = own.filter(fits).max_by_key(|own| own.region.is_some())?;
        Some(Price {
            usd: own.usd,
            unit: own.unit.clone().into(),
            date: own.date.clone().into(),
            source: format!("{PATH}:{}", own.line).into(),
        })
    }

    /// The keys of a service that have a contract price, and where.
    pub fn keys<'a>(&'a self, service: &'a str) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        let own = self.prices.iter().filter(move |own| own.service == service);
        own.map(|own| (own.key.as_str(), own.region.as_deref()))
    }

    /// A list price with the first discount that fits taken off.
    #[must_use]
    pub(crate) fn discounted(&self, service: &str, key: &str, price: Price) -> Price {
        let Some(discount) = self.discounts.iter().find(|discount| discount.fits(service, key)) else {
            return price;
        };
        let percent = discount.percent.normalize();
        let source = format!("{}, less {percent} % ({PATH}:{})", price.source, discount.line);
        Price { usd: discount.leaves(price.usd), source: source.into(), ..price }
    }

    /// Whether any savings plan is there.
    #[must_use]
    pub(crate) const fn has_savings(&self) -> bool {
        !self.savings.is_empty()
    }

    /// The share of the everyday cost of a key that a savings plan takes off, between 0 and 1, and where
    /// that is said.
    #[must_use]
    pub(crate) fn saved(&self, service: &str, key: &str) -> Option<(Decimal, String)> {
        let savings = self.savings.iter().find(|savings| savings.fits(service, key))?;
        Some((savings.percent / Decimal::ONE_HUNDRED, format!("{PATH}:{}", savings.line)))
    }

    /// Puts what vendors ask in the place of the prices that a profile has of them. All that is said of a
    /// vendor's money is computed from the plan: checks, pages, bills and diffs then say the same.
    pub fn price_vendors(&self, external: &mut BTreeMap<String, External>) {
        let all: HashMap<(&str, Option<&str>), &ExternalPrice> =
            self.external.iter().map(|own| ((own.service.as_str(), own.plan.as_deref()), own)).collect();
        for external in external.values_mut() {
            // One for the plan wins over one for any.
            let find = |plan: Option<&str>| {
                let service = external.service.as_str();
                let own =
                    plan.and_then(|plan| all.get(&(service, Some(plan)))).or(all.get(&(service, None)))?;
                Some((own.usd, format!("{PATH}:{}", own.line)))
            };
            let listed = external.plans.iter().any(|own| Some(&own.name) == external.plan.as_ref());
            let own = if listed { None } else { find(external.plan.as_deref()) };
            let ladder: Vec<_> = external.plans.iter().map(|own| find(Some(&own.name))).collect();
            if let Some((usd, source)) = own {
                (external.price, external.price_source) = (Some(usd), Some(source));
            }
            for (own, found) in external.plans.iter_mut().zip(ladder) {
                if let Some((usd, source)) = found {
                    (own.price, own.price_source) = (Some(usd), Some(source));
                }
            }
        }
    }
}

impl Price {
    /// Whether it is a contract of the project's own: it holds until the project changes it, however old.
    #[must_use]
    pub(crate) fn is_own(&self) -> bool {
        self.source.starts_with(PATH)
    }
}

impl Discount {
    fn fits(&self, service: &str, key: &str) -> bool {
        self.service.as_deref().is_none_or(|own| own == service)
            && self.key.as_deref().is_none_or(|pattern| matches(pattern, key))
    }

    fn leaves(&self, usd: Decimal) -> Decimal {
        (usd * (Decimal::ONE_HUNDRED - self.percent) / Decimal::ONE_HUNDRED).normalize()
    }
}
