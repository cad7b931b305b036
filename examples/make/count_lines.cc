#include "count.h"

int count_lines(const std::string &text) {
  int count = 0;
  for (char c : text) count += c == '\n';
  return count;
}
