'use strict';
// Until the program has loaded and listens itself, a signal ends the process with the code that shells give it, and its `exit`
// listeners run. Gives what takes that back.
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

module.exports = function leaveOnSignal() {
  const leave = (name) => process.exit(codes[name]);
  for (const name of Object.keys(codes)) process.once(name, leave);
  return () => {
    for (const name of Object.keys(codes)) process.off(name, leave);
  };
};
