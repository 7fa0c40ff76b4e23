//! All profiles of a project together: every command starts from them. Nothing here reads the disk or the clock.

mod consequences;
mod read;
mod rest;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::artifact::{Artifact, Sink, layout};
use crate::check::check;
use crate::check::probe::Known;
use crate::cloud::list_prices;
use crate::diagnostic::Findings;
use crate::diagnostic::code::Code;
use crate::diff::{Diff, DiffOptions};
use crate::emit::{emit, pages, quotas, stack};
use crate::in_place::alarms::{self, Alarms};
use crate::in_place::along;
use crate::in_place::trial::Trials;
use crate::load::{Document, stem};
use crate::money::Amounts;
use crate::order::Order as _;
use crate::parallel::both;
use crate::plan::baseline::baseline;
use crate::plan::{Plan, plan};
use crate::price::Prices;
use crate::price::own::{self, Own};
use crate::project::consequences::is_error;
use crate::project::read::{COMPONENT, document, text};
use crate::project::rest::Rest;
use crate::quota::applied::Applied;
use crate::quota::asked::asked;
use crate::quota::row::rows;
use crate::resolve::{bases_first, broken_base, extends, resolve};
use crate::runbook::Runbook;
use crate::runbook::inputs::Inputs;
use crate::runbook::page::page;
use crate::schema::validate_whole;
use crate::source::{SourceId, Sources};
use crate::switch::fit::largest_fit;
use crate::switch::steps::{Steps, steps};
use crate::template::Templates;
use crate::template::error::TemplateError;
use crate::{external, guardrail, parallel};

/// The text of a profile, as it was read.
#[derive(Clone, Debug)]
pub struct Input {
    /// The path to show, e.g. `profiles/launch.yaml`.
    pub path: String,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
}

/// All profiles of a project, compiled as far as possible.
#[derive(Debug)]
pub struct Project {
    /// The texts of the files.
    pub sources: Sources,
    /// The plans of the profiles that could be compiled that far.
    pub plans: BTreeMap<String, Plan>,
    /// The findings about each profile, by its name; a file that cannot be read as a profile is there
    /// under the name of its file.
    pub findings: BTreeMap<String, Findings>,
    /// The alarms that each profile wants in Terraform of the team's own, by the name of the profile; none where that was not
    /// read.
    pub alarms: BTreeMap<String, Vec<Alarms>>,
}

impl Project {
    /// Takes all profiles through load, validate, resolve, plan and check.
    #[must_use]
    pub fn compile(inputs: Vec<Input>, now: Option<Timestamp>) -> Self {
        let known = |_: &BTreeMap<String, Plan>, _: &mut Sources| {
            Ok::<_, Infallible>(Known { now, ..Known::default() })
        };
        let Ok(project) = Self::compile_with(inputs, known);
        project
    }

    /// The same, with what `known` finds out for the plans: the quotas of their account, and the Terraform that their
    /// components stand in, whose texts are added to the sources.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn compile_with<'a, E>(
        inputs: Vec<Input>,
        known: impl FnOnce(&BTreeMap<String, Plan>, &mut Sources) -> Result<Known<'a>, E>,
    ) -> Result<Self, E> {
        Ok(Self::compile_trying(inputs, known)?.0)
    }

    /// The same, with what a build of each profile would do to the Terraform that its components stand in.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn compile_trying<'a, E>(
        inputs: Vec<Input>,
        known: impl FnOnce(&BTreeMap<String, Plan>, &mut Sources) -> Result<Known<'a>, E>,
    ) -> Result<(Self, Trials<'a>), E> {
        let mut sources = Sources::default();
        let mut findings: BTreeMap<String, Findings> = BTreeMap::new();
        let mut documents: BTreeMap<String, Document> = BTreeMap::new();
        let (prices, inputs): (Vec<_>, Vec<_>) =
            inputs.into_iter().partition(|input| input.path == own::PATH);
        let (calendars, inputs): (Vec<_>, Vec<_>) =
            inputs.into_iter().partition(|input| is_calendar(&input.path));
        let calendars = calendars.into_iter().map(|input| {
            let text = String::from_utf8_lossy(&input.bytes);
            (input.path.clone(), sources.add(input.path, text.trim_start_matches('\u{feff}')))
        });
        let calendars: BTreeMap<String, SourceId> = calendars.collect();
        let mut texts = Vec::new();
        for input in inputs {
            let stem = stem(&input.path).to_owned();
            let own = findings.entry(stem.clone()).or_default();
            texts.extend(text(input.path, input.bytes, &mut sources, own).map(|source| (stem, source)));
        }
        let components = |(_, source): &(String, SourceId)| sources.get(*source).text.len() / COMPONENT;
        let read = parallel::map_large(&texts, components, |(_, source)| document(*source, &sources));
        for ((stem, _), (document, found)) in texts.into_iter().zip(read) {
            findings.entry(stem.clone()).or_default().append(found);
            documents.extend(document.map(|document| (stem, document)));
        }
        let mut plans = BTreeMap::new();
        let unreadable: BTreeSet<String> =
            findings.keys().filter(|name| !documents.contains_key(*name)).cloned().collect();
        let mut resolved = resolve(&documents, &unreadable);
        let mut broken: BTreeSet<&str> = BTreeSet::new();
        let mut rest = Rest::default();
        for name in bases_first(&documents) {
            let Some((layered, mut found)) = resolved.remove(name) else { continue };
            let base =
                extends(&documents[name]).filter(|base| broken.contains(base) || unreadable.contains(*base));
            let first = base.and_then(|base| findings.get(base)?.iter().find(|one| is_error(one)));
            let first = first.map(|error| (error.place, error.message.clone()));
            let own = findings.entry(name.to_owned()).or_default();
            // What is found in a profile on top of one with errors comes from them, or may.
            let layered = layered.map(|layered| (layered, found.has_errors()));
            if let Some(base) = base {
                if let Some((layered, false)) = layered {
                    rest.add(name, layered, Some(base));
                }
                found.retain(|finding| finding.code == Code::ProfileName);
                own.append(found);
                let finding = broken_base(base, &documents[name]);
                own.push(match first {
                    Some((place, message)) => finding.label(place, message),
                    None => finding,
                });
                broken.insert(name);
                continue;
            }
            own.append(found);
            let Some((layered, unresolved)) = layered else {
                broken.insert(name);
                continue;
            };
            if !own.has_errors() {
                validate_whole(&layered.root, own);
            }
            if own.has_errors() {
                broken.insert(name);
                if !unresolved {
                    rest.add(name, layered, None);
                }
            } else if let Some(mut plan) = plan(layered, own) {
                plan.add_calendars(&calendars, &sources, own);
                plans.insert(name.to_owned(), plan);
            }
        }
        // The command that reads the prices reports what is wrong with the file.
        let mut unread = Findings::default();
        for input in prices {
            let source = sources.add(input.path, String::from_utf8(input.bytes).unwrap_or_default());
            if let Some(own) = Own::read(&list_prices().catalogue, &sources, source, &mut unread) {
                for plan in plans.values_mut() {
                    own.price_vendors(&mut plan.header.external);
                }
            }
        }
        let known = known(&plans, &mut sources)?;
        for plan in plans.values_mut() {
            plan.turn_to(known.now);
        }
        let alarms = known.in_place.map(|own| alarms::of_all(&mut plans, own)).unwrap_or_default();
        let trials = Trials::of(&plans, known.in_place, &alarms);
        along::add(&mut plans, known.in_place, &trials);
        for (name, found) in check(&plans, known, &alarms, &trials) {
            findings.entry(name).or_default().append(found);
        }
        for (name, found) in rest.findings(&mut plans, known) {
            findings.entry(name).or_default().append(found);
        }
        for own in findings.values_mut() {
            // With errors not every rule could run, and one of them may need the line.
            if own.has_errors() {
                own.retain(|finding| finding.code != Code::UnusedAllow);
            }
            own.finish(&sources);
        }
        Ok((Self { sources, plans, findings, alarms }, trials))
    }

    /// Looks at the window of each profile that is open or the next one at an instant; without one at the first, as a build
    /// does, which gives the same on every day.
    pub(crate) fn turn_to(&mut self, now: Option<Timestamp>) {
        for plan in self.plans.values_mut() {
            plan.turn_to(now);
        }
    }

    /// Keeps the project for as long as the process lives: freeing a large one takes time, and nobody needs the
    /// memory.
    #[must_use]
    pub fn leak(self) -> &'static Self {
        Box::leak(Box::new(self))
    }

    /// The findings about some profiles, each once.
    #[must_use]
    pub fn findings_of<'a>(&self, profiles: impl IntoIterator<Item = &'a str>) -> Findings {
        let mut all = Findings::default();
        // Errors of the base profile are news only for those who do not see them anyway.
        let mut seen = false;
        for own in profiles.into_iter().filter_map(|profile| self.findings.get(profile)) {
            seen |= own.has_errors() && own.iter().all(|finding| finding.code != Code::BrokenBase);
            all.extend([own]);
        }
        consequences::drop_from(&mut all);
        if seen {
            all.retain(|finding| finding.code != Code::BrokenBase);
        }
        all.finish(&self.sources);
        all
    }

    /// The everyday plan that a profile is compared with.
    #[must_use]
    pub(crate) fn baseline(&self, plan: &Plan) -> Option<&Plan> {
        baseline(plan, &self.plans)
    }

    /// The alarms that a profile wants in Terraform of the team's own.
    #[must_use]
    pub(crate) fn alarms_of(&self, plan: &Plan) -> &[Alarms] {
        self.alarms.get(plan.name()).map(Vec::as_slice).unwrap_or_default()
    }

    /// The regions of the profiles.
    #[must_use]
    pub fn regions(&self) -> BTreeSet<String> {
        self.plans.values().map(|plan| plan.header.cloud.region.clone()).collect()
    }

    /// The profiles that could not be compiled to a plan. Nobody knows what they keep and need, so that nothing can
    /// be built that all profiles share.
    pub(crate) fn unreadable(&self) -> impl Iterator<Item = &str> {
        self.findings.keys().map(String::as_str).filter(|name| !self.plans.contains_key(*name))
    }

    /// Everything that a build of `plan` writes, sorted by path.
    ///
    /// # Errors
    /// When a template of the user's own does not render.
    pub fn build(
        &self,
        plan: &Plan,
        applied: Option<&Applied>,
        prices: &Prices,
        templates: &Templates,
    ) -> Result<Vec<Artifact>, TemplateError> {
        let taken = Mutex::new(Vec::new());
        self.build_to(plan, applied, prices, templates, &|artifact| {
            taken.lock().unwrap_or_else(PoisonError::into_inner).push(artifact);
        })?;
        let mut artifacts: Vec<Artifact> = taken.into_inner().unwrap_or_else(PoisonError::into_inner);
        artifacts.order_by(|a, b| a.path.cmp(&b.path));
        Ok(artifacts)
    }

    /// The same, each file handed to `out` as soon as it is made.
    ///
    /// # Errors
    /// When a template of the user's own does not render: then what `out` was handed is not all.
    pub fn build_to(
        &self,
        plan: &Plan,
        applied: Option<&Applied>,
        prices: &Prices,
        templates: &Templates,
        out: &Sink<'_>,
    ) -> Result<(), TemplateError> {
        let all: Vec<&Plan> = self.plans.values().collect();
        let everyday = self.baseline(plan);
        let Some(everyday) = everyday else {
            return emit(plan, None, &all, applied, templates, out).map(drop);
        };
        let (steps, priced) =
            both(|| stack(plan, Some(everyday), &all, out), || Priced::of(everyday, plan, prices, applied));
        let (runbook, others) = both(
            || page(&self.runbook_of(&priced, &steps, applied, None), templates),
            || pages(plan, Some(everyday), &all, applied, templates, out),
        );
        others?;
        out(Artifact::new(layout::RUNBOOK, runbook?));
        Ok(())
    }

    /// The page of the requests for the quotas of `plan`, as a build writes it; none on a cloud that takes none.
    ///
    /// # Errors
    /// When a template of the user's own does not render.
    pub(crate) fn quota_page(
        &self,
        plan: &Plan,
        applied: Option<&Applied>,
        templates: &Templates,
    ) -> Result<Option<String>, TemplateError> {
        let all: Vec<&Plan> = self.plans.values().collect();
        let mut files = quotas::artifacts(plan, self.baseline(plan), &all, applied, templates)?.into_iter();
        Ok(files.find(|file| file.path == layout::REQUEST_PAGE).map(|page| page.text))
    }

    /// The runbook of a switch to `plan`; `None` for the everyday profile. With `now` it says how much time is left.
    #[must_use]
    pub fn runbook(
        &self,
        plan: &Plan,
        applied: Option<&Applied>,
        prices: &Prices,
        now: Option<Timestamp>,
    ) -> Option<Runbook> {
        let everyday = self.baseline(plan)?;
        let all: Vec<&Plan> = self.plans.values().collect();
        let (steps, priced) =
            both(|| steps(plan, everyday, &all), || Priced::of(everyday, plan, prices, applied));
        Some(self.runbook_of(&priced, &steps, applied, now))
    }

    fn runbook_of(
        &self,
        Priced { diff, hour_longer }: &Priced<'_>,
        steps: &[Steps],
        applied: Option<&Applied>,
        now: Option<Timestamp>,
    ) -> Runbook {
        let all: Vec<&Plan> = self.plans.values().collect();
        let (everyday, plan) = (diff.from, diff.to);
        let limits = guardrail::of_budget(diff);
        let gates = guardrail::evaluate(diff, &limits, guardrail::Size::Expected, false);
        let quotas = rows(plan.demand(Some(everyday)), applied);
        let short = quotas.iter().any(|row| !row.verdict.fits());
        Runbook::of(&Inputs {
            diff,
            hour_longer: *hour_longer,
            gates: &gates,
            steps,
            quotas: &quotas,
            applied,
            asked: asked(all.iter().map(|plan| plan.demand(Some(everyday))), applied).len(),
            fit: short.then(|| largest_fit(plan, everyday, applied)).as_ref(),
            tasks: &external::task::tasks(plan, Some(everyday)),
            alarms: [self.alarms_of(everyday), self.alarms_of(plan)],
            now,
        })
    }
}

/// Whether a file beside the profiles is a calendar.
pub(crate) fn is_calendar(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| own == "ics")
}

/// What a switch changes and costs, for its runbook.
struct Priced<'a> {
    diff: Diff<'a>,
    /// What one more hour of the window costs; none where its length is not known.
    hour_longer: Option<Amounts>,
}

impl<'a> Priced<'a> {
    fn of(everyday: &'a Plan, plan: &'a Plan, prices: &Prices, applied: Option<&Applied>) -> Self {
        let context = DiffOptions { everyday: Some(everyday), applied, ..DiffOptions::default() };
        let diff = Diff::new(everyday, plan, prices, &context);
        Self { hour_longer: diff.hour_longer(prices, context.everyday), diff }
    }
}
