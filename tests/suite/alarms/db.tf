variable "class" {
  default = "db.m6g.large"
}

resource "aws_db_instance" "this" {
  identifier     = "of-the-module"
  engine         = "postgres"
  engine_version = "16"
  instance_class = var.class
}

output "address" {
  value = aws_db_instance.this.address
}
