/** Values of VS Code's default themes for the variables that the page reads, as outside VS Code nothing sets them. */
const light = `
  color-scheme: light;
  --vscode-foreground: #3b3b3b;
  --vscode-descriptionForeground: #5a5a5a;
  --vscode-disabledForeground: #61616180;
  --vscode-errorForeground: #c72e2e;
  --vscode-focusBorder: #005fb8;
  --vscode-editor-background: #ffffff;
  --vscode-editor-foreground: #3b3b3b;
  --vscode-editorWidget-background: #f8f8f8;
  --vscode-editorHoverWidget-background: #f8f8f8;
  --vscode-editorHoverWidget-border: #c8c8c8;
  --vscode-editorHoverWidget-foreground: #3b3b3b;
  --vscode-panel-border: #e0e0e0;
  --vscode-widget-border: #d4d4d4;
  --vscode-textLink-foreground: #005fb8;
  --vscode-textLink-activeForeground: #004f9c;
  --vscode-textPreformat-foreground: #3b3b3b;
  --vscode-textPreformat-background: #0000001a;
  --vscode-textCodeBlock-background: #f4f4f4;
  --vscode-button-background: #005fb8;
  --vscode-button-foreground: #ffffff;
  --vscode-button-hoverBackground: #0258a8;
  --vscode-button-secondaryBackground: #e5e5e5;
  --vscode-button-secondaryForeground: #3b3b3b;
  --vscode-button-secondaryHoverBackground: #cccccc;
  --vscode-badge-background: #cccccc;
  --vscode-badge-foreground: #3b3b3b;
  --vscode-progressBar-background: #005fb8;
  --vscode-dropdown-background: #ffffff;
  --vscode-dropdown-border: #cecece;
  --vscode-dropdown-foreground: #3b3b3b;
  --vscode-settings-dropdownListBorder: #cecece;
  --vscode-list-activeSelectionBackground: #e8e8e8;
  --vscode-list-activeSelectionForeground: #000000;
  --vscode-list-inactiveSelectionBackground: #e4e6f1;
  --vscode-list-hoverBackground: #f2f2f2;
  --vscode-charts-foreground: #3b3b3b;
  --vscode-charts-lines: #3b3b3b80;
  --vscode-charts-red: #c72e2e;
  --vscode-charts-blue: #1a73c7;
  --vscode-charts-yellow: #8a6d00;
  --vscode-charts-orange: #b8570b;
  --vscode-charts-green: #2f7d20;
  --vscode-charts-purple: #652d90;
  --vscode-diffEditor-insertedLineBackground: #9bb95533;
  --vscode-diffEditor-removedLineBackground: #ff000026;
`;

const dark = `
  color-scheme: dark;
  --vscode-foreground: #cccccc;
  --vscode-descriptionForeground: #9d9d9d;
  --vscode-disabledForeground: #cccccc80;
  --vscode-errorForeground: #f85149;
  --vscode-focusBorder: #0078d4;
  --vscode-editor-background: #1f1f1f;
  --vscode-editor-foreground: #cccccc;
  --vscode-editorWidget-background: #202020;
  --vscode-editorHoverWidget-background: #252526;
  --vscode-editorHoverWidget-border: #454545;
  --vscode-editorHoverWidget-foreground: #cccccc;
  --vscode-panel-border: #2b2b2b;
  --vscode-widget-border: #313131;
  --vscode-textLink-foreground: #4daafc;
  --vscode-textLink-activeForeground: #7cc1ff;
  --vscode-textPreformat-foreground: #d0d0d0;
  --vscode-textPreformat-background: #3c3c3c;
  --vscode-textCodeBlock-background: #2b2b2b;
  --vscode-button-background: #0078d4;
  --vscode-button-foreground: #ffffff;
  --vscode-button-hoverBackground: #026ec1;
  --vscode-button-secondaryBackground: #313131;
  --vscode-button-secondaryForeground: #cccccc;
  --vscode-button-secondaryHoverBackground: #3c3c3c;
  --vscode-badge-background: #616161;
  --vscode-badge-foreground: #f8f8f8;
  --vscode-progressBar-background: #0078d4;
  --vscode-dropdown-background: #313131;
  --vscode-dropdown-border: #3c3c3c;
  --vscode-dropdown-foreground: #cccccc;
  --vscode-settings-dropdownListBorder: #454545;
  --vscode-list-activeSelectionBackground: #04395e;
  --vscode-list-activeSelectionForeground: #ffffff;
  --vscode-list-inactiveSelectionBackground: #37373d;
  --vscode-list-hoverBackground: #2a2d2e;
  --vscode-charts-foreground: #cccccc;
  --vscode-charts-lines: #cccccc80;
  --vscode-charts-red: #f14c4c;
  --vscode-charts-blue: #3794ff;
  --vscode-charts-yellow: #cca700;
  --vscode-charts-orange: #d18616;
  --vscode-charts-green: #89d185;
  --vscode-charts-purple: #b180d7;
  --vscode-diffEditor-insertedLineBackground: #9bb95533;
  --vscode-diffEditor-removedLineBackground: #ff000033;
`;

/** The style sheet that stands in for VS Code's theme in a report: light or dark, as the reader's system is. */
export const reportTheme = `:root {
  --vscode-font-family: system-ui, -apple-system, "Segoe UI", Ubuntu, sans-serif;
  --vscode-font-size: 13px;
  --vscode-font-weight: normal;
  --vscode-editor-font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --vscode-editor-font-size: 13px;
${light}}
@media (prefers-color-scheme: dark) {
  :root {${dark}  }
}
body { background: var(--vscode-editor-background); color: var(--vscode-foreground); }`;
