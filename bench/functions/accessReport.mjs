/** Reads the lines of an access log and reports on them, as such functions are found in real projects. */
export function accessReport(lines, ignored, limit) {
  const rejected = [];
  const entries = [];
  lines.forEach((line) => {
    const fields = line.split(" ");
    if (fields.length < 5) {
      rejected.unshift(line);
      return;
    }
    const [host, user, path, status, size] = fields;
    if (ignored.includes(host) || ignored.includes(user)) return;
    entries.push({ host, user, path, status: Number(status), size: Number(size) });
  });

  const hosts = entries.map((entry) => entry.host).filter((host, index, all) => all.indexOf(host) === index);
  const users = entries.map((entry) => entry.user).filter((user, index, all) => all.indexOf(user) === index);

  let perHost = [];
  for (let i = 0; i < hosts.length; i++) {
    const own = entries.filter((entry) => entry.host === hosts[i]);
    let bytes = 0;
    own.forEach((entry) => {
      bytes += entry.size;
    });
    const failed = own.filter((entry) => entry.status >= 500).length > 0;
    perHost = [...perHost, { host: hosts[i], requests: own.length, bytes, failed }];
  }

  const broken = [];
  for (let i = 0; i < entries.length; i++) {
    const { path, status } = entries[i];
    if (status === 404 && !broken.includes(path)) {
      broken.push(path);
    }
  }

  const paths = [];
  for (let i = 0; i < entries.length; i++) {
    if (paths.indexOf(entries[i].path) === -1) {
      paths.push(entries[i].path);
    }
  }

  const sizes = paths.map((path) => {
    const first = entries.filter((entry) => entry.path === path)[0];
    return { path, size: first.size, segments: path.split("/").length };
  });

  const queue = sizes.slice();
  const large = [];
  while (queue.length > 0) {
    const next = queue.shift();
    if (next.size > limit) {
      large.push(next.path);
    }
  }

  const smallest = sizes.map((each) => each.size).sort((a, b) => a - b)[0];
  const known = users.filter(
    (user) => entries.find((entry) => entry.user === user && entry.status < 400) !== undefined,
  );
  return { perHost, broken, sizes, large, smallest, known, rejected };
}
