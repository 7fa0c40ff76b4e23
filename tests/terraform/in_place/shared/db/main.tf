variable "name" {
  type = string
}

resource "aws_db_instance" "this" {
  identifier                  = var.name
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.m6g.large" # both
  allocated_storage           = 100
  username                    = "shop"
  manage_master_user_password = true
  apply_immediately           = true
  skip_final_snapshot         = true
}
