//! What a forge answers is text, and its pages come to an end.

use scaleprof::commands::network::agent;
use scaleprof::comment::error::CommentError;
use scaleprof::comment::forge::Forge;
use scaleprof::comment::post::post;
use scaleprof::comment::run::Action;
use scaleprof::comment::target::Behavior;

use crate::server::{Fault, ME, Server};
use crate::{LIST, POST, put, refused, tagged, target};

/// What a terminal would act on, in JSON, and what is kept of each.
const TRICKS: &str = r"a\u001b[31mb\u0007c\u009bd\u202ee\u2066f\u200bg\nh\ri\u2028j\u0000k\u007fl";

fn is_text(said: &str) {
    let bad = |letter: char| letter.is_control() || "\u{202e}\u{2066}\u{200b}\u{2028}".contains(letter);
    assert!(!said.contains(bad), "{said:?}");
    assert!(said.chars().count() < 600, "{}", said.len());
}

#[test]
fn what_a_forge_says_is_printed_as_text() {
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let long = "x".repeat(100_000);
    for status in [400, 401, 403, 404, 422, 429, 500] {
        for text in [TRICKS, &long] {
            let server = Server::start();
            let body = leak(format!(r#"{{"message": "{text}", "errors": [{{"message": "{text}"}}]}}"#));
            for _ in 0..4 {
                server.fail(Fault { status, body, ..LIST });
            }
            let (_, said) = refused(&server, Forge::Github);
            is_text(&said);
            assert!(
                text == long || status == 404 || status == 429 || said.contains("[31mb"),
                "{status}: {said}"
            );
        }
    }
    // Addresses.
    let server = Server::start();
    let body = leak(format!(r#"{{"id": 300, "body": "", "html_url": "https://x/{TRICKS}{long}"}}"#));
    server.fail(Fault { status: 201, body, ..POST });
    let posted = put(&server, Forge::Github, Behavior::Update, "text");
    assert!(posted.url.starts_with("https://x/a"), "{posted:?}");
    is_text(&posted.url);
    let server = Server::start();
    server.add(ME, &tagged("prod", "old"));
    let body = leak(format!(r#"{{"web_url": "https://x/{TRICKS}", "message": "{TRICKS}"}}"#));
    server.fail(Fault { method: "GET", path: "/merge_requests/7", status: 200, body: "[]", ..LIST });
    server.fail(Fault { method: "GET", path: "/merge_requests/7", status: 200, body: "[]", ..LIST });
    server.fail(Fault { method: "GET", path: "/merge_requests/7", status: 200, body, ..LIST });
    let posted = put(&server, Forge::Gitlab, Behavior::Update, "new");
    assert!(posted.url.starts_with("https://x/a"), "{posted:?}");
    is_text(&posted.url);
    server.fail(Fault { method: "DELETE", path: "/notes/", status: 403, body, ..POST });
    let posted = put(&server, Forge::Gitlab, Behavior::DeleteAndNew, "newer");
    assert!(posted.notes.iter().any(|note| note.contains("[31mb")), "{posted:?}");
    posted.notes.iter().for_each(|note| is_text(note));
}

/// A page of comments, and what its header says of the next one.
fn page(id: u64, header: (&'static str, String)) -> Fault {
    let body = format!(r#"[{{"id": {id}, "body": "remark"}}]"#);
    Fault { status: 200, headers: vec![header], body: Box::leak(body.into_boxed_str()), ..LIST }
}

#[test]
fn pages_come_to_an_end() {
    let here = |server: &Server, page: u64| {
        format!(
            "{}/repos/acme/shop/issues/7/comments?per_page=100{}",
            server.address,
            match page {
                1 => String::new(),
                page => format!("&page={page}"),
            }
        )
    };
    let link = |server: &Server, page: u64| ("link", format!("<{}>; rel=\"next\"", here(server, page)));
    // It names itself; two name each other; the same comment for ever.
    for (pages, requests, expected) in [
        (vec![(1, 1)], 1, "names an earlier one as the next"),
        (vec![(1, 2), (2, 3), (3, 2)], 3, "names an earlier one as the next"),
        (vec![(1, 2), (1, 3)], 2, "has nothing new, and names another"),
    ] {
        let server = Server::start();
        for (id, next) in pages {
            server.fail(page(id, link(&server, next)));
        }
        let (error, said) = refused(&server, Forge::Github);
        assert!(matches!(error, CommentError::Strange(_)) && said.contains(expected), "{said}");
        assert_eq!(server.state().seen.len(), requests);
    }
    // Always something new.
    let server = Server::start();
    for number in 1..200 {
        server.fail(page(number, link(&server, number + 1)));
    }
    let (error, said) = refused(&server, Forge::Github);
    assert!(matches!(error, CommentError::Strange(_)), "{said}");
    assert_eq!(said, "GitHub: its list of comments has no end");
    assert_eq!(server.state().seen.len(), 100);
    assert!(server.bodies().is_empty());

    for (next, expected) in [
        ("1", "names an earlier one as the next"),
        ("2&x=y", "is no number of a page"),
        ("-1", "is no number of a page"),
    ] {
        let server = Server::start();
        server.fail(Fault { path: "/notes", ..page(1, ("x-next-page", next.to_owned())) });
        let (error, said) = refused(&server, Forge::Gitlab);
        assert!(matches!(error, CommentError::Strange(_)) && said.contains(expected), "{said}");
        assert_eq!(server.state().seen.len(), 1);
    }
}

/// A comment that two pages show, for one before it was deleted meanwhile, is one.
#[test]
fn a_comment_on_two_pages_is_one() {
    let server = Server::start();
    let next = format!("<{}/repos/acme/shop/issues/7/comments?page=2>; rel=\"next\"", server.address);
    let mine = r#"[{"id": 101, "node_id": "IC_101", "body": "<!-- scaleprof:prod -->\nold"}]"#;
    let both = r#"[{"id": 101, "node_id": "IC_101", "body": "<!-- scaleprof:prod -->\nold"}, {"id": 102, "body": "x"}]"#;
    server.add(ME, &tagged("prod", "old"));
    server.fail(Fault { status: 200, body: mine, headers: vec![("link", next)], ..LIST });
    server.fail(Fault { status: 200, body: both, ..LIST });
    let target = target(&server, Forge::Github, Behavior::DeleteAndNew);
    let posted = post(&agent(), &target, "new").unwrap();
    assert_eq!((posted.action, posted.notes.len()), (Action::Created, 1));
}
