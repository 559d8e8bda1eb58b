import "./csp.ts";
import { registerControls } from "../ui/controls.ts";
import { findHost } from "./host.ts";
import { Page } from "./page.ts";
import { followSystemScheme } from "./systemScheme.ts";

registerControls();
const root = document.getElementById("lineage");
if (root === null) throw new Error("The page has no element #lineage to be shown in.");
const host = findHost();
if (!host.interactive) followSystemScheme();
new Page(root, host);
