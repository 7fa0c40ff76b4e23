//! Any text as each sort of file that a repository may hold: it is read, and every question about it is answered.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scaleprof::existing::estate::Ask;
use scaleprof::existing::read::read;
use scaleprof::existing::tree::Memory;

/// Reads the files that the text may stand for.
const READER: &str = r#"
variable "v" {}
locals {
  yaml = yamldecode(file("data.yaml"))
  json = jsondecode(file("data.json"))
}
resource "sample" "it" {
  for_each = local.yaml
  a        = each.value
  b        = local.json
  c        = var.v
}
module "m" {
  source = "./m"
  a      = local.yaml
}
"#;

fuzz_target!(|text: &str| {
    let files = [
        ("main.tf", READER),
        ("any.tf", text),
        ("any.tf.json", text),
        ("any_override.tf", text),
        ("any.auto.tfvars", text),
        ("any.auto.tfvars.json", text),
        ("data.json", text),
        ("data.yaml", text),
        ("m/main.tf", text),
        ("unit/terragrunt.hcl", text),
    ];
    let estate = read(&Memory::new(files), &Ask::default());
    for root in estate.roots.iter().chain(&estate.elsewhere) {
        for instance in &root.instances {
            let _ = (estate.users(instance.place), instance.find(text), instance.references(), instance.ignores(text));
        }
    }
});
