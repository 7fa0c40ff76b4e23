module "api" {
  source   = "./modules/api"
  for_each = { api = { max = 20 }, video = { max = 6 } }
  size     = terraform.workspace == "prod" ? 2 : 1 # conditional
  script   = <<-EOT
    n = ${var.n} # no comment
  EOT
}
