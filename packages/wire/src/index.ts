/**
 * wire: what travels. The canonical `Call`, `Event`, `Answer` and `Usage`; server-sent events; the gallery of dialects.
 *
 * Pure: bytes in, values out. A dialect has a client side (parse requests, render answers and events) and a provider
 * side (render requests, parse answers and events). With the canonical hub in the middle, a new dialect is one folder.
 */
export type { Answer, Choice, EmbeddingsAnswer } from './answer.ts';
export { answerToEvents, createAnswerAssembler } from './assemble.ts';
export type {
  Call,
  ChatCall,
  CustomTool,
  EmbeddingsCall,
  FunctionTool,
  JsonSchema,
  Message,
  NativeTool,
  Operation,
  Reasoning,
  ReasoningEffort,
  ResponseFormat,
  Role,
  Sampling,
  Tool,
  ToolChoice,
  Warning,
} from './call.ts';
export {
  type AnswerFacts,
  type ChatDialect,
  DIALECT_IDS,
  type Dialect,
  type DialectId,
  type EmbeddingsDialect,
  type ErrorView,
  type FrameKind,
  type Inspection,
  type Needs,
  type ParseContext,
  type PathFacts,
  type RenderContext,
  type RenderedCall,
  type StreamParser,
  type StreamRenderer,
  type StreamWatch,
  WireError,
} from './dialect.ts';
export { chatDialect, DIALECTS, embeddingsDialect } from './dialects/registry.ts';
export {
  type Event,
  isContent,
  type ProviderError,
  type StopReason,
  type TokenLogprob,
} from './event.ts';
export type {
  Annotation,
  AudioPart,
  CacheHint,
  FilePart,
  ImagePart,
  NativeFields,
  NativePart,
  Part,
  ReasoningPart,
  RefusalPart,
  Signature,
  Source,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from './part.ts';
export { createSseDecoder, type SseDecoder } from './sse/decoder.ts';
export { KEEP_ALIVE_FRAME, renderFrame, type SseFrame } from './sse/frame.ts';
export { DEFAULT_TRAITS, type Traits } from './traits.ts';
export { totalTokens, type Usage } from './usage.ts';
