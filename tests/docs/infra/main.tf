variable "web_min" {}
variable "web_max" {}
variable "database_class" {}
variable "environment" {}

module "web" {
  source = "./modules/web"
  min    = var.web_min
  max    = var.web_max
}

resource "aws_db_instance" "shop" {
  instance_class    = var.database_class
  multi_az          = true
  storage_type      = "gp3"
  allocated_storage = 100
  apply_immediately = true
}
