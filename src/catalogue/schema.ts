// JSON Schema (draft 2020-12 subset that ajv's default covers) of labs.yaml.
const id = { type: 'string', pattern: '^[a-z][a-z0-9-]*$' };
const text = { type: 'string', minLength: 1 };
const named = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title'],
  properties: { id, title: text },
};

const lab = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title', 'summary', 'level', 'minutes', 'languages', 'servers', 'memoryMb', 'goals', 'steps'],
  properties: {
    id,
    title: text,
    summary: text,
    level: { enum: ['beginner', 'intermediate', 'advanced'] },
    minutes: { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2 },
    languages: { type: 'array', items: text, minItems: 1 },
    servers: { type: 'array', items: text },
    memoryMb: { type: 'integer', minimum: 1 },
    goals: { type: 'array', items: text, minItems: 1 },
    steps: { type: 'array', items: named, minItems: 1 },
  },
};

const chapter = {
  type: 'object',
  additionalProperties: false,
  required: ['number', 'id', 'title', 'platform', 'topics', 'labs', 'coming'],
  properties: {
    number: { type: 'integer', minimum: 1 },
    id,
    title: text,
    platform: text,
    topics: { type: 'array', items: text, minItems: 1 },
    labs: { type: 'array', items: lab },
    coming: { type: 'array', items: named },
  },
};

export const catalogueSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['chapters'],
  properties: { chapters: { type: 'array', items: chapter, minItems: 1 } },
};
