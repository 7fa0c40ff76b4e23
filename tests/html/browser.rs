//! A page in a headless browser, where there is one.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use crate::common::skip::pass_over;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A page as a browser has it.
pub(crate) struct Shown {
    /// The document, written out again.
    pub dom: String,
    /// Widths of a screen, and how wide the page is there.
    pub widths: Vec<(u32, u32)>,
}

/// Says that nothing was tried.
pub(crate) fn skipped() {
    pass_over(format_args!("none of {BROWSERS:?} is on PATH"));
}

/// Shows a page; none without a browser.
pub(crate) fn show(page: &str, widths: &[u32]) -> Option<Shown> {
    let browser = BROWSERS.into_iter().find(|name| {
        let mut version = Command::new(name);
        version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        version.status().is_ok_and(|status| status.success())
    })?;
    let dir = tempfile::tempdir().unwrap();
    // Measured from outside, in frames: the page itself runs nothing.
    let source = page.replace('&', "&amp;").replace('"', "&quot;");
    let mut frames = String::from("<!DOCTYPE html><body>");
    for width in widths {
        let _ =
            write!(frames, "<iframe width={width} height=800 style='border:0' srcdoc=\"{source}\"></iframe>");
    }
    frames.push_str(
        "<script>onload = () => { document.body.outerHTML = '<body>' + \
         [...document.querySelectorAll('iframe')].map(frame => '<p>' + frame.width + ' ' + \
         frame.contentDocument.documentElement.scrollWidth + '</p>').join('') }</script>",
    );
    let dom_of = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let profile = format!("--user-data-dir={}", dir.path().join("profile").display());
        let out = Command::new(browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--timeout=10000", &profile, "--dump-dom"])
            .arg(format!("file://{}", path.display()))
            .stderr(Stdio::null())
            .output()
            .unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    let measured = dom_of("frames.html", &frames);
    let lines = measured.split("<p>").skip(1).filter_map(|line| line.split_once("</p>"));
    let number = |text: &str| text.parse().unwrap();
    let widths = lines.filter_map(|(line, _)| line.split_once(' '));
    let widths: Vec<(u32, u32)> = widths.map(|(screen, page)| (number(screen), number(page))).collect();
    Some(Shown { dom: dom_of("page.html", page), widths })
}
