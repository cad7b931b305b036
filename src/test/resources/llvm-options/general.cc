// Code on which LLVM options of code generation show: see CarriedLlvmOptionsE2eTest.
extern "C" {
extern __thread int outer_tls;
static __thread int own_tls;
double sin(double);
int callee(int);

int thread_locals(int x) {
  own_tls += x;
  return own_tls + outer_tls;
}

void loop(double *a, int n) {
  for (int i = 0; i < n; i++)
    a[i] = sin(a[i]);
}

int zeros[100];
static int more_zeros[30];
__attribute__((section(".one"))) int first = 1;
__attribute__((section(".one"))) int second = 2;

int data(int i) {
  more_zeros[i]++;
  return zeros[i] + more_zeros[i + 1] + first + second;
}

__attribute__((constructor)) void constructor() { callee(1); }

int arguments(int a, int b) {
  int s = callee(a);
  int t = callee(b + a);
  return s * t + callee(b);
}

int branches(int a, int b) {
  if (a > b)
    return callee(a) / b;
  if (b > 9)
    return callee(b) % 7;
  return 1;
}
}

struct Shape {
  virtual ~Shape() { callee(2); }
  virtual int area(int x) { return x * callee(3); }
};
int make() { return Shape().area(1); }

int guarded(int x) {
  try {
    return callee(x);
  } catch (int e) {
    return e;
  }
}

asm(".pushsection .text.asm, \"ax\"\n addps %xmm0, %xmm1\n .popsection\n");
