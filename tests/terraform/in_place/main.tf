variable "web" {
  type = object({ min = number, max = number })
}

variable "class" {
  type = string
}

provider "aws" {
  region     = "eu-west-1"
  access_key = "none"
  secret_key = "none"
}

resource "aws_launch_template" "web" {
  name          = "web"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "c6i.large" # compute bound
}

resource "aws_autoscaling_group" "web" {
  name               = "web"
  availability_zones = ["eu-west-1a"]
  min_size           = var.web.min
  max_size           = var.web.max

  launch_template {
    id      = aws_launch_template.web.id
    version = "$Latest"
  }
}

resource "aws_db_instance" "shop" {
  identifier                  = "shop"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = var.class
  allocated_storage           = 100
  username                    = "shop"
  manage_master_user_password = true
  apply_immediately           = true
  skip_final_snapshot         = true
}
