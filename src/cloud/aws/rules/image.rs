//! Rules on the image of a machine: the machine can start from it.

use crate::cloud::aws::image::{Ami, is_word_in};
use crate::cloud::aws::machines::machine_type;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{Facets, Rules};
use crate::model::relative::is_relative;

/// The image is for the machine's instruction set, and the machine starts from it, as far as its name says.
pub(super) fn check(facets: &Facets<'_>, rules: &mut dyn Rules) {
    let Some((image, machine)) = facets.image.zip(facets.machine) else {
        return;
    };
    let image = Ami::from(image);
    if is_relative(machine) {
        return;
    }
    if let Some(unusable) = unusable(image, machine) {
        let place = if matches!(image, Ami::Usual) { "machine" } else { "image" };
        let finding = Finding::new(Code::ImageUnusable, rules.place(place), unusable.message)
            .label(rules.place("machine"), "for this machine");
        return rules.report(finding.note(unusable.source).help(unusable.help));
    }
    check_architecture(image, machine, rules);
}

fn check_architecture(image: Ami<'_>, machine: &str, rules: &mut dyn Rules) {
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

/// Why no machine of a type can start from an image.
struct Unusable {
    message: String,
    /// Where that is said.
    source: &'static str,
    help: String,
}

/// Families that start from images of the older kind of virtualization only (`pv`), and those that start from both.
const PARAVIRTUAL_ONLY: [&str; 4] = ["c1", "m1", "m2", "t1"];
const PARAVIRTUAL_TOO: [&str; 3] = ["c3", "hs1", "m3"];

/// Where public parameters stand below which only one name holds the id of an image; its siblings hold its version, its
/// name, or all of it as JSON.
const LEAVES: [(&str, &str, &str); 4] = [
    (
        "/aws/service/bottlerocket/",
        "image_id",
        "source: github.com/bottlerocket-os/bottlerocket, QUICKSTART-ECS.md",
    ),
    (
        "/aws/service/ecs/optimized-ami/",
        "image_id",
        "source: docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html",
    ),
    (
        "/aws/service/eks/optimized-ami/",
        "image_id",
        "source: docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html",
    ),
    (
        "/aws/service/canonical/",
        "ami-id",
        "source: documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images",
    ),
];

/// Where the images of Windows stand. Machines here are Linux: their prices, and how their start scripts run.
const WINDOWS: &str = "/aws/service/ami-windows-latest/";

fn unusable(image: Ami<'_>, machine: &str) -> Option<Unusable> {
    let path = match image {
        Ami::Usual => "",
        Ami::Parameter(path) => path,
        // What an id stands for is known to the account only.
        Ami::Id(_) => return None,
    };
    if let Some((_, leaf, source)) =
        LEAVES.iter().find(|(start, leaf, _)| path.starts_with(start) && !path.ends_with(&format!("/{leaf}")))
    {
        // A version or a name stands beside the id, everything else above it.
        let parent = path.rsplit_once('/').map_or(path, |(parent, _)| parent);
        let beside = ["image_name", "image_version", "release_version", "source_image_name", "os"];
        let above = if beside.iter().any(|own| path.ends_with(own)) { parent } else { path };
        return Some(Unusable {
            message: format!("this parameter holds no id of an image: it must end in `/{leaf}`"),
            source,
            help: format!("write `ssm:{}/{leaf}`", above.trim_end_matches('/')),
        });
    }
    if path.starts_with(WINDOWS) {
        return Some(Unusable {
            message: "this is an image of Windows, and machines here are Linux".to_owned(),
            source: "prices are those of Linux, and a start script is run by its shell",
            help: "choose an image of Linux".to_owned(),
        });
    }
    let family = machine.split_once('.').map_or(machine, |(family, _)| family);
    let ours = matches!(image, Ami::Usual);
    let is_2023 = ours || path.contains("al2023") || path.contains("amazon-linux-2023");
    let virtualization = "source: docs.aws.amazon.com/AWSEC2/latest/UserGuide/ComponentsAMIs.html";
    if is_2023 && family == "a1" {
        return Some(Unusable {
            message: format!("Amazon Linux 2023 does not run on `{machine}`: it needs Graviton2 or later"),
            source: "source: docs.aws.amazon.com/linux/al2023/ug/system-requirements.html",
            help: "choose a newer machine, for example of `m6g`, or another image".to_owned(),
        });
    }
    if (is_2023 || is_word_in("hvm", path)) && PARAVIRTUAL_ONLY.contains(&family) {
        return Some(Unusable {
            message: format!(
                "`{machine}` starts from images with `pv` virtualization only, and this is one with `hvm`"
            ),
            source: virtualization,
            help: "choose a newer machine, for example of `t3` or `m6i`".to_owned(),
        });
    }
    let older = PARAVIRTUAL_ONLY.contains(&family) || PARAVIRTUAL_TOO.contains(&family);
    if is_word_in("pv", path) && !older {
        return Some(Unusable {
            message: format!(
                "`{machine}` starts from images with `hvm` virtualization only, and this is one with `pv`"
            ),
            source: virtualization,
            help: "choose an image with `hvm`, or none: Amazon Linux 2023 is one".to_owned(),
        });
    }
    None
}
