//! What Terraform makes of a slip in a `*_override.tf`: what `docs/terraform.md` says of it.

use std::fs;
use std::path::Path;

use crate::root::Root;

const GENERATED: &str = "resource \"terraform_data\" \"api\" {
  input = \"generated\"

  lifecycle {
    ignore_changes = [triggers_replace]
  }
}

output \"api\" {
  value = terraform_data.api.input
}
";

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("the file can be written");
}

/// Terraform complains of a resource that is not there, and not of an argument.
#[test]
fn a_misspelt_argument_of_an_override_is_ignored_and_a_misspelt_resource_is_not() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    write(&folder.path().join("api.tf"), GENERATED);
    let Some(root) = Root::bare(folder.path()) else {
        return;
    };
    let own = folder.path().join("api_override.tf");
    let api = |body: &str| format!("resource \"terraform_data\" \"api\" {{\n{body}\n}}\n");
    let input = "+ input = ";

    write(&own, &api("input = \"mine\""));
    assert!(root.planned().contains(&format!("{input}\"mine\"")));
    for slip in ["inputs = \"mine\"", "inputs {\n}"] {
        write(&own, &api(slip));
        let planned = root.planned();
        assert!(planned.contains(&format!("{input}\"generated\"")), "{slip}: {planned}");
        assert!(!planned.contains("inputs"), "{slip}: {planned}");
    }
    let refused = [
        (
            "resource \"terraform_data\" \"apo\" {\n  input = \"mine\"\n}\n".to_owned(),
            "Missing resource to override",
        ),
        (
            "resource \"terraform_dato\" \"api\" {\n  input = \"mine\"\n}\n".to_owned(),
            "Missing resource to override",
        ),
        ("output \"apo\" {\n  value = 1\n}\n".to_owned(), "Missing base output definition to override"),
        (api("lifecycle {\n  prevent_destory = true\n}"), "Unsupported argument"),
    ];
    for (text, reason) in refused {
        write(&own, &text);
        root.assert_refused(reason);
    }
}
