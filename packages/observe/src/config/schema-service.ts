import { defineSection } from './field.ts';
import { flag, listOf, oneOf, recordOf, simpleType, text } from './value-type.ts';

const RESOURCE_ATTRIBUTES = 'OTEL_RESOURCE_ATTRIBUTES';

export const RESOURCE_DETECTORS = ['process', 'host', 'container', 'kubernetes', 'gcp'] as const;

/** Name of a service about which nothing is known, as the OpenTelemetry resource specification wants it. */
export const UNKNOWN_SERVICE = 'unknown_service:node';

const attributeValue = simpleType(
  'a text, a number or true/false',
  (value) => ['string', 'number', 'boolean'].includes(typeof value) && !Number.isNaN(value),
  (written) => written,
);

export const GENERAL_FIELDS = defineSection('', {
  enabled: {
    type: flag,
    default: true,
    defaultText: '`true`; `false` under `NODE_ENV=test` when no endpoint is named',
    // The specification lets nothing override OTEL_SDK_DISABLED=true.
    env: ['OTEL_SDK_DISABLED', 'OBSERVE_ENABLED'],
    description: 'Turns everything on or off; off, recording calls do nothing.',
  },
  debug: {
    type: flag,
    default: false,
    env: ['OBSERVE_DEBUG', 'OTEL_LOG_LEVEL'],
    description: 'Prints one start line and diagnostic details on standard error.',
  },
});

export const SERVICE_FIELDS = defineSection('service', {
  name: {
    type: text({ notEmpty: true }),
    default: UNKNOWN_SERVICE,
    defaultText: 'name in the application’s package.json, else `unknown_service:node`',
    env: ['OTEL_SERVICE_NAME', RESOURCE_ATTRIBUTES, 'DD_SERVICE', 'DD_TAGS'],
    description: 'Name of the service.',
  },
  version: {
    type: text(),
    default: '',
    defaultText: 'version in the application’s package.json',
    env: [RESOURCE_ATTRIBUTES, 'DD_VERSION', 'DD_TAGS'],
    description: 'Version of the service.',
  },
  namespace: {
    type: text(),
    default: '',
    defaultText: 'scope of the name in package.json, when the name comes from there',
    env: [RESOURCE_ATTRIBUTES],
    description: 'Group that the service name is unique in.',
  },
  environment: {
    type: text(),
    default: '',
    env: [RESOURCE_ATTRIBUTES, 'DD_ENV', 'DD_TAGS'],
    description: 'Deployment environment, such as `production`.',
  },
  team: {
    type: text(),
    default: '',
    env: ['OBSERVE_SERVICE_TEAM', RESOURCE_ATTRIBUTES, 'DD_TAGS'],
    description: 'Team that owns the service.',
  },
  tier: {
    type: text(),
    default: '',
    env: ['OBSERVE_SERVICE_TIER', RESOURCE_ATTRIBUTES, 'DD_TAGS'],
    description: 'How much depends on the service, in the words of your organisation.',
  },
});

export const RESOURCE_FIELDS = defineSection('resource', {
  attributes: {
    type: recordOf(
      'attributes by name, each a text, a number or true/false',
      text({ notEmpty: true }),
      attributeValue,
    ),
    default: {},
    env: [RESOURCE_ATTRIBUTES, 'DD_TAGS'],
    description: 'Further resource attributes; they win over what is detected.',
    merge: 'entries',
  },
  detectors: {
    type: listOf(oneOf(...RESOURCE_DETECTORS)),
    default: [...RESOURCE_DETECTORS],
    env: ['OTEL_NODE_RESOURCE_DETECTORS'],
    description: 'What is found out about the process and where it runs.',
  },
});
