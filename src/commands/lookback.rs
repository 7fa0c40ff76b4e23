//! `scaleprof lookback`: temporary raises in the history of a repository.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use crate::cli::format::TableFormat;
use crate::cloud::existing::Existing;
use crate::cloud::existing::sort::Sort;
use crate::cloud::provider::Cloud;
use crate::cloud::{all, list_prices};
use crate::commands::git::{Git, GitError};
use crate::commands::init::from::{of_cloud, regions};
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::switch::utc_day;
use crate::commands::terminal::{data, data_json};
use crate::commands::workspace::Workspace;
use crate::existing::estate::{Ask, Estate};
use crate::existing::read::read;
use crate::files::border::Border;
use crate::lookback::follow::{Followed, follow};
use crate::lookback::history::{At, Landing, Version};
use crate::lookback::json::report;
use crate::lookback::markdown::markdown;
use crate::lookback::price::{Hourly, Pricing};
use crate::lookback::raise::Moment;
use crate::lookback::report::{About, Lookback};
use crate::lookback::size::{FileSort, Known, Size, sizes};
use crate::lookback::text::text;
use crate::parallel;
use crate::source::{Place, SourceId};
use crate::survey::profile::{Head, describe};
use crate::survey::survey;

/// How many bytes of versions are held at once.
const AT_ONCE: usize = 32 << 20;
/// How many raises are priced.
const PRICED: usize = 200;
/// How many files of variables the configuration is read with to price them.
const VAR_FILES: usize = 16;

pub(super) fn run(
    workspace: &Workspace,
    folder: &Path,
    format: TableFormat,
    region: Option<&str>,
    now: Option<Timestamp>,
) -> Result<Outcome, Failure> {
    let folder = workspace.path("").join(folder);
    let failed =
        |error: &dyn std::fmt::Display| Failure(format!("cannot look back in {}: {error}", folder.display()));
    let border = Border::around(&folder).map_err(|error| failed(&error))?;
    let below = border.below(&folder).ok_or_else(|| failed(&"it is not there"))?;
    let git = Git::of(&border).map_err(|error| failed(&error))?;
    let ask = Ask { below: below.clone(), ..Ask::default() };
    let (history, estate) = parallel::both(|| git.history(&below), || read(&border, &ask));
    let history = history.map_err(|error| failed(&error))?;
    let reads = all().iter().find_map(|cloud| Some((*cloud, cloud.existing()?)));
    let (cloud, tables) = reads.ok_or_else(|| Failure("no cloud reads Terraform".to_owned()))?;
    let known_sizes =
        all_sizes(&git, &history.landings, &known(&estate, tables)).map_err(|error| failed(&error))?;
    let sizes_of = |at: &At| known_sizes.get(&key(at)?).cloned();
    let followed = follow(&history.landings, &sizes_of, &|name| cloud.figures(name));
    let moment = |landing: &Landing| Moment {
        id: landing.id.clone(),
        time: landing.time,
        subject: landing.message.subject().into(),
    };
    let span = history.landings.first().map(moment).zip(history.landings.last().map(moment));
    let now = now.unwrap_or_else(Timestamp::now);
    let about = About {
        folder: below.clone(),
        commits: history.landings.len(),
        span,
        shallow: history.shallow,
        region: region.map(str::to_owned),
        now,
    };
    let found = priced(&border, &ask, estate, followed, about)?;
    match format {
        TableFormat::Text => data(&text(&found)),
        TableFormat::Markdown => data(&markdown(&found)),
        TableFormat::Json => data_json(&report(&found)),
    }
}

/// What is a size: what the cloud's tables say, and what the configuration of today makes a size of something.
fn known(estate: &Estate, tables: &'static Existing) -> Known {
    let found = survey(estate, tables);
    let mut starts: BTreeMap<SourceId, BTreeMap<usize, Sort>> = BTreeMap::new();
    for size in found.roots.iter().flat_map(|root| &root.sizes) {
        if let Some(constant) = size.origin.constant() {
            let Place { source, start, .. } = constant.place;
            starts.entry(source).or_default().insert(start as usize, size.sort);
        }
    }
    let mut known = Known::new(tables);
    for (source, starts) in starts {
        let source = estate.sources.get(source);
        known.add(&source.path, &source.text, &starts);
    }
    known
}

/// A version of a file, and how it is read.
type Key = (Version, FileSort, bool);

fn key(at: &At) -> Option<Key> {
    let (sort, json) = FileSort::of(&at.path)?;
    Some((at.version.clone(), sort, json))
}

/// The sizes of every version of every file on the main line. A version that cannot be read is not there.
fn all_sizes(
    git: &Git,
    landings: &[Landing],
    known: &Known,
) -> Result<HashMap<Key, Arc<Vec<Size>>>, GitError> {
    let mut wanted: Vec<&At> = Vec::new();
    let mut seen = HashSet::new();
    for at in landings.iter().flat_map(|landing| &landing.changes).filter_map(|change| change.after.as_ref())
    {
        if key(at).is_some_and(|key| seen.insert(key)) {
            wanted.push(at);
        }
    }
    let mut found = HashMap::new();
    let mut held: Vec<(&At, String)> = Vec::new();
    let mut bytes = 0;
    let mut read = |held: &mut Vec<(&At, String)>| {
        let read = parallel::map(held, |(at, text)| sizes(&at.path, text, known).map(Arc::new));
        for ((at, _), sizes) in held.drain(..).zip(read) {
            if let Some((key, sizes)) = key(at).zip(sizes) {
                found.insert(key, sizes);
            }
        }
    };
    let versions: Vec<Version> = wanted.iter().map(|at| at.version.clone()).collect();
    let mut next = wanted.iter();
    git.versions(&versions, &mut |version, text| {
        // Versions that are too large are left out.
        let Some(at) = next.find(|at| at.version == *version) else { return };
        bytes += text.len();
        held.push((at, text));
        if bytes > AT_ONCE {
            read(&mut held);
            bytes = 0;
        }
    })?;
    read(&mut held);
    Ok(found)
}

/// Prices what was found, as far as the files of today say what it is a size of.
fn priced(
    border: &Border,
    ask: &Ask,
    estate: Estate,
    followed: Followed,
    mut about: About,
) -> Result<Lookback, Failure> {
    let mut prices = list_prices();
    prices.today = Some(utc_day(about.now));
    let mut left: Vec<usize> = (0..followed.raises.len()).collect();
    left.retain(|at| followed.raises[*at].today.is_some());
    left.truncate(PRICED);
    let mut known: Vec<Option<Hourly>> = vec![None; followed.raises.len()];
    // First as production is applied, then with each file of variables that holds one of the others.
    let of_raise = |at: usize| followed.raises[at].today.as_ref().map(|today| &*today.file);
    let is_var_file = |path: &&str| matches!(FileSort::of(path), Some((FileSort::Variables, _)));
    let mut files: Vec<&str> = left.iter().filter_map(|at| of_raise(*at)).filter(is_var_file).collect();
    files.sort_unstable();
    files.dedup();
    let mut production = Some(estate);
    let with = files.iter().map(|file| Some(vec![(*file).to_owned()])).take(VAR_FILES);
    for var_files in std::iter::once(None).chain(with) {
        if left.is_empty() {
            break;
        }
        let only = var_files.as_ref().and_then(|files| files.first().cloned());
        let estate = match production.take() {
            Some(estate) => estate,
            None => read(border, &Ask { var_files, ..ask.clone() }),
        };
        let (cloud, tables): (&dyn Cloud, _) = of_cloud(&estate)?;
        let found = survey(&estate, tables);
        let described = describe(&found, tables);
        if about.region.is_none() {
            let mut regions = regions(&described, cloud);
            regions.sort();
            regions.dedup();
            // In several regions nobody knows which price is meant.
            about.region = regions.pop().filter(|_| regions.is_empty());
        }
        let Some(region) = about.region.clone() else { continue };
        let head =
            Head { stack: "lookback".to_owned(), provider: cloud.name(), region, project: String::new() };
        let (sources, head, prices) = (&estate.sources, &head, &prices);
        let pricing = Pricing { described: &described, sources, head, tables, prices };
        left.retain(|at| {
            if only.is_none() || only.as_deref() == of_raise(*at) {
                known[*at] = pricing.hourly(&followed.raises[*at]);
            }
            known[*at].is_none()
        });
    }
    Ok(Lookback::new(followed, about, known))
}
