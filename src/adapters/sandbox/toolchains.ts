import { existsSync } from "node:fs";
import path from "node:path";
import { isWithin, locate } from "./places.ts";

/** A language's programs and packages that are installed in a home folder. */
interface Toolchain {
  /** Below the home folder. */
  readonly folder: string;
  /** What is needed of it, below `folder`; all of it when left out. Credentials are not needed. */
  readonly parts?: readonly string[];
  /** Names the folder when it is elsewhere, and tells a program with another home folder where it is. */
  readonly variable?: string;
}

const toolchains: readonly Toolchain[] = [
  { folder: ".nvm", variable: "NVM_DIR" },
  { folder: ".fnm" },
  { folder: ".local/share/fnm", variable: "FNM_DIR" },
  { folder: ".volta", variable: "VOLTA_HOME" },
  { folder: ".asdf", variable: "ASDF_DATA_DIR" },
  { folder: ".local/share/mise", variable: "MISE_DATA_DIR" },
  { folder: ".bun", parts: ["bin", "install/cache"], variable: "BUN_INSTALL" },
  { folder: ".deno", parts: ["bin"], variable: "DENO_INSTALL" },
  { folder: ".cache/deno", variable: "DENO_DIR" },
  { folder: ".local/share/pnpm", variable: "PNPM_HOME" },
  { folder: ".yarn/berry", parts: ["cache"] },
  { folder: ".pyenv", variable: "PYENV_ROOT" },
  { folder: ".local/lib" },
  { folder: ".local/bin" },
  { folder: ".local/share/uv", parts: ["python", "tools"] },
  { folder: ".local/share/pipx" },
  { folder: ".local/pipx" },
  { folder: ".virtualenvs" },
  { folder: ".local/share/virtualenvs" },
  { folder: "miniconda3" },
  { folder: "anaconda3" },
  { folder: "miniforge3" },
  { folder: "mambaforge" },
  {
    folder: ".cargo",
    parts: ["bin", "registry", "git", "config.toml", "config"],
    variable: "CARGO_HOME",
  },
  { folder: ".rustup", variable: "RUSTUP_HOME" },
  { folder: "go/bin" },
  { folder: "go/pkg/mod", variable: "GOMODCACHE" },
  { folder: ".sdkman", parts: ["candidates"] },
  { folder: ".rbenv", variable: "RBENV_ROOT" },
  { folder: ".gem", parts: ["ruby"] },
  { folder: ".dotnet", variable: "DOTNET_ROOT" },
  { folder: ".nuget/packages", variable: "NUGET_PACKAGES" },
  { folder: ".m2/repository" },
];

/** Variables that name a toolchain wherever it is. */
const otherVariables = ["JAVA_HOME", "GOROOT", "VIRTUAL_ENV", "CONDA_PREFIX"];

/** Keeps tools from looking for what the network has, where there is none. */
export const offlineVariables: Readonly<Record<string, string>> = {
  CARGO_NET_OFFLINE: "true",
  GOPROXY: "off",
  GOTOOLCHAIN: "local",
  npm_config_offline: "true",
  PIP_NO_INDEX: "1",
};

/** The programs of a user. */
export interface InstalledToolchains {
  /** Absolute paths to be read. */
  readonly folders: readonly string[];
  /** With these the programs find their files although the home folder is another. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ToolchainOptions {
  /** The user's real home folder. */
  readonly home: string;
  /** The environment that names the places: `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folders none of which, and none above which, is ever shown: the workspace. */
  readonly hidden: readonly string[];
}

/**
 * Finds what is installed in places of the user's own: the folders of the `PATH` and those where version managers and
 * package managers keep their files.
 */
export function findToolchains(options: ToolchainOptions): InstalledToolchains {
  const { home, environment } = options;
  const folders: string[] = [];
  const env: Record<string, string> = {};
  for (const { folder, parts, variable } of toolchains) {
    const given = variable === undefined ? undefined : environment[variable];
    const place = given !== undefined && path.isAbsolute(given) ? given : path.join(home, folder);
    if (!existsSync(place)) continue;
    folders.push(...(parts ?? [""]).map((part) => path.join(place, part)));
    if (variable !== undefined) env[variable] = place;
  }
  // Python looks for the user's own packages below the home folder unless it is told where.
  if (existsSync(path.join(home, ".local/lib")))
    Object.assign(env, { PYTHONUSERBASE: path.join(home, ".local") });
  for (const variable of otherVariables) {
    const place = environment[variable];
    if (place === undefined || !path.isAbsolute(place) || !existsSync(place)) continue;
    folders.push(place);
    env[variable] = place;
  }
  const { PATH: searchPath = "" } = environment;
  for (const folder of searchPath.split(path.delimiter)) {
    if (path.isAbsolute(folder)) folders.push(...installation(folder, options));
  }
  return { folders: folders.filter((folder) => isHarmless(folder, options)), env };
}

/**
 * What a program needs to be started: its own folder, and the installation around it when that folder is a `bin`.
 * @param file absolute path; every link on the way to the program is followed
 */
export function programFolders(file: string, options: ToolchainOptions): readonly string[] {
  const place = locate(file);
  if (place === null) return [];
  const folders = [place.path, ...place.links.map((link) => link.path)].map((each) => path.dirname(each));
  const found = folders.flatMap((folder) => installation(folder, options));
  return [file, place.path, ...found.filter((folder) => isHarmless(folder, options))];
}

/** A folder of programs, and the folder around it when that is nothing but an installation. */
function installation(folder: string, { home }: ToolchainOptions): readonly string[] {
  const around = path.dirname(folder);
  const isInstallation =
    path.basename(folder) === "bin" &&
    ["lib", "libexec"].some((name) => existsSync(path.join(around, name))) &&
    // `~/.local` and `~/.cargo` hold far more than programs.
    path.dirname(around) !== home;
  return isInstallation ? [folder, around] : [folder];
}

function isHarmless(folder: string, { home, hidden }: ToolchainOptions): boolean {
  const place = locate(folder)?.path;
  if (place === undefined) return false;
  const realHome = locate(home)?.path ?? home;
  if ([home, realHome, ...hidden].some((secret) => isWithin(place, secret))) return false;
  return (
    !hidden.some((secret) => isWithin(secret, place)) ||
    /(?:^|\/)(?:node_modules|\.?venv)(?:\/|$)/.test(place)
  );
}
