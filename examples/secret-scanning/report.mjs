// Reports what gitleaks found to Patkeeper: node report.mjs https://patkeeper.example.com findings.json
// The environment names the scanner and its key, as LEAK_KEYS of Patkeeper does: LEAK_KEYS=name:secret
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const [address = '', file = ''] = process.argv.slice(2);
const pair = process.env.LEAK_KEYS ?? '';
const colon = pair.indexOf(':');
if (address === '' || file === '' || colon < 1) {
  process.stderr.write(
    'Usage: LEAK_KEYS=name:secret node report.mjs <address of Patkeeper> <findings of gitleaks>\n',
  );
  process.exit(2);
}

const findings = JSON.parse(await readFile(file, 'utf8')).filter(
  ({ RuleID }) => RuleID === 'patkeeper-token',
);
const body = JSON.stringify(
  findings.map(({ Secret, File, StartLine, Commit = '' }) => ({
    token: Secret,
    type: 'patkeeper_token',
    url: `${File}, line ${StartLine}${Commit === '' ? '' : `, commit ${Commit}`}`,
    source: 'content',
  })),
);
const time = String(Math.floor(Date.now() / 1000));
const signature = createHmac('sha256', pair.slice(colon + 1))
  .update(`${time}.${body}`)
  .digest('hex');
const answer = await fetch(new URL('/leaks', address), {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    'X-Leak-Key': pair.slice(0, colon),
    'X-Leak-Time': time,
    'X-Leak-Signature': signature,
  },
  body,
});
const labels = answer.ok ? (await answer.json()).map(({ label }) => label) : [];
const ours = labels.filter((label) => label === 'true_positive').length;
process.stdout.write(`Patkeeper answered ${answer.status}: ${ours} of ${findings.length} are its tokens.\n`);
process.exitCode = answer.ok ? 0 : 1;
