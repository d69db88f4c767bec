import type { Deployment } from '../catalog/index.ts';
import type { Intake } from '../ingress/index.ts';

/** What keeps a deployment from serving a request, as a half sentence; undefined when nothing does. */
export function missingCapability(intake: Intake, deployment: Deployment): string | undefined {
  const { needs } = intake.inspection;
  const { capabilities, provider } = deployment;
  const isEmbeddings = intake.operation === 'embeddings';
  if (!provider.dialects.some((id) => id.endsWith('-embeddings') === isEmbeddings)) {
    return isEmbeddings ? 'makes no embeddings' : 'does not chat';
  }
  if (needs.nativeOnly !== undefined && !provider.dialects.includes(intake.dialect)) {
    return `does not speak ${intake.dialect}, which alone has ${needs.nativeOnly}`;
  }
  if (needs.tools && !capabilities.tools) return 'takes no tools';
  if (needs.images && !capabilities.images) return 'reads no images';
  if (needs.files && !capabilities.files) return 'reads no files';
  if (needs.audio && !capabilities.audio) return 'hears no audio';
  return undefined;
}
