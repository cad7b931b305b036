printf 'int a;\n' | clang-22 -O2 -flto=thin -fPIC -c -x c - -o pic.o
printf 'int b;\n' | clang-22 -O2 -flto=thin -fno-pie -c -x c - -o static.o
