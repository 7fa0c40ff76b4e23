terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "sizes" {
  default = { api = { min = 2, max = 9 } }
}

provider "aws" {
  region     = "eu-west-1"
  access_key = "none"
  secret_key = "none"
}

provider "aws" {
  alias                       = "eu"
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

resource "aws_launch_template" "web" {
  name          = "web"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "c6i.large"
}

resource "aws_autoscaling_group" "web" {
  provider           = aws.eu
  name               = "web"
  availability_zones = ["eu-west-1a"]
  min_size           = 3
  max_size           = 9
  enabled_metrics    = ["GroupInServiceInstances"]

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
  storage_type                = "gp3"
  username                    = "shop"
  manage_master_user_password = true
  apply_immediately           = true
  skip_final_snapshot         = true
}

module "orders" {
  source = "./db"
  class  = "db.m6g.large"
}

module "users" {
  source   = "./db"
  for_each = { "x\"y$${z}" = "db.m6g.large" }
  class    = each.value
}

resource "aws_lb" "front" {
  name    = "front"
  subnets = ["subnet-1", "subnet-2"]
}

resource "aws_lb_target_group" "api" {
  name        = "api"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-1"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.front.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  container_definitions    = jsonencode([{ name = "api", image = "api", essential = true }])
}

resource "aws_ecs_service" "api" {
  for_each        = var.sizes
  name            = each.key
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.api.arn
  desired_count   = each.value.min
  launch_type     = "FARGATE"

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 80
  }
}
