/** The page that shows the code to bring to Teams; its script hands the code over where it can. */
export function codePage(code: string, messageOrigins: readonly string[]): string {
  const data = `data-code="${escapeHtml(code)}" data-origins="${escapeHtml(JSON.stringify(messageOrigins))}"`;
  return page(
    'Almost signed in',
    `<h1 tabindex="-1">Almost signed in</h1>
<p>Teams takes over from here, and this window closes by itself.</p>
<p>If it does not: go back to Teams and give it this code where it asks for one, or type <kbd>/pat signin ${escapeHtml(code)}</kbd> in the chat with Patkeeper.</p>
<p class="code"><span class="hidden">Your code: </span><strong>${escapeHtml(code)}</strong></p>
<p class="small">The code works once, for five minutes. Give it to nobody: Patkeeper never asks for it outside Teams.</p>`,
    { data, scripts: ['page.js', 'teams-js.js'] },
  );
}

/** The page for a sign-in that did not succeed: the sentence says what happened and what to do. */
export function failurePage(sentence: string): string {
  return page(
    'Not signed in',
    `<h1 tabindex="-1">You are not signed in</h1>
<p role="alert">${escapeHtml(sentence)}</p>
<p class="small">You can close this window.</p>`,
    { data: '', scripts: ['page.js'] },
  );
}

function page(title: string, main: string, { data, scripts }: { data: string; scripts: readonly string[] }) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} - Patkeeper</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="stylesheet" href="page.css">
${scripts.map((name) => `<script src="${name}" defer></script>`).join('\n')}
</head>
<body${data === '' ? '' : ` ${data}`}>
<main>
<p class="name">Patkeeper</p>
${main}
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
