/// What is learned: written for this example.
let story = """
  the mill stood where the river turned. all day the wheel went round, and all day the miller counted sacks. one sack for the baker, \
  one sack for the inn, one sack for the house on the hill. when the river was high the wheel went fast, and the miller sang. when \
  the river was low the wheel went slow, and the miller slept.

  one night the river rose. it rose over the stones, it rose over the bridge, it rose to the door of the mill. the miller took the cat \
  under one arm and the book of sacks under the other, and went up the hill. all night he sat in the house on the hill and counted: one \
  sack for the river, one sack for the wind, one sack for the fish.

  in the morning the river was low and the sun was on the stones. the wheel was gone. the baker came, and the man from the inn came, \
  and they sat on the bridge with the miller and said nothing. then the cat came down the hill, and looked at the river, and slept. so \
  they cut wood on the hill, and they made a wheel, and when the river was high the wheel went round.
  """

/// Its letters and signs, which are the tokens, in order.
let letters = Set(story).sorted()

func tokens(_ text: String) -> [Int32] { text.compactMap { letters.firstIndex(of: $0) }.map(Int32.init) }
