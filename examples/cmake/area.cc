#include <cstdio>
#include <cstdlib>

#include "shapes.h"

int main(int argc, char **argv) {
  double size = argc > 1 ? std::atof(argv[1]) : 2;
  std::printf("circle %g, square %g\n", circle(size), square(size));
}
