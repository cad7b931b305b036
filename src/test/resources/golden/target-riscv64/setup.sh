printf 'int x;\n' | clang-22 --target=riscv64-linux-gnu -flto=thin -c -x c - -o a.o
