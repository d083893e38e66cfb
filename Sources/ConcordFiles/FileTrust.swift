#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `group` is a parameter's name below.
private typealias GroupEntry = group

/// Whether only those can change a file who could run anything as this user anyway, as `ssh` asks of its keys: the file and each
/// folder above it belong to this user or the system's, and others may not write to them.
public enum FileTrust {
  /// - Parameters:
  ///   - path: What is looked at.
  ///   - program: Who could change this file may change the other too: its owner, and whoever may write to the folders above
  ///     both. So a checkout that belongs to somebody else, run by root in a container, is as good as its program.
  /// - Throws: Who else could change it, and what to do.
  public static func check(_ path: String, asMuchAs program: String? = nil) throws(FileError) {
    var place = try resolved(path)
    let owner = program.flatMap { try? FileStatus($0).owner }
    while true {
      if let program, program.hasPrefix(place == "/" ? place : place + "/") { return }
      let status: FileStatus
      do throws(SystemError) {
        status = try FileStatus(place)
      } catch {
        throw FileError(path, "cannot be checked (\(error))")
      }
      if let danger = danger(status, trusting: owner) {
        let what = place == path ? ": it" : ": '\(place.printable())'"
        let remedy =
          danger.isOwner ? "copy it to a folder of yours" : "take that right away with: chmod go-w '\(place.printable())'"
        throw FileError(path, "is not used, because others could change it\(what) \(danger.text); \(remedy)")
      }
      if place == "/" { return }
      place = FolderPath.of(place)
    }
  }

  private static func danger(_ status: FileStatus, trusting owner: UInt32?) -> (text: String, isOwner: Bool)? {
    guard status.owner == owner || trustedOwners.contains(status.owner) else {
      return ("belongs to user \(status.owner), who is not you", true)
    }
    // In a folder such as /tmp everybody may make files, but nobody may touch another's.
    if status.kind == .folder, status.permissions & 0o1000 != 0 { return nil }
    let mode = String(status.permissions, radix: 8)
    if status.permissions & 0o002 != 0 { return ("can be written by everybody (mode \(mode))", false) }
    if status.permissions & 0o020 != 0, status.group != 0, !isPrivate(group: status.group, of: status.owner) {
      return ("can be written by the group \(status.group) (mode \(mode))", false)
    }
    return nil
  }

  /// This user, root, and who owns `/`: in a container that is not always root.
  private static var trustedOwners: [UInt32] { [geteuid(), 0] + ((try? FileStatus("/")).map { [$0.owner] } ?? []) }

  /// Whether it is the group that many systems make for each user, of the same name and with nobody else in it.
  private static func isPrivate(group: UInt32, of user: UInt32) -> Bool {
    var entry = GroupEntry()
    var buffer = [CChar](repeating: 0, count: 1 << 14)
    var found: UnsafeMutablePointer<GroupEntry>?
    // What is found points into the buffer.
    return buffer.withUnsafeMutableBufferPointer { space in
      guard let start = space.baseAddress, getgrgid_r(group, &entry, start, space.count, &found) == 0, found != nil,
        let name = entry.gr_name, let members = entry.gr_mem, let owner = Self.name(ofUser: user),
        String(cString: name) == owner
      else { return false }
      return members.pointee.map { String(cString: $0) == owner && members[1] == nil } ?? true
    }
  }

  private static func name(ofUser user: UInt32) -> String? {
    var entry = passwd()
    var buffer = [CChar](repeating: 0, count: 1 << 14)
    var found: UnsafeMutablePointer<passwd>?
    return buffer.withUnsafeMutableBufferPointer { space in
      guard let start = space.baseAddress, getpwuid_r(user, &entry, start, space.count, &found) == 0, found != nil,
        let name = entry.pw_name
      else { return nil }
      return String(cString: name)
    }
  }

  /// Without symbolic links and dots.
  private static func resolved(_ path: String) throws(FileError) -> String {
    guard !path.utf8.contains(0), let real = realpath(path, nil) else {
      throw FileError(path, "cannot be read (\(SystemError.last))")
    }
    defer { free(real) }
    return String(cString: real)
  }
}
