import * as z from "zod";

/** What the program that looks for holes is told. */
export interface ProbeTask {
  /** A folder that it may write. */
  readonly own: string;
  /** Files that it must not be able to make. */
  readonly unwritable: readonly string[];
  /** Files that it may believe to make, when it has a folder of that name to itself; we look whether they are there. */
  readonly attempted: readonly string[];
  /** A file that it must be able to read. */
  readonly readable: string;
  /** Files and folders that it must not be able to open. */
  readonly unseen: readonly string[];
  /** Names of all variables that it may have. */
  readonly variables: readonly string[];
  /** A port of ours on 127.0.0.1 that it must not reach. */
  readonly port: number;
  /** A socket of ours in the file system that it must not reach. */
  readonly socket: string;
  /** On Linux, `/proc/self/ns/<name>` of ours by name, none of which it may share. */
  readonly namespaces: Readonly<Record<string, string>>;
  /** On Linux, limits that must hold for it, by their names in `/proc/self/limits`. */
  readonly limits: Readonly<Record<string, number>>;
  /** Our process, which it must not be able to signal. */
  readonly pid: number;
}

/** What it found. */
export const probeReportSchema = z.object({
  /** Phrases that complete "Code in it …"; empty when there is no hole. */
  holes: z.array(z.string()),
});

/** Begins the line that holds the report. */
export const probeMark = "evolvent-probe:";

/**
 * Looks for holes in the sandbox it runs in: run with `node -e`, told its task by standard input. It has no import of
 * ours, because nothing of ours need be readable.
 */
export const probeProgram = `
const fs = require("node:fs"), net = require("node:net"), os = require("node:os");
const dgram = require("node:dgram"), dns = require("node:dns");
const task = JSON.parse(fs.readFileSync(0, "utf8"));
const holes = [];
const can = (action) => { try { action(); return true; } catch { return false; } };
const onLinux = process.platform === "linux";

if (!can(() => fs.writeFileSync(task.own + "/written", "x"))) holes.push("cannot write into its own folder");
if (!can(() => fs.readFileSync(task.readable))) holes.push("cannot read what it is given");
for (const file of task.unwritable) if (can(() => fs.writeFileSync(file, "x"))) holes.push("can write " + file);
for (const file of task.attempted) can(() => fs.writeFileSync(file, "x"));
for (const file of task.unseen) {
  const open = () => fs.closeSync(fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK));
  if (can(open)) holes.push("can open " + file);
}
const allowed = new Set(task.variables);
const secrets = Object.keys(process.env).filter((name) => !allowed.has(name));
if (secrets.length > 0) holes.push("can read the variables " + secrets.join(", "));
if (can(() => process.kill(task.pid, 0)) && !onLinux) holes.push("can signal processes outside");
if (onLinux) {
  for (const [name, link] of Object.entries(task.namespaces)) {
    if (fs.readlinkSync("/proc/self/ns/" + name) === link) holes.push("shares the namespace " + name);
  }
  const status = fs.readFileSync("/proc/self/status", "utf8");
  if (/^Cap(?:Inh|Prm|Eff|Bnd|Amb):.*[1-9a-f]/m.test(status)) holes.push("has capabilities");
  if (!/^NoNewPrivs:\\s*1$/m.test(status)) holes.push("can gain privileges");
  if (can(() => fs.writeFileSync("/proc/sys/kernel/hostname", "x"))) holes.push("can change settings of the kernel");
  const limits = fs.readFileSync("/proc/self/limits", "utf8");
  for (const [name, most] of Object.entries(task.limits)) {
    const found = new RegExp("^" + name + " +(\\\\d+) ", "m").exec(limits);
    if (found === null || Number(found[1]) > most) holes.push("has no limit on " + name);
  }
  const outer = Object.values(os.networkInterfaces()).flat().filter((each) => !each.internal);
  if (outer.length > 0) holes.push("has a network");
}
const reaches = (name, start) => new Promise((resolve) => {
  const done = (hole) => { clearTimeout(timer); if (hole) holes.push("can reach " + name); resolve(); };
  const timer = setTimeout(() => done(false), 2000);
  start(() => done(true), () => done(false));
});
const connects = (options) => (yes, no) => net.connect(options, yes).once("error", no);
Promise.all([
  reaches("a port of this machine", connects({ host: "127.0.0.1", port: task.port })),
  reaches("a socket outside", connects({ path: task.socket })),
  reaches("a name server", (yes, no) => dns.lookup("example.com", (error) => (error ? no() : yes()))),
  // Connecting by UDP sends nothing: it only looks for a way. The address is kept for documentation by RFC 5737.
  reaches("the network", (yes, no) => {
    const socket = dgram.createSocket("udp4").once("error", no);
    socket.connect(9, "192.0.2.1", (error) => (error ? no() : yes()));
  }),
]).then(() => {
  console.log(${JSON.stringify(probeMark)} + JSON.stringify({ holes }));
  process.exit(0);
});
`;
