terraform {
  required_version = ">= 1.5"
}

variable "environment" {
  type = string
}

variable "pools" {
  type = map(object({
    min    = optional(number, 1)
    max    = number
    labels = optional(map(string), {})
    spot   = optional(bool)
  }))
}

variable "base" {
  type    = number
  default = 2
}

variable "names" {
  type    = set(string)
  default = ["b", "a", "b"]
}

variable "factor" {
  default = 1
}

locals {
  sizes = {
    prod = { cpu = 1024, memory = "2048" }
    dev  = { cpu = 256, memory = "512" }
  }
  size    = local.sizes[var.environment]
  is_prod = var.environment == "prod"
  file    = yamldecode(file("${path.module}/conf/sizes.yaml"))
  more    = jsondecode(file("${path.module}/conf/more.json"))
  large   = { for name, pool in var.pools : name => pool if pool.max > 5 }
  by_min  = { for name, pool in var.pools : "min-${pool.min}" => name... }
  hidden  = "base"
}

resource "terraform_data" "sizes" {
  input = {
    cpu     = local.size.cpu
    memory  = tonumber(local.size.memory) * var.factor
    half    = floor(local.size.cpu / 3)
    name    = format("%s-%02d", upper(var.environment), length(var.pools))
    from    = local.file.web.min
    more    = lookup(local.more, "max", 3)
    missing = lookup(local.more, "none", 3)
    tried   = try(local.file.api.min, local.file.web["min"], 0)
    branch  = local.is_prod ? 8 : 2
    hidden  = local.hidden
    sorted  = sort([for name in var.names : name])
    merged  = merge(local.sizes.dev, { cpu = 3 })
    groups  = local.by_min
    plain   = <<-EOT
      one ${local.is_prod}
        two
    EOT
    text    = <<EOT
%{for name in var.names~}
- ${name} %{if name == "a"} first %{~else~} other %{endif}
%{endfor~}
   ${~local.is_prod ? "production" : "else"~}
end
EOT
  }
}

resource "terraform_data" "named" {
  for_each = var.names
  input    = "${each.key}=${each.value}"
}

resource "terraform_data" "large" {
  for_each = local.large
  input    = each.value
}

resource "terraform_data" "many" {
  count = local.is_prod ? var.base : 0
  input = count.index + 1
}

resource "terraform_data" "none" {
  count = local.is_prod ? 0 : 1
  input = 1
}

resource "terraform_data" "follows" {
  input = [for name, data in terraform_data.large : "${name}:${data.input.max}"]
}

module "pool" {
  source   = "./modules/pool"
  for_each = var.pools

  name = each.key
  size = each.value
}

module "single" {
  source = "./modules/pool"

  name = "single"
  size = { max = module.pool["web"].max + 1, unused = true }
}

resource "terraform_data" "outputs" {
  input = {
    all   = { for name, pool in module.pool : name => pool.max }
    one   = module.single.max
    names = values(module.pool)[*].name
  }
}
