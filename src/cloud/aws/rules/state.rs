//! The rules on a state of Terraform that S3 keeps.

use crate::cloud::aws::rules::network::check_region;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;
use crate::model::site::S3State;

/// S3 takes the names of the bucket and of the state in it.
pub(super) fn check(s3: &S3State, rules: &mut dyn Rules) {
    let wrong = [("bucket", &s3.bucket, refused_bucket(&s3.bucket)), ("key", &s3.key, refused_key(&s3.key))];
    for (field, value, reason) in wrong {
        let Some(reason) = reason else { continue };
        let place = rules.top_place(&format!("cloud/state/s3/{field}"));
        let finding =
            Finding::new(Code::BadValue, place, format!("S3 refuses the {field} `{value}`: {reason}"));
        rules.report(finding.help("for example `bucket: shop-terraform`, `key: shop/terraform.tfstate`"));
    }
    check_region(&s3.region, "cloud/state/s3/region", rules);
}

/// The reason why S3 has no general purpose bucket with this name.
/// Source: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
fn refused_bucket(name: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let reserved_start = ["xn--", "sthree-", "amzn-s3-demo-"];
    let reserved_end = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
    let is_address = || name.split('.').count() == 4 && name.chars().all(|c| c.is_ascii_digit() || c == '.');
    if !(3..=63).contains(&name.chars().count()) {
        Some("a name has 3 to 63 characters")
    } else if !name.chars().all(|c| plain(c) || c == '.' || c == '-') {
        Some("a name holds a-z, 0-9, `.` and `-` only")
    } else if !(name.starts_with(plain) && name.ends_with(plain)) {
        Some("a name begins and ends with a letter or a digit")
    } else if name.contains("..") || is_address() {
        Some("a name is no IP address and has no two dots in a row")
    } else if reserved_start.iter().any(|start| name.starts_with(start))
        || reserved_end.iter().any(|end| name.ends_with(end))
    {
        Some("S3 keeps names that begin or end so for itself")
    } else {
        None
    }
}

/// The reason why Terraform's backend cannot keep a state under this key. S3 takes 1,024 bytes.
/// Source: docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html, characters to avoid.
fn refused_key(key: &str) -> Option<&'static str> {
    let safe = |c: char| (c.is_ascii_graphic() || c == ' ') && !"\\{}^%`[]\"<>~#|".contains(c);
    if key.is_empty() || key.starts_with('/') || key.ends_with('/') {
        Some("a key names a file, without `/` at its start or end")
    } else if key.len() > 1024 {
        Some("a key has at most 1,024 characters")
    } else if key.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        Some("a key has no empty part, no `.` and no `..` between its slashes")
    } else if !key.chars().all(safe) {
        Some("a key holds printable ASCII, without `\\ { } ^ % [ ] \" < > ~ # |` and backticks")
    } else {
        None
    }
}
