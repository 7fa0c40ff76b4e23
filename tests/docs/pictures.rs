//! The picture of the terminal is what the program prints, with its colors.
//!
//! `docs/pictures/make` makes it anew, and the picture of the page with it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anstyle::RgbColor;
use anstyle_svg::{Palette, Term};

use crate::ROOT;

/// So many lines of the answer are shown.
const LINES: usize = 40;

/// Colors that read well on a dark ground: black to white, then the bright ones.
const COLORS: [u32; 16] = [
    0x0d_1117, 0xff_7b72, 0x56_d364, 0xe3_b341, 0x79_c0ff, 0xd2_a8ff, 0x56_d4dd, 0xe6_edf3, //
    0x8b_949e, 0xff_a198, 0x7e_e787, 0xf2_cc60, 0xa5_d6ff, 0xe2_c5ff, 0xb3_f0ff, 0xff_ffff,
];

fn palette() -> Palette {
    Palette(COLORS.map(|color| {
        let [_, red, green, blue] = color.to_be_bytes();
        RgbColor(red, green, blue)
    }))
}

/// What a terminal of 100 columns shows of the command.
fn terminal() -> String {
    let words = ["diff", "normal", "launch", "--now", "2026-11-23T12:00:00Z", "--color", "always"];
    let run = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .args(["-C", ROOT])
        .args(words)
        .env("COLUMNS", "100")
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR")
        .output();
    let answer = String::from_utf8(run.unwrap().stdout).unwrap();
    let lines: Vec<&str> = answer.lines().collect();
    let mut shown = vec!["$ scaleprof diff normal launch".to_owned()];
    shown.extend(lines.iter().take(LINES).map(|line| (*line).to_owned()));
    if let Some(more) = lines.len().checked_sub(LINES).filter(|more| *more > 0) {
        shown.push(format!("… {more} more lines"));
    }
    Term::new().palette(palette()).min_width_px(760).render_svg(&shown.join("\n"))
}

#[test]
fn the_terminal_is_fresh() {
    let path = Path::new(ROOT).join("docs/pictures/terminal.svg");
    let made = terminal();
    if std::env::var("PICTURES").is_ok_and(|what| what == "overwrite") {
        fs::write(&path, &made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == made, "docs/pictures/terminal.svg is stale: run docs/pictures/make");
}

/// They are loaded by everybody who opens the README.
#[test]
fn pictures_are_small() {
    for name in ["page.png", "terminal.svg"] {
        let size = fs::metadata(Path::new(ROOT).join("docs/pictures").join(name)).unwrap().len();
        assert!((1_000..60_000).contains(&size), "{name} has {size} bytes");
    }
}
