//! What is said to whom: data on stdout, talk on stderr.

use std::io::{self, IsTerminal, Write as _};

use serde::Serialize;

use super::{Failure, Outcome};
use crate::cli::Color;

/// Data, on stdout. A reader that has seen enough is no failure.
pub(super) fn data(text: &str) -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Outcome::Clean),
    }
}

/// Data as JSON, on stdout as it is made: a large report is not held twice.
pub(super) fn data_json(value: &impl Serialize) -> Result<Outcome, Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from);
    match written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Outcome::Clean),
    }
}

/// Talk, on stderr. If nobody can hear it there is nobody to tell.
pub(super) fn talk(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether to color what is said.
#[derive(Debug)]
pub(super) struct Terminal {
    color: Color,
}

impl Terminal {
    pub(super) const fn new(color: Color) -> Self {
        Self { color }
    }

    pub(super) fn colored_stdout(&self) -> bool {
        self.colored(&io::stdout())
    }

    pub(super) fn colored_stderr(&self) -> bool {
        self.colored(&io::stderr())
    }

    fn colored(&self, stream: &impl IsTerminal) -> bool {
        let unset = |name| std::env::var_os(name).is_none_or(|value| value.is_empty());
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => stream.is_terminal() && unset("NO_COLOR"),
        }
    }
}
