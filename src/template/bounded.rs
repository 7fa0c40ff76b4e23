//! A template of one's own is not waited for without end, and does not take all the memory there is. Its fuel is
//! what ends it; what the engine does without charging for it is ended by time and memory.

use std::fmt::{self, Write as _};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind};

use crate::files;
use crate::template::error::{TemplateError, failure};

/// How much a template may do at the least, in instructions and in parts of 64 bytes of what it makes: those that
/// are embedded take 10,000 for a stack of ten components.
const FUEL: u64 = 200_000;
/// And how much more for each byte of JSON that it is given.
const FUEL_PER_BYTE: u64 = 4;
/// How long it may take at the least: a thousand times as long as one takes.
const TIME: Duration = Duration::from_secs(5);
/// And how much longer for each byte.
const TIME_PER_BYTE: Duration = Duration::from_micros(5);
/// How much more memory the program may have meanwhile, in bytes.
const MEMORY: u64 = 512 << 20;
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(5);
/// Bytes of address space for recursion: the engine descends into each level of an expression and of a value, of which
/// [`LARGEST`] and the fuel allow some hundred thousand, also without optimisation. Only what is used becomes memory.
const STACK: usize = 1 << 30;
/// The longest template of one's own, in bytes: the longest embedded one has a quarter of it.
pub(super) const LARGEST: usize = 128 << 10;
/// The longest list or mapping that is written as it is, in bytes.
const LONGEST: usize = 64 << 10;

/// Renders a template that is given so many bytes. The thread of one that does not end goes with the process.
pub(super) fn render(
    environment: &Environment<'static>,
    name: &str,
    context: Value,
    given: u64,
) -> Result<String, TemplateError> {
    let mut environment = environment.clone();
    environment.set_fuel(Some(FUEL.saturating_add(given.saturating_mul(FUEL_PER_BYTE))));
    let bytes = u32::try_from(given).unwrap_or(u32::MAX);
    let end = Instant::now() + TIME + TIME_PER_BYTE.saturating_mul(bytes);
    let most = memory().saturating_add(MEMORY).saturating_add(given.saturating_mul(64));
    let (send, receive) = channel();
    let own = name.to_owned();
    let work = move || {
        // An error may hold values, which are as deep as the template has made them: they end on this thread.
        let rendered = environment.get_template(&own).and_then(|template| template.render(context));
        let _ = send.send(rendered.map_err(|error| failure(&own, &error)));
    };
    let failed = |kind, what: &'static str| failure(name, &Error::new(kind, what));
    thread::Builder::new()
        .stack_size(STACK)
        .spawn(work)
        .map_err(|_| failed(ErrorKind::InvalidOperation, "there is no thread to render it on"))?;
    loop {
        match receive.recv_timeout(LOOK) {
            Ok(rendered) => return rendered,
            Err(RecvTimeoutError::Timeout) if Instant::now() < end && memory() < most => {}
            Err(RecvTimeoutError::Timeout) => return Err(failed(ErrorKind::OutOfFuel, "it does not end")),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(failed(ErrorKind::InvalidOperation, "the engine gave up on it"));
            }
        }
    }
}

/// Does what descends as deep as a template is nested; nothing where there is no room for that.
pub(super) fn deep<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    thread::Builder::new().stack_size(STACK).spawn(work).ok()?.join().ok()
}

/// The memory that the process has now, in bytes; nothing where the system does not say (`proc(5)`: the second
/// figure of `statm`, in pages of 4 KiB at the least).
fn memory() -> u64 {
    let pages = files::head(Path::new("/proc/self/statm"), 128).ok().and_then(|text| {
        String::from_utf8_lossy(&text).split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok())
    });
    pages.unwrap_or_default().saturating_mul(4096)
}

/// A value as a text of a sane length.
pub(super) fn text(value: &Value) -> Result<String, Error> {
    struct Bounded(String);
    impl fmt::Write for Bounded {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            if self.0.len() + part.len() > LONGEST {
                return Err(fmt::Error);
            }
            self.0.push_str(part);
            Ok(())
        }
    }
    let mut out = Bounded(String::new());
    match write!(out, "{value}") {
        Ok(()) => Ok(out.0),
        Err(_) => Err(Error::new(ErrorKind::OutOfFuel, "a list or a mapping is too long to be written")),
    }
}
