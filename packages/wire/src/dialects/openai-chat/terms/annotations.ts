import type { Annotation } from '../../../part.ts';
import { defined, isObject, type JsonObject, textOf } from '../../../reading.ts';

/** `annotations` of a message, in OpenAI's shape. */
export function parseAnnotations(list: readonly unknown[]): Annotation[] {
  const annotations: Annotation[] = [];
  for (const entry of list) {
    if (!isObject(entry)) continue;
    const native = { dialect: 'openai-chat' as const, value: entry };
    const citation = entry['url_citation'];
    if (!isObject(citation)) {
      annotations.push({ type: 'native', native });
      continue;
    }
    annotations.push(
      defined({
        type: 'url' as const,
        url: textOf(citation['url']),
        title: textOf(citation['title']),
        start: offsetOf(citation['start_index']),
        end: offsetOf(citation['end_index']),
        citedText: textOf(citation['content']),
        native,
      }),
    );
  }
  return annotations;
}

/** Perplexity's sources, which stand beside the choices and repeat in every chunk. */
export function parseSources(body: JsonObject): Annotation[] {
  const results = body['search_results'];
  const links: unknown = Array.isArray(results) && results.length > 0 ? results : body['citations'];
  if (!Array.isArray(links)) return [];
  const annotations: Annotation[] = [];
  for (const link of links) {
    const url = textOf(isObject(link) ? link['url'] : link);
    if (url === undefined) continue;
    const title = isObject(link) ? textOf(link['title']) : undefined;
    annotations.push(defined({ type: 'url' as const, url, title }));
  }
  return annotations;
}

/**
 * Canonical annotations in OpenAI's shape. Those without an address have none there and are left
 * out.
 */
export function renderAnnotations(annotations: readonly Annotation[]): unknown[] {
  const list: unknown[] = [];
  for (const annotation of annotations) {
    if (annotation.native?.dialect === 'openai-chat') {
      list.push(annotation.native.value);
    } else if (annotation.url !== undefined) {
      list.push({
        type: 'url_citation',
        url_citation: defined({
          start_index: annotation.start ?? 0,
          end_index: annotation.end ?? 0,
          title: annotation.title ?? '',
          url: annotation.url,
          content: annotation.citedText,
        }),
      });
    }
  }
  return list;
}

function offsetOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}
