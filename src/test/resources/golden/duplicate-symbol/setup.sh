thin main.o 'int main(void) { return 0; }'
