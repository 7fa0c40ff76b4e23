//! What AWS is asked for, or has been asked for and not granted yet.

use crate::cloud::aws::proof::Proof;
use crate::quota::row::{Basis, Row, Verdict};
use crate::runbook::Inputs;
use crate::runbook::steps::{Step, lead};
use crate::timeline::{QUOTA_LEAD, Timeline};

/// The step, as long as anything is to be asked for or is not granted; none where the account has enough.
pub(super) fn step(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Option<Step> {
    let asks = inputs.asked;
    let open: Vec<&Row<'_>> = inputs.quotas.iter().filter(|row| row.verdict.is_open()).collect();
    let title = match (asks, open.len()) {
        (0, 0) => return None,
        (0, open) => format!("Have AWS grant the {} asked for", quotas(open, "that is", "that are")),
        (asks, 0) => format!("Ask AWS for {}", quotas(asks, "", "")),
        (asks, open) => {
            format!(
                "Ask AWS for {}, and have it grant the {} asked for",
                quotas(asks, "", ""),
                quotas(open, "that is", "that are")
            )
        }
    };
    let plan = inputs.diff.to;
    let rows = || inputs.quotas.iter().filter(|row| row.verdict == Verdict::Ask || row.verdict.is_open());
    let mut notes: Vec<String> = rows().map(enough).collect();
    if asks > 0 {
        notes.push("The first command says what is asked for already, and nothing if nothing is: AWS takes one open request for each quota. If it names one, the second leaves it out.".to_owned());
    }
    let when = if open.is_empty() { "only if the first names one" } else { "once one is granted" };
    notes.push(format!("The second command is typed {when}."));
    notes.extend(open.iter().filter_map(|row| hurry(row, &plan.header.cloud.region)));
    notes.push("Later than this it may still be granted in time; nobody promises it. Do it now. Whom to call: AWS Support, at https://console.aws.amazon.com/support/home, by chat or telephone where your support plan has them, and your account manager at AWS if you have one; say by when it is needed, raise the case's severity, and ask to be called.".to_owned());
    if asks > 0 {
        let profile = plan.name();
        notes.push(format!(
            "A green apply only means that it is asked for. What to write into a case: generated/{profile}/quotas/quota-request.md."
        ));
    }
    let due = timeline.first().saturating_add(QUOTA_LEAD);
    Some(Step {
        owner: lead(plan),
        takes: Some("minutes for small raises, up to three days for large ones".to_owned()),
        commands: commands(inputs, &open),
        expect: (asks > 0).then(|| format!("Plan: {asks} to add, 0 to change, 0 to destroy.")),
        notes,
        look: if open.is_empty() { "See that it worked" } else { "See whether it is granted" },
        proofs: rows().flat_map(|row| proofs(row, &plan.header.cloud.region)).collect(),
        ..Step::due(title, due, inputs).never_late()
    })
}

fn quotas(count: usize, one: &str, many: &str) -> String {
    let (unit, verb) = if count == 1 { ("quota", one) } else { ("quotas", many) };
    format!("{count} {unit} {verb}").trim_end().to_owned()
}

/// What is open, how to save it for the next build, and what files the rest.
fn commands(inputs: &Inputs<'_>, open: &[&Row<'_>]) -> Vec<String> {
    let (profile, region) = (inputs.diff.to.name(), &inputs.diff.to.header.cloud.region);
    let history = format!("aws service-quotas list-requested-service-quota-change-history --region {region}");
    let mut services: Vec<&str> = open.iter().map(|row| row.need.quota.service).collect();
    services.sort_unstable();
    services.dedup();
    let saved = services.iter().map(|service| {
        format!(" && aws service-quotas list-service-quotas --service-code {service} --region {region} --output json > account/quotas-{service}.json")
    });
    let saved: String = saved.collect();
    let mut out = vec![
        format!(
            "{history} --output text --query \"RequestedQuotas[?Status=='PENDING' || Status=='CASE_OPENED'].[QuotaCode,DesiredValue,Status]\""
        ),
        format!(
            "mkdir -p account && {history} --output json > account/requests.json{saved} && scaleprof build {profile}"
        ),
    ];
    if inputs.asked > 0 {
        out.push(format!("terraform -chdir=generated/{profile}/quotas init"));
        out.push(format!("terraform -chdir=generated/{profile}/quotas apply"));
    }
    out
}

/// What carries the launch, what it begins with, what the account has, and what is asked for.
fn enough(row: &Row<'_>) -> String {
    let quota = row.need.quota;
    let say = |amount: Option<u64>| amount.map_or_else(|| "unknown".to_owned(), |amount| quota.say(amount));
    let has = match (row.basis, row.begins()) {
        (Basis::Default, Some(true)) => {
            format!("A new account has {}, and yours no less: it begins.", quota.say(row.current))
        }
        (Basis::Default, _) => {
            format!("What the account has is not known; a new one has {}.", quota.say(row.current))
        }
        (Basis::Applied, Some(true)) => {
            format!("The account has {}: it begins, and stops growing early.", quota.say(row.current))
        }
        (Basis::Applied, Some(false)) => format!(
            "The account has {}: it does not begin yet, and a plan fails: launch smaller (plan B).",
            quota.say(row.current)
        ),
        (Basis::Applied, None) => format!("The account has {}.", quota.say(row.current)),
    };
    let asked = match (row.verdict, row.open_request) {
        (Verdict::PendingTooSmall, Some(open)) => {
            let (open, total) = (quota.say(open), say(row.total));
            format!(" Only {open} are asked for{}: reply in the case, and ask for {total} there.", named(row))
        }
        (_, Some(open)) => format!(" {} are asked for{}.", quota.say(open), named(row)),
        _ => String::new(),
    };
    let refused = row.refused.map_or_else(String::new, |refused| {
        format!(" AWS did not grant {} in the last 90 days.", quota.say(refused))
    });
    let begins = match (row.basis, row.begins_at == row.total) {
        (Basis::Applied, true) => String::new(),
        (Basis::Applied, false) => format!("; from {} on it begins", say(row.begins_at)),
        (Basis::Default, true) => "; with less a plan fails: launch smaller (plan B)".to_owned(),
        (Basis::Default, false) => format!(
            "; from {} on it begins, and stops growing early; with less a plan fails: launch smaller (plan B)",
            say(row.begins_at)
        ),
    };
    format!(
        "{} ({}): {} carries the whole launch{begins}. {has}{asked}{refused}",
        quota.name,
        quota.code.unwrap_or_default(),
        say(row.total)
    )
}

/// What names an open request, in brackets.
fn named(row: &Row<'_>) -> String {
    let Some(request) = &row.request else { return String::new() };
    match (&request.case, &request.id) {
        (Some(case), _) => format!(" (support case {case})"),
        (None, Some(id)) => format!(" (request {id}, no support case yet)"),
        (None, None) => String::new(),
    }
}

/// How to get people at AWS to look at a request that is open without a case.
fn hurry(row: &Row<'_>, region: &str) -> Option<String> {
    let (request, code) = (row.request.as_ref()?, row.need.quota.code?);
    let id = request.id.as_ref().filter(|_| request.case.is_none())?;
    Some(format!(
        "{code}: while it is PENDING nobody at AWS reads it; this hands it to people: aws service-quotas create-support-case --request-id {id} --region {region}"
    ))
}

/// How to see what has become of a request, and what the account has.
fn proofs(row: &Row<'_>, region: &str) -> Vec<Proof> {
    let quota = row.need.quota;
    let (Some(code), Some(total)) = (quota.code, row.total) else { return Vec::new() };
    let aws = |rest: String, query: &str| {
        format!("aws service-quotas {rest} --region {region} --output text --query {query}")
    };
    let id = row.request.as_ref().filter(|_| row.verdict.is_open()).and_then(|request| request.id.as_ref());
    let status = id.map(|id| Proof {
        command: aws(
            format!("get-requested-service-quota-change --request-id {id}"),
            "RequestedQuota.Status",
        ),
        expect: "APPROVED".to_owned(),
    });
    let service = quota.service;
    let value = Proof {
        command: aws(
            format!("get-service-quota --service-code {service} --quota-code {code}"),
            "Quota.Value",
        ),
        expect: match row.begins_at.filter(|least| *least < total) {
            Some(least) => format!("{total} or more; from {least} on it begins"),
            None => format!("{total} or more"),
        },
    };
    status.into_iter().chain([value]).collect()
}
