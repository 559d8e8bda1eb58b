#include "distinct.h"

#include <stdio.h>

static int expect(int expected, const unsigned *values, int count) {
  int found = distinct(values, count);
  if (found != expected) printf("distinct of %d values is %d instead of %d\n", count, found, expected);
  return found == expected ? 0 : 1;
}

int main(void) {
  const unsigned mixed[] = {3, 1, 3, 2, 1, 4294967295u, 0, 64, 128};
  unsigned many[5000];
  for (unsigned i = 0; i < 5000; i++) many[i] = i * 64;
  return expect(0, mixed, 0) + expect(1, mixed, 1) + expect(7, mixed, 9) + expect(5000, many, 5000);
}
