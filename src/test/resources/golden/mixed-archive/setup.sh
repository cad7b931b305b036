thin main.o 'int f(int); int n(int); int h(int); int main(void) { return f(1) + n(2) + h(3); }'
thin f.o 'int f(int x) { return x + 1; }'
thin unused.o 'int unused(int x) { return x; }'
native n.o 'int n(int x) { return x - 1; }'
native later.o 'int later(int x) { return x; }'
full h.o 'int k(int); int h(int x) { return k(x) * 5; }'
full k.o 'int k(int x) { return x ^ 7; }'
archive lib.a unused.o later.o n.o k.o f.o h.o
