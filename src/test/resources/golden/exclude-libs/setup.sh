thin main.o 'int f(int); int api(int x) { return f(x); }'
thin f.o 'int n(int); int f(int x) { return n(x) + 1; }'
native n.o 'int n(int x) { return x; }'
native later.o 'int later(int x) { return x; }'
archive lib.a f.o n.o later.o
