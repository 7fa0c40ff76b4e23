//! How long a diff takes and how much memory: `cargo bench --bench diff`.
//!
//! Whole processes: the repository's example, and two profiles of 10,000 components each, of all kinds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use common::spread;

const COMPONENTS: usize = 10_000;
const KINDS: [&str; 5] = ["app", "database", "fleet", "server", "workers"];

const SAVINGS: &str = "savings:\n  - {service: ec2, percent: 30}\n  - {service: rds, percent: 30}\n";

fn main() {
    // `cargo test` runs benches too, with this flag: then there is nothing to measure.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    println!(
        "{:46}  {:>9}  {:>9}  {:>9}  {:>8}",
        "scaleprof diff normal launch", "min", "median", "max", "peak"
    );
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    measure("the example", root, &[], 50);
    let normal = normal();
    // By the kind in the name: a selector takes only fields that all its components have.
    let selected = String::from(
        "profile: launch\nextends: normal\ncomponents:\n  \"app-*\": {count: x10}\n  \"fleet-*\": {count: x10}\n  \
         \"workers-*\": {count: x10}\n  \"database-*\": {class: +1}\n  \"server-*\": {machine: +1}\n",
    );
    let written = everything("launch", 10, "db.m6g.xlarge", "m6g.xlarge");
    let all = format!("{COMPONENTS} components");
    for (name, launch, own, formats) in [
        ("by selectors", &selected, None, &["text", "markdown", "json"][..]),
        ("written out", &written, None, &["text"]),
        ("by selectors, savings", &selected, Some(SAVINGS), &["text"]),
    ] {
        let project = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = project.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("profiles/normal.yaml", &normal);
        write("profiles/launch.yaml", launch);
        if let Some(own) = own {
            write("prices/own.yaml", own);
        }
        for format in formats {
            measure(&format!("{all} {name}, {format}"), project.path(), &["--format", format], 5);
        }
    }
}

/// `scaleprof diff normal launch` for a day.
fn measure(name: &str, project: &Path, more: &[&str], runs: usize) {
    let arguments = [&["diff", "normal", "launch", "--duration", "24h"], more].concat();
    let runs: Vec<(Duration, u64)> = (0..runs).map(|_| common::whole_process(project, &arguments)).collect();
    let peak = runs.iter().map(|(_, peak)| *peak).max().unwrap_or(0);
    let [min, median, max] = spread(runs.into_iter().map(|(time, _)| time).collect());
    println!("{name:46}  {min:>6.1} ms  {median:>6.1} ms  {max:>6.1} ms  {:>5} MB", peak / 1024);
}

fn head(profile: &str) -> String {
    format!(
        "profile: {profile}\nstack: bench\ncloud: {{provider: aws, region: eu-west-1}}\n\
         allow: {{network-too-small: a benchmark, quota-hard-limit: a benchmark, zone-imbalance: a benchmark, \
         burstable-sustained: a benchmark, external-over-plan: a benchmark}}\n"
    )
}

fn normal() -> String {
    everything("normal", 1, "db.m6g.large", "m6g.large")
}

/// All components in full, their counts so many times those of a normal day.
fn everything(profile: &str, times: u32, class: &str, machine: &str) -> String {
    let mut text = head(profile) + "components:\n";
    let count = format!("{{min: {}, max: {}}}", 2 * times, 6 * times);
    for number in 0..COMPONENTS {
        let kind = KINDS[number % KINDS.len()];
        let _ = write!(text, "  {kind}-{number:06}:\n    kind: {kind}\n");
        let fields = match kind {
            "app" => format!(
                "    image: ghcr.io/example/api:1\n    port: 80\n    cpu: 0.5\n    memory: 1GiB\n    count: {count}\n"
            ),
            "database" => format!(
                "    engine: postgres\n    version: \"16\"\n    class: {class}\n    storage: {{size: 100GiB}}\n"
            ),
            "fleet" => format!("    machine: m6g.large\n    count: {count}\n"),
            "server" => format!("    machine: {machine}\n    storage: {{size: 100GiB}}\n"),
            _ => {
                format!("    machine: t4g.nano\n    count: {count}\n    queue: {{backlog_per_worker: 100}}\n")
            }
        };
        text.push_str(&fields);
    }
    text
}
