native main.o 'int main(void) { return 0; }'
thin g.o 'int g(int x) { return x * 3; }'
archive lib.a g.o
