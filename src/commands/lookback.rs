//! `scaleprof lookback`: temporary raises in the history of a repository.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use crate::cli::format::TableFormat;
use crate::cloud::existing::Existing;
use crate::cloud::existing::sort::Sort;
use crate::cloud::list_prices;
use crate::cloud::provider::Cloud;
use crate::commands::git::{Git, GitError};
use crate::commands::init::from::{of_cloud, regions};
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::switch::utc_day;
use crate::commands::terminal::{data, data_json};
use crate::commands::workspace::Workspace;
use crate::existing::estate::{Ask, Estate};
use crate::existing::read::read;
use crate::files::border::Border;
use crate::lookback::data::reads;
use crate::lookback::follow::follow;
use crate::lookback::history::{At, Landing, Version};
use crate::lookback::json::report;
use crate::lookback::markdown::markdown;
use crate::lookback::price::{Hourly, Pricing};
use crate::lookback::raise::{Moment, Raise};
use crate::lookback::report::{About, Lookback};
use crate::lookback::size::{FileSort, Form, Known, Size, sizes};
use crate::lookback::text::text;
use crate::order::Order as _;
use crate::parallel;
use crate::price::Prices;
use crate::source::{Place, SourceId};
use crate::survey::profile::{Head, describe};
use crate::survey::{Survey, survey};

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
    let (history, estate) = parallel::both(|| git.history(&below, &[]), || read(&border, &ask));
    let mut history = history.map_err(|error| failed(&error))?;
    let (cloud, tables) = of_cloud(&estate)?;
    let today = survey(&estate, tables);
    let known = known(&today, tables);
    let mut found = Found::default();
    found.read(&git, &history.landings, &known).map_err(|error| failed(&error))?;
    // Only the configuration says which files of data are its own, today's and that of the versions before.
    found.data.extend(known.data.iter().cloned());
    if !found.data.is_empty() {
        let data: Vec<String> = found.data.iter().cloned().collect();
        history = git.history(&below, &data).map_err(|error| failed(&error))?;
        found.read(&git, &history.landings, &known).map_err(|error| failed(&error))?;
    }
    let sizes_of = |at: &At| found.sizes.get(&key(at)?).cloned();
    let followed = follow(&history.landings, &sizes_of, &|name| cloud.figures(name));
    let moment = |landing: &Landing| Moment {
        id: landing.id.clone(),
        time: landing.time,
        subject: landing.message.subject().into(),
    };
    let span = history.landings.first().map(moment).zip(history.landings.last().map(moment));
    let now = now.unwrap_or_else(Timestamp::now);
    let mut about = About {
        folder: below.clone(),
        commits: history.landings.len(),
        span,
        shallow: history.shallow,
        region: region.map(str::to_owned),
        now,
    };
    let mut pricer = Pricer::new(cloud, tables, &mut about);
    let hourly = pricer.hourly(&today, &followed.raises, |var_files| {
        read(&border, &Ask { var_files: Some(vec![var_files.to_owned()]), ..ask.clone() })
    });
    let told = Lookback::new(followed, about, hourly);
    match format {
        TableFormat::Text => data(&text(&told)),
        TableFormat::Markdown => data(&markdown(&told)),
        TableFormat::Json => data_json(&report(&told)),
    }
}

/// What is a size: what the cloud's tables say, and what the configuration of today makes a size of something.
fn known(found: &Survey<'_>, tables: &'static Existing) -> Known {
    let mut starts: BTreeMap<SourceId, BTreeMap<usize, Sort>> = BTreeMap::new();
    for size in found.roots.iter().flat_map(|root| &root.sizes) {
        if let Some(constant) = size.origin.constant() {
            let Place { source, start, .. } = constant.place;
            starts.entry(source).or_default().insert(start as usize, size.sort);
        }
    }
    let mut known = Known::new(tables);
    for (source, starts) in starts {
        let source = found.estate.sources.get(source);
        known.add(&source.path, &source.text, &starts);
    }
    known
}

/// A version of a file, and how it is read.
type Key = (Version, FileSort, Form);

fn key(at: &At) -> Option<Key> {
    let (sort, form) = FileSort::of(&at.path)?;
    Some((at.version.clone(), sort, form))
}

/// What the versions of files hold.
#[derive(Default)]
struct Found {
    /// The sizes of each. A version that cannot be read is not there.
    sizes: HashMap<Key, Arc<Vec<Size>>>,
    /// The versions that were asked for.
    seen: HashSet<Key>,
    /// The files of data that a version of the configuration reads.
    data: BTreeSet<String>,
}

impl Found {
    /// Reads every version of every file on the main line that was not read before.
    fn read(&mut self, git: &Git, landings: &[Landing], known: &Known) -> Result<(), GitError> {
        let of_line =
            landings.iter().flat_map(|landing| &landing.changes).filter_map(|own| own.after.as_ref());
        let merged = landings.iter().flat_map(|landing| &landing.merged).flat_map(|merged| &merged.changes);
        let of_merged = merged.flat_map(|own| own.before.iter().chain(&own.after));
        let all = of_line.chain(of_merged);
        let wanted: Vec<&At> = all.filter(|at| key(at).is_some_and(|key| self.seen.insert(key))).collect();
        let mut held: Vec<(&At, String)> = Vec::new();
        let mut bytes = 0;
        let versions: Vec<Version> = wanted.iter().map(|at| at.version.clone()).collect();
        let mut next = wanted.iter();
        git.versions(&versions, &mut |version, text| {
            // Versions that are too large are left out.
            let Some(at) = next.find(|at| at.version == *version) else { return };
            bytes += text.len();
            held.push((at, text));
            if bytes > AT_ONCE {
                self.take(&mut held, known);
                bytes = 0;
            }
        })?;
        self.take(&mut held, known);
        Ok(())
    }

    fn take(&mut self, held: &mut Vec<(&At, String)>, known: &Known) {
        let read =
            |(at, text): &(&At, String)| (sizes(&at.path, text, known).map(Arc::new), reads(&at.path, text));
        let read = parallel::map(held, read);
        for ((at, _), (sizes, data)) in held.drain(..).zip(read) {
            self.data.extend(data);
            if let Some((key, sizes)) = key(at).zip(sizes) {
                self.sizes.insert(key, sizes);
            }
        }
    }
}

/// Prices raises, as far as the files of today say what they are sizes of.
struct Pricer<'a> {
    cloud: &'static dyn Cloud,
    tables: &'static Existing,
    prices: Prices,
    /// Where the stack is; of several regions none, as nobody knows which price is meant.
    about: &'a mut About,
}

impl<'a> Pricer<'a> {
    fn new(cloud: &'static dyn Cloud, tables: &'static Existing, about: &'a mut About) -> Self {
        let mut prices = list_prices();
        prices.today = Some(utc_day(about.now));
        Self { cloud, tables, prices, about }
    }

    /// What each raise costs an hour: first as production is applied, then with each file of variables that holds one of
    /// those whose price is not known yet.
    fn hourly(
        &mut self,
        production: &Survey<'_>,
        raises: &[Raise],
        with: impl Fn(&str) -> Estate,
    ) -> Vec<Option<Hourly>> {
        let mut known = vec![None; raises.len()];
        let standing =
            raises.iter().enumerate().filter_map(|(at, raise)| Some((at, &*raise.today.as_ref()?.file)));
        let standing: Vec<(usize, &str)> = standing.take(PRICED).collect();
        if standing.is_empty() {
            return known;
        }
        self.price(production, raises, &standing, &mut known);
        let is_var_file = |file: &str| matches!(FileSort::of(file), Some((FileSort::Variables, _)));
        let mut left: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
        for (at, file) in standing.into_iter().filter(|(_, file)| is_var_file(file)) {
            left.entry(file).or_default().push((at, file));
        }
        for (file, of_file) in left.into_iter().take(VAR_FILES) {
            if of_file.iter().any(|(at, _)| known[*at].is_none()) {
                self.price(&survey(&with(file), self.tables), raises, &of_file, &mut known);
            }
        }
        known
    }

    /// Prices those of some raises whose price is not known, by what one reading of the files found.
    fn price(
        &mut self,
        found: &Survey<'_>,
        raises: &[Raise],
        some: &[(usize, &str)],
        known: &mut [Option<Hourly>],
    ) {
        let described = describe(found, self.tables);
        if self.about.region.is_none() {
            let mut regions = regions(&described, self.cloud);
            regions.order();
            regions.dedup();
            self.about.region = regions.pop().filter(|_| regions.is_empty());
        }
        let Some(region) = self.about.region.clone() else { return };
        let (stack, provider) = ("lookback".to_owned(), self.cloud.name());
        let head = Head { stack, provider, region, project: String::new() };
        let pricing = Pricing {
            described: &described,
            sources: &found.estate.sources,
            head: &head,
            tables: self.tables,
            prices: &self.prices,
        };
        for (at, _) in some {
            if known[*at].is_none() {
                known[*at] = pricing.hourly(&raises[*at]);
            }
        }
    }
}
