thin main.o 'int f(int); int main(void) { return f(1); }'
thin f.o 'int g(int); int f(int x) { return g(x) + 1; }'
thin g.o 'int g(int x) { return x * 3; }'
