//! What AWS calls the kinds, their fields and its regions.

use std::sync::LazyLock;

use crate::table::words::Words;

/// The table.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(include_str!("words.csv")));

/// What is said to somebody who writes a word, in small letters, as a kind. `aws-` and `aws_` before it are no part of it.
pub(super) fn called(word: &str) -> Option<&'static str> {
    let word = word.trim_start_matches("aws-").trim_start_matches("aws_").trim_start_matches("amazon-");
    WORDS.kind(word)
}

/// The places that AWS calls its regions by, in small letters, each with the region's code.
/// docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
static PLACES: &[(&str, &str)] = &[
    ("cape town", "af-south-1"),
    ("hong kong", "ap-east-1"),
    ("tokyo", "ap-northeast-1"),
    ("seoul", "ap-northeast-2"),
    ("osaka", "ap-northeast-3"),
    ("mumbai", "ap-south-1"),
    ("hyderabad", "ap-south-2"),
    ("singapore", "ap-southeast-1"),
    ("sydney", "ap-southeast-2"),
    ("jakarta", "ap-southeast-3"),
    ("melbourne", "ap-southeast-4"),
    ("malaysia", "ap-southeast-5"),
    ("thailand", "ap-southeast-7"),
    ("calgary", "ca-west-1"),
    ("frankfurt", "eu-central-1"),
    ("zurich", "eu-central-2"),
    ("stockholm", "eu-north-1"),
    ("milan", "eu-south-1"),
    ("spain", "eu-south-2"),
    ("ireland", "eu-west-1"),
    ("dublin", "eu-west-1"),
    ("london", "eu-west-2"),
    ("paris", "eu-west-3"),
    ("tel aviv", "il-central-1"),
    ("uae", "me-central-1"),
    ("bahrain", "me-south-1"),
    ("virginia", "us-east-1"),
    ("ohio", "us-east-2"),
    ("california", "us-west-1"),
    ("oregon", "us-west-2"),
    ("paulo", "sa-east-1"),
];

/// The region that is meant by a text with the name of its place.
#[must_use]
pub(super) fn region(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let is_there = |place: &str| text.len() <= 64 && text.contains(place);
    PLACES.iter().find(|(place, _)| is_there(place)).map(|(_, region)| *region)
}

#[cfg(test)]
mod tests {
    use super::{PLACES, WORDS, called, region};
    use crate::cloud::aws::regions;
    use crate::kind;

    #[test]
    fn every_place_has_a_region() {
        for (place, code) in PLACES {
            assert!(regions::names().any(|own| own == *code), "{place}");
        }
        assert_eq!(region("Europe (Frankfurt)"), Some("eu-central-1"));
        assert_eq!(region("nowhere"), None);
    }

    #[test]
    fn every_kind_is_an_answer() {
        let kinds: Vec<&str> = kind::all().map(|kind| kind.name).collect();
        WORDS.hold(&kinds, |kind| format!("`kind: {kind}`"));
        for word in WORDS.kinds() {
            assert_eq!(called(&format!("aws-{word}")), called(word), "{word}");
        }
    }
}
