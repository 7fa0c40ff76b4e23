//! A second cloud, Nimbus, which offers one kind. All of it stands in this folder: that every command works with it and
//! speaks of no other cloud shows that a cloud is added without opening anything else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod item;
mod nimbus;
mod workers;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, process};

use clap::Parser as _;
use scaleprof::cloud::aws::AWS;
use scaleprof::cloud::provider::Cloud;
use serde_json::{Value, json};
use tempfile::TempDir;

use nimbus::Nimbus;

const NORMAL: &str = "\
profile: normal
stack: shop
cloud: {provider: nimbus, region: north-1}
owners: {web: {name: Web team, contact: web@example.com}}
components:
  resize:
    kind: workers
    owner: web
    test: send an image, and its thumbnail is there within a minute
    machine: n1.small
    count: {min: 2, max: 4}
";

const LAUNCH: &str = "\
profile: launch
extends: normal
window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m, tail: 1h}
components:
  resize: {machine: +1, count: x10}
";

/// What the program prints and how it ends.
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

/// The arguments of the program that a process of these tests is to be.
const ARGUMENTS: &str = "SECOND_CLOUD_ARGUMENTS";
/// What stands between the output of the test runner and that of the program.
const BEGIN: &str = "== begin ==\n";

/// The program, as `src/main.rs` has it, but with a second cloud. [`run`] starts it in a process of its own.
#[test]
fn program() {
    static CLOUDS: [&dyn Cloud; 2] = [&AWS, &Nimbus];
    let Ok(arguments) = env::var(ARGUMENTS) else { return };
    scaleprof::cloud::know(&CLOUDS).expect("nobody has asked for a cloud yet");
    print!("{BEGIN}");
    let cli = scaleprof::cli::Cli::parse_from(["scaleprof"].into_iter().chain(arguments.split(' ')));
    let ended = scaleprof::commands::run(cli);
    process::exit((0..2).find(|code| ended == ExitCode::from(*code)).unwrap_or(2).into());
}

/// A folder with profiles.
struct Project(TempDir);

impl Project {
    fn new(profiles: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        fs::create_dir(folder.path().join("profiles")).unwrap();
        for (name, text) in profiles {
            fs::write(folder.path().join(format!("profiles/{name}.yaml")), text).unwrap();
        }
        Self(folder)
    }

    /// What the program says of the project.
    fn run(&self, arguments: &str) -> Ran {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["program", "--exact", "--nocapture"]).current_dir(&self.0).env(ARGUMENTS, arguments);
        let output = command.env("NO_COLOR", "1").output().unwrap();
        let [stdout, stderr] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        let stdout = stdout.split_once(BEGIN).map(|(_, own)| own.to_owned());
        let stdout = stdout.unwrap_or_else(|| panic!("{arguments} did not begin: {stderr}"));
        Ran { code: output.status.code().unwrap(), stdout, stderr }
    }

    /// The same, of a command that must find nothing wrong, and must speak of no other cloud.
    fn clean(&self, arguments: &str) -> String {
        let Ran { code, stdout, stderr } = self.run(arguments);
        assert_eq!(code, 0, "{arguments}: {stdout}{stderr}");
        assert_own(arguments, &stdout);
        assert_own(arguments, &stderr);
        stdout
    }

    fn file(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

/// What only the other cloud has.
const FOREIGN: &[&str] = &[
    "aws",
    "amazon",
    "ec2",
    "rds",
    "ebs",
    "ecs",
    "sns",
    "sqs",
    "ssm",
    "ami",
    "fargate",
    "cloudwatch",
    "gp3",
];

/// A text speaks of Nimbus only.
fn assert_own(what: &str, text: &str) {
    let foreign = |line: &&str| {
        let line = line.to_lowercase();
        line.split(|char: char| !char.is_alphanumeric()).any(|word| FOREIGN.contains(&word))
    };
    let lines: Vec<&str> = text.lines().filter(foreign).collect();
    assert!(lines.is_empty(), "{what} speaks of another cloud:\n{}", lines.join("\n"));
}

fn shop() -> Project {
    Project::new(&[("normal", NORMAL), ("launch", LAUNCH)])
}

#[test]
fn what_is_written_is_its_own() {
    let project = shop();
    project.clean("check");
    for profile in ["normal", "launch"] {
        project.clean(&format!("build {profile}"));
        project.clean(&format!("build --check {profile}"));
    }
    for path in files(&project.0.path().join("generated/launch")) {
        assert_own(&path, &fs::read_to_string(&path).unwrap());
    }
    let resize = project.file("generated/launch/resize.tf");
    for line in [
        "machine = \"n1.medium\"",
        "least = local.raised ? 20 : 2",
        "most  = local.before_close ? 40 : 4",
        "resource \"nimbus_schedule\" \"resize_close\"",
    ] {
        assert!(resize.contains(line), "{line}: {resize}");
    }
    assert!(project.file("generated/launch/network.tf").contains("resource \"nimbus_router\" \"main\""));
    let head = project.file("generated/launch/terraform.tf");
    assert!(head.contains("provider \"nimbus\" {\n  place = \"north-1\"\n}"), "{head}");
}

/// The paths of all files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path.display().to_string()] };
    paths.flat_map(below).collect()
}

/// The sum is that of 20 nodes of 2 cents for 24 hours, where 2 of 1 cent stood; the router has no price.
#[test]
fn a_switch_has_its_prices_and_effects_in_every_format() {
    let project = shop();
    let diff = |format: &str| {
        let details = if format == "text" { " --details" } else { "" };
        project.clean(&format!("diff normal launch --format {format}{details}"))
    };
    let words = ["restart", "router"];
    for (format, [effect, unknown]) in [
        ("text", words),
        ("markdown", words),
        // The page says what the restart is to users, and of which part a price is missing.
        ("html", ["resize is down for about 2 min", "the price of network is not known"]),
    ] {
        let said = diff(format);
        for part in ["n1.medium", "18.24", effect, unknown] {
            assert!(said.contains(part), "{part} is not in {format}: {said}");
        }
    }
    let said: Value = serde_json::from_str(&diff("json")).unwrap();
    assert_eq!(said["cost"]["in_window"]["expected"], "18.24");
    assert_eq!(said["unknown"][0]["what"], "router");
    let resize = said["components"].as_array().unwrap().iter().find(|part| part["name"] == "resize").unwrap();
    let machine = resize["changes"].as_array().unwrap().iter().find(|one| one["field"] == "machine").unwrap();
    assert_eq!(machine["effect_detail"]["source"], "nimbus.example/docs/pools");
    diff("infracost-json");
    project.clean("diff launch normal");
    project.clean("cost launch");
    let said = project.clean("prices show nimbus nodes n1.small --region north-1");
    assert!(said.contains("$0.02 per Hrs"), "{said}");
}

#[test]
fn the_runbook_says_what_to_do_on_it() {
    let project = shop();
    assert!(project.clean("runbook launch").contains("-target=nimbus_pool.resize"));
    for format in ["markdown", "json"] {
        let said = project.clean(&format!("runbook launch --format {format}"));
        for part in ["-target=nimbus_pool.resize", "nimbus pools list --name shop-resize", "n1.medium ready"]
        {
            assert!(said.contains(part), "{part} is not in {format}: {said}");
        }
    }
    // Nimbus has no dashboards, no alarms on quotas and no e-mails that ask to be confirmed.
    let page = project.clean("runbook launch --format markdown");
    for part in ["dashboard:", "Quotas have alarms", "confirm a subscription"] {
        assert!(!page.contains(part), "{part} is in: {page}");
    }
}

/// 40 nodes are needed, and an account has 12.
#[test]
fn its_quotas_are_asked_for() {
    let project = shop();
    for format in ["text", "markdown", "json"] {
        let said = project.clean(&format!("quotas launch --format {format}"));
        for part in ["NODES", "Nodes of all pools", "40 x n1.medium"] {
            assert!(said.contains(part), "{part} is not in {format}: {said}");
        }
    }
    // Nimbus has a form and no tool: nothing is typed, and Terraform cannot ask.
    let page = project.clean("quotas launch --format markdown");
    for part in ["- Nodes of all pools: 40 nodes", "<https://nimbus.example/limits/north-1>"] {
        assert!(page.contains(part), "{part} is not in: {page}");
    }
    for part in ["```", "typed", "terraform"] {
        assert!(!page.contains(part), "{part} is in: {page}");
    }
    project.clean("build launch");
    assert!(!project.0.path().join("generated/launch/quotas/main.tf").exists());
    let request: Value =
        serde_json::from_str(&project.file("generated/launch/quotas/requests/limits-NODES.json")).unwrap();
    assert_eq!(request, json!({"limit": "NODES", "to": 40}));
}

/// A state in which the pool is the launch's and the scaler is everyday's, as Terraform writes it.
#[test]
fn a_state_on_it_is_read() {
    let resource = |kind: &str, values: Value| json!({"address": format!("{kind}.resize"), "mode": "managed", "type": kind, "name": "resize", "values": values});
    let resources = [
        resource("nimbus_pool", json!({"machine": "n1.medium"})),
        resource("nimbus_scaler", json!({"least": 2, "most": 4})),
    ];
    let state = json!({"format_version": "1.0", "values": {"root_module": {"resources": resources}}});
    let project = shop();
    fs::write(project.0.path().join("state.json"), state.to_string()).unwrap();
    let ran = project.run("status --state state.json --now 2027-02-05T09:00:00Z");
    assert_own("status", &ran.stdout);
    assert_own("status", &ran.stderr);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    // Two nodes of 2 cents more an hour, as the counts have fallen by themselves.
    for part in ["resize machine: n1.medium, should be n1.small", "+$0.04 an hour"] {
        assert!(ran.stdout.contains(part), "{part} is not in: {}", ran.stdout);
    }
}

#[test]
fn the_schema_names_both_clouds() {
    let schema: Value = serde_json::from_str(&shop().run("schema").stdout).unwrap();
    let provider = &schema["$defs"]["whole"]["properties"]["cloud"]["properties"]["provider"];
    assert_eq!(provider["enum"], json!(["aws", "nimbus"]));
    assert_eq!(provider["enumDescriptions"][1], "A cloud of the tests.");
}

/// A project that is refused.
fn refused(profiles: &[(&str, &str)], parts: &[&str]) {
    let Ran { code, stdout, stderr } = Project::new(profiles).run("check");
    assert_eq!(code, 1, "{stdout}{stderr}");
    for part in parts {
        assert!(stdout.contains(part), "{part} is not in: {stdout}{stderr}");
    }
}

#[test]
fn a_kind_that_it_does_not_offer_is_refused_at_its_place() {
    refused(
        &[("normal", &NORMAL.replace("workers", "fleet"))],
        &[
            "error[bad-value]: Nimbus does not offer the kind `fleet`",
            "profiles/normal.yaml:7:11",
            "help: choose a kind that it offers: workers",
        ],
    );
}

#[test]
fn a_size_that_it_does_not_have_is_refused_at_its_place() {
    let parts = ["error[unknown-machine]: Nimbus has no nodes of the size `m6g.large`", "normal.yaml:10:14"];
    refused(&[("normal", &NORMAL.replace("n1.small", "m6g.large"))], &parts);
}

/// A project is one stack with one state, and so stays in one cloud.
#[test]
fn profiles_of_two_clouds_are_refused_together() {
    let other = "cloud: {provider: aws, region: eu-west-1}\nextends";
    let moved = LAUNCH.replace("extends", other);
    let parts = ["error[no-larger-size]: the sizes above `n1.small` in eu-west-1 of AWS are not known"];
    refused(&[("normal", NORMAL), ("launch", &moved)], &parts);
    let moved = moved.replace("+1", "t4g.nano");
    let parts = ["error[identity-changed]: `cloud/provider` differs between profiles", "launch.yaml:2:19"];
    refused(&[("normal", NORMAL), ("launch", &moved)], &parts);
    let apart = NORMAL.replace("normal", "launch").replace("nimbus", "aws").replace("n1.small", "t4g.nano");
    refused(&[("normal", NORMAL), ("launch", &apart.replace("north-1", "eu-west-1"))], &parts[..1]);
}

/// A field has the texts of the profile's own cloud; those of all clouds stand in the published schema.
#[test]
fn the_words_of_a_field_are_those_of_its_cloud() {
    let with = |cloud: &str, image: &str| {
        let profile = NORMAL.replace("nimbus, region: north-1", cloud);
        Project::new(&[("normal", &format!("{profile}    image: {image}\n"))])
    };
    with("nimbus, region: north-1", "img-7").clean("check");
    for (cloud, image) in
        [("nimbus, region: north-1", "ami-0123456789abcdef0"), ("aws, region: eu-west-1", "img-7")]
    {
        let said = with(cloud, image).run("check");
        assert_eq!(said.code, 1, "{cloud}: {}{}", said.stdout, said.stderr);
        let text = said.stdout + &said.stderr;
        assert!(text.contains("error[bad-value]") && text.contains("normal.yaml:12:12"), "{text}");
    }
    let project = shop();
    let schema: Value = serde_json::from_str(&project.run("schema").stdout).unwrap();
    let patterns: Vec<&str> = schema["$defs"]["workers"]["properties"]["image"]["anyOf"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|form| form["pattern"].as_str())
        .collect();
    assert_eq!(patterns.len(), 2, "{patterns:?}");
    // What only their words tell apart is one field.
    assert!(schema["$defs"]["workers"]["properties"]["machine"]["pattern"].is_string());
}
