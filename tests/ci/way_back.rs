//! The way back opens itself: the scripts of both templates, in a real repository, against a forge on this machine.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::checkout::{Checkout, Ran, assert_syntax};
use crate::server::requests::Kept;
use crate::server::{Server, TOKEN};
use crate::skip::bash;

const NORMAL: &str = include_str!("way_back/normal.yaml");
const LAUNCH: &str = include_str!("way_back/launch.yaml");
const MAIN: &str = include_str!("way_back/main.tf");
const VARS: &str = "web = {\n  min = 3 # at night\n  max = 9 # by day\n}\n";

/// A window that has been over for years, and one that is years ahead.
const OVER: &str = "2021-02-03T09:00:00+02:00";
const AHEAD: &str = "2097-02-03T09:00:00+02:00";

fn git(folder: &Path, words: &[&str]) -> String {
    let own = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let out = Command::new("git").args(own).args(words).current_dir(folder).output().unwrap();
    assert!(out.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum On {
    Github,
    Gitlab,
}

/// A repository with Terraform of its own, cloned as CI does it, and its forge.
struct Project {
    checkout: Checkout,
    server: Server,
    on: On,
}

impl Project {
    fn new(on: On) -> Self {
        let (checkout, server) = (Checkout::empty(), Server::start());
        let project = Self { checkout, server, on };
        for (path, text) in [
            ("profiles/normal.yaml", NORMAL),
            ("profiles/launch.yaml", &LAUNCH.replace("START", AHEAD)),
            ("infra/main.tf", MAIN),
            ("infra/prod.tfvars", VARS),
        ] {
            project.checkout.write(path, text);
        }
        let root = project.checkout.root();
        git(&root, &["init", "--quiet", "--initial-branch=main"]);
        git(project.checkout.scratch().as_path(), &["init", "--quiet", "--bare", "forge/acme/shop.git"]);
        git(&root, &["remote", "add", "origin", &project.bare().display().to_string()]);
        project.commit("Normal");
        project
    }

    fn bare(&self) -> std::path::PathBuf {
        self.checkout.scratch().join("forge/acme/shop.git")
    }

    fn commit(&self, message: &str) {
        let root = self.checkout.root();
        git(&root, &["add", "--all"]);
        git(&root, &["commit", "--quiet", "--allow-empty", "--message", message]);
        git(&root, &["push", "--quiet", "origin", "main"]);
    }

    /// Goes back to the main branch, from that of a request.
    fn on_main(&self) {
        git(&self.checkout.root(), &["switch", "--quiet", "main"]);
    }

    /// Runs the script of the template on a fresh state of the main branch.
    fn run(&self, more: &[(&str, &str)]) -> Ran {
        let root = self.checkout.root();
        git(&root, &["switch", "--quiet", "main"]);
        git(&root, &["reset", "--quiet", "--hard", "origin/main"]);
        let (script, mut environment) = template(self.on);
        let mut set = |name: &str, value: &str| {
            environment.retain(|(own, _)| own != name);
            environment.push((name.to_owned(), value.to_owned()));
        };
        set("HOME", &self.checkout.scratch().display().to_string());
        match self.on {
            On::Github => {
                set("SCALEPROF_BASE", "main");
                set("SCALEPROF_REPO", "acme/shop");
                set("GITHUB_TOKEN", TOKEN);
                set("GITHUB_API_URL", &self.server.address);
            }
            On::Gitlab => {
                set("CI_API_V4_URL", &format!("{}/api/v4", self.server.address));
                set("CI_PROJECT_ID", "42");
                set("CI_PROJECT_PATH", "acme/shop");
                set("CI_SERVER_URL", &self.checkout.scratch().join("forge").display().to_string());
                set("CI_COMMIT_BRANCH", "main");
                set("GITLAB_TOKEN", TOKEN);
            }
        }
        for (name, value) in more {
            set(name, value);
        }
        self.checkout.script(&script, &environment)
    }

    fn requests(&self) -> Vec<Kept> {
        self.server.state().requests.clone()
    }

    /// A file as it is on a branch of the forge.
    fn on_branch(&self, branch: &str, path: &str) -> String {
        git(&self.bare(), &["show", &format!("{branch}:{path}")])
    }

    /// The branches of the forge.
    fn branches(&self) -> String {
        git(&self.bare(), &["for-each-ref", "--format=%(refname:short) %(objectname)"])
    }
}

/// The last script of a template, and what stands in its environment as far as it is a text.
fn template(on: On) -> (String, Vec<(String, String)>) {
    let text = match on {
        On::Github => include_str!("../../ci/way-back.github.yml"),
        On::Gitlab => include_str!("../../ci/way-back.gitlab.yml"),
    };
    let file: Value = serde_yaml::from_str(text).unwrap();
    let (script, variables) = match on {
        On::Github => {
            let job = &file["jobs"]["way-back"];
            (job["steps"].as_array().unwrap().last().unwrap()["run"].clone(), job["env"].clone())
        }
        On::Gitlab => {
            let job = &file["scaleprof-way-back"];
            (job["script"][0].clone(), job["variables"].clone())
        }
    };
    let variables = variables.as_object().unwrap().iter();
    let plain = |(name, value): (&String, &Value)| (name.clone(), value.as_str().unwrap().to_owned());
    (script.as_str().unwrap().to_owned(), variables.map(plain).collect())
}

/// Before the end nothing; then one pull request with the bytes from before the launch, which the next run leaves as it is; and
/// a reminder on the next day.
fn opens_itself(on: On) {
    if !bash() {
        return;
    }
    let project = Project::new(on);
    project.run(&[]).passes().says("nothing is due");
    // The launch: its values are committed.
    project.checkout.scaleprof(&["build", "launch"]).passes();
    assert_ne!(fs::read_to_string(project.checkout.root().join("infra/prod.tfvars")).unwrap(), VARS);
    project.commit("Launch");
    project.run(&[]).passes().says("nothing is due");
    assert!(project.requests().is_empty() && !project.branches().contains("way-back"));

    project.checkout.edit("profiles/launch.yaml", AHEAD, OVER);
    project.commit("It is over");
    project.run(&[]).passes().says("opened https://");
    let [request] = &project.requests()[..] else { panic!("{:?}", project.requests()) };
    assert_eq!(
        (request.branch.as_str(), request.base.as_str(), request.draft),
        ("scaleprof/way-back", "main", false)
    );
    assert_eq!(request.title, "s: the way back from launch to normal");
    let body = request.body.replace("\r\n", "\n");
    assert!(body.starts_with("<!-- scaleprof:s/launch-normal -->\n"), "{body}");
    for said in [
        "each hour costs **+$",
        "`infra/prod.tfvars:2 120 -> 3`",
        "was over at **2021-02-04 09:00",
        "What users feel",
    ] {
        assert!(body.contains(said), "no `{said}` in\n{body}");
    }
    for (path, text) in [("infra/prod.tfvars", VARS), ("infra/main.tf", MAIN)] {
        assert_eq!(project.on_branch("scaleprof/way-back", path), text);
    }
    let branches = project.branches();

    project.run(&[]).passes().says("left as it is");
    assert_eq!((project.requests().len(), project.branches()), (1, branches.clone()));
    assert!(project.server.bodies().is_empty(), "{:?}", project.server.bodies());

    // The next day, twice.
    "2021-02-05T10:00:00Z".clone_into(&mut project.server.state().requests[0].created);
    project.run(&[]).passes().says("reminded: ");
    project.run(&[]).passes().does_not_say("reminded: ");
    let [reminder] = &project.server.bodies()[..] else { panic!("{:?}", project.server.bodies()) };
    assert!(reminder.contains("are still on, for ") && reminder.contains(" a day."), "{reminder}");
    assert_eq!((project.requests().len(), project.branches()), (1, branches));

    // Once it is merged there is nothing to do.
    git(&project.checkout.root(), &["switch", "--quiet", "main"]);
    git(&project.checkout.root(), &["merge", "--quiet", "--ff-only", "scaleprof/way-back"]);
    project.commit("Merged");
    project.server.state().requests[0].open = false;
    project.run(&[]).passes().says("normal is there already");
    assert_eq!(project.requests().len(), 1);
}

#[test]
fn on_github_the_way_back_opens_itself() {
    opens_itself(On::Github);
}

#[test]
fn on_gitlab_the_way_back_opens_itself() {
    opens_itself(On::Gitlab);
}

/// A request that is open is closed, with the reason, when it is not needed any more: its merge would take a next launch down.
#[test]
fn what_is_not_needed_any_more_is_closed() {
    if !bash() {
        return;
    }
    for on in [On::Github, On::Gitlab] {
        let project = Project::new(on);
        project.checkout.scaleprof(&["build", "launch"]).passes();
        project.checkout.edit("profiles/launch.yaml", AHEAD, OVER);
        project.commit("It is over");
        project.run(&[]).passes().says("opened https://");
        // The window is moved: the launch is still to come.
        project.on_main();
        project.checkout.edit("profiles/launch.yaml", OVER, AHEAD);
        project.commit("It is put off");
        project.run(&[]).passes().says("nothing is due").says("closed https://");
        project.run(&[]).passes().says("nothing is due").does_not_say("closed https://");
        assert!(project.requests().iter().all(|one| !one.open));
        let [why] = &project.server.bodies()[..] else { panic!("{:?}", project.server.bodies()) };
        assert!(why.contains("Closed, because it is not needed now: nothing is due"), "{why}");
        // After the next window there is a new one, and one of somebody else on the branch is left alone.
        project.on_main();
        project.checkout.edit("profiles/launch.yaml", AHEAD, OVER);
        project.commit("It is over again");
        project.run(&[]).passes().says("opened https://");
        assert_eq!(project.requests().len(), 2);
        "not by scaleprof".clone_into(&mut project.server.state().requests[1].body);
        project.on_main();
        project.checkout.edit("profiles/launch.yaml", OVER, AHEAD);
        project.commit("It is put off again");
        project.run(&[]).passes().does_not_say("closed https://");
        assert!(project.requests()[1].open);
    }
}

/// Of what is built, and of what people change by hand, no file says whether it is back: one request a window says what to
/// apply or to type, and people close it.
#[test]
fn what_only_people_know_is_asked_once_a_window() {
    if !bash() {
        return;
    }
    let built = NORMAL.replace("terraform:\n  prod: {dir: infra, var_files: [prod.tfvars]}\n", "").replace(
        "    terraform: {address: aws_autoscaling_group.web}\n",
        "    image: ami-0123456789abcdef0\n",
    );
    let by_hand = NORMAL
        .replace("terraform:\n  prod: {dir: infra, var_files: [prod.tfvars]}\n", "plan: only\n")
        .replace("    terraform: {address: aws_autoscaling_group.web}\n", "    resource: shop-web\n")
        .replace("    scale_on: {cpu: 55}\n", "");
    let hand_launch = LAUNCH.replace("    scale_on: {cpu: 40}\n", "");
    let cases = [
        (
            built.as_str(),
            LAUNCH,
            "terraform -chdir=generated/normal apply",
            "whether what is built is back is not known",
        ),
        (by_hand.as_str(), hand_launch.as_str(), "aws autoscaling update-auto-scaling-group", ""),
    ];
    for on in [On::Github, On::Gitlab] {
        for (normal, launch, typed, note) in cases {
            let project = Project::new(on);
            project.checkout.write("profiles/normal.yaml", normal);
            project.checkout.write("profiles/launch.yaml", &launch.replace("START", OVER));
            project.commit("It is over");
            project.run(&[]).passes().says("opened https://").says(note);
            let [request] = &project.requests()[..] else { panic!("{:?}", project.requests()) };
            let body = request.body.replace("\r\n", "\n");
            for said in [typed, "is not known here: close this request once they are", "each hour costs **+$"]
            {
                assert!(body.contains(said), "no `{said}` in\n{body}");
            }
            project.run(&[]).passes().says("left as it is");
            "2021-02-05T10:00:00Z".clone_into(&mut project.server.state().requests[0].created);
            project.run(&[]).passes().says("reminded: ");
            let [reminder] = &project.server.bodies()[..] else { panic!("{:?}", project.server.bodies()) };
            assert!(reminder.contains("if they are back, close this request"), "{reminder}");
            // It is done: nothing is opened again for this window, and for another one it is.
            project.server.state().requests[0].open = false;
            let branch = "refs/heads/scaleprof/way-back";
            git(&project.bare(), &["update-ref", "-d", branch]);
            project.run(&[]).passes().says("nothing is opened again for it");
            assert_eq!(project.requests().len(), 1);
            let all = git(&project.bare(), &["for-each-ref", "--format=%(refname)"]);
            assert!(!all.contains(branch), "the branch is pushed again: {all}");
            project.on_main();
            project.checkout.edit("profiles/launch.yaml", OVER, "2022-02-03T09:00:00+02:00");
            project.commit("The next one is over");
            project.run(&[]).passes().says("opened https://");
            assert_eq!(project.requests().len(), 2);
        }
    }
}

/// A launch that starts soon is proposed as a draft, if that is asked for.
#[test]
fn a_launch_is_a_draft_if_asked_for() {
    if !bash() {
        return;
    }
    for on in [On::Github, On::Gitlab] {
        let project = Project::new(on);
        let soon = std::time::SystemTime::now() + std::time::Duration::from_hours(3);
        let soon = jiff::Timestamp::try_from(soon).unwrap().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        project.checkout.edit("profiles/launch.yaml", AHEAD, &soon);
        project.commit("Soon");
        project.run(&[]).passes();
        assert!(project.requests().is_empty());
        project.run(&[("SCALEPROF_LAUNCH", "true")]).passes().says("opened https://");
        project.run(&[("SCALEPROF_LAUNCH", "true")]).passes();
        let [request] = &project.requests()[..] else { panic!("{:?}", project.requests()) };
        assert_eq!((request.branch.as_str(), request.draft), ("scaleprof/way-back-launch", true));
        assert!(project.on_branch("scaleprof/way-back-launch", "infra/prod.tfvars").contains("min = 120"));
    }
}

#[test]
fn the_templates_hold() {
    if !bash() {
        return;
    }
    for on in [On::Github, On::Gitlab] {
        let (script, variables) = template(on);
        assert_syntax(&script);
        assert!(!script.contains("${{"), "an expression in a script is code");
        for (name, _) in variables.iter().filter(|(name, _)| {
            !["SCALEPROF_REV", "SCALEPROF_GIT", "GIT_DEPTH", "SCALEPROF_REPO"].contains(&name.as_str())
        }) {
            assert!(script.contains(name.as_str()), "{on:?}: nothing uses {name}");
        }
    }
    let github: Value = serde_yaml::from_str(include_str!("../../ci/way-back.github.yml")).unwrap();
    let own = github["jobs"]["way-back"]["permissions"].as_object().unwrap();
    assert_eq!(own.keys().map(String::as_str).collect::<Vec<_>>(), ["contents", "pull-requests"]);
    assert_eq!(github["permissions"], serde_json::json!({}));
    for step in github["jobs"]["way-back"]["steps"].as_array().unwrap() {
        // An action is named by its commit, which nobody can move.
        if let Some(action) = step["uses"].as_str() {
            let commit = action.split_once('@').unwrap().1;
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{action}");
        }
        assert!(!step["run"].as_str().unwrap_or_default().contains("${{"));
    }
}
