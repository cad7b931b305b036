printf 'int f(int);\nint main(void) { return f(1); }\n' > main.c
thin f.o 'int f(int x) { return x - 1; }'
