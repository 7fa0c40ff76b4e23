//! Rules on the image of a machine.

use crate::cloud::aws::image::Ami;
use crate::cloud::aws::machines::machine_type;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Rules};

/// An image whose name states an instruction set is used on a machine that has it.
pub(super) fn check(facets: &Facets<'_>, rules: &mut dyn Rules) {
    let Some((image, machine)) = facets.image.zip(facets.machine) else {
        return;
    };
    let image = Ami::from(image);
    let has = machine_type(machine).and_then(|machine| machine.architecture);
    let (Some(stated), Some(has)) = (image.stated_architecture(), has) else {
        return;
    };
    if stated == has {
        return;
    }
    let message = format!("the image is made for {}, and `{machine}` is {}", stated.name(), has.name());
    let finding = Finding::new(Code::ImageArchitecture, rules.place("image"), message)
        .label(rules.place("machine"), format!("a machine with {}", has.name()))
        .note("a machine does not start from an image of the other instruction set");
    rules.report(match image.for_other_architecture() {
        Some(other) => finding.help(format!("write `{other}`, or choose a machine with {}", stated.name())),
        None => finding.help(format!("choose a machine with {}", stated.name())),
    });
}
