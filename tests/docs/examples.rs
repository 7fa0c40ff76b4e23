//! Each example that is no command line is used as it says: its first line is the file that it stands for. What is
//! typed in a shell is executed in `tests/cli.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::common::pages::{Fenced, pages};
use crate::{Page, ROOT};

/// Every block of a language, with the page that it stands on.
fn blocks(language: &str, each: impl Fn(&Page, &Fenced<'_>, &str)) -> usize {
    let mut found = 0;
    for page in pages() {
        for block in page.blocks().iter().filter(|block| block.language == language) {
            let file = block.file();
            let file = file
                .unwrap_or_else(|| panic!("{}: its first line names no file:\n{}", page.path, block.text));
            each(&page, block, file);
            found += 1;
        }
    }
    found
}

/// The example of this repository, with one file written anew.
fn project(file: &str, text: &str) -> TempDir {
    let project = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = project.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    // The launch of the example is one of its own normal day.
    let kept = ["profiles/normal.yaml", "profiles/launch.yaml"].into_iter();
    for profile in kept.filter(|_| file != "profiles/normal.yaml") {
        write(profile, &fs::read_to_string(Path::new(ROOT).join(profile)).unwrap());
    }
    // What an example about Terraform of one's own is about.
    for path in ["main.tf", "env/prod.tfvars", "modules/web/main.tf"] {
        let path = format!("infra/{path}");
        write(&path, &fs::read_to_string(Path::new(ROOT).join("tests/docs").join(&path)).unwrap());
    }
    write(file, text);
    project
}

fn scaleprof(project: &TempDir, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scaleprof")).arg("-C").arg(project.path()).args(words).output().unwrap()
}

#[track_caller]
fn assert_clean(page: &Page, output: &Output) {
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}:\n{}{}", page.path, said(&output.stdout), said(&output.stderr));
}

#[test]
fn yaml() {
    let found = blocks("yaml", |page, block, file| match file {
        _ if block.text.contains(LEFT_OUT) => assert_excerpt(page, block, file),
        _ if file.starts_with("profiles/") => {
            let project = project(file, block.content());
            assert_clean(page, &scaleprof(&project, &["check"]));
        }
        "prices/own.yaml" => {
            let project = project(file, block.content());
            let output = scaleprof(&project, &["cost", "launch"]);
            assert_clean(page, &output);
            let without = scaleprof(&self::project("prices/none", ""), &["cost", "launch"]);
            assert!(output.stdout != without.stdout, "{}: {file} changes no price", page.path);
        }
        _ => forge(page, file, &serde_yaml::from_str(block.content()).unwrap()),
    });
    assert!(found > 5, "the test has found only {found} examples");
}

/// What a forge or a hook reads names only what is there to be named.
fn forge(page: &Page, file: &str, value: &Value) {
    let address = env!("CARGO_PKG_REPOSITORY");
    let slug = address.strip_prefix("https://github.com/").unwrap();
    let read = |path: &str| -> Value {
        serde_yaml::from_str(&fs::read_to_string(Path::new(ROOT).join(path)).unwrap()).unwrap()
    };
    match file {
        _ if file.starts_with(".github/workflows/") => {
            let jobs =
                value["jobs"].as_object().unwrap_or_else(|| panic!("{}: {file} has no jobs", page.path));
            for step in jobs.values().flat_map(|job| job["steps"].as_array().unwrap()) {
                let Some(uses) = step["uses"].as_str() else {
                    assert!(step["run"].is_string(), "{}: {step}", page.path);
                    continue;
                };
                let Some(_) = uses.strip_prefix(&format!("{slug}@")) else {
                    assert!(!uses.contains("scaleprof"), "{}: {uses}", page.path);
                    continue;
                };
                let inputs = &read("action.yml")["inputs"];
                for input in step["with"].as_object().unwrap().keys() {
                    assert!(inputs.get(input).is_some(), "{}: the action has no input {input}", page.path);
                }
            }
        }
        ".gitlab-ci.yml" => {
            let include = value["include"][0]["remote"].as_str().unwrap();
            let (_, path) = include.split_once("/COMMIT/").unwrap();
            let job = &read(path)[".scaleprof"]["variables"];
            for variable in value["scaleprof"]["variables"].as_object().unwrap().keys() {
                assert!(job.get(variable).is_some(), "{}: the job has no variable {variable}", page.path);
            }
        }
        ".pre-commit-config.yaml" => {
            let hooks = read(".pre-commit-hooks.yaml");
            let known: Vec<&Value> = hooks.as_array().unwrap().iter().map(|hook| &hook["id"]).collect();
            assert_eq!(value["repos"][0]["repo"], address);
            for hook in value["repos"][0]["hooks"].as_array().unwrap() {
                assert!(known.contains(&&hook["id"]), "{}: there is no hook {}", page.path, hook["id"]);
            }
        }
        _ => panic!("{}: say in this test how {file} is tried", page.path),
    }
}

/// The line of an excerpt where lines of the file are left out.
const LEFT_OUT: &str = "# …\n";

/// A block stands in the file of this repository, line after line.
#[track_caller]
fn assert_excerpt(page: &Page, block: &Fenced<'_>, file: &str) {
    let text = fs::read_to_string(Path::new(ROOT).join(file)).unwrap();
    let mut rest = text.as_str();
    for part in block.content().split(LEFT_OUT) {
        let after = rest.split_once(part).map(|(_, after)| after);
        rest = after.unwrap_or_else(|| panic!("{}: {file} does not have\n{part}", page.path));
    }
}

#[test]
fn hcl() {
    let found = blocks("hcl", |page, block, file| {
        if Path::new(ROOT).join(file).exists() {
            assert_excerpt(page, block, file);
        } else {
            assert_own(page, block, file);
        }
    });
    assert!(found > 1, "the test has found only {found} excerpts");
}

/// The addresses of the resources in a body.
fn addresses(body: &hcl::Body) -> BTreeSet<String> {
    let resources = body.blocks().filter(|block| block.identifier() == "resource");
    resources
        .map(|block| block.labels().iter().map(hcl::BlockLabel::as_str).collect::<Vec<_>>().join("."))
        .collect()
}

/// A file of a user's own beside the generated ones: an override is of what is there, another one is not, and both refer
/// to what is there.
fn assert_own(page: &Page, block: &Fenced<'_>, file: &str) {
    let folder = Path::new(ROOT).join(file).parent().unwrap().to_owned();
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {file}: {error}", page.path));
    let texts = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|own| own == "tf"));
    let generated: BTreeSet<String> =
        texts.flat_map(|path| addresses(&hcl::parse(&fs::read_to_string(path).unwrap()).unwrap())).collect();
    let own = hcl::parse(block.content()).unwrap_or_else(|error| panic!("{}: {file}: {error}", page.path));
    let is_override = file.ends_with("_override.tf");
    for address in addresses(&own) {
        assert_eq!(generated.contains(&address), is_override, "{}: {file}: {address}", page.path);
    }
    let words = block.content().split(|c: char| !c.is_ascii_alphanumeric() && !"._".contains(c));
    for word in words.filter(|word| word.starts_with("aws_") && word.matches('.').count() == 2) {
        let address = word.rsplit_once('.').unwrap().0;
        assert!(generated.contains(address), "{}: {file}: there is no {address}", page.path);
    }
}

/// No other language is in a block: each that is has a test.
#[test]
fn every_block_is_tried() {
    for page in pages() {
        for block in page.blocks() {
            let known = ["console", "hcl", "sh", "text", "yaml"].contains(&block.language);
            assert!(known, "{}: nothing tries a block in `{}`", page.path, block.language);
        }
    }
}
