/** Joins orders with customers and products, as such functions are found in real projects. */
export function orderReport(orders, customers, products, blocked) {
  let rows = [];
  for (let i = 0; i < orders.length; i++) {
    const order = orders[i];
    const customer = customers.find((each) => each.id === order.customer);
    const product = products.find((each) => each.id === order.product);
    if (customer === undefined || product === undefined) continue;
    if (blocked.includes(customer.id)) continue;
    rows = rows.concat([
      { customer: customer.name, product: product.name, total: product.price * order.count },
    ]);
  }
  const names = rows.map((row) => row.customer).filter((name, index, all) => all.indexOf(name) === index);
  const totals = names.map((name) => {
    let sum = 0;
    rows
      .filter((row) => row.customer === name)
      .forEach((row) => {
        sum += row.total;
      });
    return { name, sum };
  });
  const unsold = products.filter(
    (product) => orders.filter((order) => order.product === product.id).length === 0,
  );
  const cheapest = rows.map((row) => row.total).sort((a, b) => a - b)[0];
  const latest = [];
  for (let i = 0; i < rows.length; i++) {
    if (!latest.includes(rows[i].product)) latest.push(rows[i].product);
  }
  return { totals, unsold: unsold.map((product) => product.id), cheapest, latest };
}
