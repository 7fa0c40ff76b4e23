//! What the benches share: whole processes with their wall time and peak memory, and a profile to build.

#![allow(dead_code, reason = "each bench takes what it needs")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs `scaleprof` in a project: how long it took, and the most memory it held, in KiB.
pub(crate) fn whole_process(project: &Path, arguments: &[&str]) -> (Duration, u64) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .args(arguments)
        .arg("-C")
        .arg(project)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    loop {
        peak = peak.max(resident(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return (start.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_micros(500));
    }
}

/// The most memory the process has held so far, in KiB, where `/proc` tells.
pub(crate) fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

/// Shortest, middle and longest, in milliseconds.
pub(crate) fn spread(mut times: Vec<Duration>) -> [f64; 3] {
    times.sort();
    [0, times.len() / 2, times.len() - 1].map(|at| millis(times[at]))
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Runs a command without its output: how long it took, in milliseconds.
pub(crate) fn timed(command: &mut Command) -> f64 {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status().unwrap();
    let time = start.elapsed();
    assert!(status.success(), "{command:?} ends with {status}");
    millis(time)
}

/// The middle one.
pub(crate) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A profile of so many `workers`, each with a queue of its own.
pub(crate) fn workers(components: usize) -> String {
    let mut text = String::from(
        "profile: normal\nstack: bench\ncloud: {provider: aws, region: eu-west-1}\n\
         allow: {network-too-small: a benchmark, quota-hard-limit: a benchmark}\ncomponents:\n",
    );
    for number in 0..components {
        let _ = write!(
            text,
            "  worker-{number:06}:\n    kind: workers\n    machine: t4g.nano\n    count: {{min: 2, max: 6}}\n    \
             queue: {{backlog_per_worker: 100}}\n"
        );
    }
    text
}
