import { DIALECT_IDS } from '../../../dialect.ts';
import type { ReasoningPart, Signature } from '../../../part.ts';
import {
  defined,
  isObject,
  type JsonObject,
  parseNestedJson,
  textOf,
  wordOf,
} from '../../../reading.ts';

/**
 * `reasoning_details`: OpenRouter's list, and our carrier for reasoning of other dialects. An entry
 * whose `format` is one of our dialects holds that dialect's own signature; any other belongs to a
 * provider of this wire, which must be given it back as it was: then the signature's value is the
 * entry itself, without its text.
 */
export interface ReasoningDetail {
  /** Entries of one key continue one another. */
  readonly key: string;
  readonly text: string;
  readonly isSummary: boolean;
  /** The entry without its text. */
  readonly facts: JsonObject;
}

/** The entries of a `reasoning_details` list; entries of no known form are skipped. */
export function readDetails(list: unknown): ReasoningDetail[] {
  if (!Array.isArray(list)) return [];
  const details: ReasoningDetail[] = [];
  for (const entry of list) {
    if (!isObject(entry)) continue;
    const { text, summary, ...facts } = entry;
    const type = textOf(entry['type']) ?? 'reasoning.text';
    details.push({
      key: `${type} ${wordOf(entry['index'] ?? entry['id'] ?? 0)}`,
      text: textOf(text) ?? textOf(summary) ?? '',
      isSummary: type === 'reasoning.summary',
      facts,
    });
  }
  return details;
}

/** Adds what a later entry of the same key says: signatures come last, and without text. */
export function mergeFacts(earlier: JsonObject, later: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...earlier };
  for (const [name, value] of Object.entries(later)) {
    if (value !== undefined && value !== null && value !== '') merged[name] = value;
  }
  return merged;
}

/** What `facts` say about a reasoning block beside its text. */
export function readFacts(facts: JsonObject): {
  readonly signature?: Signature;
  readonly isRedacted?: boolean;
  readonly itemId?: string;
} {
  const proof = textOf(facts['signature']) ?? textOf(facts['data']);
  const isRedacted = facts['type'] === 'reasoning.encrypted' ? true : undefined;
  const format = textOf(facts['format']);
  const issuer = DIALECT_IDS.find((id) => id === format);
  if (issuer !== undefined) {
    const signature = proof === undefined ? undefined : { issuer, value: proof };
    return defined({ signature, isRedacted, itemId: textOf(facts['id']) });
  }
  const isOwned =
    proof !== undefined ||
    textOf(facts['id']) !== undefined ||
    (format !== undefined && format !== 'unknown');
  if (!isOwned) return {};
  const signature: Signature = { issuer: 'openai-chat', value: JSON.stringify(facts) };
  return defined({ signature, isRedacted });
}

/** A list of entries as reasoning parts, continued entries joined. */
export function partsOfDetails(list: unknown): ReasoningPart[] {
  const blocks = new Map<string, { text: string; isSummary: boolean; facts: JsonObject }>();
  for (const { key, text, isSummary, facts } of readDetails(list)) {
    const block = blocks.get(key);
    if (block === undefined) {
      blocks.set(key, { text, isSummary, facts });
    } else {
      block.text += text;
      block.facts = mergeFacts(block.facts, facts);
    }
  }
  return [...blocks.values()].map(({ text, isSummary, facts }) =>
    defined({
      type: 'reasoning' as const,
      text,
      isSummary: isSummary ? true : undefined,
      ...readFacts(facts),
    }),
  );
}

/** A reasoning part as one entry of `reasoning_details`. */
export function renderDetail(part: ReasoningPart, index: number): Record<string, unknown> {
  const { signature } = part;
  const own = signature?.issuer === 'openai-chat' ? parseNestedJson(signature.value) : undefined;
  if (isObject(own)) {
    if (part.text === '') return { ...own };
    return { ...own, [own['type'] === 'reasoning.summary' ? 'summary' : 'text']: part.text };
  }
  if (part.isRedacted === true) {
    return defined({
      type: 'reasoning.encrypted',
      data: signature?.value ?? '',
      id: part.itemId,
      format: signature?.issuer,
      index,
    });
  }
  return defined({
    type: part.isSummary === true ? 'reasoning.summary' : 'reasoning.text',
    [part.isSummary === true ? 'summary' : 'text']: part.text,
    signature: signature?.value,
    id: part.itemId,
    format: signature?.issuer,
    index,
  });
}
