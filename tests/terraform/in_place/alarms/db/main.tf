variable "class" {}

resource "aws_db_instance" "this" {
  identifier          = "orders"
  engine              = "postgres"
  engine_version      = "16.4"
  instance_class      = var.class
  allocated_storage   = 50
  apply_immediately   = true
  skip_final_snapshot = true
}

output "identifier" {
  value = try(aws_db_instance.this.identifier, null)
}
