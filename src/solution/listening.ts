import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { groupMembers } from '../host/processes.ts';

/** TCP ports on which a process group listens (Linux: /proc/net/tcp{,6} and the inodes of its sockets); empty elsewhere. */
export function listeningPorts(group: number): number[] {
  const inodes = new Set<string>();
  for (const pid of groupMembers(group)) {
    for (const link of links(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
  }
  const ports = new Set<number>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of read(table).split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      // Field 3 is the state, 0A = LISTEN; field 9 the inode (proc(5)).
      if (fields[3] === '0A' && inodes.has(fields[9] ?? ''))
        ports.add(Number.parseInt(fields[1]?.split(':')[1] ?? '', 16));
    }
  }
  return [...ports].sort((a, b) => a - b);
}

function links(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      try {
        return [readlinkSync(`${folder}/${name}`)];
      } catch {
        return []; // closed in the meantime
      }
    });
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
