import Runtime

/// What may lie under the map in the place of the communes: tiles of this machine's own, and a style from outside.
package struct Ground: Sendable {
  package let archive: TileArchive?
  package let style: OutsideStyle?

  /// A disk may make them wait.
  let readers: Workers?

  package init(archive: TileArchive? = nil, style: OutsideStyle? = nil) {
    (self.archive, self.style) = (archive, style)
    readers = archive.map { _ in Workers(name: "ground", threads: 2, queueLimit: 512) }
  }
}
