import type { DocumentSelector } from "vscode";

/** What torchvet looks at: Python on disk, Python not saved yet, and the Python cells of notebooks. */
export const DOCUMENTS = [
  { scheme: "file", language: "python" },
  { scheme: "untitled", language: "python" },
  { scheme: "vscode-notebook-cell", language: "python" },
] satisfies DocumentSelector;
