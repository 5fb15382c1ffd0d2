// What the server writes before the worker's own lines.

declare const shell: {
  /** The tag of the page of this version. */
  version: string
  /** By their paths, the tags of all contents; the page's path is empty. */
  files: Record<string, string>
}
