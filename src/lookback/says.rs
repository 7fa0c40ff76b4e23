//! What the message of a commit, or a comment, says of how long a change is meant to stay.

/// The words by which a text calls a change temporary, as they are shown. Each is looked for as whole words in small
/// letters, with any line ends, hyphens and underscores between.
const TEMPORARY: [&str; 38] = [
    "temporarily",
    "temporarly",
    "temporarilly",
    "temporary",
    "temp increase",
    "temp bump",
    "temp scale",
    "temp upscale",
    "temp raise",
    "temp upgrade",
    "temp resize",
    "for now",
    "for the time being",
    "short term",
    "interim",
    "for the duration",
    "for the weekend",
    "over the weekend",
    "for the day",
    "for the event",
    "for the sale",
    "for black friday",
    "for cyber monday",
    "for the election",
    "for load test",
    "for load testing",
    "for the load test",
    "for performance testing",
    "for the performance test",
    "for stress testing",
    "during the migration",
    "for the migration",
    "revert this",
    "will be reverted",
    "to be reverted",
    "should be reverted",
    "revert later",
    "scale back down",
];

/// Words behind which a text is about something else that is temporary, or about its end.
const ENDS: [&str; 16] = [
    "remove",
    "removes",
    "removing",
    "removed",
    "revert",
    "reverts",
    "undo",
    "undoes",
    "end",
    "drop",
    "delete",
    "permanent",
    "not",
    "no",
    "clean",
    "cleanup",
];

/// Words before which a change that is called temporary makes something smaller.
const SMALLER: [&str; 15] = [
    "reduce",
    "reduces",
    "reducing",
    "lower",
    "lowers",
    "lowering",
    "decrease",
    "decreasing",
    "disable",
    "disables",
    "remove",
    "down",
    "stop",
    "downscale",
    "downsize",
];

/// The words by which a text says that a raise is temporary; nothing where it does not.
#[must_use]
pub fn temporary(text: &str) -> Option<&'static str> {
    let words: Vec<String> = words(text);
    // What a revert takes back is said of the other commit.
    if words.first().is_some_and(|word| word == "revert" || word == "reapply") && text.contains('"') {
        return None;
    }
    let about = |at: usize, length: usize| {
        let before = &words[at.saturating_sub(3)..at];
        let behind = &words[at + length..words.len().min(at + length + 3)];
        !before.iter().any(|word| ENDS.contains(&word.as_str()))
            && !behind.iter().any(|word| SMALLER.contains(&word.as_str()))
    };
    TEMPORARY.into_iter().find(|phrase| {
        let parts: Vec<&str> = phrase.split(' ').collect();
        let mut found = words.windows(parts.len()).enumerate();
        found.any(|(at, own)| {
            own.iter().zip(&parts).all(|(word, part)| word == part) && about(at, parts.len())
        })
    })
}

/// The words of a text in small letters.
fn words(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    split.filter(|word| !word.is_empty()).take(MOST).map(str::to_lowercase).collect()
}

/// How many words of a text are read.
const MOST: usize = 4096;

#[cfg(test)]
mod tests {
    use super::temporary;

    #[test]
    fn what_calls_itself_temporary_is_known() {
        for (text, said) in [
            ("Temporarily scale up web for the launch", Some("temporarily")),
            ("Bump db class (temporary)", Some("temporary")),
            ("chore: TEMP-bump api count", Some("temp bump")),
            ("Merge pull request #12 from org/temporary-scale-up", Some("temporary")),
            ("Raise min\n\nTo be reverted on Monday.", Some("to be reverted")),
            ("# short-term", Some("short term")),
            ("Scale up web", None),
            ("Change the template of attempts", None),
            ("Revert \"Temporarily scale down the web\"", None),
            ("Remove the temporary limit of workers", None),
            ("Temporarily reduce staging", None),
            ("Temporary increase becomes permanent", Some("temporary")),
            ("This is not temporary", None),
        ] {
            assert_eq!(temporary(text), said, "{text}");
        }
    }
}
