/**
 * Preloaded into every child of the launcher: when the launcher is gone,
 * however it died, so is the child.
 */
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 5000).unref();
}, 1000);
watch.unref();
