locals {
  hidden = "override"
}

resource "terraform_data" "named" {
  input = "over-${each.key}"
}
