#include <iostream>
#include <iterator>

#include "count.h"

int main() {
  std::string text((std::istreambuf_iterator<char>(std::cin)), {});
  print_count("words", count_words(text));
}
