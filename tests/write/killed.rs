//! A build that is killed at whatever moment leaves the old tree or the new one, whole, and what is the
//! user's as it was; the next one succeeds, and clears up.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{leftovers, snapshot};

type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// Rounds, each with one killed build of each step below: 4 x 50 kills.
const ROUNDS: u32 = 50;

/// The user's own files in the folder, and what Terraform keeps there.
const OWN: [&str; 4] =
    ["own.tf", "terraform.tfvars", "quotas/own.tf", ".terraform/providers/aws/terraform-provider-aws"];

/// What a project goes through: the first build, changes, a component that goes, and one that comes again.
/// A step is the disks' size in GiB and the number of components.
const STEPS: [(u32, usize); 4] = [(100, 20), (110, 20), (110, 14), (120, 20)];

struct Project {
    folder: TempDir,
}

impl Project {
    fn new() -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(project.folder.path().join("profiles")).unwrap();
        project
    }

    fn set(&self, (disk, components): (u32, usize)) {
        let mut text =
            "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\ncomponents:\n".to_owned();
        for at in 0..components {
            let _ = writeln!(
                text,
                "  c{at}: {{kind: fleet, machine: m6g.large, count: {{min: 3, max: 3}}, disk: {{size: {disk}GiB}}}}"
            );
        }
        fs::write(self.folder.path().join("profiles/normal.yaml"), text).unwrap();
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
        command.arg("-C").arg(self.folder.path()).args(["build", "normal"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn build(&self) {
        assert!(self.command().status().unwrap().success());
    }

    fn generated(&self) -> PathBuf {
        self.folder.path().join("generated")
    }

    /// What is in the profile's folder; nothing when there is none.
    fn tree(&self) -> Tree {
        let folder = self.generated().join("normal");
        if folder.exists() { snapshot(&folder) } else { Tree::new() }
    }

    fn put_own(&self) {
        for path in OWN {
            let path = self.generated().join("normal").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, format!("mine: {}", path.file_name().unwrap().display())).unwrap();
        }
    }

    /// Starts a build and kills it at a part of `whole`, or so long after it has begun to write.
    fn kill(&self, moment: Moment, whole: Duration) {
        let mut child = self.command().spawn().unwrap();
        match moment {
            Moment::Of(part) => thread::sleep(whole.mul_f64(part)),
            Moment::Writing(after) => {
                let started = Instant::now();
                while started.elapsed() < 2 * whole && !self.writes() {
                    thread::sleep(Duration::from_micros(100));
                }
                thread::sleep(after);
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }

    fn writes(&self) -> bool {
        let generated = self.generated();
        let open = |entry: fs::DirEntry| entry.file_name().to_string_lossy().starts_with(".scaleprof-stage-");
        fs::read_dir(generated).is_ok_and(|entries| entries.flatten().any(open))
    }
}

/// When a build is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// At a part of the time that one takes.
    Of(f64),
    /// So long after its staging folder is there.
    Writing(Duration),
}

/// The moments of a round: by time, from the start to a little beyond the end; and while it writes, which is
/// short, from the first file on.
fn moment(round: u32) -> Moment {
    let part = f64::from(round / 2 * 7 % 25) / 25.0;
    if round.is_multiple_of(2) {
        Moment::Of(part * 1.2)
    } else {
        Moment::Writing(Duration::from_secs_f64(part * 0.012))
    }
}

/// The trees of all steps, each built in one go, with the user's own files in them.
fn whole_trees() -> Vec<Tree> {
    let project = Project::new();
    let build = |step| {
        project.set(step);
        project.build();
        project.put_own();
        project.tree()
    };
    STEPS.into_iter().map(build).collect()
}

fn without_own(tree: &Tree) -> Tree {
    let of_terraform = |path: &Path| path.starts_with(".terraform");
    let own = |path: &Path| OWN.iter().any(|own| path == Path::new(own)) || of_terraform(path);
    tree.iter().filter(|(path, _)| !own(path)).map(|(path, what)| (path.clone(), what.clone())).collect()
}

#[test]
fn two_hundred_killed_builds_leave_the_old_tree_or_the_new_one() {
    let trees = whole_trees();
    let bare = without_own(&trees[0]);
    let run = |rounds: std::ops::Range<u32>| {
        let (mut old_seen, mut new_seen, mut stages) = (0, 0, 0);
        for round in rounds {
            let project = Project::new();
            let mut before = Tree::new();
            let mut whole = Duration::from_millis(400);
            for (at, step) in STEPS.into_iter().enumerate() {
                // The first build finds nothing of the user's; what it writes is without it.
                let after = if at == 0 { &bare } else { &trees[at] };
                project.set(step);
                project.kill(moment(round), whole);
                let found = project.tree();
                assert!(
                    found == before || found == *after,
                    "round {round}, step {at}: neither the old tree nor the new one"
                );
                old_seen += usize::from(found == before);
                new_seen += usize::from(found == *after);
                stages +=
                    usize::from(project.generated().exists() && !leftovers(&project.generated()).is_empty());
                let started = Instant::now();
                project.build();
                whole = started.elapsed();
                assert!(project.tree() == *after, "round {round}, step {at}: the next build");
                assert_eq!(leftovers(&project.generated()), Vec::<String>::new(), "round {round}, step {at}");
                project.put_own();
                before = trees[at].clone();
                assert!(project.tree() == before, "round {round}, step {at}: the user's own files");
            }
        }
        (old_seen, new_seen, stages)
    };
    let halves = [0..ROUNDS / 2, ROUNDS / 2..ROUNDS];
    let seen = thread::scope(|scope| {
        let runs = halves.map(|half| scope.spawn(|| run(half)));
        runs.map(|run| run.join().unwrap())
    });
    let sum = |of: fn(&(usize, usize, usize)) -> usize| seen.iter().map(of).sum::<usize>();
    let (old, new, stages) = (sum(|seen| seen.0), sum(|seen| seen.1), sum(|seen| seen.2));
    assert_eq!(old + new, 4 * ROUNDS as usize);
    // The moments lie before, in and after what is tried: else this says nothing.
    assert!(old > 10 && new > 10 && stages > 10, "{old} old, {new} new, {stages} killed while they wrote");
}
