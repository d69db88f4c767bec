import type { Annotation } from '../../../part.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';

/** What a candidate said about its sources so far. Streams send it in pieces. */
export interface Sources {
  readonly chunks: unknown[];
  readonly supports: unknown[];
  readonly citations: unknown[];
  /** The last grounding object with content, for clients of the same dialect. */
  native: JsonObject | undefined;
  /** Whether chunks that no support refers to were given out. */
  areChunksGiven: boolean;
}

/** No sources yet. */
export function createSources(): Sources {
  return { chunks: [], supports: [], citations: [], native: undefined, areChunksGiven: false };
}

/** Adds what one chunk of a candidate says about sources. */
export function gatherSources(sources: Sources, candidate: JsonObject): void {
  const grounding = candidate['groundingMetadata'];
  if (isObject(grounding) && Object.keys(grounding).length > 0) {
    append(sources.chunks, grounding['groundingChunks']);
    append(sources.supports, grounding['groundingSupports']);
    sources.native = {
      ...sources.native,
      ...grounding,
      ...(sources.chunks.length > 0 ? { groundingChunks: [...sources.chunks] } : {}),
      ...(sources.supports.length > 0 ? { groundingSupports: [...sources.supports] } : {}),
    };
  }
  const citation = candidate['citationMetadata'];
  if (isObject(citation)) {
    append(sources.citations, citation['citationSources'] ?? citation['citations']);
  }
}

/** The annotations of one text, which takes them out of the sources. Byte offsets become character offsets. */
export function takeAnnotations(sources: Sources, text: string): readonly Annotation[] {
  if (text === '') return [];
  const annotations: Annotation[] = [];
  const bytes = Buffer.from(text, 'utf8');
  const kept: unknown[] = [];
  for (const support of sources.supports) {
    const found = annotationsOfSupport(support, sources.chunks, { text, bytes });
    if (found === undefined) kept.push(support);
    else annotations.push(...found);
  }
  if (sources.supports.length === 0 && !sources.areChunksGiven) {
    for (const chunk of sources.chunks) annotations.push(sourceOf(chunk));
  }
  for (const citation of sources.citations) {
    const annotation = citationOf(citation, bytes);
    if (annotation !== undefined) annotations.push(annotation);
  }
  if (sources.native !== undefined) {
    annotations.push({ type: 'native', native: { dialect: 'gemini', value: sources.native } });
  }
  sources.areChunksGiven ||= annotations.length > 0;
  sources.supports.splice(0, sources.supports.length, ...kept);
  sources.citations.length = 0;
  sources.native = undefined;
  return annotations;
}

/** One text of an answer with what it cites. */
export interface CitingText {
  readonly text: string;
  readonly annotations?: readonly Annotation[] | undefined;
}

/**
 * Grounding metadata for a client: the provider's own where it is at hand, else made from the annotations. A candidate
 * has one for all its texts, and clients count its bytes from the beginning of the first.
 */
export function writeGrounding(texts: readonly CitingText[]): JsonObject | undefined {
  const native = texts
    .flatMap(({ annotations }) => annotations ?? [])
    .find((annotation) => annotation.native?.dialect === 'gemini');
  if (isObject(native?.native?.value)) return native.native.value;
  const chunks: unknown[] = [];
  const supports: unknown[] = [];
  let offset = 0;
  for (const { text, annotations } of texts) {
    for (const annotation of annotations ?? []) {
      if (annotation.url === undefined) continue;
      chunks.push({ web: { uri: annotation.url, title: annotation.title ?? annotation.url } });
      const segment = segmentOf(annotation, text, offset);
      if (segment !== undefined)
        supports.push({ segment, groundingChunkIndices: [chunks.length - 1] });
    }
    offset += Buffer.byteLength(text, 'utf8');
  }
  if (chunks.length === 0) return undefined;
  return {
    groundingChunks: chunks,
    ...(supports.length > 0 ? { groundingSupports: supports } : {}),
  };
}

function segmentOf(annotation: Annotation, text: string, offset: number): JsonObject | undefined {
  const { start, end } = annotation;
  if (start === undefined || end === undefined || end <= start || end > text.length)
    return undefined;
  return {
    startIndex: offset + Buffer.byteLength(text.slice(0, start), 'utf8'),
    endIndex: offset + Buffer.byteLength(text.slice(0, end), 'utf8'),
    text: text.slice(start, end),
  };
}

interface Haystack {
  readonly text: string;
  readonly bytes: Buffer;
}

/** Undefined where the segment is not in this text: it belongs to another one. */
function annotationsOfSupport(
  support: unknown,
  chunks: readonly unknown[],
  haystack: Haystack,
): readonly Annotation[] | undefined {
  if (!isObject(support)) return [];
  const segment = isObject(support['segment']) ? support['segment'] : {};
  const place = locate(segment, haystack);
  if (place === undefined) return undefined;
  const indices = support['groundingChunkIndices'];
  if (!Array.isArray(indices)) return [];
  const citedText = textOf(segment['text']);
  return indices
    .filter((index) => typeof index === 'number' && chunks[index] !== undefined)
    .map((index: number) => ({
      ...sourceOf(chunks[index]),
      ...place,
      ...(citedText === undefined ? {} : { citedText }),
    }));
}

/** Offsets count bytes of a part, but streams cut parts anywhere: the quoted text decides where it can. */
function locate(
  segment: JsonObject,
  { text, bytes }: Haystack,
): { start: number; end: number } | undefined {
  const startByte = typeof segment['startIndex'] === 'number' ? segment['startIndex'] : 0;
  const endByte = typeof segment['endIndex'] === 'number' ? segment['endIndex'] : 0;
  const start = bytes.subarray(0, startByte).toString('utf8').length;
  const quote = textOf(segment['text']);
  if (quote === undefined) {
    if (endByte <= startByte || endByte > bytes.length) return undefined;
    return { start, end: bytes.subarray(0, endByte).toString('utf8').length };
  }
  const found = text.startsWith(quote, start) ? start : text.indexOf(quote);
  return found < 0 ? undefined : { start: found, end: found + quote.length };
}

function sourceOf(chunk: unknown): Annotation {
  const holder = isObject(chunk) ? chunk : {};
  const source = [holder['web'], holder['retrievedContext'], holder['maps'], holder['image']].find(
    isObject,
  );
  const url = textOf(source?.['uri']) ?? textOf(source?.['sourceUri']);
  const title = textOf(source?.['title']);
  return {
    type: url === undefined ? 'file' : 'url',
    ...(url === undefined ? {} : { url }),
    ...(title === undefined ? {} : { title }),
  };
}

function citationOf(citation: unknown, bytes: Buffer): Annotation | undefined {
  if (!isObject(citation)) return undefined;
  const url = textOf(citation['uri']);
  if (url === undefined) return undefined;
  const title = textOf(citation['title']);
  const startByte = typeof citation['startIndex'] === 'number' ? citation['startIndex'] : 0;
  const endByte = typeof citation['endIndex'] === 'number' ? citation['endIndex'] : 0;
  const hasPlace = endByte > startByte && endByte <= bytes.length;
  return {
    type: 'url',
    url,
    ...(title === undefined ? {} : { title }),
    ...(hasPlace
      ? {
          start: bytes.subarray(0, startByte).toString('utf8').length,
          end: bytes.subarray(0, endByte).toString('utf8').length,
        }
      : {}),
  };
}

/** Some models send only what is new, others everything so far: what repeats the beginning is not added again. */
function append(list: unknown[], more: unknown): void {
  if (!Array.isArray(more)) return;
  const isRepeat =
    list.length > 0 && JSON.stringify(more.slice(0, list.length)) === JSON.stringify(list);
  list.push(...(isRepeat ? more.slice(list.length) : more));
}
