web = {
  min = 3 # by night
  max = 9
}

class = "db.m6g.large"
