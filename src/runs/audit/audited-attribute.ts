import type { LevelSums } from '../../audit/observed/level-sums.ts';
import type { AttributeDefinition } from '../../domain/attribute-definition.ts';

/** One attribute, or two crossed, with its sums. */
export interface AuditedAttribute {
  /** As results name it: crossed ones with & between. */
  readonly name: string;
  readonly definitions: readonly AttributeDefinition[];
  readonly levels: readonly LevelSums[];
  readonly pooled: readonly LevelSums[];
}
