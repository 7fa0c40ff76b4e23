//! How fast a build and the quick commands are beside what anybody can measure: `cp -r` of the same folder, a
//! jinja2 script that renders the same files, and `scaleprof --version`. `cargo bench --bench ratios`.
//!
//! Everything is run in turn on one machine and disk, and what is compared are medians. On a disk in memory the figures
//! are of the programs alone: `TMPDIR=/dev/shm cargo bench --bench ratios`. A ratio above its bar is marked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

#[path = "../common/mod.rs"]
mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{median, millis, timed, whole_process, workers};

/// Components of the build that is compared.
const WORKERS: usize = 1_000;
/// Components of the large build.
const MANY: usize = 100_000;

/// What is run in turn: each gives how long it took, in milliseconds.
type Contest<'a> = Vec<Box<dyn FnMut() -> f64 + 'a>>;

fn main() {
    // `cargo test` runs benches too, with this flag: then there is nothing to measure.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let in_memory = rustix::fs::statfs(folder.path()).is_ok_and(|disk| disk.f_type == 0x0102_1994);
    let kind = if in_memory { "in memory" } else { "not in memory: set TMPDIR to one that is" };
    println!("disk: {} ({kind})", std::env::temp_dir().display());
    // Where the system tells: how many processes have wanted a core in the last minute.
    if let Some(load) = fs::read_to_string("/proc/loadavg").ok().as_deref().and_then(busy) {
        let mark = if load > 0.5 { ": the ratios are of a busy machine" } else { "" };
        println!("load: {load}{mark}");
    }
    println!("\n  {:24} {:>12}  {:>11}  {:>7}  bar", "ratio", "time", "other", "ratio");
    build(folder.path());
    example();
}

/// The load of the last minute.
fn busy(loads: &str) -> Option<f64> {
    loads.split_whitespace().next()?.parse().ok()
}

/// Builds of workers, beside a copy and a script.
fn build(folder: &Path) {
    let project = project(&folder.join("some"), WORKERS);
    let generated = project.join("generated");
    let (_, peak) = whole_process(&project, &["build", "normal"]);
    let (written, copy, rendered) = (generated.join("normal"), folder.join("copy"), folder.join("rendered"));
    let template = template(folder, &written);
    let mut contest: Contest<'_> = vec![
        Box::new(|| scaleprof(emptied(&generated).parent().unwrap(), &["build", "normal"])),
        Box::new(|| timed(Command::new("cp").arg("-r").arg(&written).arg(emptied(&copy)))),
    ];
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/ratios/render.py");
    if let Some(python) = python() {
        let arguments = [template.into_os_string(), WORKERS.to_string().into(), rendered.clone().into()];
        contest.push(Box::new(move || {
            emptied(Path::new(&arguments[2]));
            timed(Command::new(&python).arg(&script).args(&arguments))
        }));
    } else {
        println!("python3 has no jinja2: that comparison is left out");
    }
    let times = run_in_turn(contest, 15);
    println!("{WORKERS} workers: {:.1} ms", times[0]);
    bar("to `cp -r`", times[0], times[1], 2.5);
    if let Some(script) = times.get(2) {
        bar("to jinja2", times[0], *script, 0.35);
        for file in (0..WORKERS).map(|number| format!("worker-{number:06}.tf")) {
            let same = fs::read(written.join(&file)).unwrap() == fs::read(rendered.join(&file)).unwrap();
            assert!(same, "the script renders {file} differently");
        }
    }
    limit("memory", peak, 40);
    let project = self::project(&folder.join("many"), MANY);
    let (time, peak) = whole_process(&project, &["build", "normal"]);
    println!("{MANY} workers: {:.1} s", time.as_secs_f64());
    bar(&format!("to {WORKERS}"), millis(time), times[0], 120.0);
    limit("memory", peak, 1200);
}

/// The example of the repository, with what does not write.
fn example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let commands: [(&[&str], f64); 3] =
        [(&["diff", "normal", "launch"], 4.0), (&["check"], 4.0), (&["build", "launch", "--check"], 5.0)];
    let mut contest: Contest<'_> = vec![Box::new(|| scaleprof(root, &["--version"]))];
    for (arguments, _) in commands {
        contest.push(Box::new(move || scaleprof(root, arguments)));
    }
    let times = run_in_turn(contest, 51);
    println!("the example: --version {:.1} ms", times[0]);
    for ((arguments, most), time) in commands.iter().zip(&times[1..]) {
        bar(&arguments.join(" "), *time, times[0], *most);
    }
}

/// Runs everything so many times in turn, and gives the median of each in milliseconds.
fn run_in_turn(mut contest: Contest<'_>, rounds: usize) -> Vec<f64> {
    let mut times = vec![Vec::new(); contest.len()];
    for _ in 0..rounds {
        for (run, own) in contest.iter_mut().zip(&mut times) {
            own.push(run());
        }
    }
    times.into_iter().map(median).collect()
}

/// Says how a time stands to another one, and whether that is within its bar.
fn bar(what: &str, time: f64, other: f64, most: f64) {
    let ratio = time / other;
    let mark = if ratio > most { "ABOVE" } else { "within" };
    println!("  {what:24} {time:9.1} ms  {other:8.1} ms  {ratio:7.2}  {mark} {most}");
}

/// Says how much memory it was, and whether that is within its bar, in MB.
fn limit(what: &str, kib: u64, most: u64) {
    let megabytes = (kib * 1024).div_ceil(1_000_000);
    let mark = if megabytes > most { "ABOVE" } else { "within" };
    println!("  {what:24} {megabytes:7} MB  {:20}  {mark} {most}", "");
}

fn scaleprof(project: &Path, arguments: &[&str]) -> f64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
    timed(command.args(arguments).arg("-C").arg(project))
}

/// The interpreter with jinja2, by its own path: what stands for it in `PATH` may be a script that starts slowly.
fn python() -> Option<PathBuf> {
    let mut python = Command::new("python3");
    python.args(["-c", "import jinja2, sys; print(sys.executable)"]).stderr(Stdio::null());
    let output = python.output().ok().filter(|output| output.status.success())?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

/// A folder that is not there any more.
fn emptied(folder: &Path) -> &Path {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    folder
}

/// A project with so many workers.
fn project(folder: &Path, components: usize) -> PathBuf {
    fs::create_dir_all(folder.join("profiles")).unwrap();
    fs::write(folder.join("profiles/normal.yaml"), workers(components)).unwrap();
    folder.to_owned()
}

/// The template: the file of the first worker, its names left open.
fn template(folder: &Path, written: &Path) -> PathBuf {
    let text = fs::read_to_string(written.join("worker-000000.tf")).unwrap();
    let text = text.replace("worker-000000", "{{ name }}").replace("worker_000000", "{{ label }}");
    let path = folder.join("worker.tf.j2");
    fs::write(&path, text).unwrap();
    path
}
