//! Fetching AWS's public price lists.
//!
//! AWS publishes an offer per service as one JSON file per region, half a gigabyte for EC2, without an
//! account: <https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html>.
//! The files are read as they arrive; what is kept is what `select` picks. A snapshot is made of lists
//! that came whole and say what was asked for, or it is not made.

pub mod offer;
pub(crate) mod scan;
pub mod select;

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use ureq::Agent;

use crate::cloud::aws::regions;
use crate::order::Order as _;
use crate::price::lists::error::UpdateError;
use crate::price::lists::fetch::{Answer, Trouble, get};
use crate::price::lists::progress::{Outcome, Progress};
use crate::price::lists::{PriceLists, Refused, Update};
use crate::price::snapshot::{Row, Snapshot, Source};
use offer::{Listed, Wanted};
use select::rule::Offer;
use select::{OFFERS, SELECTION};

/// AWS's price lists.
#[derive(Debug)]
pub(crate) struct Offers;

impl PriceLists for Offers {
    fn base(&self) -> &'static str {
        "https://pricing.us-east-1.amazonaws.com"
    }

    fn is_region(&self, name: &str) -> bool {
        is_region(name)
    }

    fn regions(&self) -> Vec<&'static str> {
        regions::names().collect()
    }

    fn naming(&self) -> &'static str {
        "AWS's are named like eu-west-1"
    }

    fn example(&self) -> &'static str {
        "eu-west-1"
    }

    fn update(
        &self,
        agent: &Agent,
        base: &str,
        region: &str,
        old: Option<&Snapshot>,
        force: bool,
        progress: &mut dyn Progress,
    ) -> Result<Update, UpdateError> {
        let mut run = Run { agent, base, region, old, force, progress };
        let mut snapshot = Snapshot::new(region.to_owned(), SELECTION);
        let mut refused = Vec::new();
        for (offer, number) in OFFERS.into_iter().zip(1..) {
            let Some(Part { mut source, mut rows, refused: left_out }) = run.part(offer)? else { continue };
            source.number = number;
            for row in &mut rows {
                row.source = number;
            }
            snapshot.sources.push(source);
            snapshot.rows.append(&mut rows);
            refused.extend(left_out);
        }
        snapshot.rows.order_by(|one, other| (&one.service, &one.key).cmp(&(&other.service, &other.key)));
        let mut update = Update { snapshot, refused, new: 0, changed: 0, gone: 0 };
        for row in &update.snapshot.rows {
            match old.and_then(|old| old.get(&row.service, &row.key)) {
                None => update.new += 1,
                Some(before) if !is_same(before, row) => update.changed += 1,
                Some(_) => {}
            }
        }
        let before = old.map_or(&[][..], |old| &old.rows);
        update.gone =
            before.iter().filter(|row| update.snapshot.get(&row.service, &row.key).is_none()).count();
        Ok(update)
    }
}

/// Whether this can be the name of a region, e.g. `eu-west-1`.
fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [area, between @ .., number] => {
            area.len() == 2
                && letters(area)
                && !between.is_empty()
                && between.iter().all(letters)
                && number.len() == 1
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

fn is_same(one: &Row, other: &Row) -> bool {
    one.usd == other.usd && one.unit == other.unit
}

/// What an offer adds to a snapshot.
struct Part {
    source: Source,
    rows: Vec<Row>,
    refused: Vec<Refused>,
}

/// The fetching of one region.
struct Run<'a> {
    agent: &'a Agent,
    base: &'a str,
    region: &'a str,
    old: Option<&'a Snapshot>,
    force: bool,
    progress: &'a mut dyn Progress,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegionIndex {
    offer_code: Option<String>,
    regions: HashMap<String, RegionEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegionEntry {
    current_version_url: String,
}

impl<'a> Run<'a> {
    /// Fetches an offer, unless the old snapshot has it; nothing if the region does not have it.
    fn part(&mut self, offer: Offer) -> Result<Option<Part>, UpdateError> {
        let index = format!("{}/offers/v1.0/aws/{}/current/region_index.json", self.base, offer.code);
        let Some((path, version)) = self.current(offer, &index)? else {
            self.accept_loss(offer, &[], &index)?;
            self.progress.done(offer.code, self.region, Outcome::Absent);
            return Ok(None);
        };
        let url = format!("{}{path}", self.base);
        let known = self.known(&url);
        let etag = known.and_then(|source| source.etag.as_deref());
        if let (Some(source), None) = (known, etag) {
            return Ok(Some(self.unchanged(offer, source)));
        }
        let wanted = Wanted { offer, version: &version, region: self.region };
        let answer = get(self.agent, &url, etag, self.progress, |arriving| {
            let length = arriving.length;
            arriving.progress().begin(offer.code, wanted.region, length);
            Ok(offer::read(arriving, wanted)?)
        })?;
        match (answer, known) {
            (Answer::Unchanged, Some(source)) => Ok(Some(self.unchanged(offer, source))),
            (Answer::Unchanged, None) => Err(UpdateError::new(&url, "the server sent nothing")),
            (Answer::Fresh(listed, etag), _) => {
                let part = self.made(offer, listed, &url, etag);
                self.accept_loss(offer, &part.rows, &url)?;
                if part.rows.is_empty() && !self.force {
                    let first = part.refused.first();
                    let first = first.map(|refused| format!(" ({} {})", refused.key, refused.why));
                    let reason = format!(
                        "it holds none of the prices that are looked for{}; if that is right, pass --force",
                        first.unwrap_or_default()
                    );
                    return Err(UpdateError::new(&url, reason));
                }
                self.progress.done(offer.code, self.region, Outcome::Read(part.rows.len()));
                Ok(Some(part))
            }
        }
    }

    /// The path of the list that is current, and its version.
    fn current(&mut self, offer: Offer, url: &str) -> Result<Option<(String, String)>, UpdateError> {
        let wrong = |reason: String| Err(UpdateError::new(url, reason));
        let answer = get(self.agent, url, None, self.progress, |arriving| {
            let text = arriving.short()?;
            serde_json::from_slice::<RegionIndex>(&text)
                .map_err(|error| Trouble::Lasting(format!("it is no index of regions: {error}")))
        })?;
        let Answer::Fresh(index, _) = answer else { return wrong("the server sent nothing".to_owned()) };
        if index.offer_code.as_deref().is_some_and(|code| code != offer.code) {
            return wrong(format!("it is the index of `{}`", index.offer_code.unwrap_or_default()));
        }
        let Some(entry) = index.regions.get(self.region) else {
            // There is no region without machines: this one is no region.
            let must = offer.code == OFFERS[0].code;
            return if must { wrong(format!("there is no region `{}`", self.region)) } else { Ok(None) };
        };
        let path = &entry.current_version_url;
        let version = path
            .strip_prefix(&format!("/offers/v1.0/aws/{}/", offer.code))
            .and_then(|rest| rest.strip_suffix(&format!("/{}/index.json", self.region)));
        match version {
            Some(version) if is_version(version) => Ok(Some((path.clone(), version.to_owned()))),
            _ => wrong(format!("`{path}` is no address of {} in {}", offer.code, self.region)),
        }
    }

    /// The source of the old snapshot that was read at this address, if it can be kept.
    fn known(&self, url: &str) -> Option<&'a Source> {
        let old = self.old.filter(|old| old.selection == SELECTION && !self.force)?;
        old.sources.iter().find(|source| source.url == url)
    }

    /// What the old snapshot has of an offer.
    fn old_rows(&self, offer: Offer) -> impl Iterator<Item = &'a Row> + use<'a> {
        let source = self.old.and_then(|old| old.sources.iter().find(|source| source.offer == offer.code));
        let rows = self.old.map_or(&[][..], |old| &old.rows);
        rows.iter().filter(move |row| source.is_some_and(|source| source.number == row.source))
    }

    fn unchanged(&mut self, offer: Offer, source: &Source) -> Part {
        let rows: Vec<Row> = self.old_rows(offer).cloned().collect();
        self.progress.done(offer.code, self.region, Outcome::Unchanged(rows.len()));
        Part { source: source.clone(), rows, refused: Vec::new() }
    }

    fn made(&self, offer: Offer, listed: Listed, url: &str, etag: Option<String>) -> Part {
        let Listed { published, prices, refused } = listed;
        let rows = prices.into_iter().map(|((service, key), listing)| {
            let mut row = Row {
                service: service.to_owned(),
                key,
                unit: listing.unit.to_owned(),
                usd: listing.usd,
                since: published,
                source: 0,
            };
            let before = self.old.and_then(|old| old.get(&row.service, &row.key));
            if let Some(before) = before.filter(|before| is_same(before, &row)) {
                row.since = before.since;
            }
            row
        });
        let rows = rows.collect();
        let source =
            Source { number: 0, offer: offer.code.to_owned(), date: published, url: url.to_owned(), etag };
        Part { source, rows, refused }
    }

    /// Refuses what looks less like news than like a list that changed its form.
    fn accept_loss(&self, offer: Offer, rows: &[Row], url: &str) -> Result<(), UpdateError> {
        let kept: HashSet<(&str, &str)> = rows.iter().map(|row| (&*row.service, &*row.key)).collect();
        let (mut before, mut gone) = (0, Vec::new());
        for row in self.old_rows(offer) {
            before += 1;
            if !kept.contains(&(&*row.service, &*row.key)) {
                gone.push(format!("{} {}", row.service, row.key));
            }
        }
        if self.force || gone.len() * 5 <= before {
            return Ok(());
        }
        let some = gone[..gone.len().min(3)].join(", ");
        let reason = format!(
            "{} of {before} prices of {} are gone from it, {some} among them; if that is right, pass --force",
            gone.len(),
            offer.code
        );
        Err(UpdateError::new(url, reason))
    }
}

/// Whether this can be the version of a list, e.g. `20260925174521`.
fn is_version(text: &str) -> bool {
    !text.is_empty() && text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_named_like_regions() {
        for name in ["eu-west-1", "us-gov-east-1", "ap-southeast-7", "il-central-1"] {
            assert!(is_region(name), "{name}");
        }
        for name in [
            "",
            "-",
            "eu-1",
            "eu-west-",
            "eu-west-10",
            "eu--1",
            "EU-west-1",
            "e-west-1",
            "eu-west-a",
            "../../x-1",
            "eu-west-1/..",
            "eu-we st-1",
            "us-west-2-lax-1",
            "eu-wést-1",
        ] {
            assert!(!is_region(name), "{name}");
        }
    }
}
