variable "sizes" {
  type    = map(object({ min = optional(number, 1), name = string }))
  default = { web = { name = "w-${1 + 2}" } }
}
resource "sample" "it" {
  for_each = var.sizes
  min      = each.value.min # a remark
  text     = <<-EOT
    %{ if each.key == "web" ~}
    ${upper(each.value.name)}
    %{ endif ~}
  EOT
  dynamic "block" {
    for_each = [for n in [1, 2] : n if n > 1]
    content {
      size = block.value
    }
  }
}
