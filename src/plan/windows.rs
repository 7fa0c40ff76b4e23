//! The windows of a profile, read from all that is written of them.

use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::load::node::Node;
use crate::model::header::Header;
use crate::model::window::{MOST, Window};
use crate::order::Order as _;

/// The windows of a profile, in the order of time; none where one of them cannot be read.
pub(super) fn read(root: &Node, header: &Header, findings: &mut Findings) -> Vec<Window> {
    let before = findings.len();
    let mut all = Vec::new();
    for (path, spec) in header.window_specs() {
        match spec.read() {
            Ok(windows) => all.extend(windows),
            Err(error) => {
                let code = if error.order { Code::WindowOrder } else { Code::WindowTime };
                let place = root.place_of(&format!("{path}/{}", error.field));
                findings.push(Finding::new(code, place, error.message).help(error.help));
            }
        }
    }
    if header.window.is_some() && !header.windows.is_empty() {
        let message = "`window` and `windows` are both given";
        let finding = Finding::new(Code::WindowOrder, root.place_of("windows"), message);
        findings.push(finding.help("write all of them in `windows`"));
    }
    if all.len() > MOST {
        let message = format!("these are {} windows, and a profile has {MOST} at most", all.len());
        let finding = Finding::new(Code::WindowsTooMany, root.place_of("windows"), message);
        findings.push(finding.help("write an earlier `until`, and a later one when it is looked at again"));
    }
    if findings.len() > before {
        return Vec::new();
    }
    all.order_by_key(|window| window.start.timestamp());
    all
}
