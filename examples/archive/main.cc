#include <cstdio>

int triple(int n);

int main() { std::printf("%d\n", triple(14)); }
