//! How long a build takes and how much memory: `cargo bench`.
//!
//! In process: the repository's example from text to artifacts. As a whole process, disk included: N
//! worker components, N from 1,000 to 100,000. Medians; the machine's noise is in the other columns.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{millis, spread, workers};
use scaleprof::cloud::list_prices;
use scaleprof::project::{Input, Project};
use scaleprof::template::Templates;

fn main() {
    // `cargo test` runs benches too, with this flag: then there is nothing to measure.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    example();
    println!("\n{:>10}  {:>9}  {:>9}  {:>9}  {:>8}", "components", "min", "median", "max", "peak");
    for (components, runs) in [(1_000, 9), (10_000, 5), (100_000, 1)] {
        whole_process(components, runs);
    }
}

/// The example, in process, first touch of all tables included in the first run.
fn example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inputs: Vec<Input> = ["launch", "normal"]
        .map(|name| format!("profiles/{name}.yaml"))
        .map(|path| Input { bytes: fs::read(root.join(&path)).unwrap(), path })
        .into();
    let once = || {
        let project = Project::compile(inputs.clone(), None);
        let templates = Templates::new(&BTreeMap::new()).unwrap();
        project.build(&project.plans["launch"], None, &list_prices(), &templates).unwrap().len()
    };
    let mut times: Vec<Duration> = (0..50)
        .map(|_| {
            let start = Instant::now();
            assert!(once() > 10);
            start.elapsed()
        })
        .collect();
    println!("the example, in process: first {:.1} ms", millis(times[0]));
    times.sort();
    println!("the example, in process: median of 50 {:.1} ms", millis(times[25]));
}

/// `scaleprof build` into an empty folder.
fn whole_process(components: usize, runs: usize) {
    let project = tempfile::tempdir().unwrap();
    fs::create_dir(project.path().join("profiles")).unwrap();
    fs::write(project.path().join("profiles/normal.yaml"), workers(components)).unwrap();
    let mut times = Vec::new();
    let mut peak = 0;
    for _ in 0..runs {
        let generated = project.path().join("generated");
        if generated.exists() {
            fs::remove_dir_all(&generated).unwrap();
        }
        let (time, held) = common::whole_process(project.path(), &["build", "normal"]);
        peak = peak.max(held);
        times.push(time);
    }
    let [min, median, max] = spread(times);
    println!("{components:>10}  {min:>6.0} ms  {median:>6.0} ms  {max:>6.0} ms  {:>5} MB", peak / 1024);
}
