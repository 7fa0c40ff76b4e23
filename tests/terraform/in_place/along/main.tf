provider "aws" {
  region     = "eu-west-1"
  access_key = "none"
  secret_key = "none"
}

resource "aws_launch_template" "web" {
  name          = "web"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "c6i.large"
}

resource "aws_autoscaling_group" "web" {
  name               = "web"
  availability_zones = ["eu-west-1a"]
  min_size           = 3
  max_size           = 9

  launch_template {
    id      = aws_launch_template.web.id
    version = "$Latest"
  }
}

resource "aws_db_instance" "shop" {
  identifier                  = "shop"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.m6g.large"
  allocated_storage           = 100
  multi_az                    = true
  username                    = "shop"
  manage_master_user_password = true
  skip_final_snapshot         = true
}

resource "aws_db_instance" "replica" {
  identifier          = "replica"
  replicate_source_db = aws_db_instance.shop.identifier
  instance_class      = aws_db_instance.shop.instance_class
  skip_final_snapshot = true
}
