thin main.o 'int f(int); int g(int); int main(void) { return f(1) + g(2); }'
mkdir 1 2 3
thin 1/same.o 'int f(int x) { return x + 1; }'
thin 2/same.o 'int unused(int x) { return x + 2; }'
thin 3/same.o 'int g(int x) { return x + 3; }'
llvm-ar-22 qcs lib.a 1/same.o 2/same.o 3/same.o
