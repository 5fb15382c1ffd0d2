#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast of -1 to a pointer to a function, which Swift does not see.
static inline int sqlite_bind_copied_text(sqlite3_stmt *statement, int place, const char *text, int count) {
  return sqlite3_bind_text(statement, place, text, count, SQLITE_TRANSIENT);
}
