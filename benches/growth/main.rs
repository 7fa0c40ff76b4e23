//! How work grows with the input: four times of it takes at most five times the work. Each kind of input is
//! generated at two sizes, 256 KiB and 1 MiB or 75 and 300 profiles, and run through a whole command; what is
//! compared is the processor time of the process. Exits with 1 where a ratio is above the bound.
//!
//! `cargo bench --bench growth [-- NAME]`

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod inputs;

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use inputs::{CASES, Case, Files};

/// Four times the input takes at most so many times the work.
const BOUND: f64 = 5.0;

/// A measurement takes so many seconds at the least: the clock of a process ticks every 10 ms.
const LEAST: f64 = 0.2;

/// A ratio above the bound is measured so often: other work on the machine can only add to it.
const ROUNDS: u32 = 3;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let mut failed = false;
    println!("| input | command | small | large | ratio |\n| :-- | :-- | --: | --: | --: |");
    for case in CASES.iter().filter(|case| wanted.is_empty() || wanted.iter().any(|name| name == case.name)) {
        for command in case.commands {
            failed |= !measure(case, command);
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn measure(case: &Case, command: &str) -> bool {
    let [small, large] = case.sizes.map(|size| {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &(case.files)(size));
        folder
    });
    let (mut first, mut second) = (f64::INFINITY, f64::INFINITY);
    let mut ratio = f64::INFINITY;
    for _ in 0..ROUNDS {
        first = first.min(processor_time(small.path(), command));
        second = second.min(processor_time(large.path(), command));
        ratio = second / first;
        if ratio <= BOUND {
            break;
        }
    }
    let bad = ratio > BOUND;
    let mark = if bad { " **above the bound**" } else { "" };
    println!(
        "| {} | {command} | {:.0} ms | {:.0} ms | {ratio:.1}{mark} |",
        case.name,
        first * 1e3,
        second * 1e3
    );
    !bad
}

fn write(folder: &Path, files: &Files) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Seconds of processor time that one run takes, as an average of as many as can be measured.
fn processor_time(folder: &Path, command: &str) -> f64 {
    let before = of_children();
    let mut runs = 0.0;
    loop {
        let status = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
            .arg("-C")
            .arg(folder)
            .args(command.split(' '))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.code().is_some_and(|code| code <= 2), "{command}: {status}");
        runs += 1.0;
        let time = of_children() - before;
        if time >= LEAST {
            return time / runs;
        }
    }
}

/// Seconds of processor time of all children that have ended: `cutime` and `cstime` of proc(5), in hundredths.
fn of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, rest) = stat.rsplit_once(')').unwrap();
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    // The fields 16 and 17; the third is the first after the name.
    (ticks(13) + ticks(14)) / 100.0
}
