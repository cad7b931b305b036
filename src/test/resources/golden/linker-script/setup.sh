thin main.o 'int f(int); int main(void) { return f(1); }'
thin f.o 'int g(int); int f(int x) { return g(x) + 1; }'
thin g.o 'int g(int x) { return x * 3; }'
native n.o 'int n(int x) { return x; }'
mkdir lib
archive lib/libreal.a f.o g.o
ld.lld-22 -shared n.o -soname libn.so -o lib/libn.so
echo 'OUTPUT_FORMAT(elf64-x86-64) GROUP(libreal.a AS_NEEDED(libn.so))' > lib/libx.so
