import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { classifyAddress, isPrivateAddress, LIMITS } from '@ocha/config';
import { OchaError } from '@ocha/kernel';
import type { AudioPart, ChatCall, FilePart, ImagePart, Message, Part } from '@ocha/wire';
import { Agent } from 'undici';

/** Replaces URLs of media by their content, for providers that take bytes only. */
export interface MediaFetcher {
  /**
   * The call with every http(s) URL of its parts inlined. May fail as `media_unavailable` (also when the signal aborts)
   * or `url_forbidden`.
   */
  inline(call: ChatCall, signal: AbortSignal): Promise<ChatCall>;
  close(): Promise<void>;
}

export interface MediaFetcherOptions {
  readonly allowsPrivateAddress: boolean;
  /** Resolves names: the system's resolver unless told. */
  readonly resolve?: typeof lookup;
}

/** One call's media, while they are fetched. */
interface Fetching {
  readonly agent: Agent;
  readonly allowsPrivateAddress: boolean;
  readonly signal: AbortSignal;
  /** What the media of the call may still weigh, together. */
  bytesLeft: number;
}

/**
 * A fetcher that only talks to public addresses: the name is resolved once, every address of it is checked, and the
 * connection goes to what was checked, so that a second answer of the resolver cannot lead inwards. Redirects are
 * refused.
 */
export function createMediaFetcher(options: MediaFetcherOptions): MediaFetcher {
  const { allowsPrivateAddress } = options;
  const agent = new Agent({
    allowH2: false,
    connections: 16,
    headersTimeout: LIMITS.mediaTimeoutMs,
    bodyTimeout: LIMITS.mediaTimeoutMs,
    connect: { timeout: LIMITS.mediaTimeoutMs, lookup: guardedLookup(options) },
  });
  return {
    async inline(call, signal) {
      const bytesLeft = LIMITS.mediaBytesPerCallMax;
      const fetching: Fetching = { agent, allowsPrivateAddress, signal, bytesLeft };
      const messages = await Promise.all(
        call.messages.map((message) => inlineMessage(message, fetching)),
      );
      return { ...call, messages };
    },
    close: () => agent.destroy(),
  };
}

function guardedLookup({ allowsPrivateAddress, resolve = lookup }: MediaFetcherOptions) {
  const guarded: LookupFunction = (hostname, lookupOptions, callback) => {
    resolve(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      const isAllowed = (address: string): boolean =>
        allowsPrivateAddress || classifyAddress(address) === 'public';
      const [first] = addresses ?? [];
      const refusal =
        error ??
        (addresses.every(({ address }) => isAllowed(address)) ? null : forbidden(hostname));
      if (refusal !== null || first === undefined) callback(refusal ?? forbidden(hostname), '', 0);
      else if (lookupOptions.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
  return guarded;
}

async function inlineMessage(message: Message, fetching: Fetching): Promise<Message> {
  const parts = await Promise.all(message.parts.map((part) => inlinePart(part, fetching)));
  return { ...message, parts };
}

async function inlinePart(part: Part, fetching: Fetching): Promise<Part> {
  if (part.type === 'tool-result') {
    const content = await Promise.all(part.content.map((inner) => inlinePart(inner, fetching)));
    return { ...part, content: content as typeof part.content };
  }
  const isMedia = part.type === 'image' || part.type === 'file' || part.type === 'audio';
  if (!isMedia || part.source.kind !== 'url') return part;
  if (!/^https?:/i.test(part.source.url.trimStart())) return part;
  return fetchPart(part, part.source.url, fetching);
}

async function fetchPart(
  part: ImagePart | FilePart | AudioPart,
  url: string,
  fetching: Fetching,
): Promise<Part> {
  if (!URL.canParse(url)) throw unavailable(url, 'it is not a URL');
  // An address is connected to without being looked up, so it is judged here.
  if (!fetching.allowsPrivateAddress && isPrivateAddress(new URL(url).hostname))
    throw forbidden(url);
  const { bytes, declaredType } = await download(url, fetching);
  const mediaType = sniffMediaType(bytes) ?? declaredType ?? part.mediaType;
  if (mediaType === undefined) throw unavailable(url, 'its media type cannot be told');
  return { ...part, mediaType, source: { kind: 'base64', data: bytes.toString('base64') } };
}

async function download(
  url: string,
  fetching: Fetching,
): Promise<{ bytes: Buffer; declaredType: string | undefined }> {
  const { origin, pathname, search } = new URL(url);
  const { agent, signal } = fetching;
  try {
    const path = pathname + search;
    const response = await agent.request({ origin, path, method: 'GET', signal });
    if (response.statusCode !== 200) {
      // The error it then gives says only that it was given up.
      response.body.on('error', () => {});
      response.body.destroy();
      throw unavailable(url, `it was answered with status ${response.statusCode}`);
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      fetching.bytesLeft -= chunk.length;
      if (size > LIMITS.mediaBytesMax)
        throw unavailable(url, `it is larger than ${LIMITS.mediaBytesMax} bytes`);
      if (fetching.bytesLeft < 0) {
        const most = LIMITS.mediaBytesPerCallMax;
        throw unavailable(url, `the request's media are larger than ${most} bytes together`);
      }
      chunks.push(chunk);
    }
    const [declaredType] = String(response.headers['content-type'] ?? '').split(';');
    return {
      bytes: Buffer.concat(chunks),
      declaredType: declaredType === '' ? undefined : declaredType,
    };
  } catch (cause) {
    if (cause instanceof OchaError) throw cause;
    throw unavailable(url, 'it could not be fetched', cause);
  }
}

function unavailable(url: string, reason: string, cause?: unknown): OchaError {
  return new OchaError('media_unavailable', `${url.slice(0, 120)}: ${reason}`, { cause });
}

function forbidden(subject: string): OchaError {
  return new OchaError(
    'url_forbidden',
    `${subject.slice(0, 120)} leads to a private or reserved address`,
  );
}

const SIGNATURES: readonly (readonly [mediaType: string, hex: string, offset: number])[] = [
  ['image/png', '89504e470d0a1a0a', 0],
  ['image/jpeg', 'ffd8ff', 0],
  ['image/gif', '474946383', 0],
  ['image/webp', '57454250', 8],
  ['application/pdf', '255044462d', 0],
];

/** The media type by the first bytes: what a server declares is often wrong, and providers compare. */
function sniffMediaType(bytes: Buffer): string | undefined {
  const head = bytes.toString('hex', 0, 16);
  return SIGNATURES.find(([, hex, offset]) => head.startsWith(hex, offset * 2))?.[0];
}
