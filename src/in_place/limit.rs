//! Limits on what comes in that the stated traffic of a launch exceeds.

use rust_decimal::Decimal;

use crate::cloud::existing::limit::Limited;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::origin::Origin;
use crate::in_place::want::Asking;
use crate::model::traffic::Traffic;
use crate::survey::limit::Limiting;

/// The name of the traffic that limits are about.
pub(crate) const REQUESTS: &str = "requests";

/// A finding for each limit of the root that more requests come than it takes, for certain.
pub(crate) fn findings(asking: &Asking<'_>) -> Vec<Finding> {
    let Asking { plan, tables, reading, .. } = *asking;
    let Some(traffic) = plan.header.traffic.get(REQUESTS).filter(|_| !plan.windows.is_empty()) else {
        return Vec::new();
    };
    let found = reading.survey(tables);
    let limits = found.roots.iter().filter(|of| of.root.dir == reading.dir()).flat_map(|of| &of.limits);
    let finding = |limit: &Limiting<'_>| {
        let Limited::Requests(seconds) = limit.what else { return None };
        // None, and -1, is no limit.
        let most = limit.most.filter(|most| limit.whole && *most > Decimal::ZERO)?;
        let (come, of) = at_least(traffic, seconds)?;
        let come = come.floor();
        if come <= most {
            return None;
        }
        let place = limit.origin.and_then(Origin::constant).map_or(limit.place, |own| own.place);
        let time = if seconds == 1 { "a second".to_owned() } else { format!("in {seconds} seconds") };
        let [come, shown] = [come, most].map(|number| number.normalize().to_string());
        let address = &limit.address;
        let spread = (Decimal::from_str_exact(&come).ok()? / most).ceil().normalize();
        let message = match limit.each {
            "all" if limit.attribute.is_none() => format!(
                "`{address}` takes {shown} requests {time} unless its quota is raised, and at least {come} come"
            ),
            "all" => format!("`{address}` takes {shown} requests {time}, and at least {come} come"),
            "unknown" => return None,
            each => format!(
                "`{address}` takes {shown} requests {time} for each {each}, and at least {come} come: all of them pass \
                 only if they are of {spread} or more"
            ),
        };
        let finding = Finding::new(Code::TfLimit, reading.place(place), message)
            .label(plan.top_place(&format!("traffic/{REQUESTS}/{of}")), "this much is stated");
        Some(finding.help(
            "raise the limit for the launch if all requests come this way; if they do not, or come from enough, allow it",
        ))
    };
    limits.filter_map(finding).collect()
}

/// How many come at least in so many seconds, at the busiest time, and which figure says so: what comes in a shorter time
/// comes in a longer one, and of a longer time the busiest part has at least its share.
fn at_least(traffic: &Traffic, seconds: u32) -> Option<(Decimal, &'static str)> {
    let all = [
        (86_400, traffic.day, "day"),
        (3_600, traffic.hour, "hour"),
        (60, traffic.minute, "minute"),
        (1, traffic.second, "second"),
    ];
    let share = |(length, amount, name): (u32, Option<Decimal>, &'static str)| {
        let amount = amount?;
        if length <= seconds {
            return Some((amount, name));
        }
        // Whole times of this length fill the longer one, or one of them is not counted.
        let parts = length.div_ceil(seconds);
        Some((amount / Decimal::from(parts), name))
    };
    all.into_iter().filter_map(share).max_by_key(|(amount, _)| *amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_said_than_is_certain() {
        let number = |number: i64| Some(Decimal::from(number));
        let traffic = Traffic { day: None, hour: number(3600), minute: number(120), second: None };
        let at =
            |seconds| at_least(&traffic, seconds).map(|(amount, of)| (amount.normalize().to_string(), of));
        assert_eq!(at(1), Some(("2".to_owned(), "minute")));
        assert_eq!(at(300), Some(("300".to_owned(), "hour")));
        assert_eq!(at(7), Some(("13.333333333333333333333333333".to_owned(), "minute")));
        assert_eq!(at(3600), Some(("3600".to_owned(), "hour")));
        assert_eq!(at_least(&Traffic::default(), 1), None);
    }
}
