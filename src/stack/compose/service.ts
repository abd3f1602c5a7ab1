import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { MountPlan, PortPlan, ServicePlan } from '../types.ts';
import { type ComposeDocument, child, plain, resolved } from './document.ts';
import type { Variables } from './interpolate.ts';
import { splitWords } from './words.ts';

/** One service of a Compose file whose variables are filled in. @throws ArchlabError WORKSPACE_COMPOSE */
export function planService(compose: ComposeDocument, name: string, node: Node, variables: Variables): ServicePlan {
  const get = (key: string) => child(compose.document, node, key);
  const network = get('network_mode');
  if (network && plain(compose.document, network) === 'host')
    throw compose.fault(network, `service "${name}" would listen beyond loopback with network_mode: host.`, PORT_FIX);
  const workingDir = get('working_dir');
  const limit = megabytes(String(plain(compose.document, get('mem_limit')) ?? ''));
  return {
    name,
    image: parseImage(compose, name, node, get('image')),
    command: parseCommand(compose, name, get('command')),
    environment: parseEnvironment(compose, name, get('environment'), variables),
    ports: sequence(compose, name, 'ports', get('ports')).map((port) => parsePort(compose, port)),
    mounts: sequence(compose, name, 'volumes', get('volumes')).flatMap((mount) => parseMount(compose, mount)),
    dependsOn: parseNames(compose, name, 'depends_on', get('depends_on')),
    profiles: parseNames(compose, name, 'profiles', get('profiles')),
    ...(limit === undefined ? {} : { memoryLimitMb: limit }),
    ...(workingDir ? { workingDir: String(plain(compose.document, workingDir)) } : {}),
  };
}

/** Compose's notation of sizes, `192m` or `1.5gb`; a number alone counts bytes. */
function megabytes(text: string): number | undefined {
  const [, number, unit = 'b'] = /^(\d+(?:\.\d+)?)\s*([bkmg])?b?$/i.exec(text) ?? [];
  const power = 'bkmg'.indexOf(unit.toLowerCase());
  return number === undefined ? undefined : (Number(number) * 1024 ** power) / 2 ** 20;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own notation
const PORT_FIX = 'Write ports as "127.0.0.1:${NAME_PORT}:5432".';

function parseImage(compose: ComposeDocument, service: string, parent: Node, node: Node | undefined) {
  const reference = plain(compose.document, node);
  if (typeof reference !== 'string' || reference === '')
    throw compose.fault(node ?? parent, `service "${service}" has no image.`);
  const withoutDigest = reference.split('@')[0] ?? reference;
  const colon = withoutDigest.lastIndexOf(':');
  // A colon before the last slash belongs to the port of a registry.
  const hasTag = colon > withoutDigest.lastIndexOf('/');
  return {
    reference,
    repository: hasTag ? withoutDigest.slice(0, colon) : withoutDigest,
    tag: hasTag ? withoutDigest.slice(colon + 1) : 'latest',
  };
}

function parseCommand(compose: ComposeDocument, service: string, node: Node | undefined): string[] {
  const value = plain(compose.document, node);
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map(String);
  const words = typeof value === 'string' ? splitWords(value) : undefined;
  if (!words)
    throw compose.fault(node, `the command of service "${service}" is neither a list nor a well-formed line.`);
  return words;
}

function parseEnvironment(compose: ComposeDocument, service: string, node: Node | undefined, variables: Variables) {
  const value = plain(compose.document, node);
  if (value === undefined || value === null) return {};
  const entries: Array<[string, unknown]> = isSeq(node)
    ? (value as unknown[]).map((item) => {
        const [, key = '', text] = /^([^=]*)(?:=([\s\S]*))?$/.exec(String(item)) ?? [];
        return [key, text];
      })
    : isMap(node)
      ? Object.entries(value)
      : [];
  if (!isSeq(node) && !isMap(node))
    throw compose.fault(node, `the environment of service "${service}" is neither a map nor a list.`);
  const environment: Record<string, string> = {};
  for (const [key, text] of entries) {
    // A name without a value takes the one of the outside, if there is one.
    const known = text === undefined || text === null ? variables[key] : String(text);
    if (known !== undefined) environment[key] = known;
  }
  return environment;
}

/** Only `127.0.0.1:HOST:CONTAINER` is allowed: anything else would listen on every interface of the machine. */
function parsePort(compose: ComposeDocument, node: Node): PortPlan {
  const text = isScalar(node) ? String(node.value) : undefined;
  if (text === undefined)
    throw compose.fault(node, 'a port in the long form is not understood, for only loopback is allowed.', PORT_FIX);
  const [, address, host, container] = /^(?:(.*):)?([^:]*):(\d+)(?:\/tcp)?$/.exec(text) ?? [];
  if (address !== '127.0.0.1')
    throw compose.fault(node, `port "${text}" would listen beyond loopback or is not of the allowed form.`, PORT_FIX);
  const port = Number(host);
  if (!/^\d+$/.test(host ?? '') || port < 1 || port > 65535)
    throw compose.fault(
      node,
      `port "${text}" has no port number of this machine.`,
      'Run `archlab start` to fill in .env.',
    );
  return { container: Number(container), host: port };
}

/** Only bind mounts of workspace files concern the local engine; named volumes are Docker's. */
function parseMount(compose: ComposeDocument, node: Node): MountPlan[] {
  const text = isScalar(node) ? String(node.value) : undefined;
  if (text === undefined)
    throw compose.fault(node, 'a volume in the long form is not understood; write source:target.');
  const [source = '', target = ''] = text.split(':');
  return /^[./]/.test(source) && target !== '' ? [{ source, target }] : [];
}

function sequence(compose: ComposeDocument, service: string, key: string, node: Node | undefined): Node[] {
  if (node === undefined) return [];
  if (!isSeq(node)) throw compose.fault(node, `"${key}" of service "${service}" is no list.`);
  return node.items.flatMap((item) => resolved(compose.document, item) ?? []);
}

function parseNames(compose: ComposeDocument, service: string, key: string, node: Node | undefined): string[] {
  const value = plain(compose.document, node);
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object') return Object.keys(value);
  throw compose.fault(node, `"${key}" of service "${service}" is neither a list nor a map.`);
}
