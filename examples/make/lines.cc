#include <iostream>
#include <iterator>

#include "count.h"

int main() {
  std::string text((std::istreambuf_iterator<char>(std::cin)), {});
  print_count("lines", count_lines(text));
}
