thin a.o 'int hid(int x) { return x + 1; } int api(int x) { return hid(x); }'
echo '{ global: api; local: *; };' > v.map
