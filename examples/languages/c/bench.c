#include "distinct.h"

#include <stdio.h>

int main(void) {
  static unsigned values[20000];
  unsigned state = 12345;
  long sum = 0;
  for (int round = 0; round < 25; round++) {
    for (int i = 0; i < 20000; i++) {
      state = state * 1664525u + 1013904223u;
      values[i] = state % 8000;
    }
    sum += distinct(values, 20000);
  }
  printf("%ld\n", sum);
  return 0;
}
