variable "class" {}
variable "disk" {}
variable "copies" { default = 0 }
variable "internal" { default = true }

resource "aws_db_instance" "this" {
  instance_class        = var.class
  allocated_storage     = var.disk
  max_allocated_storage = var.disk * 3
  apply_immediately     = true
}

resource "aws_db_instance" "copy" {
  count             = var.copies
  instance_class    = "db.t4g.medium"
  apply_immediately = true
}

resource "aws_db_instance" "scratch" {
  count          = var.internal ? 1 : 0
  instance_class = "db.t4g.micro"
}
