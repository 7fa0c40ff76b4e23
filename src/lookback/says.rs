//! What the message of a commit, or a comment, says of how long a change is meant to stay.

/// The words by which a text calls a change temporary, as they are shown. Each is looked for as whole words in small
/// letters, with any line ends, hyphens and underscores between.
const TEMPORARY: [&str; 37] = [
    "temporarily",
    "temporaraly",
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

/// Words that are said of anything: only beside one of [`RAISING`] they say that a raise is temporary.
const OF_ANYTHING: [&str; 2] = ["for now", "for the time being"];

/// Words of a raise of a size.
const RAISING: [&str; 40] = [
    "add",
    "bigger",
    "boost",
    "bump",
    "bumped",
    "bumping",
    "bumps",
    "capacity",
    "class",
    "cpu",
    "desired",
    "double",
    "extra",
    "grow",
    "higher",
    "increase",
    "increased",
    "increases",
    "increasing",
    "instances",
    "larger",
    "machines",
    "max",
    "memory",
    "min",
    "more",
    "nodes",
    "raise",
    "raised",
    "raises",
    "raising",
    "replicas",
    "resize",
    "scale",
    "scaled",
    "scaling",
    "size",
    "tasks",
    "upgrade",
    "upscale",
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
const SMALLER: [&str; 25] = [
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
    "decreases",
    "delete",
    "destroy",
    "destroys",
    "destroying",
    "kill",
    "off",
    "stopping",
    "turning",
    "zap",
];

/// The words by which a message says that a raise is temporary; nothing where it does not.
#[must_use]
pub fn temporary(message: &str) -> Option<&'static str> {
    // What a revert takes back is said of the other commit.
    let first =
        message.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    if ["revert", "reapply"].contains(&first.to_lowercase().as_str()) && message.contains('"') {
        return None;
    }
    sentences(message).iter().find_map(|sentence| {
        let of_anything = || {
            let raises = sentence.iter().any(|word| RAISING.contains(&word.as_str()));
            OF_ANYTHING.into_iter().filter(|_| raises).find(|phrase| says(sentence, phrase, 6))
        };
        TEMPORARY.into_iter().find(|phrase| says(sentence, phrase, 0)).or_else(of_anything)
    })
}

/// The words by which a comment beside a size says that it is temporary.
#[must_use]
pub fn temporary_here(comment: &str) -> Option<&'static str> {
    temporary(comment).or_else(|| {
        let sentences = sentences(comment);
        OF_ANYTHING.into_iter().find(|phrase| sentences.iter().any(|sentence| says(sentence, phrase, 0)))
    })
}

/// Whether a sentence has a phrase that is not about the end of something temporary, nor about making something smaller:
/// within `before` words before it, or three behind.
fn says(sentence: &[String], phrase: &str, before: usize) -> bool {
    let parts: Vec<&str> = phrase.split(' ').collect();
    let has = |words: &[String], some: &[&str]| words.iter().any(|word| some.contains(&word.as_str()));
    let about = |at: usize| {
        let behind = &sentence[at + parts.len()..sentence.len().min(at + parts.len() + 3)];
        !has(&sentence[at.saturating_sub(3)..at], &ENDS)
            && !has(&sentence[at.saturating_sub(before)..at], &SMALLER)
            && !has(behind, &SMALLER)
    };
    let mut found = sentence.windows(parts.len()).enumerate();
    found.any(|(at, own)| own.iter().zip(&parts).all(|(word, part)| word == part) && about(at))
}

/// The sentences of a text, and the items of its lists, as words in small letters. A line break within either is a space.
fn sentences(text: &str) -> Vec<Vec<String>> {
    let (mut all, mut left) = (vec![Vec::new()], MOST);
    for line in text.lines() {
        let line = line.trim_start();
        if line.is_empty() || line.starts_with(['-', '*', '\u{2022}', '+']) {
            all.push(Vec::new());
        }
        for (at, part) in line.split_inclusive([' ', '\t']).enumerate() {
            let words =
                part.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
            if at > 0 && part.trim_end() == "+" {
                all.push(Vec::new());
            }
            let words: Vec<String> = words.take(left).map(str::to_lowercase).collect();
            left -= words.len();
            if let Some(sentence) = all.last_mut() {
                sentence.extend(words);
            }
            if part.trim_end().ends_with(['.', ';', '!', '?']) {
                all.push(Vec::new());
            }
        }
    }
    all
}

/// How many words of a text are read.
const MOST: usize = 4096;

#[cfg(test)]
mod tests {
    use super::{temporary, temporary_here};

    #[test]
    fn a_comment_speaks_of_the_size_beside_it() {
        assert_eq!(temporary_here("# for now"), Some("for now"));
        assert_eq!(temporary_here("# the usual size"), None);
    }

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
            ("Raise web to eight, temporaraly", Some("temporaraly")),
            ("Run 8 instances for now", Some("for now")),
            ("Increase the size of containers and db + switch off auto scaling for now", None),
            ("Raise min\n\nThe log goes to the old bucket for now.", None),
            ("Temporarily destroy the group", None),
            ("* raise web\n* temporary zap of listeners", None),
            ("* temporary test server\n* remove test", Some("temporary")),
            ("Scale the web\nup for\nnow", Some("for now")),
            ("We would build it anew, but not today. For now just do not try that", None),
        ] {
            assert_eq!(temporary(text), said, "{text}");
        }
    }
}
