//! What `comment` promises: one comment on a pull request, found again and changed in place, whatever
//! the forge does in between; and a token that nobody else sees.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::format_collect)]

#[path = "comment/fit.rs"]
mod fit;
#[path = "comment/planned.rs"]
mod planned;
#[path = "comment/races.rs"]
mod races;
#[path = "comment/reader.rs"]
mod reader;
#[path = "comment/server.rs"]
mod server;
#[path = "comment/tags.rs"]
mod tags;
#[path = "comment/untrusted.rs"]
mod untrusted;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use scaleprof::commands::network::agent;
use scaleprof::comment::error::CommentError;
use scaleprof::comment::forge::Forge;
use scaleprof::comment::place::Place;
use scaleprof::comment::post::post;
use scaleprof::comment::run::{Action, Posted};
use scaleprof::comment::tag::Tag;
use scaleprof::comment::target::{Behavior, Pace, Target};
use scaleprof::comment::text::compose;
use scaleprof::comment::token::Token;
use server::{Fault, ME, STRANGER, Server, Stored, TOKEN};

fn none(_: &str) -> Option<String> {
    None
}

fn token(forge: Forge) -> Token {
    Token::find(forge, |_| Some(TOKEN.to_owned())).unwrap()
}

fn target(server: &Server, forge: Forge, behavior: Behavior) -> Target {
    let (repo, api) = match forge {
        Forge::Github => ("acme/shop", server.address.clone()),
        Forge::Gitlab => ("acme/web/shop", format!("{}/api/v4", server.address)),
    };
    Target {
        place: Place::new(forge, repo, 7, Some(&api), none).unwrap(),
        token: token(forge),
        tag: Tag::new("prod").unwrap(),
        formerly: None,
        behavior,
        pace: Pace { base: Duration::from_millis(2), within: Duration::from_secs(20) },
    }
}

fn put(server: &Server, forge: Forge, behavior: Behavior, body: &str) -> Posted {
    post(&agent(), &target(server, forge, behavior), body).unwrap()
}

fn update(server: &Server, body: &str) -> Posted {
    put(server, Forge::Github, Behavior::Update, body)
}

/// What the user is told, and the rest of what an error holds; without the token, always.
fn refused(server: &Server, forge: Forge) -> (CommentError, String) {
    let target = target(server, forge, Behavior::Update);
    let error = post(&agent(), &target, "text").unwrap_err();
    let said = error.to_string();
    for text in [&said, &format!("{error:?}"), &format!("{target:?}")] {
        assert!(!text.contains(TOKEN), "{text}");
    }
    (error, said)
}

const POST: Fault = Fault {
    method: "POST",
    path: "/7/comments",
    status: 502,
    headers: Vec::new(),
    body: "",
    done: false,
    silent: false,
    hangs: None,
};
const LIST: Fault = Fault {
    method: "GET",
    path: "/7/comments",
    status: 502,
    headers: Vec::new(),
    body: "",
    done: false,
    silent: false,
    hangs: None,
};

fn tagged(tag: &str, text: &str) -> String {
    format!("<!-- scaleprof:{tag} -->\n{text}\n")
}

#[test]
fn creates_updates_and_leaves_alone() {
    for forge in [Forge::Github, Forge::Gitlab] {
        let server = Server::start();
        let first = put(&server, forge, Behavior::Update, "# One\n\ntext");
        assert_eq!((first.action, first.notes), (Action::Created, vec![]));
        assert_eq!(server.bodies(), [tagged("prod", "# One\n\ntext")]);

        let second = put(&server, forge, Behavior::Update, "# Two");
        assert_eq!((second.action, &second.url), (Action::Updated, &first.url));
        assert_eq!(server.bodies(), [tagged("prod", "# Two")]);

        let writes =
            || ["POST", "PATCH", "PUT"].map(|method| server.count(method, "s/101")).iter().sum::<usize>();
        let before = writes();
        for same in ["# Two", "# Two\n", "# Two\r\n\r\n"] {
            assert_eq!(put(&server, forge, Behavior::Update, same).action, Action::Unchanged);
        }
        assert_eq!(writes(), before);
        let url = match forge {
            Forge::Github => "https://github.com/acme/shop/pull/7#issuecomment-101",
            Forge::Gitlab => "https://gitlab.com/acme/web/shop/-/merge_requests/7#note_101",
        };
        assert_eq!(first.url, url);
    }
}

#[test]
fn finds_its_comment_on_the_third_page() {
    for forge in [Forge::Github, Forge::Gitlab] {
        let server = Server::start();
        for index in 0..245 {
            server.add(STRANGER, &format!("remark {index}"));
        }
        let own = server.add(ME, &tagged("prod", "old"));
        for index in 0..4 {
            server.add(STRANGER, &format!("late remark {index}"));
        }
        assert_eq!(put(&server, forge, Behavior::Update, "new").action, Action::Updated);
        let state = server.state();
        assert_eq!(state.comments.len(), 250);
        let own = state.comments.iter().find(|comment| comment.id == own).unwrap();
        assert_eq!(own.body.replace("\r\n", "\n"), tagged("prod", "new"));
    }
}

#[test]
fn takes_only_exactly_its_tag_on_the_first_line() {
    let server = Server::start();
    let others = [
        tagged("non-prod", "a"),
        tagged("prod-2", "b"),
        tagged("PROD", "c"),
        format!("see below\n{}", tagged("prod", "d")),
        format!(" {}", tagged("prod", "e")),
        format!("> {}", tagged("prod", "f")),
        "<!-- scaleprof:prod --> g".to_owned(),
        String::new(),
    ];
    for body in &others {
        server.add(ME, body);
    }
    assert_eq!(update(&server, "new").action, Action::Created);
    assert_eq!(server.bodies()[..others.len()], others);
    assert_eq!(server.bodies()[others.len()..], [tagged("prod", "new")]);
}

#[test]
fn skips_what_gitlab_itself_remarks() {
    let server = Server::start();
    let body = tagged("prod", "old");
    server.state().comments.push(Stored { id: 5, author: ME, body, hidden: false, system: true });
    assert_eq!(put(&server, Forge::Gitlab, Behavior::Update, "new").action, Action::Created);
}

#[test]
fn updates_the_newest_of_several() {
    let server = Server::start();
    for text in ["first", "second"] {
        server.add(ME, &tagged("prod", text));
    }
    update(&server, "new");
    assert_eq!(server.bodies(), [tagged("prod", "first"), tagged("prod", "new")]);
}

#[test]
fn leaves_the_comments_of_others_alone() {
    for forge in [Forge::Github, Forge::Gitlab] {
        for behavior in [Behavior::Update, Behavior::DeleteAndNew] {
            let server = Server::start();
            server.add(ME, &tagged("prod", "old"));
            server.add(STRANGER, &tagged("prod", "not by scaleprof"));
            let posted = put(&server, forge, behavior, "new");
            assert!(posted.notes[0].starts_with("left alone, for another account wrote it: "), "{posted:?}");
            let bodies = server.bodies();
            assert!(bodies.contains(&tagged("prod", "not by scaleprof")));
            assert!(bodies.contains(&tagged("prod", "new")) && bodies.len() == 2, "{bodies:?}");
        }
    }
}

#[test]
fn writes_another_one_where_the_forge_forbids_a_change() {
    let server = Server::start();
    server.add(ME, &tagged("prod", "old"));
    for status in [403, 404] {
        server.fail(Fault { method: "PATCH", path: "/comments/", status, ..POST });
        let posted = update(&server, &format!("new {status}"));
        assert_eq!(posted.action, Action::Created);
        let note = "wrote another one, for the earlier one may not be changed: https://github.com/";
        assert!(posted.notes[0].starts_with(note), "{posted:?}");
    }
    assert_eq!(server.bodies().len(), 3);
}

#[test]
fn writes_new_ones_when_asked() {
    let server = Server::start();
    for text in ["same", "same"] {
        assert_eq!(put(&server, Forge::Github, Behavior::New, text).action, Action::Created);
    }
    assert_eq!(server.bodies().len(), 2);
    assert_eq!(server.count("POST", "/graphql"), 0);
}

#[test]
fn deletes_and_writes() {
    for forge in [Forge::Github, Forge::Gitlab] {
        let server = Server::start();
        for text in ["first", "second"] {
            server.add(ME, &tagged("prod", text));
        }
        server.add(ME, &tagged("non-prod", "other"));
        let posted = put(&server, forge, Behavior::DeleteAndNew, "new");
        assert_eq!((posted.action, posted.notes.len()), (Action::Created, 2));
        assert!(posted.notes.iter().all(|note| note.starts_with("removed https://")), "{posted:?}");
        assert_eq!(server.bodies(), [tagged("non-prod", "other"), tagged("prod", "new")]);
        assert_eq!(put(&server, forge, Behavior::DeleteAndNew, "new").action, Action::Unchanged);
    }
}

#[test]
fn says_what_could_not_be_removed() {
    let server = Server::start();
    server.add(ME, &tagged("prod", "old"));
    server.fail(Fault { method: "DELETE", path: "/comments/", status: 403, ..POST });
    let posted = put(&server, Forge::Github, Behavior::DeleteAndNew, "new");
    assert_eq!(posted.action, Action::Created);
    assert!(posted.notes[0].starts_with("a comment stays, https://"), "{posted:?}");
    // The next run tidies up, although its text is there.
    let posted = put(&server, Forge::Github, Behavior::DeleteAndNew, "new");
    assert_eq!((posted.action, server.bodies().len()), (Action::Created, 1));
}

#[test]
fn hides_and_writes() {
    let server = Server::start();
    server.add(ME, &tagged("prod", "old"));
    let hide = |text| put(&server, Forge::Github, Behavior::HideAndNew, text);
    let notes = hide("new").notes;
    assert_eq!(notes, ["hid https://github.com/acme/shop/pull/7#issuecomment-101"]);
    assert_eq!(hide("new").action, Action::Unchanged);
    assert_eq!(hide("newer").notes, [notes[0].replace("101", "102")]);
    assert_eq!(hide("newer").action, Action::Unchanged);
    let hidden = || server.state().comments.iter().map(|comment| comment.hidden).collect::<Vec<_>>();
    assert_eq!(hidden(), [true, true, false]);
    // Somebody folds the newest away: it is written again.
    server.state().comments[2].hidden = true;
    assert_eq!(hide("newer").action, Action::Created);
    assert_eq!(hidden(), [true, true, true, false]);
    // What GraphQL refuses, with a status of 200.
    let body = r#"{"data": null, "errors": [{"type": "FORBIDDEN", "message": "not with this token"}]}"#;
    let whose = r#"{"data": {"nodes": [null, null, null, {"viewerDidAuthor": true, "isMinimized": false}]}}"#;
    server.fail(Fault { path: "/graphql", status: 200, body: whose, ..POST });
    server.fail(Fault { path: "/graphql", status: 200, body, ..POST });
    let notes = hide("newest").notes;
    assert!(notes.last().unwrap().ends_with("104: GitHub refuses: not with this token"), "{notes:?}");
}

#[test]
fn gitlab_cannot_hide() {
    let server = Server::start();
    let error = post(&agent(), &target(&server, Forge::Gitlab, Behavior::HideAndNew), "text").unwrap_err();
    assert!(matches!(error, CommentError::Usage(_)));
    let said = "GitLab cannot hide a comment; use `--behavior delete-and-new` or `new`";
    assert_eq!(error.to_string(), said);
    assert!(server.state().seen.is_empty());
}

#[test]
fn waits_for_a_rate_limit_to_pass() {
    let server = Server::start();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let used_up = |reset: u64| {
        vec![("x-ratelimit-remaining", "0".to_owned()), ("x-ratelimit-reset", reset.to_string())]
    };
    server.fail(Fault { status: 403, headers: used_up(now), ..LIST });
    server.fail(Fault { status: 429, headers: vec![("retry-after", "0".to_owned())], ..LIST });
    server.fail(Fault { status: 403, headers: used_up(now + 1), ..POST });
    server.fail(Fault {
        status: 403,
        body: r#"{"message": "You have exceeded a secondary rate limit."}"#,
        ..POST
    });
    assert_eq!(update(&server, "text").action, Action::Created);
    assert_eq!(server.bodies().len(), 1);
    assert_eq!((server.count("GET", "per_page=100"), server.count("POST", "/7/comments")), (4, 3));
}

#[test]
fn says_when_a_rate_limit_passes() {
    let server = Server::start();
    let reset = ("x-ratelimit-reset", "4102444800".to_owned());
    let headers = vec![("x-ratelimit-remaining", "0".to_owned()), reset];
    server.fail(Fault { status: 403, headers, ..LIST });
    let (error, said) = refused(&server, Forge::Github);
    assert!(matches!(error, CommentError::Limited(_)));
    let start = "GitHub has had too many requests with this token; try again after 2100-01-01T00:00:0";
    assert!(said.starts_with(start), "{said}");
    assert_eq!(server.state().seen.len(), 1);
}

#[test]
fn survives_server_errors() {
    for silent in [false, true] {
        let server = Server::start();
        server.fail(Fault { silent, ..LIST });
        server.fail(Fault { silent, status: 500, ..LIST });
        server.fail(Fault { silent, status: 503, ..POST });
        assert_eq!(update(&server, "one").action, Action::Created);
        server.fail(Fault { silent, method: "PATCH", path: "/comments/", ..POST });
        assert_eq!(update(&server, "two").action, Action::Updated);
        assert_eq!(server.bodies(), [tagged("prod", "two")]);
    }
}

#[test]
fn writes_no_second_comment_when_the_first_answer_is_lost() {
    for forge in [Forge::Github, Forge::Gitlab] {
        for silent in [false, true] {
            for behavior in [Behavior::Update, Behavior::New, Behavior::DeleteAndNew] {
                let server = Server::start();
                // One that says the same is no proof of the new one.
                server.add(STRANGER, &tagged("prod", "text"));
                let path = if forge == Forge::Github { "/7/comments" } else { "/7/notes" };
                server.fail(Fault { path, done: true, silent, ..POST });
                let posted = put(&server, forge, behavior, "text");
                assert_eq!(posted.action, Action::Created);
                assert!(posted.url.ends_with("102"), "{posted:?}");
                assert_eq!(server.bodies().len(), 2, "{forge:?} {behavior:?} {silent}");
            }
        }
    }
}

#[test]
fn gives_up_in_the_end() {
    let server = Server::start();
    for _ in 0..20 {
        server.fail(Fault { body: r#"{"message": "Unicorn"}"#, ..POST });
    }
    let (error, said) = refused(&server, Forge::Github);
    assert!(matches!(error, CommentError::Unreachable(_)));
    assert_eq!(said, "GitHub has trouble of its own (502): Unicorn");
    assert_eq!(server.count("POST", "/7/comments"), 4);
}

#[test]
fn says_that_nobody_answers() {
    let mut server = Server::start();
    server.address = "http://127.0.0.1:9".to_owned();
    let (error, said) = refused(&server, Forge::Github);
    assert!(matches!(error, CommentError::Unreachable(_)));
    assert!(said.starts_with("no answer from http://127.0.0.1:9: "), "{said}");
}

#[test]
fn shortens_what_the_forge_finds_too_long() {
    for forge in [Forge::Github, Forge::Gitlab] {
        let server = Server::start();
        server.state().limit = 5_000;
        let body: String = (0..300).map(|line| format!("line {line} of many\n")).collect();
        let posted = put(&server, forge, Behavior::Update, &body);
        assert!(posted.notes[0].starts_with("cut to "), "{posted:?}");
        let bodies = server.bodies();
        assert!(bodies[0].starts_with(&tagged("prod", "line 0 of many")) && bodies[0].len() < 5_000);
        assert!(
            bodies[0].ends_with("did not fit into this comment. All of it: `scaleprof diff FROM TO`.*\n")
        );
    }
    // Half is not always enough.
    let server = Server::start();
    server.state().limit = 100;
    let target = target(&server, Forge::Github, Behavior::Update);
    let error = post(&agent(), &target, &"line\n".repeat(1000)).unwrap_err();
    assert!(matches!(error, CommentError::Refused { status: 422, .. }));
    let said = "GitHub refuses (422): Validation Failed: body is too long (maximum is 100 characters)";
    assert_eq!(error.to_string(), said);
}

#[test]
fn counts_characters_not_bytes() {
    let server = Server::start();
    let tag = tagged("prod", "").chars().count();
    let body = "😀".repeat(65_536 - tag);
    let posted = update(&server, &body);
    assert_eq!(posted.notes, [""; 0]);
    assert_eq!(server.bodies()[0].chars().count(), 65_536);
    let posted = update(&server, &"😀\n".repeat(65_536));
    assert_eq!(posted.notes, ["cut to the 65536 characters of a comment"]);
}

#[test]
fn the_token_goes_to_no_other_host() {
    let (server, other) = (Server::start(), Server::start());
    for index in 0..101 {
        server.add(STRANGER, &format!("remark {index}"));
    }
    let next = format!("{}/repos/acme/shop/issues/7/comments?page=2", other.address);
    server.state().next_page = Some(next.clone());
    let (error, said) = refused(&server, Forge::Github);
    assert!(matches!(error, CommentError::Strange(_)));
    assert_eq!(said, format!("GitHub: the next page is on another host, which gets no token: {next}"));

    let location = vec![("location", next.clone())];
    for (method, status) in [("GET", 301), ("GET", 307), ("POST", 302), ("POST", 308)] {
        let server = Server::start();
        server.fail(Fault { method, status, headers: location.clone(), ..POST });
        let (_, said) = refused(&server, Forge::Github);
        assert!(said.contains(&format!("sends on to {next} ({status})")), "{said}");
    }
    assert!(other.state().seen.is_empty());
}

#[test]
fn says_what_is_wrong_with_the_token_or_the_place() {
    let server = Server::start();
    let answers = [
        (401, "GitHub does not accept the token in GITHUB_TOKEN (401): Bad secret ***"),
        (
            404,
            "GitHub has no pull request 7 of acme/shop, or none that the token in GITHUB_TOKEN may see (404)",
        ),
        (
            403,
            "the token in GITHUB_TOKEN may not comment on pull request 7 of acme/shop (403): Bad secret ***; \
             it needs `pull-requests: write`, which a pull request from a fork never gets",
        ),
    ];
    for (status, expected) in answers {
        // A forge that repeats the token does not get it printed.
        server.fail(Fault { status, body: r#"{"message": "Bad secret secret-0123456789"}"#, ..LIST });
        let (error, said) = refused(&server, Forge::Github);
        assert!(matches!(error, CommentError::Refused { status: actual, .. } if actual == status));
        assert_eq!(said, expected);
    }
    server.fail(Fault { path: "/notes", status: 404, ..LIST });
    let (_, said) = refused(&server, Forge::Gitlab);
    let expected = "GitLab has no merge request 7 of acme/web/shop, or none that the token in GITLAB_TOKEN may see (404)";
    assert_eq!(said, expected);
    server.fail(Fault { status: 200, body: "<html>", ..LIST });
    let (_, said) = refused(&server, Forge::Github);
    assert!(said.contains(&format!("is {} its API?", server.address)), "{said}");
}

#[test]
fn sends_what_the_forges_ask_for() {
    let server = Server::start();
    let api = format!("{}/api/v3/", server.address);
    let place = Place::new(Forge::Github, "acme/shop", 7, Some(&api), none).unwrap();
    let target = Target { place, ..target(&server, Forge::Github, Behavior::HideAndNew) };
    post(&agent(), &target, "one").unwrap();
    post(&agent(), &target, "two").unwrap();
    for seen in &server.state().seen {
        assert_eq!(seen.header("accept"), Some("application/vnd.github+json"));
        assert_eq!(seen.header("x-github-api-version"), Some("2022-11-28"));
        assert_eq!(seen.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
        let name = seen.header("user-agent").unwrap();
        assert!(name.starts_with("scaleprof/") && name.contains(env!("CARGO_PKG_REPOSITORY")), "{name}");
    }
    assert_eq!(server.count("POST", "/api/graphql"), 2);

    let server = Server::start();
    let api = format!("{}/api/v4", server.address);
    let place = Place::new(Forge::Gitlab, "42", 7, Some(&api), none).unwrap();
    let target = Target { place, ..self::target(&server, Forge::Gitlab, Behavior::Update) };
    post(&agent(), &target, "one").unwrap();
    for seen in &server.state().seen {
        assert_eq!(seen.header("private-token"), Some(TOKEN));
        assert_eq!(seen.header("authorization"), None);
    }
}

#[test]
fn takes_the_api_that_ci_names() {
    for (forge, repo, names) in [
        (Forge::Github, "acme/shop", ["GITHUB_API_URL", "/api/v3"]),
        (Forge::Gitlab, "acme/web/shop", ["CI_API_V4_URL", "/api/v4"]),
    ] {
        let server = Server::start();
        let variable = |asked: &str| match asked {
            "GITHUB_GRAPHQL_URL" => Some(format!("{}/graphql", server.address)),
            _ => (asked == names[0]).then(|| format!("{}{}", server.address, names[1])),
        };
        let place = Place::new(forge, repo, 7, None, variable).unwrap();
        let target = Target { place, ..target(&server, forge, Behavior::Update) };
        post(&agent(), &target, "one").unwrap();
        assert_eq!(post(&agent(), &target, "two").unwrap().action, Action::Updated);
        assert_eq!(server.count("POST", "/graphql"), usize::from(forge == Forge::Github));
    }
    let default = format!("{:?}", Place::new(Forge::Github, "acme/shop", 7, None, none).unwrap());
    assert!(
        default.contains("\"https://api.github.com\"")
            && default.contains("\"https://api.github.com/graphql\"")
    );
    let default = format!("{:?}", Place::new(Forge::Gitlab, "acme/shop", 7, None, none).unwrap());
    assert!(default.contains("\"https://gitlab.com/api/v4\""));
}

#[test]
fn takes_only_real_places() {
    let place = |forge, repo: &str, number, api: Option<&str>| Place::new(forge, repo, number, api, none);
    for repo in [
        "acme",
        "acme/",
        "/shop",
        "acme/shop/web",
        "acme/..",
        "acme/sh op",
        "acme/shop?x",
        "a/b#c",
        "",
        "ü/x",
    ] {
        let error = place(Forge::Github, repo, 7, None).unwrap_err();
        assert_eq!(error.to_string(), format!("`{repo}` is no repository; --repo takes owner/name"));
    }
    for repo in ["acme", "acme//shop", "acme/../shop", "acme/", "-1", "acme/shop\n"] {
        assert!(matches!(place(Forge::Gitlab, repo, 7, None), Err(CommentError::Usage(_))), "{repo}");
    }
    assert!(place(Forge::Gitlab, "acme/web/shop.io", 7, None).is_ok());
    assert!(matches!(place(Forge::Github, "acme/shop", 0, None), Err(CommentError::Usage(_))));
    let plain =
        ["https://git.acme.dev", "http://127.0.0.1:80", "http://localhost:3000/api/v3", "http://[::1]:1"];
    for api in plain {
        assert!(place(Forge::Github, "acme/shop", 7, Some(api)).is_ok(), "{api}");
    }
    let wrong = [
        "http://git.acme.dev",
        "http://localhost.acme.dev",
        "http://127.0.0.1.acme.dev",
        "http://127.0.0.1@acme.dev",
        "https://me@acme.dev",
        "ftp://acme.dev",
        "acme.dev",
        "https://acme.dev?x",
        "",
    ];
    for api in wrong {
        assert!(
            matches!(place(Forge::Github, "acme/shop", 7, Some(api)), Err(CommentError::Usage(_))),
            "{api}"
        );
    }
    let elsewhere =
        |name: &str| (name == "GITHUB_GRAPHQL_URL").then(|| "https://acme.dev/graphql".to_owned());
    assert!(Place::new(Forge::Github, "acme/shop", 7, None, elsewhere).is_err());
}

#[test]
fn takes_the_token_from_the_environment() {
    let find = |forge, name: &'static str, value: &'static str| {
        Token::find(forge, |asked| (asked == name).then(|| value.to_owned()))
    };
    assert!(find(Forge::Github, "GITHUB_TOKEN", "abc\n").is_ok());
    assert!(find(Forge::Github, "GH_TOKEN", "abc").is_ok());
    assert!(find(Forge::Gitlab, "GITLAB_TOKEN", "abc").is_ok());
    assert!(matches!(find(Forge::Gitlab, "GITHUB_TOKEN", "abc"), Err(CommentError::NoToken(_))));
    assert!(matches!(find(Forge::Github, "GITHUB_TOKEN", " "), Err(CommentError::NoToken(_))));
    let error = find(Forge::Github, "GITHUB_TOKEN", "abc\r\nx-evil: 1").unwrap_err();
    assert_eq!(error.to_string(), "GITHUB_TOKEN holds a space or a character that is not in any token");
    for forge in [Forge::Github, Forge::Gitlab] {
        let said = Token::find(forge, none).unwrap_err().to_string();
        assert!(said.contains("_TOKEN is not set; ") && !said.contains('\n'), "{said}");
    }
    assert_eq!(format!("{:?}", token(Forge::Github)), "Token(***)");
}

#[test]
fn gives_no_commands_to_the_forge() {
    let tag = Tag::new("prod").unwrap();
    let body = "owner: |\r\n/approve\n/ 2\n```\n/merge\n```\n  /close\n/close @me";
    let inert = "owner: |\n\\/approve\n/ 2\n```\n/merge\n```\n  \\/close\n\\/close @me";
    assert_eq!(compose(&tag, body, 65_536), tagged("prod", inert));
}

#[test]
fn composes_what_a_dry_run_shows() {
    let tag = Tag::new("prod").unwrap();
    assert_eq!(compose(&tag, "# One\r\ntext\n\n", 65_536), "<!-- scaleprof:prod -->\n# One\ntext\n");
    let server = Server::start();
    let body = "line\n".repeat(20_000);
    update(&server, &body);
    assert_eq!(server.bodies()[0], compose(&tag, &body, Forge::Github.limit()));
}
