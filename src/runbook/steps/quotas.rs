//! The step about quotas: what the cloud is asked for, and what it has not granted yet.

use crate::cloud::lowered::Proof;
use crate::diff::Diff;
use crate::diff::orders::quotas_by;
use crate::emit::quota_page::request_path;
use crate::order::Order as _;
use crate::plan::Plan;
use crate::quota::requests::Requests;
use crate::quota::row::{Basis, Row, Verdict};
use crate::runbook::commands;
use crate::runbook::inputs::Inputs;
use crate::runbook::people::lead;
use crate::runbook::steps::Step;
use crate::switch::timeline::Timeline;

/// The step; `None` if the account has enough of every quota.
pub(super) fn step(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Option<Step> {
    let asks = inputs.asked;
    let open: Vec<&Row<'_>> = inputs.quotas.iter().filter(|row| row.verdict.is_open()).collect();
    let plan = inputs.diff.to;
    let cloud = plan.cloud.short();
    let title = match (asks, open.len()) {
        (0, 0) => return None,
        (0, open) => format!("Have {cloud} grant the {} asked for", quotas(open, "that is", "that are")),
        (asks, 0) => format!("Ask {cloud} for {}", quotas(asks, "", "")),
        (asks, open) => {
            format!(
                "Ask {cloud} for {}, and have it grant the {} asked for",
                quotas(asks, "", ""),
                quotas(open, "that is", "that are")
            )
        }
    };
    let rows = || inputs.quotas.iter().filter(|row| row.verdict == Verdict::Ask || row.verdict.is_open());
    let look = look(inputs, &open);
    let by_hand = plan.header.plan.is_some();
    let terraform = plan.cloud.requests().is_some_and(Requests::has_terraform) && !by_hand;
    let file = (terraform && asks > 0).then(|| commands::apply_quotas(plan.name()));
    // Without Terraform each request is filed by itself.
    let filed = |row: &Row<'_>| {
        let path = format!("generated/{}/{}", plan.name(), request_path(row.need.quota));
        plan.cloud.commands().file_quota_request(&plan.header.cloud.region, &path)
    };
    let to_file = rows().filter(|row| by_hand && row.verdict == Verdict::Ask);
    let filed: Vec<String> = to_file.filter_map(filed).collect();
    let mut notes: Vec<String> = rows().map(|row| enough(row, inputs.diff)).collect();
    if asks > 0 && look.is_some() {
        notes.push(format!("The first command lists the requests that are open, and prints nothing if there is none. {cloud} takes one open request for each quota: the second command leaves out what is open already."));
    }
    let when =
        if open.is_empty() { "only if the first one lists a request" } else { "once a request is granted" };
    notes.extend(look.is_some().then(|| format!("Type the second command {when}.")));
    notes.extend(open.iter().filter_map(|row| hurry(row, plan)));
    let advice = plan.cloud.requests().map(Requests::advice).unwrap_or_default();
    let contact = advice.contact.map_or_else(|| format!("the support of {cloud}"), str::to_owned);
    notes.push(format!("If you are later than this, {cloud} may still grant it in time, but nobody promises it: ask now. To hurry it, contact {contact}. Say by when you need it, raise the severity of the case, and ask to be called."));
    if asks > 0 {
        let means =
            if terraform { "An apply that succeeds only means that the requests are filed. " } else { "" };
        let profile = plan.name();
        notes.push(format!(
            "{means}What to write into a support case is in generated/{profile}/quotas/quota-request.md."
        ));
    }
    let due = quotas_by(timeline);
    Some(Step {
        owner: lead(plan),
        takes: Some("minutes for small raises, up to three days for large ones".to_owned()),
        commands: look.into_iter().flatten().chain(file.into_iter().flatten()).chain(filed).collect(),
        expect: (terraform && asks > 0).then(|| format!("Plan: {asks} to add, 0 to change, 0 to destroy.")),
        notes,
        look: if open.is_empty() { "See that it worked" } else { "See whether it is granted" },
        proofs: rows().flat_map(|row| proofs(row, plan)).collect(),
        ..Step::due(title, due, inputs).never_late()
    })
}

fn quotas(count: usize, one: &str, many: &str) -> String {
    let (unit, verb) = if count == 1 { ("quota", one) } else { ("quotas", many) };
    format!("{count} {unit} {verb}").trim_end().to_owned()
}

/// The commands that show which requests are open, and save them for the next build.
fn look(inputs: &Inputs<'_>, open: &[&Row<'_>]) -> Option<[String; 2]> {
    let (plan, region) = (inputs.diff.to, &inputs.diff.to.header.cloud.region);
    let mut services: Vec<&str> = open.iter().map(|row| row.need.quota.service).collect();
    services.order();
    services.dedup();
    let cloud = plan.cloud.commands();
    let save = cloud.save_quotas(region, &services)?;
    Some([cloud.open_quota_requests(region)?, format!("{save} && {}", commands::build(plan.name()))])
}

/// One quota in words: what the whole launch needs, what its start needs, what the account has, and what is asked for.
fn enough(row: &Row<'_>, diff: &Diff<'_>) -> String {
    let quota = row.need.quota;
    // What runs already has shown that the account is not new, if it runs.
    let known = diff.quotas.iter().find(|own| own.quota.id() == quota.id());
    let everyday = known.and_then(|own| own.from).filter(|from| *from > row.current);
    let more = everyday.map(|from| {
        let from = quota.say(from);
        format!(", less than the {from} that {} alone takes: it was raised if that runs", diff.from.name())
    });
    let say = |amount: Option<u64>| amount.map_or_else(|| "unknown".to_owned(), |amount| quota.say(amount));
    let has = match (row.basis, row.begins()) {
        (Basis::Default, Some(true)) => {
            format!(
                "A new account has {}, and yours has no less: enough for the start.",
                quota.say(row.current)
            )
        }
        (Basis::Default, _) => {
            format!(
                "What the account has is not known; a new account has {}{}.",
                quota.say(row.current),
                more.unwrap_or_default()
            )
        }
        (Basis::Applied, Some(true)) => {
            format!(
                "The account has {}: enough for the start, but growth stops early.",
                quota.say(row.current)
            )
        }
        (Basis::Applied, Some(false)) => format!(
            "The account has {}: too little for the start, so every plan fails: launch smaller (plan B).",
            quota.say(row.current)
        ),
        (Basis::Applied, None) => format!("The account has {}.", quota.say(row.current)),
    };
    let asked = match (row.verdict, row.open_request) {
        (Verdict::PendingTooSmall, Some(open)) => {
            let (open, total) = (quota.say(open), say(row.total));
            format!(
                " Only {open} are requested{}: reply in the support case, and ask for {total} there.",
                named(row)
            )
        }
        (_, Some(open)) => format!(" {} are requested{}.", quota.say(open), named(row)),
        _ => String::new(),
    };
    let refused = row.refused.map_or_else(String::new, |refused| {
        format!(" In the last 90 days {} did not grant {}.", quota.cloud, quota.say(refused))
    });
    let begins = match (row.basis, row.begins_at == row.total) {
        (Basis::Applied, true) => String::new(),
        (Basis::Applied, false) => format!("; the start needs {}", say(row.begins_at)),
        (Basis::Default, true) => "; with less every plan fails: launch smaller (plan B)".to_owned(),
        (Basis::Default, false) => format!(
            "; the start needs {}, and with less every plan fails: launch smaller (plan B)",
            say(row.begins_at)
        ),
    };
    format!(
        "{} ({}): the whole launch needs {}{begins}. {has}{asked}{refused}",
        quota.name,
        quota.code.unwrap_or_default(),
        say(row.total)
    )
}

/// The number of an open request, in brackets.
fn named(row: &Row<'_>) -> String {
    let Some(request) = &row.request else { return String::new() };
    match (&request.case, &request.id) {
        (Some(case), _) => format!(" (support case {case})"),
        (None, Some(id)) => format!(" (request {id}, no support case yet)"),
        (None, None) => String::new(),
    }
}

/// How to bring a request to people at the cloud, if it is open and has no support case.
fn hurry(row: &Row<'_>, plan: &Plan) -> Option<String> {
    let (request, code) = (row.request.as_ref()?, row.need.quota.code?);
    let id = request.id.as_ref().filter(|_| request.case.is_none())?;
    let command = plan.cloud.commands().open_support_case(&plan.header.cloud.region, id)?;
    let unread = plan.cloud.requests()?.advice().unread.map(|unread| format!("nobody {unread}. "));
    let unread = unread.unwrap_or_default();
    Some(format!("{code}: {unread}This command hands it to people: {command}"))
}

/// The commands that show the status of a request, and what the account has.
fn proofs(row: &Row<'_>, plan: &Plan) -> Vec<Proof> {
    let quota = row.need.quota;
    let (Some(code), Some(total)) = (quota.code, row.total) else { return Vec::new() };
    let (cloud, region) = (plan.cloud.commands(), &plan.header.cloud.region);
    let id = row.request.as_ref().filter(|_| row.verdict.is_open()).and_then(|request| request.id.as_ref());
    let status = id.and_then(|id| cloud.quota_request_status(region, id));
    let expect = match row.begins_at.filter(|least| *least < total) {
        Some(least) => format!("{total} or more; {least} is enough for the start"),
        None => format!("{total} or more"),
    };
    let value = cloud.quota_value(region, quota.service, code).map(|command| Proof { command, expect });
    status.into_iter().chain(value).collect()
}
