//! No link is dead: files, headings, and paths of the repository that a page names.

use std::collections::BTreeSet;
use std::path::Path;

use crate::common::pages::{Page, page};
use crate::{ROOT, all};

/// What stands in code spans of a text.
pub(crate) fn code_spans(text: &str) -> Vec<&str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// The same text with code spans left empty.
pub(crate) fn without_code(text: &str) -> String {
    let line = |line: &str| line.split('`').step_by(2).collect::<Vec<_>>().join("``") + "\n";
    text.lines().map(line).collect()
}

/// The targets of links and pictures: `[text](target)`, also where the text holds code.
fn targets(page: &Page) -> Vec<String> {
    let text = without_code(&page.prose());
    text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap().to_owned()).collect()
}

/// The anchors of a page: GitHub makes one of each heading.
fn anchors(page: &Page) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let prose = page.prose();
    for heading in prose.lines().filter(|line| line.starts_with('#')) {
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = |char: &char| char.is_alphanumeric() || [' ', '-', '_'].contains(char);
        let anchor = heading.chars().filter(kept).collect::<String>().replace(' ', "-");
        assert!(anchors.insert(anchor), "{}: two headings are `{heading}`", page.path);
    }
    anchors
}

#[test]
fn every_link_leads_somewhere() {
    let mut followed = 0;
    for from in all() {
        for target in targets(&from) {
            if target.starts_with("https://") {
                continue;
            }
            let (path, anchor) =
                target.split_once('#').map_or((target.as_str(), None), |(p, a)| (p, Some(a)));
            let folder = Path::new(&from.path).parent().unwrap();
            let path = if path.is_empty() { from.path.clone() } else { plain(&folder.join(path)) };
            assert!(Path::new(ROOT).join(&path).exists(), "{}: nothing is at `{target}`", from.path);
            if let Some(anchor) = anchor {
                assert!(anchors(&page(&path)).contains(anchor), "{}: no heading is `{target}`", from.path);
            }
            followed += 1;
        }
    }
    assert!(followed > 20, "the test has found only {followed} links");
}

/// A path without `..`; one that leaves the repository has no such form.
fn plain(path: &Path) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.to_str().unwrap().split('/') {
        match part {
            ".." => drop(parts.pop().unwrap_or_else(|| panic!("{} is outside", path.display()))),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Every page of `docs/` is reached from the README.
#[test]
fn the_readme_leads_to_every_page() {
    let reached: BTreeSet<String> = targets(&page("README.md"))
        .iter()
        .map(|target| target.split('#').next().unwrap().to_owned())
        .collect();
    for page in crate::common::pages::folder("docs") {
        assert!(reached.contains(&page.path), "README.md does not lead to {}", page.path);
    }
}

/// A path of this repository in a code span is a path that is there.
#[test]
fn every_path_that_is_named_is_there() {
    let own = ["src/", "tests/", "docs/", "ci/", ".ci/", "benches/", "templates/"];
    for from in all().iter().filter(|page| page.path != "CHANGELOG.md") {
        let prose = from.prose();
        let paths = code_spans(&prose).into_iter().filter(|span| own.iter().any(|own| span.starts_with(own)));
        for path in paths.filter(|path| !path.contains(['<', '*', ' '])) {
            // `templates/` is also a folder of the reader's project.
            assert!(Path::new(ROOT).join(path).exists(), "{} names `{path}`", from.path);
        }
    }
}
