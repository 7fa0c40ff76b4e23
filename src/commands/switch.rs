//! Two profiles and their difference: `diff` and `comment` both start here.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cli::switch::SwitchArgs;
use crate::commands::compiled::compile;
use crate::commands::ended::say_ended;
use crate::commands::outcome::{Failure, Outcome, no_such_profile};
use crate::commands::terminal::{Terminal, talk};
use crate::commands::workspace::Workspace;
use crate::diagnostic::code::Code;
use crate::diff::{Diff, DiffOptions, PartDiff};
use crate::effect::Effect;
use crate::guardrail::{self, Compliance, Guardrail, Level, Limit, Measure};
use crate::model::span::Span;
use crate::model::window::{Window, duration};
use crate::price::old_before;
use crate::project::Project;
use crate::report::view::{View, view};

/// A computed switch.
pub(super) struct Switch {
    /// The project with all profiles.
    pub(super) project: &'static Project,
    /// What the switch changes.
    pub(super) diff: Diff<'static>,
    /// The limits, evaluated.
    pub(super) gates: Vec<Guardrail>,
    now: Option<Timestamp>,
    fail_on: Option<Effect>,
}

/// Computes a switch; `None` if one of the profiles has errors, which have been printed.
pub(super) fn switch(
    workspace: &Workspace,
    terminal: &Terminal,
    args: &SwitchArgs,
) -> Result<Option<Switch>, Failure> {
    let span = args.how.duration.as_deref().map(length).transpose()?;
    let mut project = compile(workspace, args.how.now)?;
    let mut prices = workspace.prices(Some(&project.regions()), &mut project.sources)?;
    prices.today = args.how.now.map(utc_day);
    // Only the window of the profile that is switched to must lie ahead. The other one is live, whatever the time is.
    if args.from != args.to
        && let Some(own) = project.findings.get_mut(&args.from)
    {
        own.retain(|finding| !matches!(finding.code, Code::WindowPast | Code::TooLate));
    }
    let project: &'static Project = project.leak();
    let mut plans = Vec::new();
    for name in [&args.from, &args.to] {
        let known = project.findings.keys().map(String::as_str);
        let own = project.findings.get(name).ok_or_else(|| no_such_profile(name, known))?;
        plans.extend(project.plans.get(name).filter(|_| !own.has_errors()));
    }
    let findings = project.findings_of([args.from.as_str(), args.to.as_str()]);
    let [from, to] = plans.as_slice() else {
        terminal.talk(&findings, &project.sources);
        return Ok(None);
    };
    let applied = workspace.applied(&args.how.applied.files, to)?;
    let everyday = project.baseline(to).or_else(|| project.baseline(from));
    let window = to.window.as_ref().zip(span).map(|(window, span)| lasting(window, span)).transpose()?;
    let options = DiffOptions {
        window: window.as_ref(),
        span: span.filter(|_| window.is_none()),
        everyday: everyday.or(Some(from)),
        applied: applied.as_ref(),
    };
    let diff = Diff::new(from, to, &prices, &options);
    if let (true, Some(duration)) = (diff.back, &args.how.duration) {
        let (from, to) = (from.name(), to.name());
        return Err(Failure(format!(
            "--duration {duration}: from {from} to {to} is the way back, which has no length; leave it out"
        )));
    }
    let of_command =
        [(Measure::Window, args.how.max_window_cost), (Measure::Increase, args.how.max_increase)];
    let limit = |(measure, at): (Measure, Option<_>)| {
        at.map(|at| Limit { measure, level: Level::Fail, at, place: None })
    };
    let mut limits: Vec<Limit> = of_command.into_iter().filter_map(limit).collect();
    limits.extend(guardrail::of_budget(&diff));
    let gates = guardrail::evaluate(&diff, &limits, args.how.gate_at, args.how.allow_unknown_prices);
    Ok(Some(Switch { project, diff, gates, now: args.how.now, fail_on: args.how.fail_on }))
}

impl Switch {
    /// The switch in words. What is written to a file or to a program is the same each time.
    pub(super) fn words(&self) -> View {
        self.marked(view(&self.diff, &self.gates, &self.project.sources), false)
    }

    /// Marks each time that is over by `--now`. A person who reads it on a terminal is told by the clock.
    pub(super) fn marked(&self, mut words: View, is_watched: bool) -> View {
        if let Some(now) = self.now.or_else(|| is_watched.then(Timestamp::now)) {
            words.mark_past(self.diff.window.as_ref(), now);
        }
        words
    }

    /// Prints on stderr that prices are old, and which limits are exceeded. If one of them is a stop, or users would
    /// feel more than `--fail-on` allows, the command fails.
    pub(super) fn conclude(&self) -> Outcome {
        // On the way back the window of what was live may be over.
        say_ended([self.diff.to].into_iter(), self.now);
        say_old(self.diff.dates.as_ref().map(|dates| dates.0.as_str()), self.now);
        for gate in self.gates.iter().filter(|gate| gate.verdict != Compliance::Within) {
            let word = if gate.fails() { "error" } else { "warning" };
            let at = gate.limit.place.map(|place| format!(" ({})", self.project.sources.describe(place)));
            talk(&format!("{word}: {}{}\n", gate.reason, at.unwrap_or_default()));
            if gate.verdict == Compliance::Unknown && self.diff.total.incomplete {
                talk(
                    "  = help: add the prices to prices/own.yaml, run `scaleprof prices update`, or pass --allow-unknown-prices\n",
                );
            }
        }
        let interrupts = self.fail_on.is_some_and(|least| self.say_effects(least));
        if interrupts || self.gates.iter().any(Guardrail::fails) { Outcome::Findings } else { Outcome::Clean }
    }

    /// Prints which components have an effect that is too bad, and says whether there is any.
    fn say_effects(&self, least: Effect) -> bool {
        let bad =
            |part: &&PartDiff| part.effect.is_some_and(|effect| effect >= least && effect != Effect::None);
        let mut any = false;
        for part in self.diff.parts.iter().filter(bad) {
            let effect = part.effect.unwrap_or_default();
            talk(&format!("error: {}: {effect}, and `--fail-on {least}` allows less\n", part.name));
            any = true;
        }
        any
    }
}

/// Reads the length of a window from the command line.
pub(super) fn length(text: &str) -> Result<Span, Failure> {
    let hint = |reason| Failure(format!("{reason}: write `24h`, `1d 12h` or `40m`"));
    let length = duration(text).map_err(hint)?;
    if length.as_secs() < 1 {
        return Err(Failure(format!("`{text}` is no length of a window")));
    }
    Ok(Span::of_seconds(length.as_secs()))
}

/// The window of a profile with another length: the same start, and the same tail.
pub(super) fn lasting(window: &Window, span: Span) -> Result<Window, Failure> {
    window.lasting(span.seconds).ok_or_else(|| Failure("the window leaves the calendar".to_owned()))
}

/// The day of an instant in UTC, by which bills are made.
pub(super) fn utc_day(now: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(now).date()
}

/// Warns if the oldest price in use is old.
pub(super) fn say_old(oldest: Option<&str>, now: Option<Timestamp>) {
    let Some(oldest) = oldest else { return };
    // An incomplete date, such as `2024`, counts as its first day.
    let date: String = format!("{oldest}-01-01").chars().take(10).collect();
    let Ok(date) = date.parse::<Date>() else { return };
    if date < old_before(utc_day(now.unwrap_or_else(Timestamp::now))) {
        talk(&format!(
            "warning: prices from more than a year ago are used here, the oldest from {oldest}\n  \
             = help: `scaleprof prices update` fetches today's\n"
        ));
    }
}
