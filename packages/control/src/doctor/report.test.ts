import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { examine, WRITABLE } from '../../test/doctor.ts';
import type { PathFacts } from './ports.ts';

const KEYS = {
  OPENAI_API_KEY: 'sk-openai-0123456789',
  ANTHROPIC_API_KEY: 'sk-ant-0123456789abc',
  OCHA_BOOTSTRAP_KEY: 'sk-ocha-0123456789abcdef',
};

const ROUTES = `
routes:
  smart: { deployments: [openai/gpt-5, anthropic/claude-opus-4-5] }
  alone: { deployments: [openai/gpt-5] }
  safe: { deployments: [openai/gpt-5], fallbacks: [middle] }
  middle: { deployments: [openai/gpt-5], fallbacks: [other] }
  other: { deployments: [anthropic/claude-opus-4-5] }
`;

function findingsOf(lines: readonly string[], subject: string): readonly string[] {
  return lines.filter((line) => line.split(' ')[1] === subject);
}

describe('the configuration', () => {
  test('without any provider but the simulated one gets a warning and a next step', async () => {
    const { report, lines } = await examine({});
    assert.equal(report.isHealthy, true);
    assert.match(
      lines.join('\n'),
      /warning providers there is only the simulated .*OPENAI_API_KEY/,
    );
    assert.match(lines.join('\n'), /info keys no API key for clients/);
    assert.equal(report.providers[0]?.reach, 'simulated');
  });

  test('without any provider at all is an error', async () => {
    const { report, lines } = await examine({ text: 'providers: { sim: false }' });
    assert.equal(report.isHealthy, false);
    assert.match(lines.join('\n'), /error providers there is no provider at all/);
  });

  test('that is wrong is told with its lines, and the machine is looked at all the same', async () => {
    const { report, lines, requests } = await examine({
      text: 'gateway: { prot: 1 }',
      configPath: 'ocha.yaml',
    });
    assert.equal(report.isHealthy, false);
    assert.equal(requests.length, 0);
    assert.equal(
      lines[0],
      'error gateway.prot is not a known field (line 1) → did you mean "port"?',
    );
    assert.match(lines.join('\n'), /ok Node\.js/);
  });

  test('that is good is listed', async () => {
    const { report } = await examine({ text: ROUTES, environment: KEYS, configPath: 'ocha.yaml' });
    assert.equal(report.isHealthy, true);
    assert.equal(report.file, 'ocha.yaml');
    assert.deepEqual(
      report.providers.map(({ name, origin, reach }) => `${name} ${origin} ${reach}`),
      ['openai environment ok', 'anthropic environment ok', 'sim built-in simulated'],
    );
    assert.deepEqual(report.keys, ['bootstrap']);
    assert.deepEqual(report.routes[0], {
      name: 'smart',
      deployments: ['openai/gpt-5', 'anthropic/claude-opus-4-5'],
      fallbacks: [],
      reachable: 2,
    });
  });
});

describe('routes', () => {
  test('are judged by which of their providers answer', async () => {
    const { report, lines } = await examine(
      { text: ROUTES, environment: KEYS },
      {
        answer: ({ url }) =>
          url.includes('openai')
            ? { phase: 'dns', error: 'ENOTFOUND' }
            : { status: 200, text: '{}' },
      },
    );
    assert.equal(report.isHealthy, false);
    assert.match(findingsOf(lines, 'smart').join(), /^warning smart 1 of 2 deployments/);
    assert.match(findingsOf(lines, 'alone').join(), /^error alone none of its .* → mend/);
    assert.match(findingsOf(lines, 'safe').join(), /^warning safe .*to the fallback other/);
    assert.match(findingsOf(lines, 'other').join(), /^info other .*nothing to fail over to/);
  });
});

describe('the machine', () => {
  const machineLines = async (
    machine: NonNullable<Parameters<typeof examine>[1]>['machine'],
    options: Parameters<typeof examine>[0] = {},
  ): Promise<string> => {
    const { lines } = await examine(options, machine === undefined ? {} : { machine });
    return lines.join('\n');
  };

  test('must have a recent Node.js', async () => {
    assert.match(
      await machineLines({ nodeVersion: 'v20.20.2' }),
      /error Node\.js v20.* → run `npm ci`/,
    );
    assert.match(await machineLines({ nodeVersion: 'v24.0.0' }), /ok Node\.js v24/);
  });

  test('must let the data directory be written, or made', async () => {
    const at = (facts: Readonly<Record<string, PathFacts>>): Promise<string> =>
      machineLines({ inspectPath: async (path) => facts[path] });
    assert.match(await at({ '/data/ocha': WRITABLE }), /ok \/data\/ocha the data directory is w/);
    assert.match(
      await at({ '/data/ocha': { ...WRITABLE, isWritable: false } }),
      /error \/data\/ocha .*not writable.*OCHA_DATA_DIR/,
    );
    assert.match(
      await at({ '/data/ocha': { ...WRITABLE, isDirectory: false } }),
      /error \/data\/ocha is a file/,
    );
    assert.match(await at({ '/data': WRITABLE }), /info \/data\/ocha .*first start makes it/);
    assert.match(await at({ '/': WRITABLE }), /info \/data\/ocha .*first start makes it/);
    assert.match(await at({ '/': { ...WRITABLE, isWritable: false } }), /error .*cannot be made/);
    assert.match(await at({}), /error \/data\/ocha .*cannot be made/);
  });

  test('must keep secrets to one user', async () => {
    const said = await machineLines({
      listFiles: async () => ['bootstrap-key', 'usage.jsonl', 'secret'],
      inspectPath: async (path) =>
        path.endsWith('ocha')
          ? WRITABLE
          : { isDirectory: false, isWritable: true, mode: path.endsWith('secret') ? 0o600 : 0o644 },
    });
    assert.match(said, /error \/data\/ocha\/bootstrap-key holds a secret.*chmod 600/);
    assert.doesNotMatch(said, /usage\.jsonl|ocha\/secret/);
  });

  test('must not show secrets of the configuration file to everyone', async () => {
    const open: PathFacts = { isDirectory: false, mode: 0o644, isWritable: true };
    const machine = { inspectPath: async (path: string) => (path === 'c.yaml' ? open : WRITABLE) };
    const written = 'keys: [{ name: a, key: sk-ocha-0123456789abcdef }]';
    const withSecret = { text: written, configPath: 'c.yaml' };
    assert.match(await machineLines(machine, withSecret), /warning c\.yaml has secrets.*chmod 600/);
    const without = { text: 'gateway: { port: 1 }', configPath: 'c.yaml' };
    assert.doesNotMatch(await machineLines(machine, without), /c\.yaml/);
  });

  test('must have its ports free', async () => {
    const states = ['in-use', 'forbidden', 'no-such-host', 'unknown'] as const;
    const expected = [
      /warning 127\.0\.0\.1:4000 .*in use .*OCHA_GATEWAY_PORT\n/,
      /error 127\.0\.0\.1:4001 .*may not listen .*OCHA_GATEWAY_OPS_PORT to a port above 1023/,
      /error 127\.0\.0\.1:4000 .*OCHA_HOST/,
      /info 127\.0\.0\.1:4000 .*could not be tried/,
    ];
    for (const [index, state] of states.entries()) {
      const said = await machineLines({ checkPort: async () => state });
      assert.match(said, expected[index] ?? /$^/, state);
    }
    const asked: number[] = [];
    const checkPort = async (_host: string, port: number): Promise<'free'> => {
      asked.push(port);
      return 'free';
    };
    await machineLines({ checkPort }, { text: 'gateway: { port: 0, opsPort: 9 }' });
    assert.deepEqual(asked, [9]);
  });
});
