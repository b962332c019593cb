import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The panel's page: nothing in it is loaded or run but the extension's own script and style. */
export function pageFor(webview: vscode.Webview, folder: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file("panel.css")}">
<title>Verify</title>
</head>
<body>
<main>
<h1 id="title">Verify</h1>
<section id="verdict" role="status" aria-live="polite" aria-atomic="true">
<p id="word"></p>
<p id="sentence"></p>
</section>
<p id="facts"></p>
<p id="actions">
<button id="stop" type="button">Stop</button>
<button id="again" type="button">Run again</button>
<button id="copy" type="button" class="second">Copy as Markdown</button>
<button id="interpreter" type="button" class="second">Select interpreter</button>
</p>
<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
<ul id="finding-list"></ul>
</section>
<section id="loss" aria-labelledby="loss-title">
<h2 id="loss-title">Loss on the one batch</h2>
<div id="chart" role="img"></div>
<p id="readout" aria-hidden="true"></p>
<details id="table-part">
<summary>Loss as a table</summary>
<table>
<thead><tr><th scope="col">Step</th><th scope="col">Loss</th></tr></thead>
<tbody id="table"></tbody>
</table>
</details>
</section>
<section id="notes" aria-labelledby="notes-title">
<h2 id="notes-title">How it was run</h2>
<ul id="note-list"></ul>
</section>
<details id="output-part">
<summary>Output of the script</summary>
<pre id="output" tabindex="0"></pre>
</details>
</main>
<script nonce="${nonce}" src="${file("panel.js")}"></script>
</body>
</html>`;
}
