thin main.o 'int main(void) { return 0; }'
thin g.o 'int g(int x) { return x * 3; }'
native n.o 'int n(int x) { return x; }'
native m.o 'int m(int x) { return x; }'
archive lib.a g.o n.o
archive libm.a m.o
