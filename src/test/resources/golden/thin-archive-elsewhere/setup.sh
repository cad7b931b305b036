thin main.o 'int f(int); int main(void) { return f(1); }'
thin f.o 'int g(int); int f(int x) { return g(x) + 1; }'
mkdir -p sub/dir
thin sub/dir/g.o 'int g(int x) { return x * 3; }'
native sub/dir/n.o 'int n(int x) { return x; }'
llvm-ar-22 rcsT sub/lib.a sub/dir/g.o sub/dir/n.o
