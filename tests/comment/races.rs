//! Runs at the same time, and a forge that is slow or does not say whose a comment is.

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use scaleprof::commands::network::agent;
use scaleprof::comment::error::CommentError;
use scaleprof::comment::forge::Forge;
use scaleprof::comment::place::Place;
use scaleprof::comment::post::post;
use scaleprof::comment::run::Action;
use scaleprof::comment::target::{Behavior, Pace, Target};

use crate::server::{Fault, Hang, ME, Server};
use crate::{LIST, POST, none, put, tagged, target, update};

/// Several first runs, which have all looked before any has written.
#[test]
fn first_runs_at_once_leave_one_comment() {
    for forge in [Forge::Github, Forge::Gitlab] {
        for behavior in [Behavior::Update, Behavior::DeleteAndNew] {
            for runs in [2, 3, 5] {
                let server = Server::start();
                for method in ["GET", "POST"] {
                    let barrier = Arc::new(Barrier::new(runs));
                    let waiting = (0..runs).map(|_| (method, Arc::clone(&barrier)));
                    server.state().together.extend(waiting);
                }
                let posted: Vec<_> = thread::scope(|scope| {
                    let run = |number: usize| {
                        let server = &server;
                        scope.spawn(move || put(server, forge, behavior, &format!("run {number}")))
                    };
                    let runs: Vec<_> = (0..runs).map(run).collect();
                    runs.into_iter().map(|run| run.join().unwrap()).collect()
                });
                let bodies = server.bodies();
                assert_eq!(bodies.len(), 1, "{forge:?} {behavior:?}: {bodies:?} {posted:?}");
                assert!(bodies[0].starts_with(&tagged("prod", "run ")[..28]), "{bodies:?}");
                // The next one finds it.
                let action = if behavior == Behavior::Update { Action::Updated } else { Action::Created };
                assert_eq!(put(&server, forge, behavior, "later").action, action);
                assert_eq!(server.bodies(), [tagged("prod", "later")]);
            }
        }
    }
}

#[test]
fn what_the_forge_says_nothing_of_is_not_ours() {
    let nobody = r#"{"data": {"nodes": [null]}}"#;
    let refused = r#"{"data": null, "errors": [{"message": "not with\u001b[31m this token"}]}"#;
    for (status, body) in [(404, ""), (200, nobody), (200, refused), (200, "<html>"), (403, "{}")] {
        for behavior in [Behavior::Update, Behavior::DeleteAndNew, Behavior::HideAndNew] {
            let server = Server::start();
            server.add(ME, &tagged("prod", "old"));
            server.fail(Fault { path: "/graphql", status, body, ..POST });
            let posted = put(&server, Forge::Github, behavior, "new");
            assert_eq!(posted.action, Action::Created);
            let [note] = posted.notes.as_slice() else { panic!("{posted:?}") };
            assert!(note.starts_with("left alone, for GitHub does not say whose it is"), "{note}");
            assert!(note.ends_with(": https://github.com/acme/shop/pull/7#issuecomment-101"), "{note}");
            assert!(!note.contains('\u{1b}'));
            assert_eq!(server.bodies(), [tagged("prod", "old"), tagged("prod", "new")]);
        }
    }
    let server = Server::start();
    server.add(ME, &tagged("prod", "old"));
    server.fail(Fault { method: "GET", path: "/user", status: 403, ..POST });
    let posted = put(&server, Forge::Gitlab, Behavior::Update, "new");
    assert!(posted.notes[0].starts_with("left alone, for GitLab does not say whose it is"), "{posted:?}");
    assert_eq!(server.bodies(), [tagged("prod", "old"), tagged("prod", "new")]);
}

#[test]
fn names_only_some_of_what_is_left_alone() {
    let server = Server::start();
    for number in 0..50 {
        server.add(crate::server::STRANGER, &tagged("prod", &format!("{number}")));
    }
    let notes = update(&server, "new").notes;
    assert_eq!(notes.len(), 4);
    assert!(notes[0].ends_with("150") && notes[3] == "left alone with them: 47 more", "{notes:?}");
}

/// Whatever hangs, and however often: it ends in time.
#[test]
fn a_forge_that_hangs_ends_in_time() {
    let hangs = [
        ("GET", "/7/comments", Forge::Github),
        ("POST", "/7/comments", Forge::Github),
        ("POST", "/graphql", Forge::Github),
        ("PATCH", "/comments/", Forge::Github),
        ("GET", "/notes", Forge::Gitlab),
        ("GET", "/user", Forge::Gitlab),
    ];
    thread::scope(|scope| {
        for (method, path, forge) in hangs {
            for hang in [Hang::Silence, Hang::Drip] {
                scope.spawn(move || {
                    let server = Server::start();
                    if path != "/7/comments" {
                        server.add(ME, &tagged("prod", "old"));
                    }
                    for _ in 0..50 {
                        server.fail(Fault { method, path, hangs: Some(hang), ..LIST });
                    }
                    let pace = Pace { base: Duration::from_millis(5), within: Duration::from_secs(1) };
                    let target = Target { pace, ..target(&server, forge, Behavior::Update) };
                    let started = Instant::now();
                    let outcome = post(&agent(), &target, "text");
                    let took = started.elapsed();
                    assert!(took < Duration::from_millis(1800), "{method} {path} {hang:?}: {took:?}");
                    let Err(CommentError::Unreachable(said)) = outcome else { panic!("{outcome:?}") };
                    assert!(said.ends_with("in time; all requests together get 1 s"), "{said}");
                });
            }
        }
    });
    assert!(Pace::default().within < Duration::from_secs(55));
}

/// A request that is answered slowly gets a second chance.
#[test]
fn one_request_that_hangs_is_sent_again() {
    let server = Server::start();
    server.fail(Fault { hangs: Some(Hang::Silence), ..LIST });
    server.fail(Fault { hangs: Some(Hang::Silence), done: true, ..POST });
    let mut target = target(&server, Forge::Github, Behavior::Update);
    target.pace.within = Duration::from_secs(3);
    assert_eq!(post(&agent(), &target, "text").unwrap().action, Action::Created);
    assert_eq!(server.bodies(), [tagged("prod", "text")]);
}

/// What speaks no TLS, or has a certificate that nobody knows, is asked once.
#[test]
fn a_failure_of_tls_is_not_tried_again() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let api = format!("https://{}", listener.local_addr().unwrap());
    let counted = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&counted);
    thread::spawn(move || {
        for stream in listener.incoming() {
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let _ = std::io::Write::write_all(&mut stream.unwrap(), b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let server = Server::start();
    let place = Place::new(Forge::Github, "acme/shop", 7, Some(&api), none).unwrap();
    let target = Target { place, ..target(&server, Forge::Github, Behavior::Update) };
    let Err(CommentError::Unreachable(said)) = post(&agent(), &target, "text") else {
        panic!("it went through")
    };
    assert!(said.starts_with(&format!("no answer from {api}: ")), "{said}");
    assert_eq!(counted.load(std::sync::atomic::Ordering::SeqCst), 1);
}
