import { constantField } from './constant-field.ts';
import type { TechnologyRule } from './rule.ts';
import { stillmakerBaas } from './stillmaker-baas.ts';

/** The first one is taken where nobody says which. */
export const TECHNOLOGY_RULES: readonly [TechnologyRule, ...TechnologyRule[]] = [stillmakerBaas, constantField];
