import { mkdir } from 'node:fs/promises';
import { execa } from 'execa';
import type { Host } from '../../../host/host.ts';

/**
 * Makes the folder that holds the data folders of a stack. ext4 will not reuse the inode of a file deleted within the last minute
 * and searches past all of them for each new file: copying clusters right after a `stop` is up to five times slower than usual.
 * The attribute T ("top of directory hierarchies", see chattr(1)) spreads the folders inside over the disk, away from those inodes.
 * Other file systems refuse it, which is no matter.
 */
export async function makeDataHome(folder: string, host: Host): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (host.platform === 'linux')
    await execa('chattr', ['+T', folder], { reject: false, timeout: 2000, stdio: 'ignore' });
}
