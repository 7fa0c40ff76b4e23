//! A forge on this machine: keeps comments as GitHub and GitLab do, and fails when it is told to.

#[path = "requests.rs"]
pub(crate) mod requests;

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Barrier, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// The token that the forge knows.
pub(crate) const TOKEN: &str = "secret-0123456789";

/// The account that the token is of, and another one.
pub(crate) const ME: u64 = 1;
pub(crate) const STRANGER: u64 = 2;

/// A comment as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub id: u64,
    pub author: u64,
    pub body: String,
    pub hidden: bool,
    pub system: bool,
}

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What goes wrong, once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fault {
    pub method: &'static str,
    pub path: &'static str,
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: &'static str,
    /// The request is carried out all the same.
    pub done: bool,
    /// No answer at all.
    pub silent: bool,
    /// An answer that never ends: nothing at all, or a byte of it now and then.
    pub hangs: Option<Hang>,
}

/// How a forge that hangs does it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Hang {
    Silence,
    Drip,
}

#[derive(Default)]
pub(crate) struct State {
    pub comments: Vec<Stored>,
    pub requests: Vec<requests::Kept>,
    pub faults: VecDeque<Fault>,
    pub seen: Vec<Seen>,
    pub limit: usize,
    /// Where the second page is said to be.
    pub next_page: Option<String>,
    /// Requests of a method that are all answered, or carried out, before any of them hears of it.
    pub together: VecDeque<(&'static str, Arc<Barrier>)>,
}

impl State {
    fn add(&mut self, author: u64, body: &str) -> Stored {
        let id = self.comments.iter().map(|comment| comment.id).max().unwrap_or(100) + 1;
        // As forms in a browser have it, and forges keep it.
        let body = body.replace('\n', "\r\n");
        let comment = Stored { id, author, body, hidden: false, system: false };
        self.comments.push(comment.clone());
        comment
    }
}

pub(crate) struct Server {
    pub address: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State { limit: 65_536, ..State::default() }));
        let server = Self { address: address.clone(), state: Arc::clone(&state) };
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (state, address) = (Arc::clone(&state), address.clone());
                thread::spawn(move || serve(&stream.unwrap(), &state, &address));
            }
        });
        server
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Puts a comment there.
    pub(crate) fn add(&self, author: u64, body: &str) -> u64 {
        self.state().add(author, body).id
    }

    pub(crate) fn fail(&self, fault: Fault) {
        self.state().faults.push_back(fault);
    }

    pub(crate) fn bodies(&self) -> Vec<String> {
        self.state().comments.iter().map(|comment| comment.body.replace("\r\n", "\n")).collect()
    }

    /// How many requests of a method went to a path that ends so.
    pub(crate) fn count(&self, method: &str, ending: &str) -> usize {
        let state = self.state();
        state.seen.iter().filter(|seen| seen.method == method && seen.path.ends_with(ending)).count()
    }
}

struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Reply {
    fn json(status: u16, body: &Value) -> Self {
        Self { status, headers: Vec::new(), body: body.to_string() }
    }

    fn not_found() -> Self {
        Self::json(404, &json!({"message": "Not Found"}))
    }
}

fn serve(stream: &TcpStream, state: &Mutex<State>, address: &str) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    let mut words = line.split_whitespace();
    let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let seen = Seen { method, path, headers };
    let length = seen.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body = serde_json::from_slice::<Value>(&body).unwrap_or_default();

    let mut state = state.lock().unwrap();
    state.seen.push(seen.clone());
    let fault = state
        .faults
        .iter()
        .position(|fault| seen.method == fault.method && seen.path.contains(fault.path))
        .and_then(|at| state.faults.remove(at));
    let reply = match fault {
        None => answer(&mut state, &seen, &body, address),
        Some(fault) => {
            if fault.done {
                answer(&mut state, &seen, &body, address);
            }
            if fault.silent {
                return;
            }
            if let Some(hang) = fault.hangs {
                drop(state);
                return hang_on(stream, hang);
            }
            let headers = fault.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            Reply { status: fault.status, headers, body: fault.body.to_owned() }
        }
    };
    let together = state.together.iter().position(|(method, _)| *method == seen.method);
    let together = together.and_then(|at| state.together.remove(at));
    drop(state);
    if let Some((_, barrier)) = together {
        barrier.wait();
    }
    let mut text = format!("HTTP/1.1 {} Whatever\r\nconnection: close\r\n", reply.status);
    for (name, value) in reply.headers {
        write!(text, "{name}: {value}\r\n").unwrap();
    }
    if reply.status != 204 {
        write!(text, "content-length: {}\r\n", reply.body.len()).unwrap();
    }
    text.push_str("\r\n");
    text.push_str(&reply.body);
    let _ = (&mut &*stream).write_all(text.as_bytes());
}

fn hang_on(mut stream: &TcpStream, hang: Hang) {
    let _ = match hang {
        Hang::Silence => Ok(()),
        Hang::Drip => stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n"),
    };
    for _ in 0..600 {
        thread::sleep(Duration::from_millis(100));
        if matches!(hang, Hang::Drip) && stream.write_all(b" ").is_err() {
            return;
        }
    }
}

fn answer(state: &mut State, seen: &Seen, body: &Value, address: &str) -> Reply {
    let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
    let page = query.split('&').find_map(|part| part.strip_prefix("page=")).map_or(1, |n| n.parse().unwrap());
    if let Some(path) = path.strip_prefix("/api/v4") {
        if seen.header("private-token") != Some(TOKEN) {
            return Reply::json(401, &json!({"message": "401 Unauthorized"}));
        }
        let own = requests::gitlab(state, &seen.method, path, query, body);
        return own.unwrap_or_else(|| gitlab(state, &seen.method, path, page, body));
    }
    if seen.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return Reply::json(401, &json!({"message": "Bad credentials"}));
    }
    let path = path.strip_prefix("/api/v3").unwrap_or(path);
    let own = requests::github(state, &seen.method, path, query, body);
    own.unwrap_or_else(|| github(state, &seen.method, path, page, body, address))
}

fn github(state: &mut State, method: &str, path: &str, page: usize, body: &Value, address: &str) -> Reply {
    let show = |comment: &Stored| {
        json!({
            "id": comment.id,
            "node_id": format!("IC_{}", comment.id),
            "body": comment.body,
            "html_url": format!("https://github.com/acme/shop/pull/7#issuecomment-{}", comment.id),
        })
    };
    let one = path.strip_prefix("/repos/acme/shop/issues/comments/").map(|id| id.parse::<u64>().unwrap());
    match (method, path, one) {
        ("GET", "/repos/acme/shop/issues/7/comments", _) => {
            let comments: Vec<Value> =
                state.comments.iter().skip(100 * (page - 1)).take(100).map(show).collect();
            let mut reply = Reply::json(200, &json!(comments));
            if state.comments.len() > 100 * page {
                let here = format!("{address}/repos/acme/shop/issues/7/comments");
                let next = state.next_page.clone();
                let next = next.unwrap_or_else(|| format!("{here}?per_page=100&page={}", page + 1));
                let link = format!("<{here}?per_page=100&page=1>; rel=\"first\", <{next}>; rel=\"next\"");
                reply.headers.push(("Link".to_owned(), link));
            }
            reply
        }
        ("POST", "/repos/acme/shop/issues/7/comments", _) => match too_long(state, body) {
            Some(reply) => reply,
            None => Reply::json(201, &show(&state.add(ME, body["body"].as_str().unwrap()))),
        },
        ("PATCH", _, Some(id)) => {
            if let Some(reply) = too_long(state, body) {
                return reply;
            }
            let Some(comment) = state.comments.iter_mut().find(|comment| comment.id == id) else {
                return Reply::not_found();
            };
            if comment.author != ME {
                return Reply::json(403, &json!({"message": "Must have admin rights to Repository."}));
            }
            comment.body = body["body"].as_str().unwrap().replace('\n', "\r\n");
            Reply::json(200, &show(comment))
        }
        ("DELETE", _, Some(id)) => {
            state.comments.retain(|comment| comment.id != id);
            Reply { status: 204, headers: Vec::new(), body: String::new() }
        }
        ("POST", "/graphql" | "/api/graphql", _) => graphql(state, body),
        _ => Reply::not_found(),
    }
}

fn graphql(state: &mut State, body: &Value) -> Reply {
    let variables = &body["variables"];
    let number = |id: &Value| id.as_str().unwrap().strip_prefix("IC_").unwrap().parse::<u64>().unwrap();
    if body["query"].as_str().unwrap().contains("classifier: OUTDATED") {
        let id = number(&variables["id"]);
        state.comments.iter_mut().find(|comment| comment.id == id).unwrap().hidden = true;
        return Reply::json(200, &json!({"data": {"minimizeComment": {}}}));
    }
    let nodes: Vec<Value> = variables["ids"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| match state.comments.iter().find(|comment| comment.id == number(id)) {
            Some(comment) => {
                json!({"viewerDidAuthor": comment.author == ME, "isMinimized": comment.hidden})
            }
            None => Value::Null,
        })
        .collect();
    Reply::json(200, &json!({"data": {"nodes": nodes}}))
}

/// GitHub's answer to a text that is too long.
fn too_long(state: &State, body: &Value) -> Option<Reply> {
    let errors = json!([{"message": format!("body is too long (maximum is {} characters)", state.limit)}]);
    let long = body["body"].as_str().unwrap().chars().count() > state.limit;
    long.then(|| Reply::json(422, &json!({"message": "Validation Failed", "errors": errors})))
}

fn gitlab(state: &mut State, method: &str, path: &str, page: usize, body: &Value) -> Reply {
    let show = |comment: &Stored| {
        let author = json!({"id": comment.author});
        json!({"id": comment.id, "body": comment.body, "system": comment.system, "author": author})
    };
    if (method, path) == ("GET", "/user") {
        return Reply::json(200, &json!({"id": ME}));
    }
    let request = ["/projects/acme%2Fweb%2Fshop/merge_requests/7", "/projects/42/merge_requests/7"];
    let Some(below) = request.iter().find_map(|request| path.strip_prefix(request)) else {
        return Reply::not_found();
    };
    let one = below.strip_prefix("/notes/").map(|id| id.parse::<u64>().unwrap());
    match (method, below, one) {
        ("GET", "", _) => {
            Reply::json(200, &json!({"web_url": "https://gitlab.com/acme/web/shop/-/merge_requests/7"}))
        }
        ("GET", "/notes", _) => {
            let notes: Vec<Value> =
                state.comments.iter().skip(100 * (page - 1)).take(100).map(show).collect();
            let mut reply = Reply::json(200, &json!(notes));
            let more = state.comments.len() > 100 * page;
            let next = if more { (page + 1).to_string() } else { String::new() };
            reply.headers.push(("X-Next-Page".to_owned(), next));
            reply
        }
        ("POST", "/notes", _) => {
            let text = body["body"].as_str().unwrap();
            if text.chars().count() > state.limit {
                let message = json!({"message": {"note": ["is too long (maximum is 1000000 characters)"]}});
                return Reply::json(400, &message);
            }
            Reply::json(201, &show(&state.add(ME, text)))
        }
        ("PUT", _, Some(id)) => {
            let Some(comment) = state.comments.iter_mut().find(|comment| comment.id == id) else {
                return Reply::not_found();
            };
            comment.body = body["body"].as_str().unwrap().replace('\n', "\r\n");
            Reply::json(200, &show(comment))
        }
        ("DELETE", _, Some(id)) => {
            state.comments.retain(|comment| comment.id != id);
            Reply { status: 204, headers: Vec::new(), body: String::new() }
        }
        _ => Reply::not_found(),
    }
}
