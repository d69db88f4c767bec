import type { Annotation } from '../../../part.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';

/**
 * The dialect's citation as an annotation. Its offsets count in the source, not in the answer, so
 * they stay inside `native`.
 */
export function annotationOf(citation: JsonObject): Annotation {
  const url = textOf(citation['url']);
  const title = textOf(citation['title']) ?? textOf(citation['document_title']);
  const citedText = textOf(citation['cited_text']);
  return {
    type: annotationType(citation, url),
    ...(url === undefined ? {} : { url }),
    ...(title === undefined ? {} : { title }),
    ...(citedText === undefined ? {} : { citedText }),
    native: { dialect: 'anthropic-messages', value: citation },
  };
}

function annotationType(citation: JsonObject, url: string | undefined): Annotation['type'] {
  if (url !== undefined) return 'url';
  return citation['document_index'] === undefined ? 'native' : 'file';
}

/** The annotations of a block's `citations` list; undefined when there are none. */
export function annotationsOf(citations: unknown): readonly Annotation[] | undefined {
  if (!Array.isArray(citations)) return undefined;
  const annotations = citations.filter(isObject).map(annotationOf);
  return annotations.length === 0 ? undefined : annotations;
}

/** An annotation as a citation; undefined where the dialect has no form for it. */
function citationOf(annotation: Annotation): unknown {
  if (annotation.native?.dialect === 'anthropic-messages') return annotation.native.value;
  if (annotation.url === undefined) return undefined;
  return {
    type: 'web_search_result_location',
    url: annotation.url,
    title: annotation.title ?? null,
    cited_text: annotation.citedText ?? '',
    encrypted_index: '',
  };
}

/** The citations among annotations, without those that the dialect cannot say. */
export function citationsOf(annotations: readonly Annotation[] | undefined): unknown[] {
  return (annotations ?? []).map(citationOf).filter((citation) => citation !== undefined);
}
