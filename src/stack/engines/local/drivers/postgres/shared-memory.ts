import { join } from 'node:path';
import { execa } from 'execa';
import { readTextIfAny } from '../../../../../host/files.ts';

/**
 * A killed PostgreSQL leaves a small System V shared memory segment behind, outside its data folder. `postmaster.pid` names it
 * (line 7: key and id); it is removed only if the kernel says that this very server made it and nobody uses it.
 */
export async function removeSharedMemory(dataDir: string): Promise<void> {
  const lines = (await readTextIfAny(join(dataDir, 'postmaster.pid')))?.split('\n');
  const pid = lines?.[0]?.trim();
  const [key, id] = lines?.[6]?.trim().split(/\s+/) ?? [];
  if (pid === undefined || key === undefined || id === undefined) return;
  const table = await readTextIfAny('/proc/sysvipc/shm');
  const ours = table?.split('\n').some((line) => {
    // Columns: key shmid perms size cpid lpid nattch … (the key signed, in the file unsigned)
    const [rowKey, rowId, , , creator, , attached] = line.trim().split(/\s+/);
    return Number(rowKey) >>> 0 === Number(key) >>> 0 && rowId === id && creator === pid && attached === '0';
  });
  if (ours) await execa('ipcrm', ['-m', id], { reject: false, timeout: 2000, stdio: 'ignore' });
}
