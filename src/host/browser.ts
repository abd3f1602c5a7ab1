import type { Host } from './host.ts';

/** Whether a window could come up at all: not over SSH, in a container, or on a server without a display. */
export function canShow({ env, platform }: Pick<Host, 'env' | 'platform'>): boolean {
  if (env.SSH_CONNECTION || env.SSH_TTY) return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
}

/** Asks the desktop to open a file, and does not wait for it. Whether there is anything here that can is the answer. */
export async function openInBrowser(path: string): Promise<boolean> {
  const { default: open } = await import('open');
  try {
    await open(path);
    return true;
  } catch {
    return false;
  }
}
