/** Marks the body as VS Code would, light or dark as the reader's system is: the controls watch for that. */
export function followSystemScheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = (): void => {
    document.body.className = dark.matches ? "vscode-dark" : "vscode-light";
  };
  apply();
  dark.addEventListener("change", apply);
}
