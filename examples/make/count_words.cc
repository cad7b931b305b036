#include "count.h"

int count_words(const std::string &text) {
  int count = 0;
  bool inside = false;
  for (char c : text) {
    bool blank = c == ' ' || c == '\n' || c == '\t';
    count += inside && blank;
    inside = !blank;
  }
  return count + inside;
}
