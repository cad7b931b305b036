full a.o 'int f(int); int main(void) { return f(1); }'
thin f.o 'int k(int); int f(int x) { return k(x); }'
full k.o 'int k(int x) { return x; }'
native n.o 'int n(int x) { return x; }'
