environment = "dev"
pools = {
  web = { max = 9, labels = { team = "shop" } }
  job = { min = 3, max = 4 }
  off = { max = 0 }
}
