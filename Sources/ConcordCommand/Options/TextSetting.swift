/// A value of the config file that is a text or a whole number, kept as text: what it may say is for the flag of its name to judge.
struct TextSetting: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) { text = String(number) } else { text = try container.decode(String.self) }
  }
}
