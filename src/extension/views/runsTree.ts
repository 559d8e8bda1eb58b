import {
  type Disposable,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
} from "vscode";
import type { CandidateView } from "../../engine/domain/runView.ts";
import type { CommandId } from "../contributions.ts";
import type { KnownRun, RunBoard } from "../runs/runBoard.ts";
import { type CandidateKey, candidateKeyOf, keyText, type RunKey } from "../runs/runKey.ts";
import { candidateItem, type Item, inTreeOrder, runItem } from "./runItems.ts";
import { Throttle } from "./throttle.ts";

/** A line of the tree: a run, or one of its candidates. Commands of its menus take it as their argument. */
export type TreeNode = RunKey | CandidateKey;

/** The runs and their candidates. */
export class RunsTree implements TreeDataProvider<TreeNode>, Disposable {
  readonly #board: RunBoard;
  readonly #changed = new EventEmitter<undefined>();
  readonly #disposables: readonly Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(board: RunBoard) {
    this.#board = board;
    const refresh = new Throttle(250, () => this.#changed.fire(undefined));
    this.#disposables = [refresh, this.#changed, board.onDidChange(() => refresh.ask())];
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    await this.#board.load();
    if (node === undefined) return this.#board.runs.map(({ root, run }) => ({ root, run }));
    if (candidateKeyOf(node) !== null) return [];
    const view = this.#board.find(node)?.view ?? null;
    if (view === null) return [];
    return inTreeOrder(view.candidates).map(({ number }) => ({ ...keyOf(node), candidate: number }));
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return candidateKeyOf(node) === null ? undefined : keyOf(node);
  }

  getTreeItem(node: TreeNode): TreeItem {
    const run = this.#board.find(node);
    const key = candidateKeyOf(node);
    if (run === null) return new TreeItem(node.run);
    if (key === null) return runTreeItem(run);
    const candidate = run.view?.candidates[key.candidate - 1];
    return candidate === undefined ? new TreeItem(String(key.candidate)) : candidateTreeItem(key, candidate);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function keyOf({ root, run }: RunKey): RunKey {
  return { root, run };
}

function runTreeItem(run: KnownRun): TreeItem {
  const item = treeItem(
    runItem(run),
    run.active ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
  );
  item.id = keyText(run);
  return item;
}

function candidateTreeItem(key: CandidateKey, candidate: CandidateView): TreeItem {
  const item = treeItem(candidateItem(candidate), TreeItemCollapsibleState.None);
  item.id = `${keyText(key)}\n${key.candidate}`;
  const command: CommandId = "evolvent.openDiff";
  item.command = { command, title: "", arguments: [key] };
  return item;
}

function treeItem(line: Item, state: TreeItemCollapsibleState): TreeItem {
  const { label, description, tooltip, spoken, icon, context } = line;
  const item = new TreeItem(label, state);
  item.description = description;
  item.tooltip = tooltip;
  item.iconPath =
    icon.color === null ? new ThemeIcon(icon.id) : new ThemeIcon(icon.id, new ThemeColor(icon.color));
  item.contextValue = context;
  item.accessibilityInformation = { label: spoken };
  return item;
}
