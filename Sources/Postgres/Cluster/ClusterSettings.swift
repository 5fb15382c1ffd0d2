import Glibc

/// The server's settings, written anew at each start so that a newer program brings its own. What a person sets with
/// ALTER SYSTEM stays and wins.
struct ClusterSettings: Sendable {
  let folder: ClusterFolder
  /// False only for tests: what a machine's crash loses is not worth their waiting for the disk.
  let durable: Bool
  /// In megabytes.
  let memory: Int

  var text: String {
    """
    # Written by watts-up at each start; ALTER SYSTEM changes what should stay changed.
    listen_addresses = ''
    unix_socket_directories = \(quoted(folder.socketFolder))
    unix_socket_permissions = 0700
    port = 5432
    max_connections = 100

    shared_buffers = \(min(max(memory / 8, 64), 1024))MB
    effective_cache_size = \(max(memory / 2, 128))MB
    work_mem = 16MB
    maintenance_work_mem = 128MB
    # Parallel workers gained nothing on our queries, and need more of /dev/shm than containers have.
    max_parallel_workers_per_gather = 0
    # Compiling a plan takes longer than any of our statements.
    jit = off

    fsync = \(durable ? "on" : "off")
    synchronous_commit = \(durable ? "on" : "off")
    full_page_writes = \(durable ? "on" : "off")
    wal_compression = lz4
    min_wal_size = 128MB
    max_wal_size = 2GB
    checkpoint_timeout = 15min
    random_page_cost = 1.1
    # Two bookings that wait for each other are found within the time a person does not notice.
    deadlock_timeout = 200ms

    logging_collector = on
    log_directory = \(quoted(folder.path + "/log"))
    # A file a day of the week, emptied when its day comes again: a week of log, no more.
    log_filename = 'postgresql-%a.log'
    log_truncate_on_rotation = on
    log_rotation_age = 1d
    log_rotation_size = 0
    log_line_prefix = '%m [%p] %d '
    log_min_duration_statement = 1s
    # A failed statement's text may hold what a log must not.
    log_min_error_statement = panic
    log_checkpoints = off
    log_timezone = 'UTC'
    timezone = 'UTC'
    datestyle = 'iso, mdy'

    """ + (durable ? "" : forManySmallDatabases)
  }

  /// Tests come with a thousand databases and several connections to each: PostGIS is loaded once for all, and what has to
  /// be looked through whenever a database comes or goes is small. The last of a name wins.
  private var forManySmallDatabases: String {
    """
    shared_preload_libraries = 'postgis-3'
    shared_buffers = 128MB
    wal_compression = off

    """
  }

  private func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// The memory of the machine, or of the container where that is less.
  static func megabytesOfMemory() -> Int {
    let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    let container = firstLine(of: "/sys/fs/cgroup/memory.max").flatMap { Int($0) } ?? machine
    return min(machine, container) / 1_048_576
  }
}
