// A loop for which AArch64 has vector libraries: see CarriedLlvmOptionsE2eTest.
extern "C" double sin(double);
void loop(double *a, int n) {
  for (int i = 0; i < n; i++)
    a[i] = sin(a[i]);
}
