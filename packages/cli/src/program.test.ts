import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { run } from '../test/running.ts';

describe('the command', () => {
  test('shows help and version on request, and nothing is wrong with that', async () => {
    const help = await run('--help');
    assert.equal(help.code, 0);
    for (const name of ['up', 'config', 'doctor', 'Exit codes']) {
      assert.match(help.out, new RegExp(name));
    }
    assert.deepEqual(await run('--version'), { code: 0, out: '1.2.3\n', error: '' });
    assert.equal((await run('config check --help')).code, 0);
  });

  test('answers wrong use with help on the error output and code 2', async () => {
    const bare = await run('');
    assert.equal(bare.code, 2);
    assert.equal(bare.out, '');
    assert.match(bare.error, /Usage: ocha/);
    const mistyped = await run('docter');
    assert.equal(mistyped.code, 2);
    assert.match(mistyped.error, /unknown command 'docter'\n\(Did you mean doctor\?\)/);
    assert.equal((await run('config chek')).code, 2);
    assert.equal((await run('doctor --nope')).code, 2);
    assert.equal((await run('config check --config')).code, 2);
    assert.equal((await run('config check extra')).code, 2);
  });
});

describe('finding the configuration file', () => {
  const BAD = 'nonsense: 1\n';

  test('takes the option, else the variable, else the working directory, else none', async () => {
    const files = { '/work/ocha.yaml': BAD, '/work/a.yaml': BAD, '/etc/b.yaml': BAD };
    const environment = { OCHA_CONFIG: '/etc/b.yaml' };
    const startOf = async (line: string, around: Parameters<typeof run>[1]): Promise<string> =>
      (await run(line, around)).out.split(':')[0] ?? '';
    assert.equal(await startOf('config check -c a.yaml', { files, environment }), 'a.yaml');
    assert.equal(await startOf('config check', { files, environment }), '/etc/b.yaml');
    assert.equal(await startOf('config check', { files }), 'ocha.yaml');
    assert.match(await startOf('config check', {}), /^the environment \(there is no ocha\.yaml\)/);
  });

  test('wants a file that was named to be there and readable', async () => {
    const missing = await run('config check --config nope.yaml');
    assert.equal(missing.code, 2);
    assert.equal(missing.error, 'ocha: there is no file nope.yaml (--config)\n');
    const variable = await run('doctor', { environment: { OCHA_CONFIG: 'x.yaml' } });
    assert.match(variable.error, /no file x\.yaml \(OCHA_CONFIG\)/);
    const unreadable = await run('config check', { files: { '/work/ocha.yaml': 'unreadable' } });
    assert.equal(unreadable.code, 2);
    assert.match(unreadable.error, /ocha\.yaml cannot be read: EACCES/);
    const start = await run('up --config nope.yaml');
    assert.equal(start.code, 2);
  });
});

describe('config check', () => {
  const GOOD = { '/work/ocha.yaml': 'routes: { smart: { deployments: [sim/echo] } }\n' };
  const BAD = {
    '/work/ocha.yaml': 'gateway:\n  prot: 1\nkeys: [{ name: a, key: sk-ocha-0123456789 }]\n',
  };

  test('says what a good configuration amounts to', async () => {
    const good = await run('config check', { files: GOOD });
    assert.equal(good.code, 0);
    assert.equal(good.out, 'ocha.yaml is good: 1 provider, 1 route, 0 API keys\n');
  });

  test('tells every problem with its place, and ends with code 1', async () => {
    const bad = await run('config check', { files: BAD });
    assert.equal(bad.code, 1);
    assert.equal(
      bad.out,
      'ocha.yaml:2:3   gateway.prot  is not a known field — did you mean "port"?\n' +
        'ocha.yaml:3:24  keys[0].key  warning: is a secret written in the file — put it in the' +
        ` environment and write \${NAME}, or give its digest\n\nocha.yaml: 1 problem, 1 warning\n`,
    );
  });

  test('is coloured on a terminal only', async () => {
    const sequence = '\u001b[';
    assert.ok((await run('config check', { files: BAD, isTerminal: true })).out.includes(sequence));
    const environment = { NO_COLOR: '1' };
    const plain = await run('config check', { files: BAD, isTerminal: true, environment });
    assert.ok(!plain.out.includes(sequence));
  });

  test('gives JSON for programs', async () => {
    const bad = await run('config check --json', { files: BAD, isTerminal: true });
    assert.equal(bad.code, 1);
    const report = JSON.parse(bad.out);
    assert.equal(report.isValid, false);
    assert.equal(report.problems[0].line, 2);
    assert.equal(report.problems[0].path, 'gateway.prot');
    assert.equal(report.warnings.length, 1);
    assert.equal(report.configuration, null);
    assert.doesNotMatch(bad.out, /0123456789/);
    const good = JSON.parse((await run('config check --json', { files: GOOD })).out);
    assert.equal(good.isValid, true);
    assert.deepEqual(good.configuration.routes, ['smart']);
    assert.deepEqual(good.configuration.providers, [
      { name: 'sim', provider: 'sim', origin: 'built-in' },
    ]);
  });
});

describe('doctor', () => {
  const environment = { OPENAI_API_KEY: 'sk-0123456789abcdefwxyz' };
  const files = { '/work/ocha.yaml': 'routes: { smart: { deployments: [openai/gpt-5] } }\n' };

  test('shows what there is, with keys masked, and what to do next', async () => {
    const { code, out } = await run('doctor', { environment, files });
    assert.equal(code, 0);
    assert.match(out, /^Configuration\n {2}\/work\/ocha\.yaml\n/);
    assert.match(out, / {2}openai +OpenAI +sk-…wxyz +environment +answers\n/);
    assert.match(out, / {2}smart +1 of 1 +openai\/gpt-5\n/);
    assert.match(out, /→ add a second deployment, or fallbacks\n/);
    assert.match(out, /✔ 127\.0\.0\.1:4000: the port is free\n/);
    assert.doesNotMatch(out, /0123456789/);
  });

  test('ends with code 1 when something is broken', async () => {
    const probe = async () => ({ phase: 'dns', error: 'ENOTFOUND' }) as const;
    const { code, out } = await run('doctor', { environment, files, doctor: { probe } });
    assert.equal(code, 1);
    assert.match(out, /✖ openai: the name api\.openai\.com cannot be resolved/);
    assert.match(out, /✖ smart: none of its deployments is reachable/);
    assert.match(out, /\n2 to mend, 0 to look at\n$/);
  });

  test('gives JSON for programs, without secrets', async () => {
    const { code, out } = await run('doctor --json', { environment, files });
    assert.equal(code, 0);
    const report = JSON.parse(out);
    assert.equal(report.isHealthy, true);
    assert.equal(report.providers[0].key, 'sk-…wxyz');
    assert.doesNotMatch(out, /0123456789/);
  });

  test('looks at the data directory of the option, the variable, or the working directory', async () => {
    const subject = async (line: string, variables = {}): Promise<string> => {
      const { out } = await run(line, { environment: variables });
      return /✔ (\/\S+): the data directory/.exec(out)?.[1] ?? '';
    };
    assert.equal(await subject('doctor'), '/work/.ocha');
    assert.equal(await subject('doctor', { OCHA_DATA_DIR: '/var/ocha' }), '/var/ocha');
    assert.equal(await subject('doctor -d here', { OCHA_DATA_DIR: '/var/ocha' }), '/work/here');
  });
});
