#include <cstdio>

#include "count.h"

void print_count(const char *what, int count) { std::printf("%d %s\n", count, what); }
