//! Writes to the streams: data on stdout, messages on stderr.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write as _};

use serde::Serialize;

use crate::cli::format::Color;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::secret::redacted;
use crate::diagnostic::Findings;
use crate::diagnostic::render::{Format, render};
use crate::screen::Screen;
use crate::shown::shown;
use crate::source::Sources;

/// Writes data on stdout. It is no failure if the reader has stopped reading.
pub(super) fn data(text: &str) -> Result<Outcome, Failure> {
    end(out(text, Paint::No).and_then(|()| io::stdout().lock().flush()))
}

/// Writes a patch on stdout: a program takes it byte for byte, a terminal shows it.
pub(super) fn patch_data(text: &str) -> Result<Outcome, Failure> {
    let mut stdout = io::stdout().lock();
    if stdout.is_terminal() || redacted(text) != text {
        drop(stdout);
        return data(text);
    }
    end(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Writes data as JSON on stdout while it is being made, so that a large report is not kept in memory twice.
pub(super) fn data_json(value: &impl Serialize) -> Result<Outcome, Failure> {
    let mut sieve = Sieve { to: io::BufWriter::new(io::stdout().lock()), paint: Paint::No };
    let written = serde_json::to_writer_pretty(&mut sieve, value).map_err(io::Error::from);
    end(written.and_then(|()| sieve.write_all(b"\n")).and_then(|()| sieve.flush()))
}

fn out(text: &str, paint: Paint) -> io::Result<()> {
    Sieve { to: io::stdout().lock(), paint }.write_all(text.as_bytes())
}

fn end(written: io::Result<()>) -> Result<Outcome, Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Outcome::Clean),
    }
}

/// Writes a message on stderr. If that fails, there is nobody to tell.
pub(super) fn talk(text: &str) {
    let _ = Sieve { to: io::stderr().lock(), paint: Paint::No }.write_all(text.as_bytes());
}

/// Whether a text contains colors.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paint {
    Yes,
    No,
}

/// The writer that all output goes through. It removes every character that steers the terminal, except for colors,
/// and every secret of the environment. Callers write whole characters, and each secret in one piece.
struct Sieve<W> {
    to: W,
    paint: Paint,
}

impl<W: io::Write> io::Write for Sieve<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let text = redacted(&text);
        let mut parts = text.split('\u{1b}');
        let first = parts.next().unwrap_or_default();
        self.to.write_all(shown(first).as_bytes())?;
        for part in parts {
            let is_paint = self.paint == Paint::Yes && is_style(part);
            self.to.write_all(if is_paint { b"\x1b" } else { b"\\u001b" })?;
            self.to.write_all(shown(part).as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Whether the text after an escape character only sets a style: `[1;31m`.
fn is_style(text: &str) -> bool {
    let style = text.strip_prefix('[').and_then(|text| text.split_once('m'));
    style.is_some_and(|(style, _)| style.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'))
}

/// Whether and how output is colored.
#[derive(Debug)]
pub(super) struct Terminal {
    color: Color,
}

impl Terminal {
    pub(super) const fn new(color: Color) -> Self {
        Self { color }
    }

    /// What stdout is: a terminal with its columns, or not.
    pub(super) fn stdout(&self) -> Screen {
        self.screen(&io::stdout())
    }

    /// Whether a person reads stdout while it is written.
    pub(super) fn is_watched() -> bool {
        io::stdout().is_terminal()
    }

    /// Whether a person reads stderr while it is written.
    pub(super) fn is_heard() -> bool {
        io::stderr().is_terminal()
    }

    /// Writes a text that is colored if stdout is.
    pub(super) fn data(&self, text: &str) -> Result<Outcome, Failure> {
        let paint = if self.stdout().colored { Paint::Yes } else { Paint::No };
        end(out(text, paint).and_then(|()| io::stdout().lock().flush()))
    }

    /// Writes findings on stderr.
    pub(super) fn talk(&self, findings: &Findings, sources: &Sources) {
        let screen = self.screen(&io::stderr());
        let paint = if screen.colored { Paint::Yes } else { Paint::No };
        let text = render(findings, sources, Format::Text, screen);
        let _ = Sieve { to: io::stderr().lock(), paint }.write_all(text.as_bytes());
    }

    #[cfg(unix)]
    fn screen(&self, stream: &(impl IsTerminal + std::os::fd::AsFd)) -> Screen {
        let size = rustix::termios::tcgetwinsize(stream).ok();
        // A terminal that does not say its columns has none.
        let columns = size.map(|size| size.ws_col).filter(|columns| *columns > 0);
        Screen { colored: self.colored(stream.is_terminal()), columns }
    }

    #[cfg(not(unix))]
    fn screen(&self, stream: &impl IsTerminal) -> Screen {
        Screen { colored: self.colored(stream.is_terminal()), columns: None }
    }

    fn colored(&self, is_terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => wants_color(is_terminal, |name| std::env::var_os(name)),
        }
    }
}

/// Whether a stream is colored if the command line does not say so: <https://no-color.org> and
/// <https://bixense.com/clicolors>.
fn wants_color(is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let said = |name: &str| variable(name).filter(|value| !value.is_empty());
    if said("NO_COLOR").is_some() {
        false
    } else if said("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        true
    } else {
        is_terminal
            && variable("CLICOLOR").is_none_or(|value| value != "0")
            && variable("TERM").is_none_or(|value| value != "dumb")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::wants_color;

    #[test]
    fn color_is_as_the_environment_asks() {
        for (terminal, variables, expected) in [
            (true, &[][..], true),
            (false, &[], false),
            (true, &[("NO_COLOR", "1")], false),
            (true, &[("NO_COLOR", "")], true),
            (true, &[("TERM", "dumb")], false),
            (true, &[("TERM", "xterm"), ("CLICOLOR", "0")], false),
            (false, &[("CLICOLOR_FORCE", "1")], true),
            (false, &[("CLICOLOR_FORCE", "0")], false),
            (false, &[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")], true),
            (true, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        ] {
            let variable = |asked: &str| {
                variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| (*value).into())
            };
            assert_eq!(wants_color(terminal, variable), expected, "{terminal} {variables:?}");
        }
    }
}
