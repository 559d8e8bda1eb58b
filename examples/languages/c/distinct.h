/* How many different numbers are among the first count of values. */
int distinct(const unsigned *values, int count);
