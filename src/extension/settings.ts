import { workspace } from "vscode";
import { type Settings, settingDefaults } from "./contributions.ts";

/** The value of one of our settings as it is now. */
export function setting<Key extends keyof Settings>(key: Key): Settings[Key] {
  return workspace.getConfiguration().get<Settings[Key]>(key, settingDefaults[key]);
}
