//! `scaleprof prices show`: prints prices with their date and source.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::json;

use crate::cli::format::TableFormat;
use crate::cloud::provider::Cloud;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::terminal::{data, talk};
use crate::commands::workspace::Workspace;
use crate::diagnostic::suggest::closest;
use crate::money::{plain, unit_price};
use crate::price::catalogue::Catalogue;
use crate::price::unit_price::Price;
use crate::source::Sources;
use crate::template::markdown::markdown;

/// A price, and what it is for.
struct PriceRow {
    key: String,
    region: String,
    price: Price,
}

pub(super) fn run(
    workspace: &Workspace,
    cloud: &dyn Cloud,
    service: &str,
    key: &str,
    region: Option<&str>,
    format: TableFormat,
) -> Result<Outcome, Failure> {
    let regions = region.map(|region| BTreeSet::from([region.to_owned()]));
    let prices = workspace.prices(regions.as_ref(), &mut Sources::default())?;
    let known = prices.known(service, key, region);
    let find = |(key, region): (String, String)| {
        prices.find(service, &key, &region).map(|price| PriceRow { key, region, price })
    };
    let rows: Vec<PriceRow> = known.into_iter().filter_map(find).collect();
    data(&match format {
        TableFormat::Json => json_list(service, &rows),
        TableFormat::Text => text(service, &rows),
        TableFormat::Markdown => table(service, &rows),
    })?;
    if rows.is_empty() {
        talk(&nothing(cloud, &prices.catalogue, service, key, region));
        return Ok(Outcome::Findings);
    }
    Ok(Outcome::Clean)
}

fn json_list(service: &str, rows: &[PriceRow]) -> String {
    let object = |row: &PriceRow| {
        let Price { usd, unit, date, source } = &row.price;
        json!({
            "service": service,
            "key": row.key,
            "region": row.region,
            "unit": unit,
            "usd": plain(*usd),
            "date": date,
            "source": source,
        })
    };
    let list: serde_json::Value = rows.iter().map(object).collect();
    format!("{list:#}\n")
}

fn text(service: &str, rows: &[PriceRow]) -> String {
    let mut out = String::new();
    for row in rows {
        let Price { usd, unit, date, source } = &row.price;
        let usd = unit_price(*usd);
        let _ = writeln!(out, "{service} {}  {}  {usd} per {unit}\n  {date}  {source}", row.key, row.region);
    }
    out
}

fn table(service: &str, rows: &[PriceRow]) -> String {
    let mut out = "| service | key | region | US dollars | per | date | source |\n".to_owned();
    out.push_str("| :-- | :-- | :-- | --: | :-- | :-- | :-- |\n");
    for row in rows {
        let Price { usd, unit, date, source } = &row.price;
        let (key, usd, source) = (markdown(&row.key), plain(*usd), markdown(source));
        let _ = writeln!(out, "| {service} | {key} | {} | {usd} | {unit} | {date} | {source} |", row.region);
    }
    out
}

/// Why no price was found, and what the user may have meant.
fn nothing(
    cloud: &dyn Cloud,
    catalogue: &Catalogue,
    service: &str,
    key: &str,
    region: Option<&str>,
) -> String {
    if !catalogue.services().any(|known| known == service) {
        let hint = match closest(service, catalogue.services()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", catalogue.services().collect::<Vec<_>>().join(", ")),
        };
        return format!("no price: there is no service `{service}`; {hint}\n");
    }
    if let Some((region, lists)) = region.zip(cloud.price_lists())
        && !lists.regions().contains(&region)
    {
        let hint = match closest(region, lists.regions().into_iter()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("they are named like {}", lists.example()),
        };
        return format!("no price: there is no region `{region}`; {hint}\n");
    }
    if key.contains('*') {
        let place = region.unwrap_or("any region");
        return format!(
            "no price of {service} that fits `{key}` is known in {place}; `scaleprof prices update` fetches them\n"
        );
    }
    let keys: BTreeSet<&str> = catalogue.all(service).map(|(key, ..)| key).collect();
    if keys.contains(key) {
        let place = region.unwrap_or("any region");
        return format!(
            "the price of `{key}` in {place} is unknown; without --region all that are known are shown\n"
        );
    }
    match closest(&key.to_lowercase(), keys.into_iter()) {
        Some(meant) => format!("no price: {service} has no `{key}`; did you mean `{meant}`?\n"),
        None => format!(
            "no price: {service} has no `{key}`; `scaleprof prices show {} {service} '*'` shows all\n",
            cloud.name()
        ),
    }
}
