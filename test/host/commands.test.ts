import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commandTable } from "../../src/extension/contributions.ts";

suite("the extension", () => {
  test("registers exactly the commands it contributes", async () => {
    const extension = vscode.extensions.getExtension("evolvent.evolvent");
    assert.ok(extension, "The extension under development is not there.");
    await extension.activate();
    const registered = await vscode.commands.getCommands(true);
    const ours = registered.filter((id) => /^evolvent\.(?!runs\.)/.test(id));
    assert.deepEqual(ours.sort(), Object.keys(commandTable).sort());
  });
});
