provider "aws" {
  region     = "eu-west-1"
  access_key = "none"
  secret_key = "none"
}

module "shop" {
  source = "./db"
  name   = "shop"
}

module "reports" {
  source = "./db"
  name   = "reports"
}
