//! What is said to whom: data on stdout, talk on stderr.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};

use serde::Serialize;

use super::{Failure, Outcome};
use crate::cli::Color;
use crate::net::is_unprintable;
use crate::screen::Screen;

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

/// A text as one word of a command: a shell takes it for nothing else, and a terminal only prints it.
pub(super) fn shell_word(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_@%+=:,./-".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.contains(is_unprintable) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut word = String::new();
    for letter in text.chars() {
        if is_unprintable(letter) {
            for byte in letter.to_string().bytes() {
                let _ = write!(word, "\\x{byte:02x}");
            }
        } else {
            word.extend("\\'".contains(letter).then_some('\\'));
            word.push(letter);
        }
    }
    format!("$'{word}'")
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

    /// What stdout is.
    pub(super) fn stdout(&self) -> Screen {
        self.screen(&io::stdout())
    }

    /// What stderr is.
    pub(super) fn stderr(&self) -> Screen {
        self.screen(&io::stderr())
    }

    #[cfg(unix)]
    fn screen(&self, stream: &(impl IsTerminal + std::os::fd::AsFd)) -> Screen {
        let size = rustix::termios::tcgetwinsize(stream).ok();
        // A terminal that does not say has none.
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

/// Whether a stream gets color when nobody says so on the command line: <https://no-color.org> and
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

    use super::{shell_word, wants_color};

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

    #[test]
    fn a_path_is_one_word_of_a_command() {
        for plain in ["generated/launch", "../a-b_c/x.y", "C:/x"] {
            assert_eq!(shell_word(plain), plain);
        }
        assert_eq!(shell_word("my stack/it's"), r"'my stack/it'\''s'");
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("a\u{1b}b'\\\n"), r"$'a\x1bb\'\\\x0a'");
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_back_what_was_meant() {
        let hostile = [
            "a b",
            "it's",
            "$(touch x)`y`",
            "a;b&c|d>e",
            "\"q\" \\",
            "*?[x]",
            "~",
            "!!",
            "#x",
            "a\nb\u{1b}[31m",
            "\u{202e}x",
            "\u{e9}\u{9b}z",
            "-x",
            "'",
        ];
        for text in hostile {
            let script = format!("printf %s {}", shell_word(text));
            let Ok(output) = std::process::Command::new("bash").args(["-c", &script]).output() else {
                return;
            };
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text, "{script}");
        }
    }
}
