// What Glibc's module leaves out.
#include <fcntl.h>
#include <linux/gpio.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pty.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <termios.h>

// prctl is variadic, which Swift cannot call.
static inline void name_this_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// A file that never has a name: nothing of it stays, whenever its process dies. Swift does not see the flag.
static inline int open_nameless_file(const char *folder) {
  return open(folder, __O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

// 1 when somebody keeps this machine's clock right.
static inline int clock_is_synchronised(void) {
  struct timex state = {0};
  int answer = adjtimex(&state);
  return answer >= 0 && answer != TIME_ERROR && !(state.status & STA_UNSYNC);
}

// A meter's wire: raw, 7 bits with even parity, no flow control. A pseudo-terminal keeps its 8 bits, and says nothing.
static inline int set_wire(int terminal, unsigned baud) {
  struct termios settings;
  if (tcgetattr(terminal, &settings) != 0) return -1;
  cfmakeraw(&settings);
  settings.c_iflag &= ~(unsigned)(IXOFF | INPCK);
  settings.c_cflag &= ~(unsigned)(CSIZE | PARODD | CSTOPB | CRTSCTS);
  settings.c_cflag |= CS7 | PARENB | CLOCAL | CREAD;
  settings.c_cc[VMIN] = 0;
  settings.c_cc[VTIME] = 0;
  cfsetspeed(&settings, baud == 1200 ? B1200 : B9600);
  return tcsetattr(terminal, TCSANOW, &settings);
}

// The kernel's lines for general purposes, by its second interface: no library, and the kernel debounces.

static inline int gpio_chip_is(int chip, const char *name) {
  struct gpiochip_info info = {0};
  if (ioctl(chip, GPIO_GET_CHIPINFO_IOCTL, &info) != 0) return 0;
  return strncmp(info.name, name, sizeof info.name) == 0 || strncmp(info.label, name, sizeof info.label) == 0;
}

static inline int gpio_request(int chip, unsigned line, struct gpio_v2_line_config config) {
  struct gpio_v2_line_request request = {0};
  request.offsets[0] = line;
  request.num_lines = 1;
  request.event_buffer_size = 256;
  request.config = config;
  strncpy(request.consumer, "watts-box", sizeof request.consumer - 1);
  return ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) == 0 ? request.fd : -1;
}

// Events of both edges of a line that is pulled up; -1 where there is none.
static inline int gpio_watch(int chip, unsigned line, unsigned debounce_microseconds) {
  struct gpio_v2_line_config config = {0};
  config.flags = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING |
                 GPIO_V2_LINE_FLAG_BIAS_PULL_UP;
  config.num_attrs = 1;
  config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_DEBOUNCE;
  config.attrs[0].attr.debounce_period_us = debounce_microseconds;
  config.attrs[0].mask = 1;
  return gpio_request(chip, line, config);
}

// A line that is driven for as long as the descriptor stays open.
static inline int gpio_drive(int chip, unsigned line, int value) {
  struct gpio_v2_line_config config = {0};
  config.flags = GPIO_V2_LINE_FLAG_OUTPUT;
  config.num_attrs = 1;
  config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
  config.attrs[0].attr.values = value ? 1 : 0;
  config.attrs[0].mask = 1;
  return gpio_request(chip, line, config);
}

static inline int gpio_put(int line, int value) {
  struct gpio_v2_line_values values = {.bits = value ? 1 : 0, .mask = 1};
  return ioctl(line, GPIO_V2_LINE_SET_VALUES_IOCTL, &values);
}
