//! What people paste to have scaleprof on their pull requests: the GitHub Action, the GitLab template and
//! the pre-commit hooks. Their scripts are run as they stand, against a forge on this machine.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

#[path = "ci/action.rs"]
mod action;
#[path = "ci/checkout.rs"]
mod checkout;
#[allow(dead_code, reason = "the tests of the comment itself use all of it")]
#[path = "comment/server.rs"]
mod server;
#[path = "common/skip.rs"]
mod skip;
#[path = "ci/watched.rs"]
mod watched;
#[path = "ci/way_back.rs"]
mod way_back;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use clap::ValueEnum as _;
use scaleprof::comment::target::Behavior;
use serde_json::Value;

use action::{Run, action, steps};
use checkout::{Checkout, Ran, assert_syntax};
use server::{Fault, Server, TOKEN};
use skip::bash;

/// The diff's first line.
const TITLE: &str = "### shop, normal → launch: +$";
const TAG: &str = "<!-- scaleprof:shop/normal-launch -->\n";

/// A value that a shell or a parser of options might take for more than a text.
const HOSTILE: &str =
    "--help * $(touch pwned)`touch pwned`${IFS}\"; touch pwned; \"'; touch pwned; '\ntouch pwned\n--version";

/// GitHub's answer to a token that may only read.
const READ_ONLY: Fault = Fault {
    method: "POST",
    path: "/7/comments",
    status: 403,
    headers: Vec::new(),
    body: r#"{"message": "Resource not accessible by integration"}"#,
    done: false,
    silent: false,
    hangs: None,
};

#[test]
fn no_script_of_the_action_holds_an_expression() {
    let action = action();
    let used: String = steps(&action).iter().map(ToString::to_string).collect();
    for (name, input) in action["inputs"].as_object().unwrap() {
        assert!(used.contains(&format!("${{{{ inputs.{name} }}}}")), "nothing uses {name}");
        assert!(input["description"].is_string() && input["default"].is_string(), "{name}");
    }
    for step in steps(&action) {
        let Some(script) = step["run"].as_str() else {
            assert!(step["uses"].as_str().unwrap().contains("@v"), "{step}");
            continue;
        };
        assert!(!script.contains("${{"), "{script}");
        assert!(script.starts_with("set -euo pipefail\n") && step["shell"] == "bash", "{script}");
    }
    for behavior in Behavior::value_variants() {
        let name = format!("`{}`", behavior.to_possible_value().unwrap().get_name());
        let description = action["inputs"]["behavior"]["description"].as_str().unwrap();
        assert!(description.contains(&name), "{description}");
    }
}

#[test]
fn bash_reads_every_script_of_the_action() {
    if !bash() {
        return;
    }
    let action = action();
    let scripts: Vec<&str> = steps(&action).iter().filter_map(|step| step["run"].as_str()).collect();
    assert!(!scripts.is_empty());
    scripts.into_iter().for_each(assert_syntax);
}

#[test]
fn writes_one_comment_and_keeps_it() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    let run = Run::pull_request(&server);
    let (ran, summary) = run.start(&checkout);
    ran.passes().says("wrote https://github.com/acme/shop/pull/7#issuecomment-101").does_not_say("::error");
    assert!(summary.starts_with(TITLE), "{summary}");
    assert_eq!(server.bodies(), [format!("{TAG}{summary}")]);

    let (again, _) = run.start(&checkout);
    again.passes().says("says the same already");

    checkout.edit("profiles/launch.yaml", "machine: +2", "machine: +1");
    checkout.build(&[]);
    let (changed, summary) = run.start(&checkout);
    changed.passes().says("updated https://github.com/acme/shop/pull/7#issuecomment-101");
    assert_eq!(server.bodies(), [format!("{TAG}{summary}")]);
    assert!(!server.state().seen.is_empty() && !ran.log.contains(TOKEN) && !changed.log.contains(TOKEN));
}

#[test]
fn comments_although_something_is_stale() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    checkout.edit("generated/launch/graph-db.tf", "m6g.4xlarge", "m6g.2xlarge");
    checkout.edit("generated/normal/graph-db.tf", "m6g.xlarge", "m6g.large");
    let (ran, summary) = Run::pull_request(&server).start(&checkout);
    let stale = |name: &str| {
        format!("`build --check {name}`: generated/{name} is stale: run `scaleprof build {name}`")
    };
    for name in ["normal", "launch"] {
        ran.fails().says(&format!("changed  generated/{name}/graph-db.tf"));
        ran.says(&format!("::error title=scaleprof::{}\n", stale(name)));
        assert!(summary.contains(&format!("* {}\n", stale(name))), "{summary}");
    }
    assert!(summary.starts_with(TITLE), "{summary}");
    assert!(server.bodies()[0].contains(TITLE));

    // One that nobody asks for may be stale.
    checkout.build(&[]);
    checkout.edit("generated/normal/graph-db.tf", "m6g.xlarge", "m6g.large");
    Run::pull_request(&server).input("profiles", " launch ").start(&checkout).0.passes();
    Run::pull_request(&server).input("profiles", "launch\nnormal").start(&checkout).0.fails();
    assert_eq!(server.bodies().len(), 1);
}

#[test]
fn annotates_what_is_wrong_where_it_stands() {
    if !bash() {
        return;
    }
    for folder in [".", "infra/stack", "50%: infra, $(touch pwned)"] {
        let (server, checkout) = (Server::start(), Checkout::new(folder));
        let run = Run::pull_request(&server);
        let run = if folder == "." { run } else { run.input("directory", &format!("./{folder}/")) };
        run.start(&checkout).0.passes().says("wrote https://github.com/");
        checkout.edit("profiles/launch.yaml", "max: 300", "max: 30");
        let (ran, summary) = run.start(&checkout);
        let shown = match folder {
            "." => "",
            "infra/stack" => "infra/stack/",
            _ => "50%25%3A infra%2C $(touch pwned)/",
        };
        let place = format!("::error file={shown}profiles/launch.yaml,line=7,endLine=7,col=");
        ran.fails().says(&place).says("title=count-order::");
        ran.says("::error title=scaleprof::the profiles have errors: see the annotations\n");
        ran.says("there is no diff of profiles with errors");
        assert!(summary.contains("* the profiles have errors"), "{summary}");
        assert!(!checkout.has("pwned"));
    }
}

#[test]
fn what_github_drops_of_many_findings_is_in_the_summary() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    let wrong: Vec<String> =
        (0..12).map(|at| format!("  part-{at}: {{kind: server, machin: m6g.large}}\n")).collect();
    let normal = format!(
        "{}{}",
        fs::read_to_string(checkout.root().join("profiles/normal.yaml")).unwrap(),
        wrong.concat()
    );
    checkout.write("profiles/normal.yaml", &normal);
    let (ran, summary) = Run::push(&server).start(&checkout);
    ran.fails();
    assert!(summary.contains("\n### All findings\n\n    error[unknown-field]: "), "{summary}");
    for at in 0..12 {
        assert!(summary.contains(&format!("in `part-{at}`\n")), "{at}: {summary}");
    }
}

#[test]
fn a_window_that_is_over_is_an_error() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    checkout.edit("profiles/launch.yaml", "2099-", "2019-");
    checkout.build(&[]);
    let (ran, _) = Run::pull_request(&server).start(&checkout);
    ran.fails().says("title=window-past::");
}

#[test]
fn fails_over_a_limit_with_the_reason() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    let run = Run::pull_request(&server);
    run.start(&checkout).0.passes();
    let run = run.input("max-window-cost", "1").input("max-increase", "1%");
    let (ran, summary) = run.start(&checkout);
    ran.fails().says("updated https://github.com/").does_not_say("no comment");
    for limit in ["and the limit is $1.00;", "and the limit is 1 %;"] {
        let bullet = summary.lines().find(|line| line.starts_with("* ") && line.contains(limit));
        let reason = bullet.unwrap_or_else(|| panic!("{summary}")).trim_start_matches("* ");
        assert!(reason.starts_with("the switch costs "), "{reason}");
        ran.says(&format!("::error title=scaleprof::{}\n", reason.replace('%', "%25")));
        assert!(server.bodies()[0].contains(&format!("- **Over the limit:** {reason}")));
    }
    // What is within its limits passes.
    let run = Run::pull_request(&server).input("max-window-cost", "9000").input("max-increase", "9000");
    run.start(&checkout).0.passes().says("updated https://github.com/");
    assert_eq!(server.bodies().len(), 1);
}

#[test]
fn an_unknown_price_passes_only_if_it_may() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    let normal = include_str!("ci/profiles/normal.yaml");
    let maps =
        "{service: maps, owner: web, metric: loads, per: month, plan: free, included: 10, expected: 1}";
    checkout.write("profiles/normal.yaml", &format!("{normal}external:\n  maps: {maps}\n"));
    let launch = include_str!("ci/profiles/launch.yaml");
    let maps = "{plan: large, included: 1000, expected: x10, lead_time: 1h}";
    checkout.write("profiles/launch.yaml", &format!("{launch}external:\n  maps: {maps}\n"));
    checkout.build(&[]);
    let run = |allowed| {
        let run = Run::pull_request(&server).input("max-window-cost", "1000");
        run.input("allow-unknown-prices", allowed).start(&checkout).0
    };
    run("false").fails().says("::error title=scaleprof::");
    run("true").passes();
}

#[test]
fn a_fork_gets_the_summary_alone() {
    if !bash() {
        return;
    }
    let checkout = Checkout::new(".");
    // A fork, one that is gone by now, and Dependabot.
    let heads =
        [(Some("stranger/shop"), "octocat"), (None, "octocat"), (Some("acme/shop"), "dependabot[bot]")];
    for (repository, actor) in heads {
        let server = Server::start();
        let run = || Run::pull_request(&server).of(repository, actor);
        server.fail(READ_ONLY);
        let (ran, summary) = run().start(&checkout);
        ran.passes().says("::notice title=scaleprof::No comment: ").says("Resource not accessible");
        assert!(summary.starts_with(TITLE), "{summary}");
        assert!(server.bodies().is_empty());
        // Everything else is as strict.
        run().input("max-window-cost", "1").start(&checkout).0.fails();
    }
    // Where the token should write, that it cannot is said.
    let server = Server::start();
    server.fail(READ_ONLY);
    let (ran, summary) = Run::pull_request(&server).start(&checkout);
    ran.fails().says("::error title=scaleprof::no comment: the token in GITHUB_TOKEN may not comment");
    ran.says("it needs `pull-requests: write`");
    assert!(summary.starts_with(TITLE), "{summary}");
}

#[test]
fn writes_where_and_as_it_is_told() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    for run in [Run::push(&server), Run::pull_request(&server).input("comment", "false")] {
        let (ran, summary) = run.start(&checkout);
        ran.passes();
        assert!(summary.starts_with(TITLE), "{summary}");
    }
    assert!(server.state().seen.is_empty());
    let run = || Run::pull_request(&server).input("tag", "stack/prod").input("behavior", "new");
    for _ in 0..2 {
        run().start(&checkout).0.passes();
    }
    assert_eq!(server.bodies().len(), 2);
    assert!(server.bodies()[1].starts_with("<!-- scaleprof:stack/prod -->\n"));
    // The way back, with another token than the server knows.
    let run = run().input("from", "launch").input("to", "normal").input("token", "other");
    let (ran, summary) = run.start(&checkout);
    ran.fails().says("does not accept the token in GITHUB_TOKEN (401)");
    assert!(summary.starts_with("### shop, the way back from launch to normal: "), "{summary}");
}

#[test]
fn compares_with_dumps_of_the_account() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    let dump = include_str!("cmd/quotas.in/ec2.json");
    checkout.write("the account/ec2 dump.json", dump);
    checkout.write("other.json", &dump.replace("L-1216C47A", "L-74FC7D96"));
    let run = Run::pull_request(&server).input("applied", "the account/ec2 dump.json\n  other.json\n\n");
    run.start(&checkout).0.fails().says("generated/launch is stale");
    checkout.build(&["--applied", "the account/ec2 dump.json", "--applied", "other.json"]);
    let (ran, summary) = run.start(&checkout);
    ran.passes();
    assert!(summary.contains("| 1,152 vCPU |"), "{summary}");
    let (ran, _) = Run::pull_request(&server).input("applied", "missing.json").start(&checkout);
    ran.fails().says("::error title=scaleprof::cannot read missing.json: ");
}

#[test]
fn hostile_inputs_do_nothing() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    for name in action()["inputs"].as_object().unwrap().keys() {
        let (ran, _) = Run::pull_request(&server).input(name, HOSTILE).start(&checkout);
        assert!(!checkout.has("pwned"), "{name}\n{}", ran.log);
        // These two are on or off, and this is off.
        let passes = matches!(name.as_str(), "comment" | "allow-unknown-prices");
        assert_eq!(ran.ok, passes, "{name}\n{}", ran.log);
    }
}

#[test]
fn the_action_brings_its_own_toolchain() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    let calls = |version: &str| {
        let _ = fs::remove_file(checkout.calls());
        checkout.fake("rustc", version);
        let (ran, _) = Run::pull_request(&server).uncached(&checkout).start(&checkout);
        fs::read_to_string(checkout.calls()).unwrap_or_else(|_| panic!("{}", ran.log))
    };
    checkout.fake("cargo", "built");
    checkout.fake("rustup", "installed");
    let scratch = checkout.scratch().display().to_string();
    let install = format!(
        "cargo install --locked --path . --root {scratch}/scaleprof --target-dir {scratch}/scaleprof-target\n"
    );
    assert_eq!(
        calls("rustc 1.80.1 (3f5fd8dd4 2024-08-06)"),
        format!(
            "rustc --version\nrustup toolchain install stable --profile minimal --no-self-update\n\
             rustup run stable {install}"
        )
    );
    for new in ["rustc 1.91.0 (f8297e351 2025-10-28)", "rustc 1.100.0-nightly"] {
        assert_eq!(calls(new), format!("rustc --version\n{install}"));
    }
    assert_eq!(fs::read_to_string(format!("{scratch}/path")).unwrap().lines().count(), 3);
}

fn gitlab() -> Value {
    serde_yaml::from_str(include_str!("../ci/gitlab.yml")).unwrap()
}

/// A part of the job, as GitLab's runner has it.
fn part(name: &str) -> String {
    let job = gitlab();
    let lines: Vec<&str> =
        job[".scaleprof"][name].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    lines.join("\n")
}

/// Runs a part of the job on a merge request, with other variables.
fn merge_request(
    server: &Server,
    checkout: &Checkout,
    name: &str,
    variables: &[(&str, &str)],
) -> (Ran, String) {
    let job = gitlab();
    let mut all: BTreeMap<String, String> = job[".scaleprof"]["variables"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect();
    let of_ci = [
        ("CI_API_V4_URL", format!("{}/api/v4", server.address)),
        ("CI_MERGE_REQUEST_IID", "7".to_owned()),
        ("CI_MERGE_REQUEST_PROJECT_ID", "42".to_owned()),
        ("CI_PROJECT_DIR", checkout.root().display().to_string()),
        ("GITLAB_TOKEN", TOKEN.to_owned()),
    ];
    all.extend(of_ci.map(|(name, value)| (name.to_owned(), value)));
    all.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let _ = fs::remove_file(checkout.root().join("scaleprof.md"));
    let ran = checkout.script(&part(name), &all.into_iter().collect::<Vec<_>>());
    (ran, fs::read_to_string(checkout.root().join("scaleprof.md")).unwrap_or_default())
}

#[test]
fn gitlab_writes_one_note_and_keeps_it() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    let run = |variables: &[(&str, &str)]| merge_request(&server, &checkout, "script", variables);
    let (ran, diff) = run(&[]);
    ran.passes().says("wrote https://gitlab.com/acme/web/shop/-/merge_requests/7#note_101");
    assert!(diff.starts_with(TITLE), "{diff}");
    assert_eq!(server.bodies(), [format!("{TAG}{diff}")]);
    run(&[]).0.passes().says("says the same already");

    // What fails, fails with the note on the request.
    let limits = [("SCALEPROF_MAX_WINDOW_COST", "1"), ("SCALEPROF_MAX_INCREASE", "1")];
    let (ran, diff) = run(&limits);
    ran.fails().says("error: the switch costs ").says("and the limit is $1.00").says("and the limit is 1 %");
    ran.says("updated https://gitlab.com/");
    assert!(diff.contains("- **Over the limit:**"), "{diff}");
    checkout.edit("generated/launch/graph-db.tf", "m6g.4xlarge", "m6g.2xlarge");
    run(&[]).0.fails().says("generated/launch is stale: run").says("updated https://gitlab.com/");
    run(&[("SCALEPROF_PROFILES", "normal")]).0.passes();
    assert_eq!(server.bodies().len(), 1);

    checkout.edit("profiles/launch.yaml", "max: 300", "max: 30");
    run(&[]).0.fails().says("error[count-order]").says("--> profiles/launch.yaml:7:");
}

#[test]
fn gitlab_shows_the_diff_without_a_token() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("stack"));
    let stack = ("SCALEPROF_DIRECTORY", "stack");
    for nothing in ["GITLAB_TOKEN", "CI_MERGE_REQUEST_IID"] {
        let (ran, diff) = merge_request(&server, &checkout, "script", &[stack, (nothing, "")]);
        ran.passes().says("No note on the merge request").says(TITLE);
        assert!(diff.starts_with(TITLE), "{diff}");
    }
    assert!(server.state().seen.is_empty());
    // A token that does not do is said to.
    merge_request(&server, &checkout, "script", &[stack, ("GITLAB_TOKEN", "other")]).0.fails().says("(401)");
    merge_request(&server, &checkout, "script", &[stack]).0.passes().says("wrote https://gitlab.com/");
}

#[test]
fn hostile_variables_do_nothing() {
    if !bash() {
        return;
    }
    let (server, checkout) = (Server::start(), Checkout::new("."));
    let job = gitlab();
    for name in job[".scaleprof"]["variables"].as_object().unwrap().keys() {
        let (ran, _) = merge_request(&server, &checkout, "script", &[(name, HOSTILE)]);
        assert!(!checkout.has("pwned"), "{name}\n{}", ran.log);
        // The first two are of the installation; the third is on or off, and this is off.
        let passes =
            matches!(name.as_str(), "SCALEPROF_GIT" | "SCALEPROF_REV" | "SCALEPROF_ALLOW_UNKNOWN_PRICES");
        assert_eq!(ran.ok, passes, "{name}\n{}", ran.log);
    }
}

#[test]
fn gitlab_installs_what_it_is_told() {
    if !bash() {
        return;
    }
    assert_syntax(&part("before_script"));
    let (server, checkout) = (Server::start(), Checkout::new("."));
    checkout.fake("cargo", "built");
    let path = format!("{}:{}", checkout.fakes().display(), std::env::var("PATH").unwrap());
    let run = |variables: &[(&str, &str)]| {
        let mut variables = variables.to_vec();
        variables.push(("PATH", path.as_str()));
        merge_request(&server, &checkout, "before_script", &variables).0
    };
    run(&[("SCALEPROF_GIT", "")]).fails().says("SCALEPROF_GIT: is not set");
    run(&[]).passes();
    let git = ("SCALEPROF_GIT", "https://git.example.com/$(touch pwned).git");
    run(&[git]).passes();
    run(&[git, ("SCALEPROF_REV", "v0.1.0")]).passes();
    let install = "cargo install --locked --git";
    let end = format!("--root {}/.scaleprof scaleprof", checkout.root().display());
    let own = format!("{install} {} {end}\n", env!("CARGO_PKG_REPOSITORY"));
    let start = format!("{install} {}", git.1);
    let expected = format!("{own}{start} {end}\n{start} --rev v0.1.0 {end}\n");
    assert_eq!(fs::read_to_string(checkout.calls()).unwrap(), expected);
    assert!(!checkout.has("pwned"));

    let job = gitlab();
    assert_eq!(job["scaleprof"]["extends"], ".scaleprof");
    assert!(job[".scaleprof"].get("rules").is_none() && job["scaleprof"]["rules"].is_array());
}

#[test]
fn hooks_find_what_they_are_for() {
    let hooks: Value = serde_yaml::from_str(include_str!("../.pre-commit-hooks.yaml")).unwrap();
    let run = |checkout: &Checkout, id: &str| {
        let hook = hooks.as_array().unwrap().iter().find(|hook| hook["id"] == id).unwrap();
        assert!(hook["language"] == "rust" && hook["pass_filenames"] == false, "{hook}");
        let mut words: Vec<&str> = hook["entry"].as_str().unwrap().split_whitespace().collect();
        assert_eq!(words.remove(0), "scaleprof");
        words.extend(hook["args"].as_array().into_iter().flatten().map(|word| word.as_str().unwrap()));
        checkout.scaleprof(&words)
    };
    assert_eq!(hooks.as_array().unwrap().len(), 2);
    let checkout = Checkout::new(".");
    for id in ["scaleprof-check", "scaleprof-build"] {
        run(&checkout, id).passes();
    }
    checkout.edit("profiles/launch.yaml", "machine: +2", "machine: +1");
    run(&checkout, "scaleprof-check").passes();
    run(&checkout, "scaleprof-build").fails().says("generated/launch is stale");
    checkout.edit("profiles/launch.yaml", "max: 300", "max: 30");
    run(&checkout, "scaleprof-check").fails().says("error[count-order]");
}

/// Without bash every test that needs one says that it is skipped, and in CI it fails.
#[test]
fn without_bash_no_test_passes_unseen() {
    let program = std::env::current_exe().unwrap();
    let nothing = tempfile::tempdir().unwrap();
    let tests = |ci: &str| {
        let mut command = Command::new(&program);
        command.args(["--test-threads=2", "--skip", "without_bash_no_test_passes_unseen"]);
        let output = command.env("PATH", nothing.path()).env("CI", ci).output().unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (output.status.success(), said)
    };
    let (passes, [out, error]) = tests("");
    assert!(passes, "{out}\n{error}");
    let reason = ": there is no bash on PATH";
    let skipped = error.lines().filter_map(|line| line.strip_prefix("SKIPPED ")?.strip_suffix(reason));
    let skipped: BTreeSet<&str> = skipped.collect();
    assert!(skipped.contains("writes_one_comment_and_keeps_it"), "{error}");

    let (passes, [out, error]) = tests("true");
    assert!(!passes && error.is_empty(), "{out}\n{error}");
    let failed = out.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
    assert_eq!(failed.collect::<BTreeSet<_>>(), skipped);
    assert_eq!(out.matches("cannot run in CI: there is no bash on PATH").count(), skipped.len(), "{out}");
}
