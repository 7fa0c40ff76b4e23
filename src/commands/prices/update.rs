//! `scaleprof prices update`: fetches the public price lists of the regions in use.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cloud::provider::Cloud;
use crate::commands::network::agent;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::prices::regions;
use crate::commands::terminal::{data, talk};
use crate::commands::workspace::{Workspace, cannot};
use crate::price::lists::progress::{self, Progress};
use crate::price::lists::{Update, base_url};
use crate::price::snapshot::Snapshot;
use crate::report::terminal::padded;

/// The file of a project that holds the prices of a region.
fn file(cloud: &dyn Cloud, region: &str) -> String {
    format!("prices/{}/{region}.csv", cloud.name())
}

pub(super) fn run(
    workspace: &Workspace,
    regions: &[String],
    force: bool,
    base: Option<&str>,
) -> Result<Outcome, Failure> {
    let base = base.map(base_url).transpose().map_err(Failure)?;
    let regions = regions::in_use(workspace, regions)?;
    let clouds: BTreeSet<&str> = regions.keys().map(|(cloud, _)| *cloud).collect();
    if base.is_some() && clouds.len() > 1 {
        let clouds: Vec<&str> = clouds.into_iter().collect();
        return Err(Failure(format!(
            "--base-url is the address of one cloud's price lists, and the regions are of {}: name the regions of one \
             with --region",
            clouds.join(" and ")
        )));
    }
    let agent = agent();
    let mut progress = Shown::new();
    for ((_, region), (cloud, lists)) in regions {
        let base = base.unwrap_or_else(|| lists.base());
        let file = file(cloud, &region);
        let path = workspace.writable(&file)?;
        let shown = workspace.shown(&file);
        let text = workspace.text(&file)?;
        let old = old(text.as_deref(), &region, force)
            .map_err(|reason| Failure(format!("{shown}: {reason}; --force fetches it anew")))?;
        let update = lists
            .update(&agent, base, &region, old.as_ref(), force, &mut progress)
            .map_err(|error| Failure(format!("{error}; {shown} is as it was")))?;
        progress.clear();
        for refused in &update.refused {
            talk(&format!("left out: {} {} {}\n", refused.service, refused.key, refused.why));
        }
        let new = update.snapshot.write();
        let written = text.as_deref() != Some(new.as_str());
        if written {
            replace(&path, &new)?;
        }
        data(&summary(&shown, &update, written))?;
    }
    Ok(Outcome::Clean)
}

/// The snapshot in the project. One that cannot be read is an error, unless `force` is set.
fn old(text: Option<&str>, region: &str, force: bool) -> Result<Option<Snapshot>, String> {
    let Some(text) = text else { return Ok(None) };
    let read = Snapshot::read(text).map_err(|error| error.to_string()).and_then(|old| {
        let own = old.region == region;
        if own { Ok(old) } else { Err(format!("it holds the prices of `{}`", old.region)) }
    });
    match read {
        Ok(old) => Ok(Some(old)),
        Err(_) if force => Ok(None),
        Err(reason) => Err(reason),
    }
}

/// Replaces a file in one step.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || {
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".scaleprof-prices-");
        // A temporary file is private by default, but this one is for others too.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut stage = builder.tempfile_in(folder)?;
        stage.write_all(text.as_bytes())?;
        stage.as_file().sync_all()?;
        stage.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error: io::Error| cannot("write", path, &error))
}

fn summary(shown: &str, update: &Update, written: bool) -> String {
    let Update { snapshot, new, changed, gone, .. } = update;
    let rows = snapshot.rows.len();
    let mut out = if written {
        format!("{shown}: {rows} prices, {new} new, {changed} changed, {gone} gone\n")
    } else {
        format!("{shown} is up to date: {rows} prices\n")
    };
    let width = snapshot.sources.iter().map(|source| source.offer.len()).max().unwrap_or(0);
    for source in &snapshot.sources {
        let _ = writeln!(out, "  {}  published {}", padded(&source.offer, width), source.date);
    }
    out
}

/// Shows the progress: on a terminal as one line that changes, elsewhere as one line per offer.
struct Shown {
    terminal: bool,
    bar: ProgressBar,
    began: Instant,
    received: u64,
}

impl Shown {
    fn new() -> Self {
        let terminal = io::stderr().is_terminal();
        Self { terminal, bar: ProgressBar::hidden(), began: Instant::now(), received: 0 }
    }

    fn clear(&mut self) {
        self.bar.finish_and_clear();
        self.bar = ProgressBar::hidden();
    }

    /// Prints a line above the progress.
    fn line(&self, text: &str) {
        self.bar.suspend(|| talk(text));
    }
}

impl Progress for Shown {
    fn begin(&mut self, offer: &str, region: &str, length: Option<u64>) {
        self.began = Instant::now();
        self.received = 0;
        if !self.terminal {
            return;
        }
        self.clear();
        self.bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
        let style = match length {
            Some(_) => {
                "{msg}  {wide_bar} {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left"
            }
            None => "{msg}  {spinner} {decimal_bytes}, {decimal_bytes_per_sec}",
        };
        self.bar.set_style(ProgressStyle::with_template(style).unwrap_or(ProgressStyle::default_bar()));
        self.bar.set_message(format!("{offer} {region}"));
    }

    fn received(&mut self, bytes: u64) {
        self.received += bytes;
        self.bar.inc(bytes);
    }

    fn again(&mut self, url: &str, reason: &str) {
        self.line(&format!("trying again: {url}: {reason}\n"));
    }

    fn done(&mut self, offer: &str, region: &str, outcome: progress::Outcome) {
        self.clear();
        if self.terminal && matches!(outcome, progress::Outcome::Read(_)) {
            return;
        }
        let what = match outcome {
            progress::Outcome::Read(prices) => {
                format!("{prices} prices from {}", sized(self.received, self.began.elapsed()))
            }
            progress::Outcome::Unchanged(prices) => format!("unchanged, {prices} prices"),
            progress::Outcome::Absent => "not offered".to_owned(),
        };
        self.line(&format!("{offer} {region}: {what}\n"));
    }
}

/// `435.9 MB in 3.1 s`.
fn sized(bytes: u64, time: Duration) -> String {
    let tenths = bytes / 100_000;
    let size = match bytes {
        100_000.. => format!("{}.{} MB", tenths / 10, tenths % 10),
        _ => format!("{bytes} bytes"),
    };
    format!("{size} in {:.1} s", time.as_secs_f64())
}
