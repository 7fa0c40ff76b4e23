variable "name" {
  type = string
}

variable "size" {
  type = object({
    min    = optional(number, 7)
    max    = number
    labels = optional(map(string), { team = "none" })
  })
}

variable "disk" {
  type     = number
  default  = 20
  nullable = false
}

resource "terraform_data" "this" {
  count = var.size.max > 0 ? 1 : 0
  input = merge(var.size, { name = var.name, disk = var.disk, per = var.size.max / 4 })
}

output "max" {
  value = one(terraform_data.this[*].input.max)
}

output "name" {
  value = var.name
}
