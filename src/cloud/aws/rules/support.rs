//! The rule on database versions: RDS charges extra for none of them.

use jiff::ToSpan as _;

use crate::cloud::aws::engines::{AS_OF, Support, is_known, support, supported};
use crate::cloud::provider::Asked;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Rules};
use crate::model::window::month_after;

/// No version is in Extended Support by the end of the month after the window, in which what is left on is paid for.
/// Without a window the date is today, or the date of the table.
pub(super) fn check(facets: &Facets<'_>, asked: &Asked<'_>, rules: &mut dyn Rules) {
    let Some(database) = &facets.database else { return };
    let window = asked.window.map(|window| month_after(window.last_day()));
    let on = window.or(asked.today).unwrap_or(AS_OF);
    let (engine, version) = (database.engine, database.version);
    let title = engine.title();
    let standby = if database.multi_az { ", the standby included" } else { "" };
    let message = match support(engine.name(), version, on) {
        Support::Standard => return,
        Support::YearOneTwo(major) => format!(
            "{title} {} is in Extended Support from {} on: RDS then charges extra for each vCPU-hour{standby}",
            major.name, major.charged
        ),
        Support::YearThree(major) => format!(
            "{title} {} is in its third year of Extended Support from {} on: RDS then charges the higher extra rate for each \
             vCPU-hour{standby}",
            major.name, major.year3
        ),
        Support::Over(major) => format!(
            "{title} {} is out of Extended Support from {} on: RDS upgrades it by itself, at a time that it chooses",
            major.name, major.over
        ),
        // A version that RDS does not have is refused by another rule.
        Support::Unknown if !is_known(engine.name(), version) => return,
        Support::Unknown => format!(
            "how long RDS supports {title} `{version}` is not known: it may charge extra for each vCPU-hour{standby}"
        ),
    };
    let finding = Finding::new(Code::ExtendedSupport, rules.place("version"), message);
    // The everyday profile has the version as well, and what is accepted there the others take from it.
    let allow =
        "accept it in the everyday profile, for those that extend it as well: `allow: {extended-support: …}`";
    // Suggest a version whose support lasts for another year, otherwise the newest one that is still supported.
    let year = supported(engine.name(), on.saturating_add(1.year())).next();
    rules.report(finding.help(match year.or_else(|| supported(engine.name(), on).last()) {
        Some(newer) => format!("upgrade to {newer} or later well before the launch, or {allow}"),
        None => {
            format!("no version of {title} is known that is in standard support then; {allow}")
        }
    }));
}
