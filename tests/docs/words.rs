//! Nothing is left to be filled in, and each command that a page names is one.

use std::collections::BTreeSet;

use clap::CommandFactory as _;
use scaleprof::cli::Cli;
use serde_json::Value;

use crate::all;
use crate::common::pages::{Page, folder, page};
use crate::links::{code_spans, without_code};

#[test]
fn nothing_is_left_to_be_filled_in() {
    for page in all() {
        for word in ["TODO", "FIXME", "XXX", "TBD", "OWNER/", "git.example.com", "lorem ipsum"] {
            assert!(!page.text.contains(word), "{} has `{word}`", page.path);
        }
        // In prose `<…>` is a tag or an address; a name that stands for another is code.
        let prose = without_code(&page.prose());
        let tags = prose.split('<').skip(1).filter(|rest| !rest.starts_with("https://"));
        let tags: Vec<&str> =
            tags.filter(|rest| rest.starts_with(|first: char| first.is_ascii_alphabetic())).collect();
        assert!(tags.is_empty(), "{}: <{}", page.path, tags[0]);
    }
    // In examples, `<…>` would be copied as it stands.
    for page in crate::pages() {
        assert!(!page.text.contains("example.com"), "{}", page.path);
        for block in page.blocks().iter().filter(|block| ["sh", "yaml"].contains(&block.language)) {
            assert!(!block.text.contains('<'), "{}: {}", page.path, block.text);
        }
    }
}

/// Holds a command against the command line: its name, the name below it, and its options.
#[track_caller]
fn assert_command(page: &str, command: &str) {
    let mut known = Cli::command();
    known.build();
    let mut of = &known;
    let mut value = false;
    for word in command.split_whitespace().skip(1) {
        if std::mem::take(&mut value) {
            continue;
        }
        let word = word.trim_matches(['[', ']', '"', '\'']);
        if let Some(option) = word.strip_prefix("--").filter(|option| !option.is_empty()) {
            let name = option.split('=').next().unwrap();
            let found = of.get_arguments().any(|argument| argument.get_long() == Some(name));
            assert!(found || name == "help" || name == "version", "{page}: `{command}` has no --{name}");
        } else if word == "-C" {
            value = true;
        } else if of.has_subcommands() {
            for word in word.split('|').map(|word| word.trim_end_matches('\\')) {
                let found = of.find_subcommand(word);
                assert!(found.is_some(), "{page}: `{command}`: there is no command `{word}`");
            }
            of = of.find_subcommand(word.split(['|', '\\']).next().unwrap()).unwrap();
        }
    }
}

#[test]
fn every_command_that_is_named_is_one() {
    let mut held = 0;
    for page in all() {
        let prose = page.prose();
        let spans = code_spans(&prose).into_iter().map(str::to_owned);
        let scripts = page.blocks().into_iter().filter(|block| ["sh", "yaml"].contains(&block.language));
        let lines = scripts.flat_map(|block| block.text.lines().map(str::to_owned).collect::<Vec<_>>());
        for line in spans.chain(lines.map(|line| line.rsplit("| ").next().unwrap().trim().to_owned())) {
            if line.starts_with("scaleprof ") {
                assert_command(&page.path, &line);
                held += 1;
            }
        }
    }
    assert!(held > 40, "the test has found only {held} commands");
}

/// The page of commands has each of them.
#[test]
fn the_page_of_commands_has_them_all() {
    let page = page("docs/commands.md").text;
    for command in Cli::command().get_subcommands() {
        assert!(page.contains(command.get_name()), "docs/commands.md is silent about {}", command.get_name());
    }
}

/// Every field of a profile, of a kind and of a service stands in code on a page of `docs/`.
#[test]
fn every_field_of_the_language_is_on_a_page() {
    let pages: Vec<String> = folder("docs").iter().map(Page::prose).collect();
    let spans = pages.iter().flat_map(|page| code_spans(page));
    let said: BTreeSet<&str> =
        spans.flat_map(|span| span.split(|char: char| !(char.is_alphanumeric() || char == '_'))).collect();
    let mut fields = BTreeSet::new();
    names(&scaleprof::schema::published(), &mut fields);
    assert!(fields.len() > 80, "{fields:?}");
    let silent: Vec<&String> = fields.iter().filter(|field| !said.contains(field.as_str())).collect();
    assert!(silent.is_empty(), "docs/ is silent about {silent:?}");
}

/// The names of all properties in a schema.
fn names(schema: &Value, all: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                all.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| names(value, all));
        }
        Value::Array(values) => values.iter().for_each(|value| names(value, all)),
        _ => {}
    }
}
