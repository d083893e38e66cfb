/// The backend said, when it was asked, that it does not serve an operation.
struct UnsupportedByBackend: Error {
  var message: String
}
