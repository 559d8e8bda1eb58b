#include "distinct.h"

#include <stdlib.h>

struct entry {
  unsigned value;
  struct entry *next;
};

int distinct(const unsigned *values, int count) {
  const unsigned buckets = 64;
  struct entry **table = calloc(buckets, sizeof *table);
  struct entry *entries = malloc((size_t)count * sizeof *entries);
  int found = 0;
  for (int i = 0; i < count; i++) {
    struct entry **bucket = &table[(values[i] * 2654435761u >> 7) % buckets];
    struct entry *entry = *bucket;
    while (entry != NULL && entry->value != values[i]) entry = entry->next;
    if (entry != NULL) continue;
    entries[found].value = values[i];
    entries[found].next = *bucket;
    *bucket = &entries[found++];
  }
  free(entries);
  free(table);
  return found;
}
