import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../src/host/clock.ts';
import { isPortFree } from '../../src/host/ports.ts';
import { processesOf } from '../../src/host/process-tree.ts';
import { identify } from '../../src/host/processes.ts';
import { MARKER } from '../../src/stack/engines/local/drivers/driver.ts';
import { cleanUp, listStacks } from '../../src/stack/registry.ts';
import type { EngineKind, Stack, StackPlan } from '../../src/stack/types.ts';
import { ask, connect, contextOf, engineOf, entryOf, get, newPlan, otherProcess, testHost } from './stack-bench.ts';

/** Everything of a stack that can be found on this machine without asking archlab. */
async function leftovers(plan: StackPlan): Promise<string[]> {
  const found: string[] = [];
  for (const { name, ports } of plan.services) {
    for (const pid of processesOf(`${plan.dir}/.archlab/data/${name}`, MARKER)) found.push(`process ${pid} of ${name}`);
    for (const { host } of ports) if (!(await isPortFree(host))) found.push(`port ${host} of ${name}`);
  }
  const data = `${plan.dir}/.archlab/data`;
  if (existsSync(data)) found.push(...readdirSync(data));
  const docker = (...argv: string[]) => execa('docker', argv, { reject: false });
  const filter = ['--quiet', '--filter', `label=com.docker.compose.project=${plan.project}`];
  for (const list of [
    ['ps', '--all'],
    ['network', 'ls'],
    ['volume', 'ls'],
  ]) {
    const { stdout } = await docker(...list, ...filter);
    if (stdout) found.push(`${list[0]} ${stdout}`);
  }
  return found;
}

/** What every engine must do, run against the real thing. */
export function stackSuite(kind: EngineKind): void {
  const host = testHost();
  const engine = engineOf(kind, host);
  const plans: StackPlan[] = [];
  const fresh = async (variables?: Record<string, string>) => {
    const plan = await newPlan(variables);
    plans.push(plan);
    return plan;
  };

  afterAll(async () => {
    for (const entry of await listStacks(host)) await cleanUp(host, entry);
    for (const { dir } of plans) rmSync(dir, { recursive: true, force: true });
    rmSync(host.cwd, { recursive: true, force: true });
  });

  describe(`a stack run by ${kind}`, () => {
    let plan: StackPlan;
    let stack: Stack;

    beforeAll(async () => {
      plan = await fresh();
      expect(await engine.probe(plan)).toEqual([]);
      stack = await engine.up(plan, contextOf(host, plan));
    });
    afterAll(() => stack.down());

    test('answers real SQL with the account, database and settings of the Compose file', async () => {
      const a = stack.service('a');
      await a.ready();
      expect(await ask(a, 'SELECT current_user || current_database()')).toBe('appstream');
      expect(await ask(a, "SELECT current_setting('server_version')")).toMatch(/^17\./);
      expect(await ask(a, "SELECT current_setting('synchronous_commit')")).toBe('on');
      expect(await ask(a, "SELECT current_setting('work_mem')")).toBe('5MB');
      expect(await ask(a, "SELECT current_setting('server_encoding') || current_setting('TimeZone')")).toMatch(
        /^UTF8(Etc\/)?UTC$/,
      );
    });

    test('text sorts bytewise', async () => {
      const sql = "SELECT string_agg(x, '' ORDER BY x) FROM unnest(array['b','ä','B','_','a','A','Z']) x";
      expect(await ask(stack.service('b'), sql)).toBe('ABZ_abä');
    });

    test('asks for the password', async () => {
      await expect(connect(stack.service('a'), 'wrong')).rejects.toMatchObject({ code: '28P01' });
    });

    test('services find each other', async () => {
      expect(await get(stack.service('stub'))).toBe('database reached');
      await expect.poll(() => stack.service('stub').lastLines(1)).toEqual(['asked for /hello']);
    });

    test('knows its services, and the nearest name of those it does not know', async () => {
      expect(stack.services.map(({ name }) => name)).toEqual(['a', 'b', 'stub']);
      expect(() => stack.service('stup')).toThrow(
        expect.objectContaining({ code: 'USAGE_UNKNOWN_SERVICE', fix: 'Did you mean "stub"?' }),
      );
      for (const service of stack.services) expect(await service.status()).toBe('running');
    });

    test('a paused service is silent and answers when resumed', async () => {
      const a = stack.service('a');
      const client = await connect(a);
      await a.pause();
      await a.pause();
      expect(await a.status()).toBe('paused');
      let answered = false;
      const query = client.query('SELECT 7 AS x').then(({ rows }) => {
        answered = true;
        return rows;
      });
      // The other service answers in the meantime, so the time given is enough for an answer.
      for (let i = 0; i < 20; i++) await ask(stack.service('b'), 'SELECT 1');
      expect(answered).toBe(false);
      await a.resume();
      expect(await query).toEqual([{ x: 7 }]);
      expect(await a.status()).toBe('running');
      await client.end();
    });

    test('a killed service is gone at once, and comes back with its data', async () => {
      const a = stack.service('a');
      await ask(a, 'CREATE TABLE kept AS SELECT 42 AS x');
      const open = await connect(a);
      const broken = new Promise<void>((resolve) => open.once('end', resolve));
      await a.kill();
      await a.kill();
      await broken;
      expect(await a.status()).toBe('stopped');
      await expect(connect(a)).rejects.toThrow();
      await a.restart();
      expect(await a.status()).toBe('running');
      expect(await ask(a, 'SELECT x FROM kept')).toBe(42);
    });

    test('the direct way leads to the same server, and each to its own when several have come back in another order', async () => {
      const [a, b] = [stack.service('a'), stack.service('b')];
      for (const one of [a, b]) await ask(one, `CREATE TABLE who AS SELECT '${one.name}' AS name`);
      const directly = () => Promise.all([a, b].map((one) => ask(one, 'SELECT name FROM who', one.direct(5432))));
      expect(await directly()).toEqual(['a', 'b']);
      expect(a.direct(5432).host !== '127.0.0.1').toBe(kind === 'docker' && process.platform === 'linux');
      for (const one of [a, b]) await one.kill();
      // There a connection is refused at once; at an address that is gone it fails only after seconds.
      for (const one of [a, b]) expect(one.direct(5432)).toEqual(one.endpoint(5432));
      for (const one of [b, a]) await one.restart();
      expect(await directly()).toEqual(['a', 'b']);
    });

    test('a paused service can be killed', async () => {
      const b = stack.service('b');
      await b.pause();
      await b.kill();
      expect(await b.status()).toBe('stopped');
      await b.restart();
    });

    test('a program is killed and restarted too', async () => {
      const stub = stack.service('stub');
      await stub.kill();
      await expect(get(stub)).rejects.toThrow();
      await stub.restart();
      expect(await get(stub)).toBe('database reached');
    });

    test('output is followed from the beginning and across a restart', async () => {
      const b = stack.service('b');
      const stop = new AbortController();
      const lines: string[] = [];
      const end = b.follow((line) => lines.push(line), stop.signal);
      const starts = () => lines.filter((line) => line.includes('ready to accept connections')).length;
      const before = await eventually(starts, { limitMs: 5000, what: 'past lines come' });
      // Each start of the server writes its pid or time: no line may come twice.
      await b.restart();
      await eventually(() => starts() > before, { limitMs: 5000, what: 'lines of the second start come' });
      stop.abort();
      await end;
      const stamped = lines.filter((line) => /^\d{4}-/.test(line));
      const recovered = stamped.filter((line) => line.includes('database system was interrupted'));
      expect(new Set(recovered).size).toBe(recovered.length);
      expect((await b.lastLines(3)).length).toBe(3);
    });

    test('another process finds it by the registry and leaves it usable', async () => {
      const { lines, ended } = await otherProcess({ kind, host, plan, action: 'restart b' });
      const said: string[] = [];
      lines.on('line', (line) => said.push(line));
      expect(await ended).toBe(0);
      expect(said).toEqual(['a running', 'b running', 'stub running']);
      // The restart has changed pids; what is on record is up to date.
      const entry = (await listStacks(host)).find(({ workspaceId }) => workspaceId === plan.workspaceId);
      stack = await engine.attach(plan, entry!.state, contextOf(host, plan));
      expect(await stack.service('b').status()).toBe('running');
      expect(await ask(stack.service('b'), 'SELECT 1')).toBe(1);
    });

    test('two stacks do not disturb each other', async () => {
      const other = await fresh();
      const second = await engine.up(other, contextOf(host, other));
      await ask(second.service('a'), 'CREATE TABLE only_here (x int)');
      expect(await ask(stack.service('a'), "SELECT to_regclass('only_here')")).toBeNull();
      await second.down();
      expect(await leftovers(other)).toEqual([]);
      expect(await ask(stack.service('a'), 'SELECT 1')).toBe(1);
    });

    test('down leaves nothing, in time, and may be repeated', async () => {
      expect(await leftovers(plan)).not.toEqual([]);
      await stack.service('a').pause();
      await stack.down();
      expect(await leftovers(plan)).toEqual([]);
      expect(await stack.service('a').status()).toBe('gone');
      await stack.down();
    });
  });

  describe(`a start by ${kind} that goes wrong`, () => {
    let plan: StackPlan;
    afterEach(async () => expect(await leftovers(plan)).toEqual([]));

    test('names the service, shows its last lines and tears down', async () => {
      plan = await fresh({ WORK_MEM: 'plenty' });
      const error = await engine.up(plan, contextOf(host, plan)).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'MACHINE_SERVICE_NOT_READY' });
      expect(error).toMatchObject({ message: expect.stringMatching(/^Service "[ab]" has ended/) });
      expect((error as { details: string[] }).details.join('\n')).toContain('plenty');
    });

    test('says which port is taken', async () => {
      plan = await fresh();
      const port = plan.services[1]!.ports[0]!.host;
      const squatter = createServer().listen(port, '127.0.0.1');
      await once(squatter, 'listening');
      const error = await engine.up(plan, contextOf(host, plan)).catch((thrown: unknown) => thrown);
      await new Promise((done) => squatter.close(done));
      expect(error).toMatchObject({ code: 'MACHINE_PORT', message: expect.stringContaining(String(port)) });
    });

    test('tears down when interrupted', async () => {
      plan = await fresh();
      const interrupt = new AbortController();
      const context = contextOf(host, plan, interrupt.signal);
      let records = 0;
      const record: typeof context.record = async (state) => {
        await context.record(state);
        // Once the intent is on record, in the middle of the start.
        if (records++ === 0) setTimeout(() => interrupt.abort(new Error('Ctrl-C')), 150);
      };
      await expect(engine.up(plan, { ...context, record })).rejects.toThrow('Ctrl-C');
    });

    test.each(['at once', 'half-way'])('is cleaned up by the next process when this one is killed %s', async (when) => {
      plan = await fresh();
      const { child, ended } = await otherProcess({ kind, host, plan, action: 'up' });
      const begun = async () =>
        when === 'half-way' ? (await leftovers(plan)).length > 3 : (await mine()) !== undefined;
      await eventually(begun, { limitMs: 20_000, pollMs: 2, what: 'something was started' });
      child.kill('SIGKILL');
      await ended;
      // At once: programs that the killed process had called (cp, docker compose) may still be at work.
      await cleanUp(host, (await mine())!);
      expect(await mine()).toBeUndefined();
    });

    const mine = async () => (await listStacks(host)).find(({ workspaceId }) => workspaceId === plan.workspaceId);
  });

  test(`a process that has got the pid of one of ours by chance is left alone (${kind})`, async () => {
    const plan = await fresh();
    const stranger = execa('sleep', ['60'], { reject: false });
    const pid = stranger.pid!;
    const process = { pid, startTime: 'another time' };
    const services = { a: { ports: [], process, dataDir: `${plan.dir}/.archlab/data/a` } };
    await cleanUp(host, entryOf(plan, { engine: kind, project: plan.project, startedAt: '', services }));
    expect(identify(pid)).toBeDefined();
    stranger.kill('SIGKILL');
    expect((await stranger).signal).toBe('SIGKILL');
  });
}
