/**
 * Preloaded into every child of the launcher: when the launcher is gone,
 * however it died, so is the child. The launcher names itself in
 * PENSTOCK_PARENT, because it may be gone before this line runs.
 */
const parent = Number(process.env.PENSTOCK_PARENT ?? process.ppid);
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 5000).unref();
}, 1000);
watch.unref();
