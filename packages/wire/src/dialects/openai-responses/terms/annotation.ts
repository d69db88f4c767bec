import type { Annotation } from '../../../part.ts';
import { defined, isObject, type JsonObject, textOf } from '../../../reading.ts';
import { DIALECT } from './names.ts';

/** The annotations of an `output_text`, forgiving: what is no object is left out. */
export function readAnnotations(value: unknown): Annotation[] {
  return Array.isArray(value) ? value.filter(isObject).map(readAnnotation) : [];
}

/** One annotation of an `output_text`. */
export function readAnnotation(value: JsonObject): Annotation {
  return defined({
    type: annotationType(value['type']),
    url: textOf(value['url']),
    title: textOf(value['title']) ?? textOf(value['filename']),
    start: offset(value['start_index']),
    end: offset(value['end_index']),
    native: { dialect: DIALECT, value },
  });
}

/**
 * The annotations as an `output_text` carries them. Citations without an address (of files of
 * another provider) have no form here and are left out; a URL citation's offsets and title are
 * mandatory.
 */
export function writeAnnotations(
  annotations: readonly Annotation[] | undefined,
  text: string,
): unknown[] {
  const written: unknown[] = [];
  for (const annotation of annotations ?? []) {
    const { native } = annotation;
    if (native?.dialect === DIALECT) written.push(native.value);
    else if (annotation.url !== undefined)
      written.push({
        type: 'url_citation',
        url: annotation.url,
        title: annotation.title ?? '',
        start_index: annotation.start ?? 0,
        end_index: annotation.end ?? text.length,
      });
  }
  return written;
}

function annotationType(type: unknown): Annotation['type'] {
  if (type === 'url_citation') return 'url';
  return type === 'file_citation' || type === 'container_file_citation' ? 'file' : 'native';
}

function offset(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
