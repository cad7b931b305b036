thin main.o 'int f(int); int main(void) { return f(1); }'
thin f.o 'int g(int); int f(int x) { return g(x) + 1; }'
thin g.o 'int h(int); int g(int x) { return h(x); }'
thin h.o 'int h(int x) { return x; }'
archive one.a f.o h.o
archive two.a g.o
