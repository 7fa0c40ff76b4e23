stage        = "staging"
counter_room = { least = 1, most = 2 }
