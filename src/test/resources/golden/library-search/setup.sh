thin main.o 'int f(int); int main(void) { return f(1); }'
thin f.o 'int g(int); int f(int x) { return g(x) + 1; }'
thin g.o 'int g(int x) { return x * 3; }'
native n.o 'int n(int x) { return x; }'
mkdir one two
archive one/libf.a f.o
archive two/libg.a g.o
archive two/libf.a n.o
ld.lld-22 -shared n.o -o one/libg.so
