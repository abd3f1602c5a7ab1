import { fillIn, parseCompose, serviceNodes } from './compose/document.ts';
import { references, type Variables } from './compose/interpolate.ts';
import { planService } from './compose/service.ts';
import type { StackPlan } from './types.ts';

/** What a plan is made of. */
export interface ComposeSource {
  /** Contents of the Compose file. */
  readonly text: string;
  /** Its absolute path; named in errors and given to Docker. */
  readonly file: string;
  /** The workspace folder. */
  readonly dir: string;
  readonly workspaceId: string;
  readonly lab: string;
  /** Contents of the workspace's `.env`. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Turns a Compose file into the plan of a stack. Pure. Reads what both engines need: image, command, environment, ports, volumes,
 * working_dir, depends_on, profiles; health checks and the rest of the file concern Docker alone.
 * @throws ArchlabError WORKSPACE_COMPOSE with file, line and the line's text
 */
export function planStack(source: ComposeSource): StackPlan {
  const services = readServices(source, source.variables);
  return {
    workspaceId: source.workspaceId,
    lab: source.lab,
    project: projectName(source.lab, source.workspaceId),
    dir: source.dir,
    composeFile: source.file,
    composeText: source.text,
    services,
    variables: source.variables,
  };
}

/**
 * The same plan for servers that run as plain processes: a variable whose default is `service:port` names a peer by its address in
 * the container network; here it becomes the address on this machine. `${POSTGRES_ADDR:-postgres:5432}` → `127.0.0.1:23456`.
 */
export function localPlan(plan: StackPlan): StackPlan {
  const peers: Record<string, string> = {};
  for (const [name, fallback] of references(withoutComments(plan.composeText))) {
    const [, host, port] = /^([\w.-]+):(\d+)$/.exec(fallback ?? '') ?? [];
    const service = plan.services.find((candidate) => candidate.name === host);
    const published = service?.ports.find((candidate) => candidate.container === Number(port));
    if (published && plan.variables[name] === undefined) peers[name] = `127.0.0.1:${published.host}`;
  }
  if (Object.keys(peers).length === 0) return plan;
  const source = { text: plan.composeText, file: plan.composeFile };
  return { ...plan, services: readServices(source, { ...plan.variables, ...peers }) };
}

/** Compose allows lower-case letters, digits, `-` and `_` in a project's name; `COMPOSE_PROJECT_NAME` in `.env` makes it known by hand. */
export function projectName(lab: string, workspaceId: string): string {
  return `archlab-${lab}-${workspaceId}`.toLowerCase().replace(/[^a-z0-9_-]/g, '-');
}

function readServices(source: { text: string; file: string }, variables: Variables) {
  const compose = parseCompose(source.text, source.file);
  fillIn(compose, variables);
  const nodes = serviceNodes(compose);
  const services = nodes.map(({ name, node }) => planService(compose, name, node, variables));
  const names = new Set(services.map((service) => service.name));
  for (const [index, service] of services.entries()) {
    const missing = service.dependsOn.find((peer) => !names.has(peer));
    if (missing !== undefined)
      throw compose.fault(nodes[index]?.key, `service "${service.name}" depends on "${missing}", which is not there.`);
  }
  const owner = new Map<number, string>();
  for (const [index, service] of services.entries())
    for (const port of service.ports) {
      const other = owner.get(port.host);
      if (other !== undefined)
        throw compose.fault(nodes[index]?.key, `"${other}" and "${service.name}" use the same port ${port.host}.`);
      owner.set(port.host, service.name);
    }
  return services;
}

function withoutComments(text: string): string {
  return text.replace(/^\s*#.*$/gm, '');
}
