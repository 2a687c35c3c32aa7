import type { Sentences } from '../../sentences/sentences.ts';

/** Stands in a sentence where markup goes; no sentence has it. */
const MARK = '\uE000';

/** Where a code is brought to: the chat itself, or a card of administration, of which that of an authority is another. */
export type CodePlace = 'own' | 'administration' | 'members';

/**
 * The page that shows the code to bring to Teams; its script hands the code over where it can. An administrator's code is only
 * shown: its place is on a card.
 */
export function codePage(
  code: string,
  messageOrigins: readonly string[],
  sentences: Sentences,
  place: CodePlace = 'own',
): string {
  const { say } = sentences;
  const forAdministration = place !== 'own';
  const data = `data-code="${escapeHtml(code)}" data-origins="${escapeHtml(JSON.stringify(messageOrigins))}"`;
  const title = escapeHtml(say('page.code.title'));
  const command = `<kbd>${escapeHtml(commandWith(code, place, sentences))}</kbd>`;
  const where = forAdministration
    ? say('page.code.bringCard', { command: MARK })
    : say('page.code.bring', { command: MARK });
  const bring = escapeHtml(where).replace(MARK, () => command);
  return page(
    title,
    `<h1 tabindex="-1">${title}</h1>
<p>${escapeHtml(forAdministration ? say('page.code.adminCard') : say('page.code.handed-over'))}</p>
<p>${bring}</p>
<p class="code"><span class="hidden">${escapeHtml(say('page.code.label'))} </span><strong>${escapeHtml(code)}</strong></p>
<p class="small">${escapeHtml(say('page.code.once'))}</p>`,
    {
      data,
      scripts: forAdministration ? ['page.js'] : ['page.js', 'teams-js.js'],
      sentences,
    },
  );
}

function commandWith(code: string, place: CodePlace, { say }: Sentences): string {
  if (place === 'members') return say('page.code.membersCommand', { code });
  return place === 'administration'
    ? say('page.code.adminCommand', { code })
    : say('page.code.command', { code });
}

/** The page for a sign-in that did not succeed: the sentence says what happened and what to do. */
export function failurePage(sentence: string, sentences: Sentences): string {
  const { say } = sentences;
  return page(
    escapeHtml(say('page.failure.title')),
    `<h1 tabindex="-1">${escapeHtml(say('page.failure.heading'))}</h1>
<p role="alert">${escapeHtml(sentence)}</p>
<p class="small">${escapeHtml(say('page.failure.close'))}</p>`,
    { data: '', scripts: ['page.js'], sentences },
  );
}

interface Around {
  readonly data: string;
  readonly scripts: readonly string[];
  readonly sentences: Pick<Sentences, 'language' | 'isRightToLeft'>;
}

function page(title: string, main: string, { data, scripts, sentences }: Around): string {
  const direction = sentences.isRightToLeft ? ' dir="rtl"' : '';
  return `<!doctype html>
<html lang="${escapeHtml(sentences.language)}"${direction}>
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
