//! One file over HTTP: whole, as it was published, or not at all.

use std::io::{self, Read};
use std::thread;
use std::time::Duration;

use ureq::http::{HeaderMap, Response, StatusCode, header};
use ureq::{Agent, Body, Error};

use crate::net;
use crate::price::lists::error::{UpdateError, tame};
use crate::price::lists::progress::Progress;

/// How long is waited before the second and the third try.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];
/// A server that asks for a longer pause is not waited for longer than this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long a server may say nothing in the middle.
const SILENCE: Duration = Duration::from_mins(1);
/// An index of regions has 30 kB.
const LARGEST_INDEX: u64 = 8 * 1024 * 1024;

/// Why a try failed.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It may go better the next time, perhaps after a pause that the server asks for.
    Passing(String, Option<Duration>),
    /// It will not.
    Lasting(String),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Passing(format!("it broke off: {error}"), None)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        if net::may_pass(&error) {
            Self::Passing(error.to_string(), None)
        } else {
            Self::Lasting(error.to_string())
        }
    }
}

/// What a server has for an address.
#[derive(Debug)]
pub(crate) enum Answer<T> {
    /// What is known already.
    Unchanged,
    /// This, and what the server calls these bytes.
    Fresh(T, Option<String>),
}

/// Gets an address, up to three times, and reads what comes with `read`. That which `known` names is
/// not sent again.
pub(crate) fn get<T>(
    agent: &Agent,
    url: &str,
    known: Option<&str>,
    progress: &mut dyn Progress,
    mut read: impl FnMut(&mut Arriving<'_>) -> Result<T, Trouble>,
) -> Result<Answer<T>, UpdateError> {
    let mut pauses = PAUSES.into_iter();
    loop {
        let (reason, asked) = match once(agent, url, known, progress, &mut read) {
            Ok(answer) => return Ok(answer),
            Err(Trouble::Lasting(reason)) => return Err(UpdateError::new(url, reason)),
            Err(Trouble::Passing(reason, asked)) => (reason, asked),
        };
        let Some(pause) = pauses.next() else {
            return Err(UpdateError::new(url, format!("{reason}, three times in a row")));
        };
        progress.again(url, &tame(&reason));
        thread::sleep(asked.unwrap_or(pause).min(LONGEST_PAUSE));
    }
}

fn once<T>(
    agent: &Agent,
    url: &str,
    known: Option<&str>,
    progress: &mut dyn Progress,
    read: &mut impl FnMut(&mut Arriving<'_>) -> Result<T, Trouble>,
) -> Result<Answer<T>, Trouble> {
    // As it is: a length and an MD5 are those of the file.
    let mut request = agent.get(url).header(header::ACCEPT_ENCODING, "identity");
    if let Some(known) = known {
        request = request.header(header::IF_NONE_MATCH, known);
    }
    let mut response = request.config().timeout_per_read(Some(SILENCE)).build().call()?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::NOT_MODIFIED if known.is_some() => return Ok(Answer::Unchanged),
        status => {
            let reason = format!("the server answers {status}");
            let passing = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
            let pause = said(response.headers(), header::RETRY_AFTER).and_then(|text| text.parse().ok());
            return Err(if passing {
                Trouble::Passing(reason, pause.map(Duration::from_secs))
            } else {
                Trouble::Lasting(reason)
            });
        }
    }
    let etag = said(response.headers(), header::ETAG).filter(|etag| is_etag(etag)).map(str::to_owned);
    let mut arriving = Arriving::new(&mut response, etag.as_deref(), progress);
    let value = read(&mut arriving)?;
    arriving.check()?;
    Ok(Answer::Fresh(value, etag))
}

fn said(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Whether this can be kept as one word.
fn is_etag(text: &str) -> bool {
    !text.is_empty() && text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The MD5 that an `ETag` is, if it is one: S3 gives that to files that were uploaded in one piece.
fn md5_of(etag: &str) -> Option<&str> {
    let digest = etag.strip_prefix('"')?.strip_suffix('"')?;
    let hex = digest.len() == 32 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then_some(digest)
}

/// A file on its way.
pub(crate) struct Arriving<'a> {
    from: Box<dyn Read + 'a>,
    /// How long it is, if the server has said.
    pub(crate) length: Option<u64>,
    received: u64,
    digest: Option<(md5::Context, String)>,
    progress: &'a mut dyn Progress,
}

impl<'a> Arriving<'a> {
    fn new(response: &'a mut Response<Body>, etag: Option<&str>, progress: &'a mut dyn Progress) -> Self {
        // What a server packs although it was asked not to has another length, and a check of its own.
        let packed = response.headers().contains_key(header::CONTENT_ENCODING);
        let length = response.body().content_length().filter(|_| !packed);
        let digest = etag.and_then(md5_of).filter(|_| !packed);
        let digest = digest.map(|digest| (md5::Context::new(), digest.to_ascii_lowercase()));
        let from = Box::new(response.body_mut().as_reader());
        Self { from, length, received: 0, digest, progress }
    }

    /// What is told of the way.
    pub(crate) fn progress(&mut self) -> &mut dyn Progress {
        self.progress
    }

    /// A short text, whole.
    pub(crate) fn short(&mut self) -> Result<Vec<u8>, Trouble> {
        let mut text = Vec::new();
        let length = self.take(LARGEST_INDEX + 1).read_to_end(&mut text)?;
        if length as u64 > LARGEST_INDEX {
            return Err(Trouble::Lasting("it is longer than 8 MB".to_owned()));
        }
        Ok(text)
    }

    /// What was read is what was sent.
    fn check(self) -> Result<(), Trouble> {
        if let Some(length) = self.length.filter(|length| *length != self.received) {
            let message = format!("{} bytes came instead of {length}", self.received);
            return Err(Trouble::Passing(message, None));
        }
        if let Some((context, wanted)) = self.digest {
            let digest = format!("{:x}", context.finalize());
            if digest != wanted {
                let message = format!("its MD5 is {digest}, and its ETag says {wanted}: it was altered");
                return Err(Trouble::Lasting(message));
            }
        }
        Ok(())
    }
}

impl Read for Arriving<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.from.read(into)?;
        self.received += bytes as u64;
        if let Some((context, _)) = &mut self.digest {
            context.consume(&into[..bytes]);
        }
        self.progress.received(bytes as u64);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_md5_is_told_from_other_etags() {
        let plain = "\"5D41402abc4b2a76b9719d911017c592\"";
        assert_eq!(md5_of(plain), Some("5D41402abc4b2a76b9719d911017c592"));
        for etag in [
            "\"5d41402abc4b2a76b9719d911017c592-58\"",
            "W/\"5d41402abc4b2a76b9719d911017c592\"",
            "5d41402abc4b2a76b9719d911017c592",
            "\"\"",
            "",
        ] {
            assert_eq!(md5_of(etag), None, "{etag}");
        }
    }
}
