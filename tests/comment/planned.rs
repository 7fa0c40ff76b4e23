//! `comment --plan`: the program itself, on both forges: one comment with the review of a plan.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use scaleprof::comment::forge::Forge;

use crate::server::{STRANGER, Server, TOKEN};

const KIOSK: &str = include_str!("../review/kiosk.json");

/// Runs `comment` on a plan, and holds that nothing that it says has the token.
fn comment(server: &Server, forge: Forge, folder: &Path, plan: &str, more: &[&str]) -> (Output, String) {
    let (name, repo, api, variable) = match forge {
        Forge::Github => ("github", "acme/shop", server.address.clone(), "GITHUB_TOKEN"),
        Forge::Gitlab => ("gitlab", "acme/web/shop", format!("{}/api/v4", server.address), "GITLAB_TOKEN"),
    };
    let output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .current_dir(folder)
        .args(["comment", name, "--plan", plan, "--repo", repo, "--pr", "7", "--api-url", &api])
        .args(more)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env(variable, TOKEN)
        .output()
        .unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains(TOKEN), "{said}");
    (output, said)
}

fn code((output, said): &(Output, String), expected: i32, says: &str) {
    assert_eq!(output.status.code(), Some(expected), "{said}");
    assert!(said.contains(says), "no `{says}` in {said}");
}

#[test]
fn a_review_is_one_comment_that_follows_its_plan() {
    for forge in [Forge::Github, Forge::Gitlab] {
        let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let run = |plan: &str, more: &[&str]| comment(&server, forge, folder.path(), plan, more);
        server.add(STRANGER, "a remark");
        write("prod.json", KIOSK);
        code(&run("prod.json", &[]), 0, "wrote https://");
        let [_, first] = &server.bodies()[..] else { panic!("{:?}", server.bodies()) };
        assert!(first.starts_with("<!-- scaleprof:review/prod -->\n"), "{first}");
        // The text is the one of `review`, and of its values only sizes.
        let page = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
            .current_dir(folder.path())
            .args(["review", "prod.json", "--format", "markdown"])
            .output()
            .unwrap();
        let page = String::from_utf8(page.stdout).unwrap();
        assert!(first.ends_with(page.trim_end()) || first.contains(page.trim()), "{first}\n---\n{page}");
        for said in ["db.m6g.large", "db.m6g.2xlarge", "brief-failover", "module.web"] {
            assert!(first.contains(said), "no `{said}` in {first}");
        }
        assert!(!first.contains("hunter2"), "{first}");

        code(&run("prod.json", &[]), 0, "says the same already");
        // What users may not feel fails the job, and the comment is there all the same.
        write("prod.json", &KIOSK.replace("db.m6g.2xlarge", "db.m6g.4xlarge"));
        code(&run("prod.json", &["--fail-on", "restart"]), 1, "`--fail-on restart` allows less");
        let [_, second] = &server.bodies()[..] else { panic!("{:?}", server.bodies()) };
        assert!(second.contains("db.m6g.4xlarge") && !second.contains("db.m6g.2xlarge"), "{second}");
        assert_eq!(
            run("prod.json", &["--fail-on", "rejected", "--allow-unknown-effects"]).0.status.code(),
            Some(0)
        );
        // The plan of another root has a comment of its own, and so has another tag.
        write("stage.json", KIOSK);
        code(&run("stage.json", &[]), 0, "wrote https://");
        code(&run("stage.json", &["--tag", "eu/stage"]), 0, "wrote https://");
        let starts: Vec<String> =
            server.bodies().iter().map(|own| own.lines().next().unwrap().to_owned()).collect();
        let tags = ["review/prod", "review/stage", "eu/stage"].map(|tag| format!("<!-- scaleprof:{tag} -->"));
        assert_eq!(starts[1..], tags);
        // A plan that cannot be read must not go on to say what users feel.
        write("prod.json", &KIOSK[..3000]);
        code(&run("prod.json", &[]), 1, "plan-syntax");
        let broken = &server.bodies()[1];
        assert!(broken.contains("cannot be read") && !broken.contains("db.m6g"), "{broken}");
        assert_eq!(server.bodies().len(), 4);
    }
}

#[test]
fn nothing_is_sent_without_a_forge() {
    for forge in [Forge::Github, Forge::Gitlab] {
        let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
        fs::write(folder.path().join("prod.json"), KIOSK).unwrap();
        let run = |more: &[&str]| comment(&server, forge, folder.path(), "prod.json", more);
        code(&run(&["--dry-run"]), 0, "<!-- scaleprof:review/prod -->");
        assert_eq!(server.count("POST", "s"), 0);
        // Two profiles and a plan are two questions.
        let both = run(&["normal", "launch"]);
        assert_eq!(both.0.status.code(), Some(2), "{}", both.1);
        assert!(server.state().seen.is_empty(), "{:?}", server.state().seen);
    }
}
