/// A value of the config file that is a text or a whole number, kept as text: what it may say is for the flag of its name to judge.
package struct TextSetting: Sendable {
  package let text: String
}
