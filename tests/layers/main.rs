//! Layers: a room (a module of the crate's root) imports only from rooms on floors below its own. The floors stand in
//! `src/lib.rs`; what is not in order yet stands in `exceptions.rs`, and leaves it as soon as it is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod exceptions;
mod graph;
mod reader;

use std::collections::{BTreeMap, BTreeSet};

use exceptions::{CIRCLES, PASSED_ON, UP};
use graph::{Graph, room, sources};

/// The floor of each room, 0 for the ground: the numbered list below "# Floors" in the doc of `src/lib.rs`.
fn floors(lib: &str) -> BTreeMap<String, usize> {
    let doc = lib.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let list = doc.skip_while(|line| *line != "# Floors").skip_while(|line| !line.starts_with("1. "));
    let mut floors = BTreeMap::new();
    let mut floor = 0;
    for line in list.take_while(|line| !line.is_empty()) {
        floor += usize::from(line.starts_with(|first: char| first.is_ascii_digit()));
        for name in line.split("[`").skip(1).filter_map(|rest| rest.split_once("`]")) {
            assert!(
                floors.insert(name.0.to_owned(), floor - 1).is_none(),
                "src/lib.rs names the room {} twice",
                name.0
            );
        }
    }
    floors
}

fn crate_floors() -> BTreeMap<String, usize> {
    floors(&sources()["lib"])
}

/// The imports that do not lead to a lower floor, by room.
fn upward<'a>(
    graph: &'a Graph,
    floors: &BTreeMap<String, usize>,
) -> BTreeMap<(&'a str, &'a str), Vec<String>> {
    let mut up: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for ((from, to), import) in &graph.imports {
        let (below, above) = (room(to), room(from));
        if below != above && floors.get(below) >= floors.get(above) {
            let place = format!("src/{from}.rs:{}: {}", import.line, import.name);
            up.entry((above, below)).or_default().push(place);
        }
    }
    up
}

#[test]
fn every_room_has_a_floor() {
    let graph = Graph::of_crate();
    let rooms: BTreeSet<&str> =
        graph.files.iter().map(|file| room(file)).filter(|room| *room != "lib").collect();
    let floors = crate_floors();
    let listed: BTreeSet<&str> = floors.keys().map(String::as_str).collect();
    let without: Vec<_> = rooms.difference(&listed).collect();
    assert!(without.is_empty(), "give these rooms a floor in the doc of src/lib.rs: {without:?}");
    let gone: Vec<_> = listed.difference(&rooms).collect();
    assert!(gone.is_empty(), "the doc of src/lib.rs gives a floor to rooms that do not exist: {gone:?}");
}

/// So no two rooms import each other either, nor more of them in a circle.
#[test]
fn imports_run_down() {
    let (graph, floors) = (Graph::of_crate(), crate_floors());
    let up = upward(&graph, &floors);
    let known: BTreeSet<_> = UP.iter().map(|(from, to, _)| (*from, *to)).collect();
    let new: Vec<String> = up
        .iter()
        .filter(|(rooms, _)| !known.contains(rooms))
        .flat_map(|(_, places)| places.clone())
        .collect();
    assert!(
        new.is_empty(),
        "these imports do not run down to a lower floor of src/lib.rs:\n{}\n\
         Move what is needed to a room below both, or let the caller hand it in.",
        new.join("\n")
    );
    let done: Vec<_> = known.iter().filter(|rooms| !up.contains_key(*rooms)).collect();
    assert!(
        done.is_empty(),
        "these imports no longer run up: take them out of UP in exceptions.rs: {done:?}"
    );
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let graph = Graph::of_crate();
    let circles = graph.circles();
    let known: BTreeSet<&str> = CIRCLES.iter().map(|(room, _)| *room).collect();
    let new: Vec<_> = circles
        .iter()
        .filter(|circle| circle.iter().any(|file| !known.contains(room(file))))
        .map(|circle| graph.within(circle))
        .collect();
    assert!(
        new.is_empty(),
        "these files import each other in a circle:\n{}\nMove what several need to a file of its own, below them.",
        new.join("\n")
    );
    let all: BTreeSet<&str> = circles.iter().flatten().map(|file| room(file)).collect();
    let done: Vec<_> = known.difference(&all).collect();
    assert!(
        done.is_empty(),
        "these rooms have no circle any more: take them out of CIRCLES in exceptions.rs: {done:?}"
    );
}

#[test]
fn every_name_is_imported_from_the_file_that_defines_it() {
    let passed_on = Graph::of_crate().passed_on;
    let known: BTreeSet<&str> = PASSED_ON.iter().map(|(room, _)| *room).collect();
    let new =
        passed_on.iter().filter(|(file, _)| !known.contains(room(file))).map(|(_, place)| place.as_str());
    let new: Vec<&str> = new.collect();
    assert!(new.is_empty(), "import these names from the file that defines them:\n{}", new.join("\n"));
    let all: BTreeSet<&str> = passed_on.iter().map(|(file, _)| room(file)).collect();
    let done: Vec<_> = known.difference(&all).collect();
    assert!(
        done.is_empty(),
        "these rooms are in order: take them out of PASSED_ON in exceptions.rs: {done:?}"
    );
}

/// Comments count: who reads about another cloud should not have to open the file.
#[test]
fn no_file_outside_the_clouds_names_one() {
    // A drawing draws: what ends in the letters is another word.
    let names = |text: &str| {
        let text = text.to_lowercase();
        text.split(|char: char| !char.is_alphabetic())
            .any(|word| word.starts_with("aws") || word.starts_with("amazon"))
    };
    let sources = sources();
    let naming: Vec<_> = sources
        .iter()
        .filter(|(file, text)| room(file) != "cloud" && names(text))
        .map(|(file, _)| file.as_str())
        .collect();
    assert!(naming.is_empty(), "these files outside src/cloud/ name AWS:\n{}", naming.join("\n"));
}

#[test]
fn an_import_up_and_a_circle_are_found() {
    let texts = [
        (
            "lib",
            "//! # Floors\n//!\n//! 1. [`ground`], [`side`]: low\n//!    and more\n//! 2. [`top`]: high\n",
        ),
        ("ground", "use crate::top::Roof;\npub mod cellar;\n"),
        ("ground/cellar", "use crate::ground::Key;\nuse crate::side::Door;\n"),
        ("side", ""),
        ("top", "use crate::ground::cellar::Wine;\n"),
    ];
    let texts: BTreeMap<String, String> = texts.map(|(file, text)| (file.to_owned(), text.to_owned())).into();
    let graph = Graph::of(&texts);
    let up = upward(&graph, &floors(&texts["lib"]));
    let side_by_side = (("ground", "side"), vec!["src/ground/cellar.rs:2: side::Door".to_owned()]);
    let up_again = (("ground", "top"), vec!["src/ground.rs:1: top::Roof".to_owned()]);
    assert_eq!(up, BTreeMap::from([side_by_side, up_again]));
    assert_eq!(graph.circles(), [BTreeSet::from(["ground", "ground/cellar", "top"])]);
}
