//! Which requests reach an app that shares the load balancer of another one.

use schemars::JsonSchema;
use serde::Deserialize;

/// The place of an app behind the load balancer of another one, and which requests are its own.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"app": "storefront", "paths": ["/checkout", "/checkout/*"], "priority": 10}]))]
pub(crate) struct Behind {
    /// The app whose load balancer it shares. What no other app behind it takes stays with that one.
    pub app: String,
    /// Hosts that are its own, e.g. `api.example.com`; `*` stands for any text and `?` for one character. All hosts when
    /// left out.
    #[serde(default)]
    #[schemars(length(max = 5), extend("uniqueItems" = true, "items" = {"type": "string", "pattern": "^[A-Za-z0-9*?][A-Za-z0-9.*?-]{0,127}$", "patternErrorMessage": "a host has letters, digits, `.` and `-`, with `*` or `?` for what may stand there, and at most 128 characters"}))]
    pub hosts: Vec<String>,
    /// Paths that are its own, e.g. `/checkout/*`; `*` stands for any text and `?` for one character. All paths when left
    /// out.
    #[serde(default)]
    #[schemars(length(max = 5), extend("uniqueItems" = true, "items" = {"type": "string", "pattern": r#"^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$"#, "patternErrorMessage": "a path begins with `/`, has no space and no `%`, and at most 128 characters; `*` and `?` stand for what may follow"}))]
    pub paths: Vec<String>,
    /// Which of the apps behind it is asked first: the lowest.
    #[schemars(range(min = 1))]
    pub priority: u32,
}

impl Behind {
    /// The first host and the first path of which each request is taken by `other`, if there are such.
    #[must_use]
    pub(crate) fn taken_by(&self, other: &Self) -> Option<(Option<&str>, Option<&str>)> {
        let all = |own: &[String]| own.is_empty().then_some(None);
        let each = |own| Option::into_iter(all(own));
        let hosts = || each(&self.hosts).chain(self.hosts.iter().map(|own| Some(own.as_str())));
        let takes = |own: &[String], asked: Option<&str>| {
            own.is_empty() || asked.is_some_and(|asked| own.iter().any(|wide| covers(wide, asked)))
        };
        let paths = || each(&self.paths).chain(self.paths.iter().map(|own| Some(own.as_str())));
        hosts()
            .flat_map(|host| paths().map(move |path| (host, path)))
            .find(|(host, path)| takes(&other.hosts, *host) && takes(&other.paths, *path))
    }
}

/// Whether a pattern takes all that another one takes, with `*` for any text and `?` for one character.
fn covers(wide: &str, narrow: &str) -> bool {
    let (wide, narrow) = (wide.as_bytes(), narrow.as_bytes());
    let (mut at, mut of, mut star) = (0, 0, None);
    while of < narrow.len() {
        match wide.get(at) {
            Some(b'*') => {
                star = Some((at, of));
                at += 1;
            }
            Some(b'?') if narrow[of] != b'*' => (at, of) = (at + 1, of + 1),
            Some(own) if *own == narrow[of] && *own != b'?' => (at, of) = (at + 1, of + 1),
            _ => match star {
                // One character more belongs to the last star.
                Some((back, from)) => {
                    star = Some((back, from + 1));
                    (at, of) = (back + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    wide[at..].iter().all(|own| *own == b'*')
}

#[cfg(test)]
mod tests {
    use super::{Behind, covers};

    #[test]
    fn a_pattern_covers_what_it_takes_all_of() {
        for (wide, narrow) in [
            ("/a", "/a"),
            ("/a*", "/a/b/*"),
            ("/*", "/a"),
            ("/*/b", "/a/*/b"),
            ("/?", "/a"),
            ("/?", "/?"),
            ("*", "*.example.com"),
            ("*.example.com", "api.example.com"),
        ] {
            assert!(covers(wide, narrow), "{wide} {narrow}");
        }
        for (wide, narrow) in
            [("/a", "/b"), ("/a/*", "/a"), ("/?", "/*"), ("/a", "/?"), ("/a/b/*", "/a/*"), ("/a", "/ab")]
        {
            assert!(!covers(wide, narrow), "{wide} {narrow}");
        }
    }

    #[test]
    fn what_is_taken_is_taken_whole() {
        let of = |hosts: &[&str], paths: &[&str]| {
            let all = |own: &[&str]| own.iter().map(|own| (*own).to_owned()).collect();
            Behind { app: "web".to_owned(), hosts: all(hosts), paths: all(paths), priority: 1 }
        };
        let shop = of(&["shop.example.com"], &["/cart", "/pay/*"]);
        assert_eq!(shop.taken_by(&of(&[], &["/pay*"])), Some((Some("shop.example.com"), Some("/pay/*"))));
        assert_eq!(
            shop.taken_by(&of(&["*.example.com"], &[])),
            Some((Some("shop.example.com"), Some("/cart")))
        );
        assert_eq!(shop.taken_by(&of(&["api.example.com"], &[])), None);
        assert_eq!(of(&[], &["/cart"]).taken_by(&shop), None);
        assert_eq!(of(&[], &["/cart"]).taken_by(&of(&[], &["/*"])), Some((None, Some("/cart"))));
    }
}
