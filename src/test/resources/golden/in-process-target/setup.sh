printf 'int x;\n' | clang-22 --target=mipsel-linux-gnu -flto=thin -c -x c - -o a.o
