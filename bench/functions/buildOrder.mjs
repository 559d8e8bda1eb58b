/** Orders modules so that each comes after what it imports, as such functions are found in real projects. */
export function buildOrder(modules, changed) {
  const names = modules.map((module) => module.name);
  const missing = [];
  modules.forEach((module) => {
    module.imports.forEach((name) => {
      if (!names.includes(name) && !missing.includes(name)) missing.push(name);
    });
  });
  const queue = modules.filter(
    (module) => module.imports.filter((name) => names.includes(name)).length === 0,
  );
  const order = [];
  const seen = [];
  while (queue.length > 0) {
    const module = queue.shift();
    if (seen.includes(module.name)) continue;
    seen.push(module.name);
    order.push(module.name);
    for (let i = 0; i < modules.length; i++) {
      const other = modules[i];
      if (!other.imports.includes(module.name)) continue;
      if (other.imports.every((name) => seen.includes(name) || missing.includes(name))) queue.push(other);
    }
  }
  const stale = [];
  for (let i = 0; i < order.length; i++) {
    const module = modules.find((each) => each.name === order[i]);
    const touched = changed.includes(order[i]) || module.imports.some((name) => stale.includes(name));
    if (touched) stale.push(order[i]);
  }
  const cyclic = names.filter((name) => !order.includes(name));
  const depths = order.map((name, index) => ({ name, index, length: name.split("").length }));
  const longest = depths.map((each) => each.length).sort((a, b) => b - a)[0];
  return { order, stale, cyclic, missing, longest };
}
