//! AWS's rules on tags.
//! Source: docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html

use std::collections::BTreeSet;

use crate::cloud::aws::root::OWN_TAGS;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;
use crate::model::site::Site;

/// The most tags that AWS takes on one resource.
const MOST: usize = 50;

/// There are no more tags than AWS takes, and each is a valid one.
pub(super) fn check(site: &Site, rules: &mut dyn Rules) {
    let tags = &site.tags;
    let left = MOST - OWN_TAGS.len();
    if tags.len() > left {
        let message = format!(
            "{} tags are too many: AWS takes {MOST} on a resource, {} are scaleprof's own, and {left} are left",
            tags.len(),
            OWN_TAGS.len()
        );
        let finding = Finding::new(Code::BadValue, rules.top_place("cloud/tags"), message);
        return rules.report(finding.help(format!("keep {left} of them at the most")));
    }
    let allowed = |c: char| c.is_alphanumeric() || " +-=._:/@".contains(c);
    let mut seen = BTreeSet::new();
    for (key, value) in tags {
        let folded = key.to_ascii_lowercase();
        let twice = !seen.insert(folded.clone());
        let message = if OWN_TAGS.iter().any(|own| own.eq_ignore_ascii_case(key)) {
            format!("the tag `{key}` is scaleprof's own")
        } else if folded.starts_with("aws:") {
            format!("`{key}`: tags that start with `aws:` are AWS's own")
        } else if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            "a tag has a key of 1 to 128 characters and a value of at most 256".to_owned()
        } else if twice {
            format!("the tag `{key}` is there twice but for its case, which IAM does not tell apart")
        } else if !key.chars().chain(value.chars()).all(allowed) {
            format!("the tag `{key}` has characters that AWS refuses")
        } else {
            continue;
        };
        let place = rules.top_place(&format!("cloud/tags/{key}"));
        let help = "letters, digits, spaces and `+ - = . _ : / @` are allowed";
        rules.report(Finding::new(Code::BadValue, place, message).help(help));
    }
}
