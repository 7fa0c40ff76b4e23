//! A server that answers as AWS's price lists do, or fails as asked.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What goes wrong with one answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// This status instead of the file.
    Status(u16),
    /// The connection is closed before a word is said.
    Hangup,
    /// The file breaks off after so many bytes.
    Cut(usize),
    /// A digit of the file is another one; its length and `ETag` are right.
    Altered,
    /// The file comes in pieces of this size, with a pause between them.
    Slow(usize),
    /// No length is said, and the file breaks off after so many bytes.
    CutSilently(usize),
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub path: String,
    pub if_none_match: Option<String>,
    /// The status of the answer; 0 if there was none.
    pub status: u16,
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, (Vec<u8>, Option<String>)>,
    faults: BTreeMap<String, VecDeque<Fault>>,
    requests: Vec<Request>,
}

/// Runs until the test ends.
pub(crate) struct Server {
    pub base: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = Arc::clone(&shared);
                // A client that hangs up in the middle is no failure here.
                thread::spawn(move || answer(stream.unwrap(), &shared).ok());
            }
        });
        Self { base, state }
    }

    /// Serves a file with its MD5 as `ETag`.
    pub(crate) fn put(&self, path: &str, body: impl Into<Vec<u8>>) {
        let body = body.into();
        let etag = format!("\"{:x}\"", md5::compute(&body));
        self.put_as(path, body, Some(&etag));
    }

    /// Serves a file with this `ETag`.
    pub(crate) fn put_as(&self, path: &str, body: impl Into<Vec<u8>>, etag: Option<&str>) {
        let file = (body.into(), etag.map(str::to_owned));
        self.state.lock().unwrap().files.insert(path.to_owned(), file);
    }

    /// The next answers for a path go wrong.
    pub(crate) fn fail(&self, path: &str, faults: &[Fault]) {
        self.state.lock().unwrap().faults.insert(path.to_owned(), faults.iter().copied().collect());
    }

    /// What was asked for since the last call.
    pub(crate) fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }
}

fn answer(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap()?;
    let path = request.split(' ').nth(1).unwrap().to_owned();
    let mut if_none_match = None;
    for line in lines {
        let line = line?;
        match line.split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("if-none-match") => {
                if_none_match = Some(value.to_owned());
            }
            Some(_) => {}
            None => break,
        }
    }
    let (file, fault) = {
        let mut state = state.lock().unwrap();
        let fault = state.faults.get_mut(&path).and_then(VecDeque::pop_front);
        let file = state.files.get(&path).cloned();
        let status = match (&file, fault) {
            (_, Some(Fault::Hangup)) => 0,
            (_, Some(Fault::Status(status))) => status,
            (None, _) => 404,
            (Some((_, etag)), _) if etag.is_some() && *etag == if_none_match => 304,
            (Some(_), _) => 200,
        };
        state.requests.push(Request { path, if_none_match, status });
        (file.filter(|_| status == 200).ok_or(status), fault)
    };
    let (mut body, etag) = match file {
        Ok(file) => file,
        Err(0) => return Ok(()),
        Err(status) => {
            let head = format!("HTTP/1.1 {status} Status\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return stream.write_all(head.as_bytes());
        }
    };
    let mut head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n".to_owned();
    if !matches!(fault, Some(Fault::CutSilently(_))) {
        write!(head, "Content-Length: {}\r\n", body.len()).unwrap();
    }
    if let Some(etag) = etag {
        write!(head, "ETag: {etag}\r\n").unwrap();
    }
    stream.write_all((head + "\r\n").as_bytes())?;
    match fault {
        Some(Fault::Cut(bytes) | Fault::CutSilently(bytes)) => body.truncate(bytes),
        Some(Fault::Altered) => {
            let at = body.windows(2).rposition(|pair| pair == b"0.").unwrap();
            body[at] = b'9';
        }
        Some(Fault::Slow(bytes)) => {
            for piece in body.chunks(bytes) {
                stream.write_all(piece)?;
                thread::sleep(Duration::from_millis(5));
            }
            return Ok(());
        }
        _ => {}
    }
    stream.write_all(&body)
}
