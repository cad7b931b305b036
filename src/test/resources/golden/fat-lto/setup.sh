thin main.o 'int f(int); int main(void) { return f(1); }'
compile f.o 'int g(int); int f(int x) { return g(x) + 1; }' '-flto=thin -ffat-lto-objects'
compile g.o 'int g(int x) { return x; }' '-flto=thin -ffat-lto-objects'
archive lib.a g.o
