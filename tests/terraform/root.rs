//! A Terraform root module, and the commands that the stories run on it.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::emulator::Emulator;
use crate::provider::{self, Provider};
use crate::skip::skip;

/// The only thing added to the generated code. With the emulator: an answer that it lacks
/// fails at once, where the default is to try 25 times.
const EMULATED: &str = "provider \"aws\" {\n  max_retries = 2\n}\n";
/// Without it: nobody is asked anything.
const OFFLINE: &str = "provider \"aws\" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}
";

/// The provider's address.
pub(crate) const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";

/// What changes counts by itself.
const SCHEDULED: [&str; 2] = ["aws_autoscaling_schedule", "aws_appautoscaling_scheduled_action"];

/// The file of a saved plan; options come before it.
const SAVED: &str = "saved.plan";
const SAVED_OPTION: &str = "-out=saved.plan";

pub(crate) struct Root<'a> {
    folder: PathBuf,
    runs: Runs<'a>,
}

/// What the commands run with.
enum Runs<'a> {
    /// What Terraform finds by itself, as people have it.
    Alone,
    /// The provider that this emulator has.
    Emulated(&'a Emulator),
    /// A provider of its own, which asks nobody.
    Offline(Provider),
}

impl<'a> Root<'a> {
    /// Makes `folder` ready to use, or says that Terraform or its provider is missing.
    pub(crate) fn init(folder: &Path, emulator: Option<&'a Emulator>) -> Option<Self> {
        let text = if emulator.is_some() { EMULATED } else { OFFLINE };
        write(&folder.join("provider_override.tf"), text);
        let program = program(folder)?;
        let runs = if let Some(emulator) = emulator {
            emulator.start_provider(&program);
            Runs::Emulated(emulator)
        } else {
            Runs::Offline(Provider::start(&program, None))
        };
        let root = Self { folder: folder.to_owned(), runs };
        root.succeed("init", &[]);
        Some(root)
    }

    /// The same as people do it: Terraform looks for a provider that the folder accepts, and starts it for each command.
    pub(crate) fn installed(folder: &Path) -> Option<Self> {
        write(&folder.join("provider_override.tf"), OFFLINE);
        install(folder)?;
        Some(Self { folder: folder.to_owned(), runs: Runs::Alone })
    }

    /// One that needs no provider; none without Terraform.
    pub(crate) fn bare(folder: &Path) -> Option<Self> {
        let output = run(terraform().current_dir(folder).arg("init"))?;
        assert!(output.status.success(), "terraform init in {}:\n{}", folder.display(), text(&output));
        Some(Self { folder: folder.to_owned(), runs: Runs::Alone })
    }

    /// What is generated is valid, and uses nothing that the provider calls deprecated: it would warn of it.
    pub(crate) fn validate(&self) {
        self.assert_of_today(&self.succeed("validate", &[]));
    }

    fn assert_of_today(&self, output: &Output) {
        let said = text(output);
        assert!(!said.to_lowercase().contains("deprecated"), "{} is valid, but: {said}", self.name());
    }

    pub(crate) fn apply(&self) {
        self.succeed("apply", &["-auto-approve"]);
    }

    /// Applies with these arguments; gives the line that says what is about to be done, and to which resources.
    pub(crate) fn apply_with(&self, arguments: &[&str]) -> (String, String) {
        let plan = self.succeed("plan", arguments);
        let said = text(&plan);
        let found = said.lines().find(|line| line.starts_with("Plan: ") || line.starts_with("No changes."));
        let line = found.unwrap_or_else(|| panic!("no summary in {said}")).to_owned();
        self.succeed("apply", &[arguments, &["-auto-approve"]].concat());
        let touched: Vec<&str> = said.lines().filter(|line| line.starts_with("  # ")).collect();
        (line, touched.join("\n"))
    }

    /// What a plan says, on one line.
    pub(crate) fn planned(&self) -> String {
        words(&text(&self.succeed("plan", &[])))
    }

    /// Saves a plan, as a pipeline does that waits for an approval; gives what it says, on one line.
    pub(crate) fn save_plan(&self) -> String {
        words(&text(&self.succeed("plan", &[SAVED_OPTION])))
    }

    /// Applies the saved plan: what Terraform says, on one line, where it refuses it.
    pub(crate) fn apply_saved(&self) -> Result<(), String> {
        let output = self.output("apply", &[SAVED]);
        if output.status.success() { Ok(()) } else { Err(words(&text(&output))) }
    }

    /// The plan fails, for this reason.
    pub(crate) fn assert_refused(&self, reason: &str) {
        let output = self.output("plan", &[]);
        assert!(!output.status.success(), "{} is not refused:{}", self.name(), self.told(&output));
        assert!(
            words(&text(&output)).contains(reason),
            "{} is refused for another reason:{}",
            self.name(),
            self.told(&output)
        );
    }

    /// A second plan finds nothing to do.
    pub(crate) fn assert_settled(&self) {
        let output = self.output("plan", &["-detailed-exitcode"]);
        let code = output.status.code();
        assert_eq!(code, Some(0), "{} is not settled:{}", self.name(), self.told(&output));
    }

    /// What Terraform would do. It validates before it plans, and warns of what is deprecated. With `-json` it says only
    /// that: a plan for people takes it as long again.
    pub(crate) fn plan(&self, options: &[&str]) -> Value {
        self.assert_of_today(&self.succeed("plan", &[options, &["-json", "-out=switch.plan"]].concat()));
        self.json("show", &["-json", "switch.plan"])
    }

    /// The provider's schema of each type of resource.
    pub(crate) fn schemas(&self) -> Value {
        let mut all = self.json("providers", &["schema", "-json"]);
        all["provider_schemas"][PROVIDER]["resource_schemas"].take()
    }

    /// The plan has changes, and makes, removes or replaces nothing but scheduled actions and what is named here. Gives
    /// the plan.
    pub(crate) fn assert_changes_in_place(&self, named: &[&str]) -> Value {
        let plan = self.plan(&[]);
        let changes = plan["resource_changes"].as_array().expect("a plan lists its changes");
        let mut updates = 0;
        let mut others = Vec::new();
        for change in changes {
            match change["change"]["actions"].as_array().map(Vec::as_slice) {
                Some([action]) if action == "no-op" || action == "read" => {}
                Some([action]) if action == "update" => updates += 1,
                // They belong to the window: they are made for it and go with it.
                Some([_]) if SCHEDULED.contains(&change["type"].as_str().unwrap_or_default()) => {}
                Some([_]) if change["address"].as_str().is_some_and(|own| named.contains(&own)) => {}
                _ => others.push(format!(
                    "{} {} {}",
                    change["address"], change["change"]["actions"], change["change"]["replace_paths"]
                )),
            }
        }
        assert!(others.is_empty(), "{} is not in place:\n{}", self.name(), others.join("\n"));
        assert!(updates > 0, "{} changes nothing", self.name());
        plan
    }

    /// The state after reading everything anew: what `apply` stores is older for
    /// resources that a later one in the same run adds something to.
    pub(crate) fn state(&self) -> Value {
        self.succeed("apply", &["-refresh-only", "-auto-approve"]);
        self.json("state", &["pull"])
    }

    /// The state as `terraform show -json` has it.
    pub(crate) fn shown(&self) -> Value {
        self.json("show", &["-json"])
    }

    fn json(&self, command: &str, arguments: &[&str]) -> Value {
        let output = self.succeed(command, arguments);
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("terraform {command} printed no JSON: {error}"))
    }

    fn succeed(&self, command: &str, arguments: &[&str]) -> Output {
        let output = self.output(command, arguments);
        assert!(output.status.success(), "terraform {command} in {}:{}", self.name(), self.told(&output));
        output
    }

    fn output(&self, command: &str, arguments: &[&str]) -> Output {
        let mut terraform = self.command(command);
        if matches!(command, "plan" | "apply" | "validate") {
            terraform.arg("-no-color");
        }
        terraform.args(arguments);
        terraform.output().expect("terraform, which has run init, starts")
    }

    /// What Terraform said, and what the emulator could not answer.
    fn told(&self, output: &Output) -> String {
        let complaints = match self.runs {
            Runs::Emulated(emulator) => emulator.complaints(),
            Runs::Alone | Runs::Offline(_) => String::new(),
        };
        format!("\n{}{complaints}", text(output))
    }

    /// Such as `launch/quotas`.
    fn name(&self) -> String {
        let mut parts: Vec<_> = self.folder.iter().rev().take(2).collect();
        parts.reverse();
        parts.iter().collect::<PathBuf>().display().to_string()
    }

    fn command(&self, command: &str) -> Command {
        let mut terraform = terraform();
        terraform.current_dir(&self.folder).arg(command);
        match &self.runs {
            Runs::Alone => {}
            Runs::Emulated(emulator) => emulator.surround(&mut terraform),
            Runs::Offline(provider) => provider.attach(&mut terraform),
        }
        terraform
    }
}

/// The provider's program, which the first folder installs for all.
fn program(folder: &Path) -> Option<PathBuf> {
    static PROGRAM: Mutex<Option<PathBuf>> = Mutex::new(None);
    let mut program = PROGRAM.lock().unwrap_or_else(PoisonError::into_inner);
    if program.is_none() {
        install(folder)?;
        *program = Some(provider::program(folder));
    }
    program.clone()
}

/// Installs the provider that `folder` asks for, or says that it or Terraform is missing.
fn install(folder: &Path) -> Option<()> {
    let mut init = terraform();
    init.current_dir(folder).arg("init");
    match env::var_os("SCALEPROF_TERRAFORM_MIRROR") {
        Some(mirror) => {
            let mut option = OsStr::new("-plugin-dir=").to_owned();
            option.push(mirror);
            init.arg(option);
        }
        None => keep_downloads(&mut init),
    }
    // One at a time: a download into the kept ones can't be shared while it runs.
    let lock = scratch("terraform.lock");
    let lock = File::create(&lock).unwrap_or_else(|e| panic!("{}: {e}", lock.display()));
    lock.lock().expect("the lock file can be locked");
    let output = run(&mut init)?;
    if output.status.success() {
        return Some(());
    }
    let text = text(&output);
    let no_provider = text.contains("Failed to query available provider packages")
        || text.contains("Failed to install provider");
    assert!(no_provider, "terraform init in {}:\n{text}", folder.display());
    skip("terraform finds no provider hashicorp/aws; see SCALEPROF_TERRAFORM_MIRROR")
}

/// `terraform fmt` would change nothing below `folder`.
pub(crate) fn check_format(folder: &Path) -> Option<()> {
    let mut format = terraform();
    format.args(["fmt", "-check", "-diff", "-recursive"]).arg(folder);
    let output = run(&mut format)?;
    assert!(output.status.success(), "terraform fmt:\n{}", text(&output));
    Some(())
}

/// Terraform as on a machine that has no settings for it and no account.
fn terraform() -> Command {
    let mut terraform = Command::new("terraform");
    terraform_environment(&mut terraform);
    terraform
}

/// Takes away the settings that Terraform would find, and gives it an account that is none.
pub(crate) fn terraform_environment(command: &mut Command) -> &mut Command {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("TF_") || text.starts_with("AWS_") {
            command.env_remove(&name);
        }
    }
    command.envs([
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("CHECKPOINT_DISABLE", "1"),
        // Go collects garbage less often: the schema of the provider alone is a fifth of what a command costs otherwise.
        ("GOGC", "400"),
        ("TF_IN_AUTOMATION", "1"),
        ("TF_INPUT", "0"),
    ])
}

/// Without a mirror the provider (700 MB) is downloaded once and kept.
fn keep_downloads(init: &mut Command) {
    let kept = scratch("terraform-plugins");
    fs::create_dir_all(&kept).unwrap_or_else(|error| panic!("{}: {error}", kept.display()));
    init.env("TF_PLUGIN_CACHE_DIR", kept);
    init.env("TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE", "1");
}

fn run(command: &mut Command) -> Option<Output> {
    match command.output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == ErrorKind::NotFound => skip("there is no terraform on PATH"),
        Err(error) => panic!("terraform does not start: {error}"),
    }
}

/// A path that stays from run to run.
pub(crate) fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Terraform breaks lines, and draws a frame around them: the words of a text, on one line.
fn words(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || "│╷╵".contains(c));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn text(output: &Output) -> String {
    let [stdout, stderr] = [&output.stdout, &output.stderr].map(|s| String::from_utf8_lossy(s));
    stdout.into_owned() + &stderr
}
