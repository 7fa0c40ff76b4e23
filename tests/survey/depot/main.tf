# Modules that the team did not write: two of them copied into the repository, one still to be fetched.
provider "aws" {
  region = "eu-north-1"
}

variable "least" {
  default = 2
}

module "lorries" {
  source        = "./vendor/pool"
  min_size      = 3
  max_size      = 15
  instance_type = "m6i.large"
  keep_count    = true
  schedules = {
    dusk = { min_size = 5, max_size = 15 }
  }
}

module "gate" {
  source = "./vendor/container"
  for_each = {
    gate   = { cpu = 1024, most = 18 }
    camera = { cpu = 512, most = 4 }
  }
  cpu      = each.value.cpu
  least    = var.least
  tasks    = var.least
  most     = each.value.most
}

module "parcels" {
  source  = "terraform-aws-modules/rds/aws"
  version = "~> 6.0"

  engine               = "mysql"
  instance_class       = "db.r6g.large"
  allocated_storage    = 200
  alarm_cpu            = 80
  password             = "not for anybody"
  storage_autoscaling  = { most = 900, iops = 4000 }
}
