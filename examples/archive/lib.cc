int triple(int n) { return 3 * n; }
