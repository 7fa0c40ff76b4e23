//! What names say of an environment: production, another one, or none.

/// Words that mean production.
const PRODUCTION: [&str; 5] = ["production", "prod", "prd", "live", "prods"];
/// Words that mean another environment.
const OTHERS: [&str; 26] = [
    "dev",
    "develop",
    "development",
    "test",
    "testing",
    "tst",
    "qa",
    "uat",
    "stage",
    "staging",
    "stg",
    "sandbox",
    "sbx",
    "demo",
    "preview",
    "int",
    "integration",
    "perf",
    "preprod",
    "preproduction",
    "nonprod",
    "nonproduction",
    "local",
    "beta",
    "alpha",
    "training",
];
/// Words that mean what all environments share.
const COMMON: [&str; 6] = ["common", "global", "shared", "base", "defaults", "all"];

/// What a name says of an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// It is production's.
    Production,
    /// It is that of another one.
    Other,
    /// It is shared by all.
    Common,
    /// It names none.
    None,
}

/// What a name or path says of an environment: the last word that says anything.
pub(crate) fn of(name: &str) -> Environment {
    let lower = name.to_lowercase();
    let words: Vec<&str> =
        lower.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    for (at, word) in words.iter().enumerate().rev() {
        let bare = word.trim_end_matches(|char: char| char.is_ascii_digit());
        let before = at.checked_sub(1).map_or("", |before| words[before]);
        if PRODUCTION.contains(&bare) {
            let is_not = ["non", "pre", "not", "no"].contains(&before);
            return if is_not { Environment::Other } else { Environment::Production };
        }
        if OTHERS.contains(&bare) {
            return Environment::Other;
        }
        if COMMON.contains(&bare) {
            return Environment::Common;
        }
    }
    Environment::None
}

/// Whether a text is nothing but one of the words for an environment.
pub(crate) fn is_word(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bare = lower.trim_end_matches(|char: char| char.is_ascii_digit());
    PRODUCTION.contains(&bare) || OTHERS.contains(&bare)
}

/// The word of a name that says which environment it is; the name itself if there is none.
pub(crate) fn word(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut words = lower.split(|char: char| !char.is_ascii_alphanumeric());
    let says = words.rfind(|word| matches!(of(word), Environment::Production | Environment::Other));
    says.map_or_else(|| lower.clone(), str::to_owned)
}
