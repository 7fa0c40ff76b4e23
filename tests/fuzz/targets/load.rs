//! Any bytes, as a profile: they end in findings whose places are in the text, and that all formats
//! can show.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scaleprof::diagnostic::render::{render, Format};
use scaleprof::project::{Input, Project};
use scaleprof::source::{Place, Sources};

fuzz_target!(|bytes: &[u8]| {
    let input = Input { path: "profiles/normal.yaml".to_owned(), bytes: bytes.to_vec() };
    let project = Project::compile(vec![input], None);
    let findings = project.findings_of(project.findings.keys().map(String::as_str));
    for finding in findings.iter() {
        let labels = finding.labels.iter().map(|label| label.place);
        for place in labels.chain([finding.place]) {
            assert_in_text(place, &project.sources);
        }
    }
    for format in [Format::Text, Format::Json, Format::Github, Format::Sarif] {
        let text = render(&findings, &project.sources, format, format == Format::Text);
        assert!(findings.is_empty() || !text.is_empty(), "{format:?} says nothing");
    }
});

fn assert_in_text(place: Place, sources: &Sources) {
    let text = &sources.get(place.source).text;
    let (start, end) = (place.start as usize, place.end as usize);
    assert!(text.get(start..end).is_some(), "{start}..{end} is no place in {} bytes", text.len());
}
