//! Quotes texts for commands in a shell (bash or zsh, whose `$'…'` can write control characters): whatever is put
//! into a command stays one word, or a part of one.

pub(crate) mod lines;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::shown::is_unprintable;

/// A text as one word of a command. A terminal prints it and does nothing else.
#[must_use]
pub(crate) fn word(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,@%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.into();
    }
    if !text.contains(is_unprintable) {
        return format!("'{}'", text.replace('\'', r"'\''")).into();
    }
    let mut word = String::from("$'");
    for c in text.chars() {
        if is_unprintable(c) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(word, "\\x{byte:02x}");
            }
        } else {
            // A shell that does not know this way of quoting must not end the quotation here either.
            match c {
                '\'' => word.push_str("\\x27"),
                '\\' => word.push_str("\\\\"),
                c => word.push(c),
            }
        }
    }
    word.push('\'');
    word.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::word;

    #[test]
    fn a_path_is_one_word_of_a_command() {
        for plain in ["generated/launch", "../a-b_c/x.y", "C:/x"] {
            assert_eq!(word(plain), plain);
        }
        assert_eq!(word("my stack/it's"), r"'my stack/it'\''s'");
        assert_eq!(word(""), "''");
        assert_eq!(word("a\u{1b}b'\\\n"), r"$'a\x1bb\x27\\\x0a'");
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
            let script = format!("printf %s {}", word(text));
            let Ok(output) = std::process::Command::new("bash").args(["-c", &script]).output() else {
                return;
            };
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text, "{script}");
        }
    }
}
