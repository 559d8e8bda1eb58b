import unittest

from orders import repeat_customers


def orders(names):
    return [{"customer": name} for name in names]


class RepeatCustomers(unittest.TestCase):
    def test_nobody_comes_back(self):
        self.assertEqual(repeat_customers(orders("abc")), [])

    def test_each_once_in_the_order_of_the_second_order(self):
        self.assertEqual(repeat_customers(orders("abcbabca")), ["b", "a", "c"])

    def test_no_orders(self):
        self.assertEqual(repeat_customers([]), [])


if __name__ == "__main__":
    unittest.main()
