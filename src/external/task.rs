//! What is to be done about each service, for whom, by when: for its page, for programs, for the runbook.

use jiff::ZonedDateTime;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Serialize, Serializer};

use crate::external::ask::{Ask, Change, accepted, asks, changes};
use crate::external::choose::{Candidate, Choice, choose, offer_over};
use crate::external::limits::{Headroom, Utilization, first_to_break, utilizations};
use crate::external::month::{Month, When, cycle_of, months};
use crate::external::offer::Offer;
use crate::external::rates::Bounds;
use crate::external::usage::Use;
use crate::external::words;
use crate::model::external::{External, Period};
use crate::model::ladder::{Beyond, StepDown};
use crate::model::name::slug;
use crate::money::{Amounts, plain};
use crate::plan::Plan;

/// What to do about one service outside the cloud. Amounts of money are US dollars as decimal strings.
#[derive(Clone, Debug, Serialize)]
pub struct Task {
    /// The service's key in the profile.
    pub name: String,
    /// The name of its page, without the ending.
    #[serde(skip)]
    pub slug: String,
    /// The profile.
    pub profile: String,
    /// The stack.
    pub stack: String,
    /// The vendor.
    pub service: String,
    /// What is counted.
    pub metric: String,
    /// Over which time the plan counts it.
    pub per: &'static str,
    /// Who talks to the vendor.
    pub owner: Option<String>,
    /// How to reach them.
    pub contact: Option<String>,
    /// How the usage comes about, in one line.
    pub why: String,
    /// What will be used in the time that the plan counts by, at the most, rounded up.
    pub needed: Option<u64>,
    /// The same in words: a figure, a range, or `unknown`.
    pub need: String,
    /// Each of the vendor's months that the window touches, with its arithmetic.
    pub usage: Vec<MonthUse>,
    /// The everyday plan's name.
    pub current_plan: Option<String>,
    /// What it includes.
    pub current: Option<u64>,
    /// Whether it carries what is used, included or billed.
    pub enough: Option<bool>,
    /// What is seen if nothing is done and the everyday plan does not carry it.
    pub otherwise: String,
    /// Whether another plan than the everyday one is to be in force.
    pub changes: bool,
    /// Why another plan is to be in force.
    pub change: Change,
    /// The plan that is to be in force.
    pub plan: Option<String>,
    /// What it includes.
    pub included: Option<u64>,
    /// Its price a month.
    pub price: Option<String>,
    /// What it costs in the vendor's month at hand, with what is used beyond it, at the most.
    pub cost: Option<String>,
    /// The same at the least.
    pub cost_least: Option<String>,
    /// What the month after that costs.
    pub next_cost: Option<String>,
    /// How much more the month at hand costs than without the switch, at the most.
    pub more: Option<String>,
    /// The same at the least.
    pub more_least: Option<String>,
    /// How the ceilings hold with the plan in force: the worst of them.
    pub verdict: Headroom,
    /// Every plan of the ladder, compared.
    pub plans: Vec<PlanRow>,
    /// The cheapest plan that carries what is used.
    pub cheapest: Option<String>,
    /// Every ceiling, held against what is used.
    pub limits: Vec<LimitRow>,
    /// The limits that the vendor is to raise.
    pub asks: Vec<Ask>,
    /// Why a limit that does not hold, or is not known to, is accepted.
    pub accepted: Option<String>,
    /// What breaks first as more comes; none where each ceiling has room, and what is seen then.
    pub first: Option<String>,
    /// How long the vendor takes.
    pub lead_time: Option<String>,
    /// A link or a sentence.
    pub how: Option<String>,
    /// By when to ask at the latest.
    #[serde(rename = "ask_by", serialize_with = "stamped")]
    pub deadline: Option<ZonedDateTime>,
    /// Not before this: what is paid ahead expires with the vendor's month.
    #[serde(serialize_with = "stamped")]
    pub not_before: Option<ZonedDateTime>,
    /// By when it must be in force.
    #[serde(serialize_with = "stamped")]
    pub needed_by: Option<ZonedDateTime>,
    /// When the window with its tail is over.
    #[serde(serialize_with = "stamped")]
    pub until: Option<ZonedDateTime>,
    /// When to go back to the everyday plan; none when nothing changes or no date is known.
    #[serde(serialize_with = "stamped")]
    pub step_back: Option<ZonedDateTime>,
    /// When the vendor lets one go back; none when nobody says.
    pub step_down: Option<StepDown>,
    /// Where the window lies across the vendor's months: each boundary within it.
    pub straddles: Vec<String>,
    /// Whether what is left of the plan in force expires with the vendor's month.
    pub expires: bool,
    /// When the figures were read.
    pub as_of: Option<String>,
    /// Where they were read.
    pub source: Option<String>,
}

impl Task {
    /// Whether the plan changes though the everyday plan includes all that is used.
    #[must_use]
    pub fn is_unneeded(&self) -> bool {
        self.change == Change::Unneeded
    }

    /// What the vendor's month at hand costs, in US dollars: a figure, or the least and the most.
    #[must_use]
    pub fn spent(&self) -> Option<String> {
        let (least, most) = (self.cost_least.as_ref()?, self.cost.as_ref()?);
        Some(if least == most { most.clone() } else { format!("{least} to {most}") })
    }
}

/// What is used in one of the vendor's months.
#[derive(Clone, Debug, Serialize)]
pub struct MonthUse {
    /// Its first day; none where no dates are known.
    pub from: Option<String>,
    /// The first day of the next.
    pub to: Option<String>,
    /// Units at the most, rounded up; none when unknown.
    pub usage: Option<u64>,
    /// The same at the least.
    pub usage_least: Option<u64>,
    /// The two in words: a figure, a range, or `unknown`.
    pub amount: String,
    /// How they come about.
    pub formula: String,
}

/// A plan compared with the others.
#[derive(Clone, Debug, Serialize)]
pub struct PlanRow {
    /// Its name.
    pub name: String,
    /// Its price a month.
    pub price: Option<String>,
    /// What it includes.
    pub included: Option<u64>,
    /// What more costs, or what happens to it.
    pub beyond: String,
    /// Whether it carries what is used.
    pub carries: Option<bool>,
    /// What the month at hand costs, at the most.
    pub this_cycle: Option<String>,
    /// The same at the least.
    pub this_cycle_least: Option<String>,
    /// What the next one costs, at the most.
    pub next_cycle: Option<String>,
    /// The same at the least.
    pub next_cycle_least: Option<String>,
    /// How many of the vendor's months are paid.
    pub months: i64,
    /// All of it, until the last of these plans could be left, at the most.
    pub total: Option<String>,
    /// The same at the least.
    pub total_least: Option<String>,
    /// `everyday`, `in force` and `cheapest`, as far as they apply.
    pub marks: Vec<&'static str>,
}

/// A ceiling held against what is used.
#[derive(Clone, Debug, Serialize)]
pub struct LimitRow {
    /// What sets it: `limit` or `plan`.
    pub of: &'static str,
    /// In each of these.
    pub per: &'static str,
    /// So much.
    pub most: String,
    /// What is used at the least; none when unknown.
    pub used_least: Option<String>,
    /// What is used at the most; none when unknown.
    pub used_most: Option<String>,
    /// The two in words: a figure, a range, or `unknown`.
    pub usage: String,
    /// How it holds.
    pub verdict: Headroom,
    /// What is seen beyond it.
    pub then: String,
    /// How it can be raised.
    pub raise: Option<String>,
}

/// What to do about each service of a plan, by name. `baseline` is the everyday plan.
#[must_use]
pub fn tasks(plan: &Plan, baseline: Option<&Plan>) -> Vec<Task> {
    let all = plan.header.external.iter();
    all.map(|(name, external)| task(name, external, plan, baseline)).collect()
}

fn task(name: &str, external: &External, plan: &Plan, baseline: Option<&Plan>) -> Task {
    let before = baseline.unwrap_or(plan).header.external.get(name);
    let used = Use::of(name, external, plan, baseline);
    let window = plan.window.as_ref();
    let when = When::of(window);
    let stay = months(external, when);
    let choice = choose(&used, before, when, &stay);
    let offer = Offer::in_force(external);
    let everyday = Offer::in_force(before.unwrap_or(external));
    let own = choice.candidates.iter().find(|own| own.offer.name == offer.name);
    let need = used.counted(&stay);
    let ceilings = utilizations(&used, &offer, &stay);
    let changes = changes(&offer, before);
    let covered = need.and_then(|need| need.most).zip(everyday.included);
    let covered = covered.is_some_and(|(most, included)| most <= included.into());
    let verdict = ceilings.iter().map(|held| held.verdict).max().unwrap_or_else(|| carried(need, &offer));
    let owner = external.owner.as_deref().and_then(|owner| plan.header.owners.get(owner));
    let month = stay.get(..1).unwrap_or_default();
    let cost = own.and_then(|own| own.this_cycle).or_else(|| offer_over(&used, &offer, month));
    let usual = match before {
        Some(before) => {
            offer_over(&Use::of(name, before, baseline.unwrap_or(plan), baseline), &everyday, month)
        }
        None => Some(Amounts::default()),
    };
    let more = cost.zip(usual).map(|(cost, usual)| cost - usual);
    let next = own.and_then(|own| own.next_cycle);
    let by_month = used.by_month() || external.uses.is_some();
    let metric = external.metric.clone().unwrap_or_else(|| "units".to_owned());
    Task {
        name: name.to_owned(),
        slug: slug(name),
        profile: plan.name().to_owned(),
        stack: plan.header.stack.clone(),
        service: external.service.clone(),
        per: external.per.map_or("month", Period::word),
        owner: owner.map(|owner| owner.name.clone()),
        contact: owner.map(|owner| owner.contact.clone()),
        why: words::why(&used, &metric, plan, baseline),
        needed: need.and_then(|need| need.most).and_then(whole),
        need: words::bounds(need),
        usage: stay.iter().filter(|_| by_month).map(|month| month_use(&used, month)).collect(),
        current_plan: everyday.name.map(str::to_owned),
        current: everyday.included,
        enough: need.and_then(|need| everyday.carries(need)),
        otherwise: match everyday.then {
            Some(then) => words::seen(Some(then)),
            None => format!("{} bills overage, slows down or refuses", external.service),
        },
        changes,
        change: match before {
            None => Change::New,
            Some(_) if !changes => Change::None,
            Some(_) if covered => Change::Unneeded,
            Some(_) => Change::Needed,
        },
        plan: offer.name.map(str::to_owned),
        included: offer.included,
        price: offer.price.map(plain),
        cost: most(cost),
        cost_least: least(cost),
        next_cost: most(next),
        more: most(more),
        more_least: least(more),
        verdict,
        plans: rows(&choice, &offer),
        cheapest: choice.best().and_then(|best| best.offer.name).map(str::to_owned),
        first: first_to_break(&ceilings).map(|held| words::breaks_first(held, &metric)),
        asks: asks(external, before, &ceilings),
        accepted: accepted(external, verdict).map(str::to_owned),
        limits: ceilings.iter().map(limit_row).collect(),
        metric,
        lead_time: offer.lead_time.map(str::to_owned),
        how: external.how.clone(),
        deadline: window.zip(offer.lead()).and_then(|(window, lead)| window.ready.checked_sub(lead).ok()),
        not_before: stay
            .first()
            .filter(|_| offer.expires && changes)
            .and_then(|month| month.dates.clone())
            .map(|dates| dates.0),
        needed_by: window.map(|window| window.ready.clone()),
        until: window.map(|window| window.closes.clone()),
        step_back: own.filter(|_| changes).and_then(|own| own.step_back.clone()).map(|back| {
            // An everyday plan that does not carry what is used by then waits for the vendor's next month.
            let full = need.and_then(|need| everyday.carries(need)) == Some(false);
            let used_up = |start: &ZonedDateTime| window.is_some_and(|window| *start < window.closes);
            let month = cycle_of(&back, external.cycle.unwrap_or(1));
            let next = month.filter(|(start, _)| full && *start != back && used_up(start));
            next.map_or(back, |(_, next)| next)
        }),
        step_down: offer.step_down,
        straddles: straddles(&stay),
        expires: offer.expires,
        as_of: external.as_of.map(|date| date.to_string()),
        source: external.source.clone(),
    }
}

/// Where nothing has a ceiling: whether all that is used is billed.
fn carried(need: Option<Bounds>, offer: &Offer<'_>) -> Headroom {
    match (need, offer.then) {
        (Some(_), Some(Beyond::Bill)) => Headroom::Ok,
        _ => Headroom::Unknown,
    }
}

/// The boundaries between the vendor's months that the stay touches.
fn straddles(stay: &[Month]) -> Vec<String> {
    let ends = stay.iter().rev().skip(1).rev().filter_map(|month| month.dates.as_ref());
    ends.map(|(_, end)| end.date().to_string()).collect()
}

fn month_use(used: &Use<'_>, month: &Month) -> MonthUse {
    let date = |at: &ZonedDateTime| at.date().to_string();
    let usage = used.in_month(month);
    MonthUse {
        from: month.dates.as_ref().map(|(from, _)| date(from)),
        to: month.dates.as_ref().map(|(_, to)| date(to)),
        usage: usage.and_then(|usage| usage.most).and_then(whole),
        usage_least: usage.map(|usage| usage.least).and_then(whole),
        amount: words::bounds(usage),
        formula: words::formula(used, month),
    }
}

fn rows(choice: &Choice<'_>, in_force: &Offer<'_>) -> Vec<PlanRow> {
    let row = |(at, own): (usize, &Candidate<'_>)| {
        let marks = [
            ("everyday", own.everyday),
            ("to take", own.offer.name == in_force.name && !own.everyday),
            ("in force", own.offer.name == in_force.name && own.everyday),
            ("cheapest", choice.cheapest == Some(at)),
        ];
        PlanRow {
            name: own.offer.name.unwrap_or("the plan in force").to_owned(),
            price: own.offer.price.map(plain),
            included: own.offer.included,
            beyond: words::beyond(&own.offer),
            carries: own.carries,
            this_cycle: most(own.this_cycle),
            this_cycle_least: least(own.this_cycle),
            next_cycle: most(own.next_cycle),
            next_cycle_least: least(own.next_cycle),
            months: own.months,
            total: most(own.total),
            total_least: least(own.total),
            marks: marks.into_iter().filter_map(|(mark, applies)| applies.then_some(mark)).collect(),
        }
    };
    choice.candidates.iter().enumerate().map(row).collect()
}

fn limit_row(held: &Utilization<'_>) -> LimitRow {
    LimitRow {
        of: if held.limit.is_some() { "limit" } else { "plan" },
        per: held.per.word(),
        most: plain(held.most),
        used_least: held.usage.map(|usage| plain(usage.least)),
        used_most: held.usage.and_then(|usage| usage.most).map(plain),
        usage: words::bounds(held.usage),
        verdict: held.verdict,
        then: words::then(held),
        raise: held.limit.and_then(|limit| limit.raise.clone()),
    }
}

/// What is expected, which is the most.
fn most(cost: Option<Amounts>) -> Option<String> {
    cost.map(|cost| plain(cost.expected))
}

fn least(cost: Option<Amounts>) -> Option<String> {
    cost.map(|cost| plain(cost.floor))
}

/// Whole units, one begun counts.
fn whole(amount: Decimal) -> Option<u64> {
    amount.ceil().to_u64()
}

/// `2027-02-03 08:20 +02:00`.
#[allow(clippy::ref_option, reason = "serde hands it over so")]
fn stamped<S: Serializer>(at: &Option<ZonedDateTime>, to: S) -> Result<S::Ok, S::Error> {
    at.as_ref().map(|at| at.strftime("%Y-%m-%d %H:%M %:z").to_string()).serialize(to)
}
