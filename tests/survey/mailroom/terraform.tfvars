sorters = {
  stamps  = { least = 2, most = 14, cheap = true }
  parcels = {
    kind = "c7g.large"
    most = 5
  }
}
