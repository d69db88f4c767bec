import assert from 'node:assert/strict';
import { after, afterEach } from 'node:test';
// biome-ignore lint/correctness/noUndeclaredDependencies: the workspace's own packages are found at the root
import * as testkit from '@ocha/testkit';
import { openHarness, TEST_KEY } from '../integration/harness.ts';
import { PROVIDERS, type ProviderRow, spokenDialect } from './providers.ts';

export type FakeDialectId = testkit.FakeDialectId;
type RecordedRequest = testkit.RecordedRequest;
type Script = testkit.Script;

/** A key as an application would hold it. */
export const KEY = TEST_KEY;
/** How long an abort may take on its way from the client's code to the provider's socket. */
const ABORT_MS_MAX = 500;
const GIVE_UP_MS = 5_000;

/** A running gateway before a fake provider of every dialect, for one test file. */
export interface Stage {
  /** The gateway's address, without a path. */
  readonly url: string;
  /** What every request to the provider meets from now on, until the test ends. */
  always(script: Script): void;
  /** What the next requests to the provider meet, one each. */
  script(...scripts: Script[]): void;
  /** Requests that reached the provider in this test. */
  readonly requests: readonly RecordedRequest[];
  /** The newest of them. */
  last(): RecordedRequest;
  /** Asserts that the newest request went out in the dialect that a client of `dialect` is to be served in. */
  assertSpoke(row: ProviderRow, dialect: FakeDialectId): void;
  /** Waits until the provider has seen this many requests, one unless told. */
  reached(count?: number): Promise<void>;
  /** Waits until the provider sees that its client went away; fails when that takes long. */
  assertAborted(): Promise<void>;
  /** Makes the provider refuse connections while `during` runs. */
  down(during: () => Promise<void>): Promise<void>;
}

/** Opens a stage; it is cleared after each test and closed after the last. */
export async function openStage(): Promise<Stage> {
  const upstream = await testkit.openFakeUpstream();
  const providers = PROVIDERS.map(
    ({ name, base }) =>
      `  ${name}: { apiKey: key-of-${name}, baseUrl: "${upstream.url}${base}", allowPrivateAddress: true }`,
  );
  const harness = await openHarness(`providers:\n${providers.join('\n')}\n`);
  afterEach(() => upstream.reset());
  after(async () => {
    await harness[Symbol.asyncDispose]();
    await upstream.close();
  });
  const last = (): RecordedRequest => {
    const request = upstream.requests.at(-1);
    assert.ok(request !== undefined, 'nothing reached the provider');
    return request;
  };
  return {
    url: harness.url,
    always: (script) => upstream.always(script),
    script: (...scripts) => upstream.script(scripts),
    requests: upstream.requests,
    last,
    assertSpoke(row, dialect) {
      assert.equal(last().dialect, spokenDialect(row, dialect));
    },
    reached: () =>
      within(
        upstream.until(() => upstream.requests.length > 0),
        'be asked',
      ),
    async assertAborted() {
      const startedAt = performance.now();
      await within(
        upstream.until(() => last().abortedByClientAt !== undefined),
        'see the abort',
      );
      const tookMs = performance.now() - startedAt;
      assert.ok(tookMs < ABORT_MS_MAX, `the provider saw the abort after ${tookMs} ms`);
    },
    async down(during) {
      await upstream.refuse();
      try {
        await during();
      } finally {
        await upstream.accept();
      }
    },
  };
}

async function within(wait: Promise<void>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the provider did not ${what}`)), GIVE_UP_MS);
  });
  try {
    await Promise.race([wait, late]);
  } finally {
    clearTimeout(timer);
  }
}
