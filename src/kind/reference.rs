//! References to container images, as registries read them: `[registry/]repository[:tag][@digest]`.
//! Source: pkg.go.dev/github.com/distribution/reference, which has the grammar.

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;

/// A registry can be asked for the image. `field` is where it stands.
pub(super) fn check_reference(image: &str, field: &str, rules: &mut dyn Rules) {
    if let Some((message, help)) = refused(image) {
        rules.report(Finding::new(Code::BadValue, rules.place(field), message).help(help));
    }
}

/// Why no registry has an image of this name, and what to write; nothing where one may have it.
fn refused(image: &str) -> Option<(String, String)> {
    if let Some((scheme, rest)) = image.split_once("://") {
        return Some((
            format!("an image is named without `{scheme}://`"),
            format!("write `{}`", rest.trim_end_matches('/')),
        ));
    }
    let (name, digest) = match image.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (image, None),
    };
    if digest.is_some_and(|digest| !is_digest(digest)) {
        let message = "a digest is `sha256:` and 64 hexadecimal digits".to_owned();
        return Some((message, "copy it from the registry in full, or name a tag: `:1.4`".to_owned()));
    }
    // A colon before the last slash belongs to a registry's port.
    let last = name.rfind('/').map_or(0, |slash| slash + 1);
    let (path, tag) = match name[last..].split_once(':') {
        Some((repository, tag)) => (&name[..last + repository.len()], Some(tag)),
        None => (name, None),
    };
    if tag.is_some_and(|tag| !is_tag(tag)) {
        let message = "a tag has 1 to 128 letters, digits, `_`, `.` and `-`, and begins with no `.` or `-`";
        return Some((message.to_owned(), "write one such as `:1.4`".to_owned()));
    }
    let repository = match path.split_once('/') {
        Some((registry, rest)) if registry.contains(['.', ':']) || registry == "localhost" => rest,
        _ => path,
    };
    if repository.chars().any(char::is_uppercase) {
        let start = path.len() - repository.len();
        let lower =
            format!("{}{}{}", &image[..start], repository.to_lowercase(), &image[start + repository.len()..]);
        let message = "the name of a repository has no capitals: no registry finds this image".to_owned();
        return Some((message, format!("write `{lower}`; a tag may have capitals")));
    }
    (!repository.split('/').all(is_part)).then(|| {
        let message =
            "between its slashes a repository's name has letters and digits, with `.`, `_`, `__` or `-` \
                       only between them"
                .to_owned();
        (message, "write one such as `ghcr.io/example/api:1.4`".to_owned())
    })
}

fn is_tag(tag: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    tag.len() <= 128 && tag.starts_with(word) && tag.chars().all(|c| word(c) || c == '.' || c == '-')
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, sum)| {
        let least = if algorithm == "sha256" { 64 } else { 32 };
        let whole = if algorithm == "sha256" { sum.len() == least } else { sum.len() >= least };
        whole
            && algorithm.starts_with(|c: char| c.is_ascii_alphabetic())
            && sum.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// Runs of letters and digits, with one separator between two of them.
fn is_part(part: &str) -> bool {
    let own = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !part.starts_with(own) || !part.ends_with(own) {
        return false;
    }
    let mut between = part.split(own).filter(|between| !between.is_empty());
    between.all(|between| matches!(between, "." | "_" | "__") || between.chars().all(|c| c == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_reads_what_is_taken_and_nothing_else() {
        let digest = "0123456789abcdef".repeat(4);
        for good in [
            "nginx",
            "nginx:1.27",
            "example/api:V1.4-RC_2",
            "ghcr.io/example/api:1.4",
            "GHCR.io/example/api",
            "localhost:5000/example/api:1",
            "registry.example.com:443/a/b/c",
            "registry.example.com/team/my__api.v-2:latest",
            &format!("ghcr.io/example/api@sha256:{digest}"),
            &format!("ghcr.io/example/api:1.4@sha256:{digest}"),
        ] {
            assert_eq!(refused(good), None, "{good}");
        }
        for (bad, write) in [
            ("https://ghcr.io/example/api", "`ghcr.io/example/api`"),
            ("ghcr.io/Example/Api:RC1", "`ghcr.io/example/api:RC1`"),
            ("Example/api", "`example/api`"),
            ("API", "`api`"),
            ("ghcr.io/example/api:", "`:1.4`"),
            ("ghcr.io/example/api:1.4:2", "`:1.4`"),
            ("ghcr.io/example/api:-x", "`:1.4`"),
            ("ghcr.io/example//api", "`ghcr.io/example/api:1.4`"),
            ("ghcr.io/example/api/", "`ghcr.io/example/api:1.4`"),
            ("ghcr.io/example/_api", "`ghcr.io/example/api:1.4`"),
            ("ghcr.io/example/a..b", "`ghcr.io/example/api:1.4`"),
            ("ghcr.io/example/api@sha256:0123", "in full"),
            ("ghcr.io/example/api@latest", "in full"),
        ] {
            let help = refused(bad).map(|(_, help)| help);
            assert!(help.as_ref().is_some_and(|help| help.contains(write)), "{bad}: {help:?}");
        }
    }
}
