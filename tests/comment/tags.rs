//! The tag tells one comment from the others: by stack, by switch, by folder.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Barrier};
use std::thread;

use scaleprof::commands::network::agent;
use scaleprof::comment::forge::Forge;
use scaleprof::comment::post::post;
use scaleprof::comment::run::Action;
use scaleprof::comment::tag::Tag;
use scaleprof::comment::target::{Behavior, Target};

use crate::server::{ME, STRANGER, Server, TOKEN};
use crate::{tagged, target};

#[test]
fn takes_only_plain_tags() {
    for tag in ["prod", "eu-west-1/prod_2.x", "a"] {
        assert_eq!(Tag::new(tag).unwrap().to_string(), format!("<!-- scaleprof:{tag} -->"));
    }
    for tag in ["", "a b", "a\nb", "x-->", "ü", &"a".repeat(101)] {
        assert!(Tag::new(tag).is_err(), "{tag}");
    }
}

/// Every switch of every stack in every folder has one of its own.
#[test]
fn tells_switches_apart() {
    let tag =
        |folder: &str, stack: &str, from: &str, to: &str| Tag::of_switch(folder, stack, from, to).to_string();
    assert_eq!(tag("", "shop", "normal", "launch"), "<!-- scaleprof:shop/normal-launch -->");
    assert_eq!(tag("infra/eu", "shop", "normal", "launch"), "<!-- scaleprof:infra/eu/shop/normal-launch -->");
    let long = "n".repeat(63);
    let texts = ["a", "b", "a-b", "b-a", "a_b", "A", &long];
    let mut tags = std::collections::BTreeSet::new();
    let mut count = 0;
    for folder in ["", "a", "a/b", "a b", "a\u{1b}b", "-->", &"f/".repeat(100)] {
        for stack in texts {
            for from in texts {
                for to in texts {
                    let tag = Tag::of_switch(folder, stack, from, to).to_string();
                    let inner = tag.strip_prefix("<!-- scaleprof:").and_then(|tag| tag.strip_suffix(" -->"));
                    assert!(Tag::new(inner.unwrap()).is_ok(), "{tag}");
                    tags.insert(tag);
                    count += 1;
                }
            }
        }
    }
    assert_eq!(tags.len(), count);
}

fn switch(server: &Server, forge: Forge, behavior: Behavior, to: &str) -> Target {
    let formerly = Some(Tag::new("shop").unwrap());
    Target { tag: Tag::of_switch("", "shop", "normal", to), formerly, ..target(server, forge, behavior) }
}

#[test]
fn takes_over_a_comment_with_the_stacks_tag() {
    for forge in [Forge::Github, Forge::Gitlab] {
        for behavior in [Behavior::Update, Behavior::DeleteAndNew] {
            let server = Server::start();
            server.add(STRANGER, &tagged("shop", "not mine"));
            server.add(ME, &tagged("shop", "of an earlier version"));
            let put = |to: &str| post(&agent(), &switch(&server, forge, behavior, to), to).unwrap();
            let first = put("launch");
            let is_update = behavior == Behavior::Update;
            assert_eq!(first.action, if is_update { Action::Updated } else { Action::Created });
            assert!(!is_update || first.url.ends_with("102"), "{first:?}");
            assert_eq!(put("sale").action, Action::Created);
            assert_eq!(put("launch").action, Action::Unchanged);
            let kept = [
                tagged("shop", "not mine"),
                tagged("shop/normal-launch", "launch"),
                tagged("shop/normal-sale", "sale"),
            ];
            assert_eq!(server.bodies(), kept);
        }
    }
}

/// Two switches find the same old comment at the same moment: one gets it, the other one of its own.
#[test]
fn two_switches_do_not_share_what_they_take_over() {
    let server = Server::start();
    server.add(ME, &tagged("shop", "of an earlier version"));
    let barrier = Arc::new(Barrier::new(2));
    for _ in 0..2 {
        server.state().together.push_back(("GET", Arc::clone(&barrier)));
    }
    thread::scope(|scope| {
        for to in ["launch", "sale"] {
            let server = &server;
            scope.spawn(move || {
                let mut target = switch(server, Forge::Github, Behavior::Update, to);
                target.pace.base = std::time::Duration::from_millis(600);
                post(&agent(), &target, to).unwrap();
            });
        }
    });
    let mut bodies = server.bodies();
    bodies.sort();
    assert_eq!(bodies, [tagged("shop/normal-launch", "launch"), tagged("shop/normal-sale", "sale")]);
}

/// A project with a launch and a sale, at a folder.
fn project(folder: &Path) {
    fs::create_dir_all(folder.join("profiles")).unwrap();
    let write = |name: &str, text: &str| {
        fs::write(folder.join(format!("profiles/{name}.yaml")), text).unwrap();
    };
    write(
        "normal",
        "profile: normal\nstack: shop\ncloud: {provider: aws, region: eu-west-1}\ncomponents:\n  \
         web: {kind: server, machine: m6g.large}\n",
    );
    for (name, hours) in [("launch", 24), ("sale", 48)] {
        let text = format!(
            "profile: {name}\nextends: normal\nwindow: {{start: 2027-02-03T09:00:00Z, duration: {hours}h}}\n\
             components: {{web: {{machine: m6g.4xlarge}}}}\n"
        );
        write(name, &text);
    }
}

fn comment(server: &Server, repository: &Path, folder: &str, to: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .current_dir(repository)
        .args(["-C", folder, "comment", "github", "normal", to, "--now", "2026-11-27T00:00:00Z"])
        .args(["--repo", "acme/shop", "--pr", "7", "--api-url", &server.address])
        .env("GITHUB_TOKEN", TOKEN)
        .output()
        .unwrap()
}

#[test]
fn two_launches_of_one_stack_have_a_comment_each() {
    let (server, repository) = (Server::start(), tempfile::tempdir().unwrap());
    fs::create_dir(repository.path().join(".git")).unwrap();
    for folder in [".", "eu/west"] {
        project(&repository.path().join(folder));
    }
    for _ in 0..2 {
        for folder in [".", "eu/west"] {
            for to in ["launch", "sale"] {
                let output = comment(&server, repository.path(), folder, to);
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            }
        }
    }
    let bodies = server.bodies();
    let heads: Vec<(&str, &str)> = bodies
        .iter()
        .map(|body| {
            let mut lines = body.lines();
            let tag = lines.next().unwrap();
            (tag, if lines.next().unwrap().contains("→ sale") { "sale" } else { "launch" })
        })
        .collect();
    let expected = [
        ("<!-- scaleprof:shop/normal-launch -->", "launch"),
        ("<!-- scaleprof:shop/normal-sale -->", "sale"),
        ("<!-- scaleprof:eu/west/shop/normal-launch -->", "launch"),
        ("<!-- scaleprof:eu/west/shop/normal-sale -->", "sale"),
    ];
    assert_eq!(heads, expected);
}
