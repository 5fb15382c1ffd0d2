// What Glibc's module leaves out.
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/random.h>

// prctl is variadic, which Swift cannot call.
static inline void name_this_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// A file that never has a name: nothing of it stays, whenever its process dies. Swift does not see the flag.
static inline int open_nameless_file(const char *folder) {
  return open(folder, __O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}
