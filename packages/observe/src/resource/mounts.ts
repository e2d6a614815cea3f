/** One line of `/proc/self/mountinfo`: which part of a file system is mounted where. */
export interface Mount {
  readonly root: string;
  readonly mountPoint: string;
}

/** Reads `/proc/self/mountinfo`; see proc_pid_mountinfo(5). */
export function parseMounts(mountinfo: string | undefined): Mount[] {
  return (mountinfo ?? '').split('\n').flatMap((line) => {
    const [, , , root, mountPoint] = line.split(' ');
    return root === undefined || mountPoint === undefined ? [] : [{ root, mountPoint }];
  });
}
