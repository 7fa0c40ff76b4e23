# A module for machines and one for data, sizes from one file for each environment.
terraform {
  required_version = ">= 1.9"
}

provider "aws" {
  region = var.region
}

module "counter" {
  source = "./parts/pool"
  kind   = var.counter_kind
  room   = var.counter_room
}

module "office" {
  source = "./parts/pool"
  room   = { least = 1, most = 1 }
}

module "ledger" {
  source   = "./parts/ledger"
  class    = var.ledger_class
  disk     = var.ledger_disk
  copies   = var.stage == "prod" ? 1 : 0
  internal = false
}
